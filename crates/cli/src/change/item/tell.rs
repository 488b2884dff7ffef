//! One item, in text.

use closeout_app::{read::ItemPage, views::ItemView};
use closeout_domain::item::origin::Money;

use crate::output;

/// An item as a person reads it in a terminal.
pub fn tell(page: &ItemPage) -> String {
    let item = &page.item;
    let mut text = head(item);
    section(&mut text, "What is wrong", std::iter::once(item.summary.weakness.clone()));
    section(&mut text, "Root cause", item.root_cause.iter().cloned());
    section(&mut text, "Corrective actions", item.actions.iter().map(|a| format!("- {a}")));
    section(&mut text, "Why this priority", item.reasons.iter().map(|r| format!("- {r}")));
    section(&mut text, "Milestones", milestones(item));
    section(&mut text, "Tasks", tasks(item));
    section(&mut text, "Acceptance tests", tests(item));
    let evidence = item.evidence.iter().map(|e| {
        let withdrawn = e.withdrawn.as_ref().map(|why| format!(" (withdrawn: {why})")).unwrap_or_default();
        format!("{}  {} bytes  sha256 {}  {}{withdrawn}", e.name, e.size, e.sha256, e.by.name)
    });
    section(&mut text, "Evidence", evidence);
    let findings = page.findings.iter().map(|f| format!("{} {} ({})", f.severity, f.title, f.state));
    section(&mut text, "Findings", findings);
    section(&mut text, "Still missing", item.gaps.iter().map(|g| format!("- {}", g.message)));
    let history = page.history.iter().map(|e| {
        let note = if e.note.is_empty() { String::new() } else { format!(": {}", e.note.replace('\n', " ")) };
        format!("{}  {}  {}{note}", e.at.strftime("%F %R"), e.by.name, e.sentence)
    });
    section(&mut text, "History", history);
    text.join("\n")
}

fn head(item: &ItemView) -> Vec<String> {
    let s = &item.summary;
    let day = |d: Option<jiff::civil::Date>| d.map_or("not set".into(), |d| d.to_string());
    let late =
        s.late_days.map(|n| format!(", {} late", output::count(n.unsigned_abs().into(), "day"))).unwrap_or_default();
    let mut lines = vec![
        format!("{}  {}{late}", s.id, s.status.replace('_', " ")),
        format!(
            "priority {}, owner {}",
            s.priority.as_deref().unwrap_or("not set"),
            s.owner.as_ref().map_or("not set", |o| &o.name)
        ),
        format!("due {}, approved for {}", day(s.due), day(s.baseline)),
    ];
    if let Some(requirement) = &s.requirement {
        let points = s.points.map(|p| format!(", {}", output::count(p.into(), "point"))).unwrap_or_default();
        lines.push(format!("requirement {requirement}{points}"));
    }
    if let Some(r) = &item.resources {
        lines.push(format!("resources: {} h, {}, {}", r.hours, Money(r.cost), r.people));
    }
    if let Some(proposal) = &item.proposal {
        lines.push(format!("{} asks to {} it: {}", proposal.by.name, proposal.ask, proposal.reason));
    }
    lines
}

fn section(text: &mut Vec<String>, title: &str, lines: impl IntoIterator<Item = String>) {
    let mut lines = lines.into_iter().peekable();
    if lines.peek().is_some() {
        text.push(format!("\n{title}"));
        text.extend(lines.map(|line| format!("  {line}")));
    }
}

fn milestones(item: &ItemView) -> Vec<String> {
    let line = |m: &closeout_app::views::MilestoneView| {
        let state = match (&m.dropped, m.reached) {
            (Some(why), _) => format!("dropped: {why}"),
            (_, Some(day)) => format!("reached {day}"),
            _ => format!("due {}", m.due),
        };
        let baseline = m.baseline.filter(|b| *b != m.due).map(|b| format!(", approved for {b}")).unwrap_or_default();
        let moves: String = m
            .changes
            .iter()
            .map(|c| format!("\n       {} to {}: {} ({})", c.from, c.to, c.reason, c.by.name))
            .collect();
        format!("{}. {}: {state}{baseline}{moves}", m.id, m.title)
    };
    item.milestones.iter().map(line).collect()
}

fn tasks(item: &ItemView) -> Vec<String> {
    let line = |t: &closeout_app::views::TaskView| {
        let tickets = t.tickets.iter().map(|t| format!(" [{}]", t.key)).collect::<String>();
        let (who, approver) = (&t.responsible.name, &t.approver.name);
        format!(
            "{}. {}: {}, {who} does it, {approver} approves, {} h, due {}{tickets}",
            t.id, t.title, t.stage, t.effort, t.due
        )
    };
    item.tasks.iter().map(line).collect()
}

fn tests(item: &ItemView) -> Vec<String> {
    let line = |t: &closeout_app::views::TestView| {
        let state = match (&t.dropped, t.met) {
            (Some(why), _) => format!("dropped: {why}"),
            (None, true) => "shown".into(),
            (None, false) => "not shown yet".into(),
        };
        format!("{}. {}: {state}", t.id, t.criterion)
    };
    item.tests.iter().map(line).collect()
}
