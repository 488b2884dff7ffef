//! Schedules: nobody beyond their hours, nothing before what it waits for.

use std::collections::BTreeMap;

use closeout_domain::{
    cadence::schedule::{Hours, Impossible, Setting, Slot, Work, critical_path, levelled},
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
const HOUR: u32 = 60;

fn person(n: u8) -> PersonId {
    PersonId(Uuid::from_u128(n.into()))
}

fn work(of: u8, hours: u32, after: &[usize], priority: Priority) -> Work {
    Work { person: person(of), minutes: hours * HOUR, after: after.to_vec(), priority, from: None }
}

/// Two people, of eight and four hours a day.
fn people() -> BTreeMap<PersonId, Hours> {
    [(1, 40), (2, 20)].into_iter().map(|(n, h)| (person(n), Hours { weekly: h * HOUR, away: Vec::new() })).collect()
}

fn scheduled(hours: &BTreeMap<PersonId, Hours>, work: &[Work]) -> Result<Vec<Slot>, Impossible> {
    let calendar = Calendar { federal: true, ..Calendar::default() };
    levelled(Setting { today: TODAY, calendar: &calendar, hours }, work)
}

fn slot(first: Date, last: Date) -> Slot {
    Slot { first, last }
}

#[test]
fn work_takes_the_days_that_its_person_has() {
    // Friday has eight hours, the weekend none, and 12 October is Columbus Day.
    let slots = scheduled(&people(), &[work(1, 20, &[], Priority::Low), work(2, 28, &[], Priority::Low)]).unwrap();
    assert_eq!(slots, [slot(TODAY, date(2026, 10, 5)), slot(TODAY, date(2026, 10, 9))]);
    let mut away = people();
    away.get_mut(&person(1)).unwrap().away.push(date(2026, 10, 2)..=date(2026, 10, 9));
    let slots = scheduled(&away, &[work(1, 9, &[], Priority::Low)]).unwrap();
    assert_eq!(slots, [slot(TODAY, date(2026, 10, 13))]);
}

#[test]
fn the_most_urgent_goes_first_and_with_it_what_it_waits_for() {
    let all = [work(1, 8, &[], Priority::Medium), work(1, 8, &[], Priority::Low), work(2, 4, &[1], Priority::Critical)];
    let slots = scheduled(&people(), &all).unwrap();
    assert_eq!(slots, [slot(date(2026, 10, 2), date(2026, 10, 2)), slot(TODAY, TODAY), slot(TODAY, TODAY)]);
}

#[test]
fn what_cannot_be_placed_is_named() {
    let circle = [work(1, 1, &[1], Priority::Low), work(1, 1, &[0], Priority::Low), work(1, 1, &[], Priority::Low)];
    assert_eq!(scheduled(&people(), &circle), Err(Impossible::Waiting(vec![0, 1])));
    assert_eq!(scheduled(&people(), &[work(1, 1, &[7], Priority::Low)]), Err(Impossible::Waiting(vec![0])));
    let nobody = scheduled(&people(), &[work(3, 1, &[], Priority::Low)]);
    assert_eq!(nobody, Err(Impossible::NoHours { work: 0, person: person(3) }));
}

proptest! {
    #[test]
    fn nobody_works_more_than_they_have_and_nothing_begins_too_early(all in works(), start in 0_i32..400) {
        let calendar = Calendar { federal: true, ..Calendar::default() };
        let hours = people();
        let setting = Setting { today: TODAY.saturating_add(start.days()), calendar: &calendar, hours: &hours };
        let slots = levelled(setting, &all).unwrap();
        let alone = critical_path(setting, &all).unwrap();
        prop_assert_eq!(slots.len(), all.len());
        for (at, (piece, slot)) in all.iter().zip(&slots).enumerate() {
            prop_assert!(setting.today <= slot.first && slot.first <= slot.last);
            prop_assert!(piece.after.iter().all(|before| slots[*before].last <= slot.first));
            prop_assert!(piece.from.is_none_or(|from| from <= slot.first));
            prop_assert!(alone[at].last <= slot.last, "sooner than with nothing else to do");
        }
        // All that a person does between two days fits into their hours of these days.
        for (who, hours) in &hours {
            let own = || all.iter().zip(&slots).filter(|(piece, _)| piece.person == *who);
            for (_, from) in own() {
                for (_, to) in own() {
                    let inside = own().filter(|(_, slot)| from.first <= slot.first && slot.last <= to.last);
                    let asked: u32 = inside.map(|(piece, _)| piece.minutes).sum();
                    let days = from.first.series(1.day()).take_while(|day| *day <= to.last);
                    let there: u32 = days.filter(|day| calendar.free(*day).is_none()).map(|_| hours.weekly / 5).sum();
                    prop_assert!(asked <= there, "{} of {} minutes", asked, there);
                }
            }
        }
    }
}

/// Pieces that wait for some before them in the list.
fn works() -> impl Strategy<Value = Vec<Work>> {
    let piece = (1_u8..=2, 0_u32..30, vec(any::<prop::sample::Index>(), 0..3), 0_usize..4, prop::option::of(0_i32..30));
    vec(piece, 1..20).prop_map(|pieces| {
        let mut all = Vec::new();
        for (of, hours, after, priority, from) in pieces {
            let before = all.len();
            let after: Vec<usize> = after.iter().filter(|_| before > 0).map(|place| place.index(before)).collect();
            let from = from.map(|days| TODAY.saturating_add(days.days()));
            all.push(Work { from, ..work(of, hours, &after, Priority::ALL[priority]) });
        }
        all
    })
}
