//! Hours of people, and money of items, in the days to come.

use std::cmp::Reverse;

use closeout_domain::{
    ids::PersonId,
    item::{Item, measure::Decision},
    people::Directory,
};
use jiff::{ToSpan, civil::Date};

use super::{
    gather::{Job, Plan},
    outlook::Outlook,
};
use crate::views::{LoadView, MoneyView, PersonLoad, PersonRef};

/// Calendar days that are looked at.
const SPANS: [u16; 3] = [30, 60, 90];
const HOUR: u32 = 60;

/// Everybody with open tasks, the fullest first.
pub(super) fn people(outlook: &Outlook, today: Date, directory: &Directory) -> Vec<PersonLoad> {
    let Outlook { plan, slots, calendar, .. } = outlook;
    let mut loads: Vec<PersonLoad> = plan
        .hours
        .iter()
        .filter_map(|(person, hours)| {
            let own = || plan.jobs.iter().zip(slots).filter(|(job, _)| job.person == *person);
            own().next()?;
            let there = |days: u16| {
                let last = today.saturating_add(i32::from(days).days());
                let minutes: u32 = today.series(1.day()).take_while(|d| *d < last).map(|d| hours.on(d, calendar)).sum();
                minutes / HOUR
            };
            let needed = |days: u16| {
                let last = today.saturating_add(i32::from(days).days());
                own().filter(|(job, _)| job.due < last).map(|(job, _)| job.hours()).sum()
            };
            Some(PersonLoad {
                person: PersonRef { id: person.0, name: directory.name(*person).into() },
                weekly_hours: u8::try_from(hours.weekly / HOUR).unwrap_or(u8::MAX),
                assumed: assumed(plan, *person),
                tasks: count(own().count()),
                hours: own().map(|(job, _): (&Job, _)| job.hours()).sum(),
                busy_until: own().map(|(_, slot)| slot.last).max(),
                next: SPANS.map(|days| LoadView { days, there: there(days), needed: needed(days) }).into(),
            })
        })
        .collect();
    let room = |load: &PersonLoad| load.next.iter().map(|n| i64::from(n.there) - i64::from(n.needed)).min();
    loads.sort_by_key(|load| (room(load), Reverse(load.hours), load.person.name.clone()));
    loads
}

fn assumed(plan: &Plan, person: PersonId) -> bool {
    plan.assumed.contains(&person)
}

/// What the live items cost, by the day they are due, and what of it is there.
pub(super) fn money<'i>(items: impl Iterator<Item = &'i Item>, today: Date) -> Vec<MoneyView> {
    let costs: Vec<(Option<Date>, u64, u64)> = items.filter(|item| item.status.is_live()).filter_map(cost).collect();
    let sum = |days: Option<u16>| {
        let last = days.map(|days| today.saturating_add(i32::from(days).days()));
        let within = |due: Option<Date>| last.is_none_or(|last| due.is_some_and(|due| due < last));
        let mine = || costs.iter().filter(|(due, ..)| within(*due));
        MoneyView {
            days,
            items: count(mine().count()),
            needed: mine().map(|(_, needed, _)| *needed).fold(0, u64::saturating_add),
            funded: mine().map(|(.., funded)| *funded).fold(0, u64::saturating_add),
        }
    };
    SPANS.map(Some).into_iter().chain([None]).map(sum).collect()
}

/// The day an item is due, what it costs, and what of that a budget or a decision pays.
fn cost(item: &Item) -> Option<(Option<Date>, u64, u64)> {
    let resources = item.resources.as_ref().filter(|resources| resources.cost.0 > 0)?;
    let granted = item.decisions.iter().map(|decided| match &decided.decision {
        Decision::Fund { amount, .. } => amount.0,
        _ => 0,
    });
    let granted = granted.fold(0, u64::saturating_add);
    let funded = if resources.funding.trim().is_empty() { granted } else { resources.cost.0 };
    Some((item.due(), resources.cost.0, funded.min(resources.cost.0)))
}

fn count(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}
