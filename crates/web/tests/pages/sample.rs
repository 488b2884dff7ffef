//! Sample values: an invented firm of sixty people on a fixed day.

use std::collections::BTreeSet;

use closeout_app::views::{
    AwayView, ChainStep, DueView, EvidenceView, FindingRow, GapView, HistoryEntry, ItemRow, ItemView, MilestoneChange,
    MilestoneView, OrganizationRow, PersonRef, PersonRow, ReasonView, ResourcesView, TaskView, TestView, TicketView,
    TraceView, UrgencyView, WaitingView,
};
use closeout_domain::policy::Action;
use closeout_web::{
    format::Count,
    page::{Choice, Flash, Frame, Tab, Theme},
};
use jiff::{
    Timestamp, ToSpan,
    civil::{Date, date},
    tz::TimeZone,
};
use uuid::Uuid;

use crate::samples::questions;

pub const TODAY: Date = date(2026, 11, 22);
pub const NAMES: [(&str, &str, &[&str]); 7] = [
    ("Dana Reyes", "IT and security manager", &["owner", "validator"]),
    ("Kofi Osei", "System administrator", &["responsible"]),
    ("Mira Okafor", "Operations manager", &["approver"]),
    ("Sora Ito", "Quality manager", &["responsible", "validator"]),
    ("Lena Novak", "Network specialist, outside", &["responsible"]),
    ("Ruth Bianchi", "Managing director", &["executive"]),
    ("Aino Lind", "Assessor", &["assessor"]),
];

/// The identity of a thing of the sample.
pub fn id(n: u128) -> Uuid {
    Uuid::from_u128(0x0190_0000_0000_7000_8000_0000_0000_0000 + n)
}

pub fn person(n: usize) -> PersonRef {
    PersonRef { id: id(n as u128 + 1), name: NAMES[n].0.into() }
}

pub fn at(days_ago: i32, hour: i8, minute: i8) -> Timestamp {
    let day = TODAY.saturating_sub(days_ago.days());
    day.at(hour, minute, 0, 0).to_zoned(TimeZone::UTC).unwrap().timestamp()
}

pub fn on(days: i32) -> Date {
    TODAY.saturating_add(days.days())
}

pub fn organization() -> OrganizationRow {
    let row = |(n, (name, title, roles)): (usize, &(&str, &str, &[&str]))| PersonRow {
        id: person(n).id,
        name: (*name).into(),
        email: format!("{}@halden.example", name.split(' ').next().unwrap().to_lowercase()),
        title: (*title).into(),
        roles: roles.iter().map(|r| (*r).to_owned()).collect(),
        active: n != 4,
        supervisor: (n == 1).then(|| person(0).id),
        weekly_hours: (n == 1).then_some(12),
        away: if n == 1 { vec![AwayView { first: date(2026, 12, 21), last: date(2027, 1, 1) }] } else { Vec::new() },
    };
    OrganizationRow {
        id: id(100),
        name: "Halden Engineering".into(),
        people: NAMES.iter().enumerate().map(row).collect(),
        tokens: Vec::new(),
        calendars: Vec::new(),
        version: 12,
    }
}

pub fn frame(active: Tab, here: &str) -> Frame {
    Frame {
        organization: "Halden Engineering".into(),
        systems: vec![Choice::new(id(200), "Engineering enclave"), Choice::new(id(201), "Test laboratory")],
        system: Some(id(200)),
        person: person(0),
        may: Action::ALL.into_iter().collect(),
        today: TODAY,
        items: 14,
        findings: Count { total: 38, uncounted: false },
        decisions: 2,
        csrf: "csrf-of-the-sample".into(),
        theme: Theme::Auto,
        flash: None,
        active,
        here: here.into(),
    }
}

/// Somebody who may only read, of an organization that has just begun.
pub fn bare_frame(active: Tab, here: &str) -> Frame {
    Frame {
        systems: Vec::new(),
        system: None,
        may: BTreeSet::from([Action::Read]),
        items: 0,
        findings: Count::default(),
        decisions: 0,
        flash: Some(Flash { good: true, text: "Welcome, Dana".into() }),
        ..frame(active, here)
    }
}

pub struct Row(pub u32, pub &'static str, pub Option<&'static str>, pub &'static str, pub &'static str, pub i32);

/// The register's rows.
pub fn rows() -> Vec<ItemRow> {
    [
        Row(
            3,
            "Internet-facing VPN gateway runs firmware with a known exploited fault",
            Some("3.14.1"),
            "open",
            "critical",
            -9,
        ),
        Row(
            9,
            "Session lock missing on shop-floor stations <script>alert(1)</script>",
            Some("3.1.10"),
            "open",
            "medium",
            -1,
        ),
        Row(
            7,
            "Remote access and administrator sign-in accept a password alone",
            Some("3.5.3"),
            "awaiting_validation",
            "critical",
            8,
        ),
        Row(10, "Visitor log kept on loose paper", Some("3.10.4"), "validated", "low", 10),
        Row(5, "Contractor network not separated from the design network", Some("3.13.1"), "open", "high", 26),
        Row(12, "Encryption of CUI at rest is not FIPS-validated", Some("3.13.11"), "open", "high", 38),
        Row(14, "Audit logs are reviewed by one person only", Some("3.3.5"), "proposed", "medium", 61),
        Row(16, "TLS 1.0 accepted by four internal servers", None, "draft", "low", 90),
        Row(2, "Shared account on the plotter server", Some("3.5.1"), "closed", "medium", -70),
    ]
    .into_iter()
    .map(row)
    .collect()
}

pub fn row(Row(number, weakness, requirement, status, priority, due): Row) -> ItemRow {
    let known = requirement.and_then(closeout_app::views::RequirementView::of);
    let ended = status == "closed";
    let waiting = match status {
        "proposed" => Some("approve"),
        "awaiting_validation" => Some("validate"),
        "validated" => Some("close"),
        _ => None,
    };
    let draft = status == "draft";
    ItemRow {
        id: format!("POAM-{number:04}"),
        number,
        system: id(200),
        weakness: weakness.into(),
        requirement: requirement.map(Into::into),
        points: known.as_ref().and_then(|r| r.points),
        eligibility: known.map(|r| r.eligibility),
        status: status.into(),
        priority: (!draft).then(|| priority.into()),
        owner: (!draft).then(|| person(1)),
        responsible: vec![person(1)],
        due: (!draft).then(|| on(due + if number == 9 { 12 } else { 0 })),
        baseline: (!draft && status != "proposed").then(|| on(due)),
        next_due: (!draft && !ended).then(|| on(due)),
        late_after: (!draft && !ended).then(|| on(due)),
        late_days: (due < 0 && !ended).then_some(-due),
        milestones_reached: number % 4,
        milestones: if draft { 0 } else { 4 },
        tasks_approved: 1,
        tasks: 3,
        tests_met: 2,
        tests: 3,
        checks: 1,
        evidence: 2,
        tickets: match number {
            3 => vec![ticket("HD-118")],
            7 => vec![ticket("HD-104"), ticket("HD-105")],
            _ => Vec::new(),
        },
        findings: if number % 2 == 1 { number } else { 0 },
        hours: Some(54),
        cost: Some(620_000),
        waiting: waiting.map(|step| WaitingView { step: step.into(), since: at(1, 16, 5), not: vec![person(1).id] }),
        recurrence_of: (number == 16).then(|| "POAM-0002".into()),
        accepted_until: None,
        controls: Vec::new(),
        drafted: at(71, 9, 0),
        ended: ended.then(|| at(60, 11, 30)),
        changed: at(1, 16, 5),
        version: 23,
    }
}

pub fn ticket(key: &str) -> TicketView {
    TicketView { key: key.into(), url: format!("https://helpdesk.example/{key}") }
}

/// An item in the middle of its life, with something of everything.
pub fn item() -> ItemView {
    let step = |status: &str, state: &str, by: Option<usize>, ago: i32, may: Vec<PersonRef>| ChainStep {
        status: status.into(),
        state: state.into(),
        by: by.map(person),
        at: by.map(|_| at(ago, 10, 30)),
        may,
    };
    ItemView {
        summary: ItemRow { milestones_reached: 3, ..row(Row(7, "Remote access and domain administrator sign-in accept a password alone. Found on nine hosts and in the identity provider's export.", Some("3.5.3"), "open", "critical", 8)) },
        source: "assessment".into(),
        source_detail: "gap assessment of 10 September".into(),
        objectives: vec!["3.5.3[a]".into(), "3.5.3[c]".into()],
        root_cause: Some("The identity provider was licensed without conditional access when the VPN came in 2023; no rule was set for privileged accounts.".into()),
        actions: ["License conditional access", "Enrol 62 people with hardware keys", "Enforce by policy and remove legacy protocols", "Write the exception procedure"].map(Into::into).to_vec(),
        reasons: ["faces the internet", "5 points at stake", "no compensating control is in place"].map(Into::into).to_vec(),
        resources: Some(ResourcesView { people: "system administrator; firewall specialist from outside".into(), hours: 54, cost: 700_000, funding: "IT budget 2026, line 14".into() }),
        milestones: milestones(),
        extensions: questions::extensions(),
        controls: questions::controls(),
        decisions: vec![questions::decision("fund")],
        tasks: tasks(),
        tests: tests(),
        evidence: evidence(),
        findings: (0..7).map(|n| id(300 + n)).collect(),
        chain: vec![
            step("draft", "done", Some(3), 71, vec![]),
            step("proposed", "done", Some(0), 68, vec![]),
            step("open", "now", Some(2), 67, vec![]),
            step("awaiting_validation", "ahead", None, 0, vec![]),
            step("validated", "ahead", None, 0, vec![person(0)]),
            step("closed", "ahead", None, 0, vec![person(2), person(5)]),
        ],
        implementers: vec![person(1), person(3)],
        gaps: vec![
            GapView { field: "tasks".into(), message: "task 3 is not done".into() },
            GapView { field: "tests".into(), message: "acceptance test 3 is not shown: Exception procedure approved".into() },
        ],
        proposal: None,
        exception: None,
    }
}

fn milestones() -> Vec<MilestoneView> {
    let milestone = |n: u16, title: &str, due: Date, baseline: Date, reached: Option<Date>| MilestoneView {
        id: n,
        title: title.into(),
        due,
        baseline: Some(baseline),
        reached,
        slip_days: (reached.unwrap_or(due) - baseline).get_days(),
        late_days: None,
        changes: Vec::new(),
        dropped: None,
    };
    let moved = MilestoneChange {
        from: date(2026, 10, 14),
        to: date(2026, 10, 20),
        reason: "keys were delivered late".into(),
        by: person(1),
        at: at(45, 9, 12),
    };
    vec![
        milestone(1, "Licences bought", date(2026, 9, 30), date(2026, 9, 30), Some(date(2026, 9, 28))),
        MilestoneView {
            changes: vec![moved],
            ..milestone(2, "Pilot of ten people", date(2026, 10, 20), date(2026, 10, 14), Some(date(2026, 10, 20)))
        },
        milestone(
            3,
            "All 62 people enrolled, contractors among them",
            date(2026, 11, 16),
            date(2026, 11, 16),
            Some(date(2026, 11, 16)),
        ),
        MilestoneView { late_days: Some(2), ..milestone(4, "Exception procedure signed", on(-2), on(-2), None) },
        milestone(5, "Enforced and scanned", on(8), on(8), None),
        MilestoneView {
            dropped: Some("the old VPN was switched off instead".into()),
            ..milestone(6, "Patch the old VPN", on(3), on(3), None)
        },
    ]
}

fn tasks() -> Vec<TaskView> {
    let task = |n: u16, title: &str, who: usize, approver: usize, stage: &str, due: i32| TaskView {
        id: n,
        title: title.into(),
        responsible: person(who),
        approver: person(approver),
        effort: 8,
        due: on(due),
        stage: stage.into(),
        after: if n == 3 { vec![1, 2] } else { Vec::new() },
        late_days: (due < 0 && stage == "open").then_some(-due),
        note: String::new(),
        tickets: Vec::new(),
    };
    vec![
        TaskView { tickets: vec![ticket("HD-104")], effort: 40, ..task(1, "Enrol 62 people", 1, 0, "approved", -6) },
        TaskView {
            tickets: vec![ticket("HD-105")],
            note: "policy is on since Friday; two service accounts excluded".into(),
            ..task(2, "Enforce for domain administrators", 1, 0, "done", -2)
        },
        task(3, "Write the exception procedure", 3, 2, "open", -1),
    ]
}

fn tests() -> Vec<TestView> {
    let test = |n: u16, criterion: &str| TestView {
        id: n,
        criterion: criterion.into(),
        check: None,
        runs: None,
        met: false,
        statement: None,
        evidence: Vec::new(),
        by: None,
        at: None,
        dropped: None,
    };
    vec![
        TestView {
            met: true,
            statement: Some("scans of 14 and 21 November, signed in on all nine".into()),
            evidence: vec![sha(2)],
            by: Some(person(1)),
            at: Some(at(1, 8, 0)),
            ..test(1, "Check 70658 absent on nine assets in two clean, authenticated scans")
        },
        TestView {
            met: true,
            statement: Some("the policy covers all users".into()),
            evidence: vec![sha(1)],
            by: Some(person(1)),
            at: Some(at(1, 16, 2)),
            ..test(2, "Export of conditional access shows the policy on all users")
        },
        TestView {
            check: Some("clean-scans:2".into()),
            runs: Some("run at each import: proved absent on every asset, 2 scans in a row".into()),
            met: true,
            statement: Some("proved absent in all of 9 places by 2 clean scans in a row".into()),
            evidence: vec![sha(2)],
            at: Some(at(1, 17, 0)),
            ..test(4, "The scanner finds it nowhere")
        },
        test(3, "Exception procedure approved and dated after the baseline"),
    ]
}

pub fn sha(n: u8) -> String {
    format!("{n:02x}").repeat(32)
}

fn evidence() -> Vec<EvidenceView> {
    let file = |n: u8, name: &str, size: u64| EvidenceView {
        sha256: sha(n),
        name: name.into(),
        size,
        media_type: "application/octet-stream".into(),
        shows: String::new(),
        test: None,
        by: person(1),
        at: at(1, 16, 2),
        withdrawn: None,
    };
    vec![
        EvidenceView {
            test: Some(2),
            shows: "the policy on all users".into(),
            ..file(1, "conditional-access-2026-11-21.json", 18_200)
        },
        EvidenceView { test: Some(1), ..file(2, "weekly-2026-11-21.nessus", 41_200_000) },
        EvidenceView { withdrawn: Some("screenshot of the wrong tenant".into()), ..file(3, "policy.png", 210_000) },
    ]
}

pub fn history() -> Vec<HistoryEntry> {
    let entry = |position: u64, ago: i32, by: usize, kind: &str, sentence: &str, note: &str| HistoryEntry {
        position,
        stream: "item/7".into(),
        subject: "POAM-0007".into(),
        at: at(ago, 16, 5),
        by: person(by),
        via: if position == 871 { "token" } else { "page" }.into(),
        kind: kind.into(),
        sentence: sentence.into(),
        note: note.into(),
        hash: format!("{position:04x}").repeat(16),
    };
    vec![
        entry(
            912,
            1,
            1,
            "task_finished",
            "Task 2 reported done",
            "policy is on since Friday; two service accounts excluded",
        ),
        entry(871, 1, 1, "evidence_attached", "Evidence attached: conditional-access-2026-11-21.json", ""),
        entry(
            640,
            45,
            1,
            "milestone_moved",
            "Milestone 2 moved from 2026-10-14 to 2026-10-20",
            "keys were delivered late",
        ),
        entry(402, 67, 2, "approved", "Plan approved; its dates are frozen", "go ahead"),
        entry(398, 68, 0, "submitted", "Plan submitted", ""),
        entry(377, 71, 3, "drafted", "Begun from the gap assessment of 10 September", ""),
    ]
}

pub fn finding(n: u128, title: &str, severity: &str) -> FindingRow {
    FindingRow {
        id: id(300 + n),
        system: id(200),
        family: "nessus".into(),
        check: format!("{}", 70_658 + n * 17),
        title: title.into(),
        priority: severity.into(),
        exploited: severity == "critical",
        internet: severity == "critical",
        severity: severity.into(),
        native_severity: "3".into(),
        state: "open".into(),
        assets: 9,
        present: 6,
        absent: 2,
        not_observed: 1,
        sources: vec!["nessus".into()],
        item: (n.is_multiple_of(2)).then(|| "POAM-0007".into()),
        cvss: Vec::new(),
        cve: vec!["CVE-2026-0001".into(), "CVE-2026-0002".into()],
        cwe: vec!["CWE-327".into()],
        cci: Vec::new(),
        requirement: String::new(),
        description: "The remote service accepts connections with an outdated protocol.".into(),
        recommendation: "Turn the protocol off and require TLS 1.2 or later.".into(),
        fix: id(400),
        first_seen: Some(at(71, 2, 0)),
        last_seen: Some(at(1, 2, 0)),
    }
}

pub fn findings() -> Vec<FindingRow> {
    vec![
        finding(0, "SSH server offers weak ciphers in CBC mode", "high"),
        finding(1, "TLS version 1.0 protocol detected", "medium"),
        finding(2, "SMB signing not required", "medium"),
        finding(3, "Certificate cannot be trusted <script>alert(1)</script>", "low"),
        finding(4, "Service detection", "info"),
    ]
}

/// A weakness that is known to be exploited.
pub fn urgency() -> UrgencyView {
    let reason = |code: &str, sentence: &str, effect: &str, unknown: bool, after: &str| ReasonView {
        code: code.into(),
        sentence: sentence.into(),
        effect: effect.into(),
        unknown,
        after: after.into(),
    };
    let step = |code: &str, sentence: &str| TraceView { code: code.into(), sentence: sentence.into(), date: None };
    UrgencyView {
        priority: "critical".into(),
        reasons: vec![
            reason("severity", "severity medium", "begins as medium", false, "medium"),
            reason("kev", "CVE-2026-0001 is known to be exploited", "at least critical", false, "critical"),
            reason("epss", "no EPSS score is known", "not known, changes nothing", true, "critical"),
        ],
        due: DueView {
            date: Some(on(30)),
            standing: "dated".into(),
            kev_due_date: Some(on(21)),
            forensic_triage: true,
            trace: vec![step("policy", "policy: BOD 26-04, table 1"), step("clock", "the clock starts")],
        },
    }
}
