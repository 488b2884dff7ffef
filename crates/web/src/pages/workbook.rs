//! The register as a workbook: taken out, edited offline, brought back; shown as differences before anything changes.

use askama::Template;
use closeout_app::import::ProblemLine;
use closeout_domain::policy::Action;

use crate::{
    format::*,
    page::{Form, Frame, Theme},
    urls,
};

/// Bringing a workbook back. Its form is `workbook`, which posts a `file`.
#[derive(Template)]
#[template(path = "workbook/upload.html")]
pub struct WorkbookUpload {
    pub frame: Frame,
    pub form: Form,
}

/// What the workbook would change. Its form is `apply`, with the `reason` that stands on every change.
#[derive(Template)]
#[template(path = "workbook/preview.html")]
pub struct WorkbookPreview {
    pub frame: Frame,
    /// The upload's id.
    pub staged: String,
    /// What tells these differences from others; it is sent back when they are applied.
    pub seen: String,
    /// The file's name.
    pub file: String,
    /// Row by row.
    pub changes: Vec<RowChange>,
    /// Rows that say what the record says.
    pub unchanged: u64,
    /// What could not be read, and what was refused.
    pub problems: Vec<ProblemLine>,
    pub form: Form,
}

/// What one row changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowChange {
    /// As in "POAM-0007"; "new" for an item that the workbook begins.
    pub item: String,
    /// Its address; empty for a new one.
    pub url: String,
    /// What the field is called in the workbook.
    pub field: String,
    /// As the record has it.
    pub before: String,
    /// As the workbook has it.
    pub after: String,
    /// Why it will not be applied; empty if it will.
    pub refused: String,
}

impl WorkbookPreview {
    fn applicable(&self) -> u64 {
        let count = self.changes.iter().filter(|c| c.refused.is_empty()).count();
        u64::try_from(count).unwrap_or(u64::MAX)
    }
}
