//! Small things to write into a record. Keys and times are made of numbers, so that tests can name them.

use closeout_app::{
    ports::{Append, ViewChange, Write},
    record::{Event, Stream, Via},
    views::{
        AppointmentRow, ItemRow, MilestoneRow, OrganizationRow, PersonRef, PersonRow, PolicyView, SystemRow, TaskRow,
    },
};
use closeout_domain::{
    finding::dismissal,
    ids::{Digest, FindingId, ImportId, ItemNumber, OrganizationId, PersonId, SystemId},
    item,
};
use jiff::{
    SignedDuration, Timestamp,
    civil::{Date, date},
};
use uuid::Uuid;

pub const ACME: OrganizationId = OrganizationId(id(0xa));
pub const BOLT: OrganizationId = OrganizationId(id(0xb));

pub const fn id(n: u128) -> Uuid {
    Uuid::from_u128(0x0198_0000_0000_7000_8000_0000_0000_0000 + n)
}

pub fn person(n: u8) -> PersonId {
    PersonId(id(0x100 + u128::from(n)))
}

pub fn system(n: u8) -> SystemId {
    SystemId(id(0x200 + u128::from(n)))
}

pub fn import(n: u8) -> ImportId {
    ImportId(id(0x300 + u128::from(n)))
}

pub fn digest(n: u8) -> Digest {
    Digest([n; 32])
}

/// Minutes after a fixed instant.
pub fn at(minutes: i64) -> Timestamp {
    Timestamp::from_second(1_790_000_000).unwrap() + SignedDuration::from_mins(minutes)
}

/// Days after a fixed one.
pub fn day(n: i64) -> Date {
    date(2026, 9, 1).checked_add(SignedDuration::from_hours(24 * n)).unwrap()
}

pub fn write(appends: Vec<Append>, changes: Vec<ViewChange>) -> Write {
    Write { by: person(1), via: Via::Page, at: at(0), appends, changes }
}

pub fn append(stream: Stream, expected: u64, events: Vec<Event>) -> Append {
    Append { stream, expected, events }
}

pub fn item_stream(number: u32) -> Stream {
    Stream::Item(ItemNumber(number))
}

pub fn comment(text: impl Into<String>) -> Event {
    Event::Item(item::Event::Commented { text: text.into() })
}

/// One comment on an item.
pub fn commented(number: u32, expected: u64, text: &str) -> Write {
    write(vec![append(item_stream(number), expected, vec![comment(text)])], vec![])
}

pub fn item_row(number: u32) -> ItemRow {
    ItemRow {
        id: ItemNumber(number).to_string(),
        number,
        system: system(1).0,
        weakness: format!("weakness {number}"),
        requirement: None,
        points: None,
        eligibility: None,
        status: "open".into(),
        priority: None,
        owner: None,
        responsible: vec![],
        due: None,
        baseline: None,
        next_due: None,
        late_after: None,
        late_days: None,
        milestones_reached: 0,
        milestones: 0,
        tasks_approved: 0,
        tasks: 0,
        tests_met: 0,
        tests: 0,
        checks: 0,
        evidence: 0,
        tickets: vec![],
        findings: 0,
        hours: None,
        cost: None,
        waiting: None,
        recurrence_of: None,
        accepted_until: None,
        controls: Vec::new(),
        drafted: at(0),
        ended: None,
        changed: at(i64::from(number)),
        version: 1,
    }
}

pub fn task_row(item: u32, task: u16) -> TaskRow {
    TaskRow {
        item: ItemNumber(item).to_string(),
        item_number: item,
        system: system(1).0,
        weakness: format!("weakness {item}"),
        item_status: "open".into(),
        priority: None,
        task,
        title: format!("task {task}"),
        responsible: PersonRef::of(person(1)),
        approver: PersonRef::of(person(2)),
        effort: 8,
        due: day(task.into()),
        stage: "open".into(),
        after: vec![1],
        late_days: None,
        tickets: vec![],
    }
}

pub fn milestone_row(item: u32, milestone: u16) -> MilestoneRow {
    MilestoneRow {
        item: ItemNumber(item).to_string(),
        item_number: item,
        system: system(1).0,
        weakness: format!("weakness {item}"),
        item_status: "open".into(),
        owner: None,
        milestone,
        title: format!("milestone {milestone}"),
        due: day(milestone.into()),
        baseline: None,
        reached: None,
        slip_days: 0,
        changes: 0,
        late_days: None,
    }
}

/// What an item's views show, with a task and a milestone.
pub fn item_change(row: ItemRow, findings: &[FindingId]) -> ViewChange {
    let number = row.number;
    ViewChange::Item {
        row: Box::new(row),
        tasks: vec![task_row(number, 1)],
        milestones: vec![milestone_row(number, 1)],
        findings: findings.to_vec(),
    }
}

pub fn organization_row(id: OrganizationId, name: &str) -> OrganizationRow {
    let dana = PersonRow {
        id: person(1).0,
        name: format!("Dana of {name}"),
        email: "dana@example.com".into(),
        title: String::new(),
        roles: vec!["owner".into(), "administrator".into()],
        active: true,
        supervisor: Some(self::id(7)),
        weekly_hours: Some(12),
        away: Vec::new(),
    };
    OrganizationRow { id: id.0, name: name.into(), people: vec![dana], tokens: vec![], calendars: vec![], version: 2 }
}

pub fn system_row(id: SystemId, name: &str) -> SystemRow {
    let appointment = AppointmentRow {
        person: PersonRef::of(person(1)),
        since: at(0),
        by: PersonRef::of(person(2)),
        note: "memo".into(),
    };
    SystemRow {
        id: id.0,
        name: name.into(),
        ssp_title: "SSP".into(),
        ssp_version: "1.0".into(),
        ssp_date: Some(day(0)),
        cage_codes: vec!["1ABC2".into()],
        cmmc_uid: String::new(),
        poam_owner: Some(PersonRef::of(person(1))),
        appointments: vec![appointment],
        promote_at_least: Some("high".into()),
        promote_not_met: true,
        brake_percent: 50,
        deadlines: PolicyView::default(),
        ladder: closeout_app::views::LadderView::default(),
        rhythm: closeout_app::views::RhythmView::default(),
        rhythm_since: at(0),
        extensions: Vec::new(),
        exposure_rules: Vec::new(),
        marking: String::new(),
        version: 3,
    }
}

/// A dismissal of a finding that has come this far, as its first event.
pub fn dismissed(finding: FindingId, stage: dismissal::Stage) -> Write {
    let proposed = dismissal::Event::Proposed { finding, reason: "a false positive".into(), until: None };
    let events = match stage {
        dismissal::Stage::Proposed => vec![proposed],
        dismissal::Stage::Dismissed => vec![proposed, dismissal::Event::Approved],
        dismissal::Stage::Open => vec![proposed, dismissal::Event::Declined { reason: "show it".into() }],
    };
    let events = events.into_iter().map(Event::Dismissal).collect();
    write(vec![append(Stream::Dismissal(finding), 0, events)], vec![ViewChange::Dismissal { finding, stage }])
}

/// An item that is linked with findings, as its first event.
pub fn linked(number: u32, status: &str, findings: &[FindingId]) -> Write {
    let row = ItemRow { status: status.into(), ..item_row(number) };
    write(vec![append(item_stream(number), 0, vec![comment("begun")])], vec![item_change(row, findings)])
}
