//! Files to be imported that wait for a decision.

use std::path::Path;

use closeout_domain::{ids::SystemId, policy::Action};
use uuid::Uuid;

use super::{Decisions, ImportFile, ImportReport, Progress};
pub use crate::staging::Upload;
use crate::{Actor, App, Error, ports::Mode, staging::Purpose};

impl App {
    /// Takes over a file from the staging folder until it is decided on.
    ///
    /// # Errors
    /// When the actor may not import, there is no such system, or the disk fails.
    pub async fn stage(&self, actor: &Actor, system: SystemId, name: &str, path: &Path) -> Result<Upload, Error> {
        self.permitted(actor, Action::Import).await?;
        self.system_state(actor, system).await?;
        self.put(Purpose::Import, actor, system, name, path).await
    }

    /// The upload, if it is the actor's own.
    ///
    /// # Errors
    /// When there is none here, or not any more.
    pub async fn upload(&self, actor: &Actor, id: Uuid) -> Result<Upload, Error> {
        self.permitted(actor, Action::Import).await?;
        self.put_before(Purpose::Import, actor, id).await
    }

    /// The actor's uploads that wait for a decision, by name.
    ///
    /// # Errors
    /// When the actor may not import, or the disk fails.
    pub async fn uploads(&self, actor: &Actor) -> Result<Vec<Upload>, Error> {
        self.permitted(actor, Action::Import).await?;
        self.all_put(Purpose::Import, actor).await
    }

    /// Says what an upload would change, or brings it in. What was brought in waits no longer.
    ///
    /// # Errors
    /// As [`App::import`].
    pub async fn import_upload(&self, actor: &Actor, id: Uuid, mode: Mode, yes: bool) -> Result<ImportReport, Error> {
        let upload = self.upload(actor, id).await?;
        let file = ImportFile {
            system: SystemId(upload.system),
            name: upload.file,
            path: self.waiting(Purpose::Import, id),
            format: None,
            decisions: upload.decisions,
        };
        let report = self.import(actor, file, mode, yes, &Progress::default()).await?;
        if report.committed || (report.identical && mode == Mode::Commit) {
            self.discard_upload(actor, id).await?;
        }
        Ok(report)
    }

    /// Decides what the columns of an upload's table mean; it is read so until it is decided again.
    ///
    /// # Errors
    /// When there is none here, it is no table, or a decision names what is not there.
    pub async fn decide_upload(&self, actor: &Actor, id: Uuid, decisions: Decisions) -> Result<Upload, Error> {
        let upload = self.upload(actor, id).await?;
        let file = ImportFile {
            system: SystemId(upload.system),
            name: upload.file.clone(),
            path: self.waiting(Purpose::Import, id),
            format: None,
            decisions: decisions.clone(),
        };
        self.table(actor, &file).await?;
        let upload = Upload { decisions, ..upload };
        self.put_again(Purpose::Import, &upload).await?;
        Ok(upload)
    }

    /// Throws an upload away.
    ///
    /// # Errors
    /// When there is none here.
    pub async fn discard_upload(&self, actor: &Actor, id: Uuid) -> Result<(), Error> {
        self.upload(actor, id).await?;
        self.throw_away(Purpose::Import, id).await
    }
}
