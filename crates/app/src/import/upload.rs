//! Files that have arrived and were not decided on yet: kept in the staging folder, with a note of whose they are.

use std::path::{Path, PathBuf};

use closeout_domain::{
    ids::{OrganizationId, PersonId, SystemId},
    policy::Action,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::{ImportFile, ImportReport, Progress};
use crate::{
    Actor, App, Error,
    auth::blocking,
    evidence::{base_name, disk},
    ports::Mode,
};

/// How long an upload waits for a decision, in seconds.
const PATIENCE: u64 = 24 * 60 * 60;

/// A file that waits for a decision.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Upload {
    /// Its id.
    pub id: Uuid,
    /// Of which organization.
    pub organization: Uuid,
    /// Who brought it.
    pub person: Uuid,
    /// The system it speaks of.
    pub system: Uuid,
    /// Its name.
    pub file: String,
    /// Its size in bytes.
    pub size: u64,
}

impl Upload {
    fn is_of(&self, actor: &Actor) -> bool {
        OrganizationId(self.organization) == actor.organization && PersonId(self.person) == actor.person
    }
}

impl App {
    /// Takes over a file from the staging folder until it is decided on.
    ///
    /// # Errors
    /// When the actor may not import, there is no such system, or the disk fails.
    pub async fn stage(&self, actor: &Actor, system: SystemId, name: &str, path: &Path) -> Result<Upload, Error> {
        self.permitted(actor, Action::Import).await?;
        self.system_state(actor, system).await?;
        self.forget_old_uploads().await?;
        let id = self.world.ids.uuid();
        let (from, to, note) = (path.to_owned(), self.waiting(id, "file"), self.waiting(id, "json"));
        let (file, organization, person) = (base_name(name), actor.organization.0, actor.person.0);
        blocking("keeping the upload", move || {
            let size = std::fs::metadata(&from)?.len();
            std::fs::rename(&from, &to)?;
            let upload = Upload { id, organization, person, system: system.0, file, size };
            std::fs::write(note, serde_json::to_vec(&upload)?)?;
            Ok(upload)
        })
        .await?
        .map_err(|e| disk("keep the upload", e))
    }

    /// The upload, if it is of the actor's organization.
    ///
    /// # Errors
    /// When there is none here, or not any more.
    pub async fn upload(&self, actor: &Actor, id: Uuid) -> Result<Upload, Error> {
        self.permitted(actor, Action::Import).await?;
        let note = self.waiting(id, "json");
        let read = blocking("finding the upload", move || std::fs::read(note)).await?;
        let upload: Option<Upload> = read.ok().and_then(|bytes| serde_json::from_slice(&bytes).ok());
        let ours = upload.filter(|upload| upload.is_of(actor));
        ours.ok_or_else(|| Error::NotFound { what: "upload", id: id.to_string() })
    }

    /// The actor's uploads that wait for a decision, by name.
    ///
    /// # Errors
    /// When the actor may not import, or the disk fails.
    pub async fn uploads(&self, actor: &Actor) -> Result<Vec<Upload>, Error> {
        self.permitted(actor, Action::Import).await?;
        let (folder, actor) = (self.world.blobs.staging().to_owned(), *actor);
        let mut uploads: Vec<Upload> = blocking("looking through uploads", move || {
            let notes = std::fs::read_dir(folder)?.flatten().map(|entry| entry.path());
            let notes = notes.filter(|path| path.extension().is_some_and(|ext| ext == "json"));
            // One that is being thrown away is not there any more.
            let read = |path: PathBuf| serde_json::from_slice::<Upload>(&std::fs::read(path).ok()?).ok();
            Ok(notes.filter_map(read).filter(|upload| upload.is_of(&actor)).collect())
        })
        .await?
        .map_err(|e| disk("look through uploads", e))?;
        uploads.sort_by(|a, b| (&a.file, a.id).cmp(&(&b.file, b.id)));
        Ok(uploads)
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
            path: self.waiting(id, "file"),
            format: None,
        };
        let report = self.import(actor, file, mode, yes, &Progress::default()).await?;
        if report.committed || (report.identical && mode == Mode::Commit) {
            self.discard_upload(actor, id).await?;
        }
        Ok(report)
    }

    /// Throws an upload away.
    ///
    /// # Errors
    /// When there is none here.
    pub async fn discard_upload(&self, actor: &Actor, id: Uuid) -> Result<(), Error> {
        self.upload(actor, id).await?;
        let files = [self.waiting(id, "file"), self.waiting(id, "json")];
        blocking("throwing the upload away", move || files.iter().try_for_each(std::fs::remove_file))
            .await?
            .map_err(|e| disk("throw the upload away", e))
    }

    fn waiting(&self, id: Uuid, extension: &str) -> PathBuf {
        self.world.blobs.staging().join(format!("upload-{id}.{extension}"))
    }

    async fn forget_old_uploads(&self) -> Result<(), Error> {
        let (folder, now) = (self.world.blobs.staging().to_owned(), self.world.clock.now());
        blocking("tidying uploads", move || {
            for entry in std::fs::read_dir(folder)?.flatten() {
                let modified = entry.metadata().and_then(|m| m.modified()).ok();
                let age =
                    modified.and_then(|m| jiff::Timestamp::try_from(m).ok()).map(|m| now.duration_since(m).as_secs());
                if age.is_some_and(|age| age > PATIENCE.cast_signed()) {
                    std::fs::remove_file(entry.path())?;
                }
            }
            Ok(())
        })
        .await?
        .map_err(|e| disk("tidy the staging folder", e))
    }
}
