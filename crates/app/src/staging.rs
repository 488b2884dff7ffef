//! Files that have arrived and were not decided on yet: kept in the staging folder, with a note of whose they are.

use std::path::{Path, PathBuf};

use closeout_domain::ids::{OrganizationId, PersonId, SystemId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    Actor, App, Error,
    auth::blocking,
    evidence::{base_name, disk},
    import::Decisions,
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
    /// What was decided about the columns of its table.
    #[serde(default)]
    pub decisions: Decisions,
}

impl Upload {
    fn is_of(&self, actor: &Actor) -> bool {
        OrganizationId(self.organization) == actor.organization && PersonId(self.person) == actor.person
    }
}

/// What a file waits for. One that was brought for one purpose is not there for another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// To be imported.
    Import,
    /// To be applied to the register that it was taken from.
    Workbook,
}

impl Purpose {
    fn prefix(self) -> &'static str {
        match self {
            Self::Import => "upload-",
            Self::Workbook => "workbook-",
        }
    }
}

impl App {
    /// Takes over a file from where it arrived.
    pub(crate) async fn put(
        &self,
        purpose: Purpose,
        actor: &Actor,
        system: SystemId,
        name: &str,
        path: &Path,
    ) -> Result<Upload, Error> {
        self.forget_old_uploads().await?;
        let id = self.world.ids.uuid();
        let (from, to, note) = (path.to_owned(), self.waiting(purpose, id), self.note(purpose, id));
        let (file, organization, person) = (base_name(name), actor.organization.0, actor.person.0);
        blocking("keeping the upload", move || {
            let size = std::fs::metadata(&from)?.len();
            std::fs::rename(&from, &to)?;
            let upload =
                Upload { id, organization, person, system: system.0, file, size, decisions: Decisions::default() };
            std::fs::write(note, serde_json::to_vec(&upload)?)?;
            Ok(upload)
        })
        .await?
        .map_err(|e| disk("keep the upload", e))
    }

    /// Writes an upload's note again.
    pub(crate) async fn put_again(&self, purpose: Purpose, upload: &Upload) -> Result<(), Error> {
        let (note, upload) = (self.note(purpose, upload.id), upload.clone());
        blocking("keeping the decisions", move || std::fs::write(note, serde_json::to_vec(&upload)?))
            .await?
            .map_err(|e| disk("keep the decisions", e))
    }

    /// The upload, if it is the actor's own.
    pub(crate) async fn put_before(&self, purpose: Purpose, actor: &Actor, id: Uuid) -> Result<Upload, Error> {
        let note = self.note(purpose, id);
        let read = blocking("finding the upload", move || std::fs::read(note)).await?;
        let upload: Option<Upload> = read.ok().and_then(|bytes| serde_json::from_slice(&bytes).ok());
        let ours = upload.filter(|upload| upload.is_of(actor));
        ours.ok_or_else(|| Error::NotFound { what: "upload", id: id.to_string() })
    }

    /// The actor's uploads, by name.
    pub(crate) async fn all_put(&self, purpose: Purpose, actor: &Actor) -> Result<Vec<Upload>, Error> {
        let (folder, actor) = (self.world.blobs.staging().to_owned(), *actor);
        let mut uploads: Vec<Upload> = blocking("looking through uploads", move || {
            let entries = std::fs::read_dir(folder)?.flatten();
            let notes = entries.filter(|entry| {
                let name = entry.file_name().to_string_lossy().into_owned();
                name.starts_with(purpose.prefix()) && name.ends_with(".json")
            });
            // One that is being thrown away is not there any more.
            let read = |path: PathBuf| serde_json::from_slice::<Upload>(&std::fs::read(path).ok()?).ok();
            Ok(notes.filter_map(|entry| read(entry.path())).filter(|upload| upload.is_of(&actor)).collect())
        })
        .await?
        .map_err(|e| disk("look through uploads", e))?;
        uploads.sort_by(|a, b| (&a.file, a.id).cmp(&(&b.file, b.id)));
        Ok(uploads)
    }

    /// Throws an upload away.
    pub(crate) async fn throw_away(&self, purpose: Purpose, id: Uuid) -> Result<(), Error> {
        let files = [self.waiting(purpose, id), self.note(purpose, id)];
        blocking("throwing the upload away", move || files.iter().try_for_each(std::fs::remove_file))
            .await?
            .map_err(|e| disk("throw the upload away", e))
    }

    /// Where an upload is.
    pub(crate) fn waiting(&self, purpose: Purpose, id: Uuid) -> PathBuf {
        self.world.blobs.staging().join(format!("{}{id}.file", purpose.prefix()))
    }

    fn note(&self, purpose: Purpose, id: Uuid) -> PathBuf {
        self.world.blobs.staging().join(format!("{}{id}.json", purpose.prefix()))
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
