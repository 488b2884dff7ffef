//! Plain values that commands bring and events keep.

use jiff::{Timestamp, civil::Date};

use crate::ids::{Digest, PartNumber, PersonId};

/// A signature: when, and by whom.
pub type Signature = (Timestamp, PersonId);

/// What a task is, as planned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TaskPlan {
    /// What is to be done.
    pub title: String,
    /// The one person who does it or answers for it.
    pub responsible: PersonId,
    /// Somebody else, who agrees that it is done.
    pub approver: PersonId,
    /// Working hours.
    pub effort: u16,
    /// The day it is due.
    pub due: Date,
}

/// A ticket in another system, for people to follow. It never closes anything.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Ticket {
    /// As in "HD-104".
    pub key: String,
    /// Where it is.
    pub url: String,
}

/// A file that shows something, or a reference to one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Evidence {
    /// SHA-256 of the content.
    pub digest: Digest,
    /// The file's name as it was given.
    pub name: String,
    /// Size in bytes.
    pub size: u64,
    /// Media type, as in "application/pdf".
    pub media_type: String,
    /// What it shows, in a sentence; may be empty.
    pub shows: String,
    /// The acceptance test it speaks to, if one.
    pub test: Option<PartNumber>,
}
