//! An event of every kind that happens to items.

use closeout_domain::{
    deadline::extension::Decider,
    ids::{EscalationId, FindingId, ItemNumber, PartNumber, SystemId},
    item::{
        check::Check,
        event::Event,
        extension::{Obstacle, Request},
        measure::Decision,
        origin::{Money, Origin, Resources, Source},
        value::{Evidence, TaskPlan, Ticket},
    },
    priority::{Priority, Rating},
};
use jiff::civil::date;

use crate::samples::{day, digest, id, person};

const PART: PartNumber = PartNumber(3);

/// One of every kind.
pub fn all() -> Vec<Event> {
    let mut all = plan();
    all.extend(steps());
    all.extend(work());
    all.extend(life());
    all
}

/// The kind that an event should have.
pub fn word(event: &Event) -> &'static str {
    match event {
        Event::Drafted { .. } => "item.drafted",
        Event::WeaknessDescribed { .. } => "item.weakness_described",
        Event::RequirementNamed { .. } => "item.requirement_named",
        Event::RootCauseStated { .. } => "item.root_cause_stated",
        Event::ActionsPlanned { .. } => "item.actions_planned",
        Event::OwnerAssigned { .. } => "item.owner_assigned",
        Event::Rated { .. } => "item.rated",
        Event::ResourcesEstimated { .. } => "item.resources_estimated",
        Event::MilestonePlanned { .. } => "item.milestone_planned",
        Event::MilestoneMoved { .. } => "item.milestone_moved",
        Event::ExtensionRequested { .. } => "item.extension_requested",
        Event::ExtensionGranted { .. } => "item.extension_granted",
        Event::ExtensionDeclined { .. } => "item.extension_declined",
        Event::ExtensionWithdrawn { .. } => "item.extension_withdrawn",
        Event::MilestoneReached { .. } => "item.milestone_reached",
        Event::MilestoneDropped { .. } => "item.milestone_dropped",
        Event::TestAdded { .. } => "item.test_added",
        Event::TestAutomated { .. } => "item.test_automated",
        Event::TestPassed { .. } => "item.test_passed",
        Event::TestFailed { .. } => "item.test_failed",
        Event::TestAttested { .. } => "item.test_attested",
        Event::TestDropped { .. } => "item.test_dropped",
        Event::TaskAdded { .. } => "item.task_added",
        Event::TaskRevised { .. } => "item.task_revised",
        Event::TaskDropped { .. } => "item.task_dropped",
        Event::TaskFinished { .. } => "item.task_finished",
        Event::TaskApproved { .. } => "item.task_approved",
        Event::TaskSentBack { .. } => "item.task_sent_back",
        Event::TaskOrdered { .. } => "item.task_ordered",
        Event::TicketLinked { .. } => "item.ticket_linked",
        Event::TicketUnlinked { .. } => "item.ticket_unlinked",
        Event::EvidenceAttached { .. } => "item.evidence_attached",
        Event::EvidenceWithdrawn { .. } => "item.evidence_withdrawn",
        Event::FindingsLinked { .. } => "item.findings_linked",
        Event::FindingUnlinked { .. } => "item.finding_unlinked",
        Event::Submitted { .. } => "item.submitted",
        Event::Approved { .. } => "item.approved",
        Event::Returned { .. } => "item.returned",
        Event::WorkDeclaredDone { .. } => "item.work_declared_done",
        Event::WorkShown { .. } => "item.work_shown",
        Event::WorkRejected { .. } => "item.work_rejected",
        Event::Validated { .. } => "item.validated",
        Event::ClosureRefused { .. } => "item.closure_refused",
        Event::Closed { .. } => "item.closed",
        Event::AcceptanceProposed { .. } => "item.acceptance_proposed",
        Event::Accepted { .. } => "item.accepted",
        Event::DismissalProposed { .. } => "item.dismissal_proposed",
        Event::Dismissed { .. } => "item.dismissed",
        Event::ProposalDeclined { .. } => "item.proposal_declined",
        Event::Resumed { .. } => "item.resumed",
        Event::DecidedUpon { .. } => "item.decided_upon",
        Event::ControlEnded { .. } => "item.control_ended",
        Event::ExceptionRequested { .. } => "item.exception_requested",
        Event::ExceptionSigned { .. } => "item.exception_signed",
        Event::Commented { .. } => "item.commented",
    }
}

fn plan() -> Vec<Event> {
    use Event as E;
    let objectives = || vec!["3.5.3[a]".to_owned(), "3.5.3[c]".into()];
    vec![
        E::Drafted {
            number: ItemNumber(7),
            system: SystemId(id(4)),
            weakness: "No second factor for remote access\u{2014}\"VPN\" and mail".into(),
            origin: Origin { source: Source::PenetrationTest, detail: "report of 10 September".into() },
            requirement: Some("3.5.3".into()),
            objectives: objectives(),
            findings: vec![FindingId(id(6)), FindingId(id(7))],
            recurrence_of: Some(ItemNumber(2)),
        },
        E::WeaknessDescribed { text: "No second factor\nfor remote access".into() },
        E::RequirementNamed { requirement: None, objectives: objectives() },
        E::RootCauseStated { text: "never budgeted".into() },
        E::ActionsPlanned { actions: vec!["buy keys".into(), "enrol everybody".into()] },
        E::OwnerAssigned { person: person(1) },
        E::Rated { rating: Rating { priority: Priority::Critical, reasons: vec!["5 points at stake".into()] } },
        E::ResourcesEstimated {
            resources: Resources {
                people: "system administrator".into(),
                hours: 40,
                cost: Money(620_050),
                funding: "IT budget 2026".into(),
            },
        },
    ]
}

fn steps() -> Vec<Event> {
    use Event as E;
    vec![
        E::MilestonePlanned { id: PART, title: "Keys handed out".into(), due: day() },
        E::MilestoneMoved { id: PART, from: day(), to: date(2027, 1, 15), reason: "delivery is late".into() },
        E::ExtensionRequested {
            id: PART,
            request: Request {
                milestone: PartNumber(2),
                from: day(),
                to: date(2027, 1, 15),
                obstacle: Obstacle::Vendor,
                justification: "the keys are announced for the tenth".into(),
                decider: Decider::Executive,
            },
        },
        E::ExtensionGranted { id: PART, note: "not a day longer".into() },
        E::ExtensionDeclined { id: PART, reason: "buy them elsewhere".into() },
        E::ExtensionWithdrawn { id: PART, reason: "they came".into() },
        E::MilestoneReached { id: PART, on: date(2027, 1, 14), note: "all but two".into() },
        E::MilestoneDropped { id: PART, reason: "part of the next one".into() },
        E::TestAdded { id: PART, criterion: "a sign-in without a key is refused".into() },
        E::TestAutomated { id: PART, check: Check::CleanScans(2) },
        E::TestPassed {
            id: PART,
            statement: "proved absent in all of 9 places by 2 clean scans in a row".into(),
            evidence: vec![digest(1)],
        },
        E::TestFailed { id: PART, statement: "still there in 1 of 9 places".into() },
        E::TestAttested { id: PART, statement: "refused, see the log".into(), evidence: vec![digest(1), digest(2)] },
        E::TestDropped { id: PART, reason: "the same as test 1".into() },
    ]
}

fn work() -> Vec<Event> {
    use Event as E;
    let plan = || TaskPlan {
        title: "Configure the VPN".into(),
        responsible: person(2),
        approver: person(1),
        effort: 16,
        due: day(),
    };
    let evidence = Evidence {
        digest: digest(1),
        name: "vpn.log".into(),
        size: 4_096,
        media_type: "text/plain".into(),
        shows: "the refusal".into(),
        test: Some(PART),
    };
    vec![
        E::TaskAdded { id: PART, plan: plan() },
        E::TaskRevised { id: PART, plan: plan(), reason: "somebody else does it".into() },
        E::TaskOrdered { id: PART, after: [PartNumber(1), PartNumber(2)].into() },
        E::TaskDropped { id: PART, reason: "done by the vendor".into() },
        E::TaskFinished { id: PART, note: "all gateways".into() },
        E::TaskApproved { id: PART, note: "seen".into() },
        E::TaskSentBack { id: PART, reason: "one gateway is missing".into() },
        E::TicketLinked {
            id: PART,
            ticket: Ticket { key: "HD-104".into(), url: "https://helpdesk.example/104".into() },
        },
        E::TicketUnlinked { id: PART, key: "HD-104".into() },
        E::EvidenceAttached { evidence },
        E::EvidenceWithdrawn { digest: digest(1), reason: "of another gateway".into() },
        E::FindingsLinked { findings: vec![FindingId(id(6))] },
        E::FindingUnlinked { finding: FindingId(id(6)), reason: "another fix".into() },
    ]
}

fn life() -> Vec<Event> {
    use Event as E;
    vec![
        E::Submitted { note: "ready".into() },
        E::Approved { note: "agreed".into() },
        E::Returned { reason: "no test".into() },
        E::WorkDeclaredDone { note: "done".into() },
        E::WorkShown { note: "every task, milestone and acceptance test is done".into() },
        E::WorkRejected { reason: "not on the backup gateway".into() },
        E::Validated { statement: "tried it myself".into() },
        E::ClosureRefused { reason: "the evidence is of last year".into() },
        E::Closed { statement: "closed".into() },
        E::AcceptanceProposed { until: day(), justification: "replaced in spring".into() },
        E::Accepted { until: day() },
        E::DismissalProposed { reason: "not in scope".into() },
        E::Dismissed { reason: "not in scope".into() },
        E::ProposalDeclined { reason: "it is in scope".into() },
        E::Resumed { reason: "the replacement is late".into() },
        E::DecidedUpon {
            escalation: EscalationId(id(11)),
            decision: Decision::Compensate {
                control: "a jump host".into(),
                owner: person(3),
                until: day(),
                evidence: vec![digest(0xab)],
            },
            reason: "until the tokens are here".into(),
        },
        E::ControlEnded { id: PART, reason: "the host is gone".into() },
        E::ExceptionRequested { person: person(2), reason: "nobody else knows it".into() },
        E::ExceptionSigned { person: person(2), reason: "for this item only".into() },
        E::Commented { text: "asked the vendor".into() },
    ]
}
