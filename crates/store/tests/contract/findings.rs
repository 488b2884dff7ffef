//! Findings as people read them.

use closeout_app::{
    ports::{Findings as _, Store, ViewChange, Write},
    query::{FindingQuery, Window},
    views::{
        AssetSaid, AssetState, CvssView, ExposureRuleView, ExposureView, FindingRow, GroupRow, PersonRef, SystemRow,
    },
};
use closeout_domain::{
    feed::Kind,
    finding::{dismissal::Stage, severity::Severity},
    ids::FindingId,
};
use closeout_store::memory::MemoryStore;

use crate::{
    facts::{bring, listed},
    firm::{
        ACME, BOLT, append, at, comment, dismissed, import, item_change, item_row, item_stream, linked, person, system,
        system_row, write,
    },
    generate::{CHECKS, Dice, STATUSES, file, large_file, stranger},
    house::House,
    scan::{ABSENT, PRESENT, Scan, asset, finding, finding_of, scan},
    snapshot::Snapshot,
};

pub async fn a_finding_is_shown_with_all_that_is_known(house: &mut House) {
    let store = house.store();
    scan(1).looks(1).looks(2).finds(4, 1).finds(4, 2).commit(&*store, ACME).await;
    scan(2).looks(1).looks_as(2, |c| c.reached = false).commit(&*store, ACME).await;
    let row = store.finding(ACME, finding(4)).await.unwrap().unwrap();
    let fix = row.fix;
    let expected = FindingRow {
        id: finding(4).0,
        system: system(1).0,
        family: "nessus".into(),
        check: "check 4".into(),
        title: "Weakness e".into(),
        priority: "critical".into(),
        exploited: false,
        internet: false,
        severity: "critical".into(),
        native_severity: "4".into(),
        state: "open".into(),
        assets: 2,
        present: 0,
        absent: 1,
        not_observed: 1,
        sources: vec!["nessus".into()],
        item: None,
        cvss: vec![CvssView { version: "3.1".into(), vector: "AV:N/AC:L".into(), score: Some(7.5) }],
        cve: vec!["CVE-2026-1004".into()],
        cwe: vec!["CWE-79".into()],
        cci: vec!["CCI-000366".into()],
        requirement: "3.5.3[a]".into(),
        description: "what check 4 is about".into(),
        recommendation: "Install the update of round 1 of this year.".into(),
        fix,
        first_seen: Some(at(100)),
        last_seen: Some(at(100)),
    };
    assert_eq!(row, expected);
    assert_eq!(store.finding(ACME, FindingId(stranger())).await.unwrap(), None);
    assert_eq!(store.finding(BOLT, finding(4)).await.unwrap(), None);

    // Severity is that of where it is open; texts are as last stated, also when that import is undone.
    let mut renamed = scan(3).looks(1).states(4, 1, PRESENT, Severity::Low);
    renamed.findings[0].title = "Weakness e, renamed".into();
    renamed.findings[0].cve = vec![];
    renamed.commit(&*store, ACME).await;
    let now = store.finding(ACME, finding(4)).await.unwrap().unwrap();
    assert_eq!((now.title.as_str(), now.cve.len(), now.severity.as_str()), ("Weakness e, renamed", 0, "critical"));
    let silent = scan(4).looks(1).looks(2).states(4, 1, PRESENT, Severity::Low);
    silent.commit(&*store, ACME).await;
    assert_eq!(store.finding(ACME, finding(4)).await.unwrap().unwrap().severity, "low");
    let text = |t: &str| FindingQuery { text: Some(t.into()), ..FindingQuery::default() };
    assert_eq!(store.findings(ACME, &text("RENAMED")).await.unwrap().total, 0, "the fourth file named it as before");
    assert_eq!(store.findings(ACME, &text("cve-2026-1004")).await.unwrap().total, 1);
}

pub async fn states_on_assets_say_where_and_why(house: &mut House) {
    let store = house.store();
    scan(1)
        .looks(1)
        .looks(2)
        .looks(3)
        .states_at(1, 3, "tcp/8443", PRESENT, Severity::Low)
        .states_at(1, 3, "tcp/443", PRESENT, Severity::Low)
        .states_at(1, 3, "tcp/22", ABSENT, Severity::Low)
        .states_at(1, 2, "tcp/25", PRESENT, Severity::Low)
        .states_at(1, 1, "tcp/25", PRESENT, Severity::Low)
        .commit(&*store, ACME)
        .await;
    let second = scan(2)
        .looks(1)
        .looks_as(2, |c| c.authenticated = None)
        .states_at(1, 3, "tcp/993", PRESENT, Severity::Low)
        .states_at(1, 3, "", PRESENT, Severity::Low);
    second.commit(&*store, ACME).await;
    let state = |host: u8, state: &str, places: &[&str], output: &str| AssetState {
        asset: asset(host).0,
        label: format!("host-{host}"),
        ip: format!("192.0.2.{host}"),
        os: "Windows Server 2022".into(),
        state: state.into(),
        reason: String::new(),
        clean: 0,
        places: places.iter().map(|p| (*p).to_owned()).collect(),
        output: output.into(),
        first_seen: Some(at(100)),
        last_seen: Some(at(100)),
    };
    let at_25 = "present of check 1 at tcp/25";
    let not_observed = AssetState {
        reason: "no credentials: the scanner did not sign in".into(),
        ..state(2, "not_observed", &["tcp/25"], at_25)
    };
    let absent = AssetState { clean: 1, ..state(1, "absent", &["tcp/25"], at_25) };
    // Without looking at host 3, the second file says that it is there: at other places.
    let present =
        AssetState { last_seen: Some(at(200)), ..state(3, "present", &["tcp/993"], "present of check 1 at ") };
    let states = store.asset_states(ACME, finding(1)).await.unwrap();
    assert_eq!(states, [absent.clone(), not_observed.clone(), present.clone()]);

    store.append(ACME, dismissed(finding(1), Stage::Dismissed)).await.unwrap();
    let set_aside = |s: &AssetState| AssetState { state: "dismissed".into(), ..s.clone() };
    let states = store.asset_states(ACME, finding(1)).await.unwrap();
    assert_eq!(states, [absent, set_aside(&not_observed), set_aside(&present)]);

    second.undo(&*store, ACME).await;
    let third = store.asset_states(ACME, finding(1)).await.unwrap().remove(2);
    assert_eq!(third.places, ["tcp/443", "tcp/8443"], "places are those of the import that stands");
    assert_eq!(third.output, "present of check 1 at tcp/443");
    assert_eq!(store.asset_states(BOLT, finding(1)).await.unwrap(), []);
}

pub async fn items_and_dismissals_answer_findings(house: &mut House) {
    let store = house.store();
    (1..=5).fold(scan(1).looks(1), |file, n| file.finds(n, 1)).commit(&*store, ACME).await;
    for given in [
        linked(1, "open", &[finding(1), finding(2)]),
        linked(2, "closed", &[finding(2), finding(3)]),
        dismissed(finding(4), Stage::Dismissed),
        dismissed(finding(5), Stage::Proposed),
    ] {
        store.append(ACME, given).await.unwrap();
    }
    let found = |query: FindingQuery| {
        let store = store.clone();
        async move {
            let rows = store.findings(ACME, &query).await.unwrap().rows;
            let mut checks: Vec<_> = rows.into_iter().map(|row| (row.check, row.state, row.item)).collect();
            checks.sort();
            checks.into_iter().map(|(c, s, i)| format!("{c} {s} {}", i.unwrap_or_default())).collect::<Vec<_>>()
        }
    };
    let q = FindingQuery::default;
    let [one, two, three] = ["check 1 open POAM-0001", "check 2 open POAM-0002", "check 3 open POAM-0002"];
    let [four, five] = ["check 4 dismissed ", "check 5 open "];
    assert_eq!(found(q()).await, [one, two, three, four, five]);
    assert_eq!(found(FindingQuery { answered: Some(true), ..q() }).await, [one, two]);
    assert_eq!(found(FindingQuery { answered: Some(false), ..q() }).await, [three, four, five]);
    assert_eq!(found(FindingQuery { state: Some("dismissed".into()), ..q() }).await, [four]);
    assert_eq!(found(FindingQuery { state: Some("open".into()), ..q() }).await, [one, two, three, five]);

    // The item is linked with others now, and the dismissal taken back.
    let relinked = write(
        vec![append(item_stream(1), 1, vec![comment("linked otherwise")])],
        vec![
            item_change(item_row(1), &[finding(3)]),
            ViewChange::Dismissal { finding: finding(4), stage: Stage::Open },
        ],
    );
    store.append(ACME, relinked).await.unwrap();
    assert_eq!(found(FindingQuery { answered: Some(true), ..q() }).await, [three]);
    let unanswered = ["check 1 open ", two, "check 4 open ", five];
    assert_eq!(found(FindingQuery { answered: Some(false), ..q() }).await, unanswered);
    assert_eq!(found(FindingQuery { state: Some("dismissed".into()), ..q() }).await, [""; 0]);
}

pub async fn groups_gather_what_one_fix_corrects(house: &mut House) {
    let store = house.store();
    let file = (0..6).fold(scan(1).looks(1).looks(2).looks(3), |file, n| file.finds(n, 1));
    file.finds(3, 2).finds(4, 2).finds(5, 3).commit(&*store, ACME).await;
    let later = (0..6).filter(|n| *n != 3).fold(scan(2).looks(1).looks(2).looks(3), |file, n| file.finds(n, 1));
    later.finds(5, 3).commit(&*store, ACME).await;
    store.append(ACME, linked(7, "closed", &[finding(5), finding(0)])).await.unwrap();
    store.append(ACME, linked(3, "open", &[finding(5)])).await.unwrap();
    let groups = store.groups(ACME, &FindingQuery::default()).await.unwrap();
    let group = |g: &GroupRow| (g.title.clone(), g.severity.clone(), g.findings, g.assets, g.item.clone());
    let seven = Some("POAM-0007".to_owned());
    assert_eq!(
        groups.rows.iter().map(group).collect::<Vec<_>>(),
        [
            // Check 3 is absent on both hosts; 4 is open on the first, 5 on the first and the third.
            ("Weakness e".into(), "critical".into(), 3, 2, seven.clone()),
            // A fact with a CVSS score of 7.5 counts as high.
            ("Weakness a".into(), "info".into(), 3, 1, seven),
        ]
    );
    assert_eq!(groups.rows[0].ids, [finding(4).0, finding(3).0, finding(5).0]);
    assert_eq!(groups.rows[0].recommendation, "Install the update of round 1 of this year.");
    assert_eq!((groups.total, groups.next), (2, None));
    let absent = FindingQuery { state: Some("absent".into()), ..FindingQuery::default() };
    let groups = store.groups(ACME, &absent).await.unwrap().rows;
    assert_eq!(groups.iter().map(group).collect::<Vec<_>>(), [("Weakness d".into(), "high".into(), 1, 0, None)]);
    let second = FindingQuery { window: Window { from: 1, rows: 1 }, ..FindingQuery::default() };
    let page = store.groups(ACME, &second).await.unwrap();
    assert_eq!((page.rows.len(), page.total, page.next), (1, 2, None));
    assert_eq!(page.rows[0].title, "Weakness a");

    let mut wide = scan(3).looks(1);
    for n in 100..160 {
        wide = wide.states(n, 1, PRESENT, Severity::Critical);
    }
    let fix = wide.findings[0].fix;
    wide.findings.iter_mut().for_each(|f| f.fix = fix);
    wide.commit(&*store, ACME).await;
    let group = store.groups(ACME, &FindingQuery { fix: Some(fix), ..FindingQuery::default() }).await.unwrap().rows;
    assert_eq!((group[0].findings, group[0].ids.len()), (60, 50));
}

/// The same random files, items and dismissals in this store and in memory: every list agrees.
pub async fn every_list_agrees_with_the_plain_reading(house: &mut House) {
    let store = house.store();
    let plain = MemoryStore::new();
    let mut dice = Dice::new(11);
    let mut files = Vec::new();
    for n in 1..=20 {
        let next = file(&mut dice, n);
        assert_eq!(outcome(&next, &*store).await, outcome(&next, &plain).await, "import {n}");
        files.push(next);
        if dice.chance(25) {
            let gone = files.remove(usize::from(dice.below(u8::try_from(files.len()).unwrap())));
            assert_eq!(gone.undo(&*store, ACME).await, gone.undo(&plain, ACME).await);
        }
        let some: Vec<FindingId> =
            (0..3).map(|_| finding_of(system(1), dice.pick(&["nessus", "stig"]), dice.below(CHECKS))).collect();
        let given = linked(n.into(), dice.pick(&STATUSES), &some);
        let stage = dice.pick(&[Stage::Proposed, Stage::Dismissed, Stage::Dismissed, Stage::Open]);
        let change = ViewChange::Dismissal { finding: some[0], stage };
        for given in [given, write(vec![], vec![change])] {
            closeout_app::ports::EventStore::append(&plain, ACME, given.clone()).await.unwrap();
            store.append(ACME, given).await.unwrap();
        }
        for given in more_is_known(&mut dice) {
            closeout_app::ports::EventStore::append(&plain, ACME, given.clone()).await.unwrap();
            store.append(ACME, given).await.unwrap();
        }
        if n.is_multiple_of(4) {
            let rows: Vec<_> = (0..6).map(|_| dice.below(CHECKS)).map(|n| listed(1_000 + u32::from(n))).collect();
            for store in [&*store, &plain as &dyn Store] {
                bring(store, Kind::Kev, u64::from(n / 4), &rows, rows.len()).await.unwrap();
            }
        }
    }
    assert_eq!(Snapshot::of(&*store, ACME).await, Snapshot::of(&plain, ACME).await);
    let (mut found, mut empty) = (0, 0);
    for query in queries(&files) {
        let rows = store.findings(ACME, &query).await.unwrap();
        found += rows.rows.len();
        empty += u32::from(rows.rows.is_empty());
        assert_eq!(rows, plain.findings(ACME, &query).await.unwrap(), "{query:?}");
        let groups = store.groups(ACME, &query).await.unwrap();
        assert_eq!(groups, plain.groups(ACME, &query).await.unwrap(), "groups of {query:?}");
        // Leafing through from place to place meets everything once, in the same order.
        let two = Window { from: 0, rows: 2 };
        let (mut places, mut fixes) = (Vec::new(), Vec::new());
        let mut leaf = FindingQuery { window: two, ..query.clone() };
        loop {
            let page = store.findings(ACME, &leaf).await.unwrap();
            assert_eq!(page, plain.findings(ACME, &leaf).await.unwrap(), "{leaf:?}");
            places.extend(page.rows.iter().map(|row| row.id));
            (leaf.after, leaf.window.from) = (places.last().copied(), places.len() as u64);
            if page.next.is_none() {
                break;
            }
        }
        leaf = FindingQuery { window: two, ..query.clone() };
        loop {
            let page = store.groups(ACME, &leaf).await.unwrap();
            assert_eq!(page, plain.groups(ACME, &leaf).await.unwrap(), "groups of {leaf:?}");
            fixes.extend(page.rows.iter().map(|row| row.fix));
            (leaf.after, leaf.window.from) = (page.rows.last().map(|row| row.ids[0]), fixes.len() as u64);
            if page.next.is_none() {
                break;
            }
        }
        if query.window == Window::default() {
            assert_eq!(places, rows.rows.iter().map(|row| row.id).collect::<Vec<_>>(), "{query:?}");
            assert_eq!(fixes, groups.rows.iter().map(|row| row.fix).collect::<Vec<_>>(), "groups of {query:?}");
        }
    }
    assert!(store.is_settled(ACME).await.unwrap());
    assert!(found > 350 && empty < 20, "the queries find little: {found}, {empty} find nothing");
}

/// The same with more pairs than any store reads, writes or sends at a time.
pub async fn large_imports_agree_with_the_plain_reading(house: &mut House) {
    let store = house.store();
    let plain = MemoryStore::new();
    let mut dice = Dice::new(3);
    let mut first = None;
    for n in 1..=3 {
        let next = large_file(&mut dice, n);
        assert!(next.sightings.len() > 3_000);
        assert_eq!(outcome(&next, &*store).await, outcome(&next, &plain).await, "import {n}");
        first.get_or_insert(next);
    }
    let gone = first.unwrap();
    assert_eq!(gone.undo(&*store, ACME).await, gone.undo(&plain, ACME).await);
    assert_eq!(store.statements(ACME).await.unwrap(), plain.statements(ACME).await.unwrap());
    assert!(store.is_settled(ACME).await.unwrap() && plain.is_settled(ACME).await.unwrap());
    let all = FindingQuery { window: Window::LARGEST, ..FindingQuery::default() };
    assert_eq!(store.findings(ACME, &all).await.unwrap(), plain.findings(ACME, &all).await.unwrap());
    assert_eq!(store.groups(ACME, &all).await.unwrap(), plain.groups(ACME, &all).await.unwrap());
    for check in [0, 31, 59] {
        let states = store.asset_states(ACME, finding(check)).await.unwrap();
        assert_eq!(states, plain.asset_states(ACME, finding(check)).await.unwrap(), "check {check}");
    }
}

/// Something said of an asset by hand, or by the rules of a system.
fn more_is_known(dice: &mut Dice) -> Vec<Write> {
    let exposure = |dice: &mut Dice| ExposureView {
        internet: dice.pick(&[None, Some(true), Some(false)]),
        cui: dice.pick(&[None, Some(true)]),
        criticality: dice.pick(&[None, Some("high"), Some("low")]).map(str::to_owned),
    };
    let by_hand = ViewChange::Asset(AssetSaid {
        asset: asset(dice.below(5)).0,
        exposure: exposure(dice),
        reason: "it is so".into(),
        at: at(1),
        by: PersonRef::of(person(1)),
    });
    let rule =
        ExposureRuleView { pattern: dice.pick(&["*1*", "host*", "192.0.2.0/24"]).into(), exposure: exposure(dice) };
    let row = SystemRow { exposure_rules: vec![rule], ..system_row(system(dice.below(3)), "Network") };
    vec![write(vec![], vec![by_hand]), write(vec![], vec![ViewChange::System(row)])]
}

/// What came of a file.
async fn outcome(file: &Scan, store: &dyn Store) -> String {
    let imported = file.commit(store, ACME).await;
    format!("{:?} {:?}", imported.settled, imported.recorded)
}

fn queries(files: &[Scan]) -> Vec<FindingQuery> {
    let q = FindingQuery::default;
    let window = |from, rows| Window { from, rows };
    let mut queries = vec![q()];
    queries.extend(
        [window(0, 3), window(3, 3), window(2, 0), window(1_000, 3)].map(|window| FindingQuery { window, ..q() }),
    );
    queries.extend([1, 2, 3].map(|n| FindingQuery { system: Some(system(n).0), ..q() }));
    let states = ["open", "absent", "dismissed", "not_judged", "nonsense"];
    queries.extend(states.map(|s| FindingQuery { state: Some(s.into()), ..q() }));
    let severities = ["info", "low", "medium", "high", "critical", "CRITICAL", "nonsense"];
    queries.extend(severities.map(|s| FindingQuery { at_least: Some(s.into()), ..q() }));
    queries.extend([true, false].map(|a| FindingQuery { answered: Some(a), ..q() }));
    queries.extend([true, false].map(|known| FindingQuery { known_exploited: Some(known), ..q() }));
    queries.extend([true, false].map(|reaches| FindingQuery { internet: Some(reaches), ..q() }));
    let priorities = ["low", "medium", "high", "critical", "nonsense"];
    queries.extend(priorities.map(|p| FindingQuery { priority: Some(p.into()), ..q() }));
    queries.extend([true, false].map(|a| FindingQuery {
        answered: Some(a),
        state: Some("open".into()),
        at_least: Some("medium".into()),
        ..q()
    }));
    let fixes = files.iter().flat_map(|f| &f.findings).map(|f| f.fix);
    queries.extend(fixes.take(6).chain([stranger()]).map(|f| FindingQuery { fix: Some(f), ..q() }));
    let assets = (0..5).map(|n| asset(n).0).chain([stranger()]);
    queries.extend(assets.map(|a| FindingQuery { asset: Some(a), ..q() }));
    let imports = (1..=20).map(|n| import(n).0).chain([stranger()]);
    queries.extend(imports.map(|i| FindingQuery { import: Some(i), ..q() }));
    let texts = ["WEAKNESS", "cve-2026-1003", "check 3", "", "%", "_", "a cve", "weak 2026", "10", "eakness"];
    queries.extend(texts.map(|t| FindingQuery { text: Some(t.into()), ..q() }));
    queries
}
