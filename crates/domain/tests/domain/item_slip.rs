//! Slip: baseline and current, how often, how many days, and why.

use closeout_domain::item::{
    Command,
    extension::Obstacle,
    measure::Decision,
    slip::{Moves, slip},
};
use jiff::{ToSpan, civil::date};
use proptest::prelude::*;

use crate::scenario::*;

#[test]
fn nothing_slips_before_a_plan_is_approved() {
    assert_eq!(slip(&complete().item()), None);
    let slip = slip(&open().item()).expect("approved");
    assert_eq!((slip.days, slip.moves()), (0, Moves::default()));
    assert_eq!(slip.baseline, slip.current);
}

#[test]
fn an_extension_counts_with_its_obstacle_once_it_is_granted() {
    let due = open().item().milestones[&ONE].due;
    let later = due.saturating_add(20.days());
    let ask = Command::MoveMilestone {
        id: ONE,
        to: later,
        reason: "the parts are late".into(),
        obstacle: Some(Obstacle::Vendor),
    };
    let asked = open().and(ask, OWNER);
    assert_eq!(slip(&asked.item()).expect("approved").moves().times, 0, "nobody has said yes");
    let granted = slip(&asked.and(grant_extension(1), EXECUTIVE).item()).expect("approved");
    assert_eq!(granted.by[&Some(Obstacle::Vendor)], Moves { times: 1, days: 20 });
    assert_eq!(granted.days, (later.max(open().item().due().expect("dated")) - granted.baseline).get_days());
}

#[test]
fn a_decision_of_an_executive_counts_with_its_own_obstacle() {
    let due = open().item().milestones[&ONE].due;
    let to = due.saturating_add(9.days());
    let decision = Decision::Extend { milestone: ONE, to, obstacle: Obstacle::Money };
    let slip = slip(&open().and(rule_on(decision), EXECUTIVE).item()).expect("approved");
    assert_eq!(slip.by[&Some(Obstacle::Money)], Moves { times: 1, days: 9 });
}

#[test]
fn what_is_reached_earlier_is_ahead() {
    let item = closed().item();
    let slip = slip(&item).expect("approved");
    assert!(slip.current <= slip.baseline && slip.days <= 0, "{slip:?}");
}

proptest! {
    #[test]
    fn days_by_obstacle_add_up_to_what_the_dates_moved(steps in proptest::collection::vec((1..9_i32, 0..8_usize), 0..5)) {
        let mut given = open();
        let first = given.item().milestones[&ONE].due;
        let mut to = first;
        for (days, obstacle) in steps {
            to = to.saturating_add(days.days());
            let decision = Decision::Extend { milestone: ONE, to, obstacle: Obstacle::ALL[obstacle] };
            given = given.and(rule_on(decision), EXECUTIVE);
        }
        let slip = slip(&given.item()).expect("approved");
        prop_assert_eq!(slip.moves().days, (to - first).get_days());
        prop_assert!(to < date(2030, 1, 1));
    }
}
