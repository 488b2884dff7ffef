//! Systems: what their security plan says, who owns their POA&M and who did before.

use closeout_domain::{
    deadline::{extension::Limit, ladder::Ladder},
    finding::severity::Severity,
    ids::PersonId,
    rule::Refusal,
    system::{self, Command, Description, Event, Promotion, System},
    time::Stamped,
};
use jiff::civil::date;

use crate::scenario::*;

fn description() -> Description {
    Description {
        name: "Shop floor and offices".into(),
        ssp_title: "System security plan".into(),
        ssp_version: "3.1".into(),
        ssp_date: Some(date(2026, 6, 1)),
        cage_codes: vec!["1ABC2".into()],
        cmmc_uid: "S200000123".into(),
    }
}

fn ask(given: Option<&System>, command: Command, by: PersonId) -> Result<Vec<Event>, Refusal> {
    system::decide(given, command, by, &firm())
}

fn then<const N: usize>(given: Option<System>, command: Command, by: PersonId, events: [Event; N]) -> Option<System> {
    assert_eq!(ask(given.as_ref(), command, by), Ok(events.to_vec()));
    events.map(|what| Stamped { at: EIGHT_O_CLOCK, by, what }).iter().fold(given, system::fold)
}

fn refused(given: Option<&System>, command: Command, by: PersonId, rule: &str, fields: &[&str]) {
    let shown = format!("{command:?}");
    let refusal = ask(given, command, by).expect_err(&shown);
    assert_eq!(refusal.rule.id, rule, "{shown}: {refusal}");
    assert_eq!(refusal.gaps.iter().map(|gap| gap.field).collect::<Vec<_>>(), fields, "{shown}");
    explains_itself(&refusal);
}

fn register() -> Command {
    Command::Register { id: SYSTEM, description: description() }
}

fn registered() -> Option<System> {
    then(None, register(), ADMINISTRATOR, [Event::Registered { id: SYSTEM, description: description() }])
}

fn appoint(person: PersonId) -> Command {
    Command::AppointOwner { person, note: " by letter of 1 October ".into() }
}

fn appointed(person: PersonId) -> Event {
    Event::OwnerAppointed { person, note: "by letter of 1 October".into() }
}

#[test]
fn a_system_is_registered_once() {
    let system = registered().expect("registered");
    assert_eq!((system.id, system.version, system.poam_owner()), (SYSTEM, 1, None));
    refused(Some(&system), register(), ADMINISTRATOR, "system-known", &[]);
    for command in [Command::Describe(description()), appoint(OWNER), Command::SetPromotion(Promotion::default())] {
        refused(None, command, ADMINISTRATOR, "system-known", &[]);
    }
    let nameless = Command::Register { id: SYSTEM, description: Description::default() };
    refused(None, nameless, ADMINISTRATOR, "text-required", &["name"]);
}

#[test]
fn what_is_said_of_a_system_is_tidied() {
    let typed = Description {
        name: " Shop floor and offices ".into(),
        cage_codes: vec![" 1abc2 ".into(), String::new()],
        ..description()
    };
    let given = then(registered(), Command::Describe(typed), ADMINISTRATOR, [Event::Described(description())]);
    assert_eq!(given.map(|s| s.description), Some(description()));
    let nameless = Description { name: " ".into(), ..description() };
    refused(registered().as_ref(), Command::Describe(nameless), ADMINISTRATOR, "text-required", &["name"]);
}

#[test]
fn the_succession_of_owners_is_kept() {
    let given = then(registered(), appoint(OWNER), EXECUTIVE, [appointed(OWNER)]);
    let given = then(given, appoint(MANY_HATS), ADMINISTRATOR, [appointed(MANY_HATS)]);
    let given = then(given, appoint(OWNER), EXECUTIVE, [appointed(OWNER)]);
    let system = given.expect("registered");
    let succession: Vec<_> = system.appointments.iter().map(|a| (a.person, a.by)).collect();
    assert_eq!(succession, [(OWNER, EXECUTIVE), (MANY_HATS, ADMINISTRATOR), (OWNER, EXECUTIVE)]);
    assert_eq!((system.poam_owner(), system.version), (Some(OWNER), 4));
    refused(Some(&system), appoint(OWNER), EXECUTIVE, "system-poam-owner", &["person"]);
}

#[test]
fn an_owner_is_here_and_holds_the_role() {
    for person in [LEAD, FORMER, STRANGER, ASSESSOR] {
        refused(registered().as_ref(), appoint(person), EXECUTIVE, "system-poam-owner", &["person"]);
    }
}

#[test]
fn promotion_is_set_within_bounds() {
    let promotion = Promotion { at_least: Some(Severity::Medium), not_met: false, brake_percent: 200 };
    let event = Event::PromotionSet(Promotion { brake_percent: 100, ..promotion });
    let given = then(registered(), Command::SetPromotion(promotion), ADMINISTRATOR, [event]);
    assert_eq!(given.map(|s| s.promotion.brake_percent), Some(100));
    let usual = registered().expect("registered").promotion;
    assert_eq!((usual.at_least, usual.not_met, usual.brake_percent), (Some(Severity::High), true, 50));
}

#[test]
fn systems_are_kept_by_administrators_and_owners_appointed_by_executives_too() {
    for person in everybody() {
        let administers = [ADMINISTRATOR, MANY_HATS].contains(&person);
        let appoints = administers || [EXECUTIVE, SECOND_EXECUTIVE].contains(&person);
        let may = |given: Option<&System>, command| match ask(given, command, person) {
            Ok(_) => true,
            Err(refusal) => {
                assert_eq!(refusal.rule.id, "permission");
                false
            }
        };
        let system = registered();
        assert_eq!(may(None, register()), administers, "{person}");
        assert_eq!(may(system.as_ref(), Command::Describe(description())), administers, "{person}");
        assert_eq!(may(system.as_ref(), Command::SetPromotion(Promotion::default())), administers, "{person}");
        assert_eq!(may(system.as_ref(), appoint(OWNER)), appoints, "{person}");
    }
}

#[test]
fn nothing_comes_before_the_registration_and_nothing_registers_twice() {
    let other = Description { name: "Other".into(), ..description() };
    let events = [
        Event::Described(other.clone()),
        Event::Registered { id: SYSTEM, description: description() },
        Event::Registered { id: SYSTEM, description: other },
    ]
    .map(|what| Stamped { at: EIGHT_O_CLOCK, by: ADMINISTRATOR, what });
    let system = system::replay(&events).expect("registered");
    assert_eq!((system.description, system.version), (description(), 2));
}

#[test]
fn who_decides_on_extensions_is_an_order() {
    let limit = |text: &str| text.parse::<Limit>().expect("a limit");
    let set = |limits: &[&str]| {
        let limits = limits.iter().map(|text| limit(text)).collect();
        ask(registered().as_ref(), Command::SetExtensions(limits), ADMINISTRATOR)
    };
    for wrong in [&["high=9/3"][..], &["low=1/800"], &["low=1/2", "low=2/3"]] {
        let refusal = set(wrong).expect_err("no order");
        assert_eq!((refusal.rule.id, refusal.gaps[0].field), ("extension-limits", "limits"), "{wrong:?}");
    }
    // What is not named keeps what is proposed, and is recorded with it.
    let events = set(&["high=3/20"]).expect("an order");
    let [Event::ExtensionsSet(limits)] = events.as_slice() else { panic!("{events:?}") };
    assert_eq!(
        limits.iter().map(ToString::to_string).collect::<Vec<_>>(),
        ["low=30/90", "medium=14/45", "high=3/20", "critical=0/14"]
    );
}

#[test]
fn a_ladder_climbs_and_ends_before_an_executive() {
    let set = |ladder: Ladder| ask(registered().as_ref(), Command::SetLadder(Box::new(ladder)), ADMINISTRATOR);
    let steps = |texts: &[&str]| texts.iter().map(|text| text.parse().expect("steps")).collect();
    let with = |texts: &[&str]| Ladder { steps: steps(texts), ..Ladder::default() };
    let hasty = Ladder { answer_within: 0, ..Ladder::default() };
    let nobody = Ladder { executive: Some(LEAD), ..Ladder::default() };
    for (wrong, field) in [
        (with(&["high=5/1/2/3"]), "steps"),
        (with(&["low=1/2/3/800"]), "steps"),
        (with(&["low=1/2/3/4", "low=1/2/3/5"]), "steps"),
        (hasty, "answer_within"),
        (nobody, "executive"),
    ] {
        let refusal = set(wrong).expect_err("no ladder");
        assert_eq!((refusal.rule.id, refusal.gaps[0].field), ("escalation-ladder", field));
        explains_itself(&refusal);
    }
    let events = set(Ladder { executive: Some(EXECUTIVE), ..with(&["high=2/4/6/8"]) }).expect("a ladder");
    let [Event::LadderSet(ladder)] = events.as_slice() else { panic!("{events:?}") };
    assert_eq!(
        ladder.steps.iter().map(ToString::to_string).collect::<Vec<_>>(),
        ["low=7/20/40/60", "medium=3/10/20/30", "high=2/4/6/8", "critical=1/2/3/5"]
    );
    let stamped = Stamped { at: EIGHT_O_CLOCK, by: ADMINISTRATOR, what: events[0].clone() };
    let after = system::fold(registered(), &stamped).expect("registered");
    assert_eq!(after.ladder, **ladder);
}

#[test]
fn a_marking_is_one_short_line() {
    let set = |banner: &str| ask(registered().as_ref(), Command::SetMarking(banner.into()), ADMINISTRATOR);
    for wrong in ["CUI\nand more", &"C".repeat(81)] {
        let refusal = set(wrong).expect_err("no line");
        assert_eq!((refusal.rule.id, refusal.gaps[0].field), ("system-marking", "banner"), "{wrong:?}");
    }
    assert_eq!(set(" CUI//SP-EXPT "), Ok(vec![Event::MarkingSet { banner: "CUI//SP-EXPT".into() }]));
    assert_eq!(set(""), Ok(vec![Event::MarkingSet { banner: String::new() }]), "none");
    let refusal = ask(registered().as_ref(), Command::SetMarking("CUI".into()), OWNER).expect_err("not hers");
    assert_eq!(refusal.rule.id, "permission");
}
