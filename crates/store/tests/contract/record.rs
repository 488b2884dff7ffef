//! The record: one order, one chain, all or nothing.

use closeout_app::{
    ports::{StoreError, ViewChange, Write},
    query::ItemQuery,
    record::{Recorded, Stream, Via},
    views::ItemRow,
};
use closeout_domain::{
    finding::dismissal::Stage,
    ids::{Digest, ItemNumber, OrganizationId},
    import::Changes,
};
use jiff::Timestamp;

use crate::{
    firm::{
        ACME, BOLT, append, at, comment, commented, dismissed, id, item_change, item_row, item_stream, linked,
        organization_row, person, system, system_row, write,
    },
    house::{Forgery, House},
    scan::{finding, scan},
    snapshot::Snapshot,
};

pub async fn events_are_read_back_as_they_were_written(house: &mut House) {
    let store = house.store();
    let given = Write {
        by: person(2),
        via: Via::Token,
        at: Timestamp::from_nanosecond(1_790_000_000_123_456_789).unwrap(),
        appends: vec![append(item_stream(7), 0, vec![comment("one"), comment("two")])],
        changes: vec![],
    };
    let written = store.append(ACME, given).await.unwrap();
    let later = store.append(ACME, commented(8, 0, "three")).await.unwrap();
    assert_eq!(store.stream(ACME, item_stream(7)).await.unwrap(), written);
    assert_eq!(store.stream(ACME, item_stream(8)).await.unwrap(), later);
    assert_eq!(store.stream(ACME, item_stream(9)).await.unwrap(), []);
    let [one, two] = &written[..] else { panic!("{written:?}") };
    assert_eq!((one.organization, one.position, one.stream, one.version), (ACME, 1, item_stream(7), 1));
    assert_eq!((two.position, two.version, later[0].position, later[0].version), (2, 2, 3, 1));
    assert_eq!((one.by, one.via, &one.event), (person(2), Via::Token, &comment("one")));
    assert_eq!(one.at.as_nanosecond(), 1_790_000_000_123_456_000, "instants are kept to the microsecond");
    assert_eq!((one.previous, two.previous, later[0].previous), (Digest([0; 32]), one.hash, two.hash));
    assert_eq!(store.append(ACME, write(vec![], vec![])).await.unwrap(), [], "a write of views only is no event");
}

pub async fn the_log_is_read_in_parts_from_both_ends(house: &mut House) {
    let store = house.store();
    for n in 0..10_u64 {
        store.append(ACME, commented(1 + u32::from(n % 2 == 1), n / 2, &n.to_string())).await.unwrap();
    }
    let positions = |events: Vec<Recorded>| events.iter().map(|e| e.position).collect::<Vec<_>>();
    assert_eq!(positions(store.log(ACME, 0, 4).await.unwrap()), [1, 2, 3, 4]);
    assert_eq!(positions(store.log(ACME, 4, 100).await.unwrap()), [5, 6, 7, 8, 9, 10]);
    assert_eq!(positions(store.log(ACME, 8, u32::MAX).await.unwrap()), [9, 10]);
    assert_eq!(positions(store.log(ACME, 10, 100).await.unwrap()), [0; 0]);
    assert_eq!(positions(store.log(ACME, 0, 0).await.unwrap()), [0; 0]);
    let back = |before, stream, limit| {
        let store = store.clone();
        async move { positions(store.log_back(ACME, before, stream, limit).await.unwrap()) }
    };
    assert_eq!(back(None, None, 3).await, [10, 9, 8]);
    assert_eq!(back(Some(8), None, 3).await, [7, 6, 5]);
    assert_eq!(back(Some(1), None, 3).await, [0; 0]);
    assert_eq!(back(None, Some(item_stream(2)), 3).await, [10, 8, 6]);
    assert_eq!(back(Some(6), Some(item_stream(2)), 100).await, [4, 2]);
    assert_eq!(back(None, Some(Stream::Organization), 100).await, [0; 0]);
    assert_eq!(positions(store.log(BOLT, 0, 100).await.unwrap()), [0; 0]);
}

pub async fn positions_have_no_gaps_under_eight_writers(house: &mut House) {
    const EACH: u64 = 25;
    let writers = (1..=8).map(|number| {
        let store = house.store();
        tokio::spawn(async move {
            for version in 0..EACH {
                let row = ItemRow { version: version + 1, ..item_row(number) };
                let given = write(
                    vec![append(item_stream(number), version, vec![comment("more")])],
                    vec![item_change(row, &[])],
                );
                store.append(ACME, given).await.unwrap();
            }
        })
    });
    for writer in writers.collect::<Vec<_>>() {
        writer.await.unwrap();
    }
    let store = house.store();
    let log = store.log(ACME, 0, 1_000).await.unwrap();
    assert!(log.iter().map(|e| e.position).eq(1..=8 * EACH));
    for number in 1..=8 {
        let versions = log.iter().filter(|e| e.stream == item_stream(number)).map(|e| e.version);
        assert!(versions.eq(1..=EACH), "item {number}");
    }
    let report = store.verify_chain(ACME).await.unwrap();
    assert_eq!((report.events, report.broken), (8 * EACH, None));
    let rows = store.items(ACME, &ItemQuery::default()).await.unwrap().rows;
    assert!(rows.iter().all(|row| row.version == EACH), "the views are as after the last write");
}

pub async fn writers_on_one_stream_follow_each_other(house: &mut House) {
    const EACH: usize = 5;
    let writers = (1..=8_u8).map(|n| {
        let store = house.store();
        tokio::spawn(async move {
            let mut done = 0;
            while done < EACH {
                let version = store.stream(ACME, item_stream(1)).await.unwrap().len() as u64;
                let given = Write { by: person(n), ..commented(1, version, "mine") };
                match store.append(ACME, given).await {
                    Ok(_) => done += 1,
                    Err(StoreError::Conflict { expected, actual, .. }) => assert!(expected < actual),
                    Err(other) => panic!("{other}"),
                }
            }
        })
    });
    for writer in writers.collect::<Vec<_>>() {
        writer.await.unwrap();
    }
    let stream = house.store().stream(ACME, item_stream(1)).await.unwrap();
    assert!(stream.iter().map(|e| e.version).eq(1..=8 * EACH as u64));
    for n in 1..=8 {
        assert_eq!(stream.iter().filter(|e| e.by == person(n)).count(), EACH, "nobody's work is lost");
    }
}

pub async fn a_conflict_writes_nothing(house: &mut House) {
    let store = house.store();
    store.append(ACME, linked(1, "open", &[])).await.unwrap();
    let before = Snapshot::of(&*store, ACME).await;
    for (expected, actual) in [(0, 1), (2, 1)] {
        let changed = ItemRow { weakness: "changed".into(), ..item_row(1) };
        let given = write(
            vec![
                append(item_stream(2), 0, vec![comment("first")]),
                append(item_stream(1), expected, vec![comment("second")]),
            ],
            vec![item_change(changed, &[]), item_change(item_row(2), &[])],
        );
        let error = store.append(ACME, given).await.unwrap_err();
        let said = match error {
            StoreError::Conflict { stream, expected, actual } => (stream, expected, actual),
            other => panic!("{other}"),
        };
        assert_eq!(said, (item_stream(1), expected, actual));
        assert_eq!(Snapshot::of(&*store, ACME).await, before);
    }
    assert_eq!(store.append(ACME, commented(1, 1, "next")).await.unwrap()[0].position, 2);
}

pub async fn several_appends_and_views_are_one_write(house: &mut House) {
    let store = house.store();
    let given = write(
        vec![
            append(item_stream(1), 0, vec![comment("a"), comment("b")]),
            append(Stream::System(system(1)), 0, vec![comment("c")]),
            append(item_stream(1), 2, vec![comment("d")]),
            append(item_stream(2), 0, vec![]),
        ],
        vec![item_change(item_row(1), &[]), ViewChange::System(system_row(system(1), "Enclave"))],
    );
    let written = store.append(ACME, given).await.unwrap();
    let places: Vec<_> = written.iter().map(|e| (e.position, e.stream, e.version)).collect();
    let (item, system) = (item_stream(1), Stream::System(system(1)));
    assert_eq!(places, [(1, item, 1), (2, item, 2), (3, system, 1), (4, item, 3)]);
    assert_eq!(store.log(ACME, 0, 10).await.unwrap(), written);
    assert_eq!(store.items(ACME, &ItemQuery::default()).await.unwrap().rows, [item_row(1)]);
    assert_eq!(store.systems(ACME).await.unwrap().len(), 1);
}

pub async fn any_text_is_kept(house: &mut House) {
    let store = house.store();
    let texts = [
        String::new(),
        "'; DROP TABLE event; --".into(),
        "quotes \" ' ` and \\ backslashes \\n".into(),
        "line\nbreak\ttab\r".into(),
        "Größe – 重要 – 🔒 – e\u{301}".into(),
        "zero \u{0} inside".into(),
        "%_%".into(),
        "x".repeat(100_000),
    ];
    let events = texts.iter().map(comment).collect();
    let written = store.append(ACME, write(vec![append(item_stream(1), 0, events)], vec![])).await.unwrap();
    let read = store.stream(ACME, item_stream(1)).await.unwrap();
    assert_eq!(read, written);
    assert!(read.iter().map(|e| &e.event).eq(&texts.iter().map(comment).collect::<Vec<_>>()));
    assert_eq!(store.verify_chain(ACME).await.unwrap().broken, None);
}

pub async fn organizations_never_see_each_other(house: &mut House) {
    let store = house.store();
    let fill = |organization: OrganizationId, name: &'static str, checks: u8| {
        let store = store.clone();
        async move {
            let rows = vec![
                ViewChange::Organization(organization_row(organization, name)),
                ViewChange::System(system_row(system(1), name)),
            ];
            store.append(organization, write(vec![], rows)).await.unwrap();
            let row = ItemRow { weakness: name.into(), ..item_row(1) };
            let given =
                write(vec![append(item_stream(1), 0, vec![comment(name)])], vec![item_change(row, &[finding(1)])]);
            store.append(organization, given).await.unwrap();
            let file = (1..=checks).fold(scan(1).looks(1), |file, check| file.finds(check, 1));
            file.commit(&*store, organization).await;
            store.append(organization, dismissed(finding(1), Stage::Dismissed)).await.unwrap();
        }
    };
    // The very same keys in both.
    fill(ACME, "Acme", 2).await;
    let acme = Snapshot::of(&*store, ACME).await;
    fill(BOLT, "Bolt", 3).await;
    assert_eq!(Snapshot::of(&*store, ACME).await, acme);
    let bolt = Snapshot::of(&*store, BOLT).await;
    assert!(bolt.record.iter().all(|e| e.organization == BOLT));
    assert_eq!(bolt.shown.items[0].weakness, "Bolt");
    assert_eq!((acme.found.findings.len(), bolt.found.findings.len()), (2, 3));
    store.append(BOLT, dismissed_again()).await.unwrap();
    scan(1).undo(&*store, BOLT).await;
    store.rebuild(BOLT, vec![]).await.unwrap();
    assert_eq!(Snapshot::of(&*store, ACME).await, acme);
    assert_eq!(store.import_of(BOLT, system(1), scan(1).digest).await.unwrap(), None);
    let names: Vec<_> = store.organizations().await.unwrap().into_iter().map(|o| o.name).collect();
    assert_eq!(names, ["Acme"], "what is rebuilt from nothing shows nothing");
    let nobody = OrganizationId(id(0xc));
    let nothing = Snapshot::of(&*store, nobody).await;
    assert_eq!((nothing.record, nothing.shown.organization, nothing.shown.items), (vec![], None, vec![]));
    assert_eq!((nothing.found.findings, nothing.found.names), (vec![], vec![]));
}

fn dismissed_again() -> Write {
    let finding = finding(1);
    let change = ViewChange::Dismissal { finding, stage: Stage::Open };
    write(vec![append(Stream::Dismissal(finding), 2, vec![comment("taken back")])], vec![change])
}

pub async fn the_chain_holds_and_a_changed_event_is_found(house: &mut House) {
    let store = house.store();
    assert_eq!(store.verify_chain(ACME).await.unwrap().events, 0);
    for organization in [ACME, BOLT] {
        for n in 0..30_u64 {
            let given = Write { at: at(n.cast_signed()), ..commented(1, n, "more") };
            store.append(organization, given).await.unwrap();
        }
    }
    let head = store.log_back(ACME, None, None, 1).await.unwrap()[0].hash;
    let report = store.verify_chain(ACME).await.unwrap();
    assert_eq!((report.events, report.head, report.broken), (30, head, None));
    // The earliest one is named, so later forgeries go before it.
    for (position, forgery) in [
        (27, Forgery::Gone),
        (23, Forgery::Hash),
        (19, Forgery::Body),
        (15, Forgery::Kind),
        (11, Forgery::Person),
        (7, Forgery::Time),
    ] {
        house.forge(ACME, position, forgery).await;
        let report = store.verify_chain(ACME).await.unwrap();
        assert_eq!(report.events, position - 1, "{forgery:?}");
        assert_eq!(report.broken.map(|(at, _)| at), Some(position), "{forgery:?}");
    }
    let unreadable = store.log(ACME, 12, 5).await;
    let said = unreadable.as_ref().err().map(ToString::to_string).unwrap_or_default();
    assert!(matches!(unreadable, Err(StoreError::Corrupt { .. })) && said.contains("position 15"), "{unreadable:?}");
    assert_eq!(store.log(ACME, 15, 5).await.unwrap().len(), 5, "what can be read is read");
    assert_eq!(store.verify_chain(BOLT).await.unwrap().broken, None, "another organization's chain is its own");
}

pub async fn what_was_acknowledged_is_there_after_opening_again(house: &mut House) {
    let store = house.store();
    store.append(ACME, linked(1, "open", &[finding(1)])).await.unwrap();
    scan(1).looks(1).finds(1, 1).commit(&*store, ACME).await;
    scan(2).looks(1).commit(&*store, ACME).await;
    scan(2).undo(&*store, ACME).await;
    let before = Snapshot::of(&*store, ACME).await;
    drop(store);
    house.reopen().await;
    let store = house.store();
    assert_eq!(Snapshot::of(&*store, ACME).await, before);
    assert_eq!(store.append(ACME, commented(1, 1, "on")).await.unwrap()[0].position, before.record.len() as u64 + 1);
    assert_eq!(store.verify_chain(ACME).await.unwrap().broken, None);
}

pub async fn item_numbers_are_never_given_twice(house: &mut House) {
    let store = house.store();
    assert_eq!(store.next_item(ACME).await.unwrap(), ItemNumber(1));
    for number in [1, 2, 9] {
        store.append(ACME, linked(number, "dismissed", &[])).await.unwrap();
    }
    store.append(ACME, commented(2, 1, "later")).await.unwrap();
    assert_eq!(store.next_item(ACME).await.unwrap(), ItemNumber(10));
    store.append(ACME, linked(10, "draft", &[])).await.unwrap();
    assert_eq!(store.next_item(ACME).await.unwrap(), ItemNumber(11));
    store.rebuild(ACME, vec![]).await.unwrap();
    assert_eq!(store.next_item(ACME).await.unwrap(), ItemNumber(11), "the views are gone, the record is not");
    assert_eq!(store.next_item(BOLT).await.unwrap(), ItemNumber(1));
}

pub async fn rebuilding_replaces_every_view(house: &mut House) {
    let store = house.store();
    let mut rows = vec![
        ViewChange::Organization(organization_row(ACME, "Acme")),
        ViewChange::System(system_row(system(1), "Enclave")),
    ];
    store.append(ACME, write(vec![], rows.clone())).await.unwrap();
    let files = [scan(1).looks(1).looks(2).finds(1, 1).finds(2, 2), scan(2).looks(1).finds(2, 1), scan(3).looks(2)];
    for file in &files {
        let settled = file.commit(&*store, ACME).await.settled;
        rows.extend(file.committed(&settled).changes);
    }
    rows.extend(files[1].undone(Changes::default()).changes);
    files[1].undo(&*store, ACME).await;
    for given in [linked(1, "open", &[finding(1)]), dismissed(finding(2), Stage::Dismissed)] {
        rows.extend(given.changes.clone());
        store.append(ACME, given).await.unwrap();
    }
    let live = Snapshot::of(&*store, ACME).await;
    // Rows that the record does not warrant.
    let stray = vec![
        item_change(item_row(2), &[finding(1)]),
        item_change(ItemRow { weakness: "wrong".into(), ..item_row(1) }, &[]),
        ViewChange::System(system_row(system(2), "Stray")),
        ViewChange::Organization(organization_row(ACME, "Wrong")),
        ViewChange::Dismissal { finding: finding(1), stage: Stage::Dismissed },
    ];
    store.append(ACME, write(vec![], stray)).await.unwrap();
    assert_ne!(Snapshot::of(&*store, ACME).await, live);
    store.rebuild(ACME, rows).await.unwrap();
    assert_eq!(Snapshot::of(&*store, ACME).await, live);
}
