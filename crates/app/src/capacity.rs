//! What people have time for: the work of all open items laid into their days, and when it will probably be done.

mod gather;
mod load;
mod outlook;
mod propose;

use closeout_domain::{
    ids::{ItemNumber, SystemId},
    item::Item,
    people::Directory,
};

pub use self::gather::USUAL_HOURS;
pub(crate) use self::{
    gather::{People, free_days},
    outlook::{Expected, Outlook},
};
use crate::{
    Actor, App, Error,
    as_of::AsOf,
    auth,
    views::{CapacityView, ErrorsView, ForecastRow, PersonRef},
};

impl App {
    /// What is ahead of everybody, as the record stood at the end of a day.
    ///
    /// # Errors
    /// When the store fails.
    pub(crate) async fn outlook(&self, actor: &Actor, record: AsOf) -> Result<(AsOf, Outlook), Error> {
        let systems = self.world().store.systems(actor.organization).await?;
        let organization = actor.organization;
        let work = move || {
            let calendar = free_days(systems.iter().map(|row| row.deadlines.calendar()));
            let people = People { directory: &record.directory, times: &record.times };
            let outlook = Outlook::of(organization, people, &record.items, calendar, record.day);
            (record, outlook)
        };
        auth::blocking("a schedule", work).await
    }

    /// What people have time for and when items will probably be done. People work on all systems; the items told are those
    /// of one system, or all.
    ///
    /// # Errors
    /// When the actor may not read, or the store fails.
    pub async fn capacity(&self, actor: &Actor, system: Option<SystemId>) -> Result<CapacityView, Error> {
        let today = self.today();
        let record = self.as_of(actor, today).await?;
        let (record, outlook) = self.outlook(actor, record).await?;
        let of_system = |item: &Item| system.is_none_or(|id| item.system == id);
        let told = || record.items.values().filter(|item| of_system(item));
        let mut unplanned = outlook.plan.unplanned.clone();
        unplanned.retain(|row| record.items.get(&ItemNumber(row.item_number)).is_some_and(of_system));
        let row = |item: &Item| Some(row(item, outlook.item(item.number)?, &record.directory));
        let mut items: Vec<ForecastRow> = told().filter_map(row).collect();
        items.sort_by_key(|row| (std::cmp::Reverse(row.misses), row.by70, row.item_number));
        Ok(CapacityView {
            today,
            usual_hours: USUAL_HOURS,
            errors: ErrorsView {
                seen: u64::try_from(outlook.errors.seen).unwrap_or(u64::MAX),
                learnt: outlook.errors.learnt(),
                median_percent: outlook.errors.median() / 10,
            },
            runs: u32::try_from(outlook.runs).unwrap_or(u32::MAX),
            people: load::people(&outlook, today, &record.directory),
            money: load::money(told(), today),
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

fn row(item: &Item, expected: &Expected, directory: &Directory) -> ForecastRow {
    let (due, forecast) = (item.due(), &expected.forecast);
    ForecastRow {
        item: item.number.to_string(),
        item_number: item.number.0,
        weakness: item.weakness.clone(),
        system: item.system.0,
        owner: item.owner.map(|id| PersonRef { id: id.0, name: directory.name(id).into() }),
        priority: item.rating.as_ref().map(|rating| rating.priority.word().to_owned()),
        status: item.status.word().into(),
        due,
        hours: expected.hours,
        alone: expected.alone,
        planned: expected.planned,
        by50: forecast.by(50),
        by70: forecast.by(70),
        by90: forecast.by(90),
        misses: due.map(|due| forecast.misses(due)),
    }
}
