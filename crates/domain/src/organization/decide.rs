//! What an organization allows, and what follows.

use super::{
    access::{self, TOKEN},
    command::Command,
    event::Event,
    state::{KNOWN, Organization},
    time,
    value::NewPerson,
};
use crate::{
    ids::PersonId,
    people::{Directory, Role},
    policy::{self, Action},
    rule::{self, Kind, Refusal, Rule},
};

/// A person is reached at one address, which nobody else here has.
pub const ADDRESS: Rule = Rule { id: "person-address", cites: "SP 800-171 3.5.1, 3.5.5", kind: Kind::Input };
/// Roles are granted by somebody else, and one administrator remains.
pub const ROLES: Rule = Rule { id: "person-roles", cites: "SP 800-171 3.1.4, 3.1.5", kind: Kind::Duty };
/// A person is supervised by somebody else.
pub const SUPERVISOR: Rule = Rule {
    id: "person-supervisor",
    cites: "CMMC L2 Assessment Guide v2.13 p. 204 (accountable owner)",
    kind: Kind::Input,
};

/// Decides. `organization` is `None` before it is founded.
///
/// # Errors
/// Refuses with the rule that forbids it.
pub fn decide(organization: Option<&Organization>, command: Command, actor: PersonId) -> Result<Vec<Event>, Refusal> {
    let Some(organization) = organization else {
        return match command {
            Command::Found { name, mut founder } => {
                founder.roles.insert(Role::Administrator);
                let name = rule::text("name", &name)?;
                Ok(vec![Event::Founded { name }, Event::PersonAdded(check(founder, &Directory::default())?)])
            }
            _ => Err(KNOWN.refuse("there is no such organization", "found it first")),
        };
    };
    let directory = &organization.directory;
    if let Some(own) = access::decide(organization, &command, actor)? {
        return Ok(own);
    }
    if let Some(decided) = time::decide(organization, &command, actor)? {
        return Ok(decided);
    }
    policy::permit(directory, actor, Action::Administer, &[])?;
    match command {
        Command::Found { .. } => Err(KNOWN.refuse("the organization exists already", "add people to it")),
        Command::AddPerson(person) => Ok(vec![Event::PersonAdded(check(person, directory)?)]),
        Command::DescribePerson { person, name, title } => {
            organization.person(person)?;
            Ok(vec![Event::PersonDescribed {
                person,
                name: rule::text("name", &name)?,
                title: rule::note("title", &title)?,
            }])
        }
        Command::SetRoles { person, roles } => {
            organization.person(person)?;
            let alone = directory.people.values().filter(|p| p.active).count() == 1;
            if person == actor && !alone {
                return Err(ROLES.refuse("nobody sets their own roles", "ask another administrator"));
            }
            if !roles.contains(&Role::Administrator) {
                another_administrator(directory, person)?;
            }
            Ok(vec![Event::RolesSet { person, roles }])
        }
        Command::NameSupervisor { person, supervisor } => {
            organization.person(person)?;
            supervises(organization, person, supervisor)?;
            Ok(vec![Event::SupervisorNamed { person, supervisor }])
        }
        Command::Leave { person, reason } => {
            if !organization.person(person)?.active {
                return Err(KNOWN.refuse_field("person", "this person has left already", "nothing is left to do"));
            }
            another_administrator(directory, person)?;
            Ok(vec![Event::PersonLeft { person, reason: rule::text("reason", &reason)? }])
        }
        Command::Return { person } => {
            if organization.person(person)?.active {
                return Err(KNOWN.refuse_field("person", "this person has not left", "nothing is left to do"));
            }
            Ok(vec![Event::PersonReturned { person }])
        }
        Command::SetPassword { person } => {
            organization.person(person)?;
            Ok(vec![Event::PasswordSet { person }])
        }
        Command::IssueToken(_) => {
            Err(TOKEN.refuse("a token acts for the person who issues it", "let that person issue it"))
        }
        Command::RevokeToken { id } => access::revoke(organization, id),
        Command::SetHours { .. } | Command::PlanAbsence { .. } | Command::WithdrawAbsence { .. } => Ok(Vec::new()),
        Command::OpenCalendar(_) => {
            Err(TOKEN.refuse("a calendar is of the person who opens it", "let that person open it"))
        }
        Command::CloseCalendar { id } => access::close(organization, id),
    }
}

fn check(person: NewPerson, directory: &Directory) -> Result<NewPerson, Refusal> {
    let name = rule::text("name", &person.name)?;
    let email = person.email.trim().to_lowercase();
    let parts = email.split_once('@');
    let plausible = parts.is_some_and(|(user, host)| !user.is_empty() && host.len() > 2 && !host.contains('@'));
    if !plausible || email.len() > 254 || email.contains(char::is_whitespace) || email.contains(char::is_control) {
        return Err(ADDRESS.refuse_field("email", "this is not an e-mail address", "give it as in name@example.com"));
    }
    if directory.people.values().any(|p| p.email == email) {
        return Err(ADDRESS.refuse_field(
            "email",
            "somebody here has this address already",
            "give another, or let that person come back",
        ));
    }
    if directory.people.contains_key(&person.id) {
        return Err(KNOWN.refuse("this person is here already", "change their roles instead"));
    }
    Ok(NewPerson { name, email, title: rule::note("title", &person.title)?, ..person })
}

/// Somebody else who is here, and whom the person does not supervise in turn.
fn supervises(organization: &Organization, person: PersonId, supervisor: Option<PersonId>) -> Result<(), Refusal> {
    let Some(supervisor) = supervisor else { return Ok(()) };
    let refused =
        |sentence: &str| Err(SUPERVISOR.refuse_field("supervisor", sentence, "name somebody else, or nobody"));
    if organization.directory.active(supervisor).is_none() {
        return refused("this person is not active in the organization");
    }
    let mut above = Some(supervisor);
    // Nobody has more supervisors than there are people.
    for _ in 0..=organization.supervisors.len() {
        match above {
            Some(one) if one == person => return refused("nobody supervises themselves, directly or through others"),
            Some(one) => above = organization.supervisors.get(&one).copied(),
            None => break,
        }
    }
    Ok(())
}

fn another_administrator(directory: &Directory, than: PersonId) -> Result<(), Refusal> {
    let other = directory.people.keys().any(|id| *id != than && directory.holds(*id, Role::Administrator));
    match other || !directory.holds(than, Role::Administrator) {
        true => Ok(()),
        false => Err(ROLES.refuse("this is the last administrator", "make somebody else administrator first")),
    }
}
