//! The work of open items as jobs of people, and what cannot be planned.

use std::collections::BTreeMap;

use closeout_domain::{
    cadence::schedule::{Hours, Work},
    ids::{ItemNumber, PartNumber, PersonId},
    item::{Item, Status, task::Stage},
    organization::Time,
    people::Directory,
    priority::Priority,
    time::calendar::Calendar,
};
use jiff::civil::Date;

use crate::views::UnplannedRow;

/// Hours of a week that are taken for people of whom nobody said any: a day of five.
pub const USUAL_HOURS: u8 = 8;
const HOUR: u32 = 60;

/// An open task.
#[derive(Debug, Clone)]
pub(super) struct Job {
    /// Which of the plan's items.
    pub(super) item: usize,
    /// Its number in the item.
    pub(super) task: PartNumber,
    pub(super) person: PersonId,
    effort: u16,
    after: Vec<PartNumber>,
    priority: Priority,
    /// The day it is due.
    pub(super) due: Date,
}

impl Job {
    pub(super) fn hours(&self) -> u32 {
        self.effort.into()
    }
}

/// Who is there, and the time that they have.
#[derive(Debug, Clone, Copy)]
pub(crate) struct People<'p> {
    pub(crate) directory: &'p Directory,
    pub(crate) times: &'p BTreeMap<PersonId, Time>,
}

/// Days free in any system: people work for all of them.
pub(crate) fn free_days(calendars: impl Iterator<Item = Calendar>) -> Calendar {
    calendars.fold(Calendar::default(), |mut all, calendar| {
        all.federal |= calendar.federal;
        all.own.extend(calendar.own);
        all
    })
}

/// All open work, and who is there for it.
#[derive(Debug, Clone, Default)]
pub(super) struct Plan {
    pub(super) items: Vec<ItemNumber>,
    /// By due day, so that of equally urgent ones the first due goes first.
    pub(super) jobs: Vec<Job>,
    pub(super) hours: BTreeMap<PersonId, Hours>,
    /// Those of whom nobody said how many hours they have.
    pub(super) assumed: Vec<PersonId>,
    pub(super) unplanned: Vec<UnplannedRow>,
    weaknesses: Vec<String>,
}

impl Plan {
    pub(super) fn of<'i>(people: People<'_>, items: impl Iterator<Item = &'i Item>) -> Self {
        let mut plan = Self::default();
        for (person, _) in people.directory.people.iter().filter(|(_, who)| who.active) {
            let time = people.times.get(person);
            let weekly = time.and_then(|time| time.weekly);
            plan.assumed.extend(weekly.is_none().then_some(*person));
            let weekly = u32::from(weekly.unwrap_or(USUAL_HOURS)) * HOUR;
            let away = time.into_iter().flat_map(|time| &time.away).map(|away| away.first..=away.last).collect();
            plan.hours.insert(*person, Hours { weekly, away });
        }
        for item in items.filter(|i| matches!(i.status, Status::Draft | Status::Proposed | Status::Open)) {
            plan.take(item, people.directory);
        }
        plan.jobs.sort_by_key(|job| (job.due, job.item, job.task));
        plan
    }

    fn take(&mut self, item: &Item, directory: &Directory) {
        if let Some(why) = self.hindered(item, directory) {
            let (number, weakness) = (item.number, item.weakness.clone());
            self.unplanned.push(UnplannedRow { item: number.to_string(), item_number: number.0, weakness, why });
            return;
        }
        let open = || item.tasks.iter().filter(|(_, task)| task.stage == Stage::Open);
        if open().next().is_none() {
            return;
        }
        let at = self.items.len();
        self.items.push(item.number);
        self.weaknesses.push(item.weakness.clone());
        let priority = item.rating.as_ref().map_or(Priority::Medium, |rating| rating.priority);
        self.jobs.extend(open().map(|(id, task)| Job {
            item: at,
            task: *id,
            person: task.plan.responsible,
            effort: task.plan.effort,
            after: task.after.iter().copied().collect(),
            priority,
            due: task.plan.due,
        }));
    }

    /// Why nobody can say when an item will be done.
    fn hindered(&self, item: &Item, directory: &Directory) -> Option<String> {
        if item.tasks.values().all(|task| task.stage == Stage::Dropped) {
            return Some("no task is planned".into());
        }
        let open = || item.tasks.iter().filter(|(_, task)| task.stage == Stage::Open);
        if let Some((id, _)) = open().find(|(_, task)| task.plan.effort == 0) {
            return Some(format!("task {id} has no effort in hours"));
        }
        let idle = |person: PersonId| self.hours.get(&person).is_none_or(|hours| hours.weekly == 0);
        let (id, task) = open().find(|(_, task)| idle(task.plan.responsible))?;
        let name = directory.name(task.plan.responsible);
        let why = if directory.active(task.plan.responsible).is_some() { "has no hours for it" } else { "has left" };
        Some(format!("{name}, responsible for task {id}, {why}"))
    }

    /// The jobs as work, and the item of each.
    pub(super) fn work(&self) -> (Vec<Work>, Vec<usize>) {
        let place: BTreeMap<(usize, PartNumber), usize> =
            self.jobs.iter().enumerate().map(|(at, job)| ((job.item, job.task), at)).collect();
        let work = self.jobs.iter().map(|job| Work {
            person: job.person,
            minutes: job.hours() * HOUR,
            // What is done already is waited for no longer.
            after: job.after.iter().filter_map(|before| place.get(&(job.item, *before)).copied()).collect(),
            priority: job.priority,
            from: None,
        });
        (work.collect(), self.jobs.iter().map(|job| job.item).collect())
    }

    /// Leaves the item of a job out, and says why.
    pub(super) fn leave_out(&mut self, job: usize, why: &str) {
        let Some(item) = self.jobs.get(job).map(|job| job.item) else { return };
        self.jobs.retain(|job| job.item != item);
        if let (Some(number), Some(weakness)) = (self.items.get(item), self.weaknesses.get(item)) {
            let (item, item_number, weakness) = (number.to_string(), number.0, weakness.clone());
            self.unplanned.push(UnplannedRow { item, item_number, weakness, why: why.into() });
        }
    }
}
