//! The organization: people come, change roles and leave; nobody makes themselves powerful.

use std::collections::BTreeSet;

use closeout_domain::{
    ids::{PersonId, TokenId},
    organization::{self, Away, Calendar, Command, Event, NewPerson, Organization, Time, Token},
    people::Role,
    rule::{LONGEST_TEXT, Refusal},
    time::Stamped,
};
use jiff::ToSpan;
use uuid::Uuid;

use crate::scenario::{organization, *};

const TOKEN: TokenId = TokenId(Uuid::from_u128(0x70));

fn firm() -> Option<Organization> {
    Some(organization())
}

fn ask(given: Option<&Organization>, command: Command, by: PersonId) -> Result<Vec<Event>, Refusal> {
    organization::decide(given, command, by)
}

/// Decides and folds; the answer must be these events.
fn then<const N: usize>(
    given: Option<Organization>,
    command: Command,
    by: PersonId,
    events: [Event; N],
) -> Option<Organization> {
    assert_eq!(ask(given.as_ref(), command, by), Ok(events.to_vec()));
    let stamped = events.map(|what| Stamped { at: EIGHT_O_CLOCK, by, what });
    stamped.iter().fold(given, organization::fold)
}

fn refused(given: &Option<Organization>, command: Command, by: PersonId, rule: &str, fields: &[&str]) {
    let shown = format!("{command:?}");
    let refusal = ask(given.as_ref(), command, by).expect_err(&shown);
    assert_eq!(refusal.rule.id, rule, "{shown}: {refusal}");
    assert_eq!(refusal.gaps.iter().map(|gap| gap.field).collect::<Vec<_>>(), fields, "{shown}");
    explains_itself(&refusal);
}

fn roles(person: PersonId, roles: &[Role]) -> Command {
    Command::SetRoles { person, roles: roles.iter().copied().collect() }
}

fn set(person: PersonId, roles: &[Role]) -> Event {
    Event::RolesSet { person, roles: roles.iter().copied().collect() }
}

fn leave(person: PersonId) -> Command {
    Command::Leave { person, reason: "moved away".into() }
}

fn left(person: PersonId) -> Event {
    Event::PersonLeft { person, reason: "moved away".into() }
}

fn token(id: TokenId, person: PersonId) -> Token {
    Token { id, person, name: "nightly scan".into(), read_only: false, until: JANUARY }
}

fn guest() -> NewPerson {
    newcomer(STRANGER, "Val Ember", &[Role::Validator])
}

#[test]
fn an_organization_is_founded_once_with_an_administrator() {
    let found = |name: &str, founder| Command::Found { name: name.into(), founder };
    let founder = newcomer(ADMINISTRATOR, "Morgan Reeve", &[]);
    let administrator = newcomer(ADMINISTRATOR, "Morgan Reeve", &[Role::Administrator]);
    let events = [Event::Founded { name: "Mill".into() }, Event::PersonAdded(administrator)];
    let given = then(None, found(" Mill ", founder.clone()), ADMINISTRATOR, events);
    assert_eq!(given.as_ref().map(|o| (o.name.as_str(), o.version)), Some(("Mill", 2)));
    assert!(given.as_ref().is_some_and(|o| o.directory.holds(ADMINISTRATOR, Role::Administrator)));
    refused(&given, found("Mill", founder.clone()), ADMINISTRATOR, "person-known", &[]);
    refused(&None, found(" ", founder.clone()), ADMINISTRATOR, "text-required", &["name"]);
    refused(
        &None,
        found("Mill", NewPerson { email: "x".into(), ..founder }),
        ADMINISTRATOR,
        "person-address",
        &["email"],
    );
    refused(&None, leave(OWNER), ADMINISTRATOR, "person-known", &[]);
}

#[test]
fn people_are_added_by_an_administrator_at_one_address_each() {
    let given = then(firm(), Command::AddPerson(guest()), ADMINISTRATOR, [Event::PersonAdded(guest())]);
    assert!(given.is_some_and(|o| o.directory.holds(STRANGER, Role::Validator)));
    let typed = NewPerson { name: " Val Ember ".into(), email: " Val.Ember@Mill.example".into(), ..guest() };
    then(firm(), Command::AddPerson(typed), ADMINISTRATOR, [Event::PersonAdded(guest())]);
    let add = |person| Command::AddPerson(person);
    for email in
        ["", "val", "@mill.example", "val@", "val@@mill.example", "val ember@mill.example", "val@m\u{7}.example"]
    {
        let person = NewPerson { email: email.into(), ..guest() };
        refused(&firm(), add(person), ADMINISTRATOR, "person-address", &["email"]);
    }
    let long = format!("{}@mill.example", "x".repeat(254));
    refused(&firm(), add(NewPerson { email: long, ..guest() }), ADMINISTRATOR, "person-address", &["email"]);
    for taken in ["Kim.Brandt@mill.example", "pat.olden@mill.example"] {
        let person = NewPerson { email: taken.into(), ..guest() };
        refused(&firm(), add(person), ADMINISTRATOR, "person-address", &["email"]);
    }
    refused(&firm(), add(NewPerson { id: OWNER, ..guest() }), ADMINISTRATOR, "person-known", &[]);
    refused(&firm(), add(NewPerson { name: " ".into(), ..guest() }), ADMINISTRATOR, "text-required", &["name"]);
    let title = "x".repeat(LONGEST_TEXT + 1);
    refused(&firm(), add(NewPerson { title, ..guest() }), ADMINISTRATOR, "text-required", &["title"]);
}

#[test]
fn a_person_is_called_otherwise() {
    let describe =
        |person, name: &str| Command::DescribePerson { person, name: name.into(), title: " IT manager ".into() };
    let event = Event::PersonDescribed { person: OWNER, name: "Kim Brandt-Ott".into(), title: "IT manager".into() };
    let given = then(firm(), describe(OWNER, "Kim Brandt-Ott "), ADMINISTRATOR, [event]);
    assert_eq!(given.expect("a firm").directory.name(OWNER), "Kim Brandt-Ott");
    refused(&firm(), describe(OWNER, ""), ADMINISTRATOR, "text-required", &["name"]);
    refused(&firm(), describe(STRANGER, "x"), ADMINISTRATOR, "person-known", &["person"]);
}

#[test]
fn nobody_sets_their_own_roles() {
    let given = then(firm(), roles(HELPER, &[Role::Validator]), ADMINISTRATOR, [set(HELPER, &[Role::Validator])]);
    assert!(given.is_some_and(|o| o.directory.holds(HELPER, Role::Validator)));
    for by in [ADMINISTRATOR, MANY_HATS] {
        refused(&firm(), roles(by, &Role::ALL), by, "person-roles", &[]);
    }
    refused(&firm(), roles(STRANGER, &[]), ADMINISTRATOR, "person-known", &["person"]);
}

#[test]
fn whoever_is_alone_sets_their_own_roles_but_stays_administrator() {
    let founder = newcomer(ADMINISTRATOR, "Morgan Reeve", &[Role::Administrator]);
    let events = [Event::Founded { name: "Mill".into() }, Event::PersonAdded(founder.clone())];
    let alone = then(None, Command::Found { name: "Mill".into(), founder }, ADMINISTRATOR, events);
    refused(&alone, roles(ADMINISTRATOR, &[Role::Owner]), ADMINISTRATOR, "person-roles", &[]);
    let both = [Role::Owner, Role::Administrator];
    let owner = then(alone.clone(), roles(ADMINISTRATOR, &both), ADMINISTRATOR, [set(ADMINISTRATOR, &both)]);
    let two = then(owner, Command::AddPerson(guest()), ADMINISTRATOR, [Event::PersonAdded(guest())]);
    refused(&two, roles(ADMINISTRATOR, &both), ADMINISTRATOR, "person-roles", &[]);
    refused(&alone, leave(ADMINISTRATOR), ADMINISTRATOR, "person-roles", &[]);
}

#[test]
fn the_last_administrator_stays() {
    let given = then(firm(), leave(MANY_HATS), ADMINISTRATOR, [left(MANY_HATS)]);
    refused(&given, leave(ADMINISTRATOR), ADMINISTRATOR, "person-roles", &[]);
    let given = then(firm(), roles(MANY_HATS, &[Role::Owner]), ADMINISTRATOR, [set(MANY_HATS, &[Role::Owner])]);
    refused(&given, leave(ADMINISTRATOR), ADMINISTRATOR, "person-roles", &[]);
    let given = then(firm(), roles(ADMINISTRATOR, &[]), MANY_HATS, [set(ADMINISTRATOR, &[])]);
    refused(&given, leave(MANY_HATS), MANY_HATS, "person-roles", &[]);
}

#[test]
fn people_leave_and_come_back() {
    let given = then(firm(), leave(OWNER), ADMINISTRATOR, [left(OWNER)]);
    assert!(
        given.as_ref().is_some_and(|o| o.directory.active(OWNER).is_none() && o.directory.name(OWNER) == "Kim Brandt")
    );
    refused(&given, leave(OWNER), ADMINISTRATOR, "person-known", &["person"]);
    let back = Command::Return { person: OWNER };
    let given = then(given, back.clone(), ADMINISTRATOR, [Event::PersonReturned { person: OWNER }]);
    assert!(given.as_ref().is_some_and(|o| o.directory.holds(OWNER, Role::Owner)));
    refused(&given, back, ADMINISTRATOR, "person-known", &["person"]);
    refused(&firm(), Command::Return { person: STRANGER }, ADMINISTRATOR, "person-known", &["person"]);
    refused(&firm(), leave(STRANGER), ADMINISTRATOR, "person-known", &["person"]);
    refused(&firm(), Command::Leave { person: OWNER, reason: " ".into() }, ADMINISTRATOR, "text-required", &["reason"]);
}

#[test]
fn passwords_are_set_by_their_person_or_an_administrator() {
    let set = |person| Command::SetPassword { person };
    for by in [ASSESSOR, ADMINISTRATOR] {
        then(firm(), set(ASSESSOR), by, [Event::PasswordSet { person: ASSESSOR }]);
    }
    refused(&firm(), set(ASSESSOR), OWNER, "permission", &[]);
    refused(&firm(), set(FORMER), FORMER, "permission", &[]);
    refused(&firm(), set(STRANGER), ADMINISTRATOR, "person-known", &["person"]);
}

fn calendar(id: TokenId, person: PersonId) -> Calendar {
    Calendar { id, person, system: None, name: "desk phone".into(), until: JANUARY }
}

#[test]
fn a_calendar_is_of_whoever_opens_it_and_ends_with_them() {
    let open = |id, person| Command::OpenCalendar(calendar(id, person));
    let opened = || then(firm(), open(TOKEN, OWNER), OWNER, [Event::CalendarOpened(calendar(TOKEN, OWNER))]);
    let given = opened();
    assert_eq!(given.as_ref().map(|o| (o.calendars.len(), o.tokens.len())), Some((1, 0)));
    refused(&given, open(TOKEN, HELPER), HELPER, "token-own", &["calendar"]);
    refused(&given, open(TokenId(Uuid::nil()), OWNER), ADMINISTRATOR, "token-own", &[]);
    refused(&given, Command::CloseCalendar { id: TOKEN }, HELPER, "permission", &[]);
    refused(&given, Command::RevokeToken { id: TOKEN }, ADMINISTRATOR, "token-own", &["token"]);
    let unnamed = Calendar { name: " ".into(), ..calendar(TOKEN, OWNER) };
    refused(&firm(), Command::OpenCalendar(unnamed), OWNER, "text-required", &["name"]);
    for by in [OWNER, ADMINISTRATOR] {
        let given = then(opened(), Command::CloseCalendar { id: TOKEN }, by, [Event::CalendarClosed { id: TOKEN }]);
        refused(&given, Command::CloseCalendar { id: TOKEN }, ADMINISTRATOR, "token-own", &["calendar"]);
    }
    let given = then(opened(), leave(OWNER), ADMINISTRATOR, [left(OWNER)]);
    assert_eq!(given.map(|o| o.calendars.len()), Some(0));
}

#[test]
fn a_token_acts_for_whoever_issues_it() {
    let issue = |id, person| Command::IssueToken(token(id, person));
    let given = then(firm(), issue(TOKEN, OWNER), OWNER, [Event::TokenIssued(token(TOKEN, OWNER))]);
    assert_eq!(given.as_ref().map(|o| o.tokens.len()), Some(1));
    refused(&given, issue(TOKEN, HELPER), HELPER, "token-own", &["token"]);
    refused(&given, issue(TokenId(Uuid::nil()), OWNER), ADMINISTRATOR, "token-own", &[]);
    refused(&given, issue(TokenId(Uuid::nil()), OWNER), HELPER, "permission", &[]);
    refused(&given, issue(TOKEN, FORMER), FORMER, "permission", &[]);
    let unnamed = Token { name: " ".into(), ..token(TOKEN, OWNER) };
    refused(&firm(), Command::IssueToken(unnamed), OWNER, "text-required", &["name"]);
}

#[test]
fn a_token_ends_by_its_person_an_administrator_or_when_its_person_leaves() {
    let revoke = Command::RevokeToken { id: TOKEN };
    let issued =
        || then(firm(), Command::IssueToken(token(TOKEN, OWNER)), OWNER, [Event::TokenIssued(token(TOKEN, OWNER))]);
    for by in [OWNER, ADMINISTRATOR] {
        let given = then(issued(), revoke.clone(), by, [Event::TokenRevoked { id: TOKEN }]);
        refused(&given, revoke.clone(), ADMINISTRATOR, "token-own", &["token"]);
    }
    refused(&issued(), revoke.clone(), HELPER, "permission", &[]);
    let given = then(issued(), leave(OWNER), ADMINISTRATOR, [left(OWNER)]);
    let given =
        then(given, Command::Return { person: OWNER }, ADMINISTRATOR, [Event::PersonReturned { person: OWNER }]);
    assert_eq!(given.map(|o| o.tokens.len()), Some(0), "an old secret does not come back to life");
}

fn supervised(person: PersonId, supervisor: Option<PersonId>) -> Command {
    Command::NameSupervisor { person, supervisor }
}

#[test]
fn a_supervisor_is_named_and_nobody_supervises_themselves_through_others() {
    let named = |person, supervisor| Event::SupervisorNamed { person, supervisor };
    let given = then(firm(), supervised(LEAD, Some(OWNER)), ADMINISTRATOR, [named(LEAD, Some(OWNER))]);
    let given = then(given, supervised(OWNER, Some(EXECUTIVE)), ADMINISTRATOR, [named(OWNER, Some(EXECUTIVE))]);
    assert_eq!(given.as_ref().and_then(|o| o.supervisors.get(&LEAD)), Some(&OWNER));
    for (person, supervisor) in [(LEAD, LEAD), (EXECUTIVE, LEAD), (LEAD, FORMER), (LEAD, STRANGER)] {
        refused(&given, supervised(person, Some(supervisor)), ADMINISTRATOR, "person-supervisor", &["supervisor"]);
    }
    let given = then(given, supervised(LEAD, None), ADMINISTRATOR, [named(LEAD, None)]);
    assert_eq!(given.and_then(|o| o.supervisors.get(&LEAD).copied()), None);
}

#[test]
fn only_administrators_administer() {
    let commands = [
        Command::Found { name: "Other".into(), founder: guest() },
        Command::AddPerson(guest()),
        Command::DescribePerson { person: OWNER, name: "x".into(), title: String::new() },
        roles(OWNER, &[Role::Owner]),
        leave(OWNER),
        Command::Return { person: FORMER },
        Command::SetPassword { person: MANY_HATS },
        Command::RevokeToken { id: TOKEN },
        Command::CloseCalendar { id: TOKEN },
        supervised(LEAD, Some(OWNER)),
    ];
    let may = BTreeSet::from([ADMINISTRATOR, MANY_HATS]);
    for person in everybody().into_iter().filter(|person| !may.contains(person)) {
        for command in commands.clone() {
            refused(&firm(), command, person, "permission", &[]);
        }
    }
}

#[test]
fn replaying_is_folding_and_nothing_comes_before_the_founding() {
    let events = [
        Event::PersonLeft { person: OWNER, reason: "r".into() },
        Event::Founded { name: "Mill".into() },
        Event::PersonReturned { person: OWNER },
        Event::Founded { name: "Mall".into() },
        Event::PersonAdded(guest()),
        Event::PersonAdded(NewPerson { name: "Val Again".into(), ..guest() }),
    ]
    .map(|what| Stamped { at: EIGHT_O_CLOCK, by: ADMINISTRATOR, what });
    let replayed = organization::replay(&events).expect("founded");
    assert_eq!((replayed.name.as_str(), replayed.version), ("Mill", 5));
    assert_eq!(replayed.directory.name(STRANGER), "Val Ember");
}

#[test]
fn time_for_the_plan_is_said_by_oneself_by_the_owner_or_by_an_administrator() {
    let hours = |weekly| Command::SetHours { person: LEAD, weekly };
    let set = |weekly| Event::HoursSet { person: LEAD, weekly };
    let mut given = firm();
    for (n, by) in (1..).zip([LEAD, OWNER, ADMINISTRATOR]) {
        given = then(given, hours(Some(n)), by, [set(Some(n))]);
    }
    refused(&given, hours(Some(9)), HELPER, "permission", &[]);
    refused(&given, hours(Some(61)), LEAD, "person-time", &["weekly"]);
    // Said again, it changes nothing; and one may know nothing.
    let given = then(given, hours(Some(3)), LEAD, []);
    let given = then(given, hours(None), LEAD, [set(None)]);
    assert_eq!(given.map(|o| o.times[&LEAD].clone()), Some(Time::default()));
}

#[test]
fn absences_have_two_days_in_order_do_not_overlap_and_have_no_reason() {
    let days = |first, last| Away { first, last };
    let plan = |away| Command::PlanAbsence { person: LEAD, away };
    let long = days(TODAY, TODAY.saturating_add(366.days()));
    let (week, within) = (days(NOVEMBER, DECEMBER), days(NOVEMBER, NOVEMBER));
    let planned = Event::AbsencePlanned { person: LEAD, first: NOVEMBER, last: DECEMBER };
    let given = then(firm(), plan(week), LEAD, [planned]);
    refused(&given, plan(days(DECEMBER, NOVEMBER)), LEAD, "person-time", &["last"]);
    refused(&given, plan(long), LEAD, "person-time", &["last"]);
    refused(&given, plan(within), LEAD, "person-time", &["first"]);
    refused(&given, plan(days(JANUARY, JANUARY)), HELPER, "permission", &[]);
    let withdraw = |away| Command::WithdrawAbsence { person: LEAD, away };
    refused(&given, withdraw(within), LEAD, "person-time", &["first"]);
    let gone = Event::AbsenceWithdrawn { person: LEAD, first: NOVEMBER, last: DECEMBER };
    let given = then(given, withdraw(week), OWNER, [gone]);
    assert!(given.is_some_and(|o| o.times[&LEAD].away.is_empty()));
}
