//! The digest: once a week, what is late, what is due and what waits, to whom it concerns.

use closeout_domain::ids::PersonId;
use jiff::{
    ToSpan as _,
    civil::{Time, Weekday},
};

use super::{
    due::{Desk, step},
    say::Line,
};
use crate::{
    App, Error,
    count::SOON,
    ports::NewNotice,
    query::{EscalationQuery, ItemQuery, TaskQuery, Window},
    read::TAKES,
    tick::Moment,
    views::{EscalationRow, ItemRow, TaskRow},
};

/// On which day it goes out.
pub const DAY: Weekday = Weekday::Monday;

/// From when on, where the organization works.
pub const FROM: Time = Time::constant(7, 0, 0, 0);

/// What of an organization is late or due, and what waits.
struct Everything {
    due: Vec<ItemRow>,
    waiting: Vec<ItemRow>,
    tasks: Vec<TaskRow>,
    asked: Vec<EscalationRow>,
}

impl App {
    /// The digests of today, if it is the day and the hour. Whom nothing concerns gets none.
    pub(super) async fn digests(&self, desk: &Desk, moment: &Moment) -> Result<Vec<NewNotice>, Error> {
        if moment.today.weekday() != DAY || self.world.clock.time() < FROM {
            return Ok(Vec::new());
        }
        let everything = self.everything(moment).await?;
        let people = desk.directory.people.keys().copied();
        Ok(people.filter_map(|person| digest(desk, moment, &everything, person)).collect())
    }

    async fn everything(&self, moment: &Moment) -> Result<Everything, Error> {
        let (organization, store) = (moment.organization, &self.world.store);
        let by = moment.today.saturating_add(SOON.days());
        let mut query = ItemQuery { due_by: Some(by), window: Window::LARGEST, ..ItemQuery::default() };
        let mut due = Vec::new();
        loop {
            let page = store.items(organization, &query).await?;
            due.extend(page.rows);
            let Some(next) = page.next else { break };
            query.window.from = next;
        }
        let mut waiting = Vec::new();
        for (step, _) in TAKES {
            waiting.extend(self.waiting_for_step(organization, step).await?);
        }
        let done =
            TaskQuery { stage: Some("done".into()), active: true, window: Window::LARGEST, ..TaskQuery::default() };
        let tasks = store.tasks(organization, &done).await?.rows;
        let open =
            EscalationQuery { state: vec!["open".into()], window: Window::LARGEST, ..EscalationQuery::default() };
        let asked = store.escalations(organization, &open).await?.rows;
        Ok(Everything { due, waiting, tasks, asked })
    }
}

fn digest(desk: &Desk, moment: &Moment, all: &Everything, person: PersonId) -> Option<NewNotice> {
    let item = |row: &ItemRow, what: String| Line {
        text: format!("{} {what}", row.id),
        path: format!("/items/{}", row.number),
    };
    let mut systems = Vec::new();
    let mut parts: Vec<(String, Vec<Line>)> = Vec::new();
    let mut part = |heading: String, lines: Vec<Line>| {
        if !lines.is_empty() {
            parts.push((heading, lines));
        }
    };
    let mut asked = Vec::new();
    for row in all.asked.iter().filter(|row| row.to.id == person.0) {
        systems.push(row.system);
        let day = row.asked.last().map(|asked| format!(" since {}", asked.day)).unwrap_or_default();
        asked.push(Line { text: format!("{}{day}.", row.about()), path: format!("/escalations/{}", row.id) });
    }
    part("Laid before you".into(), asked);
    let mut waiting = Vec::new();
    for row in all.waiting.iter().filter(|row| desk.takers(row).contains(&person)) {
        systems.push(row.system);
        let what = row.waiting.as_ref().map(|waiting| step(&waiting.step)).unwrap_or_default();
        waiting.push(item(row, format!("{what}.")));
    }
    for row in all.tasks.iter().filter(|row| row.approver.id == person.0) {
        systems.push(row.system);
        let text = format!("{} has a task that waits for your approval.", row.item);
        waiting.push(Line { text, path: format!("/items/{}", row.item_number) });
    }
    part("Waiting for you".into(), waiting);
    let (mut late, mut soon) = (Vec::new(), Vec::new());
    let mine = |row: &&ItemRow| {
        row.owner.as_ref().is_some_and(|o| o.id == person.0) || row.responsible.iter().any(|r| r.id == person.0)
    };
    for row in all.due.iter().filter(mine) {
        systems.push(row.system);
        match row.late_after {
            Some(day) if day < moment.today => late.push(item(row, format!("was due on {day}."))),
            Some(day) => soon.push(item(row, format!("is due on {day}."))),
            None => {}
        }
    }
    part("Late".into(), late);
    part(format!("Due within {SOON} days"), soon);
    if parts.is_empty() {
        return None;
    }
    let key = format!("digest/{}/{}", person.0, moment.today);
    desk.notice(key, person, format!("Closeout: your week from {}", moment.today), parts, &systems)
}
