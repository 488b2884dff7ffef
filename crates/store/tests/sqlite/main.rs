//! What is true of the SQLite store alone: its file, its triggers, other processes. The rest is in the contract suite.
#![cfg(test)]

use std::{fs, path::Path, sync::Arc};

use closeout_app::{
    bulk::{AssetDetail, Batch, Ending, Feed, FindingDetail, Sighting},
    ports::{Append, EventStore, Findings, Mode, Settled, Views, Write},
    record::{Event, Stream, Via},
};
use closeout_domain::{
    finding::{asset::NameKind, observation::Judgement, severity::Severity},
    ids::{AssetId, FindingId, ImportId, ItemNumber, OrganizationId, PersonId, SystemId},
    import::{Changes, Tally},
    item,
};
use closeout_store::sqlite::{OpenError, SqliteStore};
use jiff::Timestamp;
use rusqlite::Connection;
use tempfile::TempDir;
use tokio::sync::mpsc;
use uuid::Uuid;

const FIRM: OrganizationId = OrganizationId(Uuid::from_u128(1));

fn comment(item: u32, expected: u64) -> Write {
    let events = vec![Event::Item(item::Event::Commented { text: format!("comment {expected} on item {item}") })];
    let appends = vec![Append { stream: Stream::Item(ItemNumber(item)), expected, events }];
    let by = PersonId(Uuid::from_u128(2));
    Write { by, via: Via::CommandLine, at: Timestamp::UNIX_EPOCH, appends, changes: Vec::new() }
}

/// A store with so many events, closed.
async fn written(folder: &TempDir, events: u64) -> std::path::PathBuf {
    let file = folder.path().join("closeout.db");
    let store = SqliteStore::open(&file).unwrap();
    for expected in 0..events {
        store.append(FIRM, comment(1, expected)).await.unwrap();
    }
    file
}

#[tokio::test]
async fn events_are_never_changed_or_deleted_by_hand() {
    let folder = tempfile::tempdir().unwrap();
    let file = Connection::open(written(&folder, 1).await).unwrap();
    for (sql, words) in [
        ("UPDATE event SET body = '{}'", "events are never changed"),
        ("DELETE FROM event", "events are never deleted"),
    ] {
        assert_eq!(file.execute(sql, []).unwrap_err().to_string(), words, "{sql}");
    }
}

#[tokio::test]
async fn an_empty_file_becomes_a_store_and_opens_again() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("closeout.db");
    fs::write(&file, "").unwrap();
    drop(SqliteStore::open(&file).unwrap());
    let store = SqliteStore::open(&file).unwrap();
    assert_eq!(store.path(), file);
    assert_eq!(store.organizations().await.unwrap(), []);
    assert_eq!(store.check().await.unwrap(), [""; 0]);
}

#[cfg(unix)]
#[tokio::test]
async fn only_its_owner_reads_a_new_file_and_what_lies_beside_it() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = tempfile::tempdir().unwrap();
    let store = SqliteStore::open(&folder.path().join("closeout.db")).unwrap();
    assert_eq!(store.organizations().await.unwrap(), []);
    let mut files = 0;
    for file in fs::read_dir(folder.path()).unwrap() {
        let file = file.unwrap();
        assert_eq!(file.metadata().unwrap().permissions().mode() & 0o077, 0, "{file:?}");
        files += 1;
    }
    assert!(files > 1, "the log lies beside the file");
}

#[test]
fn files_of_others_are_refused_and_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let (text, other) = (folder.path().join("notes.txt"), folder.path().join("other.db"));
    fs::write(&text, "Lathe 4 needs a new controller.\n".repeat(500)).unwrap();
    Connection::open(&other).unwrap().execute_batch("CREATE TABLE lathe (number INTEGER)").unwrap();
    for (file, words) in [(&text, "is not a database"), (&other, "is a database of another program")] {
        let before = fs::read(file).unwrap();
        let error = SqliteStore::open(file).unwrap_err();
        assert_eq!(error.to_string(), format!("{} {words}", file.display()));
        assert_eq!(fs::read(file).unwrap(), before);
    }
}

#[test]
fn a_place_that_does_not_exist_is_an_error() {
    let folder = tempfile::tempdir().unwrap();
    for file in [folder.path().join("missing/closeout.db"), folder.path().to_owned()] {
        let error = SqliteStore::open(&file).unwrap_err();
        assert!(matches!(error, OpenError::Sqlite(..)), "{error}");
    }
}

#[tokio::test]
async fn a_file_of_a_newer_version_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let file = written(&folder, 1).await;
    let sql = "INSERT INTO refinery_schema_history SELECT 99, 'future', applied_on, checksum
        FROM refinery_schema_history WHERE version = 1";
    Connection::open(&file).unwrap().execute_batch(sql).unwrap();
    match SqliteStore::open(&file).unwrap_err() {
        OpenError::Newer { found, known, .. } => assert_eq!((found, known < found), (99, true)),
        error => panic!("{error}"),
    }
}

#[tokio::test]
async fn a_schema_that_was_tampered_with_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let file = written(&folder, 1).await;
    let sql = "UPDATE refinery_schema_history SET checksum = '1' WHERE version = 1";
    Connection::open(&file).unwrap().execute_batch(sql).unwrap();
    let error = SqliteStore::open(&file).unwrap_err();
    assert!(matches!(error, OpenError::Step(_)), "{error}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_copy_made_during_work_is_whole() {
    let folder = tempfile::tempdir().unwrap();
    let store = Arc::new(SqliteStore::open(&written(&folder, 20).await).unwrap());
    let copy = folder.path().join("copy.db");
    let writer = tokio::spawn({
        let store = Arc::clone(&store);
        async move {
            for expected in 20..60 {
                store.append(FIRM, comment(1, expected)).await.unwrap();
            }
        }
    });
    store.backup_to(&copy).await.unwrap();
    writer.await.unwrap();
    let events = SqliteStore::open(&copy).unwrap().verify_chain(FIRM).await.unwrap();
    assert_eq!(events.broken, None);
    assert!((20..=60).contains(&events.events), "{events:?}");
    let before = fs::read(&copy).unwrap();
    assert!(store.backup_to(&copy).await.is_err(), "a file that is there is not written over");
    assert_eq!(fs::read(&copy).unwrap(), before);
}

#[tokio::test]
async fn what_was_acknowledged_survives_a_crash() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("closeout.db");
    let store = SqliteStore::open(&file).unwrap();
    for expected in 0..30 {
        store.append(FIRM, comment(1, expected)).await.unwrap();
        // What is on the disk now is what a crash would leave.
        let left = folder.path().join(format!("left-{expected}.db"));
        for end in ["", "-wal"] {
            fs::copy(with_end(&file, end), with_end(&left, end)).unwrap();
        }
        let found = SqliteStore::open(&left).unwrap().verify_chain(FIRM).await.unwrap();
        assert_eq!((found.events, found.broken), (expected + 1, None));
    }
}

fn with_end(file: &Path, end: &str) -> std::path::PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(end);
    name.into()
}

#[tokio::test]
async fn damage_is_found() {
    let folder = tempfile::tempdir().unwrap();
    let file = written(&folder, 300).await;
    let root = {
        let file = Connection::open(&file).unwrap();
        file.execute_batch("PRAGMA wal_checkpoint(TRUNCATE)").unwrap();
        let sql = "SELECT rootpage FROM sqlite_schema WHERE name = 'event'";
        usize::try_from(file.query_row(sql, [], |row| row.get::<_, i64>(0)).unwrap()).unwrap()
    };
    assert_eq!(SqliteStore::open(&file).unwrap().check().await.unwrap(), [""; 0]);
    let mut bytes = fs::read(&file).unwrap();
    let page = (root - 1) * 8192;
    bytes[page + 200..page + 8192].fill(0xa5);
    fs::write(&file, bytes).unwrap();
    let found = SqliteStore::open(&file).unwrap().check().await;
    assert!(found.as_ref().map_or(true, |faults| !faults.is_empty()), "{found:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn two_processes_write_to_one_file() {
    let folder = tempfile::tempdir().unwrap();
    let file = written(&folder, 0).await;
    let stores = [SqliteStore::open(&file).unwrap(), SqliteStore::open(&file).unwrap()].map(Arc::new);
    let mut writers = Vec::new();
    for (store, item) in stores.iter().zip(1..) {
        let store = Arc::clone(store);
        writers.push(tokio::spawn(async move {
            for expected in 0..40 {
                store.append(FIRM, comment(item, expected)).await.unwrap();
            }
        }));
    }
    for writer in writers {
        writer.await.unwrap();
    }
    let report = stores[0].verify_chain(FIRM).await.unwrap();
    assert_eq!((report.events, report.broken), (80, None));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn many_may_read_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let store = Arc::new(SqliteStore::open(&written(&folder, 50).await).unwrap());
    let readers: Vec<_> = (0..64)
        .map(|_| {
            let store = Arc::clone(&store);
            tokio::spawn(async move { store.log(FIRM, 0, 100).await.unwrap().len() })
        })
        .collect();
    for reader in readers {
        assert_eq!(reader.await.unwrap(), 50);
    }
}

#[tokio::test]
async fn what_was_only_ever_passed_is_listed_on_its_asset() {
    let folder = tempfile::tempdir().unwrap();
    let store = SqliteStore::open(&folder.path().join("closeout.db")).unwrap();
    let (system, import) = (SystemId(Uuid::from_u128(3)), ImportId(Uuid::from_u128(4)));
    let (finding, asset) = (FindingId(Uuid::from_u128(5)), AssetId(Uuid::from_u128(6)));
    let (rows, feed) = mpsc::channel(4);
    let batch = Batch {
        assets: vec![AssetDetail {
            id: asset,
            label: "mill-3".into(),
            names: vec![(NameKind::Hostname, "mill-3".into())],
            os: String::new(),
            ip: String::new(),
        }],
        findings: vec![FindingDetail {
            id: finding,
            family: "stig".into(),
            source: "cklb".into(),
            check: "V-1".into(),
            title: "Passwords are long".into(),
            severity: Severity::High,
            native_severity: "high".into(),
            cvss: vec![],
            cve: vec![],
            cwe: vec![],
            cci: vec![],
            requirement: String::new(),
            description: String::new(),
            recommendation: String::new(),
            fix: Uuid::from_u128(7),
        }],
        sightings: vec![Sighting {
            finding,
            asset,
            place: String::new(),
            state: Judgement::Absent,
            severity: Severity::High,
            seen_at: None,
            needs_authentication: false,
            output: "fourteen characters".into(),
        }],
        coverage: vec![],
    };
    rows.send(Feed::Rows(batch)).await.unwrap();
    rows.send(Feed::End(ending("stig"))).await.unwrap();
    let finish = Box::new(|_: &Settled| Ok(comment(1, 0)));
    let imported = store.import(FIRM, system, import, Mode::Commit, feed, finish).await.unwrap();
    assert_eq!(imported.settled.changes, Changes::default());
    let states = store.asset_states(FIRM, finding).await.unwrap();
    let shown: Vec<_> = states.iter().map(|s| (s.label.as_str(), s.state.as_str(), s.output.as_str())).collect();
    assert_eq!(shown, [("mill-3", "absent", "fourteen characters")]);

    // What somebody takes out by hand is missed; rebuilding brings states back, but not what only the file said.
    assert_eq!(store.statements(FIRM).await.unwrap(), [(import, 1)]);
    assert!(store.is_settled(FIRM).await.unwrap());
    let by_hand = |sql| Connection::open(store.path()).unwrap().execute_batch(sql).unwrap();
    by_hand("DELETE FROM presence");
    assert!(!store.is_settled(FIRM).await.unwrap());
    assert!(!store.is_settled(FIRM).await.unwrap(), "comparing mends nothing");
    store.rebuild(FIRM, Vec::new()).await.unwrap();
    assert!(store.is_settled(FIRM).await.unwrap());
    by_hand("DELETE FROM finding");
    assert!(!store.is_settled(FIRM).await.unwrap());
    by_hand("DELETE FROM sighting");
    assert_eq!(store.statements(FIRM).await.unwrap(), [(import, 0)]);
}

#[tokio::test]
async fn a_decision_that_panics_keeps_nothing_and_stops_nobody() {
    let folder = tempfile::tempdir().unwrap();
    let store = SqliteStore::open(&written(&folder, 1).await).unwrap();
    let (system, import) = (SystemId(Uuid::from_u128(3)), ImportId(Uuid::from_u128(4)));
    for _ in 0..2 {
        let (rows, feed) = mpsc::channel(1);
        rows.send(Feed::End(ending("nessus"))).await.unwrap();
        let finish = Box::new(|_: &Settled| panic!("this decision was not thought through"));
        assert!(store.import(FIRM, system, import, Mode::Commit, feed, finish).await.is_err());
    }
    store.append(FIRM, comment(1, 1)).await.unwrap();
    assert_eq!(store.verify_chain(FIRM).await.unwrap().events, 2);
}

fn ending(family: &str) -> Ending {
    Ending {
        format: family.into(),
        family: family.into(),
        tool: String::new(),
        policy: String::new(),
        complete: true,
        seen_at: Timestamp::UNIX_EPOCH,
        tally: Tally::default(),
    }
}
