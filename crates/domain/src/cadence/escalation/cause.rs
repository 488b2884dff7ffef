//! What is laid before somebody, why, and why it goes higher.

use std::fmt;

use crate::{deadline::rhythm::Cadence, ids::ItemNumber};

/// What is laid before somebody.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Matter {
    /// An item of the plan.
    Item(ItemNumber),
    /// The review of the plan that nobody held. One question stands for all that were missed since the last one held.
    Review(Cadence),
}

impl Matter {
    /// The item; `None` for a review.
    pub fn item(self) -> Option<ItemNumber> {
        match self {
            Self::Item(number) => Some(number),
            Self::Review(_) => None,
        }
    }
}

/// As in "POAM-0007" and "the weekly review".
impl fmt::Display for Matter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Item(number) => number.fmt(f),
            Self::Review(cadence) => write!(f, "the {cadence} review"),
        }
    }
}

/// Why something was laid before somebody.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Cause {
    /// A day passed without what was planned for it.
    Late,
    /// It has no approved plan.
    Unplanned,
    /// Nobody gives the signature that it waits for.
    Waiting,
    /// A compensating control was decided on until a day that has passed, and the weakness is still there.
    Lapsed,
    /// A review was not held in its period, nor in the days of grace.
    Missed,
    /// Somebody thought it should be decided on higher up.
    Raised,
}

impl Cause {
    /// Every one.
    pub const ALL: [Self; 6] = [Self::Late, Self::Unplanned, Self::Waiting, Self::Lapsed, Self::Missed, Self::Raised];

    /// The word used in files, the API and the database.
    pub fn word(self) -> &'static str {
        match self {
            Self::Late => "late",
            Self::Unplanned => "unplanned",
            Self::Waiting => "waiting",
            Self::Lapsed => "lapsed",
            Self::Missed => "missed",
            Self::Raised => "raised",
        }
    }

    /// Whether it stays a question while the item lives, overdue or not.
    pub fn stays(self) -> bool {
        matches!(self, Self::Lapsed | Self::Raised)
    }
}

crate::ids::worded!(Cause, "a cause: late, unplanned, waiting, lapsed, missed or raised");

/// Why it went higher.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Climb {
    /// It is overdue by more days.
    Overdue,
    /// It happened again.
    Repeated,
    /// Whoever was asked has not answered in time.
    Unanswered,
    /// Whoever was asked is not on that rung any more.
    Gone,
}

impl Climb {
    /// Every one.
    pub const ALL: [Self; 4] = [Self::Overdue, Self::Repeated, Self::Unanswered, Self::Gone];

    /// The word used in files, the API and the database.
    pub fn word(self) -> &'static str {
        match self {
            Self::Overdue => "overdue",
            Self::Repeated => "repeated",
            Self::Unanswered => "unanswered",
            Self::Gone => "gone",
        }
    }

    /// As in "laid before M. Okafor, because …".
    pub fn phrase(self) -> &'static str {
        match self {
            Self::Overdue => "it is overdue by more days",
            Self::Repeated => "it happened again",
            Self::Unanswered => "whoever was asked before did not answer in time",
            Self::Gone => "whoever was asked before does not stand there any more",
        }
    }
}

crate::ids::worded!(Climb, "why it went higher: overdue, repeated, unanswered or gone");
