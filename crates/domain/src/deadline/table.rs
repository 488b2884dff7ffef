//! Due dates by an ordinary table: a level, a number of days, counted from discovery.

use jiff::{ToSpan, civil::Date};

use super::{
    policy::{Basis, Counting, Policy, Row},
    value::{Inputs, Standing, Step},
};
use crate::{finding::severity::Severity, priority::rate::of_severity, time::calendar::Calendar};

pub(super) fn due(inputs: &Inputs<'_>, policy: &Policy, calendar: &Calendar, trace: &mut Vec<Step>) -> Standing {
    let mut say = |code, sentence: String, date| trace.push(Step { code, sentence, date });
    let level = match policy.basis {
        Basis::Priority => inputs.priority,
        Basis::Severity if inputs.severity == Severity::Info => {
            say("row", "severity info states a fact, for which the table names no time".into(), None);
            return Standing::Unset;
        }
        Basis::Severity => of_severity(inputs.severity),
    };
    // Nobody has said: counts as reached. No catalog brought in: counts as not listed, for the table asks for a listing.
    let internet = inputs.internet != Some(false);
    let exploited = inputs.cves.iter().any(|facts| facts.kev.known() == Some(true));
    let applies = |row: &&Row| {
        row.level == level
            && row.internet.is_none_or(|wanted| wanted == internet)
            && row.known_exploited.is_none_or(|wanted| wanted == exploited)
    };
    let Some(row) = policy.rows.iter().find(applies) else {
        say("row", format!("the table names no time for {level}"), None);
        return Standing::Unset;
    };
    let basis = match policy.basis {
        Basis::Priority => "priority",
        Basis::Severity => "severity",
    };
    let conditions = [
        row.internet.map(|_| match (internet, inputs.internet) {
            (false, _) => "not reached by the internet",
            (true, Some(_)) => "reached by the internet",
            (true, None) => "counted as reached by the internet, for nobody has said that it is not",
        }),
        row.known_exploited.map(|_| if exploited { "known to be exploited" } else { "not known to be exploited" }),
    ];
    let conditions: String = conditions.into_iter().flatten().map(|c| format!(", {c}")).collect();
    let (kind, days) = (if policy.counting == Counting::Working { "working" } else { "calendar" }, row.days);
    say("row", format!("{basis} {level}{conditions}: {days} {kind} day{}", if days == 1 { "" } else { "s" }), None);
    let Some(start) = inputs.detected else {
        say("clock", "the day of discovery is not known".into(), None);
        return Standing::Incomplete;
    };
    say("clock", format!("found here on {start}"), Some(start));
    let end = match policy.counting {
        Counting::Calendar => start.saturating_add(i32::from(days).days()),
        Counting::Working => calendar.after(start, days),
    };
    say("count", counted(start, end, policy.counting, calendar), Some(end));
    Standing::On(end)
}

/// What was counted, and the free days that were passed over.
fn counted(start: Date, end: Date, counting: Counting, calendar: &Calendar) -> String {
    if counting == Counting::Calendar {
        return format!("{start} and the days after it, weekends and holidays included, end on {end}");
    }
    let days = start.series(1.day()).skip(1).take_while(|day| *day <= end);
    let (mut weekends, mut holidays) = (0_u32, Vec::new());
    for day in days {
        match calendar.free(day) {
            Some("a Saturday" | "a Sunday") => weekends += 1,
            Some(name) => holidays.push(format!("{day} {name}")),
            None => {}
        }
    }
    let passed = match holidays.is_empty() {
        true => String::new(),
        false => format!(" and {}", holidays.join(", ")),
    };
    format!("working days after {start} end on {end}; passed over: {weekends} days of weekends{passed}")
}
