//! From the submitted plan to the closed item, step by step.

use closeout_domain::item::{Command, Event, Status, closure};

use crate::scenario::*;

fn status(given: &Given) -> Status {
    given.item().status
}

#[test]
fn an_item_lives_from_draft_to_closed() {
    let given = complete().when(submit(), OWNER).then([Event::Submitted { note: "ready".into() }]);
    assert_eq!(status(&given), Status::Proposed);
    let given = given.when(approve(), APPROVER).then([Event::Approved { note: "go ahead".into() }]);
    assert_eq!(status(&given), Status::Open);
    let given = shown().when(declare_done(), LEAD).then([Event::WorkDeclaredDone { note: "all shown".into() }]);
    assert_eq!(status(&given), Status::AwaitingValidation);
    let statement = "evidence meets the test".into();
    let given = given.when(validate(), VALIDATOR).then([Event::Validated { statement }]);
    assert_eq!(status(&given), Status::Validated);
    let given = given.when(close(), SECOND_APPROVER).then([Event::Closed { statement: "corrected and shown".into() }]);
    let chain = given.item().chain;
    let signers = [chain.drafted, chain.submitted, chain.approved, chain.done, chain.validated, chain.ended];
    let expected = [OWNER, OWNER, APPROVER, LEAD, VALIDATOR, SECOND_APPROVER];
    assert_eq!(signers.map(|signature| signature.expect("every step was signed").1), expected);
    assert_eq!(status(&given), Status::Closed);
}

#[test]
fn no_step_is_taken_out_of_order() {
    let steps: [(Command, _, &[Status]); 8] = [
        (submit(), OWNER, &[Status::Draft]),
        (approve(), SECOND_APPROVER, &[Status::Proposed]),
        (return_plan(), APPROVER, &[Status::Proposed]),
        (declare_done(), OWNER, &[Status::Open]),
        (reject_work(), VALIDATOR, &[Status::AwaitingValidation]),
        (validate(), VALIDATOR, &[Status::AwaitingValidation]),
        (refuse_closure(), APPROVER, &[Status::Validated]),
        (close(), SECOND_APPROVER, &[Status::Validated]),
    ];
    for (command, by, allowed) in steps {
        for given in every_stage() {
            let status = status(&given);
            if !allowed.contains(&status) {
                let remedy = if status.is_final() { "begin a new item" } else { "this is possible while it is" };
                given.when(command.clone(), by).then_refused("item-status", &[]).saying(remedy);
            }
        }
    }
}

#[test]
fn a_plan_is_returned_with_a_reason_and_submitted_again() {
    let silent = Command::Return { reason: " ".into() };
    proposed().when(silent, APPROVER).then_refused("text-required", &["reason"]);
    let given = proposed().when(return_plan(), APPROVER).then([Event::Returned { reason: "too late".into() }]);
    assert_eq!((status(&given), given.item().chain.submitted), (Status::Draft, None));
    given.and(move_milestone(1, TODAY, ""), OWNER).and(submit(), LEAD).and(approve(), APPROVER);
}

#[test]
fn nothing_is_done_until_everything_is_shown() {
    open()
        .when(declare_done(), LEAD)
        .then_refused("closure-proven", &["tasks", "milestones", "milestones", "tests", "evidence"])
        .saying("5 things are not shown yet");
    let unapproved =
        open().and(finish_task(1), RESPONSIBLE).and(attach(SCAN), RESPONSIBLE).and(attest(1, &[SCAN]), LEAD);
    let gaps = closure::unfinished(&unapproved.item());
    assert_eq!(gaps[0].sentence, "task 1 waits for its approver");
    let reached = unapproved.and(reach_milestone(1, TODAY), LEAD).and(drop_milestone(2), OWNER);
    reached.when(declare_done(), LEAD).then_refused("closure-proven", &["tasks"]).saying("1 thing is not shown yet");
    shown().and(add_test(), OWNER).when(declare_done(), LEAD).then_refused("closure-proven", &["tests"]);
    shown().and(add_task(task_plan()), OWNER).when(declare_done(), LEAD).then_refused("closure-proven", &["tasks"]);
    let dropped = shown().and(add_task(task_plan()), OWNER).and(drop_task(2), OWNER);
    dropped.and(declare_done(), LEAD);
}

#[test]
fn no_plan_change_and_no_withdrawal_slips_in_behind_the_validator() {
    for given in [awaiting_validation(), validated()] {
        for command in
            [drop_test(1), add_test(), withdraw(SCAN), finish_task(1), Command::AssignOwner { person: OWNER }]
        {
            given.clone().when(command, OWNER).then_refused("item-status", &[]);
        }
    }
}

#[test]
fn a_validator_and_an_approver_look_again_at_what_is_shown() {
    let undone =
        |given: Given| given.recorded(vec![Event::EvidenceWithdrawn { digest: SCAN, reason: "r".into() }], OWNER);
    undone(awaiting_validation()).when(validate(), VALIDATOR).then_refused("closure-proven", &["tests", "evidence"]);
    undone(validated()).when(close(), SECOND_APPROVER).then_refused("closure-proven", &["tests", "evidence"]);
}

#[test]
fn work_is_sent_back_with_a_reason() {
    let silent = Command::RejectWork { reason: String::new() };
    awaiting_validation().when(silent, VALIDATOR).then_refused("text-required", &["reason"]);
    let reason = "the scan is of another day".into();
    let given = awaiting_validation().when(reject_work(), VALIDATOR).then([Event::WorkRejected { reason }]);
    assert_eq!((status(&given), given.item().chain.done), (Status::Open, None));
    given.and(declare_done(), LEAD).and(validate(), VALIDATOR);
}

#[test]
fn a_refused_closure_needs_a_new_validation() {
    let silent = Command::RefuseClosure { reason: String::new() };
    validated().when(silent, APPROVER).then_refused("text-required", &["reason"]);
    let reason = "the SSP is not updated".into();
    let given = validated().when(refuse_closure(), APPROVER).then([Event::ClosureRefused { reason }]);
    let chain = given.item().chain;
    assert_eq!((status(&given), chain.done, chain.validated), (Status::Open, None, None));
    given.when(close(), APPROVER).then_refused("item-status", &[]);
}

#[test]
fn validation_and_closure_say_what_was_seen() {
    let silent = Command::Validate { statement: " ".into() };
    awaiting_validation().when(silent, VALIDATOR).then_refused("text-required", &["statement"]);
    let silent = Command::Close { statement: " ".into() };
    validated().when(silent, APPROVER).then_refused("text-required", &["statement"]);
}
