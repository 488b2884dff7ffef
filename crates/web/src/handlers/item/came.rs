//! A form of the item's page as it came.

use crate::sent::Sent;

/// A form of the page.
pub struct Came {
    /// Its name on the page.
    pub id: String,
    /// What it said.
    pub form: Sent,
    /// The part of the page that it stands in, as in `#at-tasks`; empty for the head.
    pub place: &'static str,
    /// What was done, when it was, after the item's number.
    pub told: &'static str,
}

impl Came {
    /// Whether sending it once more sends the same: a file does not come along.
    pub fn resent(&self) -> bool {
        self.id != "evidence"
    }
}
