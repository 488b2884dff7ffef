//! What a decision needs to know of the world.

use jiff::{Timestamp, civil::Date};

use crate::{deadline::extension::Extensions, ids::PersonId, people::Directory};

/// What a decision needs to know of the world.
#[derive(Debug, Clone, Copy)]
pub struct Context<'a> {
    /// Now, in UTC.
    pub at: Timestamp,
    /// Today in the organization's calendar.
    pub today: Date,
    /// Who asks.
    pub actor: PersonId,
    /// Everybody.
    pub directory: &'a Directory,
    /// Who decides on later dates, in the item's system.
    pub extensions: &'a Extensions,
}
