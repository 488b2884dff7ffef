//! People and the roles they hold.

use std::collections::{BTreeMap, BTreeSet};

use crate::ids::PersonId;

/// What a person may be called upon to do. Holding several is usual in a small firm; doing two of them on one item is not.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub enum Role {
    /// Runs the plan: imports, triages, plans, submits, chases.
    Owner,
    /// Does the work.
    Responsible,
    /// Checks evidence against the acceptance tests.
    Validator,
    /// Approves plans and closes items.
    Approver,
    /// Decides on money and risk; signs exceptions.
    Executive,
    /// Reads everything, changes nothing.
    Assessor,
    /// Keeps people, systems and settings; has no say over items.
    Administrator,
}

impl Role {
    /// Every role.
    pub const ALL: [Self; 7] = [
        Self::Owner,
        Self::Responsible,
        Self::Validator,
        Self::Approver,
        Self::Executive,
        Self::Assessor,
        Self::Administrator,
    ];

    /// The word used in files, the API and the database.
    pub fn word(self) -> &'static str {
        match self {
            Self::Owner => "owner",
            Self::Responsible => "responsible",
            Self::Validator => "validator",
            Self::Approver => "approver",
            Self::Executive => "executive",
            Self::Assessor => "assessor",
            Self::Administrator => "administrator",
        }
    }
}

crate::ids::worded!(Role, "a role: owner, responsible, validator, approver, executive, assessor or administrator");

/// A person of the organization.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// As they sign.
    pub name: String,
    /// Where they are reached, and how they sign in; unique within the organization, in lower case.
    pub email: String,
    /// Position in the firm, for people; may be empty.
    pub title: String,
    /// What they may be called upon to do.
    pub roles: BTreeSet<Role>,
    /// Whether they still belong to it. Someone who has left keeps their place in the history.
    pub active: bool,
}

/// Everybody who is or was of the organization.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Directory {
    /// By identity.
    pub people: BTreeMap<PersonId, Person>,
}

impl Directory {
    /// The person, if they are still active.
    pub fn active(&self, id: PersonId) -> Option<&Person> {
        self.people.get(&id).filter(|person| person.active)
    }

    /// Whether the person is active and may do more than read: holds any role but assessor.
    pub fn acts(&self, id: PersonId) -> bool {
        self.active(id).is_some_and(|person| person.roles.iter().any(|role| *role != Role::Assessor))
    }

    /// Whether an active person holds the role.
    pub fn holds(&self, id: PersonId, role: Role) -> bool {
        self.active(id).is_some_and(|person| person.roles.contains(&role))
    }

    /// How the person signs; "Closeout" for what it does itself, "somebody unknown" for an identity that was never of this organization.
    pub fn name(&self, id: PersonId) -> &str {
        if id.is_calendar() {
            return "Closeout";
        }
        self.people.get(&id).map_or("somebody unknown", |person| &person.name)
    }
}
