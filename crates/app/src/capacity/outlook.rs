//! The days of everybody's open work, and when items will probably be done, as seen on one day.

use std::collections::BTreeMap;

use closeout_domain::{
    cadence::{
        forecast::{Errors, Forecast, forecast},
        schedule::{Impossible, Setting, Slot, critical_path, levelled},
    },
    ids::{ItemNumber, OrganizationId, PartNumber},
    item::{Item, milestone::Milestone},
    time::calendar::Calendar,
};
use jiff::{civil::Date, tz::TimeZone};
use sha2::{Digest as _, Sha256};

use super::gather::{People, Plan};

/// How often the schedule is run for a forecast, at least and at most.
const RUNS: (usize, usize) = (100, 1_000);
/// Tasks that are placed in all runs together, before there are fewer runs: so that a large register does not take minutes.
const PLACED: usize = 4_000_000;

/// What is ahead of the people there are.
#[derive(Debug)]
pub(crate) struct Outlook {
    pub(super) plan: Plan,
    pub(super) slots: Vec<Slot>,
    pub(super) calendar: Calendar,
    pub(super) errors: Errors,
    pub(super) runs: usize,
    /// Of each item of the plan: its place, and what comes of it.
    expected: BTreeMap<ItemNumber, Expected>,
}

/// When an item can be done, and when it probably will be.
#[derive(Debug, Clone)]
pub(crate) struct Expected {
    /// Hours of its open tasks.
    pub(crate) hours: u32,
    /// If nobody had anything else to do.
    pub(crate) alone: Date,
    /// Beside everything else, if every estimate held.
    pub(crate) planned: Date,
    /// As estimates were off so far.
    pub(crate) forecast: Forecast,
}

impl Outlook {
    /// Looks ahead from the end of a day. Takes a processor for up to seconds.
    pub(crate) fn of(
        organization: OrganizationId,
        people: People<'_>,
        items: &BTreeMap<ItemNumber, Item>,
        calendar: Calendar,
        day: Date,
    ) -> Self {
        let mut plan = Plan::of(people, items.values());
        let errors = Errors::learn(items.values().flat_map(taken));
        let seed = seed(organization, day);
        // Each turn leaves an item out, so that this ends.
        while !plan.jobs.is_empty() {
            let runs = (PLACED / plan.jobs.len()).clamp(RUNS.0, RUNS.1);
            let (work, item_of) = plan.work();
            let setting = Setting { today: day, calendar: &calendar, hours: &plan.hours };
            let placed = levelled(setting, &work).and_then(|slots| {
                let alone = critical_path(setting, &work)?;
                Ok((slots, alone, forecast(setting, &work, &item_of, &errors, (seed, runs))?))
            });
            match placed {
                Ok((slots, alone, forecasts)) => {
                    let expected = expected(&plan, &slots, &alone, forecasts);
                    return Self { plan, slots, calendar, errors, runs, expected };
                }
                Err(impossible) => {
                    let at = match &impossible {
                        Impossible::Waiting(which) => which.first().copied(),
                        Impossible::NoHours { work, .. } => Some(*work),
                    };
                    plan.leave_out(at.unwrap_or(0), "its people have no time for it within twenty years");
                }
            }
        }
        Self { plan, slots: Vec::new(), calendar, errors, runs: RUNS.1, expected: BTreeMap::new() }
    }

    /// Days for the open tasks of an item that hold in so many of a hundred cases, if everything else goes as it mostly does.
    pub(super) fn days_that_hold(&self, number: ItemNumber, percent: u8, today: Date) -> BTreeMap<PartNumber, Slot> {
        let Some(at) = self.plan.items.iter().position(|item| *item == number) else { return BTreeMap::new() };
        let (mut work, item_of) = self.plan.work();
        for (piece, item) in work.iter_mut().zip(item_of) {
            let factor = if item == at { self.errors.at(percent) } else { self.errors.median() };
            let minutes = u64::from(piece.minutes) * u64::from(factor) / 1_000;
            piece.minutes = u32::try_from(minutes).unwrap_or(u32::MAX);
        }
        let setting = Setting { today, calendar: &self.calendar, hours: &self.plan.hours };
        let slots = levelled(setting, &work).unwrap_or_default();
        let own = self.plan.jobs.iter().zip(slots).filter(|(job, _)| job.item == at);
        own.map(|(job, slot)| (job.task, slot)).collect()
    }

    /// What is expected of an item; `None` where nothing is ahead, or nobody can say.
    pub(crate) fn item(&self, number: ItemNumber) -> Option<&Expected> {
        self.expected.get(&number)
    }
}

fn expected(plan: &Plan, slots: &[Slot], alone: &[Slot], forecasts: Vec<Forecast>) -> BTreeMap<ItemNumber, Expected> {
    let mut ends: BTreeMap<usize, (u32, Date, Date)> = BTreeMap::new();
    for ((job, slot), alone) in plan.jobs.iter().zip(slots).zip(alone) {
        let (hours, first, last) = ends.entry(job.item).or_insert((0, alone.last, slot.last));
        *hours = hours.saturating_add(job.hours());
        *first = alone.last.max(*first);
        *last = slot.last.max(*last);
    }
    let mut forecasts: BTreeMap<usize, Forecast> = forecasts.into_iter().enumerate().collect();
    let one = |(at, (hours, alone, planned)): (usize, _)| {
        Some((*plan.items.get(at)?, Expected { hours, alone, planned, forecast: forecasts.remove(&at)? }))
    };
    ends.into_iter().filter_map(one).collect()
}

/// Days that were planned from the approval to each milestone, and days that were taken.
fn taken(item: &Item) -> impl Iterator<Item = (i32, i32)> + '_ {
    let approved = item.chain.approved.map(|(at, _)| at.to_zoned(TimeZone::UTC).date());
    let days = move |milestone: &Milestone| {
        let (from, planned, reached) = (approved?, milestone.baseline?, milestone.reached?);
        Some(((planned - from).get_days(), (reached - from).get_days()))
    };
    item.milestones.values().filter_map(days).filter(|(planned, _)| *planned > 0)
}

/// The same all day long, so that a page does not flicker; another on the next.
fn seed(organization: OrganizationId, day: Date) -> u64 {
    let hash = Sha256::digest(format!("forecast {organization} {day}"));
    u64::from_be_bytes(std::array::from_fn(|n| hash.get(n).copied().unwrap_or_default()))
}
