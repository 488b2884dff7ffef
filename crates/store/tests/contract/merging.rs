//! Assets that people said are one, and names that were put together by mistake: the statements of all imports that stand
//! are folded as if each had named the asset that it stands for.

use std::collections::{BTreeMap, BTreeSet};

use closeout_app::{
    ports::{Append, Effect, Findings as _, Mode, NamingRow, Regrouped, Store, StoreError, ViewChange, Write},
    query::{AssetQuery, FindingQuery, Window},
    record::{Event, Stream, Via},
    views::{AssetState, FindingRow, MergingRow},
};
use closeout_domain::{
    asset::{
        merging::{self, NameOf},
        relation,
    },
    finding::{asset::NameKind, recognition::Name},
    ids::{AssetId, FindingId, OrganizationId, SystemId},
    time::Stamped,
};
use closeout_store::memory::MemoryStore;

use crate::{
    firm::{ACME, at, id, person, system},
    generate::{Dice, file},
    house::House,
    scan::{Scan, asset, finding, scan},
};

/// What people say of the assets of the first system, and the record of it.
#[derive(Clone, Default)]
struct Sayings {
    state: Option<merging::Merging>,
}

impl Sayings {
    fn write(&self, what: merging::Event) -> (Write, Self) {
        let (at, by) = (at(1_000), person(1));
        let expected = self.state.as_ref().map_or(0, |m| m.version);
        let state = merging::fold(self.state.clone(), &Stamped { at, by, what: what.clone() });
        let row = MergingRow::from(state.as_ref().unwrap());
        let append = Append { stream: Stream::Merging(system(1)), expected, events: vec![Event::Merging(what)] };
        let write = Write { by, via: Via::Page, at, appends: vec![append], changes: vec![ViewChange::Merging(row)] };
        (write, Self { state })
    }

    async fn say(&mut self, store: &dyn Store, organization: OrganizationId, what: merging::Event) -> Regrouped {
        let (write, after) = self.write(what);
        *self = after;
        store.regroup(organization, system(1), Mode::Commit, write).await.unwrap()
    }

    fn relation(&self) -> relation::Relation {
        self.state.as_ref().map(|m| m.relation.clone()).unwrap_or_default()
    }
}

fn merged(from: u8, into: u8) -> merging::Event {
    merging::Event::Merged { system: system(1), from: asset(from), into: asset(into), reason: "one machine".into() }
}

fn unmerged(from: u8, into: u8) -> merging::Event {
    merging::Event::Unmerged { from: asset(from), into: asset(into), reason: "two after all".into() }
}

fn names(names: &[(NameKind, &str)]) -> BTreeSet<Name> {
    names.iter().map(|(kind, name)| (*kind, (*name).to_owned())).collect()
}

fn split(of: AssetId, some: &BTreeSet<Name>) -> (AssetId, merging::Event) {
    let part = relation::part(system(1), of, some);
    let names = some.iter().map(|(kind, name)| NameOf { kind: *kind, name: name.clone() }).collect();
    (part, merging::Event::Split { system: system(1), asset: of, part, names, reason: "another machine".into() })
}

fn unsplit(part: AssetId, of: AssetId) -> merging::Event {
    merging::Event::Unsplit { asset: of, part, reason: "the same after all".into() }
}

/// The states of the pairs of a finding, as in "host-1 present 0".
async fn states(store: &dyn Store, check: u8) -> Vec<String> {
    let states = store.asset_states(ACME, finding(check)).await.unwrap();
    states.into_iter().map(|s| format!("{} {} {}", s.label, s.state, s.clean)).collect()
}

pub async fn a_merge_folds_all_that_was_stated_of_both(house: &mut House) {
    let store = house.store();
    // One machine: seen under one name in the first import, looked at under the other in the second.
    scan(1).looks(1).finds(1, 1).finds(2, 1).commit(&*store, ACME).await;
    scan(2).looks(2).finds(2, 2).commit(&*store, ACME).await;
    assert_eq!(states(&*store, 1).await, ["host-1 not_observed 0"]);
    let mut sayings = Sayings::default();
    let regrouped = sayings.say(&*store, ACME, merged(1, 2)).await;
    assert_eq!(regrouped.recorded.len(), 1);
    let changed = vec![(finding(1), "open".to_owned(), "absent".to_owned())];
    assert_eq!(regrouped.effect, Effect { open_before: 3, open_after: 1, changed });
    assert_eq!(states(&*store, 1).await, ["host-2 absent 1"], "the second look did not find it on the machine");
    assert_eq!(states(&*store, 2).await, ["host-2 present 0"]);
    let state = store.asset_states(ACME, finding(2)).await.unwrap().remove(0);
    assert_eq!((state.first_seen, state.last_seen), (Some(at(100)), Some(at(200))));
    // What is stated of either name from now on is stated of the machine.
    scan(3).looks(1).finds(1, 1).commit(&*store, ACME).await;
    assert_eq!(states(&*store, 1).await, ["host-2 present 0"]);
    assert_eq!(states(&*store, 2).await, ["host-2 absent 1"]);
    let state = store.asset_states(ACME, finding(1)).await.unwrap().remove(0);
    assert_eq!(state.output, "present of check 1 at ", "shown from the statement about the other name");
    // A file that names both speaks twice of one machine, and is believed as far as the lesser look goes.
    scan(4).looks(1).looks_as(2, |c| c.authenticated = Some(false)).commit(&*store, ACME).await;
    assert_eq!(states(&*store, 1).await, ["host-2 not_observed 0"]);
    assert!(store.is_settled(ACME).await.unwrap());
    let listed = store.assets(ACME, &AssetQuery::default()).await.unwrap();
    assert_eq!(listed.rows.iter().map(|row| row.label.as_str()).collect::<Vec<_>>(), ["host-2"]);
    let of = FindingQuery { asset: Some(asset(1).0), ..FindingQuery::default() };
    assert_eq!(store.findings(ACME, &of).await.unwrap().total, 0);
}

pub async fn a_merge_that_is_taken_back_leaves_what_was_before_and_what_came_since(house: &mut House) {
    let store = house.store();
    let files = [scan(1).looks(1).looks(2).finds(1, 1).finds(2, 2), scan(2).looks(2), scan(3).looks(1).finds(3, 1)];
    let mut sayings = Sayings::default();
    files[0].commit(&*store, ACME).await;
    let before = found(&*store, ACME).await;
    sayings.say(&*store, ACME, merged(1, 2)).await;
    assert_ne!(found(&*store, ACME).await, before);
    sayings.say(&*store, ACME, unmerged(1, 2)).await;
    assert_eq!(found(&*store, ACME).await, before);
    sayings.say(&*store, ACME, merged(1, 2)).await;
    for file in &files[1..] {
        file.commit(&*store, ACME).await;
    }
    sayings.say(&*store, ACME, unmerged(1, 2)).await;
    let never = MemoryStore::new();
    for file in &files {
        file.commit(&never, ACME).await;
    }
    assert_eq!(found(&*store, ACME).await, found(&never, ACME).await, "as if it had never been said");
    assert_eq!(store.asset_names(ACME, system(1)).await.unwrap(), never.asset_names(ACME, system(1)).await.unwrap());
}

/// A file that calls the first host by other names: an agent's id, a host name, an address.
fn called(n: u8, given: &[(NameKind, &str)]) -> Scan {
    let mut file = scan(n).looks(1);
    file.assets[0].names = names(given).into_iter().collect();
    file
}

pub async fn names_that_are_split_off_take_their_statements_along(house: &mut House) {
    let store = house.store();
    let (mill, lathe, ip) =
        ((NameKind::Hostname, "mill-3"), (NameKind::Hostname, "lathe-1"), (NameKind::Ip, "198.51.100.7"));
    // The lathe got the mill's address, and was taken for it.
    called(1, &[mill, ip]).finds(1, 1).commit(&*store, ACME).await;
    called(2, &[lathe, ip]).finds(2, 1).commit(&*store, ACME).await;
    assert_eq!(states(&*store, 1).await, ["host-1 absent 1"], "the look at the lathe closed what the mill has");
    let before = found(&*store, ACME).await;
    let mut sayings = Sayings::default();
    let (part, said) = split(asset(1), &names(&[lathe]));
    let effect = sayings.say(&*store, ACME, said).await.effect;
    assert_eq!(effect.changed, [(finding(1), "absent".to_owned(), "open".to_owned())]);
    assert_eq!(states(&*store, 1).await, ["host-1 not_observed 0"], "not looked at since");
    assert_eq!(states(&*store, 2).await, ["lathe-1 present 0"]);
    let known: BTreeMap<String, AssetId> =
        store.asset_names(ACME, system(1)).await.unwrap().into_iter().map(|(_, name, asset)| (name, asset)).collect();
    assert_eq!((known["mill-3"], known["lathe-1"], known["198.51.100.7"]), (asset(1), part, asset(1)));
    let namings = store.namings(ACME, system(1), &[asset(1)]).await.unwrap();
    let told = |row: &NamingRow| (row.seen_at, row.stands, row.names.len());
    assert_eq!(namings.iter().map(told).collect::<Vec<_>>(), [(at(100), asset(1), 2), (at(200), part, 2)]);
    let listed = store.assets(ACME, &AssetQuery::default()).await.unwrap();
    assert_eq!(listed.rows.iter().map(|row| (row.id, row.open)).collect::<Vec<_>>(), [(asset(1).0, 1), (part.0, 1)]);
    // What is recognised as the part from now on states it.
    let mut third = called(3, &[lathe]);
    third.assets[0].id = part;
    third.coverage[0].asset = part;
    third.commit(&*store, ACME).await;
    assert_eq!(states(&*store, 2).await, ["host-1 absent 1"], "called as that file calls it");
    sayings.say(&*store, ACME, unsplit(part, asset(1))).await;
    assert_eq!(states(&*store, 1).await, ["host-1 absent 2"]);
    third.undo(&*store, ACME).await;
    assert_eq!(found(&*store, ACME).await, before);
}

pub async fn a_preview_tells_what_would_change_and_keeps_nothing(house: &mut House) {
    let store = house.store();
    scan(1).looks(1).looks(2).finds(1, 1).finds(1, 2).commit(&*store, ACME).await;
    let before = found(&*store, ACME).await;
    let (write, _) = Sayings::default().write(merged(1, 2));
    let seen = store.regroup(ACME, system(1), Mode::Preview, write).await.unwrap();
    assert_eq!((seen.recorded.len(), seen.effect), (0, Effect { open_before: 2, open_after: 1, changed: vec![] }));
    assert_eq!(found(&*store, ACME).await, before);
    assert_eq!(store.merging(ACME, system(1)).await.unwrap(), None);
    assert_eq!(store.log(ACME, 0, 10).await.unwrap().len(), 1);
}

pub async fn a_conflict_changes_nothing(house: &mut House) {
    let store = house.store();
    scan(1).looks(1).looks(2).finds(1, 1).finds(1, 2).commit(&*store, ACME).await;
    let mut sayings = Sayings::default();
    let (late, _) = sayings.write(merged(2, 1));
    sayings.say(&*store, ACME, merged(1, 2)).await;
    let before = found(&*store, ACME).await;
    let refused = store.regroup(ACME, system(1), Mode::Commit, late).await;
    assert!(matches!(refused, Err(StoreError::Conflict { expected: 0, actual: 1, .. })), "{refused:?}");
    assert_eq!(found(&*store, ACME).await, before);
    assert_eq!(store.merging(ACME, system(1)).await.unwrap(), sayings.state.as_ref().map(MergingRow::from));
}

pub async fn what_was_said_is_read_back_and_rebuilt(house: &mut House) {
    let store = house.store();
    let files = [scan(1).looks(1).finds(1, 1), scan(2).looks(2).finds(2, 2)];
    for file in &files {
        file.commit(&*store, ACME).await;
    }
    let mut sayings = Sayings::default();
    sayings.say(&*store, ACME, merged(1, 2)).await;
    let shown = found(&*store, ACME).await;
    let row = sayings.state.as_ref().map(MergingRow::from);
    assert_eq!(store.merging(ACME, system(1)).await.unwrap(), row);
    assert_eq!(store.merging(ACME, system(2)).await.unwrap(), None);
    store.rebuild(ACME, vec![]).await.unwrap();
    assert_ne!(found(&*store, ACME).await, shown, "nothing is said without the view");
    store.rebuild(ACME, row.into_iter().map(ViewChange::Merging).collect()).await.unwrap();
    assert_eq!(found(&*store, ACME).await, shown);
    assert!(store.is_settled(ACME).await.unwrap());
}

/// Random imports, undos, merges, splits, and what takes them back, against a fresh store that is given only the imports
/// that stand, each with the assets that its statements stand for written into it.
pub async fn any_merging_is_the_fold_of_what_stands(house: &mut House) {
    let sequences = if house.is_memory() { 60 } else { 10 };
    for seed in 0..sequences {
        let mut dice = Dice::new(0xA55E + seed);
        let organization = OrganizationId(id(0x3000 + u128::from(seed)));
        let store = house.store();
        let (mut standing, mut sayings, mut told): (Vec<Scan>, _, _) = (Vec::new(), Sayings::default(), Vec::new());
        for n in 1..=7 {
            let next = file(&mut dice, n);
            let seen = next.preview(&*store, organization).await.settled;
            let settled = next.commit(&*store, organization).await.settled;
            assert_eq!(seen, settled, "seed {seed}: the preview told otherwise: {told:?}");
            told.push(format!("import {n}"));
            standing.push(next);
            if standing.len() > 1 && dice.chance(20) {
                let gone = standing.remove(usize::from(dice.below(u8::try_from(standing.len()).unwrap())));
                gone.undo(&*store, organization).await;
                told.push(format!("undo {}", gone.id));
            }
            while dice.chance(50) {
                if let Some(what) = saying(&mut dice, &sayings, &*store, organization).await {
                    told.push(format!("{what:?}"));
                    sayings.say(&*store, organization, what).await;
                }
            }
            let plain = MemoryStore::new();
            for file in rewritten(&standing, &sayings) {
                file.commit(&plain, organization).await;
            }
            assert_eq!(found(&*store, organization).await, found(&plain, organization).await, "seed {seed}: {told:#?}");
            assert!(store.is_settled(organization).await.unwrap(), "seed {seed}: {told:?}");
        }
        // Everything taken back is as if nothing had been said.
        while let Some(what) = take_back(&sayings.relation()) {
            sayings.say(&*store, organization, what).await;
        }
        let plain = MemoryStore::new();
        for file in &standing {
            file.commit(&plain, organization).await;
        }
        assert_eq!(found(&*store, organization).await, found(&plain, organization).await, "seed {seed}, taken back");
    }
}

/// Something that may be said now.
async fn saying(
    dice: &mut Dice,
    sayings: &Sayings,
    store: &dyn Store,
    organization: OrganizationId,
) -> Option<merging::Event> {
    let relation = sayings.relation();
    let hosts: Vec<AssetId> = (0..5).map(asset).chain(relation.parts.keys().copied()).collect();
    let (one, other) = (dice.pick(&hosts), dice.pick(&hosts));
    let stands = |a: AssetId| relation.root(a) == a;
    match dice.below(4) {
        0 if one != other && stands(one) && stands(other) => {
            Some(merging::Event::Merged { system: system(1), from: one, into: other, reason: "one".into() })
        }
        1 => take_back(&relation).filter(|_| dice.chance(50)),
        _ if stands(one) => {
            let known = store.asset_names(organization, system(1)).await.unwrap();
            let mine: Vec<Name> = known.into_iter().filter(|(.., a)| *a == one).map(|(k, n, _)| (k, n)).collect();
            let some: BTreeSet<Name> = mine.iter().filter(|_| dice.chance(40)).cloned().collect();
            (!some.is_empty() && some.len() < mine.len()).then(|| split(one, &some).1)
        }
        _ => None,
    }
}

/// Something that can be taken back.
fn take_back(relation: &relation::Relation) -> Option<merging::Event> {
    let reason = || "taken back".to_owned();
    let merge = relation.merges.iter().next();
    let merge = merge.map(|(from, into)| merging::Event::Unmerged { from: *from, into: *into, reason: reason() });
    let part = || relation.parts.iter().find(|(_, part)| part.stands);
    merge.or_else(|| part().map(|(id, part)| unsplit(*id, part.of)))
}

/// The files as if each had named the assets that its statements stand for.
fn rewritten(files: &[Scan], sayings: &Sayings) -> Vec<Scan> {
    let relation = sayings.relation();
    let of = |system: SystemId| files.iter().enumerate().filter(move |(_, f)| f.system == system);
    let namings: Vec<_> = of(system(1))
        .flat_map(|(place, file)| {
            let mut first: BTreeMap<Name, AssetId> = BTreeMap::new();
            for detail in &file.assets {
                for name in &detail.names {
                    first.entry(name.clone()).or_insert(detail.id);
                }
            }
            let mut by_asset: BTreeMap<AssetId, BTreeSet<Name>> = BTreeMap::new();
            for (name, asset) in first {
                by_asset.entry(asset).or_default().insert(name);
            }
            by_asset.into_iter().map(move |(asset, names)| relation::Naming { import: place, asset, names })
        })
        .filter(|naming| relation.divided().contains(&naming.asset))
        .collect();
    let moved = relation.moved(&namings);
    let each = files.iter().cloned().enumerate().map(|(place, mut file)| {
        if file.system == system(1) {
            let to = |asset: AssetId| relation.root(moved.get(&(place, asset)).copied().unwrap_or(asset));
            file.sightings.iter_mut().for_each(|s| s.asset = to(s.asset));
            file.coverage.iter_mut().for_each(|c| c.asset = to(c.asset));
            file.assets.iter_mut().for_each(|a| a.id = to(a.id));
        }
        file
    });
    each.collect()
}

/// What holds of every finding and pair, without what assets are called.
async fn found(store: &dyn Store, organization: OrganizationId) -> Vec<String> {
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
