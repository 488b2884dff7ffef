//! By when a weakness is to be corrected, and how that day came about.
//!
//! SP 800-171 leaves the times to the organization (objectives `3.11.3[b]`, `3.14.1[a]`, `[c]`, `[e]`): its policy is a
//! table, and failing one's own table is a finding. Public tables can be adopted; none of them binds a contractor unless a
//! contract says so.

mod directive;
pub mod legacy;
pub mod policy;
mod table;

use jiff::civil::Date;

pub use self::policy::{Basis, Counting, Policy, Preset, Row, Shift};
use crate::{
    finding::severity::Severity,
    priority::{Cve, CveFacts, Priority},
    time::calendar::Calendar,
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

/// Works out the day by which something is to be corrected.
pub fn due(inputs: &Inputs<'_>, policy: &Policy, calendar: &Calendar) -> Due {
    let mut trace = vec![Step { code: "policy", sentence: policy.title(), date: None }];
    let (standing, forensic_triage) = match policy.preset {
        Preset::Bod2604 => directive::due(inputs, &mut trace),
        _ => (table::due(inputs, policy, calendar, &mut trace), false),
    };
    let dated = inputs.cves.iter().filter_map(|facts| Some((facts.kev.kev()?.due_date?, &facts.cve)));
    let kev_due_date = dated.min().map(|(date, cve)| (cve.clone(), date));
    if let Some((cve, date)) = &kev_due_date {
        let sentence = format!("CISA's catalog itself gives {date} for {cve}; it is kept apart");
        trace.push(Step { code: "kev-due-date", sentence, date: None });
    }
    Due { standing: shifted(standing, policy, calendar, &mut trace), kev_due_date, forensic_triage, trace }
}

/// Moves a day on which nobody works, if the policy says so.
fn shifted(standing: Standing, policy: &Policy, calendar: &Calendar, trace: &mut Vec<Step>) -> Standing {
    let Standing::On(date) = standing else { return standing };
    let Some(why) = calendar.free(date) else { return standing };
    let (moved, way) = match policy.shift {
        Shift::Stays => return standing,
        Shift::Before => (calendar.on_or_before(date), "the working day before"),
        Shift::After => (calendar.on_or_after(date), "the next working day"),
    };
    let sentence = format!("{date} is {why}: moved to {way}, {moved}");
    trace.push(Step { code: "shift", sentence, date: Some(moved) });
    Standing::On(moved)
}

#[cfg(test)]
mod tests;
