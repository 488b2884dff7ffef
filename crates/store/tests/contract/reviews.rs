//! Reviews: every filter, in one order, and made anew.

use closeout_app::{
    ports::{Store, ViewChange},
    query::{ReviewQuery, Window},
    views::{AgendaEntry, PeriodView, PersonRef, RemarkView, ReviewRow},
};
use closeout_store::order;

use crate::{
    firm::{ACME, BOLT, at, day, id, person, system, write},
    house::House,
};

const STATES: [&str; 3] = ["open", "signed", "given_up"];
const CADENCES: [&str; 3] = ["weekly", "monthly", "quarterly"];

fn row(n: u8) -> ReviewRow {
    let said = "größer'%";
    ReviewRow {
        id: id(0xA00 + u128::from(n)),
        system: system(1 + n % 2).0,
        cadence: CADENCES[usize::from(n / 2) % 3].into(),
        period: PeriodView { first: day(0), last: day(30) },
        // Two on each day.
        day: day(i64::from(n / 2)),
        since: day(0),
        state: STATES[usize::from(n) % 3].into(),
        begun: at(n.into()),
        by: PersonRef::of(person(1)),
        live: 9,
        late: 1,
        new: 2,
        ended: 0,
        agenda: vec![AgendaEntry { item: "POAM-0001".into(), item_number: 1, reasons: vec!["late".into()] }],
        people: vec![PersonRef::of(person(2))],
        guests: String::new(),
        remarks: vec![RemarkView { item: None, sort: "note".into(), text: said.into() }],
        actions: Vec::new(),
        minutes: None,
        ending: None,
        version: 3,
    }
}

async fn populate(store: &dyn Store) -> Vec<ReviewRow> {
    let rows: Vec<ReviewRow> = (0..36).map(row).collect();
    let changes = rows.iter().cloned().map(|row| ViewChange::Review(Box::new(row))).collect();
    store.append(ACME, write(vec![], changes)).await.unwrap();
    // The same in another organization, to be left out everywhere.
    store.append(BOLT, write(vec![], vec![ViewChange::Review(Box::new(row(3)))])).await.unwrap();
    rows
}

pub async fn they_are_found_by_every_filter_those_held_last_first(house: &mut House) {
    let store = house.store();
    let mut rows = populate(&*store).await;
    rows.sort_by(order::reviews);
    let q = ReviewQuery::default;
    let mut queries = vec![q(), ReviewQuery { state: vec!["open".into(), "signed".into()], ..q() }];
    queries.extend([1, 2, 3].map(|n| ReviewQuery { system: Some(system(n).0), ..q() }));
    queries.extend(STATES.map(|state| ReviewQuery { state: vec![state.into()], ..q() }));
    queries.extend(CADENCES.map(|cadence| ReviewQuery { cadence: Some(cadence.into()), ..q() }));
    queries.push(ReviewQuery { system: Some(system(1).0), cadence: Some("monthly".into()), ..q() });
    for query in queries {
        for window in [Window::LARGEST, Window { from: 0, rows: 5 }, Window { from: 5, rows: 5 }] {
            let query = ReviewQuery { window, ..query.clone() };
            let expected = window.cut(rows.iter().filter(|row| query.matches(row)).cloned().collect());
            assert_eq!(store.reviews(ACME, &query).await.unwrap(), expected, "{query:?}");
        }
    }
}

pub async fn rebuilding_replaces_them(house: &mut House) {
    let store = house.store();
    populate(&*store).await;
    let after = ReviewRow { state: "signed".into(), ..row(0) };
    store.rebuild(ACME, vec![ViewChange::Review(Box::new(after.clone()))]).await.unwrap();
    assert_eq!(store.reviews(ACME, &ReviewQuery::default()).await.unwrap().rows, [after]);
    assert_eq!(store.reviews(BOLT, &ReviewQuery::default()).await.unwrap().total, 1);
}

pub async fn those_held_last_are_found_by_system_and_cadence(house: &mut House) {
    let store = house.store();
    let mut rows = populate(&*store).await;
    rows.retain(ReviewRow::counts);
    let later = |a: &ReviewRow, b: &ReviewRow| a.system == b.system && a.cadence == b.cadence && b.day > a.day;
    let mut last: Vec<_> = rows.iter().filter(|row| !rows.iter().any(|other| later(row, other))).cloned().collect();
    last.sort_by(order::reviews);
    assert_eq!(store.last_reviews(ACME).await.unwrap(), last);
    assert_eq!(store.last_reviews(BOLT).await.unwrap().len(), 1);
}
