//! What an item is after an event. Never refuses and never fails: what is recorded has happened.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    acceptance::{AcceptanceTest, Attestation, Run},
    check::Check,
    event::Event,
    evidence::Exhibit,
    extension::{Answer, Extension},
    measure::{Control, Decided, Decision},
    milestone::{Change, Milestone},
    state::{Ask, Chain, Exception, Item, Proposal, Status},
    task::{Stage, Task},
};
use crate::{
    deadline::extension::Decider,
    ids::{Digest, PartNumber, PersonId},
    time::Stamped,
};

/// The item after all of its events, oldest first; `None` when there are none.
pub fn replay<'a>(events: impl IntoIterator<Item = &'a Stamped<Event>>) -> Option<Item> {
    events.into_iter().fold(None, fold)
}

/// The item after one more event. An event of an item that was never drafted changes nothing.
pub fn fold(item: Option<Item>, event: &Stamped<Event>) -> Option<Item> {
    let Some(mut item) = item else { return drafted(event) };
    apply(&mut item, event);
    item.changed = event.at;
    item.version += 1;
    Some(item)
}

fn drafted(event: &Stamped<Event>) -> Option<Item> {
    let Event::Drafted { number, system, weakness, origin, requirement, objectives, findings, recurrence_of } =
        &event.what
    else {
        return None;
    };
    Some(Item {
        number: *number,
        system: *system,
        status: Status::Draft,
        weakness: weakness.clone(),
        origin: origin.clone(),
        requirement: requirement.clone(),
        objectives: objectives.clone(),
        root_cause: None,
        actions: Vec::new(),
        owner: None,
        rating: None,
        resources: None,
        milestones: BTreeMap::new(),
        extensions: BTreeMap::new(),
        controls: BTreeMap::new(),
        decisions: Vec::new(),
        tasks: BTreeMap::new(),
        tests: BTreeMap::new(),
        exhibits: Vec::new(),
        findings: findings.iter().copied().collect(),
        recurrence_of: *recurrence_of,
        chain: Chain { drafted: Some((event.at, event.by)), ..Chain::default() },
        sent_back: None,
        workers: BTreeSet::new(),
        proposal: None,
        accepted_until: None,
        exception: None,
        changed: event.at,
        version: 1,
    })
}

fn apply(item: &mut Item, event: &Stamped<Event>) {
    let signature = (event.at, event.by);
    match &event.what {
        Event::Drafted { .. } | Event::Commented { .. } => {}
        Event::WeaknessDescribed { text } => item.weakness.clone_from(text),
        Event::RequirementNamed { requirement, objectives } => {
            item.requirement.clone_from(requirement);
            item.objectives.clone_from(objectives);
        }
        Event::RootCauseStated { text } => item.root_cause = Some(text.clone()),
        Event::ActionsPlanned { actions } => item.actions.clone_from(actions),
        Event::OwnerAssigned { person } => {
            let former = item.owner.replace(*person);
            remember(item, former);
        }
        Event::Rated { rating } => item.rating = Some(rating.clone()),
        Event::ResourcesEstimated { resources } => item.resources = Some(resources.clone()),
        Event::FindingsLinked { findings } => item.findings.extend(findings),
        Event::FindingUnlinked { finding, .. } => {
            item.findings.remove(finding);
        }
        Event::MilestonePlanned { .. }
        | Event::MilestoneMoved { .. }
        | Event::MilestoneReached { .. }
        | Event::MilestoneDropped { .. } => milestone(item, event),
        Event::ExtensionRequested { .. }
        | Event::ExtensionGranted { .. }
        | Event::ExtensionDeclined { .. }
        | Event::ExtensionWithdrawn { .. } => extension(item, event),
        Event::TestAdded { .. }
        | Event::TestAutomated { .. }
        | Event::TestPassed { .. }
        | Event::TestFailed { .. }
        | Event::TestAttested { .. }
        | Event::TestDropped { .. } => test(item, event),
        Event::TaskAdded { .. }
        | Event::TaskRevised { .. }
        | Event::TaskOrdered { .. }
        | Event::TaskDropped { .. }
        | Event::TaskFinished { .. }
        | Event::TaskApproved { .. }
        | Event::TaskSentBack { .. }
        | Event::TicketLinked { .. }
        | Event::TicketUnlinked { .. } => task(item, event),
        Event::EvidenceAttached { evidence } => {
            if attested(item, evidence.digest) {
                item.workers.insert(event.by);
            }
            item.exhibits.push(Exhibit { evidence: evidence.clone(), attached: signature, withdrawn: None });
        }
        Event::EvidenceWithdrawn { digest, reason } => {
            for exhibit in item.exhibits.iter_mut().filter(|e| e.evidence.digest == *digest && e.withdrawn.is_none()) {
                exhibit.withdrawn = Some(reason.clone());
            }
        }
        Event::DecidedUpon { escalation, decision, reason } => {
            let (decision, reason) = (decision.clone(), reason.clone());
            decided(item, Decided { escalation: *escalation, decision, reason, signed: signature });
        }
        Event::ControlEnded { id, reason } => {
            if let Some(control) = item.controls.get_mut(id) {
                control.ended = Some(reason.clone());
            }
        }
        _ => step(item, event),
    }
}

/// Whether somebody's word already rests on the file: then whoever brings it back had a hand in the proof.
fn attested(item: &Item, digest: Digest) -> bool {
    item.tests.values().filter_map(|test| test.attested.as_ref()).any(|word| word.evidence.contains(&digest))
}

/// Whoever answered for approved work stays an implementer after being replaced.
fn remember(item: &mut Item, former: Option<PersonId>) {
    if item.is_frozen() {
        item.workers.extend(former);
    }
}

fn milestone(item: &mut Item, event: &Stamped<Event>) {
    let frozen = item.is_frozen();
    match &event.what {
        Event::MilestonePlanned { id, title, due } => {
            let title = title.clone();
            let new = Milestone { title, due: *due, baseline: None, changes: Vec::new(), reached: None, dropped: None };
            item.milestones.entry(*id).or_insert(new);
        }
        Event::MilestoneMoved { id, from, to, reason } => {
            if let Some(m) = item.milestones.get_mut(id) {
                m.due = *to;
                if frozen {
                    m.changes.push(Change {
                        from: *from,
                        to: *to,
                        reason: reason.clone(),
                        recorded: (event.at, event.by),
                    });
                }
            }
        }
        Event::MilestoneReached { id, on, .. } => {
            item.workers.insert(event.by);
            if let Some(m) = item.milestones.get_mut(id) {
                m.reached = Some(*on);
            }
        }
        Event::MilestoneDropped { id, reason } => {
            if let Some(m) = item.milestones.get_mut(id) {
                m.dropped = Some(reason.clone());
            }
        }
        _ => {}
    }
}

fn extension(item: &mut Item, event: &Stamped<Event>) {
    let signed = (event.at, event.by);
    let (id, granted, note) = match &event.what {
        Event::ExtensionRequested { id, request } => {
            let at_once = request.decider == Decider::Planner;
            let answer = at_once.then(|| Answer { granted: true, note: String::new(), signed });
            let asked = Extension { request: request.clone(), asked: signed, answer };
            item.extensions.entry(*id).or_insert(asked);
            return;
        }
        Event::ExtensionGranted { id, note } => (id, true, note),
        Event::ExtensionDeclined { id, reason } | Event::ExtensionWithdrawn { id, reason } => (id, false, reason),
        _ => return,
    };
    if let Some(extension) = item.extensions.get_mut(id) {
        extension.answer = Some(Answer { granted, note: note.clone(), signed });
    }
}

/// What follows at once stands in events of its own.
fn decided(item: &mut Item, decided: Decided) {
    if let Decision::Compensate { control, owner, until, evidence } = &decided.decision {
        let last = item.controls.last_key_value().map_or(0, |(id, _)| id.0);
        let placed = Control {
            text: control.clone(),
            owner: *owner,
            until: *until,
            evidence: evidence.clone(),
            decided: decided.signed,
            ended: None,
        };
        item.controls.insert(PartNumber(last.saturating_add(1)), placed);
    }
    item.decisions.push(decided);
}

fn test(item: &mut Item, event: &Stamped<Event>) {
    match &event.what {
        Event::TestAdded { id, criterion } => {
            item.tests.entry(*id).or_insert(AcceptanceTest {
                criterion: criterion.clone(),
                check: None,
                run: None,
                attested: None,
                dropped: None,
            });
        }
        Event::TestAttested { id, statement, evidence } => {
            let brought = item.exhibits.iter().filter(|exhibit| evidence.contains(&exhibit.evidence.digest));
            item.workers.extend(brought.map(|exhibit| exhibit.attached.1));
            item.workers.insert(event.by);
            if let Some(t) = item.tests.get_mut(id) {
                let (statement, evidence) = (statement.clone(), evidence.clone());
                t.attested = Some(Attestation { statement, evidence, signed: (event.at, event.by) });
            }
        }
        Event::TestAutomated { id, check } => {
            if let Some(t) = item.tests.get_mut(id) {
                t.check = Some(check.clone());
            }
        }
        Event::TestPassed { id, statement, evidence } => {
            // Who brought a text that a test reads had a hand in it; who brought in a scan of everything had none.
            let scanned = item.tests.get(id).is_some_and(|t| matches!(t.check, Some(Check::CleanScans(_))));
            let brought = item.exhibits.iter().filter(|e| !scanned && evidence.contains(&e.evidence.digest));
            item.workers.extend(brought.map(|exhibit| exhibit.attached.1));
            run(item, *id, Run { met: true, statement: statement.clone(), evidence: evidence.clone(), at: event.at });
        }
        Event::TestFailed { id, statement } => {
            run(item, *id, Run { met: false, statement: statement.clone(), evidence: Vec::new(), at: event.at });
        }
        Event::TestDropped { id, reason } => {
            if let Some(t) = item.tests.get_mut(id) {
                t.dropped = Some(reason.clone());
            }
        }
        _ => {}
    }
}

fn run(item: &mut Item, id: PartNumber, run: Run) {
    if let Some(test) = item.tests.get_mut(&id) {
        test.run = Some(run);
    }
}

fn task(item: &mut Item, event: &Stamped<Event>) {
    let former = |item: &Item, id| item.tasks.get(id).map(|t: &Task| t.plan.responsible);
    match &event.what {
        Event::TaskAdded { id, plan } => {
            let new = Task {
                plan: plan.clone(),
                stage: Stage::Open,
                finished_by: None,
                hands: BTreeSet::new(),
                after: BTreeSet::new(),
                tickets: Vec::new(),
                note: String::new(),
            };
            item.tasks.entry(*id).or_insert(new);
        }
        Event::TaskRevised { id, plan, reason } => {
            let before = former(item, id);
            remember(item, before);
            let frozen = item.is_frozen();
            if let Some(t) = item.tasks.get_mut(id) {
                t.hands.extend(before.filter(|_| frozen));
                t.plan = plan.clone();
                t.note.clone_from(reason);
            }
        }
        Event::TaskOrdered { id, after } => {
            if let Some(t) = item.tasks.get_mut(id) {
                t.after.clone_from(after);
            }
        }
        Event::TaskDropped { id, reason } => {
            let before = former(item, id);
            remember(item, before);
            stage(item, id, Stage::Dropped, reason);
        }
        Event::TaskFinished { id, note } => {
            item.workers.insert(event.by);
            let before = former(item, id);
            remember(item, before);
            stage(item, id, Stage::Done, note);
            if let Some(t) = item.tasks.get_mut(id) {
                t.finished_by = Some(event.by);
                t.hands.insert(event.by);
            }
        }
        Event::TaskApproved { id, note } => stage(item, id, Stage::Approved, note),
        Event::TaskSentBack { id, reason } => stage(item, id, Stage::Open, reason),
        Event::TicketLinked { id, ticket } => {
            if let Some(t) = item.tasks.get_mut(id) {
                t.tickets.push(ticket.clone());
            }
        }
        Event::TicketUnlinked { id, key } => {
            if let Some(t) = item.tasks.get_mut(id) {
                t.tickets.retain(|ticket| ticket.key != *key);
            }
        }
        _ => {}
    }
}

fn stage(item: &mut Item, id: &PartNumber, stage: Stage, note: &str) {
    if let Some(task) = item.tasks.get_mut(id) {
        task.stage = stage;
        note.clone_into(&mut task.note);
    }
}

fn step(item: &mut Item, event: &Stamped<Event>) {
    let signature = Some((event.at, event.by));
    match &event.what {
        Event::Submitted { .. } => (item.status, item.chain.submitted) = (Status::Proposed, signature),
        Event::Approved { .. } => {
            (item.status, item.chain.approved) = (Status::Open, signature);
            for milestone in item.milestones.values_mut().filter(|m| m.dropped.is_none()) {
                milestone.baseline.get_or_insert(milestone.due);
            }
        }
        Event::Returned { .. } => (item.status, item.chain.submitted) = (Status::Draft, None),
        Event::WorkDeclaredDone { .. } => {
            item.workers.insert(event.by);
            (item.status, item.chain.done) = (Status::AwaitingValidation, signature);
        }
        Event::WorkShown { .. } => (item.status, item.chain.done) = (Status::AwaitingValidation, signature),
        Event::WorkRejected { .. } => {
            (item.status, item.chain.done, item.sent_back) = (Status::Open, None, Some(event.at));
        }
        Event::Validated { .. } => (item.status, item.chain.validated) = (Status::Validated, signature),
        Event::ClosureRefused { .. } => {
            (item.status, item.chain.done, item.chain.validated) = (Status::Open, None, None);
            item.sent_back = Some(event.at);
        }
        Event::Closed { .. } => {
            (item.status, item.chain.ended, item.proposal) = (Status::Closed, signature, None);
        }
        Event::AcceptanceProposed { until, justification } => {
            let signed = (event.at, event.by);
            item.proposal =
                Some(Proposal { ask: Ask::Accept { until: *until }, reason: justification.clone(), signed });
        }
        Event::DismissalProposed { reason } => {
            item.proposal = Some(Proposal { ask: Ask::Dismiss, reason: reason.clone(), signed: (event.at, event.by) });
        }
        Event::Accepted { until } => {
            (item.status, item.chain.ended) = (Status::Accepted, signature);
            (item.accepted_until, item.proposal) = (Some(*until), None);
        }
        Event::Dismissed { .. } => {
            (item.status, item.chain.ended, item.proposal) = (Status::Dismissed, signature, None);
        }
        Event::ProposalDeclined { .. } => item.proposal = None,
        Event::Resumed { .. } => {
            (item.status, item.chain.ended, item.accepted_until) = (Status::Open, None, None);
        }
        Event::ExceptionRequested { person, reason } => {
            let (person, reason, requested) = (*person, reason.clone(), (event.at, event.by));
            item.exception = Some(Exception { person, reason, requested, signed: None });
        }
        Event::ExceptionSigned { person, .. } => {
            if let Some(exception) = item.exception.as_mut().filter(|e| e.person == *person) {
                exception.signed = signature;
            }
        }
        _ => {}
    }
}
