//! One item, whole.

use jiff::{Timestamp, civil::Date};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{
    escalation::DecisionView,
    item::{ItemRow, PersonRef, TicketView},
};

/// An item with everything about it but its history.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct ItemView {
    /// What the register says of it.
    pub summary: ItemRow,
    /// How it became known: `assessment`, `scan`, `penetration_test`, `audit`, `incident` or `observation`.
    pub source: String,
    /// Which one.
    pub source_detail: String,
    /// Failed objectives, as in `3.5.3[a]`.
    pub objectives: Vec<String>,
    /// Why it came to be.
    pub root_cause: Option<String>,
    /// What will be done.
    pub actions: Vec<String>,
    /// Why it has its priority.
    pub reasons: Vec<String>,
    /// What it takes.
    pub resources: Option<ResourcesView>,
    /// Dated steps.
    pub milestones: Vec<MilestoneView>,
    /// Later dates that were asked for, oldest first.
    pub extensions: Vec<ExtensionView>,
    /// Work.
    pub tasks: Vec<TaskView>,
    /// What must be shown.
    pub tests: Vec<TestView>,
    /// What shows it.
    pub evidence: Vec<EvidenceView>,
    /// Findings that it answers.
    pub findings: Vec<Uuid>,
    /// Draft, proposed, open, awaiting validation, validated, closed: who and when, or who may.
    pub chain: Vec<ChainStep>,
    /// Who may neither validate nor close it, for having had a hand in the work.
    pub implementers: Vec<PersonRef>,
    /// What keeps the plan from being submitted, or the work from being called done.
    pub gaps: Vec<GapView>,
    /// Something asked of an executive.
    pub proposal: Option<ProposalView>,
    /// An exception to the separation of duties.
    pub exception: Option<ExceptionView>,
    /// Compensating controls, oldest first.
    pub controls: Vec<ControlView>,
    /// What was decided when it was laid before somebody, oldest first.
    pub decisions: Vec<DecisionView>,
}

/// A compensating control: a temporary measure in place of the correction.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct ControlView {
    /// Its number within the item.
    pub id: u16,
    /// What protects.
    pub text: String,
    /// Who answers for it.
    pub owner: PersonRef,
    /// The last day on which it is enough.
    #[schema(value_type = String, format = Date)]
    pub until: Date,
    /// SHA-256 of the files that show it.
    pub evidence: Vec<String>,
    /// `standing`, `expired` or `ended`.
    pub state: String,
    /// Why it is not in place any more.
    pub ended: Option<String>,
}

/// What correcting the weakness takes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct ResourcesView {
    /// Which people or firms.
    pub people: String,
    /// Working hours.
    pub hours: u32,
    /// Money in cents.
    pub cost: u64,
    /// Where the money comes from; may be empty.
    pub funding: String,
}

/// A later date that was asked for.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct ExtensionView {
    /// Its number within the item.
    pub id: u16,
    /// Of which milestone.
    pub milestone: u16,
    /// The day it was due when this was asked.
    #[schema(value_type = String, format = Date)]
    pub from: Date,
    /// The day that is asked for.
    #[schema(value_type = String, format = Date)]
    pub to: Date,
    /// What got in the way: `people`, `money`, `vendor`, `dependency`, `technical`, `scope`, `freeze` or `other`.
    pub obstacle: String,
    /// Why the new day can be met.
    pub justification: String,
    /// Whose word the policy asks for: `planner`, `approver` or `executive`.
    pub decider: String,
    /// Who asked.
    pub by: PersonRef,
    /// When.
    #[schema(value_type = String, format = DateTime)]
    pub at: Timestamp,
    /// `pending`, `granted`, `declined`, or `over` when the milestone was reached or dropped first.
    pub state: String,
    /// What was answered; may be empty.
    pub note: String,
    /// Who answered.
    pub answered_by: Option<PersonRef>,
}

/// A dated step.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct MilestoneView {
    /// Its number within the item.
    pub id: u16,
    /// What will have been achieved.
    pub title: String,
    /// The day it is due now.
    #[schema(value_type = String, format = Date)]
    pub due: Date,
    /// The day that was approved.
    #[schema(value_type = Option<String>, format = Date)]
    pub baseline: Option<Date>,
    /// The day it was reached.
    #[schema(value_type = Option<String>, format = Date)]
    pub reached: Option<Date>,
    /// Days by which it is behind its baseline.
    pub slip_days: i32,
    /// Days late as of the day asked for.
    pub late_days: Option<i32>,
    /// Changes of its date since the approval.
    pub changes: Vec<MilestoneChange>,
    /// Why it was taken out, if it was.
    pub dropped: Option<String>,
}

/// One change of a milestone's date.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct MilestoneChange {
    /// The day before.
    #[schema(value_type = String, format = Date)]
    pub from: Date,
    /// The day after.
    #[schema(value_type = String, format = Date)]
    pub to: Date,
    /// What got in the way.
    pub reason: String,
    /// Who recorded it.
    pub by: PersonRef,
    /// When.
    #[schema(value_type = String, format = DateTime)]
    pub at: Timestamp,
}

/// A task.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct TaskView {
    /// Its number within the item.
    pub id: u16,
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
    /// Days late as of the day asked for.
    pub late_days: Option<i32>,
    /// Tasks of the item that are done before it begins.
    pub after: Vec<u16>,
    /// The last word on it.
    pub note: String,
    /// Linked tickets.
    pub tickets: Vec<TicketView>,
}

/// An acceptance test.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct TestView {
    /// Its number within the item.
    pub id: u16,
    /// What must be true.
    pub criterion: String,
    /// By what it shows itself, as in "clean-scans:2"; `null` when only a person's word shows it.
    pub check: Option<String>,
    /// The same in words.
    pub runs: Option<String>,
    /// Whether a run or a person has shown it to be met, on evidence that still stands.
    pub met: bool,
    /// What was seen, by a person or by the last run that changed anything.
    pub statement: Option<String>,
    /// SHA-256 of the evidence it rests on.
    pub evidence: Vec<String>,
    /// Who attested it; `null` for what a run found.
    pub by: Option<PersonRef>,
    /// When.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub at: Option<Timestamp>,
    /// Why it was taken out, if it was.
    pub dropped: Option<String>,
}

/// A piece of evidence.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct EvidenceView {
    /// SHA-256 of its content.
    pub sha256: String,
    /// The file's name.
    pub name: String,
    /// Size in bytes.
    pub size: u64,
    /// Media type.
    pub media_type: String,
    /// What it shows; may be empty.
    pub shows: String,
    /// The acceptance test it speaks to.
    pub test: Option<u16>,
    /// Who attached it.
    pub by: PersonRef,
    /// When.
    #[schema(value_type = String, format = DateTime)]
    pub at: Timestamp,
    /// Why it no longer counts, if it was withdrawn.
    pub withdrawn: Option<String>,
}

/// A step of the life.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct ChainStep {
    /// The status that the step leads to.
    pub status: String,
    /// `done`, `now` or `ahead`.
    pub state: String,
    /// Who took it.
    pub by: Option<PersonRef>,
    /// When.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub at: Option<Timestamp>,
    /// For a step ahead: who may take it.
    pub may: Vec<PersonRef>,
}

/// Something that is missing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct GapView {
    /// The field it belongs to.
    pub field: String,
    /// What is missing.
    pub message: String,
}

/// Something asked of an executive.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct ProposalView {
    /// `accept` or `dismiss`.
    pub ask: String,
    /// For an acceptance, the last day.
    #[schema(value_type = Option<String>, format = Date)]
    pub until: Option<Date>,
    /// Why.
    pub reason: String,
    /// Who asks.
    pub by: PersonRef,
    /// Since when.
    #[schema(value_type = String, format = DateTime)]
    pub at: Timestamp,
}

/// An exception to the separation of duties.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct ExceptionView {
    /// Who may do the work and validate it.
    pub person: PersonRef,
    /// Why nobody else can.
    pub reason: String,
    /// Who asked.
    pub requested_by: PersonRef,
    /// Who signed; until then it is only a wish.
    pub signed_by: Option<PersonRef>,
}
