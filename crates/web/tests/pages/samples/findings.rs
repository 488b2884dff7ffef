//! Findings and imports.

use closeout_app::{
    import::{ColumnView, Decisions, ImportReport, MappingView, NotJudged, ProblemLine, Remembered, Upload, WordView},
    query::Page,
    views::{AssetState, ChangesView, ConcernsView, CvssView, FindingRow, GroupRow},
};
use closeout_web::{
    page::{Choice, Form, Tab},
    pages::{
        finding::{DismissalView, FindingPage},
        findings::{FindingFilter, FindingList, FixPage, Inbox},
        import::ImportPage,
        imports::{FormatRow, Imports},
        preview::Preview,
        typed::Typed,
    },
};

use super::{mapping::concerns, page, problem, rows, work::import};
use crate::sample::{self, at, bare_frame, frame, person};

fn group(n: u128, title: &str, severity: &str, findings: u64, assets: u64) -> GroupRow {
    GroupRow {
        fix: sample::id(400 + n),
        title: title.into(),
        recommendation: "Turn the protocol off and require TLS 1.2 or later; see the vendor's note on compatibility with older clients.".into(),
        priority: if severity == "info" { "low".into() } else { severity.into() },
        exploited: n == 0,
        internet: n < 2,
        severity: severity.into(),
        sources: if n == 1 { vec!["nessus".into(), "openvas".into()] } else { vec!["nessus".into()] },
        findings,
        ids: Vec::new(),
        assets,
        item: (n == 2).then(|| "POAM-0007".into()),
    }
}

fn groups() -> Vec<GroupRow> {
    vec![
        group(0, "OpenSSL older than 3.0.15 <script>alert(1)</script>", "critical", 14, 9),
        group(1, "SSH server offers weak ciphers", "high", 3, 12),
        group(2, "TLS version 1.0 protocol detected", "medium", 2, 4),
        group(3, "Certificate cannot be trusted", "low", 1, 17),
        group(4, "Service detection", "info", 80, 17),
    ]
}

fn items() -> Vec<Choice> {
    vec![
        Choice::new("7", "POAM-0007 Remote access accepts a password alone"),
        Choice::new("5", "POAM-0005 Contractor network"),
    ]
}

fn asset(label: &str, state: &str, reason: &str, clean: u32) -> AssetState {
    AssetState {
        asset: sample::id(600),
        label: label.into(),
        ip: "192.0.2.14".into(),
        os: "Windows Server 2022".into(),
        state: state.into(),
        reason: reason.into(),
        clean,
        places: vec!["tcp/443".into(), "tcp/8443".into()],
        output: if clean == 0 {
            "TLSv1 is enabled and the server supports at least one cipher.\n  cipher: AES128-SHA".into()
        } else {
            String::new()
        },
        first_seen: Some(at(71, 2, 0)),
        last_seen: Some(at(1, 2, 0)),
    }
}

pub fn pages() -> Vec<(&'static str, String)> {
    let mut pages = triage();
    pages.extend(imports());
    pages
}

fn triage() -> Vec<(&'static str, String)> {
    let inbox = |groups: Vec<GroupRow>, any: bool, form: Form| Inbox {
        frame: if any { frame(Tab::Findings, "/findings") } else { bare_frame(Tab::Findings, "/findings") },
        filter: FindingFilter::default(),
        page: rows(groups),
        items: items(),
        any,
        form,
    };
    let sent = vec![("fix".to_owned(), sample::id(401).to_string())];
    let refused = Form::refused("triage", sent, problem("reason is empty", &[("reason", "reason is empty")]));
    let filter =
        FindingFilter { severity: "high".into(), import: sample::id(500).to_string(), ..FindingFilter::default() };
    let list = |filter: FindingFilter, rows: Page<FindingRow>| FindingList {
        frame: frame(Tab::Findings, "/findings/list"),
        filter,
        page: rows,
    };
    let fix = FixPage {
        frame: frame(Tab::Findings, "/findings/fixes/1"),
        group: group(2, "TLS version 1.0 protocol detected", "medium", 5, 4),
        page: rows(sample::findings()),
        requirements: concerns(),
        items: items(),
        form: Form::blank(),
    };
    let one = |dismissal: Option<DismissalView>, item: bool| FindingPage {
        frame: frame(Tab::Findings, "/findings/1"),
        finding: FindingRow {
            cvss: vec![CvssView {
                version: "3.1".into(),
                vector: "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:L/I:L/A:N".into(),
                score: Some(6.5),
            }],
            item: item.then(|| "POAM-0007".into()),
            ..sample::finding(0, "TLS version 1.0 protocol detected", "medium")
        },
        assets: vec![
            asset("plotter-2", "present", "", 0),
            asset("cad-server", "absent", "", 2),
            asset("mill-3", "not_observed", "no credentials: the scanner did not sign in", 0),
        ],
        urgency: sample::urgency(),
        requirements: if item { concerns() } else { ConcernsView::default() },
        history: if dismissal.is_some() { sample::history() } else { Vec::new() },
        dismissal,
        items: items(),
        form: Form::blank(),
    };
    let dismissal = |stage: &str| {
        Some(DismissalView {
            stage: stage.into(),
            reason: "test bench without a network connection".into(),
            by: person(3),
            at: at(2, 9, 0),
            until: Some(sample::on(90)),
        })
    };
    vec![
        page("findings", &inbox(groups(), true, Form::blank())),
        page("findings-refused", &inbox(groups(), true, refused)),
        page("findings-triaged", &inbox(Vec::new(), true, Form::blank())),
        page("findings-empty", &inbox(Vec::new(), false, Form::blank())),
        page("findings-list", &list(filter.clone(), rows(sample::findings()))),
        page("findings-list-empty", &list(filter, rows(Vec::new()))),
        page("fix", &fix),
        page("finding", &one(None, false)),
        page("finding-proposed", &one(dismissal("proposed"), true)),
        page("finding-dismissed", &one(dismissal("dismissed"), true)),
    ]
}

fn imports() -> Vec<(&'static str, String)> {
    let formats = || vec![FormatRow { name: "Nessus v2 XML".into(), extensions: ".nessus .xml".into() }];
    let upload = |n: u128| Upload {
        id: sample::id(700 + n),
        organization: sample::id(100),
        person: person(0).id,
        system: sample::id(200),
        file: "weekly-2026-11-22.nessus".into(),
        size: 41_200_000,
        decisions: Decisions::default(),
    };
    let report = ImportReport {
        import: None,
        format: "nessus".into(),
        tool: "Nessus 10.8.3".into(),
        committed: false,
        identical: false,
        complete: true,
        preview: ChangesView { new: 4, still: 61, changed: 1, absent: 412, not_observed: 9 },
        tally: Some(import(0, false).tally),
        not_judged: vec![
            NotJudged { reason: "no credentials: the scanner did not sign in".into(), pairs: 7 },
            NotJudged { reason: "the asset did not answer".into(), pairs: 2 },
        ],
        tests: Vec::new(),
        drafts: vec!["OpenSSL older than 3.0.15".into(), "SSH server offers weak ciphers".into()],
        problems: vec![ProblemLine {
            at: "line 1204".into(),
            message: "a ReportItem without a pluginID".into(),
            advice: "export the scan again; the rest is read".into(),
        }],
        problem_count: 1,
        doubts: vec![
            "mill-3 (host name) and 192.0.2.7 (address) are known as different assets; the host name decided".into(),
        ],
        doubt_count: 41,
        refused: None,
        mapping: None,
    };
    let preview = |report: ImportReport| Preview {
        frame: frame(Tab::Imports, "/imports/previews/1"),
        upload: upload(0),
        report,
        form: Form::blank(),
    };
    let brake = problem("this would mark 412 of 480 open findings absent, more than 50 %", &[]);
    let cut = ImportReport { complete: false, preview: ChangesView { absent: 0, ..report.preview }, ..report.clone() };
    let identical = ImportReport {
        identical: true,
        import: Some(sample::id(500)),
        preview: ChangesView::default(),
        tally: None,
        not_judged: Vec::new(),
        drafts: Vec::new(),
        problems: Vec::new(),
        problem_count: 0,
        ..report.clone()
    };
    let column = |heading: &str, field: Option<&str>, reason: &str, sample: &str| ColumnView {
        heading: heading.into(),
        field: field.map(str::to_owned),
        reason: reason.into(),
        sample: sample.into(),
    };
    let mapping = MappingView {
        columns: vec![
            column("Weakness", Some("title"), "the heading", "Old cipher suites are offered"),
            column("Stage", Some("state"), "remembered from the import of 1 November 2026", "wontfix"),
            column("Colour", None, "neither the heading nor the values say what it means", "red"),
        ],
        words: vec![
            WordView { word: "Open".into(), means: Some("present".into()) },
            WordView { word: "wontfix".into(), means: None },
        ],
        remembered: Some(Remembered { import: sample::id(500), file: "walk-through.csv".into(), at: at(21, 2, 10) }),
    };
    let table = ImportReport { format: "table".into(), mapping: Some(mapping), ..report.clone() };
    let list = |imports, waiting, form, any: bool| Imports {
        frame: if any { frame(Tab::Imports, "/imports") } else { bare_frame(Tab::Imports, "/imports") },
        formats: formats(),
        waiting,
        imports,
        largest: "2 GB".into(),
        form,
    };
    let foreign = Form::refused(
        "upload",
        Vec::new(),
        problem("the file photo.jpg is of no format that is read here", &[("file", "not a format that is read here")]),
    );
    let one = |undone: bool| ImportPage {
        frame: frame(Tab::Imports, "/imports/1"),
        import: import(u128::from(undone), undone),
        drafts: sample::rows().into_iter().take(2).collect(),
        history: sample::history(),
        form: Form::blank(),
    };
    let sent = [("title", ""), ("severity", "high"), ("assets", "lathe-1\nmill-3")]
        .map(|(n, v)| (n.to_owned(), v.to_owned()))
        .to_vec();
    let typed = |form| Typed { frame: frame(Tab::Imports, "/imports/typed"), form };
    vec![
        page(
            "imports",
            &list(vec![import(0, false), import(1, false), import(2, true)], vec![upload(0)], Form::blank(), true),
        ),
        page("imports-empty", &list(Vec::new(), Vec::new(), Form::blank(), false)),
        page("imports-refused", &list(Vec::new(), Vec::new(), foreign, true)),
        page("preview", &preview(report.clone())),
        page("preview-cut", &preview(cut)),
        page("preview-brake", &preview(ImportReport { refused: Some(brake), ..report })),
        page("preview-table", &preview(table)),
        page("preview-identical", &preview(identical)),
        page("import", &one(false)),
        page("import-undone", &one(true)),
        page("typed", &typed(Form::blank())),
        page(
            "typed-refused",
            &typed(Form::refused("typed", sent, problem("title is empty", &[("title", "title is empty")]))),
        ),
    ]
}
