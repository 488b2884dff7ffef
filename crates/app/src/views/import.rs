//! Imports.

use closeout_domain::import::{Changes, Import, Tally};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::item::PersonRef;
use crate::import::Decisions;

/// What a file held.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct TallyView {
    /// Statements of the source, unmerged.
    pub observations: u64,
    /// Of them: the weakness is there.
    pub present: u64,
    /// Of them: the check passed.
    pub absent: u64,
    /// Of them: neither.
    pub not_judged: u64,
    /// Assets in the file.
    pub assets: u64,
    /// Assets on which the source signed in.
    pub authenticated: u64,
    /// Problems listed while reading.
    pub problems: u64,
}

impl From<Tally> for TallyView {
    fn from(t: Tally) -> Self {
        let Tally { observations, present, absent, not_judged, assets, authenticated, problems } = t;
        Self { observations, present, absent, not_judged, assets, authenticated, problems }
    }
}

/// What an import changes, in pairs of finding and asset.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, ToSchema)]
pub struct ChangesView {
    /// There now and not before.
    pub new: u64,
    /// There before and now.
    pub still: u64,
    /// There again after being absent, or with another severity.
    pub changed: u64,
    /// Absent with proof now, and not before.
    pub absent: u64,
    /// There before, and this import cannot say.
    pub not_observed: u64,
}

impl From<Changes> for ChangesView {
    fn from(c: Changes) -> Self {
        let Changes { new, still, changed, absent, not_observed } = c;
        Self { new, still, changed, absent, not_observed }
    }
}

/// An import.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ImportRow {
    /// Its identity.
    pub id: Uuid,
    /// The system it speaks of.
    pub system: Uuid,
    /// The format's id.
    pub format: String,
    /// The tool; may be empty.
    pub tool: String,
    /// The file's name.
    pub file: String,
    /// SHA-256 of the file.
    pub sha256: String,
    /// Its size in bytes.
    pub size: u64,
    /// What it held.
    pub tally: TallyView,
    /// What it changed.
    pub changes: ChangesView,
    /// Whether the file was read to its end.
    pub complete: bool,
    /// Who committed it.
    pub by: PersonRef,
    /// When.
    #[schema(value_type = String, format = DateTime)]
    pub at: Timestamp,
    /// Of a table: what its columns were taken for.
    #[serde(default)]
    pub mapping: Option<Decisions>,
    /// Why it was undone, if it was.
    pub undone: Option<String>,
    /// Who undid it.
    pub undone_by: Option<PersonRef>,
}

impl From<&Import> for ImportRow {
    fn from(import: &Import) -> Self {
        let r = &import.record;
        Self {
            id: r.id.0,
            system: r.system.0,
            format: r.format.clone(),
            tool: r.tool.clone(),
            file: r.file.clone(),
            sha256: r.digest.to_string(),
            size: r.size,
            tally: r.tally.into(),
            changes: r.changes.into(),
            complete: r.complete,
            by: PersonRef::of(import.committed.1),
            at: import.committed.0,
            mapping: import.mapping.as_ref().map(Decisions::from),
            undone: import.undone.as_ref().map(|(_, _, why)| why.clone()),
            undone_by: import.undone.as_ref().map(|(_, by, _)| PersonRef::of(*by)),
        }
    }
}
