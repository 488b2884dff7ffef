//! Nobody grades their own work: who may approve, validate and close, tried with people who hold every role.

use closeout_domain::{
    ids::PersonId,
    item::{Command, Event, closure, value::TaskPlan},
};

use crate::scenario::*;

fn submitted_by(person: PersonId, owner: PersonId, task: TaskPlan) -> Given {
    whole_plan(owner, task)
        .into_iter()
        .fold(draft().with_every_role(), |given, c| given.and(c, OWNER))
        .and(submit(), person)
}

/// Closed is out of reach for this person, whichever way validation went.
fn cannot_finish(given: &Given, person: PersonId) {
    let awaiting = given.clone().and(declare_done(), LEAD);
    awaiting
        .clone()
        .when(validate(), person)
        .then_refused("closure-separate-people", &[])
        .saying("did some of the work");
    let validated = awaiting.and(validate(), VALIDATOR);
    validated.when(close(), person).then_refused("closure-separate-people", &[]).saying("did some of the work");
}

#[test]
fn a_plan_is_approved_by_neither_its_owner_nor_whoever_submitted_it() {
    let given = submitted_by(HELPER, LEAD, task_plan());
    for person in [HELPER, LEAD] {
        given
            .clone()
            .when(approve(), person)
            .then_refused("closure-separate-people", &[])
            .saying("ask another approver");
    }
    given.when(approve(), OWNER).then([Event::Approved { note: "go ahead".into() }]);
}

#[test]
fn whoever_had_a_hand_in_the_work_neither_validates_nor_closes() {
    let given = open()
        .with_every_role()
        .and(attach(SCAN), HELPER)
        .and(attest(1, &[SCAN]), SECOND_VALIDATOR)
        .and(reach_milestone(1, TODAY), EXECUTIVE)
        .and(reach_milestone(2, TODAY), EXECUTIVE)
        .and(finish_task(1), SECOND_EXECUTIVE)
        .and(approve_task(1), APPROVER);
    let reasons = [
        (LEAD, "owns the item"),
        (RESPONSIBLE, "is responsible for a task"),
        (HELPER, "brought the evidence on which a test was attested"),
        (SECOND_VALIDATOR, "attested the test"),
        (EXECUTIVE, "reported the milestone reached"),
        (SECOND_EXECUTIVE, "reported the task done"),
    ];
    for (person, why) in reasons {
        assert!(given.item().implementers().contains(&person), "{why}");
        cannot_finish(&given, person);
    }
    let awaiting = given.and(declare_done(), MANY_HATS);
    awaiting.when(validate(), MANY_HATS).then_refused("closure-separate-people", &[]);
}

#[test]
fn whoever_brings_withdrawn_evidence_back_had_a_hand_in_the_proof() {
    let given = shown().with_every_role().and(withdraw(SCAN), RESPONSIBLE).and(attach(SCAN), HELPER);
    cannot_finish(&given, HELPER);
}

#[test]
fn former_owners_and_responsibles_of_approved_work_remain_implementers() {
    let given = open()
        .with_every_role()
        .and(Command::AssignOwner { person: OWNER }, LEAD)
        .and(revise_task(1, task_for(HELPER, APPROVER)), OWNER)
        .and(drop_task(1), OWNER)
        .and(attach(SCAN), OWNER)
        .and(attest(1, &[SCAN]), OWNER)
        .and(reach_milestone(1, TODAY), OWNER)
        .and(reach_milestone(2, TODAY), OWNER)
        .and(declare_done(), OWNER);
    for person in [LEAD, RESPONSIBLE, HELPER, OWNER] {
        given.clone().when(validate(), person).then_refused("closure-separate-people", &[]);
    }
    given.and(validate(), VALIDATOR).when(close(), LEAD).then_refused("closure-separate-people", &[]);
}

#[test]
fn whoever_was_only_named_in_a_draft_did_no_work() {
    let given = complete()
        .with_every_role()
        .and(Command::AssignOwner { person: OWNER }, OWNER)
        .and(revise_task(1, task_for(HELPER, APPROVER)), OWNER);
    let item = given.item();
    assert_eq!(item.implementers().into_iter().collect::<Vec<_>>(), [OWNER, HELPER]);
    let item = given.and(drop_task(1), OWNER).item();
    assert_eq!(item.implementers().into_iter().collect::<Vec<_>>(), [OWNER]);
}

#[test]
fn the_validator_does_not_close() {
    let given = awaiting_validation().with_every_role().and(validate(), VALIDATOR);
    given
        .clone()
        .when(close(), VALIDATOR)
        .then_refused("closure-separate-people", &[])
        .saying("Alex Moreau validated POAM-0007 and may not close it too");
    given.and(close(), APPROVER);
}

#[test]
fn evidence_that_a_validator_gathers_while_validating_is_not_the_work() {
    let given = awaiting_validation().with_every_role().and(attach(CONFIGURATION), VALIDATOR);
    given.and(validate(), VALIDATOR).and(close(), APPROVER);
}

#[test]
fn a_signed_exception_lets_one_person_work_and_validate_and_still_not_close() {
    let given = awaiting_validation().with_every_role().and(request_exception(RESPONSIBLE), LEAD);
    let given =
        given.when(validate(), RESPONSIBLE).then_refused("closure-separate-people", &[]).saying("exception signed");
    let given = given.and(sign_exception(), EXECUTIVE);
    let given = given.when(validate(), LEAD).then_refused("closure-separate-people", &[]);
    let given = given.and(validate(), RESPONSIBLE);
    for person in [RESPONSIBLE, LEAD] {
        given.clone().when(close(), person).then_refused("closure-separate-people", &[]);
    }
    given.and(close(), EXECUTIVE);
}

#[test]
fn an_exception_never_reaches_the_closure() {
    let given = awaiting_validation().with_every_role().and(request_exception(RESPONSIBLE), LEAD);
    let given = given.and(sign_exception(), EXECUTIVE).and(validate(), VALIDATOR);
    given.when(close(), RESPONSIBLE).then_refused("closure-separate-people", &[]).saying("did some of the work");
}

#[test]
fn an_exception_for_somebody_else_takes_the_signed_one_away() {
    let given = awaiting_validation()
        .with_every_role()
        .and(request_exception(RESPONSIBLE), LEAD)
        .and(sign_exception(), EXECUTIVE)
        .and(request_exception(HELPER), LEAD);
    given.when(validate(), RESPONSIBLE).then_refused("closure-separate-people", &[]);
}

#[test]
fn pages_can_ask_beforehand() {
    let given = validated();
    let item = given.item();
    assert!(closure::may_validate(&item, SECOND_VALIDATOR, &given.directory).is_ok());
    assert!(closure::may_validate(&item, LEAD, &given.directory).is_err());
    assert!(closure::may_close(&item, APPROVER, &given.directory).is_ok());
    assert!(closure::may_close(&item, VALIDATOR, &given.directory).is_err());
    assert!(closure::may_approve_plan(&proposed().item(), OWNER, &given.directory).is_err());
}
