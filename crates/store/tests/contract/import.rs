//! Bringing a file in: kept whole or not at all.

use std::time::Duration;

use closeout_app::{
    bulk::{Feed, Group},
    ports::{Finish, Mode, Settled, StoreError},
    query::{FindingQuery, Window},
};
use closeout_domain::{
    finding::{asset::NameKind, dismissal::Stage, presence::Why, severity::Severity},
    ids::ItemNumber,
    import::{BRAKE, Changes},
};

use tokio::sync::mpsc;

use crate::{
    firm::{ACME, BOLT, append, comment, commented, dismissed, item_change, item_row, item_stream, linked, system},
    house::House,
    scan::{PRESENT, Scan, finding, scan},
    snapshot::Snapshot,
};

fn two_hosts(n: u8) -> Scan {
    scan(n).looks(1).looks(2).finds(1, 1).finds(2, 1).finds(2, 2)
}

pub async fn a_preview_keeps_nothing(house: &mut House) {
    let store = house.store();
    two_hosts(1).commit(&*store, ACME).await;
    let before = Snapshot::of(&*store, ACME).await;
    let file = scan(2).looks(1).looks(3).finds(1, 1).finds(3, 3);
    for refuses in [false, true] {
        let own = file.clone();
        let finish: Finish = Box::new(move |settled| match refuses {
            true => Err(BRAKE.refuse("too much", "say yes")),
            false => Ok(own.committed(settled)),
        });
        let imported = file.bring(&*store, ACME, Mode::Preview, finish).await.unwrap();
        assert_eq!(imported.recorded, []);
        assert_eq!(imported.refused.map(|r| r.sentence), refuses.then(|| "too much".to_owned()));
        let Settled { ending, changes, open, groups, not_observed, next_item } = imported.settled;
        assert_eq!(changes, Changes { new: 1, still: 1, absent: 1, not_observed: 1, ..Changes::default() });
        assert_eq!((open, next_item, ending), (3, ItemNumber(1), file.ending()));
        assert_eq!(not_observed, [(Why::OutOfScope, 1)]);
        let of_groups: Vec<_> = groups.into_iter().map(|g| g.findings).collect();
        assert_eq!(of_groups, [vec![finding(3)], vec![finding(1)]]);
        assert_eq!(Snapshot::of(&*store, ACME).await, before);
    }
    file.commit(&*store, ACME).await;
    assert_ne!(Snapshot::of(&*store, ACME).await.found, before.found);
}

pub async fn a_commit_keeps_everything(house: &mut House) {
    let store = house.store();
    let file = two_hosts(1);
    let own = file.clone();
    let finish: Finish = Box::new(move |settled| {
        let mut write = own.committed(settled);
        let findings = settled.groups.iter().flat_map(|g| g.findings.clone()).collect::<Vec<_>>();
        write.appends.push(append(item_stream(settled.next_item.0), 0, vec![comment("drafted")]));
        write.changes.push(item_change(item_row(settled.next_item.0), &findings));
        Ok(write)
    });
    let imported = file.bring(&*store, ACME, Mode::Commit, finish).await.unwrap();
    assert_eq!(imported.settled.changes, Changes { new: 3, ..Changes::default() });
    let after = Snapshot::of(&*store, ACME).await;
    assert_eq!((imported.recorded.len(), &after.record), (2, &imported.recorded));
    assert_eq!(after.shown.imports[0].id, file.id.0);
    assert_eq!(after.shown.imports[0].changes.new, 3);
    assert_eq!(after.shown.next_item, ItemNumber(2));
    assert!(after.found.findings.iter().all(|(row, _)| row.item.as_deref() == Some("POAM-0001")));
    assert_eq!(after.found.findings.iter().map(|(_, states)| states.len()).sum::<usize>(), 3);
    assert_eq!(store.verify_chain(ACME).await.unwrap().events, 2);
}

pub async fn a_refusal_keeps_nothing(house: &mut House) {
    let store = house.store();
    two_hosts(1).commit(&*store, ACME).await;
    let before = Snapshot::of(&*store, ACME).await;
    let file = scan(2).looks(1).looks(2);
    let finish: Finish = Box::new(|settled| Err(BRAKE.refuse(format!("{} absent", settled.changes.absent), "say yes")));
    let imported = file.bring(&*store, ACME, Mode::Commit, finish).await.unwrap();
    assert_eq!((imported.recorded.len(), imported.refused.unwrap().sentence.as_str()), (0, "3 absent"));
    assert_eq!(Snapshot::of(&*store, ACME).await, before);
    assert_eq!(file.commit(&*store, ACME).await.settled.changes.absent, 3, "and it can be said yes to");
}

pub async fn a_feed_that_breaks_off_keeps_nothing(house: &mut House) {
    let store = house.store();
    two_hosts(1).commit(&*store, ACME).await;
    let before = Snapshot::of(&*store, ACME).await;
    let file = scan(2).looks(1).finds(3, 1);
    for mode in [Mode::Preview, Mode::Commit] {
        let own = file.clone();
        let finish: Finish = Box::new(move |settled| Ok(own.committed(settled)));
        let outcome = store.import(ACME, file.system, file.id, mode, file.feed(false), finish).await;
        assert!(matches!(outcome, Err(StoreError::Failed { .. })), "{outcome:?}");
        assert_eq!(Snapshot::of(&*store, ACME).await, before);
    }
    file.commit(&*store, ACME).await;
    assert_eq!(Snapshot::of(&*store, ACME).await.found.findings.len(), 3, "the next import is not in its way");
}

pub async fn a_conflict_while_finishing_keeps_nothing(house: &mut House) {
    let store = house.store();
    store.append(ACME, commented(1, 0, "begun")).await.unwrap();
    let before = Snapshot::of(&*store, ACME).await;
    let file = two_hosts(1);
    let own = file.clone();
    let finish: Finish = Box::new(move |settled| {
        let mut write = own.committed(settled);
        write.appends.push(append(item_stream(1), 0, vec![comment("begun too")]));
        Ok(write)
    });
    let outcome = file.bring(&*store, ACME, Mode::Commit, finish).await;
    assert!(matches!(outcome, Err(StoreError::Conflict { expected: 0, actual: 1, .. })), "{outcome:?}");
    assert_eq!(Snapshot::of(&*store, ACME).await, before);
    file.commit(&*store, ACME).await;
    let before = Snapshot::of(&*store, ACME).await;
    let own = file.clone();
    let finish: Finish = Box::new(move |settled| Ok(own.committed(settled)));
    let twice = file.bring(&*store, ACME, Mode::Commit, finish).await;
    assert!(twice.is_err(), "one import is committed once: {twice:?}");
    assert_eq!(Snapshot::of(&*store, ACME).await, before);
}

/// Somebody closes the browser while the file is still arriving.
pub async fn an_import_that_is_given_up_keeps_nothing(house: &mut House) {
    let store = house.store();
    two_hosts(1).commit(&*store, ACME).await;
    let before = Snapshot::of(&*store, ACME).await;
    let file = scan(2).looks(1).finds(3, 1);
    let (sender, receiver) = mpsc::channel(8);
    for batch in file.batches() {
        sender.send(Feed::Rows(batch)).await.unwrap();
    }
    let own = file.clone();
    let finish: Finish = Box::new(move |settled| Ok(own.committed(settled)));
    let endless = store.import(ACME, file.system, file.id, Mode::Commit, receiver, finish);
    assert!(tokio::time::timeout(Duration::from_millis(100), endless).await.is_err());
    // Pages go on while rows are still expected.
    assert_eq!(Snapshot::of(&*store, ACME).await, before);
    drop(sender);
    file.commit(&*store, ACME).await;
    assert_eq!(Snapshot::of(&*store, ACME).await.found.findings.len(), 3);
}

pub async fn people_read_while_a_file_arrives(house: &mut House) {
    let store = house.store();
    two_hosts(1).commit(&*store, ACME).await;
    let before = Snapshot::of(&*store, ACME).await;
    let file = scan(2).looks(1).finds(3, 1);
    let (sender, receiver) = mpsc::channel(1);
    let importing = tokio::spawn({
        let (store, file) = (store.clone(), file.clone());
        async move {
            let own = file.clone();
            let finish: Finish = Box::new(move |settled| Ok(own.committed(settled)));
            store.import(ACME, file.system, file.id, Mode::Commit, receiver, finish).await.unwrap()
        }
    });
    for batch in file.batches() {
        sender.send(Feed::Rows(batch)).await.unwrap();
        assert_eq!(Snapshot::of(&*store, ACME).await, before);
    }
    sender.send(Feed::End(file.ending())).await.unwrap();
    assert_eq!(importing.await.unwrap().settled.changes.new, 1);
    assert_eq!(Snapshot::of(&*store, ACME).await.found.findings.len(), 3);
}

/// What scanners print is anything. The one character that may come back as another is NUL, which PostgreSQL does not store.
pub async fn any_text_of_a_source_is_kept(house: &mut House) {
    const ODD: &str = "tab\t, line\n, \\. and \\N, \"quotes\", %_, Größe, 🔒, e\u{301}, \u{1}";
    let store = house.store();
    let mut file = scan(1).looks(1).finds(1, 1);
    let given = format!("{ODD}\u{0}!");
    let kept = format!("{ODD}!");
    let described = &mut file.findings[0];
    (described.title, described.description) = (given.clone(), given.clone());
    (described.recommendation, described.cve) = (given.clone(), vec![given.clone(), kept.clone()]);
    (file.sightings[0].output, file.sightings[0].place) = (given.clone(), given.clone());
    file.assets[0].os.clone_from(&given);
    file.assets[0].names.push((NameKind::Fqdn, given.clone()));
    file.commit(&*store, ACME).await;
    let plain = |text: &String| text.replace(['\u{0}', char::REPLACEMENT_CHARACTER], "");
    let row = store.finding(ACME, finding(1)).await.unwrap().unwrap();
    assert_eq!(
        [plain(&row.title), plain(&row.description), plain(&row.recommendation)],
        [(); 3].map(|()| kept.clone())
    );
    assert_eq!(row.cve.iter().map(plain).collect::<Vec<_>>(), [kept.clone(), kept.clone()]);
    let state = store.asset_states(ACME, finding(1)).await.unwrap().remove(0);
    assert_eq!([plain(&state.output), plain(&state.os)], [(); 2].map(|()| kept.clone()));
    assert_eq!(state.places.iter().map(plain).collect::<Vec<_>>(), std::slice::from_ref(&kept));
    let names = store.asset_names(ACME, system(1)).await.unwrap();
    assert!(names.iter().any(|(kind, name, _)| *kind == NameKind::Fqdn && plain(name) == kept));
    let text = FindingQuery { text: Some("GRÖSSE".into()), ..FindingQuery::default() };
    assert_eq!(store.findings(ACME, &text).await.unwrap().total, 0);
    let text = FindingQuery { text: Some("GRÖßE, 🔒".into()), ..FindingQuery::default() };
    assert_eq!(store.findings(ACME, &text).await.unwrap().total, 1);
}

pub async fn the_same_file_is_recognised_while_its_import_stands(house: &mut House) {
    let store = house.store();
    let file = two_hosts(1);
    let known = || async { store.import_of(ACME, file.system, file.digest).await.unwrap() };
    assert_eq!(known().await, None);
    file.commit(&*store, ACME).await;
    two_hosts(2).commit(&*store, ACME).await;
    assert_eq!(known().await, Some(file.id));
    assert_eq!(store.import_of(ACME, system(2), file.digest).await.unwrap(), None);
    assert_eq!(store.import_of(BOLT, file.system, file.digest).await.unwrap(), None);
    file.undo(&*store, ACME).await;
    assert_eq!(known().await, None);
    let again = Scan { id: scan(3).id, ..file.clone() };
    again.commit(&*store, ACME).await;
    assert_eq!(known().await, Some(again.id));
}

pub async fn groups_are_offered_for_what_nobody_answers(house: &mut House) {
    let store = house.store();
    // By fix: checks 0 to 2, 3 to 5, 6 to 8, 9 to 11. By severity: 4 and 9 critical, 3 and 8 high, 2 and 7 medium, 1 and 6
    // low, 0 and 5 info.
    let everything = |n: u8| {
        let file = (0..12).fold(scan(n).looks(1).looks(2), |file, check| file.finds(check, 1));
        file.finds(1, 2).finds(2, 2)
    };
    let groups = everything(1).commit(&*store, ACME).await.settled.groups;
    let expected = Group {
        fix: groups[0].fix,
        title: "Weakness e".into(),
        description: "what check 4 is about".into(),
        recommendation: "Install the update of round 1 of this year.".into(),
        severity: Severity::Critical,
        requirement: "3.5.3[a]".into(),
        findings: vec![finding(4), finding(3), finding(5)],
        assets: 1,
        closed_item: None,
    };
    assert_eq!(groups[0], expected);
    let shape = |groups: &[Group]| {
        let one = |g: &Group| (g.findings.clone(), g.assets, g.closed_item.map(|n| n.0));
        groups.iter().map(one).collect::<Vec<_>>()
    };
    let of = |checks: &[u8]| checks.iter().map(|n| finding(*n)).collect::<Vec<_>>();
    let all =
        [(of(&[4, 3, 5]), 1, None), (of(&[9, 10, 11]), 1, None), (of(&[8, 7, 6]), 1, None), (of(&[0, 2, 1]), 2, None)];
    assert_eq!(shape(&groups), all);

    // Answered by an open item, by a dismissed one, by a closed one; set aside; only proposed to be.
    for (number, status, findings) in [
        (1, "open", of(&[4, 3])),
        (2, "dismissed", of(&[9])),
        (3, "closed", of(&[8, 11])),
        (4, "closed", of(&[8])),
        (5, "accepted", of(&[0])),
    ] {
        store.append(ACME, linked(number, status, &findings)).await.unwrap();
    }
    store.append(ACME, dismissed(finding(7), Stage::Dismissed)).await.unwrap();
    store.append(ACME, dismissed(finding(6), Stage::Proposed)).await.unwrap();
    let settled = everything(2).commit(&*store, ACME).await.settled;
    let left = [(of(&[8, 6]), 1, Some(4)), (of(&[5]), 1, None), (of(&[10, 11]), 1, Some(3)), (of(&[2, 1]), 2, None)];
    assert_eq!(shape(&settled.groups), left);
    assert_eq!(settled.next_item, ItemNumber(6));

    // What a file does not state to be there is not offered because of it.
    let silent = scan(3).looks(1).finds(2, 1).states(1, 1, crate::scan::ABSENT, Severity::Low);
    assert_eq!(shape(&silent.commit(&*store, ACME).await.settled.groups), [(of(&[2]), 1, None)]);
}

pub async fn many_rows_come_in_many_batches(house: &mut House) {
    const HOSTS: u8 = 100;
    const CHECKS: u8 = 60;
    let store = house.store();
    let mut file = Scan { batch: 700, ..scan(1) };
    for host in 0..HOSTS {
        file = file.looks(host);
    }
    for check in 0..CHECKS {
        file = file.describes(check);
    }
    let template = scan(1).states(0, 0, PRESENT, Severity::High).sightings.remove(0);
    for host in 0..HOSTS {
        for check in 0..CHECKS {
            let mut sighting = template.clone();
            (sighting.finding, sighting.asset) = (finding(check), crate::scan::asset(host));
            sighting.output = format!("line\tone\\of {host}\nand \"{check}\" ü\\N");
            file.sightings.push(sighting);
        }
    }
    let pairs = u64::from(HOSTS) * u64::from(CHECKS);
    let imported = file.commit(&*store, ACME).await;
    assert_eq!(imported.settled.changes, Changes { new: pairs, ..Changes::default() });
    assert_eq!(imported.settled.ending.tally.present, pairs);
    let page =
        store.findings(ACME, &FindingQuery { window: Window::LARGEST, ..FindingQuery::default() }).await.unwrap();
    assert_eq!((page.total, page.rows.iter().map(|r| r.present).sum::<u64>()), (u64::from(CHECKS), pairs));
    let states = store.asset_states(ACME, finding(59)).await.unwrap();
    assert_eq!(states.len(), usize::from(HOSTS));
    let seven = states.iter().find(|s| s.label == "host-7").unwrap();
    assert_eq!(seven.output, "line\tone\\of 7\nand \"59\" ü\\N");
    let again = Scan { id: scan(2).id, digest: scan(2).digest, ..file };
    assert_eq!(again.commit(&*store, ACME).await.settled.changes, Changes { still: pairs, ..Changes::default() });
    again.undo(&*store, ACME).await;
    assert_eq!(store.asset_states(ACME, finding(59)).await.unwrap(), states);
}

pub async fn imports_at_the_same_time_follow_each_other(house: &mut House) {
    let tasks = (1..=6).map(|n| {
        let (store, file) = (house.store(), two_hosts(n));
        tokio::spawn(async move { file.commit(&*store, ACME).await.settled })
    });
    let mut changes = Vec::new();
    for task in tasks.collect::<Vec<_>>() {
        let settled: Settled = task.await.unwrap();
        changes.push((settled.changes.new, settled.changes.still, settled.open));
    }
    changes.sort_unstable();
    assert_eq!(changes, [(0, 3, 3), (0, 3, 3), (0, 3, 3), (0, 3, 3), (0, 3, 3), (3, 0, 0)]);
    let store = house.store();
    assert_eq!(store.verify_chain(ACME).await.unwrap().events, 6);
    assert_eq!(store.append(ACME, commented(1, 0, "on")).await.unwrap()[0].position, 7);
}
