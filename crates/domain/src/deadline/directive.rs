//! BOD 26-04, table 1: four answers, sixteen rows, calendar days.
//!
//! The clock starts at the earlier of the listing and the own discovery. Rows 15 and 16 have no day. An answer that is missing
//! is not made up: the case is incomplete. Only exposure has a default: unknown counts as exposed.

use closeout_catalog::directive::{self, Bod2604Inputs, RemediateWithin};
use jiff::{ToSpan, civil::Date};

use super::value::{Inputs, Standing, Step};
use crate::priority::{CveFacts, facts::TechnicalImpact, reason::listed};

/// What it comes to for the most urgent CVE, and whether one of them asks for forensic triage.
pub(super) fn due(inputs: &Inputs<'_>, trace: &mut Vec<Step>) -> (Standing, bool) {
    if inputs.cves.is_empty() {
        let sentence = "the directive speaks of CVEs, and this weakness has none".into();
        trace.push(Step { code: "cve", sentence, date: None });
        return (Standing::Unset, false);
    }
    let exposure = match inputs.internet {
        Some(true) => "publicly exposed: the internet reaches one of its assets",
        Some(false) => "not publicly exposed: the internet reaches none of its assets",
        None => "counted as publicly exposed, for nobody has said that it is not",
    };
    trace.push(Step { code: "exposure", sentence: exposure.into(), date: None });
    let each: Vec<(Standing, bool)> = inputs.cves.iter().map(|facts| one(facts, inputs, trace)).collect();
    let forensic = each.iter().any(|(_, forensic)| *forensic);
    let earliest = each.iter().filter_map(|(standing, _)| match standing {
        Standing::On(date) => Some(*date),
        _ => None,
    });
    let incomplete = each.iter().any(|(standing, _)| *standing == Standing::Incomplete);
    let standing = match (earliest.min(), incomplete) {
        (Some(date), true) => {
            let sentence =
                format!("{date} is the earliest that can be worked out; what is incomplete may be due before");
            trace.push(Step { code: "incomplete", sentence, date: Some(date) });
            Standing::On(date)
        }
        (Some(date), false) => Standing::On(date),
        (None, true) => Standing::Incomplete,
        (None, false) => Standing::NextUpgrade,
    };
    (standing, forensic)
}

fn one(facts: &CveFacts, inputs: &Inputs<'_>, trace: &mut Vec<Step>) -> (Standing, bool) {
    let cve = &facts.cve;
    let mut say = |code, sentence: String, date| trace.push(Step { code, sentence, date });
    let answers = (facts.kev.known(), facts.ssvc.automatable, facts.ssvc.technical_impact);
    let (Some(in_kev), Some(automatable), Some(technical_impact)) = answers else {
        let missing = [
            (answers.0.is_none(), "whether it is in the catalog of known exploited vulnerabilities"),
            (answers.1.is_none(), "whether an attack can be automated"),
            (answers.2.is_none(), "its technical impact"),
        ];
        let missing: Vec<&str> = missing.into_iter().filter_map(|(missing, name)| missing.then_some(name)).collect();
        say("incomplete", format!("{cve} is incomplete: {} not known", listed(&missing)), None);
        return (Standing::Incomplete, false);
    };
    let publicly_exposed = inputs.internet != Some(false);
    let Some(row) = directive::bod_26_04(Bod2604Inputs { publicly_exposed, in_kev, automatable, technical_impact })
    else {
        say("incomplete", format!("the table has no row for {cve}"), None);
        return (Standing::Incomplete, false);
    };
    let told = format!(
        "{cve}: {}, {}, {} impact: row {}",
        if in_kev { "known to be exploited" } else { "not known to be exploited" },
        if automatable { "automatable" } else { "not automatable" },
        if technical_impact == TechnicalImpact::Total { "total" } else { "partial" },
        row.row,
    );
    let forensic = row.forensic_triage;
    if forensic {
        say(
            "forensic",
            format!("{cve}: look for signs of a break-in before anything is changed (row {})", row.row),
            None,
        );
    }
    let RemediateWithin::Days(days) = row.remediate else {
        say("row", format!("{told}, at the next scheduled major upgrade or rebuild; the directive names no day"), None);
        return (Standing::NextUpgrade, forensic);
    };
    say("row", format!("{told}, {days} calendar days"), None);
    let Some((start, why)) = clock(facts, inputs.detected) else {
        say("incomplete", format!("{cve} is incomplete: the day of its discovery here not known"), None);
        return (Standing::Incomplete, forensic);
    };
    let end = start.saturating_add(i32::from(days).days());
    say("clock", format!("{cve}: the clock starts on {start}, {why}"), Some(start));
    say("count", format!("{start} and {days} days end on {end}"), Some(end));
    (Standing::On(end), forensic)
}

/// The earlier of listing and discovery. Without a day of discovery nothing is known of which is earlier.
fn clock(facts: &CveFacts, detected: Option<Date>) -> Option<(Date, String)> {
    let detected = detected?;
    Some(match facts.kev.kev().map(|kev| kev.added) {
        Some(added) if added < detected => (added, format!("when it was listed; found here on {detected}")),
        Some(added) => (detected, format!("when it was found here; listed on {added}")),
        None => (detected, "when it was found here".into()),
    })
}
