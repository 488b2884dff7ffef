//! Reports: the record at the end of a day, as a document to hand over.

use std::{collections::BTreeMap, io};

use closeout_domain::{
    cadence::{
        escalation::{self, Escalation},
        review::{self, Review},
    },
    ids::{EscalationId, ItemNumber, OrganizationId, ReviewId, SystemId},
    item::Item,
    organization::Organization,
    people::Directory,
    policy::Action,
    system::{self, System},
    time::Stamped,
};
pub use closeout_report::kind::{Form, Kind};
use closeout_report::{
    picture::{Burndown, Week},
    source::{Happening, Source},
};
use jiff::{civil::Date, tz::TimeZone};

use crate::{
    Actor, App, Error, as_of,
    auth::blocking,
    capacity::{Outlook, People, free_days},
    execute::of_system,
    history,
    record::{Event, Recorded, Stream},
    trend,
};

/// Reports written at the same time at most: each takes a processor, and memory for all of its rows.
pub(crate) const AT_ONCE: usize = 2;

/// A report that was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReportFile {
    /// As in "monthly-2026-11-22.pdf".
    pub name: String,
    /// Its content. The same record and the same day give the same bytes.
    pub bytes: Vec<u8>,
}

impl App {
    /// A report of a system as a file: as it was at the end of a day that is over, or as it is today. A report of an item is of
    /// the item's own system.
    ///
    /// # Errors
    /// When the actor may not export, there is no such system or item by then, or the store or the writer fails.
    pub async fn report(
        &self,
        actor: &Actor,
        system: SystemId,
        (kind, form): (Kind, Form),
        day: Option<Date>,
    ) -> Result<ReportFile, Error> {
        self.permitted(actor, Action::Export).await?;
        let today = self.today();
        let day = day.map_or(today, |day| day.min(today));
        let wanted = match kind {
            Kind::Item(number) => Some(number),
            _ => None,
        };
        let mut gathered = Gathered::new(day, wanted);
        self.each_until(actor.organization, day, |event| gathered.take(event)).await?;
        let unknown = move || Error::NotFound { what: "item", id: kind.to_string() };
        let _turn = self.reports.acquire().await.map_err(|_| Error::Lost("waiting to write a report"))?;
        let organization = actor.organization;
        let bytes = blocking("writing the report", move || {
            // The others show no picture of the days to come.
            let ahead = kind == Kind::Quarterly;
            let expected = if ahead { gathered.expected(organization, day) } else { BTreeMap::new() };
            let source = Source { expected, ..gathered.source(system, day)? };
            let document = kind.document(&source).ok_or_else(unknown)?;
            let failed = |why| Error::Disk { action: "write the report", source: io::Error::other(why) };
            form.write(&document).map_err(failed)
        });
        Ok(ReportFile { name: format!("{kind}-{day}.{form}"), bytes: bytes.await?? })
    }
}

/// What one pass over the record brings together.
struct Gathered {
    fold: as_of::Fold,
    systems: BTreeMap<SystemId, System>,
    trend: trend::Fold,
    escalations: BTreeMap<EscalationId, Escalation>,
    reviews: BTreeMap<ReviewId, Review>,
    wanted: Option<ItemNumber>,
    /// What happened to the wanted item.
    told: Vec<Recorded>,
}

impl Gathered {
    fn new(day: Date, wanted: Option<ItemNumber>) -> Self {
        Self {
            fold: as_of::Fold::default(),
            systems: BTreeMap::new(),
            escalations: BTreeMap::new(),
            reviews: BTreeMap::new(),
            trend: trend::Fold::new(&[trend::sundays(day), vec![day]].concat()),
            wanted,
            told: Vec::new(),
        }
    }

    fn take(&mut self, event: &Recorded) {
        self.fold.take(event);
        self.trend.take(event);
        match event.stream {
            Stream::System(id) => {
                if let Some(stamped) = of_system(event)
                    && let Some(system) = system::fold(self.systems.remove(&id), &stamped)
                {
                    self.systems.insert(id, system);
                }
            }
            Stream::Escalation(id) => {
                if let Event::Escalation(what) = &event.event {
                    let stamped = Stamped { at: event.at, by: event.by, what: what.clone() };
                    let after = escalation::fold(self.escalations.remove(&id), &stamped);
                    self.escalations.extend(after.map(|escalation| (id, escalation)));
                }
            }
            Stream::Review(id) => {
                if let Event::Review(what) = &event.event {
                    let stamped = Stamped { at: event.at, by: event.by, what: what.clone() };
                    let after = review::fold(self.reviews.remove(&id), &stamped);
                    self.reviews.extend(after.map(|review| (id, review)));
                }
            }
            Stream::Item(number) if Some(number) == self.wanted => self.told.push(event.clone()),
            _ => {}
        }
    }

    /// The day by which each item will probably be done.
    fn expected(&self, organization: OrganizationId, day: Date) -> BTreeMap<ItemNumber, Date> {
        let Some(Organization { directory, times, .. }) = &self.fold.organization else { return BTreeMap::new() };
        let calendar = free_days(self.systems.values().map(|system| system.deadlines().1.calendar()));
        let outlook = Outlook::of(organization, People { directory, times }, &self.fold.items, calendar, day);
        let numbers = self.fold.items.keys();
        numbers.filter_map(|number| Some((*number, outlook.item(*number)?.forecast.by(70)))).collect()
    }

    fn source(mut self, system: SystemId, day: Date) -> Result<Source, Error> {
        let of_item = self.wanted.and_then(|number| self.fold.items.get(&number)).map(|item| item.system);
        let id = of_item.unwrap_or(system);
        let system = self.systems.remove(&id);
        let system = system.ok_or_else(|| Error::NotFound { what: "system", id: id.to_string() })?;
        let items: Vec<Item> = self.fold.items.into_values().filter(|item| item.system == id).collect();
        let (organization, directory) = match self.fold.organization {
            Some(organization) => (organization.name, organization.directory),
            None => (String::new(), Directory::default()),
        };
        let mut escalations: Vec<_> = self.escalations.into_values().filter(|e| e.raised.system == id).collect();
        escalations.sort_by_key(|e| (e.asked.first().map(|asked| asked.at), e.raised.id));
        let mut reviews: Vec<_> = self.reviews.into_values().filter(|r| r.opening.system == id).collect();
        reviews.sort_by_key(|r| (r.opening.day, r.opening.id));
        let happening = |event: &Recorded| {
            let entry = history::entry(event, &directory);
            let note = entry.note.trim().replace('\n', "; ");
            let note = if note.is_empty() { note } else { format!(": {note}") };
            Happening { at: entry.at, by: entry.by.name, what: entry.sentence + &note }
        };
        let histories = self.wanted.map(|number| (number, self.told.iter().map(happening).collect()));
        Ok(Source {
            organization,
            poam_owner: system.poam_owner(),
            escalations,
            reviews,
            rhythm: (system.rhythm, system.rhythm_since.to_zoned(TimeZone::UTC).date()),
            marking: system.marking,
            system: system.description,
            as_of: day,
            expected: BTreeMap::new(),
            trend: burndown(self.trend.finish(), &items, id, day),
            histories: histories.into_iter().collect(),
            items,
            directory,
        })
    }
}

/// The Sundays before a day and the day itself, and what the dates promise from there.
fn burndown(days: trend::Days, items: &[Item], system: SystemId, day: Date) -> Burndown {
    let week = |(day, systems): (Date, BTreeMap<SystemId, (u32, u32)>)| {
        systems.get(&system).map(|(open, late)| Week { day, open: *open, late: *late })
    };
    let dues: Vec<_> = items.iter().filter(|i| i.status.is_live()).map(|i| (i.due(), 1)).collect();
    Burndown { past: days.into_iter().filter_map(week).collect(), planned: trend::planned(&dues, day) }
}
