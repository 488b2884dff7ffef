//! By when a weakness is to be corrected, and how that day came about.
//!
//! SP 800-171 leaves the times to the organization (objectives `3.11.3[b]`, `3.14.1[a]`, `[c]`, `[e]`): its policy is a
//! table, and failing one's own table is a finding. Public tables can be adopted; none of them binds a contractor unless a
//! contract says so.

mod directive;
mod example;
pub mod extension;
pub mod ladder;
pub mod legacy;
pub mod policy;
pub mod rhythm;
mod table;
mod value;

pub use self::{
    example::{Example, examples},
    policy::{Basis, Counting, Policy, Preset, Row, Shift},
    value::{Due, Inputs, Standing, Step},
};
use crate::time::calendar::Calendar;

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
