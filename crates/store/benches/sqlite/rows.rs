//! Items and events in number.

use closeout_app::{
    ports::{Append, ViewChange, Write},
    record::{Event, Stream, Via},
    views::{ItemRow, MilestoneRow, PersonRef, TaskRow},
};
use closeout_domain::{
    ids::{ItemNumber, OrganizationId, PersonId, SystemId},
    item,
};
use jiff::{Timestamp, civil::Date};
use uuid::Uuid;

pub const ORGANIZATION: OrganizationId = OrganizationId(Uuid::from_u128(0x0a));
pub const SYSTEM: SystemId = SystemId(Uuid::from_u128(0x0b));
pub const PERSON: PersonId = PersonId(Uuid::from_u128(0x0c));

const STATUSES: [&str; 6] = ["draft", "proposed", "open", "open", "awaiting_validation", "closed"];
const PRIORITIES: [&str; 4] = ["critical", "high", "medium", "low"];

/// A comment on an item.
pub fn appending(number: ItemNumber, expected: u64) -> Write {
    let text = format!("comment {expected}: the vendor answered, the spare part is ordered, next look on Monday");
    let events = vec![Event::Item(item::Event::Commented { text })];
    write(vec![Append { stream: Stream::Item(number), expected, events }], Vec::new())
}

/// Items with a task and two milestones each.
pub fn register(first: u32, count: u32) -> Write {
    let changes = (first..first + count).map(change).collect();
    write(Vec::new(), changes)
}

fn write(appends: Vec<Append>, changes: Vec<ViewChange>) -> Write {
    Write { by: PERSON, via: Via::CommandLine, at: Timestamp::UNIX_EPOCH, appends, changes }
}

fn pick<const N: usize>(words: [&str; N], n: u32) -> String {
    words.get(n as usize % N).copied().unwrap_or_default().to_owned()
}

fn change(n: u32) -> ViewChange {
    let person = |n: u32| PersonRef::of(PersonId(Uuid::from_u128(0x0c + u128::from(n % 40))));
    let due = Date::constant(2026, 1, 1).saturating_add(jiff::Span::new().days(i64::from(n * 7919 % 700)));
    let (id, weakness) = (ItemNumber(n).to_string(), format!("Lathe {n} runs a controller that is out of support"));
    let row = ItemRow {
        id: id.clone(),
        number: n,
        system: Uuid::from_u128(0x0b + u128::from(n % 3)),
        weakness: weakness.clone(),
        requirement: Some(format!("3.{}.{}", n % 14 + 1, n % 9 + 1)),
        points: Some(5),
        eligibility: Some("always".into()),
        status: pick(STATUSES, n),
        priority: Some(pick(PRIORITIES, n / 3)),
        owner: Some(person(n)),
        responsible: vec![person(n / 7)],
        due: Some(due),
        baseline: Some(due),
        next_due: Some(due),
        late_after: (!n.is_multiple_of(6)).then_some(due),
        late_days: None,
        milestones_reached: 1,
        milestones: 2,
        tasks_approved: 0,
        tasks: 1,
        tests_met: 0,
        tests: 1,
        checks: 0,
        evidence: 2,
        tickets: Vec::new(),
        findings: 0,
        hours: Some(16),
        cost: Some(120_000),
        waiting: None,
        recurrence_of: None,
        accepted_until: None,
        controls: Vec::new(),
        drafted: Timestamp::UNIX_EPOCH,
        ended: None,
        changed: Timestamp::UNIX_EPOCH + jiff::SignedDuration::from_secs(i64::from(n * 31 % 9_973)),
        version: 7,
    };
    let task = TaskRow {
        item: id.clone(),
        item_number: n,
        system: row.system,
        weakness: weakness.clone(),
        item_status: row.status.clone(),
        priority: row.priority.clone(),
        task: 1,
        title: "Replace the controller".into(),
        responsible: person(n / 7),
        approver: person(n / 7 + 1),
        effort: 16,
        due,
        stage: "open".into(),
        after: Vec::new(),
        late_days: None,
        tickets: Vec::new(),
    };
    let milestone = |milestone: u16| MilestoneRow {
        item: id.clone(),
        item_number: n,
        system: row.system,
        weakness: weakness.clone(),
        item_status: row.status.clone(),
        owner: row.owner.clone(),
        milestone,
        title: "The new controller runs".into(),
        due,
        baseline: Some(due),
        reached: (milestone == 1).then_some(due),
        slip_days: 0,
        changes: 0,
        late_days: None,
    };
    let milestones = vec![milestone(1), milestone(2)];
    ViewChange::Item { row: Box::new(row.clone()), tasks: vec![task], milestones, findings: Vec::new() }
}
