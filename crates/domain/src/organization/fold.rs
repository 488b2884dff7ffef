//! What an event makes of an organization.

use std::collections::BTreeMap;

use super::{event::Event, state::Organization, time, value::NewPerson};
use crate::{
    people::{Directory, Person},
    time::Stamped,
};

/// The organization after all of its events, oldest first.
pub fn replay<'a>(events: impl IntoIterator<Item = &'a Stamped<Event>>) -> Option<Organization> {
    events.into_iter().fold(None, fold)
}

/// The organization after one more event.
pub fn fold(organization: Option<Organization>, event: &Stamped<Event>) -> Option<Organization> {
    let Some(mut organization) = organization else {
        return match &event.what {
            Event::Founded { name } => Some(Organization {
                name: name.clone(),
                directory: Directory::default(),
                supervisors: BTreeMap::new(),
                times: BTreeMap::new(),
                tokens: BTreeMap::new(),
                calendars: BTreeMap::new(),
                version: 1,
            }),
            _ => None,
        };
    };
    organization.version += 1;
    let people = &mut organization.directory.people;
    match &event.what {
        Event::Founded { .. } => {}
        Event::PersonAdded(new) => {
            let NewPerson { id, name, email, title, roles } = new.clone();
            people.entry(id).or_insert(Person { name, email, title, roles, active: true });
        }
        Event::PersonDescribed { person, name, title } => {
            if let Some(p) = people.get_mut(person) {
                (p.name, p.title) = (name.clone(), title.clone());
            }
        }
        Event::RolesSet { person, roles } => {
            if let Some(p) = people.get_mut(person) {
                p.roles.clone_from(roles);
            }
        }
        Event::SupervisorNamed { person, supervisor } => {
            organization.supervisors.remove(person);
            organization.supervisors.extend(supervisor.map(|supervisor| (*person, supervisor)));
        }
        Event::PersonLeft { person, .. } => {
            if let Some(p) = people.get_mut(person) {
                p.active = false;
            }
            // Whoever comes back gets new ones: an old secret may have stayed anywhere.
            organization.tokens.retain(|_, token| token.person != *person);
            organization.calendars.retain(|_, calendar| calendar.person != *person);
        }
        Event::PasswordSet { .. } => {}
        time @ (Event::HoursSet { .. } | Event::AbsencePlanned { .. } | Event::AbsenceWithdrawn { .. }) => {
            time::fold(&mut organization, time);
        }
        Event::TokenIssued(token) => {
            organization.tokens.insert(token.id, token.clone());
        }
        Event::TokenRevoked { id } => {
            organization.tokens.remove(id);
        }
        Event::CalendarOpened(calendar) => {
            organization.calendars.insert(calendar.id, calendar.clone());
        }
        Event::CalendarClosed { id } => {
            organization.calendars.remove(id);
        }
        Event::PersonReturned { person } => {
            if let Some(p) = people.get_mut(person) {
                p.active = true;
            }
        }
    }
    Some(organization)
}
