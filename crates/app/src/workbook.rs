//! The register as a file: taken out, edited offline, brought back, looked at, applied.

use std::path::Path;

use closeout_domain::{
    ids::{Digest, SystemId},
    policy::Action,
};
use closeout_exchange::{Reading, Unreadable, csv, workbook};
use jiff::civil::Date;
use uuid::Uuid;

use crate::{
    Actor, App, Error,
    auth::blocking,
    documents::{Applied, Planned, fingerprint},
    evidence::disk,
    import::ProblemLine,
    query::ItemQuery,
    staging::{Purpose, Upload},
};

/// The largest file that is read back, in bytes.
pub const LARGEST_WORKBOOK: u64 = workbook::LARGEST as u64;

/// As which kind of file the register is taken out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileKind {
    /// A workbook, to be edited and brought back.
    Xlsx,
    /// Comma-separated values, one row for each item.
    Csv,
}

impl FileKind {
    /// What files of this kind are called after the dot.
    pub fn extension(self) -> &'static str {
        match self {
            Self::Xlsx => "xlsx",
            Self::Csv => "csv",
        }
    }

    /// Their media type.
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Self::Csv => "text/csv; charset=utf-8",
        }
    }
}

/// A register that was taken out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RegisterFile {
    /// As in "poam-2026-11-22.xlsx".
    pub name: String,
    /// Its content. The same record gives the same bytes.
    pub bytes: Vec<u8>,
}

/// What a file that came back would change.
#[derive(Debug, Clone, PartialEq)]
pub struct Differences {
    /// The file.
    pub upload: Upload,
    /// Row by row.
    pub rows: Vec<Planned>,
    /// What in it could not be read.
    pub problems: Vec<ProblemLine>,
    /// What tells these differences from others; to be sent back when they are applied.
    pub fingerprint: Digest,
}

impl App {
    /// The register of a system as a file: the items that match, now or at the end of a past day.
    ///
    /// # Errors
    /// When the actor may not export, or the store fails.
    pub async fn register_file(
        &self,
        actor: &Actor,
        system: SystemId,
        query: &ItemQuery,
        as_of: Option<Date>,
        kind: FileKind,
    ) -> Result<RegisterFile, Error> {
        let document = self.document(actor, system, query, as_of).await?;
        let day = as_of.unwrap_or_else(|| self.today());
        let written = blocking("writing the register", move || match kind {
            FileKind::Xlsx => workbook::write(&document).map_err(|_| Error::Lost("writing the workbook")),
            FileKind::Csv => Ok(csv::write(&document)),
        });
        Ok(RegisterFile { name: format!("poam-{day}.{}", kind.extension()), bytes: written.await?? })
    }

    /// Takes over a file that came back until it is decided on.
    ///
    /// # Errors
    /// When the actor may not change the plan, there is no such system, or the disk fails.
    pub async fn stage_workbook(
        &self,
        actor: &Actor,
        system: SystemId,
        name: &str,
        path: &Path,
    ) -> Result<Upload, Error> {
        self.writing(actor).await?;
        self.permitted(actor, Action::Export).await?;
        self.system_state(actor, system).await?;
        self.put(Purpose::Workbook, actor, system, name, path).await
    }

    /// What a file that came back would change. Nothing is changed.
    ///
    /// # Errors
    /// When it cannot be read, is of another register, or the store fails.
    pub async fn workbook(&self, actor: &Actor, id: Uuid) -> Result<Differences, Error> {
        let (upload, reading) = self.read_workbook(actor, id).await?;
        let rows = self.preview_document(actor, SystemId(upload.system), &reading.document).await?;
        let problems = reading.problems.into_iter().map(|problem| ProblemLine {
            at: problem.place.to_string(),
            message: problem.message,
            advice: problem.advice,
        });
        Ok(Differences { upload, fingerprint: fingerprint(&rows), rows, problems: problems.collect() })
    }

    /// Applies it as one write, with the reason in the history of each item. It waits no longer then.
    ///
    /// # Errors
    /// As [`App::apply_document`].
    pub async fn apply_workbook(
        &self,
        actor: &Actor,
        id: Uuid,
        reason: &str,
        seen: Option<Digest>,
    ) -> Result<Applied, Error> {
        let (upload, reading) = self.read_workbook(actor, id).await?;
        let applied = self.apply_document(actor, SystemId(upload.system), &reading.document, reason, seen).await?;
        self.throw_away(Purpose::Workbook, id).await?;
        Ok(applied)
    }

    /// Throws it away.
    ///
    /// # Errors
    /// When there is none here.
    pub async fn discard_workbook(&self, actor: &Actor, id: Uuid) -> Result<(), Error> {
        self.put_before(Purpose::Workbook, actor, id).await?;
        self.throw_away(Purpose::Workbook, id).await
    }

    async fn read_workbook(&self, actor: &Actor, id: Uuid) -> Result<(Upload, Reading), Error> {
        let upload = self.put_before(Purpose::Workbook, actor, id).await?;
        let path = self.waiting(Purpose::Workbook, id);
        let reading = blocking("reading the workbook", move || {
            let bytes = std::fs::read(path)?;
            // A workbook is a ZIP archive; anything else is taken for text.
            Ok(if bytes.starts_with(b"PK") { workbook::read(&bytes) } else { csv::read(&bytes) })
        });
        let reading = reading.await?.map_err(|e| disk("read the workbook", e))?;
        let unreadable =
            |e: Unreadable| Error::Unreadable { file: upload.file.clone(), why: e.why, advice: e.advice.into() };
        let reading = reading.map_err(unreadable)?;
        Ok((upload, reading))
    }
}
