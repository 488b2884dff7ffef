//! The document of a register.

use closeout_domain::{
    ids::PersonId,
    item::{
        Item, acceptance, evidence,
        milestone::{self, Change},
        task::Stage,
    },
    people::Directory,
};
use closeout_exchange::{
    document::{Criterion, Document, Entry, Label, Milestone, Party, Task},
    text::{clean, one_line},
};
use jiff::{civil::Date, tz::TimeZone};

/// The register as of a day: its items, and everybody who may be named in it.
pub fn document_of(
    items: &[&Item],
    directory: &Directory,
    (organization, system): (&str, &str),
    as_of: Date,
) -> Document {
    let mut people: Vec<Party> =
        directory.people.iter().filter(|(id, _)| directory.acts(**id)).map(|(id, _)| party(*id, directory)).collect();
    people.sort_by(|a, b| (&a.name, &a.email).cmp(&(&b.name, &b.email)));
    Document {
        organization: organization.into(),
        system: system.into(),
        as_of: Some(as_of),
        people,
        entries: items.iter().map(|item| entry_of(item, directory)).collect(),
    }
}

fn party(id: PersonId, directory: &Directory) -> Party {
    match directory.people.get(&id) {
        Some(person) => Party { name: one_line(&person.name), email: person.email.clone() },
        None => Party { name: directory.name(id).into(), email: String::new() },
    }
}

/// One item as documents state it: without what was dropped or withdrawn, and with each entry of a list on one line.
pub fn entry_of(item: &Item, directory: &Directory) -> Entry {
    let lines = |texts: &[String]| texts.iter().map(|t| one_line(t)).filter(|t| !t.is_empty()).collect::<Vec<_>>();
    let text = |text: &Option<String>| text.as_deref().map(clean).unwrap_or_default();
    let resources = item.resources.as_ref();
    Entry {
        label: Label::Item(item.number),
        version: Some(item.version),
        weakness: clean(&item.weakness),
        requirement: item.requirement.clone(),
        objectives: item.objectives.clone(),
        source: Some(item.origin.source),
        source_detail: clean(&item.origin.detail),
        recurrence_of: item.recurrence_of,
        root_cause: text(&item.root_cause),
        actions: lines(&item.actions),
        owner: item.owner.map(|id| party(id, directory)),
        priority: item.rating.as_ref().map(|r| r.priority),
        reasons: item.rating.as_ref().map(|r| lines(&r.reasons)).unwrap_or_default(),
        people: resources.map(|r| clean(&r.people)).unwrap_or_default(),
        hours: resources.map(|r| r.hours),
        cost: resources.map(|r| r.cost),
        funding: resources.map(|r| clean(&r.funding)).unwrap_or_default(),
        criteria: acceptance::standing(&item.tests)
            .map(|(id, test)| Criterion { number: Some(id), text: one_line(&test.criterion) })
            .collect(),
        status: Some(item.status),
        milestones: milestone::standing(&item.milestones)
            .map(|(id, m)| Milestone {
                number: Some(id),
                title: one_line(&m.title),
                due: Some(m.due),
                baseline: m.baseline,
                reached: m.reached,
                changes: m.changes.iter().map(|change| moved(change, directory)).collect(),
                ..Milestone::default()
            })
            .collect(),
        tasks: item
            .tasks
            .iter()
            .filter(|(_, t)| t.stage != Stage::Dropped)
            .map(|(id, t)| Task {
                number: Some(*id),
                title: one_line(&t.plan.title),
                responsible: Some(party(t.plan.responsible, directory)),
                approver: Some(party(t.plan.approver, directory)),
                effort: Some(t.plan.effort),
                due: Some(t.plan.due),
                stage: Some(t.stage),
                tickets: t.tickets.clone(),
                ..Task::default()
            })
            .collect(),
        due: item.due(),
        baseline: item.baseline_due(),
        evidence: evidence::standing(&item.exhibits).map(|e| e.evidence.clone()).collect(),
        ..Entry::default()
    }
}

/// A change of date on one line, as in "2026-01-16 to 2026-01-30: licences arrived late (2026-01-12, Dana Whitfield)".
fn moved(change: &Change, directory: &Directory) -> String {
    let (at, by) = change.recorded;
    let day = at.to_zoned(TimeZone::UTC).date();
    let reason = one_line(&change.reason);
    let reason = if reason.is_empty() { String::new() } else { format!(": {reason}") };
    format!("{} to {}{reason} ({day}, {})", change.from, change.to, directory.name(by))
}
