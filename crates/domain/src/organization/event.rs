//! What can happen to an organization.

use std::collections::BTreeSet;

use jiff::civil::Date;

use super::value::{Calendar, NewPerson, Token};
use crate::{
    ids::{PersonId, TokenId},
    people::Role,
};

/// What can happen to an organization.
#[derive(Debug, Clone, PartialEq)]
pub enum Event {
    /// It was founded.
    Founded { name: String },
    /// A person was added.
    PersonAdded(NewPerson),
    /// A person is called otherwise.
    PersonDescribed { person: PersonId, name: String, title: String },
    /// A person's roles were set.
    RolesSet { person: PersonId, roles: BTreeSet<Role> },
    /// It was said who supervises a person.
    SupervisorNamed { person: PersonId, supervisor: Option<PersonId> },
    /// It was said how many hours of a week a person has.
    HoursSet { person: PersonId, weekly: Option<u8> },
    /// A person will be away.
    AbsencePlanned { person: PersonId, first: Date, last: Date },
    /// They will not.
    AbsenceWithdrawn { person: PersonId, first: Date, last: Date },
    /// A person left.
    PersonLeft { person: PersonId, reason: String },
    /// A person came back.
    PersonReturned { person: PersonId },
    /// A password was set.
    PasswordSet { person: PersonId },
    /// A token was issued.
    TokenIssued(Token),
    /// A token was revoked.
    TokenRevoked { id: TokenId },
    /// A calendar was opened.
    CalendarOpened(Calendar),
    /// A calendar was closed.
    CalendarClosed { id: TokenId },
}
