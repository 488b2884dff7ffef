//! Random commands, small enough in their values to meet each other.

use closeout_domain::{
    ids::{Digest, PartNumber, PersonId},
    item::{
        Command,
        check::{Check, Outcome},
        extension::Obstacle,
        measure::Decision,
        origin::Money,
        value::{Evidence, TaskPlan, Ticket},
    },
    policy::Action,
};
use jiff::civil::Date;
use proptest::prelude::*;

use crate::scenario::*;

const PEOPLE: [PersonId; 9] =
    [OWNER, LEAD, RESPONSIBLE, VALIDATOR, APPROVER, SECOND_APPROVER, EXECUTIVE, MANY_HATS, HELPER];

fn person() -> impl Strategy<Value = PersonId> {
    prop_oneof![
        12 => proptest::sample::select(&PEOPLE[..]),
        1 => proptest::sample::select(&[ASSESSOR, FORMER, STRANGER, BYSTANDER][..]),
    ]
}

fn part() -> impl Strategy<Value = PartNumber> {
    prop_oneof![8 => Just(ONE), 3 => Just(TWO), 1 => (0..5_u16).prop_map(PartNumber)]
}

fn day() -> impl Strategy<Value = Date> {
    proptest::sample::select(&[YESTERDAY, TODAY, NOVEMBER, DECEMBER, JANUARY, Date::MAX, Date::MIN][..])
}

fn words() -> impl Strategy<Value = String> {
    prop_oneof![8 => Just("as agreed".to_owned()), 1 => "\\PC{0,8}", 1 => Just(" \u{0} ".to_owned())]
}

fn digest() -> impl Strategy<Value = Digest> {
    proptest::sample::select(&[SCAN, CONFIGURATION][..])
}

fn task() -> impl Strategy<Value = TaskPlan> {
    let people = (person(), person());
    (words(), people, 0..100_u16, day()).prop_map(|(title, (responsible, approver), effort, due)| TaskPlan {
        title,
        responsible,
        approver,
        effort,
        due,
    })
}

fn planning() -> BoxedStrategy<Command> {
    let estimates = prop_oneof![
        Just(resources()),
        Just(closeout_domain::item::origin::Resources { funding: String::new(), ..resources() })
    ];
    prop_oneof![
        proptest::sample::select(whole_plan(LEAD, task_plan()).to_vec()),
        words().prop_map(|text| Command::DescribeWeakness { text }),
        proptest::option::of("3\\.(5|12)\\.[1-5]")
            .prop_map(|requirement| Command::NameRequirement { requirement, objectives: vec!["3.5.3[a]".into()] }),
        person().prop_map(|person| Command::AssignOwner { person }),
        estimates.prop_map(|resources| Command::Estimate { resources }),
        (words(), day()).prop_map(|(title, due)| Command::PlanMilestone { title, due }),
        (part(), day(), words(), obstacle()).prop_map(|(id, to, reason, obstacle)| Command::MoveMilestone {
            id,
            to,
            reason,
            obstacle
        }),
        extension(),
        (part(), words()).prop_map(|(id, reason)| Command::DropMilestone { id, reason }),
        (words(), checks()).prop_map(|(criterion, check)| Command::AddTest { criterion, check }),
        (part(), words()).prop_map(|(id, reason)| Command::DropTest { id, reason }),
        task().prop_map(|plan| Command::AddTask { plan }),
        (part(), task(), words()).prop_map(|(id, plan, reason)| Command::ReviseTask { id, plan, reason }),
        (part(), words()).prop_map(|(id, reason)| Command::DropTask { id, reason }),
        Just(Command::LinkFindings { findings: vec![FINDING, OTHER_FINDING, OTHER_FINDING] }),
        words().prop_map(|reason| Command::UnlinkFinding { finding: FINDING, reason }),
    ]
    .boxed()
}

fn extension() -> impl Strategy<Value = Command> {
    prop_oneof![
        1 => (part(), words()).prop_map(|(id, note)| Command::GrantExtension { id, note }),
        1 => (part(), words()).prop_map(|(id, reason)| Command::DeclineExtension { id, reason }),
        1 => (part(), words()).prop_map(|(id, reason)| Command::WithdrawExtension { id, reason }),
    ]
}

fn obstacle() -> impl Strategy<Value = Option<Obstacle>> {
    proptest::option::weighted(0.8, proptest::sample::select(&Obstacle::ALL[..]))
}

fn checks() -> BoxedStrategy<Option<Check>> {
    let checks = [None, Some(Check::CleanScans(2)), Some(Check::Output("PermitRootLogin no".into()))];
    proptest::sample::select(checks.to_vec()).boxed()
}

fn outcomes() -> BoxedStrategy<Outcome> {
    let met = prop::collection::vec(digest(), 1..3)
        .prop_map(|evidence| Outcome::Met { statement: "proved absent".into(), evidence });
    let unknown = Just(Outcome::Unknown { statement: "proved absent in 1 of 2 places".into() });
    prop_oneof![met, Just(seen(EIGHT_O_CLOCK)), unknown].boxed()
}

fn working() -> BoxedStrategy<Command> {
    let digests = prop::collection::vec(digest(), 0..3);
    let evidence = (digest(), words(), proptest::option::weighted(0.2, part()));
    let ticket = (part(), "HD-1", proptest::sample::select(&["", "https://helpdesk.example/1", "javascript:0"][..]));
    prop_oneof![
        2 => (part(), day(), words()).prop_map(|(id, on, note)| Command::ReachMilestone { id, on, note }),
        6 => (part(), words(), digests)
            .prop_map(|(id, statement, evidence)| Command::AttestTest { id, statement, evidence }),
        4 => (part(), outcomes(), digest()).prop_map(|(id, outcome, scan)| Command::RecordRun {
            id,
            outcome,
            scan: Some(file(scan)),
        }),
        3 => (part(), proptest::collection::btree_set(part(), 0..3))
            .prop_map(|(id, after)| Command::OrderTask { id, after }),
        6 => (part(), words()).prop_map(|(id, note)| Command::FinishTask { id, note }),
        6 => (part(), words()).prop_map(|(id, note)| Command::ApproveTask { id, note }),
        4 => (part(), words()).prop_map(|(id, reason)| Command::SendBackTask { id, reason }),
        6 => evidence.prop_map(|(digest, name, test)| Command::AttachEvidence {
            evidence: Evidence { name, test, ..file(digest) },
        }),
        1 => (digest(), words()).prop_map(|(digest, reason)| Command::WithdrawEvidence { digest, reason }),
        2 => ticket.prop_map(|(id, key, url)| Command::LinkTicket { id, ticket: Ticket { key, url: url.into() } }),
        2 => (part(), "HD-1").prop_map(|(id, key)| Command::UnlinkTicket { id, key }),
    ]
    .boxed()
}

fn stepping() -> BoxedStrategy<Command> {
    prop_oneof![
        1 => words().prop_map(|weakness| Command::Draft(draft_of(&weakness))),
        6 => words().prop_map(|note| Command::Submit { note }),
        6 => words().prop_map(|note| Command::Approve { note }),
        1 => words().prop_map(|reason| Command::Return { reason }),
        8 => words().prop_map(|note| Command::DeclareDone { note }),
        1 => words().prop_map(|reason| Command::RejectWork { reason }),
        8 => words().prop_map(|statement| Command::Validate { statement }),
        8 => words().prop_map(|statement| Command::Close { statement }),
        1 => words().prop_map(|reason| Command::RefuseClosure { reason }),
        1 => words().prop_map(|text| Command::Comment { text }),
    ]
    .boxed()
}

fn deciding() -> BoxedStrategy<Command> {
    prop_oneof![
        3 => (day(), words()).prop_map(|(until, justification)| Command::ProposeAcceptance { until, justification }),
        1 => words().prop_map(|reason| Command::ProposeDismissal { reason }),
        3 => Just(Command::GrantProposal),
        1 => words().prop_map(|reason| Command::DeclineProposal { reason }),
        1 => words().prop_map(|reason| Command::Resume { reason }),
        2 => (person(), words()).prop_map(|(person, reason)| Command::RequestException { person, reason }),
        3 => words().prop_map(|reason| Command::SignException { reason }),
        4 => (rulings(), words()).prop_map(|(decision, reason)| Command::Decide { escalation: ESCALATION, decision, reason }),
        2 => (part(), words()).prop_map(|(id, reason)| Command::EndControl { id, reason }),
    ]
    .boxed()
}

fn rulings() -> BoxedStrategy<Decision> {
    let obstacle = proptest::sample::select(&Obstacle::ALL[..]);
    prop_oneof![
        1 => (0..3_u64, words()).prop_map(|(cents, source)| Decision::Fund { amount: Money(cents), source }),
        3 => (words(), person(), day(), prop::collection::vec(digest(), 0..2)).prop_map(|(control, owner, until, evidence)| {
            Decision::Compensate { control, owner, until, evidence }
        }),
        1 => day().prop_map(|until| Decision::Accept { until }),
        1 => (part(), day(), obstacle).prop_map(|(milestone, to, obstacle)| Decision::Extend { milestone, to, obstacle }),
        1 => person().prop_map(|to| Decision::Reassign { to }),
    ]
    .boxed()
}

fn command() -> impl Strategy<Value = Command> {
    prop_oneof![3 => planning(), 4 => working(), 4 => stepping(), 2 => deciding()]
}

/// Whose duty it is: without them few lives would come far.
fn apt(action: Action) -> PersonId {
    match action {
        Action::ApprovePlan | Action::ApproveTask => APPROVER,
        Action::Validate => VALIDATOR,
        Action::Close => SECOND_APPROVER,
        Action::Decide | Action::SignException | Action::DecideEscalation => EXECUTIVE,
        Action::Work => RESPONSIBLE,
        _ => OWNER,
    }
}

/// Somebody asks for something: often whose duty it is, as often anybody.
pub fn ask() -> impl Strategy<Value = (PersonId, Command)> {
    (command(), person(), any::<bool>())
        .prop_map(|(command, anybody, fit)| (if fit { apt(command.action()) } else { anybody }, command))
}
