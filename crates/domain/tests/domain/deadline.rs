//! Policies of due dates: an own table has to hold for whatever it could be asked.

use closeout_domain::{
    deadline::{Counting, Policy, Preset, Row},
    priority::Priority,
    system,
    time::Stamped,
};
use rstest::rstest;

use crate::scenario::*;

fn row(level: Priority, days: u16) -> Row {
    Row { level, internet: None, known_exploited: None, days }
}

fn own(rows: Vec<Row>) -> Policy {
    Policy { rows, ..Preset::Own.policy() }
}

#[rstest]
#[case(own(Vec::new()), "rows")]
#[case(own(vec![row(Priority::Critical, 15), row(Priority::High, 30)]), "rows")]
#[case(own(Priority::ALL.map(|level| row(level, 9_999)).to_vec()), "rows")]
#[case(Policy { counting: Counting::Working, ..Preset::Bod2604.policy() }, "counting")]
fn a_table_that_cannot_be_followed_is_refused(#[case] policy: Policy, #[case] field: &str) {
    let refusal = policy.check().expect_err(field);
    assert_eq!((refusal.rule.id, refusal.gaps[0].field), ("deadline-table", field));
    explains_itself(&refusal);
}

#[test]
fn a_whole_table_stays_as_it_was_written() {
    let policy = own(Priority::ALL.map(|level| row(level, 45)).to_vec());
    assert_eq!(policy.clone().check(), Ok(policy));
}

#[test]
fn a_system_keeps_every_policy_that_held() {
    let description = system::Description { name: "Shop floor".into(), ..system::Description::default() };
    let registered = system::Event::Registered { id: SYSTEM, description };
    let stamped = |what| Stamped { at: EIGHT_O_CLOCK, by: ADMINISTRATOR, what };
    let given = system::replay(&[stamped(registered)]).expect("registered");
    assert_eq!(given.deadlines(), (0, Preset::ByPriority.policy()));
    let command = system::Command::SetDeadlines(Box::new(Preset::Bod2604.policy()));
    let events = system::decide(Some(&given), command, ADMINISTRATOR, &firm()).expect("the administrator may");
    let mut after = Some(given);
    for event in events.into_iter().map(stamped) {
        after = system::fold(after, &event);
    }
    let after = after.expect("a system");
    assert_eq!(after.deadlines(), (1, Preset::Bod2604.policy()));
    let command = system::Command::SetDeadlines(Box::new(own(Vec::new())));
    let refusal = system::decide(Some(&after), command, ADMINISTRATOR, &firm()).expect_err("no rows");
    assert_eq!(refusal.rule.id, "deadline-table");
}
