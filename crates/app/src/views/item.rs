//! Rows of the register and of the lists of tasks and milestones.

use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

/// A person as rows name them. The name is filled in when the row is read, so that it is never out of date.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PersonRef {
    /// Identity.
    pub id: Uuid,
    /// As they sign.
    #[serde(default)]
    pub name: String,
}

impl PersonRef {
    /// A reference whose name is still to be filled in.
    pub fn of(person: closeout_domain::ids::PersonId) -> Self {
        Self { id: person.0, name: String::new() }
    }
}

/// A linked ticket.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct TicketView {
    /// As in "HD-104".
    pub key: String,
    /// Where it is; may be empty.
    pub url: String,
}

/// The step that somebody has to take next.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct WaitingView {
    /// `approve`, `validate`, `close` or `decide`.
    pub step: String,
    /// Since when.
    #[schema(value_type = String, format = DateTime)]
    pub since: Timestamp,
    /// Who may not take it, for having had a hand in the work.
    pub not: Vec<Uuid>,
}

/// By when a compensating control is over.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ControlEnd {
    /// Its number within the item.
    pub control: u16,
    /// The last day on which it is enough.
    #[schema(value_type = String, format = Date)]
    pub until: Date,
}

/// A row of the register.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ItemRow {
    /// As in "POAM-0007".
    pub id: String,
    /// The number in it.
    pub number: u32,
    /// The system it belongs to.
    pub system: Uuid,
    /// What is wrong.
    pub weakness: String,
    /// As in "3.5.3".
    pub requirement: Option<String>,
    /// Points of the requirement, 5, 3 or 1 (32 CFR 170.24).
    pub points: Option<u8>,
    /// Whether the requirement may stand on an assessment POA&M: `always`, `conditional` or `never` (32 CFR 170.21).
    pub eligibility: Option<String>,
    /// `draft`, `proposed`, `open`, `awaiting_validation`, `validated`, `closed`, `accepted` or `dismissed`.
    pub status: String,
    /// `critical`, `high`, `medium` or `low`.
    pub priority: Option<String>,
    /// Who answers for it.
    pub owner: Option<PersonRef>,
    /// Everybody responsible for a task that is not done.
    pub responsible: Vec<PersonRef>,
    /// Scheduled completion date.
    #[schema(value_type = Option<String>, format = Date)]
    pub due: Option<Date>,
    /// The completion date that was approved.
    #[schema(value_type = Option<String>, format = Date)]
    pub baseline: Option<Date>,
    /// Date of the next milestone that is not reached.
    #[schema(value_type = Option<String>, format = Date)]
    pub next_due: Option<Date>,
    /// The first day that passes without what was planned for it; `null` when nothing can be late any more.
    #[schema(value_type = Option<String>, format = Date)]
    pub late_after: Option<Date>,
    /// Days since then as of the day asked for; filled in when read.
    #[serde(default)]
    pub late_days: Option<i32>,
    /// Milestones reached.
    pub milestones_reached: u32,
    /// Milestones in all.
    pub milestones: u32,
    /// Tasks approved.
    pub tasks_approved: u32,
    /// Tasks in all.
    pub tasks: u32,
    /// Acceptance tests shown.
    pub tests_met: u32,
    /// Acceptance tests in all.
    pub tests: u32,
    /// Acceptance tests that run by themselves.
    #[serde(default)]
    pub checks: u32,
    /// Pieces of evidence that stand.
    pub evidence: u32,
    /// Linked tickets of its tasks.
    pub tickets: Vec<TicketView>,
    /// Findings that it answers.
    pub findings: u32,
    /// Hours planned.
    pub hours: Option<u32>,
    /// Money planned, in cents.
    pub cost: Option<u64>,
    /// The step that somebody has to take next.
    pub waiting: Option<WaitingView>,
    /// The closed item whose weakness came back.
    pub recurrence_of: Option<String>,
    /// The last day of an accepted risk.
    #[schema(value_type = Option<String>, format = Date)]
    pub accepted_until: Option<Date>,
    /// Compensating controls that are in place.
    #[serde(default)]
    pub controls: Vec<ControlEnd>,
    /// When it was begun.
    #[schema(value_type = String, format = DateTime)]
    pub drafted: Timestamp,
    /// When it was closed, accepted or dismissed.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub ended: Option<Timestamp>,
    /// When it last changed.
    #[schema(value_type = String, format = DateTime)]
    pub changed: Timestamp,
    /// How many events led here; the value of `If-Match`.
    pub version: u64,
}

/// A task in a list.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct TaskRow {
    /// The item it belongs to, as in "POAM-0007".
    pub item: String,
    /// The number in it.
    pub item_number: u32,
    /// The system it belongs to.
    pub system: Uuid,
    /// The item's weakness.
    pub weakness: String,
    /// The item's status.
    pub item_status: String,
    /// The item's priority.
    pub priority: Option<String>,
    /// The task's number within the item.
    pub task: u16,
    /// What is to be done.
    pub title: String,
    /// Who does it.
    pub responsible: PersonRef,
    /// Who agrees that it is done.
    pub approver: PersonRef,
    /// Working hours.
    pub effort: u16,
    /// The day it is due.
    #[schema(value_type = String, format = Date)]
    pub due: Date,
    /// `open`, `done`, `approved` or `dropped`.
    pub stage: String,
    /// Tasks of the item that are done before it begins.
    #[serde(default)]
    pub after: Vec<u16>,
    /// Days late as of the day asked for; filled in when read.
    #[serde(default)]
    pub late_days: Option<i32>,
    /// Linked tickets.
    pub tickets: Vec<TicketView>,
}

/// A milestone in a list.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct MilestoneRow {
    /// The item it belongs to, as in "POAM-0007".
    pub item: String,
    /// The number in it.
    pub item_number: u32,
    /// The system it belongs to.
    pub system: Uuid,
    /// The item's weakness.
    pub weakness: String,
    /// The item's status.
    pub item_status: String,
    /// The item's owner.
    pub owner: Option<PersonRef>,
    /// The milestone's number within the item.
    pub milestone: u16,
    /// What will have been achieved.
    pub title: String,
    /// The day it is due now.
    #[schema(value_type = String, format = Date)]
    pub due: Date,
    /// The day that was approved; `null` for one that was added afterwards.
    #[schema(value_type = Option<String>, format = Date)]
    pub baseline: Option<Date>,
    /// The day it was reached.
    #[schema(value_type = Option<String>, format = Date)]
    pub reached: Option<Date>,
    /// Days by which it is behind its baseline.
    pub slip_days: i32,
    /// How often its date was changed.
    pub changes: u32,
    /// Days late as of the day asked for; filled in when read.
    #[serde(default)]
    pub late_days: Option<i32>,
}
