//! How urgent an item is, and why: nobody has to believe a colour.

pub mod cvss;
pub mod exposure;
pub mod facts;
pub mod rate;
pub mod reason;

use jiff::{ToSpan, civil::Date};

pub use self::{
    exposure::{Criticality, Exposure},
    facts::{Cve, CveFacts, Epss, Kev, Listing, Ssvc},
    rate::{Inputs, rate},
    reason::{Effect, Explained, Reason},
};

/// In which order deficiencies are worked on.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub enum Priority {
    /// When there is time.
    Low,
    /// In the ordinary course.
    Medium,
    /// Before the ordinary course.
    High,
    /// Now.
    Critical,
}

impl Priority {
    /// From the least to the most urgent.
    pub const ALL: [Self; 4] = [Self::Low, Self::Medium, Self::High, Self::Critical];

    /// The word used in files, the API and the database.
    pub fn word(self) -> &'static str {
        match self {
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
            Self::Critical => "critical",
        }
    }

    /// Days from discovery by which such an item is usually corrected: 30, 60, 90 and 180.
    ///
    /// A default to plan from, not a rule of CMMC: 3.11.3 and 3.14.1 leave the times to the organization.
    pub fn usual_days(self) -> i32 {
        match self {
            Self::Critical => 30,
            Self::High => 60,
            Self::Medium => 90,
            Self::Low => 180,
        }
    }

    /// The day to propose for an item that was found on `found`.
    pub fn usual_due(self, found: Date) -> Date {
        found.saturating_add(self.usual_days().days())
    }
}

crate::ids::worded!(Priority, "a priority: critical, high, medium or low");

/// A priority with the reasons that led to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rating {
    /// The priority.
    pub priority: Priority,
    /// Why, at least one line.
    pub reasons: Vec<String>,
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn the_usual_day_is_counted_in_calendar_days() {
        assert_eq!(Priority::Critical.usual_due(date(2026, 2, 1)), date(2026, 3, 3));
    }
}
