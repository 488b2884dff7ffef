//! Escalations: what was laid before somebody for a decision, by the calendar or by a person, and what was decided.

pub mod calendar;

use closeout_domain::{
    cadence::escalation::{self, By, Cause, Command, Escalation, Matter, OPEN, Raise},
    deadline::ladder::{Rung, Standing},
    ids::{EscalationId, ItemNumber, PersonId},
    item::{self, Item, measure::Decision},
    people::{Directory, Role},
    policy::Action,
    time::Stamped,
};
use jiff::ToSpan;
use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    Actor, App, Error, history,
    ports::{Append, StoreError},
    project,
    query::{EscalationQuery, Page},
    record::{Event, Recorded, Stream},
    show,
    views::{EscalationRow, HistoryEntry, ItemRow, OrganizationRow, SystemRow},
};

/// How often a change is made anew when somebody else wrote first.
const TRIES: usize = 4;

/// An escalation with all that its page shows.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct EscalationPage {
    /// The escalation.
    pub escalation: EscalationRow,
    /// The item that it is about, as it stands now; `null` where a review was missed.
    pub item: Option<ItemRow>,
    /// What the reader may do: `acknowledge`, `decide`, `take_back`.
    pub may: Vec<String>,
    /// What happened, newest first.
    pub history: Vec<HistoryEntry>,
}

/// What decides on an escalation and on its item, if it is about one, at one time.
struct Seen {
    escalation: Escalation,
    item: Option<Item>,
}

impl App {
    /// Escalations that match, a page.
    ///
    /// # Errors
    /// When the actor may not read, or the store fails.
    pub async fn escalations(&self, actor: &Actor, query: &EscalationQuery) -> Result<Page<EscalationRow>, Error> {
        let directory = self.permitted(actor, Action::Read).await?;
        let mut page = self.world.store.escalations(actor.organization, query).await?;
        for row in &mut page.rows {
            let item = self.matter(actor, row.matter()).await?;
            show::escalation(row, item.as_ref(), &directory);
        }
        Ok(page)
    }

    /// One escalation.
    ///
    /// # Errors
    /// When there is none, or the store fails.
    pub async fn escalation(&self, actor: &Actor, id: EscalationId) -> Result<EscalationPage, Error> {
        let directory = self.permitted(actor, Action::Read).await?;
        let events = self.events(actor, Stream::Escalation(id)).await?;
        let escalation = replayed(&events).ok_or_else(|| not_found(id))?;
        let item = self.matter(actor, Some(escalation.raised.matter)).await?;
        let mut row = EscalationRow::from(&escalation);
        show::escalation(&mut row, item.as_ref(), &directory);
        Ok(EscalationPage {
            escalation: row,
            may: self.may_answer(actor, &directory, &escalation),
            item: item.map(|item| show::item_row(project::item_row(&item), &directory, self.today())),
            history: events.iter().rev().map(|event| history::entry(event, &directory)).collect(),
        })
    }

    fn may_answer(&self, actor: &Actor, directory: &Directory, escalation: &Escalation) -> Vec<String> {
        let words = || "x".to_owned();
        let decision = Box::new(Decision::Reassign { to: actor.person });
        let steps = [
            ("acknowledge", Command::Acknowledge { note: words() }),
            ("decide", Command::Decide { decision, reason: words(), look_again: self.today() }),
            ("take_back", Command::Settle { why: words() }),
        ];
        let by = By { actor: actor.person, today: self.today(), directory, relations: &[] };
        let may = |command| !actor.read_only && escalation::decide(Some(escalation), command, by).is_ok();
        steps.into_iter().filter(|(_, command)| may(command.clone())).map(|(word, _)| word.to_owned()).collect()
    }

    /// Lays an item before somebody on a rung of its ladder, or on the next above that is somebody else.
    ///
    /// # Errors
    /// A refusal with its rule, or a failing store.
    pub async fn raise_escalation(
        &self,
        actor: &Actor,
        number: ItemNumber,
        rung: Rung,
        note: String,
    ) -> Result<EscalationRow, Error> {
        let directory = self.writing(actor).await?;
        let item = self.load_item(actor, number).await?;
        let live = EscalationQuery { item: Some(number.0), state: vec!["open".into()], ..EscalationQuery::default() };
        if let Some(open) = self.world.store.escalations(actor.organization, &live).await?.rows.first() {
            let sentence = format!("{number} lies before {} already", directory.name(PersonId(open.to.id)));
            return Err(OPEN.refuse(sentence, "wait for their decision, or speak with them").into());
        }
        if !item.status.is_live() {
            return Err(OPEN.refuse(format!("{number} is {}", item.status), "nothing is left to decide").into());
        }
        let organization = self.organization(actor).await?;
        let systems = self.world.store.systems(actor.organization).await?;
        let system = systems.iter().find(|row| row.id == item.system.0).ok_or(Error::Lost("a system"))?;
        let standing = standing(&organization, &directory, system, item.owner);
        let asked = standing.at(rung).filter(|(_, to)| *to != actor.person);
        let Some((rung, to)) = asked.or_else(|| standing.beyond(rung, actor.person)) else {
            let sentence = format!("nobody else than you stands at {} or above", rung.phrase());
            return Err(OPEN.refuse(sentence, "have a supervisor named, or somebody given the role executive").into());
        };
        let id = EscalationId(self.world.ids.uuid());
        let (cause, since) = (Cause::Raised, self.today());
        let matter = Matter::Item(number);
        let raise = Raise { id, system: item.system, matter, cause, since, rung, to, again: None };
        let command = Command::Raise { raise: Box::new(raise), note };
        let by = By {
            actor: actor.person,
            today: self.today(),
            directory: &directory,
            relations: &item.relations(actor.person, None),
        };
        let events = escalation::decide(None, command, by)?;
        self.keep_escalation(actor, None, events, Some(&item), &directory).await
    }

    /// Says that whoever was asked has seen it.
    ///
    /// # Errors
    /// A refusal with its rule, or a failing store.
    pub async fn acknowledge_escalation(
        &self,
        actor: &Actor,
        id: EscalationId,
        note: String,
    ) -> Result<EscalationRow, Error> {
        self.answer_escalation(actor, id, Command::Acknowledge { note }).await
    }

    /// Takes back what the actor raised.
    ///
    /// # Errors
    /// A refusal with its rule, or a failing store.
    pub async fn take_escalation_back(
        &self,
        actor: &Actor,
        id: EscalationId,
        why: String,
    ) -> Result<EscalationRow, Error> {
        self.answer_escalation(actor, id, Command::Settle { why }).await
    }

    async fn answer_escalation(
        &self,
        actor: &Actor,
        id: EscalationId,
        command: Command,
    ) -> Result<EscalationRow, Error> {
        let directory = self.writing(actor).await?;
        let Seen { escalation, item } = self.seen(actor, id).await?;
        let by = By { actor: actor.person, today: self.today(), directory: &directory, relations: &[] };
        let events = escalation::decide(Some(&escalation), command, by)?;
        self.keep_escalation(actor, Some(escalation), events, item.as_ref(), &directory).await
    }

    async fn keep_escalation(
        &self,
        actor: &Actor,
        before: Option<Escalation>,
        events: Vec<escalation::Event>,
        item: Option<&Item>,
        directory: &Directory,
    ) -> Result<EscalationRow, Error> {
        let at = self.world.clock.now();
        let (after, append) = followed(before, events, (at, actor.person))?;
        self.write(actor, at, vec![append], vec![project::escalation(&after)]).await?;
        let mut row = EscalationRow::from(&after);
        show::escalation(&mut row, item, directory);
        Ok(row)
    }

    /// Decides: the escalation is answered, and the item changes as was decided, in one write.
    ///
    /// # Errors
    /// A refusal with its rule, by the escalation or by the item; a failing store.
    pub async fn decide_escalation(
        &self,
        actor: &Actor,
        id: EscalationId,
        decision: Decision,
        reason: String,
    ) -> Result<EscalationRow, Error> {
        let ground = self.ground(actor).await?;
        let today = self.today();
        for _ in 0..TRIES {
            let at = self.world.clock.now();
            let Seen { escalation, item } = self.seen(actor, id).await?;
            let system = escalation.raised.system;
            let systems = self.world.store.systems(actor.organization).await?;
            let row = systems.iter().find(|row| row.id == system.0).ok_or(Error::Lost("a system"))?;
            let look_again = today.saturating_add(i32::from(row.ladder.look_again).days());
            let by = By { actor: actor.person, today, directory: &ground.directory, relations: &[] };
            let (boxed, why) = (Box::new(decision.clone()), reason.clone());
            let command = Command::Decide { decision: boxed, reason: why, look_again };
            let answered = escalation::decide(Some(&escalation), command, by)?;
            let item = item.ok_or(Error::Lost("the item of an escalation"))?;
            let (number, expected) = (item.number, item.version);
            let upon = item::Command::Decide { escalation: id, decision: decision.clone(), reason: reason.clone() };
            let (item, changed) = self.decide_item(actor, &ground, at, Some(item), vec![upon])?;
            let (after, append) = followed(Some(escalation), answered, (at, actor.person))?;
            let events = changed.into_iter().map(Event::Item).collect();
            let appends = vec![append, Append { stream: Stream::Item(number), expected, events }];
            let views = vec![project::escalation(&after), project::item(&item)];
            match self.write(actor, at, appends, views).await {
                Ok(_) => {
                    let mut row = EscalationRow::from(&after);
                    show::escalation(&mut row, Some(&item), &ground.directory);
                    return Ok(row);
                }
                Err(Error::Store(StoreError::Conflict { .. })) => {}
                Err(other) => return Err(other),
            }
        }
        Err(Error::Lost("a much contended change"))
    }

    async fn seen(&self, actor: &Actor, id: EscalationId) -> Result<Seen, Error> {
        let events = self.events(actor, Stream::Escalation(id)).await?;
        let escalation = replayed(&events).ok_or_else(|| not_found(id))?;
        let item = self.matter(actor, Some(escalation.raised.matter)).await?;
        Ok(Seen { escalation, item })
    }

    /// The item that a question is about; `None` for a review.
    async fn matter(&self, actor: &Actor, matter: Option<Matter>) -> Result<Option<Item>, Error> {
        match matter.and_then(Matter::item) {
            Some(number) => self.load_item(actor, number).await.map(Some),
            None => Ok(None),
        }
    }
}

/// Who stands on each rung for an item: those who are still here.
fn standing(
    organization: &OrganizationRow,
    directory: &Directory,
    system: &SystemRow,
    owner: Option<PersonId>,
) -> Standing {
    let here = |person: &PersonId| directory.active(*person).is_some();
    let above = |person: PersonId| organization.people.iter().find(|row| row.id == person.0)?.supervisor.map(PersonId);
    let executive = |person: &PersonId| directory.holds(*person, Role::Executive);
    let named = system.ladder.executive.map(PersonId).filter(executive);
    let poam_owner = system.poam_owner.as_ref().map(|person| PersonId(person.id));
    Standing {
        people: [
            owner.filter(here),
            owner.and_then(above).filter(here),
            poam_owner.filter(here),
            named.or_else(|| directory.people.keys().copied().find(executive)),
        ],
    }
}

fn replayed(events: &[Recorded]) -> Option<Escalation> {
    escalation::replay(&events.iter().filter_map(of_escalation).collect::<Vec<_>>())
}

fn of_escalation(recorded: &Recorded) -> Option<Stamped<escalation::Event>> {
    match &recorded.event {
        Event::Escalation(what) => Some(Stamped { at: recorded.at, by: recorded.by, what: what.clone() }),
        _ => None,
    }
}

fn not_found(id: EscalationId) -> Error {
    Error::NotFound { what: "escalation", id: id.to_string() }
}

/// The escalation after its events, and what is appended.
fn followed(
    before: Option<Escalation>,
    events: Vec<escalation::Event>,
    (at, by): (jiff::Timestamp, PersonId),
) -> Result<(Escalation, Append), Error> {
    let expected = before.as_ref().map_or(0, |escalation| escalation.version);
    let stamped = |what: &escalation::Event| Stamped { at, by, what: what.clone() };
    let after = events.iter().map(stamped).fold(before, |e, event| escalation::fold(e, &event));
    let after = after.ok_or(Error::Lost("an escalation"))?;
    let stream = Stream::Escalation(after.raised.id);
    Ok((after, Append { stream, expected, events: events.into_iter().map(Event::Escalation).collect() }))
}
