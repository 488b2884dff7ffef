//! An item at each stage of its life, brought there by the people whose duty it is.

use super::{
    APPROVER, EXECUTIVE, Given, JANUARY, LEAD, OWNER, RESPONSIBLE, SCAN, SECOND_APPROVER, TODAY, VALIDATOR,
    add_scan_test, approve, approve_task, attach, attest, begin, close, declare_done, finish_task, grant_extension,
    move_milestone, nothing, propose_acceptance, propose_dismissal, reach_milestone, submit, task_plan, validate,
    whole_plan,
};
use closeout_domain::item::Command;

pub fn draft() -> Given {
    nothing().and(begin(), OWNER)
}

pub fn complete() -> Given {
    whole_plan(LEAD, task_plan()).into_iter().fold(draft(), |given, command| given.and(command, OWNER))
}

pub fn proposed() -> Given {
    complete().and(submit(), OWNER)
}

pub fn open() -> Given {
    proposed().and(approve(), APPROVER)
}

/// An executive let the first milestone move to January.
pub fn extended() -> Given {
    open().and(move_milestone(1, JANUARY, "tokens are late"), OWNER).and(grant_extension(1), EXECUTIVE)
}

/// Done and shown, but nobody has said so of the whole.
pub fn shown() -> Given {
    open()
        .and(attach(SCAN), RESPONSIBLE)
        .and(attest(1, &[SCAN]), RESPONSIBLE)
        .and(finish_task(1), RESPONSIBLE)
        .and(approve_task(1), APPROVER)
        .and(reach_milestone(1, TODAY), LEAD)
        .and(reach_milestone(2, TODAY), LEAD)
}

/// Approved, with a second test that runs by itself.
pub fn watched() -> Given {
    complete().and(add_scan_test(), OWNER).and(submit(), OWNER).and(approve(), APPROVER)
}

/// The same with everything shown but that test.
pub fn watched_and_shown() -> Given {
    watched()
        .and(attach(SCAN), RESPONSIBLE)
        .and(attest(1, &[SCAN]), RESPONSIBLE)
        .and(finish_task(1), RESPONSIBLE)
        .and(approve_task(1), APPROVER)
        .and(reach_milestone(1, TODAY), LEAD)
        .and(reach_milestone(2, TODAY), LEAD)
}

pub fn awaiting_validation() -> Given {
    shown().and(declare_done(), LEAD)
}

pub fn validated() -> Given {
    awaiting_validation().and(validate(), VALIDATOR)
}

pub fn closed() -> Given {
    validated().and(close(), SECOND_APPROVER)
}

pub fn accepted() -> Given {
    open().and(propose_acceptance(JANUARY), OWNER).and(Command::GrantProposal, EXECUTIVE)
}

pub fn dismissed() -> Given {
    draft().and(propose_dismissal(), OWNER).and(Command::GrantProposal, EXECUTIVE)
}

/// One of each status, in the order of life.
pub fn every_stage() -> [Given; 8] {
    [draft(), proposed(), open(), awaiting_validation(), validated(), closed(), accepted(), dismissed()]
}
