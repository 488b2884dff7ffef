//! What people have time for: the work of all open items laid into their days, and when it will probably be done.

mod gather;
mod load;

use closeout_domain::{
    cadence::{
        forecast::{Errors, Forecast, forecast},
        schedule::{Impossible, Setting, Slot, critical_path, levelled},
    },
    ids::{ItemNumber, SystemId},
    item::Item,
    people::Directory,
    time::calendar::Calendar,
};
use jiff::{civil::Date, tz::TimeZone};
use sha2::{Digest as _, Sha256};

use self::gather::Plan;
pub use self::gather::USUAL_HOURS;
use crate::{
    Actor, App, Error, auth,
    views::{CapacityView, ErrorsView, ForecastRow, PersonRef, PolicyView},
};

/// How often the schedule is run for a forecast.
const RUNS: usize = 1_000;

/// The days of a plan, and of its jobs with nothing else to do.
struct Answer {
    plan: Plan,
    slots: Vec<Slot>,
    alone: Vec<Slot>,
    forecasts: Vec<Forecast>,
}

impl App {
    /// What people have time for and when items will probably be done. People work on all systems; the items told are those
    /// of one system, or all.
    ///
    /// # Errors
    /// When the actor may not read, or the store fails.
    pub async fn capacity(&self, actor: &Actor, system: Option<SystemId>) -> Result<CapacityView, Error> {
        let today = self.today();
        let record = self.as_of(actor, today).await?;
        let organization = self.organization(actor).await?;
        let systems = self.world().store.systems(actor.organization).await?;
        let calendar = calendar(systems.iter().map(|row| &row.deadlines));
        let plan = Plan::of(&organization, &record.directory, record.items.values());
        let errors = Errors::learn(record.items.values().flat_map(taken));
        let seed = seed(actor.organization, today);
        let (days, learnt) = (calendar.clone(), errors.clone());
        let work = move || answer(plan, &days, &learnt, seed, today);
        let answer = auth::blocking("a schedule", work).await?;
        let of_system = |item: &Item| system.is_none_or(|id| item.system == id);
        let mut unplanned = answer.plan.unplanned.clone();
        unplanned.retain(|row| record.items.get(&ItemNumber(row.item_number)).is_some_and(of_system));
        let mut items: Vec<ForecastRow> = Vec::new();
        for (at, number) in answer.plan.items.iter().enumerate() {
            if let Some(item) = record.items.get(number).filter(|item| of_system(item)) {
                items.extend(answer.row(at, item, &record.directory));
            }
        }
        items.sort_by_key(|row| (std::cmp::Reverse(row.misses), row.by70, row.item_number));
        Ok(CapacityView {
            today,
            usual_hours: USUAL_HOURS,
            errors: ErrorsView {
                seen: u64::try_from(errors.seen).unwrap_or(u64::MAX),
                learnt: errors.learnt(),
                median_percent: errors.median() / 10,
            },
            runs: u32::try_from(RUNS).unwrap_or(u32::MAX),
            people: load::people(&answer.plan, &answer.slots, &calendar, today, &record.directory),
            money: load::money(record.items.values().filter(|item| of_system(item)), today),
            items,
            unplanned,
        })
    }

    /// When one item will probably be done; `None` where nobody can say, with the reason.
    ///
    /// # Errors
    /// When there is no such item, the actor may not read, or the store fails.
    pub async fn forecast(&self, actor: &Actor, number: ItemNumber) -> Result<Result<ForecastRow, String>, Error> {
        let item = self.load_item(actor, number).await?;
        let all = self.capacity(actor, Some(item.system)).await?;
        if let Some(row) = all.items.into_iter().find(|row| row.item_number == number.0) {
            return Ok(Ok(row));
        }
        let why = all.unplanned.into_iter().find(|row| row.item_number == number.0).map(|row| row.why);
        Ok(Err(why.unwrap_or_else(|| format!("{number} is {}: no work is ahead", item.status))))
    }
}

impl Answer {
    fn row(&self, at: usize, item: &Item, directory: &Directory) -> Option<ForecastRow> {
        let jobs = || self.plan.jobs.iter().zip(&self.slots).zip(&self.alone).filter(|((job, _), _)| job.item == at);
        let forecast = self.forecasts.get(at)?;
        let due = item.due();
        Some(ForecastRow {
            item: item.number.to_string(),
            item_number: item.number.0,
            weakness: item.weakness.clone(),
            system: item.system.0,
            owner: item.owner.map(|id| PersonRef { id: id.0, name: directory.name(id).into() }),
            priority: item.rating.as_ref().map(|rating| rating.priority.word().to_owned()),
            status: item.status.word().into(),
            due,
            hours: jobs().map(|((job, _), _)| job.hours()).sum(),
            alone: jobs().map(|(_, slot)| slot.last).max()?,
            planned: jobs().map(|((_, slot), _)| slot.last).max()?,
            by50: forecast.by(50),
            by70: forecast.by(70),
            by90: forecast.by(90),
            misses: due.map(|due| forecast.misses(due)),
        })
    }
}

/// Schedules what can be scheduled; an item for which somebody never has the time is left out, with the reason.
fn answer(mut plan: Plan, calendar: &Calendar, errors: &Errors, seed: u64, today: Date) -> Answer {
    loop {
        let (work, item_of) = plan.work();
        let hours = plan.hours.clone();
        let setting = Setting { today, calendar, hours: &hours };
        let placed = levelled(setting, &work).and_then(|slots| {
            let alone = critical_path(setting, &work)?;
            Ok((slots, alone, forecast(setting, &work, &item_of, errors, (seed, RUNS))?))
        });
        match placed {
            Ok((slots, alone, forecasts)) => return Answer { plan, slots, alone, forecasts },
            Err(impossible) => {
                let at = match &impossible {
                    Impossible::Waiting(which) => which.first().copied(),
                    Impossible::NoHours { work, .. } => Some(*work),
                };
                let jobs = plan.jobs.len();
                plan.leave_out(at.unwrap_or(0), "its people have no time for it within twenty years");
                // Each turn leaves something out, so that this ends.
                if plan.jobs.len() == jobs {
                    return Answer {
                        plan: Plan::default(),
                        slots: Vec::new(),
                        alone: Vec::new(),
                        forecasts: Vec::new(),
                    };
                }
            }
        }
    }
}

/// Days free in any system: people work for all of them.
fn calendar<'p>(policies: impl Iterator<Item = &'p PolicyView>) -> Calendar {
    policies.fold(Calendar::default(), |mut all, policy| {
        all.federal |= policy.federal_holidays;
        all.own.extend(&policy.holidays);
        all
    })
}

/// Days that were planned from the approval to each milestone, and days that were taken.
fn taken(item: &Item) -> impl Iterator<Item = (i32, i32)> + '_ {
    let approved = item.chain.approved.map(|(at, _)| at.to_zoned(TimeZone::UTC).date());
    let days = move |milestone: &closeout_domain::item::milestone::Milestone| {
        let (from, planned, reached) = (approved?, milestone.baseline?, milestone.reached?);
        Some(((planned - from).get_days(), (reached - from).get_days()))
    };
    item.milestones.values().filter_map(days).filter(|(planned, _)| *planned > 0)
}

/// The same all day long, so that a page does not flicker; another on the next.
fn seed(organization: closeout_domain::ids::OrganizationId, today: Date) -> u64 {
    let hash = Sha256::digest(format!("forecast {organization} {today}"));
    u64::from_be_bytes(std::array::from_fn(|n| hash.get(n).copied().unwrap_or_default()))
}
