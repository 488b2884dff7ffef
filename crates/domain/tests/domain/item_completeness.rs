//! The gate before an approver lists everything at once.

use closeout_domain::item::{Command, Event, completeness};
use jiff::civil::date;

use crate::scenario::*;

const ALL: [&str; 7] = ["root_cause", "actions", "owner", "priority", "resources", "milestones", "tests"];

fn submitted() -> Event {
    Event::Submitted { note: "ready".into() }
}

#[test]
fn a_bare_draft_lacks_everything_and_is_told_so_at_once() {
    draft().when(submit(), OWNER).then_refused("plan-complete", &ALL).saying("the plan has 7 gaps");
}

#[test]
fn each_field_closes_its_own_gap() {
    for (n, left_out) in ALL.into_iter().enumerate() {
        let plan = whole_plan(LEAD, task_plan()).into_iter();
        let given = plan.fold(draft(), |given, command| {
            let of_it = matches!(
                (&command, left_out),
                (Command::StateRootCause { .. }, "root_cause")
                    | (Command::PlanActions { .. }, "actions")
                    | (Command::AssignOwner { .. }, "owner")
                    | (Command::Rate { .. }, "priority")
                    | (Command::Estimate { .. }, "resources")
                    | (Command::PlanMilestone { .. }, "milestones")
                    | (Command::AddTest { .. }, "tests")
            );
            if of_it { given } else { given.and(command, OWNER) }
        });
        given.when(submit(), OWNER).then_refused("plan-complete", &ALL[n..=n]).saying("the plan has 1 gap;");
    }
}

#[test]
fn a_complete_plan_is_submitted() {
    complete().when(submit(), LEAD).then([submitted()]);
    let item = complete().item();
    assert_eq!(completeness::gaps(&item, TODAY, &firm()), []);
}

#[test]
fn every_day_that_has_passed_is_a_gap() {
    let late = complete().on(date(2026, 12, 2));
    late.when(submit(), OWNER)
        .then_refused("plan-complete", &["milestones", "milestones", "tasks"])
        .saying("the plan has 3 gaps");
    let eve = complete().on(NOVEMBER);
    eve.when(submit(), OWNER).then([submitted()]);
}

#[test]
fn people_who_left_leave_gaps() {
    complete().without(LEAD).when(submit(), OWNER).then_refused("plan-complete", &["owner"]);
    complete().without(RESPONSIBLE).when(submit(), OWNER).then_refused("plan-complete", &["tasks"]);
    complete()
        .without(RESPONSIBLE)
        .without(APPROVER)
        .when(submit(), OWNER)
        .then_refused("plan-complete", &["tasks", "tasks"]);
    let mut reader = complete();
    reader.directory.people.get_mut(&LEAD).expect("LEAD is of the firm").roles.clear();
    reader.when(submit(), OWNER).then_refused("plan-complete", &["owner"]);
}

#[test]
fn what_was_dropped_leaves_no_gap_and_fills_none() {
    let dropped = complete().and(drop_task(1), OWNER).without(RESPONSIBLE);
    dropped.when(submit(), OWNER).then([submitted()]);
    let empty = complete().and(drop_milestone(1), OWNER).and(drop_milestone(2), OWNER).and(drop_test(1), OWNER);
    empty.when(submit(), OWNER).then_refused("plan-complete", &["milestones", "tests"]);
}

#[test]
fn the_gate_stands_before_the_approval_too() {
    let late = proposed().on(date(2026, 11, 3));
    late.when(approve(), APPROVER).then_refused("plan-complete", &["milestones", "tasks"]).saying("return it");
    proposed().without(LEAD).when(approve(), APPROVER).then_refused("plan-complete", &["owner"]);
}
