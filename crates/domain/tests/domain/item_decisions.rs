//! Decisions beside the plan: accepted risk, dismissal, exceptions; and remarks.

use closeout_domain::{
    ids::PersonId,
    item::{Command, Event, Status, decision::LONGEST_ACCEPTANCE},
};
use jiff::{ToSpan, civil::Date};

use crate::scenario::*;

const GRANT: Command = Command::GrantProposal;

fn proposed_until(until: Date) -> Event {
    Event::AcceptanceProposed { until, justification: "the vendor delivers in spring".into() }
}

fn retired() -> String {
    "the system was retired".into()
}

#[test]
fn a_risk_is_accepted_until_a_day() {
    let given = open().when(propose_acceptance(JANUARY), OWNER).then([proposed_until(JANUARY)]);
    assert_eq!(given.item().status, Status::Open, "a proposal changes nothing yet");
    let given = given.when(GRANT, EXECUTIVE).then([Event::Accepted { until: JANUARY }]);
    let item = given.item();
    assert_eq!((item.status, item.accepted_until, item.proposal), (Status::Accepted, Some(JANUARY), None));
}

#[test]
fn a_risk_is_accepted_for_a_year_at_most_and_not_for_the_past() {
    let last = TODAY + LONGEST_ACCEPTANCE.days();
    open().when(propose_acceptance(last), OWNER).then([proposed_until(last)]);
    for until in [YESTERDAY, TODAY, last + 1.day(), Date::MAX] {
        open()
            .when(propose_acceptance(until), OWNER)
            .then_refused("acceptance-until", &["until"])
            .saying("not after 2027-10-02");
    }
    let silent = Command::ProposeAcceptance { until: JANUARY, justification: " ".into() };
    open().when(silent, OWNER).then_refused("text-required", &["justification"]);
}

#[test]
fn a_proposal_that_waited_too_long_is_not_granted() {
    let given = open().and(propose_acceptance(NOVEMBER), OWNER).on(NOVEMBER);
    let given = given.when(GRANT, EXECUTIVE).then_refused("acceptance-until", &[]).saying("decline it");
    given.when(decline(), EXECUTIVE).then([Event::ProposalDeclined { reason: "correct it".into() }]);
}

#[test]
fn an_accepted_item_is_taken_up_again() {
    let silent = Command::Resume { reason: " ".into() };
    accepted().when(silent, EXECUTIVE).then_refused("text-required", &["reason"]);
    let given = accepted().when(resume(), EXECUTIVE).then([Event::Resumed { reason: "the vendor delivered".into() }]);
    let item = given.item();
    assert_eq!((item.status, item.accepted_until, item.chain.ended), (Status::Open, None, None));
    assert_eq!(item.milestones[&ONE].baseline, Some(NOVEMBER), "the baseline is that of the first approval");
    for given in every_stage().into_iter().filter(|given| given.item().status != Status::Accepted) {
        given.when(resume(), EXECUTIVE).then_refused("item-status", &[]);
    }
}

#[test]
fn an_item_is_dismissed_by_decision() {
    let reason = retired();
    let given = draft().when(propose_dismissal(), OWNER).then([Event::DismissalProposed { reason: reason.clone() }]);
    let given = given.when(GRANT, EXECUTIVE).then([Event::Dismissed { reason }]);
    assert_eq!((given.item().status, given.item().proposal), (Status::Dismissed, None));
    let silent = Command::ProposeDismissal { reason: " ".into() };
    draft().when(silent, OWNER).then_refused("text-required", &["reason"]);
}

#[test]
fn proposals_are_made_where_they_make_sense() {
    for given in every_stage() {
        let status = given.item().status;
        if status != Status::Open {
            given.clone().when(propose_acceptance(JANUARY), OWNER).then_refused("item-status", &[]);
        }
        if !matches!(status, Status::Draft | Status::Proposed | Status::Open) {
            given.when(propose_dismissal(), OWNER).then_refused("item-status", &[]);
        }
    }
}

#[test]
fn one_proposal_waits_at_a_time() {
    for first in [propose_acceptance(JANUARY), propose_dismissal()] {
        let given = open().and(first, OWNER);
        given.clone().when(propose_acceptance(JANUARY), LEAD).then_refused("decision-pending", &[]);
        given.when(propose_dismissal(), LEAD).then_refused("decision-pending", &[]).saying("granted or declined");
    }
    for command in [GRANT, decline()] {
        open().when(command, EXECUTIVE).then_refused("decision-pending", &[]).saying("nothing was proposed");
    }
}

#[test]
fn whoever_proposes_does_not_grant_but_may_take_it_back() {
    for proposal in [propose_acceptance(JANUARY), propose_dismissal()] {
        let given = open().and(proposal, MANY_HATS);
        given
            .clone()
            .when(GRANT, MANY_HATS)
            .then_refused("decision-separate-people", &[])
            .saying("ask another executive");
        given.and(decline(), MANY_HATS).when(GRANT, EXECUTIVE).then_refused("decision-pending", &[]);
    }
}

#[test]
fn a_proposal_is_declined_with_a_reason() {
    let given = open().and(propose_dismissal(), OWNER);
    let silent = Command::DeclineProposal { reason: " ".into() };
    let given = given.when(silent, EXECUTIVE).then_refused("text-required", &["reason"]);
    let given = given.when(decline(), EXECUTIVE).then([Event::ProposalDeclined { reason: "correct it".into() }]);
    given.and(propose_dismissal(), OWNER);
}

#[test]
fn only_executives_decide_on_risk() {
    let given = open().and(propose_dismissal(), OWNER).and(request_exception(RESPONSIBLE), OWNER);
    for person in everybody().into_iter().filter(|p| ![EXECUTIVE, SECOND_EXECUTIVE, MANY_HATS].contains(p)) {
        for command in [GRANT, decline(), resume(), sign_exception()] {
            given.clone().when(command, person).then_refused("permission", &[]);
        }
    }
}

#[test]
fn a_proposal_left_behind_is_not_granted_once_the_work_is_done() {
    for (proposal, name) in [(propose_acceptance(JANUARY), "acceptance"), (propose_dismissal(), "dismissal")] {
        let awaiting = shown().and(proposal, OWNER).and(declare_done(), LEAD);
        awaiting.clone().when(GRANT, EXECUTIVE).then_refused("item-status", &[]);
        awaiting.clone().when(decline(), EXECUTIVE).then([Event::ProposalDeclined { reason: "correct it".into() }]);
        let validated = awaiting.and(validate(), VALIDATOR);
        validated.clone().when(GRANT, EXECUTIVE).then_refused("item-status", &[]);
        let closed = validated.and(close(), APPROVER);
        assert_eq!(closed.item().proposal, None, "{name}");
        closed.clone().when(GRANT, EXECUTIVE).then_refused("decision-pending", &[]);
        closed.when(decline(), EXECUTIVE).then_refused("decision-pending", &[]);
    }
}

#[test]
fn an_exception_is_asked_for_with_a_person_and_a_reason() {
    let requested = Event::ExceptionRequested { person: RESPONSIBLE, reason: "nobody else knows the machine".into() };
    for given in every_stage() {
        let asked = given.clone().when(request_exception(RESPONSIBLE), OWNER);
        match given.item().status {
            Status::Open | Status::AwaitingValidation => drop(asked.then([requested.clone()])),
            _ => drop(asked.then_refused("item-status", &[])),
        }
    }
    open().when(request_exception(FORMER), OWNER).then_refused("decision-separate-people", &["person"]);
    let silent = Command::RequestException { person: RESPONSIBLE, reason: " ".into() };
    open().when(silent, OWNER).then_refused("text-required", &["reason"]);
}

#[test]
fn an_exception_is_signed_by_a_second_person_who_gains_nothing() {
    let sign = |given: &Given, by: PersonId| given.clone().when(sign_exception(), by);
    sign(&open(), EXECUTIVE).then_refused("decision-pending", &[]).saying("no exception was asked for");
    let own_wish = open().and(request_exception(RESPONSIBLE), MANY_HATS);
    sign(&own_wish, MANY_HATS).then_refused("decision-separate-people", &[]);
    let own_gain = open().and(request_exception(MANY_HATS), OWNER);
    sign(&own_gain, MANY_HATS).then_refused("decision-separate-people", &[]).saying("a second person");
    let silent = Command::SignException { reason: " ".into() };
    own_gain.clone().when(silent, EXECUTIVE).then_refused("text-required", &["reason"]);
    let signed = sign(&own_gain, EXECUTIVE)
        .then([Event::ExceptionSigned { person: MANY_HATS, reason: "for this item only".into() }]);
    assert!(signed.item().is_excepted(MANY_HATS) && !signed.item().is_excepted(OWNER));
    sign(&signed, SECOND_EXECUTIVE).then_refused("decision-pending", &[]).saying("signed already");
}

#[test]
fn an_exception_is_not_signed_once_the_item_is_validated() {
    let given = awaiting_validation().and(request_exception(RESPONSIBLE), OWNER).and(validate(), VALIDATOR);
    given.clone().when(sign_exception(), EXECUTIVE).then_refused("item-status", &[]);
    given.and(close(), APPROVER).when(sign_exception(), EXECUTIVE).then_refused("item-status", &[]);
}

#[test]
fn remarks_are_written_at_any_time() {
    for given in every_stage() {
        given.when(comment(), VALIDATOR).then([Event::Commented { text: "called the vendor".into() }]);
    }
    let silent = Command::Comment { text: " ".into() };
    draft().when(silent, OWNER).then_refused("text-required", &["text"]);
}
