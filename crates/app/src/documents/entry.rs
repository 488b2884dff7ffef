//! Items of a document: what it changes in one of the record, and what it begins.

use closeout_domain::{
    ids::{ItemNumber, PersonId},
    item::{
        Command, Draft, Item, Status,
        origin::{Origin, Resources, Source},
    },
    priority::Rating,
};
use closeout_exchange::{
    columns::{Field, ITEMS, MILESTONES, TASKS},
    document::{Criterion, Entry},
};

use super::{
    make::entry_of,
    milestone,
    part::{Part, Three},
    row::{Planned, Row, Work},
    standing::{Around, Standing},
    task,
};
use crate::execute::NewItem;

/// What a milestone is called that a new item gets for its scheduled completion date.
const COMPLETION: &str = "Weakness corrected";

fn joined<T: AsRef<str>>(lines: &[T]) -> String {
    lines.iter().map(AsRef::as_ref).collect::<Vec<_>>().join("\n")
}

fn option<T: ToString>(value: &Option<T>) -> String {
    value.as_ref().map(ToString::to_string).unwrap_or_default()
}

fn criteria(criteria: &[Criterion]) -> String {
    let line = |c: &Criterion| c.number.map_or_else(|| c.text.clone(), |n| format!("[{n}] {}", c.text));
    joined(&criteria.iter().map(line).collect::<Vec<_>>())
}

/// What an entry changes in an item.
pub fn change(entry: &Entry, standing: &Standing, around: &Around<'_>) -> Planned {
    let mut row = Row::blank(entry);
    let now = &standing.now;
    // Without the item as it was exported nobody can tell a change from what was never seen.
    let then = standing.exported.as_ref().unwrap_or(now);
    let (was, is) = (entry_of(then, around.directory), entry_of(now, around.directory));
    let mut part = Part { sheet: &ITEMS, origin: &entry.origin, name: String::new(), row: &mut row };
    fixed(entry, &was, &is, &mut part);
    let mut commands = texts(entry, &was, &is, &mut part);
    commands.extend(requirement(entry, &was, &is, &mut part));
    commands.extend(owner(entry, then, now, around, &mut part));
    commands.extend(rating(entry, &was, &is, &mut part));
    commands.extend(resources(entry, &was, &is, &mut part));
    commands.extend(tests(entry, &was, &is, &mut part));
    commands.extend(milestone::weigh(entry, then, now, &mut row));
    commands.extend(task::weigh(entry, then, now, around.directory, &mut row));
    if standing.exported.is_none() && !(row.changes.is_empty() && commands.is_empty()) {
        let mut part = Part { sheet: &ITEMS, origin: &entry.origin, name: String::new(), row: &mut row };
        let advice = "export the register again and copy your changes into the new file";
        part.problem(Field::Version, "it cannot be told whether the item has changed since the export", advice);
    }
    let work = match commands.is_empty() {
        true => Work::Nothing,
        false => Work::Change { number: now.number, seen: now.version, commands },
    };
    Planned { row, work, reason: entry.reason.clone() }
}

/// What a document does not change: the status, how the weakness became known, and the date that follows from milestones.
fn fixed(entry: &Entry, was: &Entry, is: &Entry, part: &mut Part<'_>) {
    let differs = |field, document: &str, then: &str, now: &str| {
        entry.origin.states(field) && !document.is_empty() && document != then && document != now
    };
    let status = |s: Option<Status>| s.map_or("", Status::phrase);
    if differs(Field::Status, status(entry.status), status(was.status), status(is.status)) {
        let message = format!("{} cannot become {} here", part.row.subject, status(entry.status).to_lowercase());
        part.problem(Field::Status, message, "take the step in Closeout, where its rules are checked and it is signed");
    }
    let source = |s: Option<Source>| s.map_or("", Source::word);
    if differs(Field::Source, source(entry.source), source(was.source), source(is.source))
        || differs(Field::SourceDetail, &entry.source_detail, &was.source_detail, &is.source_detail)
    {
        let advice = "leave both columns as they were; write a remark in Closeout if it was wrong";
        part.problem(Field::Source, "how a weakness became known does not change", advice);
    }
    let last = entry.milestones.iter().filter_map(|m| m.due).max();
    let known = [was.due, is.due, last];
    if entry.origin.states(Field::Due) && entry.due.is_some() && !known.contains(&entry.due) {
        let advice = "change the date of the milestone on the sheet Milestones, with a reason";
        part.problem(Field::Due, "this date follows from the milestones", advice);
    }
}

fn texts(entry: &Entry, was: &Entry, is: &Entry, part: &mut Part<'_>) -> Vec<Command> {
    let mut commands = Vec::new();
    let three = |of: fn(&Entry) -> String| Three { document: of(entry), then: of(was), now: of(is) };
    if part.fills(Field::Weakness, &three(|e| e.weakness.clone()), String::clone) {
        commands.push(Command::DescribeWeakness { text: entry.weakness.clone() });
    }
    if part.fills(Field::RootCause, &three(|e| e.root_cause.clone()), String::clone) {
        commands.push(Command::StateRootCause { text: entry.root_cause.clone() });
    }
    if part.fills(Field::Actions, &three(|e| joined(&e.actions)), String::clone) {
        commands.push(Command::PlanActions { actions: entry.actions.clone() });
    }
    commands
}

/// The requirement and its objectives in the spelling of the catalog; `None` when one is unknown, which is listed.
fn named(entry: &Entry, part: &mut Part<'_>) -> Option<(Option<String>, Vec<String>)> {
    let mut known = true;
    let requirement = entry.requirement.as_deref().and_then(|text| {
        let found = closeout_catalog::requirement(text).map(|r| r.id.to_owned());
        if found.is_none() {
            known = false;
            part.problem(Field::Requirement, format!("{text:?} is none of the 110"), "write it as in 3.5.3");
        }
        found
    });
    let mut objectives = Vec::new();
    for text in &entry.objectives {
        match closeout_catalog::objective(text) {
            Some(objective) => objectives.push(objective.id()),
            None => {
                known = false;
                part.problem(Field::Objectives, format!("{text:?} is no objective"), "write it as in 3.5.3[a]");
            }
        }
    }
    known.then_some((requirement, objectives))
}

fn requirement(entry: &Entry, was: &Entry, is: &Entry, part: &mut Part<'_>) -> Option<Command> {
    let (requirement, objectives) = named(entry, part)?;
    let three = Three { document: requirement.clone(), then: was.requirement.clone(), now: is.requirement.clone() };
    let mut changed = part.changes(Field::Requirement, &three, option);
    let three = Three { document: objectives.clone(), then: was.objectives.clone(), now: is.objectives.clone() };
    changed |= part.changes(Field::Objectives, &three, |o| joined(o));
    let requirement = if entry.origin.states(Field::Requirement) { requirement } else { is.requirement.clone() };
    let objectives = if entry.origin.states(Field::Objectives) { objectives } else { is.objectives.clone() };
    changed.then_some(Command::NameRequirement { requirement, objectives })
}

fn owner(entry: &Entry, then: &Item, now: &Item, around: &Around<'_>, part: &mut Part<'_>) -> Option<Command> {
    let before: Vec<PersonId> = then.owner.into_iter().chain(now.owner).collect();
    let document = task::unless_same(entry.owner.as_ref(), &before, Field::Owner, around.directory, part);
    if entry.owner.is_some() && document.is_none() {
        return None;
    }
    let three = Three { document, then: then.owner, now: now.owner };
    let name = |p: &Option<PersonId>| p.map(|p| around.directory.name(p).to_owned()).unwrap_or_default();
    let changed = part.fills(Field::Owner, &three, name);
    document.filter(|_| changed).map(|person| Command::AssignOwner { person })
}

fn rating(entry: &Entry, was: &Entry, is: &Entry, part: &mut Part<'_>) -> Option<Command> {
    let three = Three { document: entry.priority, then: was.priority, now: is.priority };
    let mut changed = part.fills(Field::Priority, &three, option);
    let three = Three { document: joined(&entry.reasons), then: joined(&was.reasons), now: joined(&is.reasons) };
    let reasoned = part.fills(Field::Reasons, &three, String::clone);
    changed |= reasoned;
    let stated = |field| entry.origin.states(field);
    let priority = entry.priority.filter(|_| stated(Field::Priority)).or(is.priority);
    let reasons = if stated(Field::Reasons) { entry.reasons.clone() } else { is.reasons.clone() };
    match (changed, priority) {
        (false, _) => None,
        (true, None) => {
            part.problem(Field::Priority, "reasons stand here without a priority", "choose one from the list");
            None
        }
        (true, Some(priority)) => Some(Command::Rate { rating: Rating { priority, reasons } }),
    }
}

fn resources(entry: &Entry, was: &Entry, is: &Entry, part: &mut Part<'_>) -> Option<Command> {
    let three = |of: fn(&Entry) -> String| Three { document: of(entry), then: of(was), now: of(is) };
    let mut changed = part.fills(Field::People, &three(|e| e.people.clone()), String::clone);
    changed |= part.fills(Field::Hours, &three(|e| option(&e.hours)), String::clone);
    changed |= part.fills(Field::Cost, &three(|e| option(&e.cost)), String::clone);
    changed |= part.changes(Field::Funding, &three(|e| e.funding.clone()), String::clone);
    if !changed {
        return None;
    }
    let said = |field| if entry.origin.states(field) { entry } else { is };
    means([said(Field::People), said(Field::Hours), said(Field::Cost), said(Field::Funding)], part)
}

/// What it takes; hours and cost are part of it, and 0 is an answer.
fn means([people, hours, cost, funding]: [&Entry; 4], part: &mut Part<'_>) -> Option<Command> {
    for (field, missing) in [
        (Field::People, people.people.is_empty()),
        (Field::Hours, hours.hours.is_none()),
        (Field::Cost, cost.cost.is_none()),
    ] {
        if missing {
            part.problem(field, "people, hours and cost are stated together", "fill it in; \"none\" and 0 are answers");
        }
    }
    let (people, funding) = (people.people.clone(), funding.funding.clone());
    Some(Command::Estimate { resources: Resources { people, hours: hours.hours?, cost: cost.cost?, funding } })
}

/// Tests are added before others are dropped, so that an approved plan is never without one.
fn tests(entry: &Entry, was: &Entry, is: &Entry, part: &mut Part<'_>) -> Vec<Command> {
    let three = |of: fn(&Entry) -> String| Three { document: of(entry), then: of(was), now: of(is) };
    let (mut commands, mut drops) = (Vec::new(), Vec::new());
    // Whoever typed a criterion that was added since needs no second one.
    let same = joined(&entry.criteria.iter().map(|c| &c.text).collect::<Vec<_>>())
        == joined(&is.criteria.iter().map(|c| &c.text).collect::<Vec<_>>());
    if same || !part.fills(Field::Criteria, &three(|e| criteria(&e.criteria)), String::clone) {
        return commands;
    }
    let kept = |c: &Criterion| entry.criteria.iter().find(|given| given.number == c.number);
    for old in &is.criteria {
        if kept(old).is_none_or(|given| given.text != old.text)
            && let Some(id) = old.number
        {
            drops.push(Command::DropTest { id, reason: entry.reason.clone() });
        }
    }
    for given in &entry.criteria {
        let old = is.criteria.iter().find(|c| given.number.is_some() && c.number == given.number);
        match (given.number, old) {
            (Some(number), None) => {
                let message = format!("the item has no criterion [{number}]");
                part.problem(Field::Criteria, message, "write a new criterion without a number in brackets");
            }
            (_, Some(old)) if old.text == given.text => {}
            _ => commands.push(Command::AddTest { criterion: given.text.clone(), check: None }),
        }
    }
    commands.extend(drops);
    commands
}

/// A new item, with everything that is said of it.
pub fn begin(entry: &Entry, around: &Around<'_>) -> Planned {
    let mut row = Row::blank(entry);
    let mut part = Part { sheet: &ITEMS, origin: &entry.origin, name: String::new(), row: &mut row };
    let empty = Entry::default();
    let mut then = Vec::new();
    if let Some(number) = around.weaknesses.get(&entry.weakness) {
        let message = format!("{number} has this very weakness");
        part.problem(Field::Weakness, message, "write its ID to change it, or say what is different");
    }
    if entry.weakness.is_empty() && entry.origin.states(Field::Weakness) {
        part.problem(Field::Weakness, "a new item says what is wrong", "write it in plain words");
    }
    if entry.status.is_some_and(|s| s != Status::Draft) {
        part.problem(Field::Status, "a new item begins as a draft", "leave the cell empty");
    }
    let (requirement, objectives) = named(entry, &mut part).unwrap_or_default();
    part.state(Field::Requirement, requirement.clone().unwrap_or_default());
    part.state(Field::Objectives, joined(&objectives));
    // The weakness becomes the draft itself; what else is said of it follows.
    let stated = texts(entry, &empty, &empty, &mut part);
    then.extend(stated.into_iter().filter(|c| !matches!(c, Command::DescribeWeakness { .. })));
    if let Some(person) = part.person(Field::Owner, entry.owner.as_ref(), around.directory) {
        part.state(Field::Owner, around.directory.name(person).into());
        then.push(Command::AssignOwner { person });
    }
    then.extend(rating(entry, &empty, &empty, &mut part));
    then.extend(resources(entry, &empty, &empty, &mut part));
    part.state(Field::Criteria, criteria(&entry.criteria));
    then.extend(entry.criteria.iter().map(|c| Command::AddTest { criterion: c.text.clone(), check: None }));
    if let Some(due) = entry.due.filter(|_| entry.milestones.is_empty()) {
        part.state(Field::Due, due.to_string());
        then.push(Command::PlanMilestone { title: COMPLETION.into(), due });
    }
    for given in &entry.milestones {
        let mut part = Part { sheet: &MILESTONES, origin: &given.origin, name: "new milestone".into(), row: &mut row };
        then.extend(milestone::plan(given, &mut part));
    }
    for (id, given) in (1..).zip(&entry.tasks) {
        let mut part = Part { sheet: &TASKS, origin: &given.origin, name: "new task".into(), row: &mut row };
        then.extend(task::add(closeout_domain::ids::PartNumber(id), given, around.directory, &mut part));
    }
    let draft = Draft {
        number: ItemNumber(0),
        system: around.system,
        weakness: entry.weakness.clone(),
        origin: Origin { source: entry.source.unwrap_or(Source::Observation), detail: entry.source_detail.clone() },
        requirement,
        objectives,
        findings: Vec::new(),
        recurrence_of: None,
    };
    Planned { row, work: Work::Begin(NewItem { draft, then }), reason: entry.reason.clone() }
}
