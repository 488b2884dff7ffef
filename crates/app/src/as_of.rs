//! The record as it was at the end of a past day: a fold over everything that had happened by then.

use std::collections::BTreeMap;

use closeout_domain::{
    ids::{ItemNumber, OrganizationId, PersonId},
    item::{self, Item},
    organization::{self, Organization, Time},
    people::Directory,
    policy::Action,
};
use jiff::{Timestamp, civil::Date, tz::TimeZone};

use crate::{
    Actor, App, Error,
    people::of_organization,
    ports::ViewChange,
    project,
    query::{ItemOrder, ItemQuery, MilestoneQuery, Page, TaskQuery},
    record::{Recorded, Stream},
    show,
    views::{ItemRow, MilestoneRow, TaskRow},
};

/// Events read at a time.
const STRIDE: u32 = 5_000;

/// The items of an organization at the end of a day.
#[derive(Debug, Clone)]
pub struct AsOf {
    /// Which day.
    pub day: Date,
    /// Every item there was.
    pub items: BTreeMap<ItemNumber, Item>,
    /// Everybody there was.
    pub directory: Directory,
    /// The time that they had for the plan.
    pub times: BTreeMap<PersonId, Time>,
}

/// Whether something happened by the end of a day, in UTC.
pub fn by_the_end_of(at: Timestamp, day: Date) -> bool {
    at.to_zoned(TimeZone::UTC).date() <= day
}

impl App {
    /// Every item as it was at the end of a day.
    ///
    /// # Errors
    /// When the actor may not read, or the store fails.
    pub async fn as_of(&self, actor: &Actor, day: Date) -> Result<AsOf, Error> {
        self.permitted(actor, Action::Read).await?;
        let mut fold = Fold::default();
        self.each_until(actor.organization, day, |event| fold.take(event)).await?;
        let (directory, times) = fold.organization.map(|o| (o.directory, o.times)).unwrap_or_default();
        Ok(AsOf { day, items: fold.items, directory, times })
    }

    /// Every event that had happened by the end of a day, oldest first; no more than a stride of them in memory.
    pub(crate) async fn each_until(
        &self,
        organization: OrganizationId,
        day: Date,
        mut take: impl FnMut(&Recorded) + Send,
    ) -> Result<(), Error> {
        let mut after = 0;
        loop {
            let events = self.world.store.log(organization, after, STRIDE).await?;
            let Some(last) = events.last() else { return Ok(()) };
            after = last.position;
            events.iter().filter(|e| by_the_end_of(e.at, day)).for_each(&mut take);
        }
    }
}

/// Items and people, event by event.
#[derive(Default)]
pub(crate) struct Fold {
    /// Every item there is so far.
    pub items: BTreeMap<ItemNumber, Item>,
    /// The organization with its people.
    pub organization: Option<Organization>,
}

impl Fold {
    /// One event more.
    pub fn take(&mut self, event: &Recorded) {
        match event.stream {
            Stream::Item(number) => {
                if let Some(stamped) = event.item()
                    && let Some(item) = item::fold(self.items.remove(&number), &stamped)
                {
                    self.items.insert(number, item);
                }
            }
            Stream::Organization => {
                if let Some(stamped) = of_organization(event) {
                    self.organization = organization::fold(self.organization.take(), &stamped);
                }
            }
            Stream::System(_)
            | Stream::Import(_)
            | Stream::Dismissal(_)
            | Stream::Asset(_)
            | Stream::Merging(_)
            | Stream::Feed(_)
            | Stream::Mapping
            | Stream::Escalation(_)
            | Stream::Review(_) => {}
        }
    }
}

impl AsOf {
    /// A page of items.
    pub fn items(&self, query: &ItemQuery) -> Page<ItemRow> {
        let rows = self.items.values().map(project::item_row).filter(|row| query.matches(row));
        let mut rows: Vec<ItemRow> = rows.map(|row| show::item_row(row, &self.directory, self.day)).collect();
        sort_items(&mut rows, query.order);
        query.window.cut(rows)
    }

    /// A page of tasks.
    pub fn tasks(&self, query: &TaskQuery) -> Page<TaskRow> {
        let rows = self.items.values().flat_map(|item| match project::item(item) {
            ViewChange::Item { tasks, .. } => tasks,
            _ => Vec::new(),
        });
        let rows = rows.filter(|row| query.matches(row)).map(|row| show::task_row(row, &self.directory, self.day));
        let mut rows: Vec<TaskRow> = rows.collect();
        rows.sort_by_key(|r| (r.due, r.item_number, r.task));
        query.window.cut(rows)
    }

    /// A page of milestones.
    pub fn milestones(&self, query: &MilestoneQuery) -> Page<MilestoneRow> {
        let rows = self.items.values().flat_map(|item| match project::item(item) {
            ViewChange::Item { milestones, .. } => milestones,
            _ => Vec::new(),
        });
        let rows = rows.filter(|row| query.matches(row)).map(|row| show::milestone_row(row, &self.directory, self.day));
        let mut rows: Vec<MilestoneRow> = rows.collect();
        rows.sort_by_key(|r| (r.due, r.item_number, r.milestone));
        query.window.cut(rows)
    }
}

/// Puts items in the order that every store gives them in.
pub fn sort_items(rows: &mut [ItemRow], order: ItemOrder) {
    let urgency =
        |row: &ItemRow| row.priority.as_deref().and_then(|p| p.parse::<closeout_domain::priority::Priority>().ok());
    let late = |row: &ItemRow| (row.late_after.is_none(), row.late_after);
    match order {
        ItemOrder::Due => rows.sort_by_key(|r| (late(r), r.number)),
        ItemOrder::Priority => rows.sort_by_key(|r| (std::cmp::Reverse(urgency(r)), late(r), r.number)),
        ItemOrder::Number => rows.sort_by_key(|r| r.number),
        ItemOrder::Changed => rows.sort_by_key(|r| (std::cmp::Reverse(r.changed), r.number)),
    }
}
