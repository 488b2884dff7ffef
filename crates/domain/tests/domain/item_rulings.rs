//! Decisions on what was laid before somebody: whose word they need, what they do to the item, and that they can be held to.

use closeout_domain::{
    deadline::extension::{Extensions, Limit},
    item::{Command, Event, Status, extension::Obstacle, measure::Decision, origin::Money},
};
use jiff::civil::{Date, date};

use crate::scenario::*;

const WEEK_LATER: Date = date(2026, 11, 9);

fn fund(cents: u64) -> Decision {
    Decision::Fund { amount: Money(cents), source: "reserve of the year".into() }
}

fn extend(to: Date) -> Decision {
    Decision::Extend { milestone: ONE, to, obstacle: Obstacle::Money }
}

fn upon(decision: Decision) -> Event {
    Event::DecidedUpon { escalation: ESCALATION, decision, reason: "as the board agreed".into() }
}

#[test]
fn money_is_granted_by_an_executive() {
    let given = open().when(rule_on(fund(240_000)), EXECUTIVE).then([upon(fund(240_000))]);
    assert_eq!(given.item().decisions[0].decision, fund(240_000));
    for person in [APPROVER, OWNER] {
        open().when(rule_on(fund(240_000)), person).then_refused("decision-level", &[]).saying("an executive");
    }
    open().when(rule_on(fund(0)), EXECUTIVE).then_refused("decision-measure", &["amount"]);
}

#[test]
fn a_temporary_control_has_an_owner_and_an_end() {
    let given = open().when(rule_on(compensate(LEAD, JANUARY)), EXECUTIVE).then([upon(compensate(LEAD, JANUARY))]);
    let control = given.item().controls[&ONE].clone();
    assert_eq!((control.owner, control.until, control.ended), (LEAD, JANUARY, None));
    let ended = Event::ControlEnded { id: ONE, reason: "the host is gone".into() };
    let given = given.when(end_control(1), LEAD).then([ended]);
    given.when(end_control(1), LEAD).then_refused("decision-measure", &["control"]);
    for (decision, rule, field) in [
        (compensate(ASSESSOR, JANUARY), "decision-measure", "owner"),
        (compensate(FORMER, JANUARY), "decision-measure", "owner"),
        (compensate(LEAD, TODAY), "acceptance-until", "until"),
        (compensate(LEAD, date(2030, 1, 1)), "acceptance-until", "until"),
    ] {
        open().when(rule_on(decision), EXECUTIVE).then_refused(rule, &[field]);
    }
}

#[test]
fn bearing_a_high_risk_needs_an_executive_and_a_lower_one_an_approver() {
    let accept = rule_on(Decision::Accept { until: JANUARY });
    open().when(accept.clone(), APPROVER).then_refused("decision-level", &[]);
    let given = open()
        .when(accept.clone(), EXECUTIVE)
        .then([upon(Decision::Accept { until: JANUARY }), Event::Accepted { until: JANUARY }]);
    assert_eq!(given.item().status, Status::Accepted);
    let proposed = open().and(propose_acceptance(JANUARY), OWNER);
    proposed.when(accept.clone(), EXECUTIVE).then_refused("decision-pending", &[]);
    let mut minor = draft();
    for command in whole_plan(LEAD, task_plan()) {
        minor = minor.and(command, OWNER);
    }
    let low = closeout_domain::priority::Rating { priority: closeout_domain::priority::Priority::Low, ..rating() };
    let minor = minor.and(Command::Rate { rating: low }, OWNER).and(submit(), OWNER).and(approve(), APPROVER);
    assert_eq!(minor.and(accept, APPROVER).item().status, Status::Accepted);
}

#[test]
fn a_later_date_goes_by_the_policy_of_extensions() {
    let given = open().when(rule_on(extend(WEEK_LATER)), APPROVER).then([
        upon(extend(WEEK_LATER)),
        Event::MilestoneMoved {
            id: ONE,
            from: NOVEMBER,
            to: WEEK_LATER,
            reason: "Money was not available: as the board agreed".into(),
        },
    ]);
    assert_eq!(given.item().milestones[&ONE].slip_days(), 7);
    open().when(rule_on(extend(JANUARY)), APPROVER).then_refused("decision-level", &[]);
    open().when(rule_on(extend(YESTERDAY)), EXECUTIVE).then_refused("milestone-day", &["due"]);
    open().when(rule_on(extend(NOVEMBER)), EXECUTIVE).then_refused("decision-measure", &["to"]);
    // Where whoever plans may move so far, the owner of the plan may decide it too.
    let limits: [Limit; 1] = ["critical=10/20".parse().expect("a limit")];
    let mut generous = open();
    generous.extensions = Extensions::of(&limits).expect("a policy");
    generous.and(rule_on(extend(WEEK_LATER)), OWNER);
}

#[test]
fn somebody_else_answers_for_it_from_then_on() {
    let to = Decision::Reassign { to: HELPER };
    let given =
        open().when(rule_on(to.clone()), OWNER).then([upon(to.clone()), Event::OwnerAssigned { person: HELPER }]);
    given.when(rule_on(to), OWNER).then_refused("decision-measure", &["to"]);
}

#[test]
fn whoever_owns_the_item_does_not_decide_on_it() {
    let given = open().with_every_role();
    for decision in [fund(100), compensate(HELPER, JANUARY), Decision::Accept { until: JANUARY }, extend(WEEK_LATER)] {
        given.clone().when(rule_on(decision), LEAD).then_refused("decision-level", &[]).saying("owns the item");
    }
    given.and(rule_on(Decision::Reassign { to: HELPER }), LEAD);
}
