//! What can be asked of an organization.

use std::collections::BTreeSet;

use super::value::{Away, Calendar, NewPerson, Token};
use crate::{
    ids::{PersonId, TokenId},
    people::Role,
};

/// What can be asked of an organization.
#[derive(Debug, Clone, PartialEq)]
pub enum Command {
    /// Found it, with its first administrator.
    Found { name: String, founder: NewPerson },
    /// Add a person.
    AddPerson(NewPerson),
    /// Change how a person is called.
    DescribePerson { person: PersonId, name: String, title: String },
    /// Set a person's roles.
    SetRoles { person: PersonId, roles: BTreeSet<Role> },
    /// Name who supervises a person, or nobody.
    NameSupervisor { person: PersonId, supervisor: Option<PersonId> },
    /// Say how many hours of a week a person has for the plan, or that nobody knows.
    SetHours { person: PersonId, weekly: Option<u8> },
    /// Say when they are away.
    PlanAbsence { person: PersonId, away: Away },
    /// They are there after all.
    WithdrawAbsence { person: PersonId, away: Away },
    /// A person leaves; their place in the history stays.
    Leave { person: PersonId, reason: String },
    /// A person comes back.
    Return { person: PersonId },
    /// A password was set for a person; the password itself never comes here.
    SetPassword { person: PersonId },
    /// Issue a token with which programs act for the person.
    IssueToken(Token),
    /// Revoke one.
    RevokeToken { id: TokenId },
    /// Open a calendar of dates to whoever knows its address.
    OpenCalendar(Calendar),
    /// Close it: its address leads nowhere from then on.
    CloseCalendar { id: TokenId },
}
