//! What can happen to an item. An event, once recorded, is never changed; new kinds may be added.

use std::collections::BTreeSet;

use jiff::civil::Date;

use super::{
    check::Check,
    extension::Request,
    measure::Decision,
    origin::{Origin, Resources},
    value::{Evidence, TaskPlan, Ticket},
};
use crate::{
    ids::{Digest, EscalationId, FindingId, ItemNumber, PartNumber, PersonId, SystemId},
    priority::Rating,
};

/// Something that happened to an item. When and by whom stand beside it, in [`Stamped`](crate::time::Stamped).
#[derive(Debug, Clone, PartialEq)]
pub enum Event {
    /// The item was begun; its number is its own for ever.
    Drafted {
        number: ItemNumber,
        system: SystemId,
        weakness: String,
        origin: Origin,
        /// As in "3.5.3".
        requirement: Option<String>,
        /// Letters of the failed objectives, as in `3.5.3[a]`.
        objectives: Vec<String>,
        findings: Vec<FindingId>,
        /// The closed item whose weakness came back.
        recurrence_of: Option<ItemNumber>,
    },
    WeaknessDescribed {
        text: String,
    },
    RequirementNamed {
        requirement: Option<String>,
        objectives: Vec<String>,
    },
    RootCauseStated {
        text: String,
    },
    ActionsPlanned {
        actions: Vec<String>,
    },
    OwnerAssigned {
        person: PersonId,
    },
    Rated {
        rating: Rating,
    },
    ResourcesEstimated {
        resources: Resources,
    },
    MilestonePlanned {
        id: PartNumber,
        title: String,
        due: Date,
    },
    MilestoneMoved {
        id: PartNumber,
        from: Date,
        to: Date,
        reason: String,
    },
    /// A later date than the approved one was asked for. Where the policy leaves it to whoever plans, the move follows at once.
    ExtensionRequested {
        id: PartNumber,
        request: Request,
    },
    ExtensionGranted {
        id: PartNumber,
        note: String,
    },
    ExtensionDeclined {
        id: PartNumber,
        reason: String,
    },
    ExtensionWithdrawn {
        id: PartNumber,
        reason: String,
    },
    MilestoneReached {
        id: PartNumber,
        on: Date,
        note: String,
    },
    MilestoneDropped {
        id: PartNumber,
        reason: String,
    },
    TestAdded {
        id: PartNumber,
        criterion: String,
    },
    TestAttested {
        id: PartNumber,
        statement: String,
        evidence: Vec<Digest>,
    },
    /// The test runs by itself.
    TestAutomated {
        id: PartNumber,
        check: Check,
    },
    /// A run showed that it is met. Nobody's word: whoever brought the scan in had no hand in the work by that.
    TestPassed {
        id: PartNumber,
        statement: String,
        evidence: Vec<Digest>,
    },
    /// What was shown no longer holds.
    TestFailed {
        id: PartNumber,
        statement: String,
    },
    TestDropped {
        id: PartNumber,
        reason: String,
    },
    TaskAdded {
        id: PartNumber,
        plan: TaskPlan,
    },
    TaskRevised {
        id: PartNumber,
        plan: TaskPlan,
        reason: String,
    },
    TaskOrdered {
        id: PartNumber,
        after: BTreeSet<PartNumber>,
    },
    TaskDropped {
        id: PartNumber,
        reason: String,
    },
    TaskFinished {
        id: PartNumber,
        note: String,
    },
    TaskApproved {
        id: PartNumber,
        note: String,
    },
    TaskSentBack {
        id: PartNumber,
        reason: String,
    },
    TicketLinked {
        id: PartNumber,
        ticket: Ticket,
    },
    TicketUnlinked {
        id: PartNumber,
        key: String,
    },
    EvidenceAttached {
        evidence: Evidence,
    },
    EvidenceWithdrawn {
        digest: Digest,
        reason: String,
    },
    FindingsLinked {
        findings: Vec<FindingId>,
    },
    FindingUnlinked {
        finding: FindingId,
        reason: String,
    },
    Submitted {
        note: String,
    },
    /// The plan was approved: every milestone's date became its baseline.
    Approved {
        note: String,
    },
    Returned {
        reason: String,
    },
    WorkDeclaredDone {
        note: String,
    },
    /// The last thing that was open showed itself.
    WorkShown {
        note: String,
    },
    WorkRejected {
        reason: String,
    },
    Validated {
        statement: String,
    },
    ClosureRefused {
        reason: String,
    },
    Closed {
        statement: String,
    },
    AcceptanceProposed {
        until: Date,
        justification: String,
    },
    /// The risk is borne until a date, by decision of an executive.
    Accepted {
        until: Date,
    },
    DismissalProposed {
        reason: String,
    },
    Dismissed {
        reason: String,
    },
    /// A proposal to accept or dismiss was turned down.
    ProposalDeclined {
        reason: String,
    },
    /// Somebody before whom the item was laid decided on it. What follows at once stands in the events after it.
    DecidedUpon {
        escalation: EscalationId,
        decision: Decision,
        reason: String,
    },
    /// A temporary measure is not in place any more.
    ControlEnded {
        id: PartNumber,
        reason: String,
    },
    /// An accepted item was taken up again.
    Resumed {
        reason: String,
    },
    /// Somebody asked that one person may do two duties on this item.
    ExceptionRequested {
        person: PersonId,
        reason: String,
    },
    ExceptionSigned {
        person: PersonId,
        reason: String,
    },
    Commented {
        text: String,
    },
}
