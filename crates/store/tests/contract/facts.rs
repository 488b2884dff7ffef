//! What feeds say of CVEs, which findings name them, and the assets that findings are on.

use closeout_app::{
    ports::{Fact, FactRow, Store, StoreError, ViewChange, Write},
    query::{AssetQuery, FindingQuery, Window},
    record::{Event, Stream},
    views::{AssetRow, AssetSaid, ExposureView, FeedRow, PersonRef},
};
use closeout_domain::{
    asset as assets,
    feed::{self, Edition, Kind},
    finding::severity::Severity,
    mapping,
    priority::{
        Cve, Exposure, Kev, Ssvc,
        facts::{Exploitation, TechnicalImpact},
    },
};
use tokio::sync::mpsc;

use crate::{
    firm::{ACME, BOLT, append, at, day, digest, person, system, write},
    house::House,
    scan::{ABSENT, PRESENT, asset, finding, scan},
    snapshot::Snapshot,
};

fn cve(number: u32) -> Cve {
    format!("CVE-2026-{number:04}").parse().unwrap()
}

pub fn listed(number: u32) -> FactRow {
    let kev = Kev { added: day(0), due_date: Some(day(14)), ransomware: number.is_multiple_of(2) };
    FactRow { cve: cve(number), fact: Fact::Kev(kev) }
}

pub fn likely(number: u32, probability: f64) -> FactRow {
    FactRow { cve: cve(number), fact: Fact::Epss { probability, percentile: 0.5 } }
}

fn answered(number: u32, total: bool) -> FactRow {
    let technical_impact = Some(if total { TechnicalImpact::Total } else { TechnicalImpact::Partial });
    let exploitation = Some(Exploitation::PublicPoc);
    FactRow { cve: cve(number), fact: Fact::Ssvc(Ssvc { exploitation, automatable: None, technical_impact }) }
}

/// The `n`th edition of a feed.
fn edition(kind: Kind, n: u64) -> (FeedRow, Write) {
    let edition = Edition {
        kind,
        date: day(i64::try_from(n).unwrap()),
        model: format!("edition {n}"),
        file: format!("{kind}.csv"),
        digest: digest(u8::try_from(n).unwrap()),
        size: 10,
        entries: 3,
        problems: 0,
    };
    let held = feed::Feed { edition: edition.clone(), at: at(1), by: person(1), version: n };
    let row = FeedRow::from(&held);
    let event = Event::Feed(feed::Event::BroughtIn(Box::new(edition)));
    (row.clone(), write(vec![append(Stream::Feed(kind), n - 1, vec![event])], vec![ViewChange::Feed(row)]))
}

pub async fn bring(
    store: &dyn Store,
    kind: Kind,
    n: u64,
    rows: &[FactRow],
    announced: usize,
) -> Result<FeedRow, StoreError> {
    let (row, write) = edition(kind, n);
    let (sender, receiver) = mpsc::channel(1);
    let batches: Vec<Vec<FactRow>> = rows.chunks(2).map(<[FactRow]>::to_vec).collect();
    let sending = tokio::spawn(async move {
        for batch in batches {
            let _ = sender.send(batch).await;
        }
    });
    let put = store.put_facts(ACME, kind, announced as u64, receiver, write).await;
    sending.await.unwrap();
    put.map(|_| row)
}

pub async fn a_whole_feed_replaces_its_edition_before_and_ssvc_adds(house: &mut House) {
    let store = house.store();
    let all = [cve(1), cve(2), cve(3), cve(4)];
    let first = [listed(1), listed(2), listed(3)];
    bring(&*store, Kind::Kev, 1, &first, 3).await.unwrap();
    assert_eq!(store.facts(ACME, &all).await.unwrap(), first);
    let kev = bring(&*store, Kind::Kev, 2, &[listed(4)], 1).await.unwrap();
    // Within one edition the last row of a CVE stays.
    let epss = bring(&*store, Kind::Epss, 1, &[likely(2, 0.1), likely(2, 5e-05)], 2).await.unwrap();
    bring(&*store, Kind::Ssvc, 1, &[answered(1, true), answered(2, true)], 2).await.unwrap();
    let ssvc = bring(&*store, Kind::Ssvc, 2, &[answered(2, false)], 1).await.unwrap();
    let expected = [listed(4), likely(2, 5e-05), answered(1, true), answered(2, false)];
    assert_eq!(store.facts(ACME, &all).await.unwrap(), expected);
    assert_eq!(store.facts(ACME, &[cve(4)]).await.unwrap(), [listed(4)]);
    assert_eq!(store.feeds(ACME).await.unwrap(), [epss, kev, ssvc]);
    assert_eq!(store.facts(BOLT, &all).await.unwrap(), []);
    assert_eq!(store.feeds(BOLT).await.unwrap(), []);
}

pub async fn a_feed_that_does_not_hold_what_it_announced_keeps_nothing(house: &mut House) {
    let store = house.store();
    bring(&*store, Kind::Kev, 1, &[listed(1)], 1).await.unwrap();
    let before = Snapshot::of(&*store, ACME).await;
    for announced in [1, 3] {
        let broken = bring(&*store, Kind::Kev, 2, &[listed(2), listed(3)], announced).await;
        assert!(matches!(broken, Err(StoreError::Failed { .. })), "{broken:?}");
    }
    let conflict = bring(&*store, Kind::Kev, 1, &[listed(2)], 1).await;
    assert!(matches!(conflict, Err(StoreError::Conflict { .. })), "{conflict:?}");
    assert_eq!(store.facts(ACME, &[cve(1), cve(2)]).await.unwrap(), [listed(1)]);
    assert!(Snapshot::of(&*store, ACME).await == before);
}

pub async fn findings_are_found_by_what_is_known_to_be_exploited(house: &mut House) {
    let store = house.store();
    // The generator's fourth check names CVE-2026-1004.
    scan(1).looks(1).finds(3, 1).finds(4, 1).commit(&*store, ACME).await;
    let found = async |known: bool| {
        let query = FindingQuery { known_exploited: Some(known), ..FindingQuery::default() };
        let page = store.findings(ACME, &query).await.unwrap();
        assert_eq!(page.total, page.rows.len() as u64);
        page.rows.into_iter().map(|row| row.check).collect::<Vec<_>>()
    };
    assert_eq!(found(true).await, [""; 0]);
    bring(&*store, Kind::Kev, 1, &[listed(1004)], 1).await.unwrap();
    bring(&*store, Kind::Epss, 1, &[likely(1003, 0.9)], 1).await.unwrap();
    assert_eq!(found(true).await, ["check 4"]);
    assert_eq!(found(false).await, ["check 3"]);
    // What a file says of it last counts, in any spelling; what is no CVE is none.
    let mut renamed = scan(2).looks(1).finds(3, 1).finds(4, 1);
    renamed.findings[0].cve = vec![" cve-2026-1004 ".into(), "CVE-2026-1004; DROP".into()];
    renamed.findings[1].cve = vec!["x".repeat(5_000)];
    renamed.commit(&*store, ACME).await;
    assert_eq!(found(true).await, ["check 3"]);
    store.rebuild(ACME, Vec::new()).await.unwrap();
    assert_eq!(found(true).await, ["check 3"]);
}

pub async fn assets_are_listed_with_what_was_said_of_them(house: &mut House) {
    let store = house.store();
    let file = scan(1).looks(1).looks(2).looks(3).finds(3, 1).finds(4, 1).finds(3, 2);
    file.states(4, 2, ABSENT, Severity::Low).states(5, 3, PRESENT, Severity::Low).commit(&*store, ACME).await;
    let exposure = Exposure { internet: Some(true), cui: None, criticality: None };
    let said = AssetSaid {
        asset: asset(2).0,
        exposure: exposure.into(),
        reason: "in the DMZ".into(),
        at: at(1),
        by: PersonRef::of(person(1)),
    };
    let event = Event::Asset(assets::Event::Rated { asset: asset(2), exposure, reason: "in the DMZ".into() });
    let rated = write(vec![append(Stream::Asset(asset(2)), 0, vec![event])], vec![ViewChange::Asset(said.clone())]);
    store.append(ACME, rated).await.unwrap();
    let row = |host: u8, open: u64| AssetRow {
        id: asset(host).0,
        system: system(1).0,
        label: format!("host-{host}"),
        ip: format!("192.0.2.{host}"),
        os: "Windows Server 2022".into(),
        open,
        said: None,
        exposure: ExposureView::default(),
    };
    let second = AssetRow { exposure: said.exposure.clone(), said: Some(said), ..row(2, 1) };
    let list = async |query: AssetQuery| store.assets(ACME, &query).await.unwrap().rows;
    let q = AssetQuery::default;
    assert_eq!(list(q()).await, [row(1, 2), second.clone(), row(3, 1)]);
    assert_eq!(list(AssetQuery { system: Some(system(1).0), ..q() }).await.len(), 3);
    assert_eq!(list(AssetQuery { system: Some(system(2).0), ..q() }).await, []);
    assert_eq!(list(AssetQuery { asset: Some(asset(3).0), ..q() }).await, [row(3, 1)]);
    assert_eq!(list(AssetQuery { finding: Some(finding(3).0), ..q() }).await, [row(1, 2), second.clone()]);
    assert_eq!(list(AssetQuery { finding: Some(finding(4).0), ..q() }).await, [row(1, 2)]);
    assert_eq!(list(AssetQuery { finding: Some(finding(4).0), uncounted: true, ..q() }).await, [row(1, 0)]);
    assert_eq!(list(AssetQuery { text: Some("192.0.2.3".into()), ..q() }).await, [row(3, 1)]);
    assert_eq!(list(AssetQuery { text: Some("WINDOWS".into()), ..q() }).await.len(), 3);
    let page = store.assets(ACME, &AssetQuery { window: Window { from: 1, rows: 1 }, ..q() }).await.unwrap();
    assert_eq!((page.rows, page.total, page.next), (vec![second], 3, Some(2)));
    assert_eq!(store.assets(BOLT, &q()).await.unwrap().total, 0);
}

pub async fn the_mapping_to_requirements_is_kept_as_it_was_said(house: &mut House) {
    let store = house.store();
    let said = [
        mapping::Event::Mapped {
            subject: mapping::Subject::check("tool", "a/b: \u{1f980} \"c\""),
            requirements: vec!["3.4.2".into()],
            reason: "as read".into(),
        },
        mapping::Event::Unmapped { subject: mapping::Subject::Flaws, reason: "as the catalog".into() },
    ]
    .map(Event::Mapping);
    for (version, event) in (0..).zip(&said) {
        let written = write(vec![append(Stream::Mapping, version, vec![event.clone()])], Vec::new());
        store.append(ACME, written).await.unwrap();
    }
    let late = write(vec![append(Stream::Mapping, 1, vec![said[1].clone()])], Vec::new());
    assert!(matches!(store.append(ACME, late).await, Err(StoreError::Conflict { .. })));
    let kept = store.stream(ACME, Stream::Mapping).await.unwrap();
    assert_eq!(kept.into_iter().map(|recorded| recorded.event).collect::<Vec<_>>(), said);
    assert_eq!(store.stream(BOLT, Stream::Mapping).await.unwrap(), []);
}
