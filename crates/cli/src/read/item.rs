//! One item, in text.

use closeout_app::{
    read::ItemPage,
    views::{
        ChainStep, ControlView, DecisionView, ExtensionView, HistoryEntry, ItemView, MilestoneView, TaskView, TestView,
    },
};
use closeout_domain::{
    deadline::extension::Decider,
    item::{extension::Obstacle, origin::Money},
};

use crate::output::{count, late};

/// An item as a person reads it in a terminal.
pub fn tell(page: &ItemPage) -> String {
    let item = &page.item;
    let mut text = head(item);
    section(&mut text, "Weakness", std::iter::once(item.summary.weakness.clone()));
    section(&mut text, "Root cause", item.root_cause.iter().cloned());
    section(&mut text, "Corrective actions", item.actions.iter().map(|a| format!("- {a}")));
    section(&mut text, "Why this priority", item.reasons.iter().map(|r| format!("- {r}")));
    section(&mut text, "Milestones", item.milestones.iter().map(milestone));
    section(&mut text, "Compensating controls", item.controls.iter().map(control));
    section(&mut text, "Decisions", item.decisions.iter().map(decision));
    section(&mut text, "Extensions", item.extensions.iter().filter(|e| e.decider != "planner").map(extension));
    section(&mut text, "Tasks", item.tasks.iter().map(task));
    section(&mut text, "Acceptance tests", item.tests.iter().map(test));
    let evidence = item.evidence.iter().map(|e| {
        let test = e.test.map(|n| format!(", for test {n}")).unwrap_or_default();
        let shows = if e.shows.is_empty() { String::new() } else { format!(": {}", e.shows) };
        let withdrawn = e.withdrawn.as_ref().map(|why| format!("\n  WITHDRAWN: {why}")).unwrap_or_default();
        let (name, size, by, at) = (&e.name, e.size, &e.by.name, e.at.strftime("%F"));
        format!("- {name}{shows}\n  {size} bytes, by {by} on {at}{test}\n  sha256 {}{withdrawn}", e.sha256)
    });
    section(&mut text, "Evidence", evidence);
    let findings = page.findings.iter().map(|f| format!("- {} ({}, {}) {}", f.title, f.severity, f.state, f.id));
    section(&mut text, "Findings", findings);
    section(&mut text, "Way to closure", item.chain.iter().map(step));
    section(&mut text, "Still missing", item.gaps.iter().map(|g| format!("- {}", g.message)));
    section(&mut text, "History (UTC, newest first)", page.history.iter().map(event));
    text.join("\n")
}

fn control(c: &ControlView) -> String {
    let ended = c.ended.as_deref().map(|why| format!(": {why}")).unwrap_or_default();
    format!("{:>2} {}\n     {} answers for it until {}, {}{ended}", c.id, c.text, c.owner.name, c.until, c.state)
}

fn decision(d: &DecisionView) -> String {
    format!("   {} by {} on {}\n     {}", d.sentence(), d.by.name, d.at.strftime("%F"), d.reason)
}

fn extension(e: &ExtensionView) -> String {
    let obstacle = e.obstacle.parse().map_or("", Obstacle::phrase);
    let answer = match (&e.answered_by, e.state.as_str()) {
        (Some(by), state) if e.note.is_empty() => format!("{state} by {}", by.name),
        (Some(by), state) => format!("{state} by {}: {}", by.name, e.note),
        (None, "pending") => format!("{} decides", e.decider.parse().map_or("somebody", Decider::phrase)),
        (None, state) => state.to_owned(),
    };
    let (asked, milestone, by) = (e.at.strftime("%F"), e.milestone, &e.by.name);
    format!(
        "{:>2} milestone {milestone} to {}, asked by {by} on {asked}\n     {obstacle}: {}\n     {answer}",
        e.id, e.to, e.justification
    )
}

fn head(item: &ItemView) -> Vec<String> {
    let s = &item.summary;
    let day = |d: Option<jiff::civil::Date>| d.map_or("not set".into(), |d| d.to_string());
    let late = s.late_days.map(|n| format!(", {} late", late(Some(n)))).unwrap_or_default();
    let mut lines = vec![
        format!("{}, {}{late}", s.id, s.status.replace('_', " ")),
        format!(
            "priority {}, owner {}",
            s.priority.as_deref().unwrap_or("not set"),
            s.owner.as_ref().map_or("not set", |o| &o.name)
        ),
        format!("scheduled completion {}, baseline {}", day(s.due), day(s.baseline)),
    ];
    if let Some(requirement) = &s.requirement {
        let points = s.points.map(|p| format!(", {}", count(p.into(), "point"))).unwrap_or_default();
        let objectives = if item.objectives.is_empty() { "none named".into() } else { item.objectives.join(" ") };
        lines.push(format!("requirement {requirement}{points}; failed objectives: {objectives}"));
    }
    let detail = if item.source_detail.is_empty() { String::new() } else { format!(": {}", item.source_detail) };
    lines.push(format!("known from {}{detail}", item.source.replace('_', " ")));
    if let Some(before) = &s.recurrence_of {
        lines.push(format!("the weakness of {before} came back"));
    }
    if let Some(r) = &item.resources {
        let funding = if r.funding.is_empty() { String::new() } else { format!(", funded by {}", r.funding) };
        lines.push(format!("resources: {}; {} hours, {}{funding}", r.people, r.hours, Money(r.cost)));
    }
    if let Some(until) = s.accepted_until {
        lines.push(format!("the risk is accepted until {until}"));
    }
    if let Some(proposal) = &item.proposal {
        let until = proposal.until.map(|d| format!(" until {d}")).unwrap_or_default();
        let ask = if proposal.ask == "dismiss" { "dismiss the item" } else { "accept the risk" };
        lines.push(format!("{} proposes to {ask}{until}: {}", proposal.by.name, proposal.reason));
    }
    if let Some(e) = &item.exception {
        let signed = e.signed_by.as_ref().map_or("not signed yet".into(), |by| format!("signed by {}", by.name));
        let (person, by) = (&e.person.name, &e.requested_by.name);
        lines.push(format!(
            "exception: {person} may do the work and validate it, asked by {by}, {signed}: {}",
            e.reason
        ));
    }
    lines.push(format!("version {}", s.version));
    lines
}

fn section(text: &mut Vec<String>, title: &str, lines: impl IntoIterator<Item = String>) {
    let mut lines = lines.into_iter().peekable();
    if lines.peek().is_some() {
        text.push(format!("\n{title}"));
        text.extend(lines.map(|line| format!("  {}", line.replace('\n', "\n  "))));
    }
}

fn milestone(m: &MilestoneView) -> String {
    let state = match (&m.dropped, m.reached) {
        (Some(why), _) => format!("dropped: {why}"),
        (_, Some(day)) => format!("reached {day}"),
        _ => format!("due {}", m.due),
    };
    let late = m.late_days.map(|n| format!(", {} late", late(Some(n)))).unwrap_or_default();
    let baseline = m.baseline.filter(|b| *b != m.due).map(|b| format!(", baseline {b}")).unwrap_or_default();
    let moves: String = m
        .changes
        .iter()
        .map(|c| format!("\n   moved from {} to {} by {}: {}", c.from, c.to, c.by.name, c.reason))
        .collect();
    format!("{}. {}: {state}{late}{baseline}{moves}", m.id, m.title)
}

fn task(t: &TaskView) -> String {
    let late = t.late_days.map(|n| format!(", {} late", late(Some(n)))).unwrap_or_default();
    let tickets = t.tickets.iter().map(|t| format!(", ticket {} {}", t.key, t.url).trim_end().to_owned());
    let (who, approver) = (&t.responsible.name, &t.approver.name);
    let after: Vec<String> = t.after.iter().map(ToString::to_string).collect();
    let after = if after.is_empty() { String::new() } else { format!(", after {}", after.join(" and ")) };
    format!(
        "{}. {}: {}, due {}{late}\n   responsible {who}, approver {approver}, {} hours{after}{}",
        t.id,
        t.title,
        t.stage,
        t.due,
        t.effort,
        tickets.collect::<String>()
    )
}

fn test(t: &TestView) -> String {
    let state = match (&t.dropped, t.met, &t.by, &t.statement) {
        (Some(why), ..) => format!("dropped: {why}"),
        (None, true, Some(by), Some(statement)) => format!("attested by {}: {statement}", by.name),
        (None, true, ..) => "attested".into(),
        (None, false, ..) => "not shown yet".into(),
    };
    format!("{}. {}\n   {state}", t.id, t.criterion)
}

fn step(s: &ChainStep) -> String {
    let status = s.status.replace('_', " ");
    let now = if s.state == "now" { " (now)" } else { "" };
    match (&s.by, s.at) {
        (Some(by), Some(at)) => format!("{status}{now}: {} on {}", by.name, at.strftime("%F")),
        _ if s.may.is_empty() => format!("{status}{now}: not yet"),
        _ => {
            let may: Vec<&str> = s.may.iter().map(|p| p.name.as_str()).collect();
            format!("{status}{now}: not yet; this is for {}", may.join(" or "))
        }
    }
}

/// A line of a history.
pub fn event(e: &HistoryEntry) -> String {
    let note = if e.note.is_empty() { String::new() } else { format!(": {}", e.note.replace('\n', "; ")) };
    format!("{}  {}  {}{note}", e.at.strftime("%F %R"), e.by.name, e.sentence)
}
