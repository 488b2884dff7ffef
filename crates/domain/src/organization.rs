//! The organization and its people.

mod time;

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

pub use time::{Away, MOST_HOURS, TIME, Time};

use crate::{
    ids::{PersonId, SystemId, TokenId},
    people::{Directory, Person, Role},
    policy::{self, Action},
    rule::{self, Kind, Refusal, Rule},
    time::Stamped,
};

/// A person is reached at one address, which nobody else here has.
pub const ADDRESS: Rule = Rule { id: "person-address", cites: "SP 800-171 3.5.1, 3.5.5", kind: Kind::Input };
/// Roles are granted by somebody else, and one administrator remains.
pub const ROLES: Rule = Rule { id: "person-roles", cites: "SP 800-171 3.1.4, 3.1.5", kind: Kind::Duty };
/// A person must be known.
pub const KNOWN: Rule = Rule { id: "person-known", cites: "SP 800-171 3.5.1", kind: Kind::Input };

/// A person is supervised by somebody else.
pub const SUPERVISOR: Rule = Rule {
    id: "person-supervisor",
    cites: "CMMC L2 Assessment Guide v2.13 p. 204 (accountable owner)",
    kind: Kind::Input,
};

/// A token acts for its person and for nobody else.
pub const TOKEN: Rule = Rule { id: "token-own", cites: "SP 800-171 3.1.1, 3.5.1", kind: Kind::Duty };

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
    if let Some(own) = access(organization, &command, actor)? {
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
            known(directory, person)?;
            Ok(vec![Event::PersonDescribed {
                person,
                name: rule::text("name", &name)?,
                title: rule::note("title", &title)?,
            }])
        }
        Command::SetRoles { person, roles } => {
            known(directory, person)?;
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
            known(directory, person)?;
            supervises(organization, person, supervisor)?;
            Ok(vec![Event::SupervisorNamed { person, supervisor }])
        }
        Command::Leave { person, reason } => {
            if !known(directory, person)?.active {
                return Err(KNOWN.refuse_field("person", "this person has left already", "nothing is left to do"));
            }
            another_administrator(directory, person)?;
            Ok(vec![Event::PersonLeft { person, reason: rule::text("reason", &reason)? }])
        }
        Command::Return { person } => {
            if known(directory, person)?.active {
                return Err(KNOWN.refuse_field("person", "this person has not left", "nothing is left to do"));
            }
            Ok(vec![Event::PersonReturned { person }])
        }
        Command::SetPassword { person } => {
            known(directory, person)?;
            Ok(vec![Event::PasswordSet { person }])
        }
        Command::IssueToken(_) => {
            Err(TOKEN.refuse("a token acts for the person who issues it", "let that person issue it"))
        }
        Command::RevokeToken { id } => revoke(organization, id),
        Command::SetHours { .. } | Command::PlanAbsence { .. } | Command::WithdrawAbsence { .. } => Ok(Vec::new()),
        Command::OpenCalendar(_) => {
            Err(TOKEN.refuse("a calendar is of the person who opens it", "let that person open it"))
        }
        Command::CloseCalendar { id } => close(organization, id),
    }
}

/// What people do about their own access, whatever their roles.
fn access(organization: &Organization, command: &Command, actor: PersonId) -> Result<Option<Vec<Event>>, Refusal> {
    if organization.directory.active(actor).is_none() {
        return Ok(None);
    }
    match command {
        Command::SetPassword { person } if *person == actor => Ok(Some(vec![Event::PasswordSet { person: actor }])),
        Command::IssueToken(token) if token.person == actor => {
            if organization.tokens.contains_key(&token.id) {
                return Err(TOKEN.refuse_field("token", "there is a token of this id already", "issue a new one"));
            }
            let name = rule::text("name", &token.name)?;
            Ok(Some(vec![Event::TokenIssued(Token { name, ..token.clone() })]))
        }
        Command::RevokeToken { id } if organization.tokens.get(id).is_some_and(|t| t.person == actor) => {
            revoke(organization, *id).map(Some)
        }
        Command::OpenCalendar(calendar) if calendar.person == actor => {
            if organization.tokens.contains_key(&calendar.id) || organization.calendars.contains_key(&calendar.id) {
                return Err(TOKEN.refuse_field("calendar", "there is a calendar of this id already", "open a new one"));
            }
            let name = rule::text("name", &calendar.name)?;
            Ok(Some(vec![Event::CalendarOpened(Calendar { name, ..calendar.clone() })]))
        }
        Command::CloseCalendar { id } if organization.calendars.get(id).is_some_and(|c| c.person == actor) => {
            close(organization, *id).map(Some)
        }
        _ => Ok(None),
    }
}

fn close(organization: &Organization, id: TokenId) -> Result<Vec<Event>, Refusal> {
    match organization.calendars.contains_key(&id) {
        true => Ok(vec![Event::CalendarClosed { id }]),
        false => Err(TOKEN.refuse_field("calendar", "there is no such calendar", "name one that still works")),
    }
}

fn revoke(organization: &Organization, id: TokenId) -> Result<Vec<Event>, Refusal> {
    match organization.tokens.contains_key(&id) {
        true => Ok(vec![Event::TokenRevoked { id }]),
        false => Err(TOKEN.refuse_field("token", "there is no such token", "name a token that still works")),
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

fn known(directory: &Directory, person: PersonId) -> Result<&Person, Refusal> {
    directory.people.get(&person).ok_or_else(|| {
        KNOWN.refuse_field("person", "this person is not known here", "name one of the organization's people")
    })
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

/// The organization after all of its events, oldest first.
pub fn replay<'a>(events: impl IntoIterator<Item = &'a Stamped<Event>>) -> Option<Organization> {
    events.into_iter().fold(None, fold)
}

/// The organization after one more event.
pub fn fold(organization: Option<Organization>, event: &Stamped<Event>) -> Option<Organization> {
    let Some(mut organization) = organization else {
        return match &event.what {
            Event::Founded { name } => Some(Organization {
                name: name.clone(),
                directory: Directory::default(),
                supervisors: BTreeMap::new(),
                times: BTreeMap::new(),
                tokens: BTreeMap::new(),
                calendars: BTreeMap::new(),
                version: 1,
            }),
            _ => None,
        };
    };
    organization.version += 1;
    let people = &mut organization.directory.people;
    match &event.what {
        Event::Founded { .. } => {}
        Event::PersonAdded(new) => {
            let NewPerson { id, name, email, title, roles } = new.clone();
            people.entry(id).or_insert(Person { name, email, title, roles, active: true });
        }
        Event::PersonDescribed { person, name, title } => {
            if let Some(p) = people.get_mut(person) {
                (p.name, p.title) = (name.clone(), title.clone());
            }
        }
        Event::RolesSet { person, roles } => {
            if let Some(p) = people.get_mut(person) {
                p.roles.clone_from(roles);
            }
        }
        Event::SupervisorNamed { person, supervisor } => {
            organization.supervisors.remove(person);
            organization.supervisors.extend(supervisor.map(|supervisor| (*person, supervisor)));
        }
        Event::PersonLeft { person, .. } => {
            if let Some(p) = people.get_mut(person) {
                p.active = false;
            }
            // Whoever comes back gets new ones: an old secret may have stayed anywhere.
            organization.tokens.retain(|_, token| token.person != *person);
            organization.calendars.retain(|_, calendar| calendar.person != *person);
        }
        Event::PasswordSet { .. } => {}
        time @ (Event::HoursSet { .. } | Event::AbsencePlanned { .. } | Event::AbsenceWithdrawn { .. }) => {
            time::fold(&mut organization, time);
        }
        Event::TokenIssued(token) => {
            organization.tokens.insert(token.id, token.clone());
        }
        Event::TokenRevoked { id } => {
            organization.tokens.remove(id);
        }
        Event::CalendarOpened(calendar) => {
            organization.calendars.insert(calendar.id, calendar.clone());
        }
        Event::CalendarClosed { id } => {
            organization.calendars.remove(id);
        }
        Event::PersonReturned { person } => {
            if let Some(p) = people.get_mut(person) {
                p.active = true;
            }
        }
    }
    Some(organization)
}
