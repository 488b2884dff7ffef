//! The history as people read it.

use jiff::Timestamp;
use serde::Serialize;
use utoipa::ToSchema;

use super::item::PersonRef;

/// One event of the record, in words.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct HistoryEntry {
    /// Its place in the organization's record.
    pub position: u64,
    /// What it happened to, as in "item/7".
    pub stream: String,
    /// How people call that, as in "POAM-0007".
    pub subject: String,
    /// When.
    #[schema(value_type = String, format = DateTime)]
    pub at: Timestamp,
    /// Who.
    pub by: PersonRef,
    /// In which way: `page`, `token` or `command_line`.
    pub via: String,
    /// The kind of event, as in "milestone_moved".
    pub kind: String,
    /// What happened, in a sentence.
    pub sentence: String,
    /// The reason or note that came with it; may be empty.
    pub note: String,
    /// SHA-256 of the event and of the chain before it.
    pub hash: String,
}
