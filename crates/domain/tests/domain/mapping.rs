//! Which requirements a weakness bears on: by its source, by the organization, by the catalog.

use closeout_domain::{
    finding::severity::Severity,
    ids::PersonId,
    mapping::{self, By, Command, Event, Mappings, Stated, Subject, concerns},
    rule::Refusal,
    time::Stamped,
};

use crate::scenario::*;

fn subject(text: &str) -> Subject {
    text.parse().expect("a subject")
}

fn map(text: &str, to: &[&str]) -> Command {
    let requirements = to.iter().map(|id| (*id).to_owned()).collect();
    Command::Map { subject: subject(text), requirements, reason: "as our assessor reads it".into() }
}

fn ask(given: &Mappings, command: Command, by: PersonId) -> Result<Vec<Event>, Refusal> {
    mapping::decide(given, command, by, &firm())
}

fn after(given: Mappings, command: Command) -> Mappings {
    let events = ask(&given, command, OWNER).expect("the owner may map");
    events.into_iter().fold(given, |m, what| mapping::fold(m, &Stamped { at: EIGHT_O_CLOCK, by: OWNER, what }))
}

fn refused(given: &Mappings, command: Command, by: PersonId) -> &'static str {
    let refusal = ask(given, command, by).expect_err("it is refused");
    explains_itself(&refusal);
    refusal.rule.id
}

/// A setting of a STIG that is wrong.
fn setting(ccis: &[String]) -> Stated<'_> {
    Stated { family: "stig", check: "V-230221", severity: Severity::Medium, ccis, ..Stated::default() }
}

fn ids(stated: &Stated<'_>, mappings: &Mappings) -> Vec<String> {
    concerns(stated, mappings).named.into_iter().map(|concern| concern.requirement).collect()
}

#[test]
fn a_cci_leads_to_the_requirement_that_asks_for_its_control() {
    let ccis = ["CCI-000366".to_owned()];
    let sum = concerns(&setting(&ccis), &Mappings::default());
    let told: Vec<_> = sum.named.iter().map(|c| (c.requirement.as_str(), c.reason.as_str(), c.by)).collect();
    assert_eq!(told, [("3.4.2", "CCI-000366 is part of CM-6 b, which 3.4.2 asks for", By::Catalog)]);
    // Of several the heaviest leads: 3.1.10 is of one point, 3.4.2 of five.
    let ccis = ["CCI-000057".to_owned(), "CCI-000366".to_owned()];
    assert_eq!(ids(&setting(&ccis), &Mappings::default()), ["3.4.2", "3.1.10"]);
}

#[test]
fn what_the_standard_leaves_out_is_said_and_the_setting_remains() {
    let ccis = ["CCI-000015".to_owned(), "CCI-999999".to_owned()];
    let sum = concerns(&setting(&ccis), &Mappings::default());
    assert_eq!(sum.silent.len(), 2, "{:?}", sum.silent);
    assert_eq!(sum.silent[0], "CCI-000015 is AC-2 (1), which SP 800-171 does not ask for");
    assert_eq!(sum.leading(), Some("3.4.2"), "a checker of settings found it");
    assert_eq!(sum.named[0].reason, "stig checks settings, and 3.4.2 asks to enforce them");
}

#[test]
fn a_flaw_is_to_be_corrected_found_and_corrected_in_time() {
    let cves = ["CVE-2026-0001".to_owned()];
    let stated = Stated { family: "sarif", check: "x", cves: &cves, ..Stated::default() };
    assert_eq!(ids(&stated, &Mappings::default()), ["3.11.3", "3.11.2", "3.14.1"]);
    let scanner = Stated { family: "nessus", check: "70658", severity: Severity::Low, ..Stated::default() };
    assert_eq!(ids(&scanner, &Mappings::default()), ["3.11.3", "3.11.2", "3.14.1"]);
    // A statement of fact is no flaw, and of a stranger's tool nothing is known.
    let fact = Stated { severity: Severity::Info, ..scanner };
    assert_eq!(ids(&fact, &Mappings::default()), [""; 0]);
    let stranger = Stated { family: "gadget", ..scanner };
    assert_eq!(ids(&stranger, &Mappings::default()), [""; 0]);
}

#[test]
fn what_the_source_names_leads() {
    let cves = ["CVE-2026-0001".to_owned()];
    let stated = Stated { requirement: "3.5.3[a]", cves: &cves, ..Stated::default() };
    let sum = concerns(&stated, &Mappings::default());
    assert_eq!((sum.leading(), sum.named[0].by), (Some("3.5.3"), By::Source));
    assert_eq!(sum.named[0].reason, "the source itself names 3.5.3[a]");
    assert_eq!(sum.named.len(), 4);
}

#[test]
fn the_organization_maps_otherwise_and_takes_it_back() {
    let cves = ["CVE-2026-0001".to_owned()];
    let stated = Stated { family: "nessus", check: "70658", cves: &cves, ..Stated::default() };
    let flaws = after(Mappings::default(), map("flaws", &["RA.L2-3.11.3", "3.14.1", "3.14.1"]));
    assert_eq!(ids(&stated, &flaws), ["3.11.3", "3.14.1"]);
    let check = after(flaws, map("nessus:70658", &["3.13.8"]));
    let sum = concerns(&stated, &check);
    assert_eq!((sum.leading(), sum.named.len(), sum.named[0].by), (Some("3.13.8"), 1, By::Organization));
    assert_eq!(sum.named[0].reason, "check 70658 of nessus bears on 3.13.8 here: as our assessor reads it");
    let none = after(check, map("nessus:70658", &[]));
    let sum = concerns(&stated, &none);
    assert_eq!((sum.leading(), sum.silent.len()), (None, 1));
    let unmap = |text: &str| Command::Unmap { subject: subject(text), reason: "a slip".into() };
    let back = after(none, unmap("nessus:70658"));
    assert_eq!(ids(&stated, &back), ["3.11.3", "3.14.1"]);
    assert_eq!(back.version, 4);
    assert_eq!(refused(&back, unmap("nessus:70658"), OWNER), "mapping-requirement");
    let ccis = ["CCI-000015".to_owned()];
    let cci = after(back, map("cci-000015", &["3.5.6"]));
    assert_eq!(ids(&setting(&ccis), &cci), ["3.5.6"]);
    let settings = after(Mappings::default(), map("settings", &["3.4.1"]));
    assert_eq!(ids(&setting(&[]), &settings), ["3.4.1"]);
}

#[test]
fn a_mapping_needs_requirements_that_exist_a_reason_and_somebody_who_triages() {
    let none = Mappings::default();
    assert_eq!(refused(&none, map("flaws", &["3.15.1"]), OWNER), "mapping-requirement");
    assert_eq!(refused(&none, map("flaws", &["3.14.1"]), VALIDATOR), "permission");
    let silent = Command::Map { subject: Subject::Flaws, requirements: Vec::new(), reason: " ".into() };
    assert_eq!(refused(&none, silent, OWNER), "text-required");
    let eleven: Vec<String> = (1..=11).map(|n| format!("3.1.{n}")).collect();
    let eleven: Vec<&str> = eleven.iter().map(String::as_str).collect();
    assert_eq!(refused(&none, map("flaws", &eleven), OWNER), "mapping-requirement");
    let same = after(none, map("flaws", &["3.14.1"]));
    assert_eq!(ask(&same, map("flaws", &["3.14.1"]), OWNER), Ok(Vec::new()), "the same again changes nothing");
}

#[test]
fn of_several_weaknesses_each_requirement_is_named_once_and_the_first_leads() {
    let ccis = ["CCI-000366".to_owned()];
    let scanner = Stated { family: "nessus", check: "70658", severity: Severity::Low, ..Stated::default() };
    let none = Mappings::default();
    let sum = concerns(&scanner, &none).and(concerns(&setting(&ccis), &none)).and(concerns(&scanner, &none));
    let named: Vec<_> = sum.named.iter().map(|c| c.requirement.as_str()).collect();
    assert_eq!(named, ["3.11.3", "3.11.2", "3.14.1", "3.4.2"]);
}

#[test]
fn subjects_are_read_back() {
    for (text, spelled) in [
        (" Flaws ", "flaws"),
        ("settings", "settings"),
        ("cci-000366", "CCI-000366"),
        ("nessus: 70658", "nessus:70658"),
        ("tool:rule:with:colons", "tool:rule:with:colons"),
    ] {
        assert_eq!(text.parse::<Subject>().map(|s| s.to_string()), Ok(spelled.to_owned()));
        assert_eq!(spelled.parse::<Subject>(), text.parse());
    }
    for wrong in ["", "70658", "CCI-366", "nessus:", ":70658"] {
        assert!(wrong.parse::<Subject>().is_err(), "{wrong}");
    }
}
