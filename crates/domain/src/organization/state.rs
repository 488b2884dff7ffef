//! The organization as it stands.

use std::collections::BTreeMap;

use super::value::{Calendar, Time, Token};
use crate::{
    ids::{PersonId, TokenId},
    people::{Directory, Person},
    rule::{Kind, Refusal, Rule},
};

/// A person must be known.
pub const KNOWN: Rule = Rule { id: "person-known", cites: "SP 800-171 3.5.1", kind: Kind::Input };

/// The organization as it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct Organization {
    /// Its name.
    pub name: String,
    /// Its people.
    pub directory: Directory,
    /// Who supervises whom.
    pub supervisors: BTreeMap<PersonId, PersonId>,
    /// The time that people have, of whom anything was said.
    pub times: BTreeMap<PersonId, Time>,
    /// Tokens that were not revoked.
    pub tokens: BTreeMap<TokenId, Token>,
    /// Calendars that were not closed.
    pub calendars: BTreeMap<TokenId, Calendar>,
    /// How many events led here.
    pub version: u64,
}

impl Organization {
    pub(super) fn person(&self, person: PersonId) -> Result<&Person, Refusal> {
        self.directory.people.get(&person).ok_or_else(|| {
            KNOWN.refuse_field("person", "this person is not known here", "name one of the organization's people")
        })
    }
}
