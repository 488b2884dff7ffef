//! From what happened to what is shown: pure, and the same for every database.

use closeout_domain::{
    asset::{self, merging},
    cadence::{escalation::Escalation, review::Review},
    deadline::extension::Decider,
    feed,
    finding::dismissal,
    ids::{OrganizationId, PartNumber},
    import,
    item::{
        Item, Status, acceptance, evidence, extend,
        milestone::{self, Milestone},
        task::{Stage, Task},
        value::Ticket,
    },
    organization, system,
};

use crate::{
    ports::ViewChange,
    views::{ControlEnd, ItemRow, MilestoneRow, OrganizationRow, PersonRef, TaskRow, TicketView, WaitingView},
};

/// What an item's views show.
pub fn item(item: &Item) -> ViewChange {
    ViewChange::Item {
        row: Box::new(item_row(item)),
        tasks: item.tasks.iter().map(|(id, t)| task_row(item, *id, t)).collect(),
        milestones: milestone::standing(&item.milestones).map(|(id, m)| milestone_row(item, id, m)).collect(),
        findings: item.findings.iter().copied().collect(),
    }
}

/// What an organization's view shows.
pub fn organization(id: OrganizationId, organization: &organization::Organization) -> ViewChange {
    ViewChange::Organization(OrganizationRow::of(id, organization))
}

/// What a system's view shows.
pub fn system(system: &system::System) -> ViewChange {
    ViewChange::System(system.into())
}

/// What an import's view shows.
pub fn import(import: &import::Import) -> ViewChange {
    ViewChange::Import(import.into())
}

/// What is shown of what was said of an asset.
pub fn asset(asset: &asset::Asset) -> ViewChange {
    ViewChange::Asset(asset.into())
}

/// What is shown of which assets are one.
pub fn merging(merging: &merging::Merging) -> ViewChange {
    ViewChange::Merging(merging.into())
}

/// What is shown of a feed.
pub fn feed(feed: &feed::Feed) -> ViewChange {
    ViewChange::Feed(feed.into())
}

/// What is shown of an escalation.
pub fn escalation(escalation: &Escalation) -> ViewChange {
    ViewChange::Escalation(Box::new(escalation.into()))
}

/// What is shown of a review.
pub fn review(review: &Review) -> ViewChange {
    ViewChange::Review(Box::new(review.into()))
}

/// What is shown of a dismissal.
pub fn dismissal(dismissal: &dismissal::Dismissal) -> ViewChange {
    ViewChange::Dismissal { finding: dismissal.finding, stage: dismissal.stage }
}

fn waiting(item: &Item) -> Option<WaitingView> {
    let step = |step: &str, signature: Option<(jiff::Timestamp, _)>, not: Vec<uuid::Uuid>| {
        signature.map(|(since, _)| WaitingView { step: step.into(), since, not })
    };
    let workers = || item.implementers().iter().map(|p| p.0).collect::<Vec<_>>();
    if let Some(proposal) = &item.proposal {
        return step("decide", Some(proposal.signed), vec![proposal.signed.1.0]);
    }
    let asked = extend::pending(item).max_by_key(|(_, e)| e.request.decider);
    if let Some((_, asked)) = asked.filter(|_| item.status == Status::Open) {
        let word = if asked.request.decider == Decider::Executive { "extend_executive" } else { "extend" };
        return step(word, Some(asked.asked), vec![asked.asked.1.0]);
    }
    match item.status {
        Status::Proposed => {
            let author = item.chain.submitted.map(|(_, by)| by.0);
            step("approve", item.chain.submitted, author.into_iter().chain(item.owner.map(|o| o.0)).collect())
        }
        Status::AwaitingValidation => {
            let excepted = |p: &uuid::Uuid| item.is_excepted(closeout_domain::ids::PersonId(*p));
            step("validate", item.chain.done, workers().into_iter().filter(|p| !excepted(p)).collect())
        }
        Status::Validated => {
            let validator = item.chain.validated.map(|(_, by)| by.0);
            step("close", item.chain.validated, workers().into_iter().chain(validator).collect())
        }
        _ => None,
    }
}

fn count(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

/// The row of the register.
pub fn item_row(item: &Item) -> ItemRow {
    let requirement = item.requirement.as_deref().and_then(closeout_catalog::requirement);
    let standing = || milestone::standing(&item.milestones);
    let tasks = || item.tasks.values().filter(|t| t.stage != Stage::Dropped);
    let tests = acceptance::standing(&item.tests).count();
    let mut responsible: Vec<PersonRef> = Vec::new();
    for task in tasks().filter(|t| t.stage == Stage::Open) {
        if !responsible.iter().any(|p| p.id == task.plan.responsible.0) {
            responsible.push(PersonRef::of(task.plan.responsible));
        }
    }
    ItemRow {
        id: item.number.to_string(),
        number: item.number.0,
        system: item.system.0,
        weakness: item.weakness.clone(),
        requirement: item.requirement.clone(),
        points: requirement.and_then(|r| r.points).map(closeout_catalog::Points::full),
        eligibility: requirement.map(|r| eligibility(r.eligibility).to_owned()),
        status: item.status.word().into(),
        priority: item.rating.as_ref().map(|r| r.priority.word().to_owned()),
        owner: item.owner.map(PersonRef::of),
        responsible,
        due: item.due(),
        baseline: item.baseline_due(),
        next_due: item.next_milestone().map(|(_, m)| m.due),
        late_after: item.late_after(),
        late_days: None,
        milestones_reached: count(standing().filter(|(_, m)| m.reached.is_some()).count()),
        milestones: count(standing().count()),
        tasks_approved: count(tasks().filter(|t| t.stage == Stage::Approved).count()),
        tasks: count(tasks().count()),
        tests_met: count(tests - acceptance::unmet(&item.tests, &item.exhibits).count()),
        tests: count(tests),
        checks: count(acceptance::standing(&item.tests).filter(|(_, t)| t.check.is_some()).count()),
        evidence: count(evidence::standing(&item.exhibits).count()),
        tickets: tasks().flat_map(|t| &t.tickets).map(ticket).collect(),
        findings: count(item.findings.len()),
        hours: item.resources.as_ref().map(|r| r.hours),
        cost: item.resources.as_ref().map(|r| r.cost.0),
        waiting: waiting(item),
        recurrence_of: item.recurrence_of.map(|n| n.to_string()),
        accepted_until: item.accepted_until,
        controls: controls(item),
        drafted: item.chain.drafted.map_or(item.changed, |(at, _)| at),
        ended: item.chain.ended.map(|(at, _)| at),
        changed: item.changed,
        version: item.version,
    }
}

fn controls(item: &Item) -> Vec<ControlEnd> {
    let in_place = item.controls.iter().filter(|(_, control)| control.ended.is_none());
    in_place.map(|(id, control)| ControlEnd { control: id.0, until: control.until }).collect()
}

/// The word for an eligibility.
pub fn eligibility(eligibility: closeout_catalog::Eligibility) -> &'static str {
    match eligibility {
        closeout_catalog::Eligibility::Always(_) => "always",
        closeout_catalog::Eligibility::Conditional(_) => "conditional",
        closeout_catalog::Eligibility::Never(_) => "never",
    }
}

/// A linked ticket as it is shown.
pub fn ticket(ticket: &Ticket) -> TicketView {
    TicketView { key: ticket.key.clone(), url: ticket.url.clone() }
}

fn task_row(item: &Item, id: PartNumber, task: &Task) -> TaskRow {
    TaskRow {
        item: item.number.to_string(),
        item_number: item.number.0,
        system: item.system.0,
        weakness: item.weakness.clone(),
        item_status: item.status.word().into(),
        priority: item.rating.as_ref().map(|r| r.priority.word().to_owned()),
        task: id.0,
        title: task.plan.title.clone(),
        responsible: PersonRef::of(task.plan.responsible),
        approver: PersonRef::of(task.plan.approver),
        effort: task.plan.effort,
        due: task.plan.due,
        stage: task.stage.word().into(),
        after: task.after.iter().map(|before| before.0).collect(),
        late_days: None,
        tickets: task.tickets.iter().map(ticket).collect(),
    }
}

fn milestone_row(item: &Item, id: PartNumber, milestone: &Milestone) -> MilestoneRow {
    MilestoneRow {
        item: item.number.to_string(),
        item_number: item.number.0,
        system: item.system.0,
        weakness: item.weakness.clone(),
        item_status: item.status.word().into(),
        owner: item.owner.map(PersonRef::of),
        milestone: id.0,
        title: milestone.title.clone(),
        due: milestone.due,
        baseline: milestone.baseline,
        reached: milestone.reached,
        slip_days: milestone.slip_days(),
        changes: count(milestone.changes.len()),
        late_days: None,
    }
}
