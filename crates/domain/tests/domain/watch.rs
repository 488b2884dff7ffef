//! The calendar over many days: an item that nobody looks at climbs to its end, a decision holds until it lapses, and asking
//! twice on one day changes nothing.

use std::collections::BTreeMap;

use closeout_domain::{
    cadence::{
        escalation::{self, By, Cause, Climb, Command, Escalation, Matter, Raise},
        watch::{Missed, Move, Watched, moves},
    },
    deadline::{
        ladder::{Ladder, Rung, Standing},
        rhythm::{Cadence, Rhythm},
    },
    ids::{EscalationId, ItemNumber, PersonId},
    item::measure::Decision,
    priority::Priority,
    time::Stamped,
};
use jiff::{ToSpan, civil::Date};
use proptest::prelude::*;
use uuid::Uuid;

use crate::scenario::*;

/// A small world of escalations that does what the calendar says.
#[derive(Default)]
struct Desk {
    escalations: BTreeMap<EscalationId, Escalation>,
    told: Vec<String>,
}

impl Desk {
    fn apply(&mut self, id: EscalationId, command: Command, actor: PersonId, today: Date) {
        let before = self.escalations.remove(&id);
        let events =
            escalation::decide(before.as_ref(), command, By { actor, today, directory: &firm(), relations: &[] });
        let events = events.unwrap_or_else(|refusal| panic!("{refusal}"));
        let stamped = events.into_iter().map(|what| Stamped { at: EIGHT_O_CLOCK, by: actor, what });
        let after = stamped.fold(before, |escalation, event| escalation::fold(escalation, &event));
        self.escalations.extend(after.map(|escalation| (id, escalation)));
    }

    fn tick(&mut self, watched: &[Watched], today: Date) -> usize {
        self.tick_all(watched, &[], today)
    }

    fn tick_all(&mut self, watched: &[Watched], missed: &[Missed], today: Date) -> usize {
        let live = self.escalations.values().filter(|e| e.is_open() || e.decided_until().is_some());
        let known: Vec<_> = live.map(Escalation::known).collect();
        let moves = moves(watched, missed, &known, &Ladder::default(), today);
        let count = moves.len();
        for one in moves {
            let (id, command, words) = match one {
                Move::Raise { matter, cause, since, rung, to, again } => {
                    let id = EscalationId(Uuid::from_u128(self.escalations.len() as u128 + 1));
                    let raise = Raise { id, system: SYSTEM, matter, cause, since, rung, to, again };
                    let words = format!("{cause} to {rung}{}", if again.is_some() { " again" } else { "" });
                    (id, Command::Raise { raise: Box::new(raise), note: String::new() }, words)
                }
                Move::Climb { id, rung, to, why } => (id, Command::Climb { rung, to, why }, format!("{why} to {rung}")),
                Move::Settle { id, why } => (id, Command::Settle { why: why.into() }, "settled".into()),
                Move::Lapse { id } => (id, Command::Lapse, "lapsed".into()),
            };
            self.apply(id, command, PersonId::CALENDAR, today);
            self.told.push(format!("{} {words}", today.strftime("%m-%d")));
        }
        count
    }

    fn run(&mut self, watched: &[Watched], from: Date, days: i32) -> Date {
        for day in 0..days {
            self.tick(watched, from.saturating_add(day.days()));
        }
        from.saturating_add(days.days())
    }
}

fn watched(priority: Priority, late_after: Option<Date>) -> Watched {
    let people = [Some(LEAD), Some(APPROVER), Some(OWNER), Some(EXECUTIVE)];
    Watched {
        item: NUMBER,
        priority: Some(priority),
        late_after,
        unplanned_since: None,
        waiting_since: None,
        standing: Standing { people },
    }
}

#[test]
fn an_ignored_critical_item_climbs_to_an_executive_by_days() {
    let mut desk = Desk::default();
    desk.run(&[watched(Priority::Critical, Some(TODAY))], TODAY, 12);
    let climbs = [
        "10-02 late to owner",
        "10-03 overdue to supervisor",
        "10-04 overdue to poam_owner",
        "10-06 overdue to executive",
    ];
    assert_eq!(desk.told, climbs);
}

#[test]
fn silence_climbs_where_days_alone_would_not_yet() {
    let mut desk = Desk::default();
    desk.run(&[watched(Priority::Low, Some(TODAY))], TODAY, 30);
    assert_eq!(
        desk.told,
        [
            "10-08 late to owner",
            "10-15 unanswered to supervisor",
            "10-22 unanswered to poam_owner",
            "10-29 unanswered to executive"
        ]
    );
}

#[test]
fn silence_passes_over_rungs_of_the_same_person() {
    let mut item = watched(Priority::Low, Some(TODAY));
    item.standing.people = [Some(OWNER), Some(OWNER), Some(OWNER), Some(EXECUTIVE)];
    let mut desk = Desk::default();
    desk.run(&[item], TODAY, 20);
    assert_eq!(desk.told, ["10-08 late to owner", "10-15 unanswered to executive"]);
}

#[test]
fn whoever_stands_on_the_rung_now_is_asked_when_the_one_before_is_gone() {
    let mut desk = Desk::default();
    let mut item = watched(Priority::Low, Some(TODAY));
    let day = desk.run(std::slice::from_ref(&item), TODAY, 9);
    item.standing.people[0] = Some(HELPER);
    desk.run(&[item], day, 1);
    assert_eq!(desk.told, ["10-08 late to owner", "10-10 gone to owner"]);
    assert_eq!(desk.escalations.values().next().map(Escalation::standing), Some((Rung::Owner, HELPER)));
}

#[test]
fn a_decision_holds_until_its_day_and_who_decided_is_asked_again() {
    let mut desk = Desk::default();
    let item = [watched(Priority::Critical, Some(TODAY))];
    let day = desk.run(&item, TODAY, 6);
    desk.told.clear();
    let id = *desk.escalations.keys().next().expect("raised");
    let decision = Box::new(Decision::Extend {
        milestone: ONE,
        to: day.saturating_add(5.days()),
        obstacle: closeout_domain::item::extension::Obstacle::Money,
    });
    let decide = Command::Decide { decision, reason: "the tokens are ordered".into(), look_again: day };
    desk.apply(id, decide, EXECUTIVE, day);
    desk.run(&item, day, 20);
    assert_eq!(desk.told, ["10-13 lapsed", "10-13 late to executive again"]);
    assert_eq!(desk.escalations.values().last().and_then(|e| e.raised.again), Some(id));
}

#[test]
fn what_is_no_longer_overdue_is_settled_and_what_a_person_raised_is_not() {
    let mut desk = Desk::default();
    let day = desk.run(&[watched(Priority::High, Some(TODAY))], TODAY, 3);
    desk.run(&[watched(Priority::High, None)], day, 3);
    desk.run(&[], day, 3);
    assert_eq!(desk.told, ["10-02 late to owner", "10-04 settled"]);
    let raise = Raise {
        id: ESCALATION,
        system: SYSTEM,
        matter: Matter::Item(NUMBER),
        cause: Cause::Raised,
        since: day,
        rung: Rung::PoamOwner,
        to: OWNER,
        again: None,
    };
    desk.apply(ESCALATION, Command::Raise { raise: Box::new(raise), note: "no money".into() }, OWNER, day);
    desk.told.clear();
    let day = desk.run(&[watched(Priority::High, None)], day, 10);
    assert_eq!(desk.told, ["10-11 unanswered to executive"]);
    desk.run(&[], day, 1);
    assert_eq!(desk.told.last().map(String::as_str), Some("10-14 settled"));
}

#[test]
fn a_control_that_ends_is_asked_about_even_where_nothing_is_late() {
    let mut desk = Desk::default();
    let day = desk.run(&[watched(Priority::High, Some(TODAY))], TODAY, 3);
    let id = *desk.escalations.keys().next().expect("raised");
    let decision = Box::new(compensate(HELPER, day.saturating_add(4.days())));
    let decide = Command::Decide { decision, reason: "until the tokens are here".into(), look_again: day };
    desk.apply(id, decide, EXECUTIVE, day);
    desk.told.clear();
    // Not late any more, as its milestone got another day.
    let day = desk.run(&[watched(Priority::High, None)], day, 20);
    assert_eq!(
        desk.told,
        [
            "10-09 lapsed",
            "10-09 lapsed to owner again",
            "10-16 unanswered to supervisor",
            "10-23 unanswered to poam_owner"
        ]
    );
    desk.run(&[], day, 1);
    assert_eq!(desk.told.last().map(String::as_str), Some("10-24 settled"));
}

#[test]
fn drafts_and_signatures_are_waited_for_so_long() {
    let mut desk = Desk::default();
    let mut item = watched(Priority::Critical, None);
    item.unplanned_since = Some(TODAY);
    desk.run(std::slice::from_ref(&item), TODAY, 33);
    assert_eq!(desk.told, ["11-01 unplanned to owner", "11-02 overdue to supervisor"]);
    item = watched(Priority::Critical, None);
    item.waiting_since = Some(TODAY);
    let mut desk = Desk::default();
    desk.run(&[item], TODAY, 17);
    assert_eq!(desk.told, ["10-16 waiting to owner", "10-17 overdue to supervisor"]);
}

proptest! {
    #[test]
    fn asking_again_on_one_day_changes_nothing(
        days in prop::collection::vec((0..40_i32, 0..4_usize, prop::option::of(-10..10_i32), any::<bool>()), 1..20),
    ) {
        let (mut desk, mut today) = (Desk::default(), TODAY);
        for (gap, level, late, decides) in days {
            today = today.saturating_add(gap.days());
            let mut item = watched(Priority::ALL[level], late.map(|late| today.saturating_add(late.days())));
            item.standing.people[level] = None;
            item.item = ItemNumber(1 + u32::try_from(level % 2).expect("small"));
            let items = [item];
            desk.tick(&items, today);
            prop_assert_eq!(desk.tick(&items, today), 0, "the second time that day");
            let open: Vec<_> = desk.escalations.values().filter(|e| e.is_open()).map(|e| e.raised.id).collect();
            prop_assert!(open.len() <= 1, "one question at a time about an item that is watched");
            if let (Some(id), true) = (open.first(), decides) {
                let decide = Command::Decide {
                    decision: Box::new(Decision::Reassign { to: HELPER }),
                    reason: "more time".into(),
                    look_again: today.saturating_add(3.days()),
                };
                desk.apply(*id, decide, EXECUTIVE, today);
            }
            for one in desk.escalations.values() {
                let rungs: Vec<_> = one.asked.iter().map(|asked| asked.rung).collect();
                prop_assert!(rungs.is_sorted(), "it never goes down: {rungs:?}");
                prop_assert!(one.asked.iter().skip(1).all(|asked| asked.why != Some(Climb::Gone) || asked.to != one.raised.to));
            }
        }
    }
}

/// What a day sees of the weekly review of a plan whose reviews were held last in the week that begins on a day.
fn weekly(held: &[Date], today: Date) -> Vec<Missed> {
    let rhythm = Rhythm::default();
    let missed = rhythm.missed_running(Cadence::Weekly, TODAY, held, today);
    let people = [None, None, Some(OWNER), Some(EXECUTIVE)];
    let standing = Standing { people };
    let one = |since| Missed { cadence: Cadence::Weekly, since: rhythm.until(since), times: missed.len(), standing };
    missed.first().copied().map(one).into_iter().collect()
}

#[test]
fn a_review_that_nobody_holds_climbs_until_one_is_held() {
    let mut desk = Desk::default();
    let first = TODAY.saturating_add(1.week());
    let mut held = Vec::new();
    for n in 0..40 {
        let today = first.saturating_add(n.days());
        if n == 30 {
            held.push(Rhythm::default().period(Cadence::Weekly, today).expect("every week").first);
        }
        desk.tick_all(&[], &weekly(&held, today), today);
        // Whatever the day did, asking again changes nothing.
        assert_eq!(desk.tick_all(&[], &weekly(&held, today), today), 0);
    }
    let told = ["10-15 missed to poam_owner", "10-22 repeated to executive", "11-07 settled"];
    assert_eq!(desk.told, told);
}

#[test]
fn a_missed_review_is_answered_by_holding_one_not_by_a_decision() {
    let mut desk = Desk::default();
    let day = TODAY.saturating_add(15.days());
    desk.tick_all(&[], &weekly(&[], day), day);
    let open = desk.escalations.into_values().next();
    let decision = Box::new(Decision::Accept { until: day });
    let command = Command::Decide { decision, reason: "no time".into(), look_again: day };
    let by = By { actor: EXECUTIVE, today: day, directory: &firm(), relations: &[] };
    let refusal = escalation::decide(open.as_ref(), command, by).expect_err("refused");
    assert_eq!(refusal.rule.id, "escalation-open");
    explains_itself(&refusal);
}
