//! The people of an invented engineering firm, and its days.

use std::collections::BTreeSet;

use closeout_domain::{
    ids::{PersonId, SystemId},
    organization::{self, Command, NewPerson, Organization},
    people::{Directory, Role},
    time::Stamped,
};
use jiff::{
    Timestamp,
    civil::{Date, date},
};
use uuid::Uuid;

pub const SYSTEM: SystemId = SystemId(Uuid::from_u128(0xA));

pub const ADMINISTRATOR: PersonId = person(1);
/// Runs the plan of the system.
pub const OWNER: PersonId = person(2);
/// Answers for the item.
pub const LEAD: PersonId = person(3);
/// Does its task.
pub const RESPONSIBLE: PersonId = person(4);
pub const HELPER: PersonId = person(5);
pub const VALIDATOR: PersonId = person(6);
pub const SECOND_VALIDATOR: PersonId = person(7);
pub const APPROVER: PersonId = person(8);
pub const SECOND_APPROVER: PersonId = person(9);
pub const EXECUTIVE: PersonId = person(10);
pub const SECOND_EXECUTIVE: PersonId = person(11);
pub const ASSESSOR: PersonId = person(12);
/// Holds every role but assessor, as in a shop of one.
pub const MANY_HATS: PersonId = person(13);
/// Held as many, and has left.
pub const FORMER: PersonId = person(14);
/// Here, but without any role.
pub const BYSTANDER: PersonId = person(15);
/// Never was of the organization.
pub const STRANGER: PersonId = person(99);

pub const TODAY: Date = date(2026, 10, 1);
pub const YESTERDAY: Date = date(2026, 9, 30);
pub const NOVEMBER: Date = date(2026, 11, 2);
pub const DECEMBER: Date = date(2026, 12, 1);
pub const JANUARY: Date = date(2027, 1, 15);
pub const EIGHT_O_CLOCK: Timestamp = Timestamp::constant(1_790_841_600, 0);

const PEOPLE: &[(PersonId, &str, &[Role])] = &[
    (OWNER, "Kim Brandt", &[Role::Owner]),
    (LEAD, "Sascha Lindner", &[Role::Responsible]),
    (RESPONSIBLE, "Robin Falk", &[Role::Responsible]),
    (HELPER, "Toni Vogt", &[Role::Responsible]),
    (VALIDATOR, "Alex Moreau", &[Role::Validator]),
    (SECOND_VALIDATOR, "Jules Arendt", &[Role::Validator]),
    (APPROVER, "Chris Nolte", &[Role::Approver]),
    (SECOND_APPROVER, "Dana Weil", &[Role::Approver]),
    (EXECUTIVE, "Sam Torvik", &[Role::Executive]),
    (SECOND_EXECUTIVE, "Nicky Amsel", &[Role::Executive]),
    (ASSESSOR, "Marion Quist", &[Role::Assessor]),
    (MANY_HATS, "Jo Keller", HATS),
    (FORMER, "Pat Olden", HATS),
    (BYSTANDER, "Lou Ferris", &[]),
];
const HATS: &[Role] =
    &[Role::Owner, Role::Responsible, Role::Validator, Role::Approver, Role::Executive, Role::Administrator];

const fn person(number: u128) -> PersonId {
    PersonId(Uuid::from_u128(number))
}

/// Somebody who might join.
pub fn newcomer(id: PersonId, name: &str, roles: &[Role]) -> NewPerson {
    let email = format!("{}@mill.example", name.to_lowercase().replace(' ', "."));
    NewPerson { id, name: name.into(), email, title: String::new(), roles: roles.iter().copied().collect() }
}

/// The organization, founded and peopled by its own rules.
pub fn organization() -> Organization {
    let founder = newcomer(ADMINISTRATOR, "Morgan Reeve", &[Role::Administrator]);
    let found = Command::Found { name: "Reeve Precision Milling".into(), founder };
    let join = PEOPLE.iter().map(|(id, name, roles)| Command::AddPerson(newcomer(*id, name, roles)));
    let leave = Command::Leave { person: FORMER, reason: "retired".into() };
    let mut now = None;
    for command in [found].into_iter().chain(join).chain([leave]) {
        for what in organization::decide(now.as_ref(), command, ADMINISTRATOR).expect("the firm is founded lawfully") {
            now = organization::fold(now, &Stamped { at: EIGHT_O_CLOCK, by: ADMINISTRATOR, what });
        }
    }
    now.expect("the firm was founded")
}

/// Its people.
pub fn firm() -> Directory {
    organization().directory
}

/// Everybody who can be named, of the firm or not.
pub fn everybody() -> Vec<PersonId> {
    let known = PEOPLE.iter().map(|(id, ..)| *id).collect::<BTreeSet<_>>();
    [ADMINISTRATOR, STRANGER].into_iter().chain(known).collect()
}
