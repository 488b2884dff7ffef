//! Tasks: concrete work with one responsible person and another who approves it.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    event::Event,
    value::{TaskPlan, Ticket},
};
use crate::{
    ids::{PartNumber, PersonId},
    people::Directory,
    rule::{self, Gap, Kind, Refusal, Rule},
};

/// Whoever does a task does not approve it.
pub const TWO_PEOPLE: Rule = Rule {
    id: "task-two-people",
    cites: "SP 800-171 3.1.4; CMMC L2 Assessment Guide v2.13 p. 204 (a separate resource reviews)",
    kind: Kind::Input,
};
/// A task must be at the right stage.
pub const STAGE: Rule = Rule { id: "task-stage", cites: "SP 800-171A 3.12.2[c]", kind: Kind::State };
/// A ticket has a key and a web address.
pub const TICKET: Rule = Rule { id: "task-ticket", cites: "SP 800-171A 3.12.2[c]", kind: Kind::Input };
/// A task waits for others of the same item, and none of them for it.
pub const ORDER: Rule =
    Rule { id: "task-order", cites: "32 CFR 170.4 (tasks and resources of a plan of action)", kind: Kind::Input };

/// How far a task has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Stage {
    /// To be done.
    Open,
    /// Reported done; the approver looks at it.
    Done,
    /// The approver agreed.
    Approved,
    /// Taken out of the plan.
    Dropped,
}

impl Stage {
    /// The word used in files, the API and the database.
    pub fn word(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Done => "done",
            Self::Approved => "approved",
            Self::Dropped => "dropped",
        }
    }
}

/// A task as it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct Task {
    /// What it is.
    pub plan: TaskPlan,
    /// How far it has come.
    pub stage: Stage,
    /// Who reported it done, once somebody did.
    pub finished_by: Option<PersonId>,
    /// Everybody who answered for it under the approved plan, or reported it done, whoever does so now.
    pub hands: BTreeSet<PersonId>,
    /// Tasks that are done before it begins.
    pub after: BTreeSet<PartNumber>,
    /// Linked tickets.
    pub tickets: Vec<Ticket>,
    /// The last word on it: the note of who finished it, or why it was sent back.
    pub note: String,
}

/// Checks a plan: two different active people who do more than read, of whom the approver had no hand in the task so far.
pub(super) fn check(plan: &TaskPlan, hands: &BTreeSet<PersonId>, directory: &Directory) -> Result<TaskPlan, Refusal> {
    let title = rule::text("title", &plan.title)?;
    let mut gaps = Vec::new();
    let mut gap = |field, sentence: &str| gaps.push(Gap { field, sentence: sentence.into() });
    if directory.active(plan.responsible).is_none() {
        gap("responsible", "the responsible person is not an active person of the organization");
    } else if !directory.acts(plan.responsible) {
        gap("responsible", "the responsible person may only read the record");
    }
    if directory.active(plan.approver).is_none() {
        gap("approver", "the approver is not an active person of the organization");
    } else if !directory.acts(plan.approver) {
        gap("approver", "the approver may only read the record");
    }
    if plan.responsible == plan.approver {
        gap("approver", "the approver is the person who does the work");
    } else if hands.contains(&plan.approver) {
        gap("approver", "the approver did some of the work before");
    }
    match gaps.first() {
        None => Ok(TaskPlan { title, ..plan.clone() }),
        Some(first) => {
            let sentence = first.sentence.clone();
            Err(Refusal { gaps, ..TWO_PEOPLE.refuse(sentence, "name one responsible person and a different approver") })
        }
    }
}

/// Finds a task at one of the given stages.
pub(super) fn at(tasks: &BTreeMap<PartNumber, Task>, id: PartNumber, stages: &[Stage]) -> Result<Task, Refusal> {
    let task = tasks
        .get(&id)
        .ok_or_else(|| STAGE.refuse_field("task", format!("there is no task {id}"), "name one of the item's tasks"))?;
    if stages.contains(&task.stage) {
        return Ok(task.clone());
    }
    let wanted: Vec<&str> = stages.iter().map(|stage| stage.word()).collect();
    Err(STAGE.refuse(
        format!("task {id} is {}", task.stage.word()),
        format!("this needs a task that is {}", wanted.join(" or ")),
    ))
}

/// Checks a ticket: a key, and an address that a browser can open safely.
pub(super) fn ticket(ticket: &Ticket) -> Result<Ticket, Refusal> {
    let key = ticket.key.trim();
    if key.is_empty() || key.chars().count() > 64 || key.chars().any(char::is_control) {
        return Err(TICKET.refuse_field("key", "a ticket has a key of 1 to 64 characters", "give it as in HD-104"));
    }
    let url = ticket.url.trim();
    let safe = url.is_empty()
        || ((url.starts_with("https://") || url.starts_with("http://"))
            && !url.contains(|c: char| c.is_whitespace() || c.is_control()));
    if !safe || url.len() > 2_000 {
        return Err(TICKET.refuse_field(
            "url",
            "the address is not a web address",
            "give it as in https://helpdesk.example/104, or leave it out",
        ));
    }
    Ok(Ticket { key: key.into(), url: url.into() })
}

/// Says what a task waits for: others of the item that were not dropped, and that do not wait for it in turn.
pub(super) fn order(
    tasks: &BTreeMap<PartNumber, Task>,
    id: PartNumber,
    after: BTreeSet<PartNumber>,
) -> Result<Vec<Event>, Refusal> {
    let task = at(tasks, id, &[Stage::Open])?;
    let refused = |sentence: String, remedy: &str| Err(ORDER.refuse_field("after", sentence, remedy));
    for before in &after {
        if tasks.get(before).is_none_or(|t| t.stage == Stage::Dropped) {
            return refused(format!("there is no task {before} to wait for"), "name tasks of this item");
        }
        if waits_for(tasks, *before, id) {
            let sentence = format!("task {before} waits for task {id} already, at least through others");
            return refused(sentence, "let one of the two go first");
        }
    }
    Ok(if task.after == after { Vec::new() } else { vec![Event::TaskOrdered { id, after }] })
}

/// Whether a task is another, or waits for it, at least through others.
fn waits_for(tasks: &BTreeMap<PartNumber, Task>, id: PartNumber, other: PartNumber) -> bool {
    let (mut seen, mut ahead) = (BTreeSet::new(), vec![id]);
    while let Some(one) = ahead.pop() {
        if one == other {
            return true;
        }
        if seen.insert(one) {
            ahead.extend(tasks.get(&one).into_iter().flat_map(|task| &task.after));
        }
    }
    false
}

/// Links a ticket once.
pub(super) fn link(tasks: &BTreeMap<PartNumber, Task>, id: PartNumber, given: &Ticket) -> Result<Vec<Event>, Refusal> {
    let task = at(tasks, id, &[Stage::Open, Stage::Done, Stage::Approved])?;
    let ticket = ticket(given)?;
    if task.tickets.iter().any(|t| t.key == ticket.key) {
        return Err(TICKET.refuse_field(
            "key",
            format!("{} is linked already", ticket.key),
            "unlink it first to change its address",
        ));
    }
    Ok(vec![Event::TicketLinked { id, ticket }])
}
