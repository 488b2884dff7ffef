//! How many items were open week by week, how many of them late, and what their dates promise for the weeks to come.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, PoisonError},
};

use closeout_domain::{
    ids::{ItemNumber, OrganizationId, SystemId},
    item::{self, Item, Status},
    policy::Action,
};
use closeout_report::picture::{Burndown, Week};
use jiff::{
    ToSpan,
    civil::{Date, Weekday},
};

use crate::{
    Actor, App, Error, as_of,
    query::ItemQuery,
    record::{Recorded, Stream},
};

/// Weeks looked back, and at most so many ahead.
const WEEKS: i32 = 12;
/// Events read at a time.
const STRIDE: u32 = 5_000;

/// Days that are over, by organization: nothing can change them any more, so that each is worked out once.
#[derive(Debug, Clone, Default)]
pub struct Trends(Arc<Mutex<BTreeMap<OrganizationId, Days>>>);

/// What was so at the end of each day, by system; no entry for a system that had no item by then.
pub(crate) type Days = BTreeMap<Date, BTreeMap<SystemId, (u32, u32)>>;

impl App {
    /// The open items of a system: the Sundays of the last weeks, today, and the weeks ahead by the dates of the plan.
    ///
    /// # Errors
    /// When the actor may not read, or the store fails.
    pub async fn trend(&self, actor: &Actor, system: SystemId) -> Result<Burndown, Error> {
        self.permitted(actor, Action::Read).await?;
        let today = self.today();
        let days = self.days_past(actor, &sundays(today)).await?;
        let mut past: Vec<Week> = days
            .into_iter()
            .filter_map(|(day, systems)| {
                systems.get(&system).map(|(open, late)| Week { day, open: *open, late: *late })
            })
            .collect();
        // The completion dates of the items on which somebody still has to act.
        let live = ItemQuery { system: Some(system.0), status: live(), ..ItemQuery::default() };
        let dues = self.world.store.item_dues(actor.organization, &live).await?;
        if past.is_empty() && dues.is_empty() {
            return Ok(Burndown { past, planned: Vec::new() });
        }
        let late = ItemQuery { late_on: Some(today), ..live };
        let late = self.world.store.item_counts(actor.organization, &late).await?.iter().map(|(_, n)| n).sum();
        past.push(Week { day: today, open: count(dues.iter().map(|(_, n)| n).sum()), late: count(late) });
        Ok(Burndown { past, planned: planned(&dues, today) })
    }

    async fn days_past(&self, actor: &Actor, days: &[Date]) -> Result<Days, Error> {
        let organization = actor.organization;
        let known = self.trends.known(organization);
        if days.iter().all(|day| known.contains_key(day)) {
            return Ok(known);
        }
        let mut fold = Fold::new(days);
        let mut after = 0;
        while !fold.ended() {
            let events = self.world.store.log(organization, after, STRIDE).await?;
            let Some(last) = events.last() else { break };
            after = last.position;
            events.iter().for_each(|event| fold.take(event));
        }
        Ok(self.trends.keep(organization, fold.finish()))
    }
}

impl Trends {
    fn known(&self, organization: OrganizationId) -> Days {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get(&organization).cloned().unwrap_or_default()
    }

    /// Keeps these days, and none before them.
    fn keep(&self, organization: OrganizationId, days: Days) -> Days {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(organization, days.clone());
        days
    }
}

/// One pass over a record, stopping at the end of each day.
pub(crate) struct Fold {
    ahead: Vec<Date>,
    done: Days,
    items: BTreeMap<ItemNumber, Item>,
    /// Items that ended for good are counted no more; they only say that there was one.
    systems: Vec<SystemId>,
}

impl Fold {
    pub fn new(days: &[Date]) -> Self {
        let mut ahead = days.to_vec();
        ahead.sort_unstable_by(|a, b| b.cmp(a));
        Self { ahead, done: Days::new(), items: BTreeMap::new(), systems: Vec::new() }
    }

    fn ended(&self) -> bool {
        self.ahead.is_empty()
    }

    pub fn take(&mut self, event: &Recorded) {
        while let Some(day) = self.ahead.last().copied().filter(|day| !as_of::by_the_end_of(event.at, *day)) {
            self.stop(day);
        }
        let (Stream::Item(number), Some(stamped)) = (event.stream, event.item()) else { return };
        let Some(item) = item::fold(self.items.remove(&number), &stamped) else { return };
        if !self.systems.contains(&item.system) {
            self.systems.push(item.system);
        }
        if !matches!(item.status, Status::Closed | Status::Dismissed) {
            self.items.insert(number, item);
        }
    }

    fn stop(&mut self, day: Date) {
        let mut counted: BTreeMap<SystemId, (u32, u32)> = self.systems.iter().map(|s| (*s, (0, 0))).collect();
        for item in self.items.values().filter(|item| item.status.is_live()) {
            if let Some((open, late)) = counted.get_mut(&item.system) {
                *open = open.saturating_add(1);
                let is_late = item.late_after().is_some_and(|due| due < day);
                *late = late.saturating_add(u32::from(is_late));
            }
        }
        self.done.insert(day, counted);
        self.ahead.pop();
    }

    pub fn finish(mut self) -> Days {
        while let Some(day) = self.ahead.last().copied() {
            self.stop(day);
        }
        self.done
    }
}

/// The last Sundays before a day, oldest first. Whole weeks, so that a day that was worked out stays of use.
pub(crate) fn sundays(today: Date) -> Vec<Date> {
    let last = today.saturating_sub(i32::from(today.weekday().since(Weekday::Sunday)).days());
    let last = if last == today { last.saturating_sub(7.days()) } else { last };
    (0..WEEKS).rev().map(|week| last.saturating_sub((7 * week).days())).collect()
}

/// What is open at the end of each week to come if every date is kept. What is late already has no date to be kept, and what
/// has none stays.
pub(crate) fn planned(dues: &[(Option<Date>, u64)], today: Date) -> Vec<(Date, u32)> {
    let ahead = |due: &Date| *due >= today;
    let Some(last) = dues.iter().filter_map(|(due, _)| *due).filter(ahead).max() else { return Vec::new() };
    let day = |week: i32| today.saturating_add((7 * week).days());
    let kept_by = |day: Date, due: Option<Date>| due.filter(ahead).is_some_and(|due| due <= day);
    let open = |day: Date| count(dues.iter().filter(|(due, _)| !kept_by(day, *due)).map(|(_, n)| n).sum());
    let weeks = (1..=WEEKS).find(|week| day(*week) >= last).unwrap_or(WEEKS);
    (1..=weeks).map(|week| (day(week), open(day(week)))).collect()
}

fn live() -> Vec<String> {
    Status::ALL.into_iter().filter(|s| s.is_live()).map(|s| s.word().to_owned()).collect()
}

fn count(n: u64) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn the_weeks_end_on_sundays_and_never_today() {
        // 22 November 2026 is a Sunday.
        let sunday = sundays(date(2026, 11, 22));
        assert_eq!((sunday.len(), sunday.last()), (12, Some(&date(2026, 11, 15))));
        assert_eq!(sundays(date(2026, 11, 25)).last(), Some(&date(2026, 11, 22)));
        assert_eq!(sundays(date(2026, 11, 28)), sundays(date(2026, 11, 25)));
    }

    #[test]
    fn the_plan_counts_what_still_has_a_date_ahead() {
        let today = date(2026, 11, 22);
        let due = |day| (Some(day), 1);
        let dues = [(None, 1), due(date(2026, 11, 20)), due(date(2026, 11, 29)), due(date(2026, 12, 13))];
        assert_eq!(
            planned(&dues, today),
            [(date(2026, 11, 29), 3), (date(2026, 12, 6), 3), (date(2026, 12, 13), 2)],
            "without a date, and late, they stay"
        );
        assert_eq!(planned(&[(None, 1)], today), []);
        let far = planned(&[due(date(2028, 1, 1))], today);
        assert_eq!((far.len(), far.last().map(|(_, n)| *n)), (12, Some(1)));
    }
}
