//! What people ask of an item, in few words.

use closeout_domain::{
    ids::{Digest, EscalationId, FindingId, ItemNumber, PartNumber, PersonId},
    item::{
        Command, Draft,
        check::{Check, Outcome},
        extension::Obstacle,
        measure::Decision,
        origin::{Money, Origin, Resources, Source},
        value::{Evidence, TaskPlan, Ticket},
    },
    priority::{Priority, Rating},
};
use jiff::{Timestamp, civil::Date};
use uuid::Uuid;

use super::{APPROVER, DECEMBER, NOVEMBER, RESPONSIBLE, SYSTEM};

pub const NUMBER: ItemNumber = ItemNumber(7);
pub const FINDING: FindingId = FindingId(Uuid::from_u128(0xF1));
pub const OTHER_FINDING: FindingId = FindingId(Uuid::from_u128(0xF2));
pub const ESCALATION: EscalationId = EscalationId(Uuid::from_u128(0xE5));
pub const ONE: PartNumber = PartNumber(1);
pub const TWO: PartNumber = PartNumber(2);
pub const SCAN: Digest = Digest([1; 32]);
pub const RESCAN: Digest = Digest([3; 32]);
pub const CONFIGURATION: Digest = Digest([2; 32]);

pub fn origin() -> Origin {
    Origin { source: Source::Assessment, detail: "gap assessment of 10 September".into() }
}

pub fn draft_of(weakness: &str) -> Draft {
    Draft {
        number: NUMBER,
        system: SYSTEM,
        weakness: weakness.into(),
        origin: origin(),
        requirement: Some("3.5.3".into()),
        objectives: vec!["3.5.3[a]".into()],
        findings: vec![FINDING],
        recurrence_of: None,
    }
}

pub fn begin() -> Command {
    Command::Draft(draft_of("remote access needs a password only"))
}

pub fn rating() -> Rating {
    Rating { priority: Priority::Critical, reasons: vec!["faces the internet".into()] }
}

pub fn resources() -> Resources {
    let people = "system administrator; outside firewall specialist".into();
    Resources { people, hours: 40, cost: Money(620_000), funding: "IT budget 2026".into() }
}

pub fn plan_milestone(due: Date) -> Command {
    Command::PlanMilestone { title: "tokens handed out".into(), due }
}

/// What got in the way is a vendor; in a draft nobody asks.
pub fn move_milestone(id: u16, to: Date, reason: &str) -> Command {
    Command::MoveMilestone { id: PartNumber(id), to, reason: reason.into(), obstacle: Some(Obstacle::Vendor) }
}

pub fn reach_milestone(id: u16, on: Date) -> Command {
    Command::ReachMilestone { id: PartNumber(id), on, note: "all but two people".into() }
}

pub fn grant_extension(id: u16) -> Command {
    Command::GrantExtension { id: PartNumber(id), note: "the tokens are ordered".into() }
}

pub fn decline_extension(id: u16) -> Command {
    Command::DeclineExtension { id: PartNumber(id), reason: "buy them elsewhere".into() }
}

pub fn withdraw_extension(id: u16) -> Command {
    Command::WithdrawExtension { id: PartNumber(id), reason: "the tokens came".into() }
}

pub fn drop_milestone(id: u16) -> Command {
    Command::DropMilestone { id: PartNumber(id), reason: "not needed".into() }
}

pub fn add_test() -> Command {
    Command::AddTest { criterion: "remote sign-in without a token fails".into(), check: None }
}

/// A second test, that runs by itself.
pub fn add_scan_test() -> Command {
    Command::AddTest { criterion: "two scans find it nowhere".into(), check: Some(Check::CleanScans(2)) }
}

/// A run of the second test.
pub fn run(outcome: Outcome) -> Command {
    Command::RecordRun { id: TWO, outcome, scan: Some(file(RESCAN)) }
}

pub fn gone() -> Outcome {
    Outcome::Met { statement: "proved absent in all of 4 places".into(), evidence: vec![RESCAN] }
}

/// Still there when it was last looked for.
pub fn seen(at: Timestamp) -> Outcome {
    Outcome::Seen { statement: "still there in 1 of 4 places".into(), at }
}

pub fn drop_test(id: u16) -> Command {
    Command::DropTest { id: PartNumber(id), reason: "covered by the other".into() }
}

pub fn attest(id: u16, evidence: &[Digest]) -> Command {
    let statement = "sign-in without a token was refused".into();
    Command::AttestTest { id: PartNumber(id), statement, evidence: evidence.to_vec() }
}

pub fn task_for(responsible: PersonId, approver: PersonId) -> TaskPlan {
    TaskPlan { title: "turn on tokens at the gateway".into(), responsible, approver, effort: 16, due: NOVEMBER }
}

pub fn task_plan() -> TaskPlan {
    task_for(RESPONSIBLE, APPROVER)
}

pub fn add_task(plan: TaskPlan) -> Command {
    Command::AddTask { plan }
}

pub fn revise_task(id: u16, plan: TaskPlan) -> Command {
    Command::ReviseTask { id: PartNumber(id), plan, reason: "holiday".into() }
}

pub fn order_task(id: u16, after: &[u16]) -> Command {
    Command::OrderTask { id: PartNumber(id), after: after.iter().copied().map(PartNumber).collect() }
}

pub fn drop_task(id: u16) -> Command {
    Command::DropTask { id: PartNumber(id), reason: "done by the provider".into() }
}

pub fn finish_task(id: u16) -> Command {
    Command::FinishTask { id: PartNumber(id), note: "on both gateways".into() }
}

pub fn approve_task(id: u16) -> Command {
    Command::ApproveTask { id: PartNumber(id), note: "seen".into() }
}

pub fn send_back_task(id: u16) -> Command {
    Command::SendBackTask { id: PartNumber(id), reason: "the second gateway is open".into() }
}

pub fn ticket() -> Ticket {
    Ticket { key: "HD-104".into(), url: "https://helpdesk.example/104".into() }
}

pub fn link_ticket(id: u16) -> Command {
    Command::LinkTicket { id: PartNumber(id), ticket: ticket() }
}

pub fn unlink_ticket(id: u16, key: &str) -> Command {
    Command::UnlinkTicket { id: PartNumber(id), key: key.into() }
}

pub fn file(digest: Digest) -> Evidence {
    Evidence {
        digest,
        name: "gateway.pdf".into(),
        size: 20_480,
        media_type: "application/pdf".into(),
        shows: "the gateway's policy".into(),
        test: None,
    }
}

pub fn attach(digest: Digest) -> Command {
    Command::AttachEvidence { evidence: file(digest) }
}

pub fn withdraw(digest: Digest) -> Command {
    Command::WithdrawEvidence { digest, reason: "of another gateway".into() }
}

pub fn submit() -> Command {
    Command::Submit { note: "ready".into() }
}

pub fn approve() -> Command {
    Command::Approve { note: "go ahead".into() }
}

pub fn return_plan() -> Command {
    Command::Return { reason: "too late".into() }
}

pub fn declare_done() -> Command {
    Command::DeclareDone { note: "all shown".into() }
}

pub fn reject_work() -> Command {
    Command::RejectWork { reason: "the scan is of another day".into() }
}

pub fn validate() -> Command {
    Command::Validate { statement: "evidence meets the test".into() }
}

pub fn refuse_closure() -> Command {
    Command::RefuseClosure { reason: "the SSP is not updated".into() }
}

pub fn close() -> Command {
    Command::Close { statement: "corrected and shown".into() }
}

pub fn propose_acceptance(until: Date) -> Command {
    Command::ProposeAcceptance { until, justification: "the vendor delivers in spring".into() }
}

pub fn propose_dismissal() -> Command {
    Command::ProposeDismissal { reason: "the system was retired".into() }
}

pub fn decline() -> Command {
    Command::DeclineProposal { reason: "correct it".into() }
}

pub fn resume() -> Command {
    Command::Resume { reason: "the vendor delivered".into() }
}

pub fn request_exception(person: PersonId) -> Command {
    Command::RequestException { person, reason: "nobody else knows the machine".into() }
}

pub fn sign_exception() -> Command {
    Command::SignException { reason: "for this item only".into() }
}

/// Decides on what was laid before somebody.
pub fn rule_on(decision: Decision) -> Command {
    Command::Decide { escalation: ESCALATION, decision, reason: "as the board agreed".into() }
}

pub fn compensate(owner: PersonId, until: Date) -> Decision {
    Decision::Compensate { control: "jump host with a second factor".into(), owner, until, evidence: vec![] }
}

pub fn end_control(id: u16) -> Command {
    Command::EndControl { id: PartNumber(id), reason: "the host is gone".into() }
}

pub fn comment() -> Command {
    Command::Comment { text: "called the vendor".into() }
}

pub fn revise_weakness() -> Command {
    Command::DescribeWeakness { text: "remote and privileged access need a password only".into() }
}

/// What makes a draft complete, in the order of the template.
pub fn whole_plan(owner: PersonId, task: TaskPlan) -> [Command; 9] {
    [
        Command::StateRootCause { text: "the gateway was bought before tokens were required".into() },
        Command::PlanActions { actions: vec!["buy tokens".into(), "turn them on".into()] },
        Command::AssignOwner { person: owner },
        Command::Rate { rating: rating() },
        Command::Estimate { resources: resources() },
        plan_milestone(NOVEMBER),
        plan_milestone(DECEMBER),
        add_test(),
        add_task(task),
    ]
}
