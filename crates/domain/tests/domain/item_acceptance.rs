//! Acceptance tests: what must be shown, and the word that it was, resting on evidence.

use closeout_domain::item::{Command, Event};

use crate::scenario::*;

fn attested(evidence: Vec<closeout_domain::ids::Digest>) -> Event {
    Event::TestAttested { id: ONE, statement: "sign-in without a token was refused".into(), evidence }
}

#[test]
fn a_test_says_what_must_be_true() {
    let criterion = "remote sign-in without a token fails".to_owned();
    let given = draft().when(add_test(), OWNER).then([Event::TestAdded { id: ONE, criterion: criterion.clone() }]);
    let given = given.when(add_test(), OWNER).then([Event::TestAdded { id: TWO, criterion }]);
    assert_eq!(given.item().tests.len(), 2);
    let empty = Command::AddTest { criterion: " ".into(), check: None };
    draft().when(empty, OWNER).then_refused("text-required", &["criterion"]);
}

#[test]
fn a_test_is_attested_on_evidence() {
    let given = open().and(attach(SCAN), RESPONSIBLE);
    let given = given.when(attest(1, &[SCAN]), RESPONSIBLE).then([attested(vec![SCAN])]);
    let word = given.item().tests[&ONE].attested.clone().expect("attested");
    assert_eq!((word.evidence, word.signed.1), (vec![SCAN], RESPONSIBLE));
}

#[test]
fn saying_so_is_not_enough() {
    let given = open().and(attach(SCAN), RESPONSIBLE);
    let ask = |command| given.clone().when(command, RESPONSIBLE);
    ask(attest(1, &[])).then_refused("acceptance-shown", &["evidence"]);
    ask(attest(1, &[SCAN, CONFIGURATION])).then_refused("evidence-known", &["evidence"]);
    ask(attest(9, &[SCAN])).then_refused("acceptance-open", &["test"]).saying("there is no acceptance test 9");
    ask(Command::AttestTest { id: ONE, statement: String::new(), evidence: vec![SCAN] })
        .then_refused("text-required", &["statement"]);
    given.and(withdraw(SCAN), RESPONSIBLE).when(attest(1, &[SCAN]), LEAD).then_refused("evidence-known", &["evidence"]);
}

#[test]
fn only_those_who_work_attest() {
    let given = open().and(attach(SCAN), RESPONSIBLE);
    for person in [HELPER, VALIDATOR, APPROVER, EXECUTIVE, ADMINISTRATOR, ASSESSOR, BYSTANDER] {
        given.clone().when(attest(1, &[SCAN]), person).then_refused("permission", &[]);
    }
}

#[test]
fn a_test_is_taken_out_with_a_reason_and_its_number_stays() {
    let reason = "covered by the other".to_owned();
    let given = complete().when(drop_test(1), OWNER).then([Event::TestDropped { id: ONE, reason: reason.clone() }]);
    assert_eq!(given.item().tests[&ONE].dropped, Some(reason));
    let given = given.when(drop_test(1), OWNER).then_refused("acceptance-open", &["test"]);
    let given = given.and(add_test(), OWNER);
    assert_eq!(given.item().tests.keys().map(|id| id.0).collect::<Vec<_>>(), [1, 2]);
    let silent = Command::DropTest { id: ONE, reason: " ".into() };
    complete().when(silent, OWNER).then_refused("text-required", &["reason"]);
}

#[test]
fn a_dropped_test_is_not_attested() {
    let given = open().and(add_test(), OWNER).and(drop_test(1), OWNER).and(attach(SCAN), RESPONSIBLE);
    given.when(attest(1, &[SCAN]), RESPONSIBLE).then_refused("acceptance-open", &["test"]);
}

#[test]
fn an_approved_plan_is_not_left_with_nothing_to_show() {
    let given =
        open().when(drop_test(1), OWNER).then_refused("acceptance-last", &[]).saying("the last of an approved plan");
    given.and(add_test(), OWNER).and(drop_test(1), OWNER);
}
