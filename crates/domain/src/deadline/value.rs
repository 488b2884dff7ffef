//! What a due date is worked out from, and what comes of it.

use jiff::civil::Date;

use crate::{
    finding::severity::Severity,
    priority::{Cve, CveFacts, Priority},
};

/// What a due date is worked out from.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Inputs<'a> {
    /// The priority, as rated.
    pub priority: Priority,
    /// The source's severity, which some tables go by.
    pub severity: Severity,
    /// The day on which it was first found on an asset here.
    pub detected: Option<Date>,
    /// Whether the internet reaches one of its assets; `None` if nobody has said.
    pub internet: Option<bool>,
    /// What is known of each of its CVEs.
    pub cves: &'a [CveFacts],
}

/// What a policy comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// Correct it by this day.
    On(Date),
    /// At the next scheduled major upgrade or rebuild. There is no day, and none is made up.
    NextUpgrade,
    /// The policy needs an answer that is missing: the trace says which.
    Incomplete,
    /// The policy names no time for it.
    Unset,
}

/// One step of the reckoning.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// Stable name, as in "clock".
    pub code: &'static str,
    /// What was done, with numbers and dates, without a full stop.
    pub sentence: String,
    /// The day that stands after it, if one does.
    pub date: Option<Date>,
}

/// A due date with its trace.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Due {
    /// What it comes to.
    pub standing: Standing,
    /// The earliest date that CISA's catalog itself gives to one of its CVEs. It is kept beside the computed one, which it
    /// need not equal.
    pub kev_due_date: Option<(Cve, Date)>,
    /// Whether to look for signs of a break-in before anything is changed.
    pub forensic_triage: bool,
    /// How it came about.
    pub trace: Vec<Step>,
}

impl Due {
    /// The day, where there is one.
    pub fn date(&self) -> Option<Date> {
        match self.standing {
            Standing::On(date) => Some(date),
            _ => None,
        }
    }
}
