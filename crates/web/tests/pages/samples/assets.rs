//! Assets: the list, and one in every state of what was said of it.

use closeout_app::views::{
    AssetRow, AssetSaid, AssetView, ExposureView, FindingChange, KnownName, MergeReport, MergeRow, Merged, NameView,
    PartRow, RecognitionView,
};
use closeout_web::{
    page::{Form, Tab},
    pages::asset::{AssetFilter, AssetList, AssetPage},
};

use super::{page, problem, rows};
use crate::sample::{self, at, bare_frame, frame, person};

fn said(n: u128) -> AssetSaid {
    let exposure = ExposureView { internet: Some(false), cui: Some(true), criticality: Some("high".into()) };
    AssetSaid {
        asset: sample::id(600 + n),
        exposure,
        reason: "holds the drawings of the gantry".into(),
        at: at(9, 10, 30),
        by: person(0),
    }
}

fn row(n: u128, label: &str, by_hand: bool) -> AssetRow {
    let by_rule = ExposureView { internet: Some(true), cui: None, criticality: None };
    AssetRow {
        id: sample::id(600 + n),
        system: sample::id(200),
        label: label.into(),
        ip: "192.0.2.14".into(),
        os: "Windows Server 2022".into(),
        open: 1_204,
        exposure: if by_hand { said(n).exposure } else { by_rule },
        said: by_hand.then(|| said(n)),
    }
}

fn known(kind: &str, told: &str, name: &str, merged: bool) -> KnownName {
    KnownName {
        kind: kind.into(),
        told: told.into(),
        name: name.into(),
        import: Some(sample::id(500)),
        file: "weekly-2026-11-22.nessus".into(),
        merged: merged.then(|| sample::id(601)),
    }
}

fn recognition(days_ago: i32, sentence: &str) -> RecognitionView {
    RecognitionView {
        import: sample::id(500),
        file: "weekly <b>scan</b>.nessus".into(),
        seen_at: at(days_ago, 3, 15),
        sentence: sentence.into(),
        names: vec![NameView { kind: "hostname".into(), name: "mill-3".into() }],
    }
}

fn part(part: u128, of: u128) -> PartRow {
    PartRow {
        part: sample::id(600 + part),
        of: sample::id(600 + of),
        names: vec![NameView { kind: "hostname".into(), name: "lathe-1".into() }],
        stands: true,
        reason: "the address was given to another machine".into(),
        at: at(3, 11, 0),
        by: person(0),
    }
}

fn asset() -> AssetView {
    let AssetRow { id, system, label, ip, os, open, said, exposure } = row(0, "mill-3", true);
    let merge = MergeRow {
        from: sample::id(601),
        into: id,
        reason: "one laptop, docked and undocked <script>alert(1)</script>".into(),
        at: at(4, 9, 0),
        by: person(0),
    };
    AssetView {
        id,
        system,
        label,
        ip,
        os,
        open,
        said,
        exposure,
        rules: vec!["mill-*".into(), "192.0.2.0/24".into()],
        names: vec![
            known("agent", "agent id", "3f9a1c77-0c1e-4c2b-9a51-7b8f6f1f2a10", false),
            known("hostname", "host name", "mill-3", false),
            known("ip", "address", "192.0.2.14", false),
            known("mac", "hardware address", "00005e005301", true),
        ],
        recognised: vec![
            recognition(1, "recognised by the same agent id (3f9a); its address changed from 192.0.2.7 to 192.0.2.14"),
            recognition(8, "new: nothing that it is called by was known before"),
        ],
        imports: 214,
        merged: vec![Merged { merge, label: "mill-3-wlan".into() }],
        parts: vec![part(2, 0)],
        part_of: None,
        history: sample::history(),
    }
}

fn report() -> MergeReport {
    let change = |n: u128, from: &str, to: &str| FindingChange {
        finding: sample::id(300 + n),
        title: "OpenSSL older than 3.0.15 <script>alert(1)</script>".into(),
        from: from.into(),
        to: to.into(),
    };
    MergeReport {
        asset: sample::id(600),
        committed: false,
        imports: 3,
        open_before: 1_206,
        open_after: 1_204,
        changed: vec![change(0, "open", "absent"), change(1, "not_judged", "open")],
        changed_count: 140,
    }
}

pub fn pages() -> Vec<(&'static str, String)> {
    let list = |text: &str, assets: Vec<AssetRow>| AssetList {
        frame: if assets.is_empty() { bare_frame(Tab::Assets, "/assets") } else { frame(Tab::Assets, "/assets") },
        filter: AssetFilter { text: text.into(), ..AssetFilter::default() },
        page: rows(assets),
    };
    let one = |asset: AssetView, form: Form, report: Option<MergeReport>| AssetPage {
        frame: frame(Tab::Assets, "/assets/1"),
        asset,
        findings: rows(sample::findings()),
        form,
        report,
    };
    let sent = || vec![("other".to_owned(), "mill-3-wlan".to_owned()), ("reason".into(), "one laptop".into())];
    let refused = Form::refused("split", Vec::new(), problem("no name is to be split off", &[("names", "none")]));
    let unmerge = Form::tried(format!("unmerge-{}", sample::id(601)), vec![("reason".into(), "two after all".into())]);
    let split_off = AssetView { part_of: Some(part(0, 2)), merged: vec![], parts: vec![], ..asset() };
    let bare = AssetView {
        said: None,
        exposure: ExposureView::default(),
        rules: vec![],
        names: vec![],
        recognised: vec![],
        imports: 0,
        merged: vec![],
        parts: vec![],
        history: vec![],
        ..asset()
    };
    let empty = AssetPage { findings: rows(Vec::new()), ..one(bare, Form::blank(), None) };
    vec![
        page("assets", &list("", vec![row(0, "mill-3", true), row(1, "plotter-2", false)])),
        page("assets-none-match", &list("gantry", vec![])),
        page("assets-empty", &list("", vec![])),
        page("asset", &one(asset(), Form::blank(), None)),
        page("asset-merge-seen", &one(asset(), Form::tried("merge", sent()), Some(report()))),
        page("asset-unmerge-seen", &one(asset(), unmerge, Some(report()))),
        page("asset-refused", &one(asset(), refused, None)),
        page("asset-split-off", &one(split_off, Form::blank(), None)),
        page("asset-bare", &empty),
    ]
}
