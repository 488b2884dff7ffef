//! What stands in each cell of a row, whichever file the row is written to.

use closeout_domain::item::{Status, origin::Money, task::Stage, value::Evidence};
use jiff::civil::Date;

use crate::{
    columns::Field,
    document::{Document, Entry, Milestone, Party, Task},
};

/// The value of a cell.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    Empty,
    Text(String),
    Number(u64),
    Money(Money),
    Day(Date),
}

impl Value {
    fn number(number: Option<impl Into<u64>>) -> Self {
        number.map_or(Self::Empty, |n| Self::Number(n.into()))
    }

    fn day(day: Option<Date>) -> Self {
        day.map_or(Self::Empty, Self::Day)
    }

    fn text(text: impl Into<String>) -> Self {
        let text = text.into();
        if text.is_empty() { Self::Empty } else { Self::Text(text) }
    }

    fn lines<T: AsRef<str>>(lines: impl IntoIterator<Item = T>) -> Self {
        Self::text(lines.into_iter().fold(String::new(), |all, line| {
            let gap = if all.is_empty() { "" } else { "\n" };
            all + gap + line.as_ref()
        }))
    }
}

/// A word with its first letter raised, as people see it in a list: "Critical".
pub fn capital(word: &str) -> String {
    let words = word.replace('_', " ");
    let mut letters = words.chars();
    letters.next().map(|first| first.to_ascii_uppercase().to_string() + letters.as_str()).unwrap_or_default()
}

/// How a person is written: by name where that names one person, with the address where it does not.
pub fn party(person: &Party, people: &[Party]) -> String {
    let Party { name, email } = person;
    let alike = people.iter().filter(|p| p.name.eq_ignore_ascii_case(name)).count();
    let strange = name.contains(['<', '>', '@']);
    match (name.is_empty(), email.is_empty()) {
        (true, _) => email.clone(),
        (false, true) => name.clone(),
        _ if alike > 1 || strange => format!("{name} <{email}>"),
        _ => name.clone(),
    }
}

/// A cell of an item's row.
pub fn item(field: Field, document: &Document, entry: &Entry) -> Value {
    let requirement = entry.requirement.as_deref().and_then(closeout_catalog::requirement);
    match field {
        Field::Id => Value::text(entry.label.to_string()),
        Field::Weakness => Value::text(&entry.weakness),
        Field::Requirement => Value::text(entry.requirement.clone().unwrap_or_default()),
        Field::Practice => Value::text(requirement.map(|r| format!("{} {}", r.cmmc_id, r.title)).unwrap_or_default()),
        Field::Points => Value::number(requirement.and_then(|r| r.points).map(closeout_catalog::Points::full)),
        Field::Objectives => Value::lines(&entry.objectives),
        Field::Source => Value::text(entry.source.map(|s| capital(s.word())).unwrap_or_default()),
        Field::SourceDetail => Value::text(&entry.source_detail),
        Field::RecurrenceOf => Value::text(entry.recurrence_of.map(|n| n.to_string()).unwrap_or_default()),
        Field::RootCause => Value::text(&entry.root_cause),
        Field::Actions => Value::lines(&entry.actions),
        Field::Owner => Value::text(entry.owner.as_ref().map(|p| party(p, &document.people)).unwrap_or_default()),
        Field::OwnerEmail => Value::text(entry.owner.as_ref().map(|p| p.email.clone()).unwrap_or_default()),
        Field::Priority => Value::text(entry.priority.map(|p| capital(p.word())).unwrap_or_default()),
        Field::Reasons => Value::lines(&entry.reasons),
        Field::People => Value::text(&entry.people),
        Field::Hours => Value::number(entry.hours),
        Field::Cost => entry.cost.map_or(Value::Empty, Value::Money),
        Field::Funding => Value::text(&entry.funding),
        Field::Milestones => Value::lines(entry.milestones.iter().map(step)),
        Field::Due => Value::day(entry.due),
        Field::Baseline => Value::day(entry.baseline),
        Field::Changes => Value::lines(entry.milestones.iter().flat_map(|m| {
            let number = m.number.map(|n| format!("{n}. ")).unwrap_or_default();
            m.changes.iter().map(move |change| format!("{number}{change}"))
        })),
        Field::Criteria => Value::lines(entry.criteria.iter().map(|c| match c.number {
            Some(number) => format!("[{number}] {}", c.text),
            None => c.text.clone(),
        })),
        Field::Status => Value::text(entry.status.map(Status::phrase).unwrap_or_default()),
        Field::Evidence => Value::lines(entry.evidence.iter().map(|e: &Evidence| format!("{}: {}", e.name, e.digest))),
        Field::Tasks => Value::lines(entry.tasks.iter().map(|task| work(task, document))),
        Field::Version => Value::number(entry.version),
        _ => Value::Empty,
    }
}

/// A cell of a milestone's row.
pub fn milestone(field: Field, entry: &Entry, milestone: &Milestone) -> Value {
    match field {
        Field::Id => Value::text(entry.label.to_string()),
        Field::Weakness => Value::text(&entry.weakness),
        Field::Number => Value::number(milestone.number.map(|n| n.0)),
        Field::Title => Value::text(&milestone.title),
        Field::Due => Value::day(milestone.due),
        Field::Baseline => Value::day(milestone.baseline),
        Field::Reached => Value::day(milestone.reached),
        Field::Changes => Value::lines(&milestone.changes),
        _ => Value::Empty,
    }
}

/// A cell of a task's row.
pub fn task(field: Field, document: &Document, entry: &Entry, task: &Task) -> Value {
    let who =
        |person: &Option<Party>| Value::text(person.as_ref().map(|p| party(p, &document.people)).unwrap_or_default());
    match field {
        Field::Id => Value::text(entry.label.to_string()),
        Field::Weakness => Value::text(&entry.weakness),
        Field::Number => Value::number(task.number.map(|n| n.0)),
        Field::Title => Value::text(&task.title),
        Field::Responsible => who(&task.responsible),
        Field::Approver => who(&task.approver),
        Field::Effort => Value::number(task.effort),
        Field::Due => Value::day(task.due),
        Field::Stage => Value::text(task.stage.map(|s| capital(s.word())).unwrap_or_default()),
        Field::Tickets => Value::lines(task.tickets.iter().map(|t| match t.url.as_str() {
            "" => t.key.clone(),
            url => format!("{} {url}", t.key),
        })),
        _ => Value::Empty,
    }
}

/// A milestone on one line.
fn step(milestone: &Milestone) -> String {
    let number = milestone.number.map(|n| format!("{n}. ")).unwrap_or_default();
    let due = milestone.due.map(|day| format!("{day}: ")).unwrap_or_default();
    let reached = milestone.reached.map(|day| format!(" (reached {day})")).unwrap_or_default();
    format!("{number}{due}{}{reached}", milestone.title)
}

/// A task on one line.
fn work(task: &Task, document: &Document) -> String {
    let number = task.number.map(|n| format!("{n}. ")).unwrap_or_default();
    let due = task.due.map(|day| format!("{day}: ")).unwrap_or_default();
    let who = |person: &Option<Party>| person.as_ref().map_or("nobody".into(), |p| party(p, &document.people));
    let stage = task.stage.map_or("open", Stage::word);
    let effort = task.effort.map(|hours| format!(", {hours} h")).unwrap_or_default();
    let keys: Vec<&str> = task.tickets.iter().map(|t| t.key.as_str()).collect();
    let tickets = if keys.is_empty() { String::new() } else { format!(", {}", keys.join(", ")) };
    let (responsible, approver) = (who(&task.responsible), who(&task.approver));
    format!("{number}{due}{} ({stage}; {responsible}, approver {approver}{effort}{tickets})", task.title)
}
