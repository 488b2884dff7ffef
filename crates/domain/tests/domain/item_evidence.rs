//! Evidence: files named by their content, added and at most withdrawn.

use closeout_domain::{
    ids::PartNumber,
    item::{Command, Event, closure, value::Evidence},
    rule::LONGEST_TEXT,
};

use crate::scenario::*;

fn attach_file(evidence: Evidence) -> Command {
    Command::AttachEvidence { evidence }
}

#[test]
fn evidence_is_attached_by_those_who_work() {
    let given = open().when(attach(SCAN), RESPONSIBLE).then([Event::EvidenceAttached { evidence: file(SCAN) }]);
    let exhibit = given.item().exhibits[0].clone();
    assert_eq!((exhibit.evidence, exhibit.attached.1, exhibit.withdrawn), (file(SCAN), RESPONSIBLE, None));
    for person in [HELPER, VALIDATOR, APPROVER, EXECUTIVE, ADMINISTRATOR, ASSESSOR, FORMER, STRANGER, BYSTANDER] {
        open().when(attach(SCAN), person).then_refused("permission", &[]);
    }
}

#[test]
fn evidence_is_gathered_until_the_item_ends() {
    for given in every_stage() {
        let ended = given.item().status.is_final();
        let asked = given.when(attach(CONFIGURATION), OWNER);
        match ended {
            true => drop(asked.then_refused("item-status", &[])),
            false => drop(asked.then([Event::EvidenceAttached { evidence: file(CONFIGURATION) }])),
        }
    }
}

#[test]
fn the_same_content_is_attached_once() {
    let given = open().and(attach(SCAN), RESPONSIBLE);
    let renamed = Evidence { name: "another name.pdf".into(), ..file(SCAN) };
    given.when(attach_file(renamed), OWNER).then_refused("evidence-known", &["file"]).saying("attached already");
}

#[test]
fn evidence_has_a_name_and_speaks_to_a_test_of_the_item() {
    let attach = |evidence| open().when(attach_file(evidence), OWNER);
    attach(Evidence { name: " ".into(), ..file(SCAN) }).then_refused("text-required", &["name"]);
    attach(Evidence { shows: "x".repeat(LONGEST_TEXT + 1), ..file(SCAN) }).then_refused("text-required", &["shows"]);
    attach(Evidence { test: Some(PartNumber(9)), ..file(SCAN) }).then_refused("evidence-known", &["test"]);
    let spoken = Evidence { test: Some(ONE), ..file(SCAN) };
    attach(spoken.clone()).then([Event::EvidenceAttached { evidence: spoken }]);
}

#[test]
fn evidence_is_withdrawn_with_a_reason_and_stays_on_record() {
    let given = open().and(attach(SCAN), RESPONSIBLE);
    let silent = Command::WithdrawEvidence { digest: SCAN, reason: " ".into() };
    let given = given.when(silent, RESPONSIBLE).then_refused("text-required", &["reason"]);
    let reason = "of another gateway".to_owned();
    let given = given
        .when(withdraw(SCAN), RESPONSIBLE)
        .then([Event::EvidenceWithdrawn { digest: SCAN, reason: reason.clone() }]);
    assert_eq!(given.item().exhibits[0].withdrawn, Some(reason));
    let given = given.when(withdraw(SCAN), RESPONSIBLE).then_refused("evidence-known", &["evidence"]);
    let given = given.and(attach(SCAN), RESPONSIBLE);
    assert_eq!(given.item().exhibits.len(), 2, "the first attachment stays where it was");
    open().when(withdraw(SCAN), OWNER).then_refused("evidence-known", &["evidence"]).saying("attach the file first");
}

#[test]
fn a_test_shown_by_evidence_that_was_withdrawn_is_unmet_again() {
    let fields = |given: &Given| closure::unfinished(&given.item()).iter().map(|gap| gap.field).collect::<Vec<_>>();
    assert_eq!(fields(&shown()), [""; 0]);
    let given = shown().and(withdraw(SCAN), RESPONSIBLE);
    assert_eq!(fields(&given), ["tests", "evidence"]);
    let given = given.when(declare_done(), LEAD).then_refused("closure-proven", &["tests", "evidence"]);
    let back = given.and(attach(SCAN), RESPONSIBLE);
    assert_eq!(fields(&back), [""; 0], "the same file shows the same");
}

#[test]
fn one_of_two_files_is_enough() {
    let given = open()
        .and(attach(SCAN), RESPONSIBLE)
        .and(attach(CONFIGURATION), RESPONSIBLE)
        .and(attest(1, &[SCAN, CONFIGURATION]), RESPONSIBLE)
        .and(withdraw(SCAN), RESPONSIBLE);
    assert_eq!(
        closure::unfinished(&given.item()).iter().map(|gap| gap.field).collect::<Vec<_>>(),
        ["tasks", "milestones", "milestones"]
    );
}
