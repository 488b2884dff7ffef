//! An organization with one person for each role. The names are invented.

use std::collections::BTreeMap;

use closeout_app::{Actor, App, Via, people::Founding};
use closeout_domain::{
    ids::{OrganizationId, PersonId, SystemId},
    organization::{Command, NewPerson},
    people::Role,
};

/// The password of whoever founded an organization. Nobody else has one until it is set.
pub const PASSWORD: &str = "seven mills of flour";

/// An organization.
#[derive(Debug, Clone)]
pub struct Firm {
    /// Its key.
    pub id: OrganizationId,
    /// Its name.
    pub name: String,
    /// The key of its first system.
    pub system: SystemId,
    members: BTreeMap<Role, Member>,
}

/// A person.
#[derive(Debug, Clone)]
pub struct Member {
    /// Their key.
    pub id: PersonId,
    /// Their name.
    pub name: String,
    /// Their address.
    pub email: String,
    /// As they act for use cases.
    pub actor: Actor,
}

const NAMES: [(Role, &str); 7] = [
    (Role::Owner, "Dana Reyes"),
    (Role::Responsible, "Sam Okafor"),
    (Role::Validator, "Vera Lind"),
    (Role::Approver, "Alex Moreau"),
    (Role::Executive, "Erin Castell"),
    (Role::Assessor, "Jo Whitfield"),
    (Role::Administrator, "Kim Tanaka"),
];

impl Firm {
    /// Founds an organization. Its owner founds it, and is its POA&M owner; everybody holds one role in the end.
    pub(crate) async fn found(app: &App, name: &str, domain: &str) -> Self {
        let address = |name: &str| format!("{}@{domain}", name.to_lowercase().replace(' ', "."));
        let (_, owner) = NAMES.first().copied().unwrap_or((Role::Owner, "Dana Reyes"));
        let founding = Founding {
            organization: name.into(),
            system: format!("{name} network"),
            name: owner.into(),
            email: address(owner),
            password: PASSWORD.into(),
        };
        let (founder, system) = app.found(founding).await.expect("an organization");
        let mut members = BTreeMap::new();
        for (role, name) in NAMES {
            let id = match role {
                Role::Owner => founder.person,
                _ => PersonId(app.world().ids.uuid()),
            };
            let email = address(name);
            if role != Role::Owner {
                let person = NewPerson {
                    id,
                    name: name.into(),
                    email: email.clone(),
                    title: String::new(),
                    roles: [role].into(),
                };
                app.add_person(&founder, person, None).await.expect("a person");
            }
            let actor =
                Actor { organization: founder.organization, person: id, via: Via::CommandLine, read_only: false };
            members.insert(role, Member { id, name: name.into(), email, actor });
        }
        let firm = Self { id: founder.organization, name: name.into(), system, members };
        let plain = Command::SetRoles { person: founder.person, roles: [Role::Owner].into() };
        let administrator = firm.member(Role::Administrator).actor;
        app.change_organization(&administrator, plain).await.expect("roles");
        firm
    }

    /// The person who holds this role, and no other.
    pub fn member(&self, role: Role) -> &Member {
        self.members.get(&role).unwrap_or_else(|| panic!("nobody is {role}"))
    }
}
