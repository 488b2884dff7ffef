//! Undoing: as if the import had never been.

use closeout_app::{
    ports::{EventStore as _, Store, StoreError},
    query::{FindingQuery, Window},
};
use closeout_domain::{finding::asset::NameKind, ids::OrganizationId, import::Changes};
use closeout_store::memory::MemoryStore;

use crate::{
    firm::{ACME, at, id, system},
    generate::{Dice, file},
    house::House,
    scan::{Scan, asset, finding, scan},
    snapshot::{Found, Snapshot},
};

pub async fn undoing_the_only_import_leaves_nothing(house: &mut House) {
    let store = house.store();
    let file = scan(1).looks(1).finds(1, 1).finds(2, 1);
    let committed = file.commit(&*store, ACME).await;
    let recorded = file.undo(&*store, ACME).await;
    assert_eq!((recorded[0].position, recorded[0].version), (2, 2));
    assert_eq!(store.log(ACME, 0, 10).await.unwrap(), [committed.recorded, recorded].concat(), "the record keeps both");
    let after = Snapshot::of(&*store, ACME).await;
    assert_eq!((after.found.findings, after.found.groups, after.found.names), (vec![], vec![], vec![]));
    assert_eq!(after.shown.imports[0].undone.as_deref(), Some("the wrong site"));
    let of_import = FindingQuery { import: Some(file.id.0), ..FindingQuery::default() };
    assert_eq!(store.findings(ACME, &of_import).await.unwrap().total, 0);
    assert_eq!(store.finding(ACME, finding(1)).await.unwrap(), None);
    assert_eq!(store.asset_states(ACME, finding(1)).await.unwrap(), []);
    let again = Scan { id: scan(2).id, ..file };
    assert_eq!(again.commit(&*store, ACME).await.settled.changes, Changes { new: 2, ..Changes::default() });
}

pub async fn undoing_an_earlier_import_settles_the_later_ones_again(house: &mut House) {
    let store = house.store();
    let [first, second, third] = [
        scan(1).looks(1).finds(1, 1),
        // The wrong file: it says that all is well.
        scan(2).looks(1),
        scan(3).looks(1).looks(2).finds(1, 2),
    ];
    for file in [&first, &second, &third] {
        file.commit(&*store, ACME).await;
    }
    let state = |n: usize| {
        let store = store.clone();
        async move {
            let state = store.asset_states(ACME, finding(1)).await.unwrap().remove(n);
            (state.state, state.clean, state.first_seen, state.last_seen)
        }
    };
    assert_eq!(state(0).await, ("absent".into(), 2, Some(at(100)), Some(at(100))));
    second.undo(&*store, ACME).await;
    assert_eq!(state(0).await, ("absent".into(), 1, Some(at(100)), Some(at(100))));
    third.undo(&*store, ACME).await;
    assert_eq!(state(0).await, ("present".into(), 0, Some(at(100)), Some(at(100))));
    assert_eq!(store.asset_states(ACME, finding(1)).await.unwrap().len(), 1);
    let fourth = scan(4).looks(1).finds(1, 1);
    fourth.commit(&*store, ACME).await;
    first.undo(&*store, ACME).await;
    assert_eq!(state(0).await, ("present".into(), 0, Some(at(400)), Some(at(400))));
}

pub async fn undoing_is_refused_whole(house: &mut House) {
    let store = house.store();
    let files = [scan(1).looks(1).finds(1, 1), scan(2).looks(1)];
    for file in &files {
        file.commit(&*store, ACME).await;
    }
    files[1].undo(&*store, ACME).await;
    let before = Snapshot::of(&*store, ACME).await;
    let again = store.undo(ACME, files[1].id, files[1].undone(Changes::default())).await;
    assert!(matches!(again, Err(StoreError::Conflict { expected: 1, actual: 2, .. })), "{again:?}");
    assert_eq!(Snapshot::of(&*store, ACME).await, before);
}

pub async fn names_belong_to_the_first_import_that_stands(house: &mut House) {
    let store = house.store();
    let address = (NameKind::Ip, "198.51.100.7".to_owned());
    let with_address = |n: u8, host: u8| {
        let mut file = scan(n).looks(host).finds(1, host);
        file.assets[0].names.push(address.clone());
        file
    };
    let files = [with_address(1, 1), with_address(2, 2), with_address(3, 3)];
    for file in &files {
        file.commit(&*store, ACME).await;
    }
    let owner = || async {
        let names = store.asset_names(ACME, system(1)).await.unwrap();
        let owners: Vec<_> = names.iter().filter(|(kind, name, _)| (kind, name) == (&address.0, &address.1)).collect();
        assert!(owners.len() <= 1, "a name has one asset: {owners:?}");
        (owners.first().map(|(.., asset)| *asset), names.len())
    };
    assert_eq!(owner().await, (Some(asset(1)), 7));
    files[0].undo(&*store, ACME).await;
    assert_eq!(owner().await, (Some(asset(2)), 5));
    files[2].undo(&*store, ACME).await;
    assert_eq!(owner().await, (Some(asset(2)), 3));
    files[1].undo(&*store, ACME).await;
    assert_eq!(owner().await, (None, 0));
    assert_eq!(store.asset_names(ACME, system(2)).await.unwrap(), []);
}

/// Random files, some of them undone at some time after, against a fresh store that only ever saw the others.
pub async fn undoing_any_import_leaves_the_fold_of_the_rest(house: &mut House) {
    let sequences = if house.is_memory() { 60 } else { 10 };
    for seed in 0..sequences {
        let mut dice = Dice::new(seed);
        let organization = OrganizationId(id(0x1000 + u128::from(seed)));
        let store = house.store();
        let mut standing: Vec<Scan> = Vec::new();
        let mut told = Vec::new();
        for n in 1..=8 {
            let next = file(&mut dice, n);
            next.commit(&*store, organization).await;
            told.push(format!("import {n}"));
            standing.push(next);
            while !standing.is_empty() && dice.chance(30) {
                let gone = standing.remove(usize::from(dice.below(u8::try_from(standing.len()).unwrap())));
                gone.undo(&*store, organization).await;
                told.push(format!("undo {}", gone.id));
            }
        }
        let plain = MemoryStore::new();
        for file in &standing {
            file.commit(&plain, organization).await;
        }
        let told = told.join(", ");
        assert_eq!(found(&*store, organization).await, found(&plain, organization).await, "seed {seed}: {told}");
        // And the next import counts as if they had never been.
        let next = file(&mut dice, 9);
        let counted = next.commit(&*store, organization).await.settled;
        assert_eq!(counted, next.commit(&plain, organization).await.settled, "seed {seed}: {told}");
        store.rebuild(organization, vec![]).await.unwrap();
        plain.rebuild(organization, vec![]).await.unwrap();
        assert_eq!(found(&*store, organization).await, found(&plain, organization).await, "seed {seed}, rebuilt");
    }
}

/// Everything found, and how many groups there are.
async fn found(store: &dyn Store, organization: OrganizationId) -> (Found, u64) {
    let all = FindingQuery { window: Window::LARGEST, ..FindingQuery::default() };
    let total = store.groups(organization, &all).await.unwrap().total;
    (Found::of(store, organization).await, total)
}
