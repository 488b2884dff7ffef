//! Tasks of a document.

use closeout_domain::{
    ids::{PartNumber, PersonId},
    item::{
        Command, Item,
        task::{self, Stage},
        value::{TaskPlan, Ticket},
    },
    people::Directory,
};
use closeout_exchange::{
    columns::{Field, TASKS},
    document::{Entry, Party, Task},
    text::one_line,
};

use super::{
    part::{Part, Three},
    row::Row,
};

/// What the tasks of an entry ask for. Rows that are not there ask for nothing.
pub fn weigh(entry: &Entry, then: &Item, now: &Item, directory: &Directory, row: &mut Row) -> Vec<Command> {
    let (mut commands, mut last) = (Vec::new(), now.tasks.last_key_value().map_or(0, |(id, _)| id.0));
    for given in &entry.tasks {
        let name = given.number.map_or_else(|| "new task".into(), |n| format!("task {n}"));
        let mut part = Part { sheet: &TASKS, origin: &given.origin, name, row };
        match given.number {
            Some(id) => commands.extend(change(id, given, then, now, directory, &mut part)),
            // What was added by this very document before is there already.
            None if now
                .tasks
                .values()
                .any(|t| one_line(&t.plan.title) == given.title && Some(t.plan.due) == given.due) => {}
            None => {
                last = last.saturating_add(1);
                commands.extend(add(PartNumber(last), given, directory, &mut part));
            }
        }
    }
    commands
}

/// Adds a new one under the number that it will get.
pub fn add(id: PartNumber, given: &Task, directory: &Directory, part: &mut Part<'_>) -> Vec<Command> {
    let responsible = part.person(Field::Responsible, given.responsible.as_ref(), directory);
    let approver = part.person(Field::Approver, given.approver.as_ref(), directory);
    let needs = [
        (Field::Title, given.title.is_empty(), "a task says what is to be done"),
        (Field::Responsible, given.responsible.is_none(), "a task has one responsible person"),
        (Field::Approver, given.approver.is_none(), "a task has an approver who is somebody else"),
        (Field::Effort, given.effort.is_none(), "a task has an effort in hours"),
        (Field::Due, given.due.is_none(), "a task has a day on which it is due"),
    ];
    for (field, missing, message) in needs {
        // What could not be read is listed already, but for a column that is not there at all.
        if missing && (given.origin.states(field) || given.origin.columns.iter().all(|(f, _)| *f != field)) {
            part.problem(field, message, "fill the cell in");
        }
    }
    let (Some(responsible), Some(approver), Some(effort), Some(due)) = (responsible, approver, given.effort, given.due)
    else {
        return Vec::new();
    };
    let plan = TaskPlan { title: given.title.clone(), responsible, approver, effort, due };
    for (field, text) in shown(&plan, directory) {
        part.state(field, text);
    }
    part.state(Field::Tickets, tickets(&given.tickets));
    let links = given.tickets.iter().map(|ticket| Command::LinkTicket { id, ticket: ticket.clone() });
    std::iter::once(Command::AddTask { plan }).chain(links).collect()
}

fn shown(plan: &TaskPlan, directory: &Directory) -> [(Field, String); 5] {
    [
        (Field::Title, plan.title.clone()),
        (Field::Responsible, directory.name(plan.responsible).into()),
        (Field::Approver, directory.name(plan.approver).into()),
        (Field::Effort, plan.effort.to_string()),
        (Field::Due, plan.due.to_string()),
    ]
}

fn tickets(tickets: &[Ticket]) -> String {
    let lines: Vec<String> = tickets.iter().map(|t| format!("{} {}", t.key, t.url).trim_end().to_owned()).collect();
    lines.join("\n")
}

fn change(
    id: PartNumber,
    given: &Task,
    then: &Item,
    now: &Item,
    directory: &Directory,
    part: &mut Part<'_>,
) -> Vec<Command> {
    let Some(is) = now.tasks.get(&id) else {
        part.problem(Field::Number, "the item has no such task", "leave \"No.\" empty for a new one");
        return Vec::new();
    };
    let was = then.tasks.get(&id).unwrap_or(is);
    let mut plan = is.plan.clone();
    let before = part.row.changes.len();
    let title = |t: &task::Task| one_line(&t.plan.title);
    let three = Three { document: given.title.clone(), then: title(was), now: title(is) };
    if part.fills(Field::Title, &three, String::clone) {
        plan.title.clone_from(&given.title);
    }
    let mut person = |field, party: &Option<Party>, then, now| {
        let document = unless_same(party.as_ref(), &[then, now], field, directory, part);
        let three = Three { document, then: Some(then), now: Some(now) };
        let name = |person: &Option<PersonId>| person.map(|p| directory.name(p).to_owned()).unwrap_or_default();
        // A name that cannot be resolved is listed already.
        let read = party.is_none() || document.is_some();
        let changed = read && part.fills(field, &three, name);
        document.filter(|_| changed)
    };
    let responsible = person(Field::Responsible, &given.responsible, was.plan.responsible, is.plan.responsible);
    let approver = person(Field::Approver, &given.approver, was.plan.approver, is.plan.approver);
    plan.responsible = responsible.unwrap_or(plan.responsible);
    plan.approver = approver.unwrap_or(plan.approver);
    let three = Three { document: given.effort, then: Some(was.plan.effort), now: Some(is.plan.effort) };
    if part.fills(Field::Effort, &three, |hours| hours.map(|h| h.to_string()).unwrap_or_default()) {
        plan.effort = given.effort.unwrap_or(plan.effort);
    }
    let three = Three { document: given.due, then: Some(was.plan.due), now: Some(is.plan.due) };
    if part.fills(Field::Due, &three, |day| day.map(|d| d.to_string()).unwrap_or_default()) {
        plan.due = given.due.unwrap_or(plan.due);
    }
    let revised = part.row.changes.len() > before;
    let mut commands = link(id, given, was, is, part);
    if is.stage == Stage::Dropped && (revised || !commands.is_empty()) {
        part.problem(Field::Number, "the task was dropped meanwhile", "add a new one");
    } else if revised {
        if now.is_frozen() && given.reason.is_empty() {
            let advice = "write into \"Reason for change\" why it changes";
            part.problem(Field::Reason, "a task of an approved plan does not change without a reason", advice);
        }
        commands.insert(0, Command::ReviseTask { id, plan, reason: given.reason.clone() });
    }
    commands
}

/// The person that a cell names. Who is named as before need not be here any more.
pub fn unless_same(
    party: Option<&Party>,
    before: &[PersonId],
    field: Field,
    directory: &Directory,
    part: &mut Part<'_>,
) -> Option<PersonId> {
    let party = party?;
    let same = |id: &&PersonId| {
        directory.people.get(*id).is_some_and(|p| match party.email.is_empty() {
            true => one_line(&p.name).eq_ignore_ascii_case(&party.name),
            false => p.email.eq_ignore_ascii_case(&party.email),
        })
    };
    before.iter().find(same).copied().or_else(|| part.person(field, Some(party), directory))
}

/// Links what the cell has more, and unlinks what it has less. An address that changed is linked anew.
fn link(id: PartNumber, given: &Task, was: &task::Task, is: &task::Task, part: &mut Part<'_>) -> Vec<Command> {
    let sorted = |tickets: &[Ticket]| {
        let mut tickets = tickets.to_vec();
        tickets.sort();
        tickets
    };
    let three = Three { document: sorted(&given.tickets), then: sorted(&was.tickets), now: sorted(&is.tickets) };
    if !part.changes(Field::Tickets, &three, |t| tickets(t)) {
        return Vec::new();
    }
    let gone = is
        .tickets
        .iter()
        .filter(|t| !given.tickets.contains(t))
        .map(|t| Command::UnlinkTicket { id, key: t.key.clone() });
    let new = given.tickets.iter().filter(|t| !is.tickets.contains(t));
    gone.chain(new.map(|t| Command::LinkTicket { id, ticket: t.clone() })).collect()
}
