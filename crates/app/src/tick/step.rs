//! One thing that happens by itself.

use async_trait::async_trait;
use closeout_domain::ids::OrganizationId;
use jiff::{Timestamp, civil::Date};

use crate::{App, Error};

/// One thing that happens by itself, for one organization at a time.
///
/// It is taken again and again, now and then by two servers at once, and may be stopped at any point where it waits. What
/// it has done it must recognise and leave as it is: by the record's versions, or by a key made from what the work is
/// about rather than from when it was done.
#[async_trait]
pub trait Step: Send + Sync {
    /// What it does, in words that follow "failed to".
    fn name(&self) -> &'static str;

    /// Does what is due, and says how much; nothing when nothing was due.
    ///
    /// # Errors
    /// With what went wrong. What it did before that stays done.
    async fn run(&self, app: &App, moment: &Moment) -> Result<Vec<Done>, Error>;
}

/// For whom a step is taken, and when. The time is the same for all steps of a round.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moment {
    /// For whom.
    pub organization: OrganizationId,
    /// Now, in UTC.
    pub now: Timestamp,
    /// Today, where the organization works.
    pub today: Date,
}

/// Something that was done, as often as is said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Done {
    /// What, in the plural: "sessions forgotten".
    pub what: &'static str,
    /// How many; never 0.
    pub count: u64,
}

impl Done {
    /// What was done at all, of a list.
    pub fn of<const N: usize>(all: [(&'static str, u64); N]) -> Vec<Self> {
        all.into_iter().filter(|(_, count)| *count > 0).map(|(what, count)| Self { what, count }).collect()
    }
}
