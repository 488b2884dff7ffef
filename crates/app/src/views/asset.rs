//! One asset with all that is known of it, and what it would mean to tell it apart otherwise.

use jiff::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{AssetRow, AssetSaid, ExposureView, HistoryEntry, MergeRow, NameView, PartRow};

/// An asset: its row, and what it is called, by whom, and how it was recognised.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct AssetView {
    /// Its key.
    pub id: Uuid,
    /// The system it is in.
    pub system: Uuid,
    /// How people call it.
    pub label: String,
    /// Network address, as last stated.
    pub ip: String,
    /// Operating system, as last stated.
    pub os: String,
    /// Findings that are open on it.
    pub open: u64,
    /// What was said of it by hand.
    pub said: Option<AssetSaid>,
    /// What holds: what was said by hand, and where that leaves something open, what the system's rules say.
    pub exposure: ExposureView,
    /// Patterns of the rules of its system that apply to it, the first that says something decides.
    pub rules: Vec<String>,
    /// The names that recognise it, the strongest first.
    pub names: Vec<KnownName>,
    /// How the imports that stand recognised it, the last first; at most two hundred.
    pub recognised: Vec<RecognitionView>,
    /// How many imports that stand speak of it.
    pub imports: u64,
    /// Assets that people said are this one.
    pub merged: Vec<Merged>,
    /// Assets that people said were put to this one by mistake.
    pub parts: Vec<PartRow>,
    /// The asset that this one was split off, and what was said then.
    pub part_of: Option<PartRow>,
    /// What people said of it, the last first.
    pub history: Vec<HistoryEntry>,
}

impl AssetView {
    /// Of which nothing is known yet beside its row.
    pub(crate) fn of(row: AssetRow) -> Self {
        let AssetRow { id, system, label, ip, os, open, said, exposure } = row;
        Self {
            id,
            system,
            label,
            ip,
            os,
            open,
            said,
            exposure,
            rules: Vec::new(),
            names: Vec::new(),
            recognised: Vec::new(),
            imports: 0,
            merged: Vec::new(),
            parts: Vec::new(),
            part_of: None,
            history: Vec::new(),
        }
    }
}

/// A name by which an asset is recognised.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct KnownName {
    /// `agent`, `cloud`, `fqdn`, `hostname`, `mac`, `ip` or `package`: the strongest recognises first.
    pub kind: String,
    /// What people call such a name, as in "host name".
    pub told: String,
    /// In its normal spelling.
    pub name: String,
    /// The first import that stands and gave it.
    pub import: Option<Uuid>,
    /// That import's file.
    pub file: String,
    /// The asset that brought it in, where that was merged into this one.
    pub merged: Option<Uuid>,
}

/// How an import recognised an asset.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct RecognitionView {
    /// Which import.
    pub import: Uuid,
    /// Its file.
    pub file: String,
    /// The latest instant at which it looked.
    #[schema(value_type = String, format = DateTime)]
    pub seen_at: Timestamp,
    /// By what it was recognised, and what was different, as in "recognised by the same agent id (a1); its address changed
    /// from 192.0.2.7 to 192.0.2.9".
    pub sentence: String,
    /// The names that it gave.
    pub names: Vec<NameView>,
}

/// An asset that counts as another one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Merged {
    /// What was said.
    pub merge: MergeRow,
    /// How people call it.
    pub label: String,
}

/// What came of telling assets apart otherwise, or would.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct MergeReport {
    /// The asset that stands now: that into which another was merged, or which was split off or stands again.
    pub asset: Uuid,
    /// Whether it was kept; a preview is not.
    pub committed: bool,
    /// Imports whose statements count for another asset than before.
    pub imports: u64,
    /// Pairs of finding and asset that were open.
    pub open_before: u64,
    /// Pairs that are open after it.
    pub open_after: u64,
    /// Findings whose state over all assets is another; the first hundred.
    pub changed: Vec<FindingChange>,
    /// How many there are in all.
    pub changed_count: u64,
}

/// A finding whose state over all assets is another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct FindingChange {
    /// Its key.
    pub finding: Uuid,
    /// What it is.
    pub title: String,
    /// `open`, `absent` or `not_judged` before.
    pub from: String,
    /// And after.
    pub to: String,
}
