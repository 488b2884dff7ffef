//! Milestones: days, a baseline that stays, and changes written beside it.

use closeout_domain::{
    ids::PartNumber,
    item::{Command, Event, milestone::Milestone},
    time,
};
use jiff::civil::Date;

use crate::scenario::*;

fn moved(from: Date, to: Date, reason: &str) -> Event {
    Event::MilestoneMoved { id: ONE, from, to, reason: reason.into() }
}

fn first(given: &Given) -> Milestone {
    given.item().milestones[&ONE].clone()
}

#[test]
fn a_milestone_has_a_title_and_a_day_that_can_be_met() {
    let planned = |id, due| Event::MilestonePlanned { id, title: "tokens handed out".into(), due };
    let given = draft().when(plan_milestone(TODAY), OWNER).then([planned(ONE, TODAY)]);
    given.when(plan_milestone(NOVEMBER), OWNER).then([planned(TWO, NOVEMBER)]);
    draft().when(plan_milestone(YESTERDAY), OWNER).then_refused("milestone-day", &["due"]).saying("has passed");
    let untitled = Command::PlanMilestone { title: " ".into(), due: NOVEMBER };
    draft().when(untitled, OWNER).then_refused("text-required", &["title"]);
}

#[test]
fn a_vague_date_is_no_date() {
    assert_eq!(time::date("due", "2026-11-02"), Ok(NOVEMBER));
    for vague in ["TBD", "ongoing", "Q3", "as soon as possible", "", "November 2026", "2026-11", "11/02/2026", "+30d"] {
        let refusal = time::date("due", vague).expect_err(vague);
        explains_itself(&refusal);
        assert_eq!((refusal.rule.id, refusal.gaps[0].field), ("date-real", "due"), "{vague}");
    }
}

#[test]
fn in_a_draft_the_date_is_simply_set() {
    let given = complete().when(move_milestone(1, DECEMBER, " "), OWNER).then([moved(NOVEMBER, DECEMBER, "")]);
    let milestone = first(&given);
    assert_eq!((milestone.due, milestone.baseline, milestone.changes.len()), (DECEMBER, None, 0));
}

#[test]
fn approval_freezes_the_baseline_and_no_later_move_changes_it() {
    assert_eq!(first(&proposed()).baseline, None);
    let given = open();
    assert_eq!((first(&given).baseline, given.item().baseline_due()), (Some(NOVEMBER), Some(DECEMBER)));
    let given = extended().when(move_milestone(1, DECEMBER, "tokens came"), LEAD).then([moved(
        JANUARY,
        DECEMBER,
        "tokens came",
    )]);
    let milestone = first(&given);
    assert_eq!((milestone.due, milestone.baseline, milestone.slip_days()), (DECEMBER, Some(NOVEMBER), 29));
    let changes: Vec<_> = milestone.changes.iter().map(|c| (c.from, c.to, c.reason.as_str(), c.recorded.1)).collect();
    let late = "A vendor is late: tokens are late";
    assert_eq!(changes, [(NOVEMBER, JANUARY, late, EXECUTIVE), (JANUARY, DECEMBER, "tokens came", LEAD)]);
}

#[test]
fn a_record_with_two_approvals_keeps_the_first_baseline() {
    let given = extended().and(plan_milestone(JANUARY), OWNER);
    let twice = given.recorded(vec![Event::Approved { note: String::new() }], APPROVER);
    assert_eq!((first(&twice).baseline, first(&twice).due), (Some(NOVEMBER), JANUARY));
}

#[test]
fn an_approved_date_moves_for_a_reason_only() {
    let when = |given: Given, to, reason| given.when(move_milestone(1, to, reason), OWNER);
    when(open(), TODAY, " ").then_refused("milestone-change", &["reason"]).saying("approved");
    when(open(), NOVEMBER, "r").then_refused("milestone-change", &["due"]).saying("already due");
}

#[test]
fn a_date_does_not_move_into_the_past() {
    for given in [complete(), open()] {
        given.when(move_milestone(1, YESTERDAY, "r"), OWNER).then_refused("milestone-day", &["due"]);
    }
}

#[test]
fn a_milestone_added_after_the_approval_has_no_baseline() {
    let given = open().and(plan_milestone(NOVEMBER), OWNER);
    let item = given.item();
    let added = item.milestones.values().next_back().expect("three milestones");
    assert_eq!((added.due, added.baseline, added.slip_days()), (NOVEMBER, None, 0));
    assert_eq!((item.due(), item.baseline_due()), (Some(DECEMBER), Some(DECEMBER)));
}

#[test]
fn dropping_a_milestone_keeps_its_baseline_on_record() {
    let given =
        open().when(drop_milestone(2), OWNER).then([Event::MilestoneDropped { id: TWO, reason: "not needed".into() }]);
    let item = given.item();
    assert_eq!((item.due(), item.baseline_due()), (Some(NOVEMBER), Some(DECEMBER)));
    let no_reason = Command::DropMilestone { id: ONE, reason: String::new() };
    complete().when(no_reason, OWNER).then_refused("text-required", &["reason"]);
}

#[test]
fn an_approved_plan_is_not_left_without_a_date() {
    let given = open().and(drop_milestone(2), OWNER);
    let given = given.when(drop_milestone(1), OWNER).then_refused("milestone-last", &[]).saying("plan another first");
    given.and(plan_milestone(NOVEMBER), OWNER).and(drop_milestone(1), OWNER);
    let draft = complete().and(drop_milestone(2), OWNER);
    draft.and(drop_milestone(1), OWNER);
}

#[test]
fn a_milestone_is_reached_on_a_day_that_has_come() {
    let reached = |on| Event::MilestoneReached { id: ONE, on, note: "all but two people".into() };
    let given = open().when(reach_milestone(1, YESTERDAY), RESPONSIBLE).then([reached(YESTERDAY)]);
    assert_eq!(given.item().next_milestone().map(|(id, _)| id), Some(TWO));
    assert_eq!(first(&given).slip_days(), -33);
    open()
        .when(reach_milestone(1, NOVEMBER), RESPONSIBLE)
        .then_refused("milestone-day", &["on"])
        .saying("still to come");
    open().when(reach_milestone(1, TODAY), HELPER).then_refused("permission", &[]);
    complete().when(reach_milestone(1, TODAY), LEAD).then_refused("item-status", &[]);
}

#[test]
fn what_is_reached_or_dropped_is_over() {
    // What people write ends as they like; a refusal stays a fragment.
    let dropped = Command::DropMilestone { id: PartNumber(2), reason: "It is not needed.".into() };
    let over = open().and(plan_milestone(DECEMBER), OWNER).and(reach_milestone(1, TODAY), LEAD).and(dropped, OWNER);
    let asks = |id| {
        [(move_milestone(id, JANUARY, "r"), OWNER), (reach_milestone(id, TODAY), LEAD), (drop_milestone(id), OWNER)]
    };
    for (command, by) in asks(1) {
        over.clone().when(command, by).then_refused("milestone-open", &[]).saying("was reached on 2026-10-01");
    }
    for (command, by) in asks(2) {
        over.clone()
            .when(command, by)
            .then_refused("milestone-open", &[])
            .saying("was dropped (\"It is not needed.\")");
    }
    for (command, by) in asks(9) {
        over.clone().when(command, by).then_refused("milestone-open", &["milestone"]).saying("there is no milestone 9");
    }
}

#[test]
fn numbers_of_milestones_are_not_given_twice() {
    let given = complete().and(drop_milestone(2), OWNER).and(plan_milestone(JANUARY), OWNER);
    let item = given.item();
    assert_eq!(item.milestones.keys().map(|id| id.0).collect::<Vec<_>>(), [1, 2, 3]);
    assert!(item.milestones[&TWO].dropped.is_some() && !item.milestones[&TWO].is_open());
}

#[test]
fn overdue_is_the_oldest_day_that_was_missed() {
    let item = open().item();
    assert_eq!(item.late_after(), Some(NOVEMBER));
    assert_eq!(awaiting_validation().item().late_after(), None, "work that was done in time waits, and is not late");
    assert_eq!(closed().item().late_after(), None);
    assert_eq!(accepted().item().late_after(), accepted().item().accepted_until);
}
