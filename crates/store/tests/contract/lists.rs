//! Lists: every filter, every order, every window.

use std::{cmp::Ordering, collections::BTreeMap, fmt::Debug};

use closeout_app::{
    ports::{Store, ViewChange},
    query::{ItemOrder, ItemQuery, MilestoneQuery, Page, TaskQuery, Window},
    views::{ImportRow, ItemRow, MilestoneRow, TaskRow},
};
use closeout_domain::{
    ids::{OrganizationId, SystemId},
    import::Changes,
};
use closeout_store::order;

use crate::{
    firm::{
        ACME, BOLT, at, day, id, import, item_change, item_row, milestone_row, organization_row, person, system,
        system_row, task_row, write,
    },
    generate::{Dice, REQUIREMENTS, STAGES, STATUSES, STEPS, item, stranger},
    house::House,
    scan::scan,
};

pub async fn organizations_and_systems_come_by_name(house: &mut House) {
    let store = house.store();
    let names = ["beta", "Alpha", "Ähre", "alpha", "Beta", "Alpha "];
    for (n, name) in (1_u8..).zip(names) {
        let organization = OrganizationId(id(n.into()));
        let rows = vec![ViewChange::Organization(organization_row(organization, name))];
        store.append(organization, write(vec![], rows)).await.unwrap();
        let rows = vec![ViewChange::System(system_row(SystemId(id(0x200 - u128::from(n))), name))];
        store.append(ACME, write(vec![], rows)).await.unwrap();
    }
    let twin = vec![ViewChange::System(system_row(SystemId(id(1)), "Alpha"))];
    store.append(ACME, write(vec![], twin)).await.unwrap();
    let organizations = store.organizations().await.unwrap();
    let sorted = ["Alpha", "Alpha ", "Beta", "alpha", "beta", "Ähre"];
    assert!(organizations.iter().map(|o| &o.name).eq(sorted), "{organizations:?}");
    let one = store.organization(OrganizationId(organizations[0].id)).await.unwrap();
    assert_eq!(one.as_ref(), Some(&organizations[0]));
    assert_eq!(store.organization(OrganizationId(stranger())).await.unwrap(), None);
    let systems = store.systems(ACME).await.unwrap();
    assert!(systems.iter().map(|s| &s.name).eq(["Alpha", "Alpha", "Alpha ", "Beta", "alpha", "beta", "Ähre"]));
    assert_eq!(systems[0].id, id(1), "systems of one name come by key");
    assert_eq!(systems[1], system_row(SystemId(id(0x1fe)), "Alpha"));
    assert_eq!(store.systems(BOLT).await.unwrap(), []);
}

pub async fn imports_come_newest_first(house: &mut House) {
    let store = house.store();
    let mut rows = Vec::new();
    for n in 1..=6 {
        let mut file = scan(n);
        file.system = system(1 + n % 2);
        // Two at each instant.
        file.seen_at = at(i64::from(n / 2));
        rows.push(ImportRow::from(&file.state(Changes { new: n.into(), ..Changes::default() })));
    }
    let changes = rows.iter().cloned().map(ViewChange::Import).collect();
    store.append(ACME, write(vec![], changes)).await.unwrap();
    let ids = |rows: Vec<ImportRow>| rows.iter().map(|r| r.id).collect::<Vec<_>>();
    let given = |ns: &[u8]| ns.iter().map(|n| import(*n).0).collect::<Vec<_>>();
    let all = store.imports(ACME, None, 100).await.unwrap();
    assert!(all.iter().all(|row| rows.contains(row)));
    assert_eq!(ids(all), given(&[6, 5, 4, 3, 2, 1]));
    assert_eq!(ids(store.imports(ACME, None, 2).await.unwrap()), given(&[6, 5]));
    assert_eq!(ids(store.imports(ACME, Some(system(1)), 100).await.unwrap()), given(&[6, 4, 2]));
    assert_eq!(ids(store.imports(ACME, Some(system(2)), 1).await.unwrap()), given(&[5]));
    assert_eq!(ids(store.imports(BOLT, None, 100).await.unwrap()), given(&[]));
}

/// A population of 120 items, and what was written of it.
async fn populate(store: &dyn Store) -> (Vec<ItemRow>, Vec<TaskRow>, Vec<MilestoneRow>) {
    let (mut items, mut tasks, mut milestones) = (vec![], vec![], vec![]);
    let mut dice = Dice::new(7);
    for number in 1..=120 {
        let change = item(&mut dice, number);
        if let ViewChange::Item { row, tasks: t, milestones: m, .. } = &change {
            items.push((**row).clone());
            tasks.extend(t.clone());
            milestones.extend(m.clone());
        }
        store.append(ACME, write(vec![], vec![change])).await.unwrap();
    }
    // The same numbers in another organization, to be left out everywhere.
    for number in 1..=20 {
        store.append(BOLT, write(vec![], vec![item(&mut dice, number)])).await.unwrap();
    }
    (items, tasks, milestones)
}

/// Compares a page with what it should be.
fn compare<T: Clone + PartialEq + Debug>(
    page: &Page<T>,
    all: &[T],
    matches: impl Fn(&T) -> bool,
    order: impl Fn(&T, &T) -> Ordering,
    window: Window,
    query: &dyn Debug,
) -> usize {
    let mut rows: Vec<T> = all.iter().filter(|row| matches(row)).cloned().collect();
    rows.sort_by(order);
    assert_eq!(page, &window.cut(rows.clone()), "{query:?}");
    rows.len()
}

/// The whole list, and pages of it: full, cut, empty, beyond.
fn windows() -> [Window; 6] {
    let window = |from, rows| Window { from, rows };
    [Window::LARGEST, window(0, 7), window(7, 7), window(3, 0), window(100_000, 5), window(u64::MAX, 5)]
}

pub async fn items_are_found_by_every_filter_in_every_order(house: &mut House) {
    let store = house.store();
    let (items, ..) = populate(&*store).await;
    let q = ItemQuery::default;
    let mut queries = vec![q(), ItemQuery { status: vec!["nonsense".into()], ..q() }];
    queries.extend([1, 2, 3].map(|n| ItemQuery { system: Some(system(n).0), ..q() }));
    queries.extend(STATUSES.map(|s| ItemQuery { status: vec![s.into()], ..q() }));
    queries.push(ItemQuery { status: vec!["open".into(), "draft".into(), "closed".into()], ..q() });
    queries.extend(["critical", "low", "none"].map(|p| ItemQuery { priority: Some(p.into()), ..q() }));
    for who in [person(0).0, person(3).0, stranger()] {
        queries.push(ItemQuery { owner: Some(who), ..q() });
        queries.push(ItemQuery { mine: Some(who), ..q() });
    }
    queries.extend(STEPS.map(|s| ItemQuery { waiting: Some(s.into()), ..q() }));
    let families = ["3.5.", "3.1.", "3.13.", "3.", "3.5.3.", "3.5", "."];
    queries.extend(REQUIREMENTS.into_iter().chain(families).map(|r| ItemQuery { requirement: Some(r.into()), ..q() }));
    for n in [-1, 0, 15, 29, 30] {
        queries.push(ItemQuery { late_on: Some(day(n)), ..q() });
        queries.push(ItemQuery { due_by: Some(day(n)), ..q() });
        queries.push(ItemQuery { late_on: Some(day(n)), due_by: Some(day(20)), ..q() });
    }
    let texts = [
        "vpn",
        "VPN",
        "GRÖSSE",
        "größe",
        "GRÖßE",
        "0%",
        "%",
        "_",
        "r_s",
        "\\",
        "'",
        "3.5.3",
        "poam-0007",
        "",
        "İST",
        "x",
    ];
    queries.extend(texts.map(|t| ItemQuery { text: Some(t.into()), ..q() }));
    queries.push(ItemQuery {
        system: Some(system(1).0),
        status: vec!["open".into(), "draft".into()],
        requirement: Some("3.5.".into()),
        mine: Some(person(2).0),
        text: Some("a".into()),
        ..q()
    });
    let mut found = 0;
    for query in queries {
        for order in [ItemOrder::Due, ItemOrder::Priority, ItemOrder::Number, ItemOrder::Changed] {
            for window in windows() {
                let query = ItemQuery { order, window, ..query.clone() };
                let page = store.items(ACME, &query).await.unwrap();
                let sort = |a: &ItemRow, b: &ItemRow| order::items(order, a, b);
                found += compare(&page, &items, |row| query.matches(row), sort, window, &query);
            }
        }
    }
    assert!(found > 10_000, "the queries find little: {found}");
}

pub async fn items_are_counted_by_status_and_by_date(house: &mut House) {
    let store = house.store();
    let (items, ..) = populate(&*store).await;
    for query in [
        ItemQuery::default(),
        ItemQuery { system: Some(system(2).0), window: Window { from: 5, rows: 1 }, ..ItemQuery::default() },
        ItemQuery { status: vec!["open".into(), "closed".into()], ..ItemQuery::default() },
        ItemQuery { text: Some("vpn".into()), ..ItemQuery::default() },
        ItemQuery { owner: Some(stranger()), ..ItemQuery::default() },
    ] {
        let (mut counts, mut dues) = (BTreeMap::new(), BTreeMap::new());
        for row in items.iter().filter(|row| query.matches(row)) {
            *counts.entry(row.status.clone()).or_insert(0_u64) += 1;
            *dues.entry(row.due).or_insert(0_u64) += 1;
        }
        let (counts, dues): (Vec<_>, Vec<_>) = (counts.into_iter().collect(), dues.into_iter().collect());
        assert_eq!(store.item_counts(ACME, &query).await.unwrap(), counts, "{query:?}");
        assert_eq!(store.item_dues(ACME, &query).await.unwrap(), dues, "{query:?}");
    }
}

pub async fn tasks_are_found_by_every_filter(house: &mut House) {
    let store = house.store();
    let (_, tasks, _) = populate(&*store).await;
    let q = TaskQuery::default;
    let mut queries = vec![q(), TaskQuery { active: true, ..q() }];
    queries.extend([1, 2, 3].map(|n| TaskQuery { system: Some(system(n).0), ..q() }));
    queries.extend([1, 50, 1_000].map(|n| TaskQuery { item: Some(n), ..q() }));
    queries.extend(STAGES.map(|s| TaskQuery { stage: Some(s.into()), ..q() }));
    for who in [person(0).0, person(3).0, stranger()] {
        queries.push(TaskQuery { responsible: Some(who), ..q() });
        queries.push(TaskQuery { approver: Some(who), ..q() });
        queries.push(TaskQuery { responsible: Some(who), stage: Some("open".into()), active: true, ..q() });
    }
    queries.extend([-1, 0, 15, 30].map(|n| TaskQuery { late_on: Some(day(n)), ..q() }));
    queries.push(TaskQuery { late_on: Some(day(30)), stage: Some("done".into()), ..q() });
    let mut found = 0;
    for query in queries {
        for window in windows() {
            let query = TaskQuery { window, ..query.clone() };
            let page = store.tasks(ACME, &query).await.unwrap();
            found += compare(&page, &tasks, |row| query.matches(row), order::tasks, window, &query);
        }
    }
    assert!(found > 1_000, "the queries find little: {found}");
}

pub async fn milestones_are_found_by_every_filter(house: &mut House) {
    let store = house.store();
    let (.., milestones) = populate(&*store).await;
    let q = MilestoneQuery::default;
    let mut queries = vec![q()];
    queries.extend([1, 2, 3].map(|n| MilestoneQuery { system: Some(system(n).0), ..q() }));
    queries.extend([1, 50, 1_000].map(|n| MilestoneQuery { item: Some(n), ..q() }));
    queries.extend([true, false].map(|r| MilestoneQuery { reached: Some(r), ..q() }));
    queries.extend([-1, 0, 15, 30].map(|n| MilestoneQuery { late_on: Some(day(n)), ..q() }));
    queries.push(MilestoneQuery { late_on: Some(day(30)), reached: Some(true), ..q() });
    let mut found = 0;
    for query in queries {
        for window in windows() {
            let query = MilestoneQuery { window, ..query.clone() };
            let page = store.milestones(ACME, &query).await.unwrap();
            found += compare(&page, &milestones, |row| query.matches(row), order::milestones, window, &query);
        }
    }
    assert!(found > 1_000, "the queries find little: {found}");
}

pub async fn a_row_replaces_the_one_before_it(house: &mut House) {
    let store = house.store();
    let first = ViewChange::Item {
        row: Box::new(ItemRow { priority: Some("high".into()), ..item_row(1) }),
        tasks: vec![task_row(1, 1), task_row(1, 2)],
        milestones: vec![milestone_row(1, 1), milestone_row(1, 2)],
        findings: vec![],
    };
    let other = item_change(item_row(2), &[]);
    store.append(ACME, write(vec![], vec![first, other])).await.unwrap();
    let second = ViewChange::Item {
        row: Box::new(ItemRow { status: "closed".into(), ..item_row(1) }),
        tasks: vec![TaskRow { stage: "done".into(), ..task_row(1, 2) }, task_row(1, 3)],
        milestones: vec![],
        findings: vec![],
    };
    store.append(ACME, write(vec![], vec![second])).await.unwrap();
    let items = store.items(ACME, &ItemQuery::default()).await.unwrap().rows;
    assert_eq!(items, [ItemRow { status: "closed".into(), ..item_row(1) }, item_row(2)]);
    let of_one = TaskQuery { item: Some(1), ..TaskQuery::default() };
    let tasks = store.tasks(ACME, &of_one).await.unwrap().rows;
    assert_eq!(tasks, [TaskRow { stage: "done".into(), ..task_row(1, 2) }, task_row(1, 3)]);
    let milestones = store.milestones(ACME, &MilestoneQuery::default()).await.unwrap().rows;
    assert_eq!(milestones, [milestone_row(2, 1)]);
    let urgent = ItemQuery { priority: Some("high".into()), ..ItemQuery::default() };
    assert_eq!(store.items(ACME, &urgent).await.unwrap().total, 0, "what is not said any more is not found any more");
}
