//! How long the days of a large plan take, and its forecast of a thousand runs: `cargo bench -p closeout-domain`.
//!
//! 2,000 tasks of 500 items, of one to five days each, for 60 people who share them; one task in two waits for the one before
//! it of the same item.

use std::{collections::BTreeMap, hint::black_box};

use closeout_domain::{
    cadence::{
        forecast::{Errors, forecast},
        schedule::{Hours, Setting, Work, critical_path, levelled},
    },
    ids::PersonId,
    priority::Priority,
    time::calendar::Calendar,
};
use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use jiff::{ToSpan, civil::date};
use uuid::Uuid;

const TASKS: usize = 2_000;
const PEOPLE: usize = 60;
/// Tasks of an item.
const EACH: usize = 4;
const RUNS: usize = 1_000;
const HOUR: u32 = 60;

fn person(n: usize) -> PersonId {
    PersonId(Uuid::from_u128(n as u128 + 1))
}

/// Each person away for two weeks of the next months, and not all full time.
fn people() -> BTreeMap<PersonId, Hours> {
    let hours = |n: usize| {
        let first = date(2026, 10, 1) + (n as i64).days();
        let weekly = match n % 3 {
            0 => 40,
            1 => 20,
            _ => 30,
        };
        (person(n), Hours { weekly: weekly * HOUR, away: vec![first..=first + 14.days()] })
    };
    (0..PEOPLE).map(hours).collect()
}

fn plan() -> (Vec<Work>, Vec<usize>) {
    let priority = |item: usize| match item % 4 {
        0 => Priority::Medium,
        1 => Priority::Critical,
        2 => Priority::Low,
        _ => Priority::High,
    };
    let task = |at: usize| Work {
        // Neighbours in the list do not lie on the same desk.
        person: person(at * 7 % PEOPLE),
        minutes: (8 + (at * 13 % 32) as u32) * HOUR,
        after: if at % 2 == 1 { vec![at - 1] } else { Vec::new() },
        priority: priority(at / EACH),
        from: None,
    };
    ((0..TASKS).map(task).collect(), (0..TASKS).map(|at| at / EACH).collect())
}

fn schedule(criterion: &mut Criterion) {
    let (hours, (work, item_of)) = (people(), plan());
    let calendar = Calendar { federal: true, ..Calendar::default() };
    let setting = Setting { today: date(2026, 10, 1), calendar: &calendar, hours: &hours };
    let mut group = criterion.benchmark_group("schedule of 2,000 tasks and 60 people");
    group.throughput(Throughput::Elements(TASKS as u64)).sample_size(20);
    group.bench_function("critical path", |bencher| bencher.iter(|| critical_path(setting, black_box(&work))));
    group.bench_function("levelled", |bencher| bencher.iter(|| levelled(setting, black_box(&work))));
    let errors = Errors::learn([]);
    group.throughput(Throughput::Elements(RUNS as u64)).sample_size(10);
    group.bench_function("forecast of 1,000 runs", |bencher| {
        bencher.iter(|| forecast(setting, black_box(&work), &item_of, &errors, (7, RUNS)));
    });
    group.finish();
}

criterion_group!(benches, schedule);
criterion_main!(benches);
