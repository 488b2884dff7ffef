//! What can be asked of an item.

use std::collections::BTreeSet;

use jiff::civil::Date;

use super::{
    check::{Check, Outcome},
    extension::Obstacle,
    measure::Decision,
    origin::{Origin, Resources},
    value::{Evidence, TaskPlan, Ticket},
};
use crate::{
    ids::{Digest, EscalationId, FindingId, ItemNumber, PartNumber, PersonId, SystemId},
    policy::Action,
    priority::Rating,
};

/// A request to change an item. Texts arrive as people typed them; deciding trims and checks them.
#[derive(Debug, Clone, PartialEq)]
pub enum Command {
    /// Begin an item.
    Draft(Draft),
    /// Say what is wrong.
    DescribeWeakness { text: String },
    /// Name the requirement, and the objectives of it that fail.
    NameRequirement { requirement: Option<String>, objectives: Vec<String> },
    /// Say why it came to be.
    StateRootCause { text: String },
    /// Say what will be done, action by action.
    PlanActions { actions: Vec<String> },
    /// Make one person answer for it.
    AssignOwner { person: PersonId },
    /// Set the priority with its reasons.
    Rate { rating: Rating },
    /// Say what it takes.
    Estimate { resources: Resources },
    /// Add a dated step.
    PlanMilestone { title: String, due: Date },
    /// Give a step another date. A later one than the approved is an extension, for which the obstacle is named.
    MoveMilestone { id: PartNumber, to: Date, reason: String, obstacle: Option<Obstacle> },
    /// Say yes to a later date.
    GrantExtension { id: PartNumber, note: String },
    /// Say no.
    DeclineExtension { id: PartNumber, reason: String },
    /// Take the question back.
    WithdrawExtension { id: PartNumber, reason: String },
    /// Record that a step was reached.
    ReachMilestone { id: PartNumber, on: Date, note: String },
    /// Take a step out.
    DropMilestone { id: PartNumber, reason: String },
    /// Add something that must be shown, and by what it shows itself, if by anything.
    AddTest { criterion: String, check: Option<Check> },
    /// Record what a test came to that runs by itself. Nobody asks for this; the application looks and says.
    RecordRun { id: PartNumber, outcome: Outcome, scan: Option<Evidence> },
    /// Show it.
    AttestTest { id: PartNumber, statement: String, evidence: Vec<Digest> },
    /// Take a test out.
    DropTest { id: PartNumber, reason: String },
    /// Add a task.
    AddTask { plan: TaskPlan },
    /// Change a task: its words, people, effort or date.
    ReviseTask { id: PartNumber, plan: TaskPlan, reason: String },
    /// Say which tasks are done before a task begins.
    OrderTask { id: PartNumber, after: BTreeSet<PartNumber> },
    /// Take a task out.
    DropTask { id: PartNumber, reason: String },
    /// Report a task done.
    FinishTask { id: PartNumber, note: String },
    /// Agree that it is.
    ApproveTask { id: PartNumber, note: String },
    /// Disagree.
    SendBackTask { id: PartNumber, reason: String },
    /// Link a ticket to a task.
    LinkTicket { id: PartNumber, ticket: Ticket },
    /// Unlink it.
    UnlinkTicket { id: PartNumber, key: String },
    /// Attach a file that shows something.
    AttachEvidence { evidence: Evidence },
    /// Say that it does not count; the file stays.
    WithdrawEvidence { digest: Digest, reason: String },
    /// Tie findings to the item.
    LinkFindings { findings: Vec<FindingId> },
    /// Untie one.
    UnlinkFinding { finding: FindingId, reason: String },
    /// Put the plan before an approver.
    Submit { note: String },
    /// Approve the plan; its dates are frozen.
    Approve { note: String },
    /// Return the plan to its author.
    Return { reason: String },
    /// Say that the work is done.
    DeclareDone { note: String },
    /// Send the work back.
    RejectWork { reason: String },
    /// Confirm that the evidence meets the tests.
    Validate { statement: String },
    /// Close.
    Close { statement: String },
    /// Refuse to close; the work goes on.
    RefuseClosure { reason: String },
    /// Ask to bear the risk until a date.
    ProposeAcceptance { until: Date, justification: String },
    /// Ask to dismiss the item.
    ProposeDismissal { reason: String },
    /// Grant what was asked.
    GrantProposal,
    /// Turn it down.
    DeclineProposal { reason: String },
    /// Decide on the item, which was laid before the actor.
    Decide { escalation: EscalationId, decision: Decision, reason: String },
    /// Say that a temporary measure is not in place any more.
    EndControl { id: PartNumber, reason: String },
    /// Take an accepted item up again.
    Resume { reason: String },
    /// Ask that one person may do the work and validate it.
    RequestException { person: PersonId, reason: String },
    /// Sign that.
    SignException { reason: String },
    /// Write a remark.
    Comment { text: String },
}

/// A new item.
#[derive(Debug, Clone, PartialEq)]
pub struct Draft {
    /// Its number, the next of the organization.
    pub number: ItemNumber,
    /// The system it belongs to.
    pub system: SystemId,
    /// What is wrong.
    pub weakness: String,
    /// How it became known.
    pub origin: Origin,
    /// As in "3.5.3"; any spelling that the catalog knows.
    pub requirement: Option<String>,
    /// As in `3.5.3[a]`.
    pub objectives: Vec<String>,
    /// The findings it answers.
    pub findings: Vec<FindingId>,
    /// The closed item whose weakness came back.
    pub recurrence_of: Option<ItemNumber>,
}

impl Command {
    /// The permission that it needs.
    pub fn action(&self) -> Action {
        match self {
            Self::Draft(_)
            | Self::DescribeWeakness { .. }
            | Self::NameRequirement { .. }
            | Self::StateRootCause { .. }
            | Self::PlanActions { .. }
            | Self::AssignOwner { .. }
            | Self::Rate { .. }
            | Self::Estimate { .. }
            | Self::PlanMilestone { .. }
            | Self::MoveMilestone { .. }
            | Self::WithdrawExtension { .. }
            | Self::EndControl { .. }
            | Self::DropMilestone { .. }
            | Self::AddTest { .. }
            | Self::DropTest { .. }
            | Self::AddTask { .. }
            | Self::ReviseTask { .. }
            | Self::OrderTask { .. }
            | Self::DropTask { .. }
            | Self::UnlinkFinding { .. }
            | Self::LinkFindings { .. }
            | Self::Submit { .. }
            | Self::ProposeAcceptance { .. }
            | Self::ProposeDismissal { .. }
            | Self::RequestException { .. } => Action::Plan,
            Self::ReachMilestone { .. }
            | Self::AttestTest { .. }
            | Self::RecordRun { .. }
            | Self::FinishTask { .. }
            | Self::LinkTicket { .. }
            | Self::UnlinkTicket { .. }
            | Self::AttachEvidence { .. }
            | Self::WithdrawEvidence { .. }
            | Self::DeclareDone { .. } => Action::Work,
            Self::ApproveTask { .. } | Self::SendBackTask { .. } => Action::ApproveTask,
            Self::Approve { .. } | Self::Return { .. } => Action::ApprovePlan,
            Self::Validate { .. } | Self::RejectWork { .. } => Action::Validate,
            Self::Close { .. } | Self::RefuseClosure { .. } => Action::Close,
            Self::GrantProposal | Self::DeclineProposal { .. } | Self::Resume { .. } => Action::Decide,
            Self::GrantExtension { .. } | Self::DeclineExtension { .. } => Action::DecideExtension,
            Self::Decide { .. } => Action::DecideEscalation,
            Self::SignException { .. } => Action::SignException,
            Self::Comment { .. } => Action::Comment,
        }
    }
}
