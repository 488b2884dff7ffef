//! Several programs on one database, long imports beside short writes, connections that break.

use std::time::Duration;

use closeout_app::{
    bulk::{AssetDetail, Batch, Ending, Feed, FindingDetail, Sighting},
    ports::{EventStore, Findings, Mode, Settled, Views},
    query::FindingQuery,
};
use closeout_domain::{
    finding::{asset::NameKind, observation::Judgement, severity::Severity},
    ids::{AssetId, FindingId, ImportId, SystemId},
    import::Tally,
};
use closeout_store::postgres::PostgresStore;
use jiff::Timestamp;
use tokio::{sync::mpsc, time::timeout};
use uuid::Uuid;

use crate::server::{ACME, Server, comment};

const SYSTEM: SystemId = SystemId(Uuid::from_u128(0x51));

/// Two statements of one check about one asset, in texts that no column can hold as they are.
fn batch() -> Batch {
    let (finding, asset) = (FindingId(Uuid::from_u128(0xf)), AssetId(Uuid::from_u128(0xc)));
    let sighting = |place: &str| Sighting {
        finding,
        asset,
        place: place.into(),
        state: Judgement::Present,
        severity: Severity::High,
        seen_at: None,
        needs_authentication: false,
        output: "before\0after".into(),
    };
    let detail = FindingDetail {
        id: finding,
        family: "nessus".into(),
        source: "nessus".into(),
        check: "10\u{0}1".into(),
        title: "old TLS".into(),
        severity: Severity::High,
        native_severity: "3".into(),
        cvss: vec![],
        cve: vec![],
        cwe: vec![],
        cci: vec![],
        requirement: String::new(),
        description: "nul \0 inside".into(),
        recommendation: String::new(),
        fix: Uuid::from_u128(0x11),
    };
    let asset = AssetDetail {
        id: asset,
        label: "mill\0-3".into(),
        names: vec![(NameKind::Hostname, "mill\0-3".into())],
        os: String::new(),
        ip: String::new(),
    };
    Batch {
        assets: vec![asset],
        findings: vec![detail],
        sightings: vec![sighting("tcp/443"), sighting("tcp/8443")],
        coverage: vec![],
    }
}

fn ending() -> Ending {
    Ending {
        format: "nessus".into(),
        family: "nessus".into(),
        tool: "Nessus".into(),
        policy: "weekly".into(),
        complete: true,
        seen_at: Timestamp::from_second(1_790_000_000).unwrap(),
        tally: Tally { observations: 2, present: 2, ..Tally::default() },
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_programs_write_one_record_without_gaps() {
    let Some(server) = Server::new().await else { return };
    let mut writing = Vec::new();
    for item in [1, 2, 3, 4] {
        let store = PostgresStore::connect(&server.url()).await.unwrap();
        writing.push(tokio::spawn(async move {
            for version in 0..25 {
                store.append(ACME, comment(item, version)).await.unwrap();
            }
        }));
    }
    for done in writing {
        done.await.unwrap();
    }
    let store = PostgresStore::connect(&server.url()).await.unwrap();
    let positions: Vec<u64> = store.log(ACME, 0, 1_000).await.unwrap().iter().map(|r| r.position).collect();
    assert_eq!(positions, (1..=100).collect::<Vec<_>>());
    assert_eq!(store.verify_chain(ACME).await.unwrap().broken, None);
    server.leave().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn others_write_while_a_file_is_read() {
    let Some(server) = Server::new().await else { return };
    let store = PostgresStore::connect(&server.url()).await.unwrap();
    let (feed, rows) = mpsc::channel(1);
    let importing = tokio::spawn({
        let store = store.clone();
        async move {
            let finish = Box::new(|_: &Settled| Ok(comment(2, 0)));
            store.import(ACME, SYSTEM, ImportId(Uuid::from_u128(1)), Mode::Commit, rows, finish).await
        }
    });
    feed.send(Feed::Rows(batch())).await.unwrap();
    // The channel holds one: when there is room for a second, the first is being written.
    feed.send(Feed::Rows(Batch::default())).await.unwrap();
    let appended = timeout(Duration::from_secs(20), store.append(ACME, comment(1, 0))).await;
    assert_eq!(appended.expect("the import does not hold the lock yet").unwrap().len(), 1);
    feed.send(Feed::End(ending())).await.unwrap();
    assert_eq!(importing.await.unwrap().unwrap().settled.changes.new, 1);
    let positions: Vec<u64> = store.log(ACME, 0, 10).await.unwrap().iter().map(|r| r.position).collect();
    assert_eq!(positions, [1, 2]);
    server.leave().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_no_column_can_hold_is_shown_as_such() {
    let Some(server) = Server::new().await else { return };
    let store = PostgresStore::connect(&server.url()).await.unwrap();
    let (feed, rows) = mpsc::channel(2);
    feed.send(Feed::Rows(batch())).await.unwrap();
    feed.send(Feed::End(ending())).await.unwrap();
    let finish = Box::new(|_: &Settled| Ok(comment(1, 0)));
    store.import(ACME, SYSTEM, ImportId(Uuid::from_u128(1)), Mode::Commit, rows, finish).await.unwrap();
    let names = store.asset_names(ACME, SYSTEM).await.unwrap();
    assert_eq!(names.iter().map(|(_, name, _)| name.as_str()).collect::<Vec<_>>(), ["mill\u{FFFD}-3"]);
    let found = store.findings(ACME, &FindingQuery::default()).await.unwrap();
    assert_eq!(found.rows.iter().map(|f| f.description.as_str()).collect::<Vec<_>>(), ["nul \0 inside"]);
    let states = store.asset_states(ACME, FindingId(found.rows[0].id)).await.unwrap();
    assert_eq!(
        (states[0].output.as_str(), &states[0].places[..]),
        ("before\u{FFFD}after", &["tcp/443".into(), "tcp/8443".into()][..])
    );
    let nul = FindingQuery { text: Some("no\u{0}such".into()), ..FindingQuery::default() };
    assert_eq!(store.findings(ACME, &nul).await.unwrap().total, 0);
    server.leave().await;
}

/// Letters that do not compress: an index holds some 2,700 bytes.
fn long_text(seed: u64) -> String {
    let mut state = seed;
    let letter = |_| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        char::from(b'a' + u8::try_from((state >> 33) % 26).unwrap())
    };
    (0..20_000).map(letter).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn texts_of_any_length_are_kept() {
    let Some(server) = Server::new().await else { return };
    let store = PostgresStore::connect(&server.url()).await.unwrap();
    let mut batch = batch();
    let long = |n| long_text(n);
    batch.assets[0].label = long(1);
    batch.assets[0].names = vec![(NameKind::Package, long(2)), (NameKind::Cloud, long(3))];
    let finding = &mut batch.findings[0];
    (finding.check, finding.title, finding.family) = (long(4), long(5), long(6));
    (batch.sightings[0].place, batch.sightings[1].place) = (long(7), long(8));
    let (feed, rows) = mpsc::channel(2);
    feed.send(Feed::Rows(batch)).await.unwrap();
    feed.send(Feed::End(Ending { family: long(6), policy: long(9), ..ending() })).await.unwrap();
    let finish = Box::new(|_: &Settled| Ok(comment(1, 0)));
    store.import(ACME, SYSTEM, ImportId(Uuid::from_u128(1)), Mode::Commit, rows, finish).await.unwrap();
    let names: Vec<String> =
        store.asset_names(ACME, SYSTEM).await.unwrap().into_iter().map(|(_, name, _)| name).collect();
    assert_eq!(names, [long(3), long(2)]);
    let text = FindingQuery { text: Some(long(5)), ..FindingQuery::default() };
    assert_eq!(store.findings(ACME, &text).await.unwrap().total, 1);
    store.undo(ACME, ImportId(Uuid::from_u128(1)), comment(1, 1)).await.unwrap();
    assert_eq!(store.asset_names(ACME, SYSTEM).await.unwrap(), []);
    server.leave().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn broken_connections_are_replaced() {
    let Some(server) = Server::new().await else { return };
    let store = PostgresStore::connect(&server.url()).await.unwrap();
    for version in 0..5 {
        store.append(ACME, comment(1, version)).await.unwrap();
        assert_eq!(store.organizations().await.unwrap(), []);
        server.break_connections().await;
    }
    assert_eq!(store.log(ACME, 0, 10).await.unwrap().len(), 5);
    server.leave().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_writer_that_breaks_off_leaves_no_lock_behind() {
    let Some(server) = Server::new().await else { return };
    let store = PostgresStore::connect(&server.url()).await.unwrap();
    let (feed, rows) = mpsc::channel(2);
    feed.send(Feed::Rows(batch())).await.unwrap();
    feed.send(Feed::End(ending())).await.unwrap();
    let finish = Box::new(|_: &Settled| panic!("a decision that fails"));
    let importing = tokio::spawn({
        let store = store.clone();
        async move { store.import(ACME, SYSTEM, ImportId(Uuid::from_u128(1)), Mode::Commit, rows, finish).await }
    });
    assert!(importing.await.is_err_and(|e| e.is_panic()));
    let appended = timeout(Duration::from_secs(20), store.append(ACME, comment(1, 0))).await;
    assert_eq!(appended.expect("the lock is free").unwrap().len(), 1);
    assert_eq!(store.findings(ACME, &FindingQuery::default()).await.unwrap().total, 0);
    server.leave().await;
}

#[tokio::test]
async fn nobody_changes_the_past() {
    let Some(server) = Server::new().await else { return };
    let store = PostgresStore::connect(&server.url()).await.unwrap();
    store.append(ACME, comment(1, 0)).await.unwrap();
    for sql in
        ["UPDATE event SET at = 0", "DELETE FROM event", "TRUNCATE event", "DELETE FROM event WHERE position = 9"]
    {
        let error = server.attempt(sql).await.expect_err(sql);
        let said = error.as_db_error().map(|e| e.message().to_owned()).unwrap_or_default();
        assert!(said.contains("never changed or deleted"), "{sql}: {said}");
    }
    assert_eq!(store.log(ACME, 0, 10).await.unwrap().len(), 1);
    server.leave().await;
}
