//! Whether what is asked may happen, and what happens then.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use super::{
    acceptance,
    closure::{self, ORDER},
    command::Command,
    completeness,
    context::Context,
    event::Event,
    evidence, extend, milestone, plan, ruling, run,
    state::{Item, Status},
    task::{self, Stage, Task},
};
use crate::{
    ids::PartNumber,
    policy::{self, Action},
    rule::{self, Refusal},
};

/// Decides. `item` is `None` for a number that is not taken yet.
///
/// # Errors
/// Refuses with the rule that forbids it, and says what would make it pass. Nothing has happened then.
pub fn decide(item: Option<&Item>, command: Command, context: &Context<'_>) -> Result<Vec<Event>, Refusal> {
    let Some(item) = item else {
        policy::permit(context.directory, context.actor, command.action(), &[])?;
        return match command {
            Command::Draft(draft) => plan::draft(&draft),
            _ => Err(ORDER.refuse("there is no such item", "check the number")),
        };
    };
    let relations = item.relations(context.actor, subject(&command));
    let permitted = policy::permit(context.directory, context.actor, command.action(), &relations);
    match command {
        // Whoever brings a scan in brings in what it shows.
        Command::RecordRun { .. } => {
            let imports = policy::permit(context.directory, context.actor, Action::Import, &relations);
            permitted.or_else(|refusal| imports.map_err(|_| refusal))?;
        }
        _ => permitted?,
    }
    match command {
        Command::Comment { text } => Ok(vec![Event::Commented { text: rule::text("text", &text)? }]),
        Command::RecordRun { id, outcome, scan } => {
            closure::stands(item, &run::WHILE, "run an acceptance test")?;
            run::record(item, id, outcome, scan, context)
        }
        Command::Draft(_) => {
            Err(ORDER.refuse(format!("{} is taken", item.number), "numbers are never reused; take the next"))
        }
        planning @ (Command::DescribeWeakness { .. }
        | Command::NameRequirement { .. }
        | Command::StateRootCause { .. }
        | Command::PlanActions { .. }
        | Command::AssignOwner { .. }
        | Command::Rate { .. }
        | Command::Estimate { .. }
        | Command::PlanMilestone { .. }
        | Command::MoveMilestone { .. }
        | Command::WithdrawExtension { .. }
        | Command::DropMilestone { .. }
        | Command::AddTest { .. }
        | Command::DropTest { .. }
        | Command::AddTask { .. }
        | Command::ReviseTask { .. }
        | Command::OrderTask { .. }
        | Command::DropTask { .. }
        | Command::LinkFindings { .. }
        | Command::UnlinkFinding { .. }) => {
            closure::stands(item, &[Status::Draft, Status::Open], "change the plan")?;
            change_plan(item, planning, context)
        }
        working @ (Command::ReachMilestone { .. }
        | Command::AttestTest { .. }
        | Command::FinishTask { .. }
        | Command::ApproveTask { .. }
        | Command::SendBackTask { .. }
        | Command::LinkTicket { .. }
        | Command::UnlinkTicket { .. }
        | Command::AttachEvidence { .. }
        | Command::WithdrawEvidence { .. }) => report_work(item, working, context),
        step => take_step(item, step, context),
    }
}

/// The task that a command speaks of, for the actor's relation to it.
fn subject(command: &Command) -> Option<PartNumber> {
    match command {
        Command::FinishTask { id, .. }
        | Command::ApproveTask { id, .. }
        | Command::SendBackTask { id, .. }
        | Command::LinkTicket { id, .. }
        | Command::UnlinkTicket { id, .. } => Some(*id),
        _ => None,
    }
}

/// The next number of a part. Dropped parts keep theirs, so that none is given twice.
pub(super) fn next<T>(parts: &BTreeMap<PartNumber, T>) -> Result<PartNumber, Refusal> {
    let last = parts.last_key_value().map_or(0, |(last, _)| last.0);
    last.checked_add(1).map(PartNumber).ok_or_else(|| {
        ORDER.refuse("the item has no numbers left for further parts", "begin another item for what remains")
    })
}

fn change_plan(item: &Item, command: Command, context: &Context<'_>) -> Result<Vec<Event>, Refusal> {
    let directory = context.directory;
    match command {
        Command::DescribeWeakness { text } => {
            Ok(vec![Event::WeaknessDescribed { text: rule::text("weakness", &text)? }])
        }
        Command::NameRequirement { requirement, objectives } => {
            let (requirement, objectives) = plan::requirement(requirement.as_deref(), &objectives)?;
            Ok(vec![Event::RequirementNamed { requirement, objectives }])
        }
        Command::StateRootCause { text } => Ok(vec![Event::RootCauseStated { text: rule::text("root_cause", &text)? }]),
        Command::PlanActions { actions } => plan::actions(&actions),
        Command::AssignOwner { person } => plan::owner(person, directory),
        Command::Rate { rating } => plan::rate(&rating),
        Command::Estimate { resources } => plan::estimate(&resources),
        Command::PlanMilestone { title, due } => {
            let title = rule::text("title", &title)?;
            milestone::ahead(due, context.today)?;
            extend::within(item, due)?;
            Ok(vec![Event::MilestonePlanned { id: next(&item.milestones)?, title, due }])
        }
        Command::MoveMilestone { id, to, reason, obstacle } if is_extension(item, id, to) => {
            extend::request(item, next(&item.extensions)?, (id, to), obstacle, &reason, context)
        }
        Command::WithdrawExtension { id, reason } => extend::withdraw(item, id, &reason),
        Command::MoveMilestone { id, to, reason, .. } => {
            milestone::move_to(&item.milestones, id, (to, context.today), &reason, item.is_frozen())
        }
        Command::DropMilestone { id, reason } => milestone::drop(&item.milestones, id, &reason, item.is_frozen()),
        Command::AddTest { criterion, check } => acceptance::add(next(&item.tests)?, &criterion, check),
        Command::DropTest { id, reason } => acceptance::drop(&item.tests, id, &reason, item.is_frozen()),
        Command::AddTask { plan } => {
            let plan = task::check(&plan, &BTreeSet::new(), directory)?;
            Ok(vec![Event::TaskAdded { id: next(&item.tasks)?, plan }])
        }
        Command::ReviseTask { id, plan, reason } => {
            let Task { mut hands, plan: before, .. } = task::at(&item.tasks, id, &[Stage::Open])?;
            if item.is_frozen() {
                rule::text("reason", &reason)?;
                hands.insert(before.responsible);
            }
            let plan = task::check(&plan, &hands, directory)?;
            Ok(vec![Event::TaskRevised { id, plan, reason: rule::note("reason", &reason)? }])
        }
        Command::OrderTask { id, after } => task::order(&item.tasks, id, after),
        Command::DropTask { id, reason } => {
            task::at(&item.tasks, id, &[Stage::Open, Stage::Done])?;
            Ok(vec![Event::TaskDropped { id, reason: rule::text("reason", &reason)? }])
        }
        Command::LinkFindings { findings } => {
            let findings: Vec<_> = findings.into_iter().filter(|f| !item.findings.contains(f)).collect();
            Ok(if findings.is_empty() { Vec::new() } else { vec![Event::FindingsLinked { findings }] })
        }
        Command::UnlinkFinding { finding, reason } if item.findings.contains(&finding) => {
            Ok(vec![Event::FindingUnlinked { finding, reason: rule::text("reason", &reason)? }])
        }
        _ => Err(ORDER.refuse("this finding is not linked to the item", "name a linked finding")),
    }
}

/// Whether the date of an approved step would move back.
fn is_extension(item: &Item, id: PartNumber, to: Date) -> bool {
    item.is_frozen() && item.milestones.get(&id).is_some_and(|m| m.is_open() && to > m.due)
}

fn report_work(item: &Item, command: Command, context: &Context<'_>) -> Result<Vec<Event>, Refusal> {
    let gathering =
        matches!(command, Command::AttachEvidence { .. } | Command::LinkTicket { .. } | Command::UnlinkTicket { .. });
    if gathering {
        let live: Vec<Status> = Status::ALL.into_iter().filter(|s| !s.is_final()).collect();
        closure::stands(item, &live, "add to it")?;
    } else {
        closure::stands(item, &[Status::Open], "report work")?;
    }
    match command {
        Command::ReachMilestone { id, on, note } => milestone::reach(&item.milestones, id, on, context.today, &note),
        Command::AttestTest { id, statement, evidence } => {
            acceptance::attest(&item.tests, &item.exhibits, id, &statement, &evidence)
        }
        Command::FinishTask { id, note } => {
            task::at(&item.tasks, id, &[Stage::Open])?;
            Ok(vec![Event::TaskFinished { id, note: rule::note("note", &note)? }])
        }
        Command::ApproveTask { id, note } => {
            let task = task::at(&item.tasks, id, &[Stage::Done])?;
            if task.hands.contains(&context.actor) {
                return Err(task::TWO_PEOPLE.refuse(
                    "whoever did the task or reported it done does not approve it",
                    "send it back and revise it to name another approver",
                ));
            }
            Ok(vec![Event::TaskApproved { id, note: rule::note("note", &note)? }])
        }
        Command::SendBackTask { id, reason } => {
            task::at(&item.tasks, id, &[Stage::Done])?;
            Ok(vec![Event::TaskSentBack { id, reason: rule::text("reason", &reason)? }])
        }
        Command::LinkTicket { id, ticket } => task::link(&item.tasks, id, &ticket),
        Command::UnlinkTicket { id, key } => {
            let task = task::at(&item.tasks, id, &[Stage::Open, Stage::Done, Stage::Approved])?;
            match task.tickets.iter().any(|t| t.key == key.trim()) {
                true => Ok(vec![Event::TicketUnlinked { id, key: key.trim().into() }]),
                false => Err(task::TICKET.refuse_field("key", "this ticket is not linked", "name a linked ticket")),
            }
        }
        Command::AttachEvidence { evidence } => {
            evidence::attach(&item.exhibits, evidence, |id| item.tests.contains_key(&id))
        }
        Command::WithdrawEvidence { digest, reason } => {
            evidence::find(&item.exhibits, digest)?;
            Ok(vec![Event::EvidenceWithdrawn { digest, reason: rule::text("reason", &reason)? }])
        }
        _ => Err(ORDER.refuse("this is no report of work", "name the step")),
    }
}

fn take_step(item: &Item, command: Command, context: &Context<'_>) -> Result<Vec<Event>, Refusal> {
    let (actor, directory) = (context.actor, context.directory);
    match command {
        Command::Decide { escalation, decision, reason } => {
            ruling::decide(item, escalation, decision, &reason, context)
        }
        Command::EndControl { id, reason } => ruling::end(item, id, &reason),
        Command::GrantExtension { id, note } => {
            closure::stands(item, &[Status::Open], "decide on an extension")?;
            extend::grant(item, id, &note, context)
        }
        Command::DeclineExtension { id, reason } => {
            closure::stands(item, &[Status::Open], "decide on an extension")?;
            extend::decline(item, id, &reason, context)
        }
        Command::Submit { note } => {
            closure::stands(item, &[Status::Draft], "submit it")?;
            completeness::gate(item, context.today, directory)?;
            Ok(vec![Event::Submitted { note: rule::note("note", &note)? }])
        }
        Command::Approve { note } => {
            closure::stands(item, &[Status::Proposed], "approve the plan")?;
            closure::may_approve_plan(item, actor, directory)?;
            completeness::gate(item, context.today, directory)?;
            Ok(vec![Event::Approved { note: rule::note("note", &note)? }])
        }
        Command::Return { reason } => {
            closure::stands(item, &[Status::Proposed], "return the plan")?;
            Ok(vec![Event::Returned { reason: rule::text("reason", &reason)? }])
        }
        Command::DeclareDone { note } => {
            closure::stands(item, &[Status::Open], "declare the work done")?;
            closure::finished(item)?;
            Ok(vec![Event::WorkDeclaredDone { note: rule::note("note", &note)? }])
        }
        Command::RejectWork { reason } => {
            closure::stands(item, &[Status::AwaitingValidation], "send the work back")?;
            Ok(vec![Event::WorkRejected { reason: rule::text("reason", &reason)? }])
        }
        Command::Validate { statement } => {
            closure::stands(item, &[Status::AwaitingValidation], "validate it")?;
            closure::may_validate(item, actor, directory)?;
            closure::finished(item)?;
            Ok(vec![Event::Validated { statement: rule::text("statement", &statement)? }])
        }
        Command::RefuseClosure { reason } => {
            closure::stands(item, &[Status::Validated], "refuse its closure")?;
            Ok(vec![Event::ClosureRefused { reason: rule::text("reason", &reason)? }])
        }
        Command::Close { statement } => {
            closure::stands(item, &[Status::Validated], "close it")?;
            closure::may_close(item, actor, directory)?;
            closure::finished(item)?;
            Ok(vec![Event::Closed { statement: rule::text("statement", &statement)? }])
        }
        exceptional => super::decision::decide(item, exceptional, context),
    }
}
