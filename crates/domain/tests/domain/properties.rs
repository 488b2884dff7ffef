//! Whatever people ask in whatever order: what must always hold.

mod asks;
mod history;

use std::collections::BTreeSet;

use closeout_domain::{
    ids::PersonId,
    item::{
        self, Command, Context, Event, Item, Status, closure, completeness,
        extension::Extension,
        measure::{Decided, Decision},
        milestone::Milestone,
    },
    time::Stamped,
};
use jiff::ToSpan;
use proptest::{
    prelude::*,
    strategy::ValueTree,
    test_runner::{Config, TestRunner},
};

use crate::{every_command::samples, scenario::*};

/// A random life: where it starts, and who asks for what, how many days after the last.
#[derive(Debug, Clone)]
struct Life {
    start: Given,
    asks: Vec<(PersonId, Command, i32)>,
}

fn life() -> impl Strategy<Value = Life> {
    let excepted = shown().and(request_exception(RESPONSIBLE), LEAD).and(sign_exception(), EXECUTIVE);
    let pending = shown().and(request_exception(LEAD), OWNER).and(propose_acceptance(JANUARY), OWNER);
    let pending = pending.and(declare_done(), LEAD).and(validate(), VALIDATOR);
    let asked = open().and(move_milestone(1, JANUARY, "tokens are late"), OWNER);
    let starts = [
        nothing(),
        complete(),
        proposed(),
        open(),
        asked.clone(),
        asked,
        watched_and_shown(),
        watched_and_shown(),
        shown(),
        awaiting_validation(),
        accepted(),
        closed(),
        excepted,
        pending,
    ];
    let start = (proptest::sample::select(starts.to_vec()), prop::bool::weighted(0.8));
    let start = start.prop_map(|(given, hats)| if hats { given.with_every_role() } else { given });
    let days = prop_oneof![9 => Just(0), 1 => 0..40_i32];
    let asks = prop::collection::vec((asks::ask(), days), 1..60);
    (start, asks).prop_map(|(start, asks)| Life {
        start,
        asks: asks.into_iter().map(|((person, command), days)| (person, command, days)).collect(),
    })
}

/// Lives it, and checks what holds at each step.
fn live(life: &Life) -> Result<Vec<Stamped<Event>>, TestCaseError> {
    let mut given = life.start.clone();
    let mut item = item::replay(&given.history);
    for (actor, command, days) in &life.asks {
        given.today = given.today.saturating_add(days.days());
        let at = EIGHT_O_CLOCK.saturating_add(jiff::SignedDuration::from_mins(i64::from(*days))).expect("in range");
        let (directory, extensions) = (&given.directory, &given.extensions);
        let context = Context { at, today: given.today, actor: *actor, directory, extensions };
        let answer = item::decide(item.as_ref(), command.clone(), &context);
        prop_assert_eq!(&answer, &item::decide(item.as_ref(), command.clone(), &context), "decides the same twice");
        match answer {
            Err(refusal) => explains_itself(&refusal),
            Ok(events) => {
                let powerless = [ASSESSOR, FORMER, STRANGER, BYSTANDER].contains(actor);
                prop_assert!(!powerless, "{actor} may not act");
                for what in events {
                    let event = Stamped { at, by: *actor, what };
                    let after = item::fold(item.clone(), &event);
                    stays(item.as_ref(), after.as_ref(), &event)?;
                    item = after;
                    given.history.push(event);
                }
            }
        }
        look_at(item.as_ref(), &given);
    }
    prop_assert_eq!(&item, &item::replay(&given.history), "replaying is folding");
    prop_assert_eq!(item.map_or(0, |item| item.version), given.history.len() as u64);
    Ok(given.history)
}

/// Pages of a record: some lost, the others in any order.
fn torn(events: &[Stamped<Event>]) -> impl Strategy<Value = Vec<Stamped<Event>>> + use<> {
    let least = events.len() / 2;
    proptest::sample::subsequence(events.to_vec(), least..=events.len()).prop_shuffle()
}

/// What no event may change.
fn stays(before: Option<&Item>, after: Option<&Item>, event: &Stamped<Event>) -> Result<(), TestCaseError> {
    let (Some(before), Some(after)) = (before, after) else { return Ok(()) };
    if before.status.is_final() {
        prop_assert!(matches!(event.what, Event::Commented { .. }), "{:?} on a {} item", event.what, before.status);
        prop_assert_eq!(before.status, after.status);
    }
    for (id, milestone) in before.milestones.iter().filter(|(_, m)| m.baseline.is_some()) {
        prop_assert_eq!(milestone.baseline, after.milestones[id].baseline);
        prop_assert!(after.milestones[id].changes.starts_with(&milestone.changes));
    }
    for (id, milestone) in before.milestones.iter().filter(|(_, m)| before.is_frozen() && m.is_open()) {
        let later = after.milestones[id].due;
        let granted = |e: &Extension| e.answer.as_ref().is_some_and(|a| a.granted) && e.request.to == later;
        let imposed = |d: &Decided| matches!(d.decision, Decision::Extend { milestone, to, .. } if (milestone, to) == (*id, later));
        let decided = after.extensions.values().any(|e| e.request.milestone == *id && granted(e))
            || after.decisions.iter().any(imposed);
        prop_assert!(later <= milestone.due || decided, "{id} moved back to {later} and nobody decided on it");
    }
    prop_assert!(before.baseline_due() <= after.baseline_due());
    prop_assert!(before.implementers().is_subset(&after.implementers()) || !before.is_frozen());
    Ok(())
}

/// What pages ask of an item, in any state that it can be in.
fn look_at(item: Option<&Item>, given: &Given) {
    let Some(item) = item else { return };
    let _ = (item.due(), item.late_after(), item.next_milestone(), closure::unfinished(item));
    let _ = completeness::gaps(item, given.today, &given.directory);
    let _ = item.milestones.values().map(Milestone::slip_days).max();
    for person in everybody() {
        let _ = closure::may_validate(item, person, &given.directory);
        let _ = closure::may_close(item, person, &given.directory);
        let _ = closure::may_approve_plan(item, person, &given.directory);
    }
}

/// No files beside the tests: a failure prints the whole life.
fn config(cases: u32) -> Config {
    Config { cases, failure_persistence: None, ..Config::default() }
}

proptest! {
    #![proptest_config(config(256))]

    #[test]
    fn nothing_that_people_ask_breaks_the_record(life in life()) {
        history::check(&live(&life)?)?;
    }

    #[test]
    fn a_record_out_of_order_or_with_gaps_never_panics(
        kept in life().prop_filter_map("lives", |life| live(&life).ok()).prop_flat_map(|events| torn(&events)),
        (actor, command) in asks::ask(),
    ) {
        let given = nothing().with_every_role();
        let mut item: Option<Item> = None;
        let mut counted = 0;
        for event in &kept {
            let after = item::fold(item.clone(), event);
            if let (Some(before), Some(after)) = (&item, &after) {
                for (id, milestone) in before.milestones.iter().filter(|(_, m)| m.baseline.is_some()) {
                    prop_assert_eq!(milestone.baseline, after.milestones[id].baseline);
                }
            }
            item = after;
            counted += u64::from(item.is_some());
            look_at(item.as_ref(), &given);
        }
        prop_assert_eq!(&item, &item::replay(&kept));
        prop_assert_eq!(item.as_ref().map_or(0, |item| item.version), counted);
        let (directory, extensions) = (&given.directory, &given.extensions);
        let context = Context { at: EIGHT_O_CLOCK, today: TODAY, actor, directory, extensions };
        if let Err(refusal) = item::decide(item.as_ref(), command, &context) {
            explains_itself(&refusal);
        }
    }
}

/// The properties above are worth what the lives are worth.
#[test]
fn random_lives_reach_every_status_and_every_kind_of_event() {
    let (mut runner, lives) = (TestRunner::deterministic(), life());
    let (mut statuses, mut kinds) = (BTreeSet::new(), BTreeSet::new());
    for _ in 0..1_000 {
        let life = lives.new_tree(&mut runner).expect("a life can be made").current();
        let began = life.start.history.len();
        let history = live(&life).expect("nothing breaks");
        statuses.extend(item::replay(&history[..]).map(|item| item.status));
        kinds.extend(history[began..].iter().map(|event| kind(&event.what)));
    }
    assert_eq!(statuses, Status::ALL.into());
    let all = samples().into_iter().flat_map(|(given, command, by)| given.ask(command, by).expect("a sample"));
    // What comes along with another event has no sample of its own.
    let along = ["TestAutomated", "TestPassed", "WorkShown"].map(str::to_owned);
    assert_eq!(kinds, all.map(|event| kind(&event)).chain(along).collect());
}

fn kind(event: &Event) -> String {
    format!("{event:?}").split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default().into()
}
