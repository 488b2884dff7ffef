//! People and duties: who is here, what each role may do, which systems there are and who runs their plans.

use askama::Template;
use closeout_app::views::{OrganizationRow, PersonRow, SystemRow};
use closeout_domain::{
    people::Role,
    policy::{self, Action, Relation},
};

use crate::{
    format::*,
    page::{Form, Frame, Theme},
    urls,
};

/// People and duties. Its forms are `person` (posts to [`urls::PEOPLE`]) and `system` (posts to [`urls::SYSTEMS`]).
#[derive(Template)]
#[template(path = "people/list.html")]
pub struct People {
    pub frame: Frame,
    pub organization: OrganizationRow,
    /// With names filled in.
    pub systems: Vec<SystemRow>,
    pub form: Form,
}

impl People {
    fn here(&self) -> Vec<&PersonRow> {
        self.organization.people.iter().filter(|p| p.active).collect()
    }

    fn gone(&self) -> Vec<&PersonRow> {
        self.organization.people.iter().filter(|p| !p.active).collect()
    }

    /// Roles that nobody holds, though work comes to a stop without them.
    fn vacant(&self) -> Vec<&'static str> {
        [Role::Owner, Role::Validator, Role::Approver, Role::Executive]
            .into_iter()
            .map(Role::word)
            .filter(|role| !self.here().iter().any(|p| p.roles.iter().any(|held| held == role)))
            .collect()
    }

    fn matrix(&self) -> Vec<(&'static str, Vec<&'static str>)> {
        let cell = |action, role| match () {
            () if policy::permits(role, action, Relation::None) => "yes",
            () if [Relation::ItemOwner, Relation::TaskResponsible, Relation::TaskApprover]
                .into_iter()
                .any(|relation| policy::permits(role, action, relation)) =>
            {
                "own"
            }
            () => "",
        };
        let words = |action: Action| match action {
            Action::ApproveTask => "approve a task",
            action => action.phrase(),
        };
        Action::ALL.into_iter().map(|a| (words(a), Role::ALL.into_iter().map(|r| cell(a, r)).collect())).collect()
    }
}

/// What a role is for, in a sentence.
pub fn role_told(word: &str) -> &'static str {
    match word {
        "owner" => "Runs the plan: imports, triages, plans, submits, chases.",
        "responsible" => "Does the work that is assigned.",
        "validator" => "Checks evidence against the acceptance tests.",
        "approver" => "Approves plans and dismissals, closes items.",
        "executive" => "Decides on money and risk, signs exceptions.",
        "assessor" => "Reads everything, changes nothing.",
        "administrator" => "Keeps people, systems and settings; has no say over items.",
        _ => "",
    }
}

/// What pages say of roles.
pub trait ShowRole {
    /// As [`role_told`].
    fn told(&self) -> &'static str;
}

impl ShowRole for str {
    fn told(&self) -> &'static str {
        role_told(self)
    }
}

/// The words of all roles.
pub fn roles() -> [&'static str; 7] {
    Role::ALL.map(Role::word)
}
