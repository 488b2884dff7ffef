//! Extensions: what got in the way, whose word it needs, and one question at a time.

use closeout_domain::{
    deadline::extension::{Decider, Extensions},
    item::{
        Command, Event, extend,
        extension::{Obstacle, Request},
    },
};
use jiff::civil::{Date, date};

use crate::scenario::*;

const WEEK_LATER: Date = date(2026, 11, 9);

fn requested(id: closeout_domain::ids::PartNumber, to: Date, decider: Decider) -> Event {
    let (obstacle, justification) = (Obstacle::Vendor, "tokens are late".into());
    Event::ExtensionRequested {
        id,
        request: Request { milestone: ONE, from: NOVEMBER, to, obstacle, justification, decider },
    }
}

fn ask(to: Date) -> Command {
    move_milestone(1, to, "tokens are late")
}

fn due(given: &Given) -> Date {
    given.item().milestones[&ONE].due
}

#[test]
fn a_later_date_waits_for_the_word_that_the_policy_asks_for() {
    let given = open().when(ask(WEEK_LATER), OWNER).then([requested(ONE, WEEK_LATER, Decider::Approver)]);
    assert_eq!(due(&given), NOVEMBER);
    let given = given.and(grant_extension(1), APPROVER);
    let milestone = given.item().milestones[&ONE].clone();
    assert_eq!((milestone.due, milestone.baseline, milestone.slip_days()), (WEEK_LATER, Some(NOVEMBER), 7));
    assert_eq!(milestone.changes[0].reason, "A vendor is late: tokens are late");
    open().when(ask(JANUARY), OWNER).then([requested(ONE, JANUARY, Decider::Executive)]);
}

#[test]
fn many_small_steps_need_the_word_of_a_large_one() {
    let given = open().and(ask(WEEK_LATER), OWNER).and(grant_extension(1), APPROVER);
    // Again seven days, now sixteen behind the approved date.
    let again = given.and(ask(date(2026, 11, 18)), OWNER);
    assert_eq!(again.item().extensions[&TWO].request.decider, Decider::Executive);
}

#[test]
fn within_the_limits_of_whoever_plans_the_date_moves_at_once() {
    let limits = ["critical=10/20".parse().expect("a limit")];
    let mut given = open();
    given.extensions = Extensions::of(&limits).expect("a policy");
    let moved = Event::MilestoneMoved {
        id: ONE,
        from: NOVEMBER,
        to: WEEK_LATER,
        reason: "A vendor is late: tokens are late".into(),
    };
    let given = given.when(ask(WEEK_LATER), LEAD).then([requested(ONE, WEEK_LATER, Decider::Planner), moved]);
    assert_eq!((due(&given), extend::pending(&given.item()).count()), (WEEK_LATER, 0));
    given.when(grant_extension(1), APPROVER).then_refused("extension-pending", &["extension"]);
}

#[test]
fn whoever_asks_does_not_decide_and_an_approver_not_beyond_the_limit() {
    let asked = |to, by| open().with_every_role().and(ask(to), by);
    asked(WEEK_LATER, OWNER).when(grant_extension(1), OWNER).then_refused("extension-decider", &[]);
    asked(WEEK_LATER, OWNER).when(decline_extension(1), OWNER).then_refused("extension-decider", &[]);
    let far = open().and(ask(JANUARY), OWNER);
    far.clone().when(grant_extension(1), APPROVER).then_refused("extension-decider", &[]).saying("an executive's word");
    far.clone().when(grant_extension(1), LEAD).then_refused("permission", &[]);
    assert_eq!(due(&far.and(grant_extension(1), EXECUTIVE)), JANUARY);
}

#[test]
fn an_extension_names_its_obstacle_and_says_why() {
    let silent =
        |obstacle, reason: &str| Command::MoveMilestone { id: ONE, to: JANUARY, reason: reason.into(), obstacle };
    open().when(silent(None, "late"), OWNER).then_refused("extension-obstacle", &["obstacle"]).saying("vendor");
    open().when(silent(Some(Obstacle::Money), " "), OWNER).then_refused("text-required", &["reason"]);
}

#[test]
fn one_question_about_a_milestone_at_a_time() {
    let given = open().and(ask(JANUARY), OWNER);
    given.clone().when(ask(WEEK_LATER), LEAD).then_refused("extension-pending", &[]).saying("2027-01-15");
    let withdrawn = Event::ExtensionWithdrawn { id: ONE, reason: "the tokens came".into() };
    let given = given.when(withdraw_extension(1), LEAD).then([withdrawn]);
    given.clone().when(grant_extension(1), EXECUTIVE).then_refused("extension-pending", &["extension"]);
    let given = given.and(ask(WEEK_LATER), LEAD);
    let declined = Event::ExtensionDeclined { id: TWO, reason: "buy them elsewhere".into() };
    let given = given.when(decline_extension(2), APPROVER).then([declined]);
    assert_eq!(due(&given), NOVEMBER);
}

#[test]
fn what_is_past_due_is_explained_before_another_date_moves() {
    let given = open().on(date(2026, 11, 10));
    let second = move_milestone(2, JANUARY, "tokens are late");
    given.clone().when(second.clone(), OWNER).then_refused("extension-past-due-first", &[]).saying("2026-11-02");
    let asked = given.and(ask(date(2026, 11, 12)), OWNER);
    assert_eq!(extend::pending(&asked.and(second, OWNER).item()).count(), 2);
}

#[test]
fn the_completion_date_of_an_approved_plan_does_not_move_by_a_further_step() {
    let further = plan_milestone(JANUARY);
    open().when(further.clone(), OWNER).then_refused("extension-completion", &["due"]).saying("2026-12-01");
    complete().and(further, OWNER);
}

#[test]
fn a_question_about_what_is_reached_or_dropped_is_over() {
    let asked = open().and(ask(JANUARY), OWNER);
    for over in [reach_milestone(1, TODAY), drop_milestone(1)] {
        let given = asked.clone().and(over, LEAD);
        assert_eq!(extend::pending(&given.item()).count(), 0);
        given.when(grant_extension(1), EXECUTIVE).then_refused("extension-pending", &["extension"]);
    }
}

#[test]
fn a_date_that_passed_while_it_waited_is_not_granted() {
    let late = open().and(ask(WEEK_LATER), OWNER).on(DECEMBER);
    late.clone().when(grant_extension(1), APPROVER).then_refused("extension-pending", &[]).saying("has passed");
    late.and(decline_extension(1), APPROVER);
}
