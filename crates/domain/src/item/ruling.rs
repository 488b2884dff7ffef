//! Deciding about an item that was laid before somebody: whose word it needs, and what it does to the item.

use jiff::{ToSpan, civil::Date};

use super::{
    closure,
    context::Context,
    decision::{self, LONGEST_ACCEPTANCE, UNTIL},
    event::Event,
    evidence,
    measure::Decision,
    milestone, plan,
    state::{Item, Status},
};
use crate::{
    deadline::extension::Decider,
    ids::{EscalationId, PartNumber},
    people::Role,
    priority::Priority,
    rule::{self, Kind, Refusal, Rule},
};

/// Money and risk are decided on by whoever answers for them.
pub const LEVEL: Rule = Rule { id: "decision-level", cites: "SP 800-171 3.11.1, 3.12.2; 3.1.4", kind: Kind::Duty };
/// A decision says something that can be held to.
pub const MEASURE: Rule = Rule {
    id: "decision-measure",
    cites: "32 CFR 170.4 (plan of action: resources, milestones); SP 800-171A 3.12.2[c]",
    kind: Kind::Input,
};

/// Whose word a decision needs. Bearing a high risk, by acceptance or behind another control, is the executive's; a lower one an
/// approver's. A later date goes by the policy of extensions.
pub fn level(item: &Item, decision: &Decision, context: &Context<'_>) -> Decider {
    let priority = item.rating.as_ref().map(|rating| rating.priority);
    match decision {
        Decision::Fund { .. } => Decider::Executive,
        Decision::Compensate { .. } | Decision::Accept { .. } if priority.is_some_and(|p| p < Priority::High) => {
            Decider::Approver
        }
        Decision::Compensate { .. } | Decision::Accept { .. } => Decider::Executive,
        Decision::Extend { milestone, to, .. } => {
            let first = item.milestones.get(milestone).map_or(*to, milestone::Milestone::first_day);
            context.extensions.decider(priority, (*to - first).get_days())
        }
        Decision::Reassign { .. } => Decider::Planner,
    }
}

/// Decides about an item that was laid before somebody.
pub(super) fn decide(
    item: &Item,
    escalation: EscalationId,
    decision: Decision,
    reason: &str,
    context: &Context<'_>,
) -> Result<Vec<Event>, Refusal> {
    answers_for_it(item, &decision, context)?;
    let reason = rule::text("reason", reason)?;
    let (decision, then) = follow(item, decision, &reason, context)?;
    Ok(std::iter::once(Event::DecidedUpon { escalation, decision, reason }).chain(then).collect())
}

fn answers_for_it(item: &Item, decision: &Decision, context: &Context<'_>) -> Result<(), Refusal> {
    let holds = |roles: &[Role]| roles.iter().any(|role| context.directory.holds(context.actor, *role));
    let level = level(item, decision, context);
    let enough = match level {
        Decider::Planner => true,
        Decider::Approver => holds(&[Role::Approver, Role::Executive]),
        Decider::Executive => holds(&[Role::Executive]),
    };
    if !enough {
        let sentence = format!("to {} here needs the word of {}", decision.word(), level.phrase());
        return Err(LEVEL.refuse(sentence, "lay it before them, or decide otherwise"));
    }
    if item.owner == Some(context.actor) && !matches!(decision, Decision::Reassign { .. }) {
        let sentence = "whoever owns the item does not decide on its money, its risk or its dates";
        return Err(LEVEL.refuse(sentence, "ask somebody else to decide"));
    }
    Ok(())
}

/// What follows at once from a decision.
fn follow(
    item: &Item,
    decision: Decision,
    reason: &str,
    context: &Context<'_>,
) -> Result<(Decision, Option<Event>), Refusal> {
    closure::stands(item, &statuses(Status::is_live), "decide on it")?;
    let today = context.today;
    match decision {
        Decision::Fund { amount, source } => {
            if amount.0 == 0 {
                return Err(MEASURE.refuse_field("amount", "no money is no grant", "say how much, as in 2400"));
            }
            Ok((Decision::Fund { amount, source: rule::text("source", &source)? }, None))
        }
        Decision::Compensate { control, owner, until, evidence } => {
            ahead("until", until, today)?;
            if !context.directory.acts(owner) {
                let sentence = "this person cannot answer for a control";
                return Err(MEASURE.refuse_field("owner", sentence, "name an active person who does more than read"));
            }
            for digest in &evidence {
                evidence::find(&item.exhibits, *digest)?;
            }
            Ok((Decision::Compensate { control: rule::text("control", &control)?, owner, until, evidence }, None))
        }
        Decision::Accept { until } => {
            closure::stands(item, &[Status::Open], "accept the risk")?;
            // What somebody proposed is granted by somebody else, and not by this way.
            decision::free(item)?;
            ahead("until", until, today)?;
            Ok((Decision::Accept { until }, Some(Event::Accepted { until })))
        }
        Decision::Extend { milestone: id, to, obstacle } => {
            closure::stands(item, &[Status::Open], "give it another date")?;
            let step = milestone::open(&item.milestones, id)?;
            milestone::ahead(to, today)?;
            if to <= step.due {
                let sentence = format!("milestone {id} is due on {} already", step.due);
                return Err(MEASURE.refuse_field("to", sentence, "give a later day"));
            }
            let reason = format!("{}: {reason}", obstacle.phrase());
            let moved = Event::MilestoneMoved { id, from: step.due, to, reason };
            Ok((Decision::Extend { milestone: id, to, obstacle }, Some(moved)))
        }
        Decision::Reassign { to } => {
            closure::stands(item, &[Status::Draft, Status::Open], "give it another owner")?;
            if item.owner == Some(to) {
                return Err(MEASURE.refuse_field("to", "this person owns the item already", "name somebody else"));
            }
            Ok((Decision::Reassign { to }, plan::owner(to, context.directory)?.pop()))
        }
    }
}

fn ahead(field: &'static str, until: Date, today: Date) -> Result<(), Refusal> {
    let last = today.saturating_add(LONGEST_ACCEPTANCE.days());
    match until > today && until <= last {
        true => Ok(()),
        false => {
            let remedy = format!("give a day after today and not after {last}");
            Err(UNTIL.refuse_field(field, format!("{until} is no day until which this can be borne"), remedy))
        }
    }
}

/// Ends a temporary measure.
pub(super) fn end(item: &Item, id: PartNumber, reason: &str) -> Result<Vec<Event>, Refusal> {
    closure::stands(item, &statuses(|status| !status.is_final()), "end a control")?;
    match item.controls.get(&id).filter(|control| control.ended.is_none()) {
        Some(_) => Ok(vec![Event::ControlEnded { id, reason: rule::text("reason", reason)? }]),
        None => {
            let sentence = format!("no compensating control {id} is in place");
            Err(MEASURE.refuse_field("control", sentence, "name one that is; the item's page lists them"))
        }
    }
}

fn statuses(wanted: fn(Status) -> bool) -> Vec<Status> {
    Status::ALL.into_iter().filter(|status| wanted(*status)).collect()
}
