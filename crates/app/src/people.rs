//! The organization, its people and its systems.

use closeout_domain::{
    ids::{OrganizationId, PersonId, SystemId},
    organization::{self, NewPerson, Organization},
    people::Role,
    system,
    time::Stamped,
};

use crate::{
    Actor, App, Error, Via, auth,
    ports::Append,
    project,
    record::{Event, Recorded, Stream},
};

/// Who and what an organization begins with.
#[derive(Debug, Clone)]
pub struct Founding {
    /// The organization's name.
    pub organization: String,
    /// Its first system.
    pub system: String,
    /// The first administrator's name.
    pub name: String,
    /// Their address.
    pub email: String,
    /// Their password.
    pub password: String,
}

impl App {
    /// Founds an organization: its first person administers it, runs the plan, and is appointed POA&M owner of its first system.
    ///
    /// # Errors
    /// A refusal with its rule, or a failing store.
    pub async fn found(&self, founding: Founding) -> Result<(Actor, SystemId), Error> {
        let ids = &self.world.ids;
        let (organization, person) = (OrganizationId(ids.uuid()), PersonId(ids.uuid()));
        auth::strong(&founding.email, &founding.password)?;
        let actor = Actor { organization, person, via: Via::CommandLine, read_only: false };
        let founder = NewPerson {
            id: person,
            name: founding.name,
            email: founding.email,
            title: String::new(),
            roles: [Role::Administrator, Role::Owner].into(),
        };
        let email = founder.email.trim().to_lowercase();
        self.change_organization(&actor, organization::Command::Found { name: founding.organization, founder }).await?;
        self.put_password(organization, person, email, &founding.password).await?;
        let system = SystemId(ids.uuid());
        let description = system::Description { name: founding.system, ..system::Description::default() };
        self.change_system(&actor, system, system::Command::Register { id: system, description }).await?;
        let appointment = system::Command::AppointOwner { person, note: "appointed when the record was begun".into() };
        self.change_system(&actor, system, appointment).await?;
        Ok((actor, system))
    }

    /// Adds a person, with a password to begin with if one is given.
    ///
    /// # Errors
    /// A refusal with its rule, or a failing store.
    pub async fn add_person(&self, actor: &Actor, person: NewPerson, password: Option<&str>) -> Result<(), Error> {
        if let Some(password) = password {
            auth::strong(&person.email, password)?;
        }
        let (id, email) = (person.id, person.email.trim().to_lowercase());
        self.change_organization(actor, organization::Command::AddPerson(person)).await?;
        match password {
            Some(password) => self.put_password(actor.organization, id, email, password).await,
            None => Ok(()),
        }
    }

    /// Changes the organization or its people.
    ///
    /// # Errors
    /// A refusal with its rule, or a failing store.
    pub async fn change_organization(
        &self,
        actor: &Actor,
        command: organization::Command,
    ) -> Result<Organization, Error> {
        if actor.read_only {
            return Err(auth::READ_ONLY.refuse("this token may only read", "issue a token that may write").into());
        }
        let stream = Stream::Organization;
        let before: Vec<_> = self.events(actor, stream).await?.iter().filter_map(of_organization).collect();
        let organization = organization::replay(&before);
        let expected = organization.as_ref().map_or(0, |o| o.version);
        let leaving = match &command {
            organization::Command::Leave { person, .. } => Some(*person),
            _ => None,
        };
        let events = organization::decide(organization.as_ref(), command, actor.person)?;
        let at = self.world.clock.now();
        let stamped = |what: &organization::Event| Stamped { at, by: actor.person, what: what.clone() };
        let after = events.iter().map(stamped).fold(organization, |o, e| organization::fold(o, &e));
        let after = after.ok_or(Error::Lost("an organization"))?;
        let append = Append { stream, expected, events: events.into_iter().map(Event::Organization).collect() };
        self.write(actor, at, vec![append], vec![project::organization(actor.organization, &after)]).await?;
        if let Some(person) = leaving {
            self.world.store.end_sessions(actor.organization, person).await?;
        }
        Ok(after)
    }
}

pub(crate) fn of_organization(recorded: &Recorded) -> Option<Stamped<organization::Event>> {
    match &recorded.event {
        Event::Organization(what) => Some(Stamped { at: recorded.at, by: recorded.by, what: what.clone() }),
        _ => None,
    }
}
