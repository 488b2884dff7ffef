//! Changing the record: load, decide, append, and show what is so afterwards.

use std::collections::BTreeMap;

use closeout_domain::{
    deadline::extension::Extensions,
    ids::{ItemNumber, PersonId, SystemId},
    item::{self, Command, Context, Draft, Item},
    people::Directory,
    policy::Action,
    system,
    time::Stamped,
};

use jiff::Timestamp;

use crate::{
    Actor, App, Error, auth,
    ports::{Append, StoreError, ViewChange, Write},
    project,
    record::{Event, Recorded, Stream},
    views::SystemRow,
};

/// How often a decision is made anew when somebody else wrote first and the caller had seen no version.
const TRIES: usize = 8;

/// A new item, as far as the caller knows it: the number is given here.
#[derive(Debug, Clone, PartialEq)]
pub struct NewItem {
    /// What it begins with; its number is not looked at.
    pub draft: Draft,
    /// What is said of it at once.
    pub then: Vec<Command>,
}

/// What deciding on items needs to know of their organization.
#[derive(Debug, Clone)]
pub(crate) struct Ground {
    /// Everybody.
    pub directory: Directory,
    /// Who decides on later dates, by system.
    pub extensions: BTreeMap<SystemId, Extensions>,
}

impl App {
    /// Changes an item by one or several commands: all of them or none.
    ///
    /// `seen` is the version that the caller had read; when the item has moved on, nothing happens.
    ///
    /// # Errors
    /// A refusal with its rule, a conflict, or a failing store.
    pub async fn change_item(
        &self,
        actor: &Actor,
        number: ItemNumber,
        seen: Option<u64>,
        commands: Vec<Command>,
    ) -> Result<Item, Error> {
        let ground = self.ground(actor).await?;
        for _ in 0..TRIES {
            let at = self.world.clock.now();
            let item = self.load_item(actor, number).await?;
            if let Some(seen) = seen.filter(|seen| *seen != item.version) {
                return Err(Error::Conflict { what: number.to_string(), seen, now: item.version });
            }
            let expected = item.version;
            let (item, events) = self.decide_item(actor, &ground, at, Some(item), commands.clone())?;
            if events.is_empty() {
                return Ok(item);
            }
            match self.write(actor, at, vec![append_item(number, expected, events)], vec![project::item(&item)]).await {
                Ok(_) => return Ok(item),
                Err(Error::Store(StoreError::Conflict { .. })) if seen.is_none() => {}
                Err(Error::Store(StoreError::Conflict { expected, actual, .. })) => {
                    return Err(Error::Conflict { what: number.to_string(), seen: expected, now: actual });
                }
                Err(other) => return Err(other),
            }
        }
        Err(Error::Lost("a much contended change"))
    }

    /// Changes several items in one write: all of them or none. Used for bulk changes and documents that are read back.
    ///
    /// # Errors
    /// As for one; the refusal names the item.
    pub async fn change_items(
        &self,
        actor: &Actor,
        changes: Vec<(ItemNumber, Option<u64>, Vec<Command>)>,
        new: Vec<NewItem>,
    ) -> Result<Vec<Item>, Error> {
        let ground = self.ground(actor).await?;
        let at = self.world.clock.now();
        let (mut items, mut appends) = (Vec::new(), Vec::new());
        for (number, seen, commands) in changes {
            let item = self.load_item(actor, number).await?;
            if let Some(seen) = seen.filter(|seen| *seen != item.version) {
                return Err(Error::Conflict { what: number.to_string(), seen, now: item.version });
            }
            let expected = item.version;
            let (item, events) =
                self.decide_item(actor, &ground, at, Some(item), commands).map_err(|e| of_item(number, e))?;
            if !events.is_empty() {
                appends.push(append_item(number, expected, events));
                items.push(item);
            }
        }
        let mut next = self.world.store.next_item(actor.organization).await?;
        for NewItem { mut draft, then } in new {
            draft.number = next;
            let commands = std::iter::once(Command::Draft(draft)).chain(then).collect();
            let (item, events) = self.decide_item(actor, &ground, at, None, commands)?;
            appends.push(append_item(next, 0, events));
            items.push(item);
            next = ItemNumber(next.0.saturating_add(1));
        }
        if !appends.is_empty() {
            self.write(actor, at, appends, items.iter().map(project::item).collect()).await?;
        }
        Ok(items)
    }

    /// Begins an item under the next number.
    ///
    /// # Errors
    /// A refusal with its rule, or a failing store.
    pub async fn draft_item(&self, actor: &Actor, new: NewItem) -> Result<Item, Error> {
        for _ in 0..TRIES {
            match self.change_items(actor, Vec::new(), vec![new.clone()]).await {
                Ok(items) => return items.into_iter().next().ok_or(Error::Lost("a new item")),
                // Somebody else took the number: take the next.
                Err(Error::Store(StoreError::Conflict { .. })) => {}
                Err(other) => return Err(other),
            }
        }
        Err(Error::Lost("a much contended number"))
    }

    /// Changes a system.
    ///
    /// # Errors
    /// A refusal with its rule, or a failing store.
    pub async fn change_system(
        &self,
        actor: &Actor,
        id: SystemId,
        command: system::Command,
    ) -> Result<SystemRow, Error> {
        let directory = self.writing(actor).await?;
        let stream = Stream::System(id);
        let before: Vec<Stamped<system::Event>> =
            self.events(actor, stream).await?.iter().filter_map(of_system).collect();
        let system = system::replay(&before);
        let expected = system.as_ref().map_or(0, |s| s.version);
        let events = system::decide(system.as_ref(), command, actor.person, &directory)?;
        let at = self.world.clock.now();
        let stamped = |what: &system::Event| Stamped { at, by: actor.person, what: what.clone() };
        let after =
            events.iter().map(stamped).fold(system, |s, e| system::fold(s, &e)).ok_or(Error::Lost("a system"))?;
        let events = events.into_iter().map(Event::System).collect();
        self.write(actor, at, vec![Append { stream, expected, events }], vec![project::system(&after)]).await?;
        Ok(SystemRow::from(&after))
    }

    /// The item as it stands.
    ///
    /// # Errors
    /// When there is none, or the store fails.
    pub async fn load_item(&self, actor: &Actor, number: ItemNumber) -> Result<Item, Error> {
        let events: Vec<_> =
            self.events(actor, Stream::Item(number)).await?.iter().filter_map(Recorded::item).collect();
        item::replay(&events).ok_or_else(|| Error::NotFound { what: "item", id: number.to_string() })
    }

    /// What would happen at an instant, without its happening: the commands are decided one after the other on a copy.
    pub(crate) fn decide_item(
        &self,
        actor: &Actor,
        ground: &Ground,
        at: Timestamp,
        mut item: Option<Item>,
        commands: Vec<Command>,
    ) -> Result<(Item, Vec<item::Event>), Error> {
        let today = self.world.clock.today();
        let usual = Extensions::default();
        let system = item.as_ref().map(|item| item.system);
        let extensions = system.and_then(|id| ground.extensions.get(&id)).unwrap_or(&usual);
        let context = Context { at, today, actor: actor.person, directory: &ground.directory, extensions };
        let mut happened = Vec::new();
        for command in commands {
            let events = item::decide(item.as_ref(), command, &context)?;
            for what in events {
                let stamped = Stamped { at, by: actor.person, what };
                item = item::fold(item, &stamped);
                happened.push(stamped.what);
            }
        }
        item.map(|item| (item, happened)).ok_or(Error::Lost("an item"))
    }

    pub(crate) async fn events(&self, actor: &Actor, stream: Stream) -> Result<Vec<Recorded>, Error> {
        Ok(self.world.store.stream(actor.organization, stream).await?)
    }

    /// Writes what was decided at an instant: the views that it leads to were worked out with the very same one.
    pub(crate) async fn write(
        &self,
        actor: &Actor,
        at: Timestamp,
        appends: Vec<Append>,
        changes: Vec<ViewChange>,
    ) -> Result<Vec<Recorded>, Error> {
        let write = Write { by: actor.person, via: actor.via, at, appends, changes };
        Ok(self.world.store.append(actor.organization, write).await?)
    }

    /// What deciding on items needs to know, if the actor may change anything at all.
    pub(crate) async fn ground(&self, actor: &Actor) -> Result<Ground, Error> {
        let directory = self.writing(actor).await?;
        self.ground_of(actor, directory).await
    }

    /// The same, where it is known already who may.
    pub(crate) async fn ground_of(&self, actor: &Actor, directory: Directory) -> Result<Ground, Error> {
        let systems = self.world.store.systems(actor.organization).await?;
        let extensions = systems.iter().map(|row| (SystemId(row.id), row.extensions())).collect();
        Ok(Ground { directory, extensions })
    }

    /// Everybody, if the actor may change anything at all; what exactly, the domain decides.
    pub(crate) async fn writing(&self, actor: &Actor) -> Result<Directory, Error> {
        if actor.read_only {
            return Err(auth::READ_ONLY.refuse("this token may only read", "issue a token that may write").into());
        }
        self.permitted(actor, Action::Read).await
    }
}

fn append_item(number: ItemNumber, expected: u64, events: Vec<item::Event>) -> Append {
    Append { stream: Stream::Item(number), expected, events: events.into_iter().map(Event::Item).collect() }
}

fn of_item(number: ItemNumber, error: Error) -> Error {
    match error {
        Error::Refused(mut refusal) if !refusal.sentence.contains(&number.to_string()) => {
            refusal.sentence = format!("{number}: {}", refusal.sentence);
            Error::Refused(refusal)
        }
        other => other,
    }
}

pub(crate) fn of_system(recorded: &Recorded) -> Option<Stamped<system::Event>> {
    match &recorded.event {
        Event::System(what) => Some(Stamped { at: recorded.at, by: recorded.by, what: what.clone() }),
        _ => None,
    }
}

/// An actor of the machine itself: whoever can read the data folder acts as a person of it, named in the record.
pub fn on_this_machine(organization: closeout_domain::ids::OrganizationId, person: PersonId) -> Actor {
    Actor { organization, person, via: crate::Via::CommandLine, read_only: false }
}
