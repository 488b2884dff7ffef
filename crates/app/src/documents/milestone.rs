//! Milestones of a document.

use closeout_domain::{
    ids::PartNumber,
    item::{Command, Item, extension, milestone},
};
use closeout_exchange::{
    columns::{Field, MILESTONES},
    document::{Entry, Milestone},
    text::one_line,
};
use jiff::civil::Date;

use super::{
    part::{Part, Three},
    row::Row,
};

fn day(day: &Option<Date>) -> String {
    day.map(|d| d.to_string()).unwrap_or_default()
}

/// What the milestones of an entry ask for. Rows that are not there ask for nothing.
pub fn weigh(entry: &Entry, then: &Item, now: &Item, row: &mut Row) -> Vec<Command> {
    let mut commands = Vec::new();
    for given in &entry.milestones {
        let name = given.number.map_or_else(|| "new milestone".into(), |n| format!("milestone {n}"));
        let mut part = Part { sheet: &MILESTONES, origin: &given.origin, name, row };
        match given.number {
            Some(id) => commands.extend(change(id, given, then, now, &mut part)),
            // What was added by this very document before is there already.
            None if milestone::standing(&now.milestones)
                .any(|(_, m)| one_line(&m.title) == given.title && Some(m.due) == given.due) => {}
            None => commands.extend(plan(given, &mut part)),
        }
    }
    commands
}

/// Plans a new one.
pub fn plan(given: &Milestone, part: &mut Part<'_>) -> Option<Command> {
    if given.title.is_empty() && given.origin.states(Field::Title) {
        part.problem(Field::Title, "a milestone says what will have been achieved", "write it in a few words");
    }
    if given.reached.is_some() {
        part.problem(
            Field::Reached,
            "a new milestone is not reached yet",
            "leave the cell empty; report it in Closeout",
        );
    }
    let Some(due) = given.due else {
        if given.origin.states(Field::Due) {
            part.problem(Field::Due, "a milestone has a date", "write a day, such as 2026-12-01");
        }
        return None;
    };
    part.state(Field::Title, given.title.clone());
    part.state(Field::Due, due.to_string());
    Some(Command::PlanMilestone { title: given.title.clone(), due })
}

fn change(id: PartNumber, given: &Milestone, then: &Item, now: &Item, part: &mut Part<'_>) -> Vec<Command> {
    let mut commands = Vec::new();
    let Some(is) = now.milestones.get(&id) else {
        part.problem(Field::Number, "the item has no such milestone", "leave \"No.\" empty for a new one");
        return commands;
    };
    // One that was added or taken out meanwhile: what it is now is all there is to compare with.
    let was = then.milestones.get(&id).unwrap_or(is);
    let title = |m: &milestone::Milestone| one_line(&m.title);
    if given.origin.states(Field::Title) && given.title != title(is) && given.title != title(was) {
        let advice = "drop it in Closeout and plan another; the words of a milestone stay as they were approved";
        part.problem(Field::Title, "the words of a milestone do not change", advice);
    }
    if is.dropped.is_some() {
        if given.due != Some(was.due) || given.reached != was.reached {
            part.problem(Field::Number, "the milestone was dropped meanwhile", "plan a new one");
        }
        return commands;
    }
    let due = Three { document: given.due, then: Some(was.due), now: Some(is.due) };
    if part.fills(Field::Due, &due, day)
        && let Some(to) = given.due
    {
        if now.is_frozen() && given.reason.is_empty() {
            let advice = "write into \"Reason for change of date\" what got in the way";
            part.problem(Field::Reason, "an approved date does not move without a reason", advice);
        }
        let (obstacle, reason) = extension::obstacle_in(&given.reason);
        commands.push(Command::MoveMilestone { id, to, reason: reason.into(), obstacle: Some(obstacle) });
    }
    let reached = Three { document: given.reached, then: was.reached, now: is.reached };
    if part.fills(Field::Reached, &reached, day)
        && let Some(on) = given.reached
    {
        if is.reached.is_some() {
            part.problem(Field::Reached, "the day on which it was reached is on record", "leave it as it was");
        } else {
            commands.push(Command::ReachMilestone { id, on, note: given.reason.clone() });
        }
    }
    commands
}
