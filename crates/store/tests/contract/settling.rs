//! What imports make of pairs of finding and asset, told as sequences.

use closeout_app::{
    ports::Store,
    query::{FindingQuery, Window},
    views::{AssetState, FindingRow},
};
use closeout_domain::{
    finding::{coverage::CheckScope, presence::Why, severity::Severity},
    ids::{FindingId, ImportId, OrganizationId},
    import::Changes,
};
use closeout_store::memory::MemoryStore;

use crate::{
    firm::{ACME, at, id, system},
    generate::{Dice, file},
    house::House,
    scan::{ABSENT, NOT_JUDGED, PRESENT, Scan, finding, finding_of, scan},
};

/// Commits a file and says what it changed: new, still, changed, absent, not observed, and what was open before.
async fn commit(store: &dyn Store, file: Scan) -> [u64; 6] {
    let settled = file.commit(store, ACME).await.settled;
    let Changes { new, still, changed, absent, not_observed } = settled.changes;
    assert_eq!(settled.not_observed.iter().map(|(_, n)| n).sum::<u64>(), not_observed);
    [new, still, changed, absent, not_observed, settled.open]
}

/// The states of the pairs of a finding by host, as in "host-1 present 0".
async fn states(store: &dyn Store, check: u8) -> Vec<String> {
    let states = store.asset_states(ACME, finding(check)).await.unwrap();
    states.into_iter().map(|s| format!("{} {} {}", s.label, s.state, s.clean)).collect()
}

pub async fn pairs_are_counted_over_a_sequence_of_imports(house: &mut House) {
    let store = house.store();
    let both = |n| scan(n).looks(1).looks(2);
    assert_eq!(commit(&*store, both(1).finds(1, 1).finds(1, 2).finds(2, 1)).await, [3, 0, 0, 0, 0, 0]);
    assert_eq!(commit(&*store, both(2).finds(1, 1).finds(1, 2).finds(2, 1)).await, [0, 3, 0, 0, 0, 3]);
    assert_eq!(commit(&*store, both(3).finds(1, 1)).await, [0, 1, 0, 2, 0, 3], "silence proves");
    assert_eq!(commit(&*store, both(4).finds(1, 1)).await, [0, 1, 0, 0, 0, 1], "and is no news twice");
    assert_eq!(states(&*store, 1).await, ["host-1 present 0", "host-2 absent 2"]);
    let worse = both(5).states(1, 1, PRESENT, Severity::Critical).finds(1, 2);
    assert_eq!(commit(&*store, worse).await, [0, 0, 2, 0, 0, 1], "worse here, back there");
    assert_eq!(commit(&*store, scan(6).looks(2).finds(1, 2)).await, [0, 1, 0, 0, 1, 2], "the other is out of scope");
    assert_eq!(states(&*store, 1).await, ["host-1 not_observed 0", "host-2 present 0"]);
    assert_eq!(commit(&*store, scan(7)).await, [0, 0, 0, 0, 2, 2], "an empty file closes nothing");
    let row = store.finding(ACME, finding(1)).await.unwrap().unwrap();
    assert_eq!((row.state.as_str(), row.present, row.not_observed, row.severity.as_str()), ("open", 0, 2, "critical"));
    let again = both(8).states(1, 1, PRESENT, Severity::Critical).states(1, 2, ABSENT, Severity::Low);
    assert_eq!(commit(&*store, again).await, [0, 1, 0, 1, 0, 2]);
    let row = store.finding(ACME, finding(1)).await.unwrap().unwrap();
    assert_eq!((row.first_seen, row.last_seen), (Some(at(100)), Some(at(800))));
    let gone = store.finding(ACME, finding(2)).await.unwrap().unwrap();
    assert_eq!((gone.state.as_str(), gone.assets, gone.absent, gone.last_seen), ("absent", 1, 1, Some(at(200))));
}

pub async fn silence_is_worth_what_the_look_was(house: &mut House) {
    let store = house.store();
    let there = |n| scan(n).looks(1).finds(1, 1);
    commit(&*store, there(1)).await;
    let looks: [(Scan, Why); 8] = [
        (scan(2).looks(2), Why::OutOfScope),
        (scan(3).looks_as(1, |c| c.reached = false), Why::NotReached),
        (scan(4).looks_as(1, |c| c.authenticated = None), Why::NotAuthenticated),
        (scan(5).looks_as(1, |c| c.checks = CheckScope::Stated), Why::CheckNotRun),
        (Scan { policy: "discovery", ..scan(6).looks(1) }, Why::OtherPolicy),
        (scan(7).looks_as(1, |c| c.check_set = "202611060915".into()), Why::OlderChecks),
        (Scan { complete: false, ..scan(8).looks(1) }, Why::Incomplete),
        (scan(9).looks(1).states(1, 1, NOT_JUDGED, Severity::Low), Why::NotJudged),
    ];
    for (file, why) in looks {
        let settled = file.commit(&*store, ACME).await.settled;
        assert_eq!((settled.not_observed.as_slice(), settled.open), (&[(why, 1)][..], 1), "{why:?}");
        let state = store.asset_states(ACME, finding(1)).await.unwrap().remove(0);
        assert_eq!((state.state.as_str(), state.reason), ("not_observed", why.to_string()));
    }
    // Two looks at one name count as the lesser.
    let twice = scan(10).looks(1).looks_as(1, |c| c.authenticated = Some(false));
    assert_eq!(twice.commit(&*store, ACME).await.settled.not_observed, [(Why::NotAuthenticated, 1)]);
    let newer = scan(11).looks_as(1, |c| c.check_set = "202611200915".into());
    assert_eq!(commit(&*store, newer).await, [0, 0, 0, 1, 0, 1]);
    assert_eq!(commit(&*store, scan(12).looks_as(1, |c| c.reached = false)).await, [0; 6]);
    assert_eq!(states(&*store, 1).await, ["host-1 absent 1"], "what was proved is not taken back");
}

pub async fn other_families_and_systems_are_left_alone(house: &mut House) {
    let store = house.store();
    let stig = |n| Scan { family: "stig", ..scan(n) };
    let elsewhere = |n| Scan { system: system(2), ..scan(n) };
    assert_eq!(commit(&*store, scan(1).looks(1).finds(1, 1)).await, [1, 0, 0, 0, 0, 0]);
    assert_eq!(commit(&*store, stig(2).looks(1).finds(1, 1)).await, [1, 0, 0, 0, 0, 0]);
    assert_eq!(commit(&*store, elsewhere(3).looks(1).finds(1, 1)).await, [1, 0, 0, 0, 0, 0]);
    assert_eq!(commit(&*store, stig(4).looks(1)).await, [0, 0, 0, 1, 0, 1]);
    for (id, state) in [
        (finding(1), "open"),
        (finding_of(system(1), "stig", 1), "absent"),
        (finding_of(system(2), "nessus", 1), "open"),
    ] {
        assert_eq!(store.finding(ACME, id).await.unwrap().unwrap().state, state);
    }
}

pub async fn one_place_is_enough_to_be_there(house: &mut House) {
    let store = house.store();
    let file = scan(1)
        .looks(1)
        .states_at(1, 1, "tcp/443", ABSENT, Severity::Critical)
        .states_at(1, 1, "tcp/8443", PRESENT, Severity::Low)
        .states_at(1, 1, "tcp/25", NOT_JUDGED, Severity::High)
        .states_at(1, 1, "tcp/8443", PRESENT, Severity::Medium);
    assert_eq!(commit(&*store, file.clone()).await, [1, 0, 0, 0, 0, 0]);
    let row = store.finding(ACME, finding(1)).await.unwrap().unwrap();
    assert_eq!((row.severity.as_str(), row.assets, row.present), ("medium", 1, 1));
    let mut apart = Scan { batch: 1, ..scan(2) };
    (apart.assets, apart.findings, apart.coverage) = (file.assets, file.findings, file.coverage);
    apart.sightings = file.sightings.into_iter().rev().collect();
    assert_eq!(commit(&*store, apart).await, [0, 1, 0, 0, 0, 1], "whatever the order and the batches");
}

pub async fn a_service_that_is_well_says_nothing_of_another(house: &mut House) {
    let store = house.store();
    let of = |n, port, state| {
        scan(n).looks_as(1, |c| c.checks = CheckScope::Stated).states_at(1, 1, port, state, Severity::High)
    };
    assert_eq!(commit(&*store, of(1, "tcp/443", PRESENT)).await, [1, 0, 0, 0, 0, 0]);
    assert_eq!(commit(&*store, of(2, "tcp/8443", PRESENT)).await, [0, 1, 0, 0, 0, 1]);
    assert_eq!(commit(&*store, of(3, "tcp/993", ABSENT)).await, [0, 0, 0, 0, 1, 1]);
    assert_eq!(states(&*store, 1).await, ["host-1 not_observed 0"]);
    let why = &store.asset_states(ACME, finding(1)).await.unwrap()[0].reason;
    assert_eq!(why, "absent at another port than where it was seen");
    assert_eq!(commit(&*store, of(5, "tcp/443", ABSENT)).await, [0, 0, 0, 0, 1, 1]);
    assert_eq!(commit(&*store, of(6, "tcp/8443", ABSENT)).await, [0, 0, 0, 1, 0, 1]);
    assert_eq!(states(&*store, 1).await, ["host-1 absent 1"]);
    // An older file is folded in where it belongs: it was there once more, at one port only, of two that are well since.
    assert_eq!(commit(&*store, of(4, "tcp/443", PRESENT)).await, [0, 0, 0, 0, 0, 0]);
    assert_eq!(states(&*store, 1).await, ["host-1 absent 1"]);
    assert!(store.is_settled(ACME).await.unwrap());
    // What a source says of the asset as a whole is said of every port.
    assert_eq!(commit(&*store, of(7, "udp/53", PRESENT)).await, [0, 0, 1, 0, 0, 0]);
    assert_eq!(commit(&*store, of(8, "", ABSENT)).await, [0, 0, 0, 1, 0, 1]);
}

pub async fn an_older_look_that_comes_in_later_takes_nothing_back(house: &mut House) {
    let store = house.store();
    let both = |n| scan(n).looks(1).looks(2);
    assert_eq!(commit(&*store, both(1).finds(1, 1).finds(1, 2)).await, [2, 0, 0, 0, 0, 0]);
    assert_eq!(commit(&*store, both(5).finds(1, 2)).await, [0, 1, 0, 1, 0, 2]);
    // It was there when the older file looked, and has been proved gone since.
    let older = both(3).finds(1, 1).finds(1, 2).finds(2, 1);
    assert_eq!(commit(&*store, older).await, [1, 1, 0, 0, 0, 1]);
    assert_eq!(states(&*store, 1).await, ["host-1 absent 1", "host-2 present 0"]);
    assert_eq!(states(&*store, 2).await, ["host-1 absent 1"], "what came and went between is told");
    let row = store.finding(ACME, finding(1)).await.unwrap().unwrap();
    assert_eq!((row.first_seen, row.last_seen), (Some(at(100)), Some(at(500))));
    // An older look that was better than the later one: silence without signing in proves nothing any more.
    let plain = |n| scan(n).looks_as(7, |c| c.authenticated = Some(false));
    assert_eq!(commit(&*store, plain(10).finds(5, 7)).await, [1, 0, 0, 0, 1, 1]);
    assert_eq!(commit(&*store, plain(30)).await, [0, 0, 0, 1, 1, 2]);
    assert_eq!(commit(&*store, scan(20).looks(7).finds(5, 7)).await, [0, 0, 1, 0, 1, 1]);
    assert_eq!(states(&*store, 5).await, ["host-7 not_observed 0"]);
}

pub async fn an_older_look_at_other_assets_stands_beside(house: &mut House) {
    let store = house.store();
    assert_eq!(commit(&*store, scan(5).looks(1).finds(1, 1)).await, [1, 0, 0, 0, 0, 0]);
    assert_eq!(commit(&*store, scan(3).looks(2).finds(1, 2)).await, [1, 0, 0, 0, 1, 1]);
    assert_eq!(states(&*store, 1).await, ["host-1 present 0", "host-2 not_observed 0"], "the later one left it out");
    assert!(store.is_settled(ACME).await.unwrap());
}

pub async fn an_asset_is_called_as_the_latest_look_calls_it(house: &mut House) {
    let store = house.store();
    for (n, label, known_as) in [(5, "mill", "mill"), (3, "lathe", "mill"), (7, "press", "press"), (7, "saw", "saw")] {
        let mut file = scan(n).finds(1, 1);
        file.assets[0].label = label.into();
        if label == "saw" {
            file.id = ImportId(id(0x777));
        }
        commit(&*store, file).await;
        assert_eq!(store.asset_states(ACME, finding(1)).await.unwrap()[0].label, known_as, "after {label}");
    }
}

/// Random files, brought in by their time and in any other order.
pub async fn the_order_in_which_files_come_in_does_not_matter(house: &mut House) {
    let sequences = if house.is_memory() { 80 } else { 12 };
    for seed in 0..sequences {
        let mut dice = Dice::new(0x0DDE + seed);
        let files: Vec<Scan> = (1..=6).map(|n| file(&mut dice, n)).collect();
        let plain = MemoryStore::new();
        for file in &files {
            file.commit(&plain, ACME).await;
        }
        let organization = OrganizationId(id(0x2000 + u128::from(seed)));
        let (store, mut left, mut told) = (house.store(), files, Vec::new());
        while !left.is_empty() {
            let next = left.remove(usize::from(dice.below(u8::try_from(left.len()).unwrap())));
            let seen = next.preview(&*store, organization).await.settled;
            let settled = next.commit(&*store, organization).await.settled;
            assert_eq!(seen.changes, settled.changes, "seed {seed}: the preview told otherwise");
            told.push(next.seen_at.to_string());
            assert!(store.is_settled(organization).await.unwrap(), "seed {seed}: {told:?}");
        }
        assert_eq!(standing(&*store, organization).await, standing(&plain, ACME).await, "seed {seed}: {told:?}");
    }
}

/// What holds of every pair, without what follows the order of commits: how things are called, and who has which name.
async fn standing(store: &dyn Store, organization: OrganizationId) -> Vec<String> {
    let all = FindingQuery { window: Window::LARGEST, ..FindingQuery::default() };
    let mut told = Vec::new();
    for row in store.findings(organization, &all).await.unwrap().rows {
        let FindingRow { id, state, severity, assets, present, absent, first_seen, last_seen, .. } = row;
        told.push(format!("{id} {state} {severity} {assets} {present} {absent} {first_seen:?} {last_seen:?}"));
        for on in store.asset_states(organization, FindingId(id)).await.unwrap() {
            let AssetState { asset, state, reason, clean, places, output, first_seen, last_seen, .. } = on;
            told.push(format!(
                "{id} {asset} {state} {reason} {clean} {places:?} {output} {first_seen:?} {last_seen:?}"
            ));
        }
    }
    told.sort();
    told
}

pub async fn what_was_never_there_is_neither_new_nor_open(house: &mut House) {
    let store = house.store();
    let checklist = |n| Scan { family: "stig", ..scan(n) }.looks_as(1, |c| c.checks = CheckScope::Stated);
    let first = checklist(1).states(1, 1, ABSENT, Severity::High).states(2, 1, NOT_JUDGED, Severity::High).states(
        3,
        1,
        PRESENT,
        Severity::High,
    );
    assert_eq!(commit(&*store, first).await, [1, 0, 0, 0, 0, 0]);
    let state = |check| {
        let store = store.clone();
        async move {
            let row = store.finding(ACME, finding_of(system(1), "stig", check)).await.unwrap().unwrap();
            (row.state, row.assets, row.not_observed, row.first_seen)
        }
    };
    assert_eq!(state(1).await, ("absent".into(), 1, 0, None));
    assert_eq!(state(2).await, ("not_judged".into(), 1, 1, None));
    let open = FindingQuery { state: Some("open".into()), ..FindingQuery::default() };
    assert_eq!(store.findings(ACME, &open).await.unwrap().total, 1);
    let second = checklist(2).states(1, 1, NOT_JUDGED, Severity::High).states(2, 1, ABSENT, Severity::High).states(
        3,
        1,
        NOT_JUDGED,
        Severity::High,
    );
    assert_eq!(commit(&*store, second).await, [0, 0, 0, 0, 1, 1]);
    assert_eq!(state(1).await.0, "absent");
    assert_eq!(state(2).await.0, "absent");
    assert_eq!(state(3).await.0, "open");
    let third = checklist(3).states(1, 1, PRESENT, Severity::High).states(2, 1, PRESENT, Severity::High);
    assert_eq!(commit(&*store, third).await, [2, 0, 0, 0, 1, 1], "there for the first time");
}
