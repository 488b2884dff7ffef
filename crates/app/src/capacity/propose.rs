//! Days that people can keep, for a plan that is being made.

use std::collections::BTreeMap;

use closeout_domain::{
    cadence::schedule::Slot,
    ids::{ItemNumber, PartNumber},
    item::{Command, Item, milestone, task::Stage},
};
use jiff::civil::Date;

use super::outlook::Outlook;
use crate::{
    Actor, App, Error,
    views::{DatedTask, DatesView, PersonRef},
};

/// In so many of a hundred cases the proposed days hold.
const HOLDS: u8 = 70;
/// What is written beside dates that were taken over.
const REASON: &str = "the day by which the schedule of everybody's work can be kept";

impl App {
    /// Days for the open tasks of an item and for its completion, by the schedule of everybody's work.
    ///
    /// # Errors
    /// When there is no such item, the actor may not read, or the store fails.
    pub async fn proposed_dates(&self, actor: &Actor, number: ItemNumber) -> Result<DatesView, Error> {
        let record = self.as_of(actor, self.today()).await?;
        let (record, outlook) = self.outlook(actor, record).await?;
        let unknown = || Error::NotFound { what: "item", id: number.to_string() };
        let item = record.items.get(&number).ok_or_else(unknown)?;
        let days = outlook.days_that_hold(number, HOLDS, record.day);
        let tasks = days.iter().filter_map(|(id, slot)| {
            let plan = &item.tasks.get(id)?.plan;
            let person = PersonRef { id: plan.responsible.0, name: record.directory.name(plan.responsible).into() };
            let (task, title) = (id.0, plan.title.clone());
            Some(DatedTask {
                task,
                title,
                responsible: person,
                hours: plan.effort,
                due: plan.due,
                from: slot.first,
                until: slot.last,
            })
        });
        Ok(DatesView {
            item: item.number.to_string(),
            item_number: item.number.0,
            weakness: item.weakness.clone(),
            status: item.status.word().into(),
            version: item.version,
            approved: item.is_frozen(),
            due: item.due(),
            completion: days.values().map(|slot| slot.last).max(),
            holds_percent: HOLDS,
            tasks: tasks.collect(),
            why: days.is_empty().then(|| why(&outlook, item)),
        })
    }

    /// Gives the open tasks of an item the proposed days, and moves the completion date where it would be too early. Under an
    /// approved plan that date stays: a later one is asked for as an extension.
    ///
    /// # Errors
    /// As of any change of the item; a conflict when it has moved on since it was `seen`.
    pub async fn take_proposed_dates(
        &self,
        actor: &Actor,
        number: ItemNumber,
        seen: Option<u64>,
    ) -> Result<Item, Error> {
        let record = self.as_of(actor, self.today()).await?;
        let (mut record, outlook) = self.outlook(actor, record).await?;
        let unknown = || Error::NotFound { what: "item", id: number.to_string() };
        let item = record.items.remove(&number).ok_or_else(unknown)?;
        let days = outlook.days_that_hold(number, HOLDS, record.day);
        self.change_item(actor, number, Some(seen.unwrap_or(item.version)), commands(&item, &days)).await
    }
}

fn why(outlook: &Outlook, item: &Item) -> String {
    let row = outlook.plan.unplanned.iter().find(|row| row.item_number == item.number.0);
    row.map_or_else(|| format!("{} is {}: no work is ahead", item.number, item.status), |row| row.why.clone())
}

fn commands(item: &Item, days: &BTreeMap<PartNumber, Slot>) -> Vec<Command> {
    let revised = days.iter().filter_map(|(id, slot)| {
        let task = item.tasks.get(id).filter(|task| task.stage == Stage::Open && task.plan.due != slot.last)?;
        let mut plan = task.plan.clone();
        plan.due = slot.last;
        Some(Command::ReviseTask { id: *id, plan, reason: REASON.into() })
    });
    revised.chain(completion(item, days)).collect()
}

/// The last milestone of a plan that nobody approved yet, if it would come before the tasks are done.
fn completion(item: &Item, days: &BTreeMap<PartNumber, Slot>) -> Option<Command> {
    let done: Date = days.values().map(|slot| slot.last).max()?;
    let open = milestone::standing(&item.milestones).filter(|(_, milestone)| milestone.is_open());
    let (id, last) = open.max_by_key(|(id, milestone)| (milestone.due, *id))?;
    let moves = !item.is_frozen() && last.due < done;
    moves.then(|| Command::MoveMilestone { id, to: done, reason: REASON.into(), obstacle: None })
}
