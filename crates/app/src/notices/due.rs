//! What is told at once: a question laid before somebody, an item that waits for somebody's step, an answer to what
//! somebody asked for.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, PoisonError},
};

use closeout_domain::{
    ids::{OrganizationId, PersonId},
    item,
    people::Directory,
    policy,
};
use jiff::{SignedDuration, Timestamp, ToSpan as _, civil::Date};

use super::say::{Line, Said};
use crate::{
    App, Error,
    ports::NewNotice,
    query::{EscalationQuery, ItemOrder, ItemQuery, Window},
    read::TAKES,
    record::{Event, Recorded, Stream},
    tick::Moment,
    views::{EscalationRow, ItemRow, SystemRow},
};

/// Days after which nothing is told at once any more. What is older is in the digest: whoever names a mail server for the
/// first time shall not send everybody a hundred mails.
pub const FRESH: i32 = 3;

/// Events that are read together.
const TOGETHER: u32 = 200;

/// Up to where the record was read, by organization. Forgetting it costs reading some days again, and says nothing twice.
#[derive(Debug, Clone, Default)]
pub struct Read(Arc<Mutex<BTreeMap<OrganizationId, u64>>>);

impl Read {
    fn up_to(&self, organization: OrganizationId) -> u64 {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get(&organization).copied().unwrap_or(0)
    }

    fn keep(&self, organization: OrganizationId, position: u64) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(organization, position);
    }
}

/// Everything that mails are made of.
pub struct Desk {
    /// Everybody.
    pub directory: Directory,
    /// How content of each system is marked.
    pub systems: Vec<SystemRow>,
    /// Under which address browsers reach the pages.
    pub pages: Option<String>,
}

impl Desk {
    /// A notice to somebody, if they are still here.
    pub fn notice(
        &self,
        key: String,
        person: PersonId,
        subject: String,
        parts: Vec<(String, Vec<Line>)>,
        systems: &[uuid::Uuid],
    ) -> Option<NewNotice> {
        let to = self.directory.active(person)?;
        let mut markings: Vec<&str> =
            self.systems.iter().filter(|s| systems.contains(&s.id)).map(|s| s.marking.as_str()).collect();
        markings.retain(|marking| !marking.is_empty());
        markings.sort_unstable();
        markings.dedup();
        let said = Said { marking: markings.join(" / "), name: to.name.clone(), parts };
        let (text, html) = (said.text(self.pages.as_deref()), said.html(self.pages.as_deref()));
        Some(NewNotice { key, person, to: to.email.clone(), subject, text, html })
    }

    /// Everybody who may take the step that an item waits for.
    pub fn takers(&self, row: &ItemRow) -> Vec<PersonId> {
        let Some(waiting) = &row.waiting else { return Vec::new() };
        let Some((_, action)) = TAKES.into_iter().find(|(step, _)| *step == waiting.step) else { return Vec::new() };
        let may =
            |id: &PersonId| policy::permit(&self.directory, *id, action, &[]).is_ok() && !waiting.not.contains(&id.0);
        self.directory.people.keys().copied().filter(may).collect()
    }
}

/// What an item waits for, in words that follow its number.
pub fn step(word: &str) -> &'static str {
    match word {
        "approve" => "waits for your approval of its plan",
        "validate" => "waits for your validation",
        "close" => "waits for you to close it",
        "extend" | "extend_executive" => "waits for your decision on a later date",
        _ => "waits for your decision",
    }
}

impl App {
    /// Puts what is due to be said into the outbox, and says how many notices are new. Nothing without a mail server.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn notify(&self, moment: &Moment) -> Result<u64, Error> {
        if self.world.mail.place().is_none() {
            return Ok(0);
        }
        let organization = moment.organization;
        let Some(row) = self.world.store.organization(organization).await? else { return Ok(0) };
        let systems = self.world.store.systems(organization).await?;
        let desk = Desk { directory: row.directory(), systems, pages: self.world.mail.pages() };
        let mut notices = self.asked(&desk, moment).await?;
        notices.extend(self.waits(&desk, moment).await?);
        let (answered, read) = self.answered(&desk, moment).await?;
        notices.extend(answered);
        notices.extend(self.digests(&desk, moment).await?);
        let new = self.world.store.put_notices(organization, moment.now, notices).await?;
        if let Some(position) = read {
            self.read.keep(organization, position);
        }
        Ok(new)
    }

    /// Questions that were laid before somebody.
    async fn asked(&self, desk: &Desk, moment: &Moment) -> Result<Vec<NewNotice>, Error> {
        let query =
            EscalationQuery { state: vec!["open".into()], window: Window::LARGEST, ..EscalationQuery::default() };
        let rows = self.world.store.escalations(moment.organization, &query).await?.rows;
        let fresh = |row: &&EscalationRow| row.asked.last().is_some_and(|asked| is_fresh(asked.day, moment.today));
        let notice = |row: &EscalationRow| {
            let (person, asked) = (PersonId(row.to.id), row.asked.len());
            let text = match &row.item {
                Some(item) => format!("{item} was laid before you for a decision."),
                None => format!("{} was not held; this was laid before you.", row.about()),
            };
            let line = Line { text, path: format!("/escalations/{}", row.id) };
            let subject = format!("Closeout: {} was laid before you", row.about());
            let key = format!("asked/{}/{asked}/{}", row.id, person.0);
            desk.notice(key, person, subject, vec![(String::new(), vec![line])], &[row.system])
        };
        Ok(rows.iter().filter(fresh).filter_map(notice).collect())
    }

    /// Items that wait for somebody's step.
    async fn waits(&self, desk: &Desk, moment: &Moment) -> Result<Vec<NewNotice>, Error> {
        let since = fresh_since(moment.now);
        let mut notices = Vec::new();
        for (step, _) in TAKES {
            for row in self.waiting_for_step(moment.organization, step).await? {
                let Some(waiting) = row.waiting.as_ref().filter(|waiting| waiting.since >= since) else { continue };
                for person in desk.takers(&row) {
                    let said = format!("{} {}", row.id, self::step(step));
                    let line = Line { text: format!("{said}."), path: format!("/items/{}", row.number) };
                    let at = waiting.since.as_microsecond();
                    let key = format!("waiting/{}/{step}/{at}/{}", row.number, person.0);
                    let parts = vec![(String::new(), vec![line])];
                    notices.extend(desk.notice(key, person, format!("Closeout: {said}"), parts, &[row.system]));
                }
            }
        }
        Ok(notices)
    }

    /// Items that wait for a step, those changed last first.
    pub(super) async fn waiting_for_step(
        &self,
        organization: OrganizationId,
        step: &str,
    ) -> Result<Vec<ItemRow>, Error> {
        let query = ItemQuery {
            waiting: Some(step.into()),
            order: ItemOrder::Changed,
            window: Window::LARGEST,
            ..ItemQuery::default()
        };
        Ok(self.world.store.items(organization, &query).await?.rows)
    }

    /// Answers to those who asked for a later date, and up to where the record was read for it.
    async fn answered(&self, desk: &Desk, moment: &Moment) -> Result<(Vec<NewNotice>, Option<u64>), Error> {
        let (organization, store) = (moment.organization, &self.world.store);
        let (since, read) = (fresh_since(moment.now), self.read.up_to(organization));
        let (mut notices, mut before, mut head) = (Vec::new(), None, None);
        loop {
            let events = store.log_back(organization, before, None, TOGETHER).await?;
            head = head.or(events.first().map(|event| event.position));
            before = events.last().map(|event| event.position);
            let new = |event: &&Recorded| event.position > read && event.at >= since;
            for event in events.iter().filter(new) {
                let granted = match &event.event {
                    Event::Item(item::Event::ExtensionGranted { .. }) => true,
                    Event::Item(item::Event::ExtensionDeclined { .. }) => false,
                    _ => continue,
                };
                notices.extend(self.answer(desk, organization, event, granted).await?);
            }
            if events.len() < TOGETHER as usize || !events.last().is_some_and(|event| new(&event)) {
                return Ok((notices, head));
            }
        }
    }

    async fn answer(
        &self,
        desk: &Desk,
        organization: OrganizationId,
        event: &Recorded,
        granted: bool,
    ) -> Result<Option<NewNotice>, Error> {
        let Stream::Item(number) = event.stream else { return Ok(None) };
        let stream = self.world.store.stream(organization, event.stream).await?;
        let asked = stream.iter().rev().skip_while(|e| e.version >= event.version).find(|earlier| {
            matches!(&earlier.event, Event::Item(item::Event::ExtensionRequested { id, .. }) if Some(*id) == part(event))
        });
        let system = stream.iter().find_map(|e| match &e.event {
            Event::Item(item::Event::Drafted { system, .. }) => Some(system.0),
            _ => None,
        });
        // Where the policy leaves it to whoever plans, the same person asks and grants.
        let Some(asked) = asked.filter(|asked| asked.by != event.by) else { return Ok(None) };
        let word = if granted { "granted" } else { "declined" };
        let said = format!("later date for {number} was {word}");
        let text = format!("The {said}.");
        let line = Line { text, path: format!("/items/{}", number.0) };
        let key = format!("extension/{}/{}/{}", number.0, event.version, asked.by.0);
        let parts = vec![(String::new(), vec![line])];
        Ok(desk.notice(key, asked.by, format!("Closeout: the {said}"), parts, &system.into_iter().collect::<Vec<_>>()))
    }
}

fn part(event: &Recorded) -> Option<closeout_domain::ids::PartNumber> {
    match &event.event {
        Event::Item(item::Event::ExtensionGranted { id, .. } | item::Event::ExtensionDeclined { id, .. }) => Some(*id),
        _ => None,
    }
}

fn fresh_since(now: Timestamp) -> Timestamp {
    now.saturating_sub(SignedDuration::from_hours(24 * i64::from(FRESH))).unwrap_or(Timestamp::MIN)
}

fn is_fresh(day: Date, today: Date) -> bool {
    day >= today.saturating_sub(FRESH.days())
}
