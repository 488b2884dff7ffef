//! Events of the organization and its people.

use std::collections::BTreeSet;

use closeout_domain::{
    ids::{PersonId, TokenId},
    organization::{Calendar, Event, NewPerson, Token},
    people::Role,
};

use jiff::civil::Date;

use crate::wire::table::events;

events!(Event {
    "organization.founded" Founded { name: String },
    "organization.person_added" PersonAdded(person: NewPerson),
    "organization.person_described" PersonDescribed { person: PersonId, name: String, title: String },
    "organization.roles_set" RolesSet { person: PersonId, roles: BTreeSet<Role> },
    "organization.person_left" PersonLeft { person: PersonId, reason: String },
    "organization.person_returned" PersonReturned { person: PersonId },
    "organization.password_set" PasswordSet { person: PersonId },
    "organization.token_issued" TokenIssued(token: Token),
    "organization.token_revoked" TokenRevoked { id: TokenId },
    "organization.hours_set" HoursSet { person: PersonId, weekly: Option<u8> },
    "organization.absence_planned" AbsencePlanned { person: PersonId, first: Date, last: Date },
    "organization.absence_withdrawn" AbsenceWithdrawn { person: PersonId, first: Date, last: Date },
    "organization.calendar_opened" CalendarOpened(calendar: Calendar),
    "organization.calendar_closed" CalendarClosed { id: TokenId },
    "organization.supervisor_named" SupervisorNamed { person: PersonId, supervisor: Option<PersonId> },
});
