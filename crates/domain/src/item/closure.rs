//! Validation and closure: evidence against tests, by people who did not do the work.

use super::{
    acceptance, evidence,
    state::{Item, Status},
    task::Stage,
};
use crate::{
    ids::PersonId,
    people::Directory,
    rule::{Gap, Kind, Refusal, Rule},
};

/// Implementer, validator and approver are different people.
pub const SEPARATE_PEOPLE: Rule = Rule {
    id: "closure-separate-people",
    cites: "SP 800-171 3.1.4; CMMC L2 Assessment Guide v2.13 p. 204 (a separate resource reviews the fix)",
    kind: Kind::Duty,
};
/// A closure rests on evidence that meets every acceptance test.
pub const PROVEN: Rule = Rule {
    id: "closure-proven",
    cites: "32 CFR 170.24(b)(1); CNSSI 1254 App. C (completed only when the corrective action was tested)",
    kind: Kind::State,
};
/// The steps come in order.
pub const ORDER: Rule = Rule { id: "item-status", cites: "SP 800-171A 3.12.2[b], [c]", kind: Kind::State };

/// Lets an item pass that stands where the step begins.
pub(super) fn stands(item: &Item, wanted: &[Status], to: &str) -> Result<(), Refusal> {
    if wanted.contains(&item.status) {
        return Ok(());
    }
    let phrases: Vec<String> = wanted.iter().map(|s| s.phrase().to_lowercase()).collect();
    let remedy = match item.status {
        Status::Closed | Status::Dismissed => "begin a new item that refers to this one".to_owned(),
        _ => format!("this is possible while it is {}", phrases.join(" or ")),
    };
    Err(ORDER.refuse(
        format!("{} is {}: it is not possible to {to}", item.number, item.status.phrase().to_lowercase()),
        remedy,
    ))
}

/// What keeps an item from being called done. Empty means that it may.
pub fn unfinished(item: &Item) -> Vec<Gap> {
    let open = item.tasks.iter().filter(|(_, t)| matches!(t.stage, Stage::Open | Stage::Done)).map(|(id, t)| Gap {
        field: "tasks",
        sentence: match t.stage {
            Stage::Done => format!("task {id} waits for its approver"),
            _ => format!("task {id} is not done"),
        },
    });
    let ahead = item
        .milestones
        .iter()
        .filter(|(_, m)| m.is_open())
        .map(|(id, m)| Gap { field: "milestones", sentence: format!("milestone {id} is not reached: {}", m.title) });
    let unmet = acceptance::unmet(&item.tests, &item.exhibits)
        .map(|(id, t)| Gap { field: "tests", sentence: format!("acceptance test {id} is not shown: {}", t.criterion) });
    let bare = evidence::standing(&item.exhibits)
        .next()
        .is_none()
        .then(|| Gap { field: "evidence", sentence: "no evidence is attached".into() });
    open.chain(ahead).chain(unmet).chain(bare).collect()
}

/// Lets an item pass on whose tests nothing is open.
pub(super) fn finished(item: &Item) -> Result<(), Refusal> {
    let gaps = unfinished(item);
    match gaps.len() {
        0 => Ok(()),
        n => {
            let sentence = format!("{n} thing{} not shown yet", if n == 1 { " is" } else { "s are" });
            let remedy =
                "finish the tasks, reach or drop the milestones, attach evidence and attest each acceptance test";
            Err(Refusal { gaps, ..PROVEN.refuse(sentence, remedy) })
        }
    }
}

/// Why the person may not validate the item, if so.
///
/// # Errors
/// Refuses with [`SEPARATE_PEOPLE`].
pub fn may_validate(item: &Item, person: PersonId, directory: &Directory) -> Result<(), Refusal> {
    if !item.implementers().contains(&person) || item.is_excepted(person) {
        return Ok(());
    }
    Err(SEPARATE_PEOPLE.refuse(
        format!("{} did some of the work on {} and may not validate it", directory.name(person), item.number),
        "ask a validator who had no hand in it, or have an exception signed",
    ))
}

/// Why the person may not close the item, if so: neither who did the work nor who validated it may, exception or not.
///
/// # Errors
/// Refuses with [`SEPARATE_PEOPLE`].
pub fn may_close(item: &Item, person: PersonId, directory: &Directory) -> Result<(), Refusal> {
    let name = directory.name(person);
    let why = if item.implementers().contains(&person) {
        format!("{name} did some of the work on {} and may not close it", item.number)
    } else if item.chain.validated.is_some_and(|(_, by)| by == person) {
        format!("{name} validated {} and may not close it too", item.number)
    } else {
        return Ok(());
    };
    Err(SEPARATE_PEOPLE.refuse(why, "ask an approver who neither did the work nor validated it"))
}

/// Why the person may not approve the plan, if so: whoever submitted it may not.
///
/// # Errors
/// Refuses with [`SEPARATE_PEOPLE`].
pub fn may_approve_plan(item: &Item, person: PersonId, directory: &Directory) -> Result<(), Refusal> {
    let own = item.owner == Some(person) || item.chain.submitted.is_some_and(|(_, by)| by == person);
    if !own {
        return Ok(());
    }
    Err(SEPARATE_PEOPLE.refuse(
        format!("{} owns or submitted the plan of {} and may not approve it", directory.name(person), item.number),
        "ask another approver",
    ))
}
