//! What an organization is made of.

use std::collections::BTreeSet;

use jiff::civil::Date;

use crate::{
    ids::{PersonId, SystemId, TokenId},
    people::Role,
};

/// A person to be added.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewPerson {
    /// Their identity.
    pub id: PersonId,
    /// As they sign.
    pub name: String,
    /// Where they are reached, and how they sign in.
    pub email: String,
    /// Position in the firm; may be empty.
    pub title: String,
    /// What they may be called upon to do.
    pub roles: BTreeSet<Role>,
}

/// The time that a person has.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Time {
    /// Hours of a week for the plan; `None` where nobody said so.
    pub weekly: Option<u8>,
    /// When they are away.
    pub away: BTreeSet<Away>,
}

/// Days on which somebody is away.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Away {
    /// The first.
    pub first: Date,
    /// The last.
    pub last: Date,
}

/// A token as the record knows it; its secret never comes here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    /// Its identity.
    pub id: TokenId,
    /// For whom it acts, with no more than that person's permissions.
    pub person: PersonId,
    /// What it is for.
    pub name: String,
    /// Whether it may only read.
    pub read_only: bool,
    /// The last day on which it works.
    pub until: Date,
}

/// Dates under a secret address, for a calendar program that cannot sign in. The secret never comes here. It is no token: it
/// acts for nobody, and shows numbers and dates only.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Calendar {
    /// Its identity; no token has the same.
    pub id: TokenId,
    /// Whose it is: it shows no more than this person may read.
    pub person: PersonId,
    /// All dates of this system; only the person's own when `None`.
    pub system: Option<SystemId>,
    /// Where it is used.
    pub name: String,
    /// The last day on which it works.
    pub until: Date,
}
