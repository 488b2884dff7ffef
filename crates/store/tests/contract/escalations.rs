//! Escalations: every filter, in one order, and made anew.

use closeout_app::{
    ports::{Store, ViewChange},
    query::{EscalationQuery, Window},
    views::{EscalationRow, PersonRef},
};
use closeout_store::order;

use crate::{
    firm::{ACME, BOLT, at, day, id, person, system, write},
    house::House,
};

const STATES: [&str; 4] = ["open", "decided", "lapsed", "settled"];

fn row(n: u8) -> EscalationRow {
    // One of five is about a review.
    let about = Some(u32::from(n % 5)).filter(|item| *item > 0);
    EscalationRow {
        id: id(0x900 + u128::from(n)),
        system: system(1 + n % 2).0,
        item: about.map(|item| format!("POAM-{item:04}")),
        item_number: about,
        review: about.is_none().then(|| "weekly".into()),
        weakness: String::new(),
        priority: None,
        cause: "late".into(),
        since: day(n.into()),
        // Two at each instant.
        raised: at(i64::from(n / 2)),
        by: None,
        note: "größer'%".into(),
        asked: Vec::new(),
        to: PersonRef::of(person(n % 3)),
        rung: "owner".into(),
        acknowledged: None,
        state: STATES[usize::from(n) % 4].into(),
        decision: None,
        until: None,
        settled: None,
        again: None,
        version: 1,
    }
}

async fn populate(store: &dyn Store) -> Vec<EscalationRow> {
    let rows: Vec<EscalationRow> = (0..40).map(row).collect();
    let changes = rows.iter().cloned().map(|row| ViewChange::Escalation(Box::new(row))).collect();
    store.append(ACME, write(vec![], changes)).await.unwrap();
    // The same in another organization, to be left out everywhere.
    store.append(BOLT, write(vec![], vec![ViewChange::Escalation(Box::new(row(3)))])).await.unwrap();
    rows
}

pub async fn they_are_found_by_every_filter_those_raised_last_first(house: &mut House) {
    let store = house.store();
    let mut rows = populate(&*store).await;
    rows.sort_by(order::escalations);
    let q = EscalationQuery::default;
    let mut queries = vec![q(), EscalationQuery { state: vec!["open".into(), "decided".into()], ..q() }];
    queries.extend([1, 2, 3].map(|n| EscalationQuery { system: Some(system(n).0), ..q() }));
    queries.extend([0, 4, 9].map(|n| EscalationQuery { item: Some(n), ..q() }));
    queries.extend(STATES.map(|state| EscalationQuery { state: vec![state.into()], ..q() }));
    queries.extend([0, 2, 7].map(|n| EscalationQuery { to: Some(person(n).0), ..q() }));
    queries.push(EscalationQuery { item: Some(3), to: Some(person(0).0), system: Some(system(2).0), ..q() });
    for query in queries {
        for window in [Window::LARGEST, Window { from: 0, rows: 7 }, Window { from: 7, rows: 7 }] {
            let query = EscalationQuery { window, ..query.clone() };
            let expected = window.cut(rows.iter().filter(|row| query.matches(row)).cloned().collect());
            assert_eq!(store.escalations(ACME, &query).await.unwrap(), expected, "{query:?}");
        }
    }
}

pub async fn rebuilding_replaces_them(house: &mut House) {
    let store = house.store();
    populate(&*store).await;
    let after = EscalationRow { state: "settled".into(), ..row(1) };
    store.rebuild(ACME, vec![ViewChange::Escalation(Box::new(after.clone()))]).await.unwrap();
    assert_eq!(store.escalations(ACME, &EscalationQuery::default()).await.unwrap().rows, [after]);
    assert_eq!(store.escalations(BOLT, &EscalationQuery::default()).await.unwrap().total, 1);
}
