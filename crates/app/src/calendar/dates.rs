//! Which dates stand in a calendar.

use std::collections::BTreeMap;

use closeout_exchange::ical::Day;
use jiff::{Timestamp, ToSpan as _, civil::Date};

use super::Holder;
use crate::{
    App, Error,
    query::{EscalationQuery, ItemQuery, MilestoneQuery, TaskQuery, Window},
    views::{EscalationRow, ItemRow, SystemRow},
};

/// Days are made from rows of the views, whose changes the record counts.
struct Maker {
    organization: uuid::Uuid,
    pages: Option<String>,
    systems: Vec<SystemRow>,
    days: Vec<Day>,
}

impl Maker {
    fn push(&mut self, of: (&str, Timestamp, u64, uuid::Uuid), on: Date, summary: String, path: &str) {
        let (key, stamp, sequence, system) = of;
        let marking = self.systems.iter().find(|row| row.id == system).map(|row| row.marking.clone());
        let url = self.pages.as_ref().map(|pages| format!("{pages}{path}")).unwrap_or_default();
        let uid = format!("{key}@{}", self.organization);
        self.days.push(Day { uid, stamp, sequence, on, summary, description: marking.unwrap_or_default(), url });
    }

    fn of_item(&mut self, row: &ItemRow, kind: &str, on: Date, says: &str) {
        let key = format!("item-{}-{kind}", row.number);
        let of = (key.as_str(), row.changed, row.version, row.system);
        self.push(of, on, format!("{} {says}", row.id), &format!("/items/{}", row.number));
    }

    fn question(&mut self, row: &EscalationRow) {
        let ladder =
            self.systems.iter().find(|system| system.id == row.system).map(|s| i32::from(s.ladder.answer_within));
        let asked = row.asked.last().map(|asked| asked.day);
        let Some((asked, within)) = asked.zip(ladder) else { return };
        let on = asked.saturating_add(within.days());
        let key = format!("question-{}", row.id);
        let of = (key.as_str(), row.raised, row.version, row.system);
        self.push(of, on, format!("{}: answer by this day", row.about()), &format!("/escalations/{}", row.id));
    }
}

impl App {
    pub(super) async fn calendar_days(&self, holder: &Holder) -> Result<Vec<Day>, Error> {
        let (organization, store) = (holder.actor.organization, &self.world.store);
        let (system, person) = (holder.calendar.system, holder.calendar.person);
        let own = system.is_none().then_some(person);
        let systems = store.systems(organization).await?;
        let mut maker =
            Maker { organization: organization.0, pages: self.world.mail.pages(), systems, days: Vec::new() };
        let mut live = BTreeMap::new();
        let mut query = ItemQuery { system, mine: own, window: Window::LARGEST, ..ItemQuery::default() };
        loop {
            let page = store.items(organization, &query).await?;
            live.extend(page.rows.into_iter().filter(is_live).map(|row| (row.number, row)));
            let Some(next) = page.next else { break };
            query.window.from = next;
        }
        for row in live.values() {
            items(&mut maker, row, own);
        }
        let mut query =
            MilestoneQuery { system, reached: Some(false), window: Window::LARGEST, ..MilestoneQuery::default() };
        loop {
            let page = store.milestones(organization, &query).await?;
            for milestone in page.rows {
                let row = live.get(&milestone.item_number);
                let Some(row) = row.filter(|row| row.status != "accepted" && is_of(row, own)) else { continue };
                let says = format!("milestone {}", milestone.milestone);
                maker.of_item(row, &format!("milestone-{}", milestone.milestone), milestone.due, &says);
            }
            let Some(next) = page.next else { break };
            query.window.from = next;
        }
        if own.is_some() {
            let mut query = TaskQuery {
                stage: Some("open".into()),
                responsible: own,
                active: true,
                window: Window::LARGEST,
                ..TaskQuery::default()
            };
            loop {
                let page = store.tasks(organization, &query).await?;
                for task in page.rows {
                    let Some(row) = live.get(&task.item_number) else { continue };
                    let says = format!("task {}", task.task);
                    maker.of_item(row, &format!("task-{}", task.task), task.due, &says);
                }
                let Some(next) = page.next else { break };
                query.window.from = next;
            }
        }
        let mut query = EscalationQuery {
            system,
            to: own,
            state: vec!["open".into()],
            window: Window::LARGEST,
            ..EscalationQuery::default()
        };
        loop {
            let page = store.escalations(organization, &query).await?;
            page.rows.iter().for_each(|row| maker.question(row));
            let Some(next) = page.next else { break };
            query.window.from = next;
        }
        let mut days = maker.days;
        days.sort_by(|a, b| (a.on, &a.uid).cmp(&(b.on, &b.uid)));
        Ok(days)
    }
}

/// Whether anything of it is still to come. An accepted risk has ended, and comes back when its last day has passed.
fn is_live(row: &ItemRow) -> bool {
    row.ended.is_none() || row.status == "accepted"
}

/// Whether the item's own days belong there: they are its owner's. Whoever has a task of it has that task's day.
fn is_of(row: &ItemRow, own: Option<uuid::Uuid>) -> bool {
    own.is_none_or(|person| row.owner.as_ref().is_some_and(|owner| owner.id == person))
}

fn items(maker: &mut Maker, row: &ItemRow, own: Option<uuid::Uuid>) {
    if !is_of(row, own) {
        return;
    }
    if row.status == "accepted" {
        if let Some(until) = row.accepted_until {
            maker.of_item(row, "acceptance", until, "accepted risk ends");
        }
        return;
    }
    if let Some(due) = row.due {
        maker.of_item(row, "due", due, "is due");
    }
    for control in &row.controls {
        let kind = format!("control-{}", control.control);
        maker.of_item(row, &kind, control.until, &format!("compensating control {} ends", control.control));
    }
}
