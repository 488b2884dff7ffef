//! Forecasts: the same from one seed, never before what is possible, and honest about what they learnt from.

use std::collections::BTreeMap;

use closeout_domain::{
    cadence::{
        forecast::{ENOUGH, Errors, Forecast, forecast},
        schedule::{Hours, Setting, Work, levelled},
    },
    ids::PersonId,
    priority::Priority,
    time::calendar::Calendar,
};
use jiff::{
    ToSpan,
    civil::{Date, date},
};
use proptest::{collection::vec, prelude::*};
use uuid::Uuid;

/// A Thursday.
const TODAY: Date = date(2026, 10, 1);
const RUNS: usize = 200;

fn work(hours: u32, after: &[usize]) -> Work {
    let person = PersonId(Uuid::from_u128(1));
    Work { person, minutes: hours * 60, after: after.to_vec(), priority: Priority::Medium, from: None }
}

/// One person with a day's work a week: 96 minutes a day.
fn people() -> BTreeMap<PersonId, Hours> {
    BTreeMap::from([(PersonId(Uuid::from_u128(1)), Hours { weekly: 8 * 60, away: Vec::new() })])
}

fn forecasts(work: &[Work], item_of: &[usize], errors: &Errors, seed: u64) -> Vec<Forecast> {
    let (calendar, hours) = (Calendar::default(), people());
    let setting = Setting { today: TODAY, calendar: &calendar, hours: &hours };
    forecast(setting, work, item_of, errors, (seed, RUNS)).unwrap()
}

fn as_planned() -> Errors {
    Errors::learn([(10, 10); ENOUGH])
}

#[test]
fn where_everything_took_what_was_planned_the_schedule_is_the_forecast() {
    let all = [work(8, &[]), work(16, &[0]), work(4, &[])];
    let (calendar, hours) = (Calendar::default(), people());
    let slots = levelled(Setting { today: TODAY, calendar: &calendar, hours: &hours }, &all).unwrap();
    let found = forecasts(&all, &[0, 1, 2], &as_planned(), 7);
    for (forecast, slot) in found.iter().zip(slots) {
        assert_eq!([1, 50, 100].map(|percent| forecast.by(percent)), [slot.last; 3]);
        assert_eq!((forecast.misses(slot.last), forecast.misses(slot.last.saturating_sub(1.day()))), (0, 100));
    }
}

#[test]
fn half_that_took_twice_as_long_miss_in_about_half_of_the_runs() {
    let errors = Errors::learn((0..ENOUGH).map(|n| if n % 2 == 0 { (10, 10) } else { (10, 20) }));
    let found = forecasts(&[work(8, &[])], &[0], &errors, 7);
    // Eight hours are five working days: from Thursday the first to Wednesday the seventh.
    let planned = date(2026, 10, 7);
    let misses = found[0].misses(planned);
    assert!((40..=60).contains(&misses), "{misses}");
    assert_eq!((found[0].by(30), found[0].by(70)), (planned, date(2026, 10, 14)));
    assert_eq!(found[0].misses(date(2026, 10, 14)), 0);
}

#[test]
fn too_little_history_is_said_and_a_usual_spread_is_used() {
    let few = Errors::learn([(10, 10); ENOUGH - 1]);
    assert_eq!((few.learnt(), few.seen, few.median()), (false, ENOUGH - 1, 1_200));
    let own = Errors::learn([(10, 30); ENOUGH]);
    assert_eq!((own.learnt(), own.median()), (true, 3_000));
    // What was done on the day it was planned, long ago, and what took a year instead of a day.
    let odd = Errors::learn((0..ENOUGH).map(|n| if n == 0 { (0, 0) } else { (1, 365) }));
    assert_eq!(odd.median(), 10_000, "off by ten times at most");
}

#[test]
fn an_item_without_work_is_done() {
    let found = forecasts(&[work(8, &[])], &[1], &as_planned(), 7);
    assert_eq!((found.len(), found[0].by(100)), (2, TODAY));
}

proptest! {
    #[test]
    fn one_seed_gives_one_answer_and_more_certainty_is_never_sooner(
        hours in vec(0_u32..40, 1..8),
        seed in any::<u64>(),
        limit in 0_i32..200,
    ) {
        let all: Vec<Work> = hours.iter().map(|hours| work(*hours, &[])).collect();
        let item_of: Vec<usize> = (0..all.len()).map(|n| n / 2).collect();
        let errors = Errors::learn([]);
        let found = forecasts(&all, &item_of, &errors, seed);
        prop_assert_eq!(&found, &forecasts(&all, &item_of, &errors, seed));
        let limit = TODAY.saturating_add(limit.days());
        for forecast in found {
            let days: Vec<Date> = (0..=100).map(|percent| forecast.by(percent)).collect();
            prop_assert!(days.is_sorted() && days[0] >= TODAY);
            prop_assert_eq!(forecast.misses(limit) == 0, forecast.by(100) <= limit);
            prop_assert_eq!(forecast.misses(limit) == 100, forecast.by(0) > limit);
        }
    }
}

#[test]
fn the_error_that_most_estimates_keep_to_is_told_by_rank() {
    let errors = Errors::learn((1..=10).map(|taken| (10, taken * 2)));
    assert_eq!((errors.at(0), errors.at(50), errors.at(70), errors.at(100)), (200, 1_000, 1_400, 2_000));
}
