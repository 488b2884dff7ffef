//! Acceptance tests that run by themselves: met by scans, taken back by scans, and never anybody's way around another person.

use closeout_domain::item::{
    Command, Event, Status,
    check::{Check, Outcome},
};
use jiff::SignedDuration;

use crate::scenario::*;

fn passed() -> Event {
    Event::TestPassed { id: TWO, statement: "proved absent in all of 4 places".into(), evidence: vec![RESCAN] }
}

fn failed(statement: &str) -> Event {
    Event::TestFailed { id: TWO, statement: statement.into() }
}

#[test]
fn a_test_may_run_by_itself() {
    let criterion = "two scans find it nowhere".to_owned();
    let automated = Event::TestAutomated { id: TWO, check: Check::CleanScans(2) };
    let given = complete().when(add_scan_test(), OWNER).then([Event::TestAdded { id: TWO, criterion }, automated]);
    assert_eq!(given.item().tests[&TWO].check, Some(Check::CleanScans(2)));
}

#[test]
fn clean_scans_show_a_test_once_with_the_scan_as_evidence() {
    let attached = Event::EvidenceAttached { evidence: file(RESCAN) };
    let given = watched().when(run(gone()), ADMINISTRATOR).then([attached, passed()]);
    assert!(given.item().tests[&TWO].run.as_ref().is_some_and(|run| run.met));
    assert_eq!(given.item().status, Status::Open, "a task is still to be done");
    let given = given.when(run(gone()), ADMINISTRATOR).then([]);
    // Evidence that was withdrawn shows nothing; the next run brings it back.
    let given = given.and(withdraw(RESCAN), OWNER);
    let attached = Event::EvidenceAttached { evidence: file(RESCAN) };
    given.when(run(gone()), OWNER).then([attached, passed()]);
}

#[test]
fn the_last_thing_shown_moves_the_work_to_validation() {
    let given = watched_and_shown().when(declare_done(), LEAD).then_refused("closure-proven", &["tests"]);
    let note = "every task, milestone and acceptance test is done".into();
    let attached = Event::EvidenceAttached { evidence: file(RESCAN) };
    let given = given.when(run(gone()), ADMINISTRATOR).then([attached, passed(), Event::WorkShown { note }]);
    assert_eq!(given.item().status, Status::AwaitingValidation);
    assert!(!given.item().implementers().contains(&ADMINISTRATOR), "whoever imports a scan did none of the work");
    given.and(validate(), VALIDATOR).and(close(), SECOND_APPROVER);
}

#[test]
fn what_is_seen_again_comes_back_to_be_worked_on() {
    let awaiting = watched_and_shown().and(run(gone()), ADMINISTRATOR);
    let again = seen(EIGHT_O_CLOCK);
    let said = "still there in 1 of 4 places";
    let reason = format!("acceptance test 2: {said}");
    let given = awaiting
        .clone()
        .when(run(again.clone()), OWNER)
        .then([failed(said), Event::WorkRejected { reason: reason.clone() }]);
    assert_eq!(given.item().status, Status::Open);
    let validated = awaiting.and(validate(), VALIDATOR);
    let given = validated.when(run(again), OWNER).then([failed(said), Event::ClosureRefused { reason }]);
    assert_eq!(given.item().status, Status::Open);
    given.when(declare_done(), LEAD).then_refused("closure-proven", &["tests"]);
}

#[test]
fn what_was_proved_by_an_import_that_is_undone_is_open_again() {
    let unknown = Outcome::Unknown { statement: "proved absent by 2 scans in a row in 3 of 4 places".into() };
    let given = watched().and(run(gone()), ADMINISTRATOR);
    given.when(run(unknown.clone()), OWNER).then([failed("proved absent by 2 scans in a row in 3 of 4 places")]);
    watched().when(run(unknown), OWNER).then([]);
}

#[test]
fn a_persons_word_holds_until_a_later_look_says_otherwise() {
    let attested = watched().and(attach(SCAN), RESPONSIBLE).and(attest(2, &[SCAN]), RESPONSIBLE);
    let at = attested.item().tests[&TWO].attested.as_ref().expect("attested").signed.0;
    let before = attested.when(run(seen(at - SignedDuration::from_mins(1))), OWNER).then([]);
    let given = before
        .when(run(Outcome::Unknown { statement: "not looked at".into() }), OWNER)
        .then([])
        .when(run(seen(at + SignedDuration::from_mins(1))), OWNER)
        .then([failed("still there in 1 of 4 places")]);
    given.and(attest(2, &[SCAN]), RESPONSIBLE).when(run(seen(at)), OWNER).then([]);
}

#[test]
fn who_attached_what_a_test_reads_had_a_hand_in_it() {
    let check = Some(Check::Output("PermitRootLogin no".into()));
    let add = Command::AddTest { criterion: "sshd refuses root".into(), check };
    let given = complete().and(add, OWNER).and(submit(), OWNER).and(approve(), APPROVER).and(attach(RESCAN), LEAD);
    let met = Outcome::Met { statement: "a file is attached".into(), evidence: vec![RESCAN] };
    let given = given.and(Command::RecordRun { id: TWO, outcome: met, scan: None }, RESPONSIBLE);
    assert!(given.item().implementers().contains(&LEAD));
}

#[test]
fn tests_run_while_the_item_is_worked_on_by_whoever_imports_or_works() {
    for given in [draft(), proposed(), closed(), accepted(), dismissed()] {
        let status = given.item().status;
        let id = ONE;
        let outcome = gone();
        let command = Command::RecordRun { id, outcome, scan: None };
        given.when(command, OWNER).then_refused("item-status", &[]).saying(&status.phrase().to_lowercase());
    }
    for person in [HELPER, VALIDATOR, APPROVER, EXECUTIVE, ASSESSOR, BYSTANDER] {
        watched().when(run(gone()), person).then_refused("permission", &[]);
    }
    for person in [OWNER, ADMINISTRATOR, LEAD, RESPONSIBLE] {
        watched().and(run(gone()), person);
    }
}
