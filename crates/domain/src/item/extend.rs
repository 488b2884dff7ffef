//! How an extension is asked for and answered.

use jiff::civil::Date;

use super::{
    context::Context,
    event::Event,
    extension::{Extension, Obstacle, Request},
    milestone,
    state::Item,
};
use crate::{
    deadline::extension::Decider,
    ids::PartNumber,
    people::Role,
    rule::{self, Kind, Refusal, Rule},
};

/// A date that was approved moves back only with a reason that can be counted.
pub const OBSTACLE: Rule = Rule {
    id: "extension-obstacle",
    cites: "OMB M-02-01 (changes to milestones); CNSSI 1254 App. C (delays name the obstacle)",
    kind: Kind::Input,
};
/// What is past due is explained before anything else moves.
pub const PAST_DUE: Rule = Rule {
    id: "extension-past-due-first",
    cites: "CNSSI 1254 App. C (delays name the obstacle); SP 800-171A 3.12.2[c]",
    kind: Kind::State,
};
/// One question at a time about one milestone, and an answer only to one.
pub const PENDING: Rule = Rule { id: "extension-pending", cites: "SP 800-171A 3.12.2[c]", kind: Kind::State };
/// Whoever asks does not answer; whoever answers holds the role that the policy asks for.
pub const DECIDER: Rule = Rule { id: "extension-decider", cites: "SP 800-171 3.1.4, 3.12.2", kind: Kind::Duty };
/// The completion date moves by an extension, not by a further step.
pub const COMPLETION: Rule = Rule {
    id: "extension-completion",
    cites: "OMB M-02-01 (scheduled completion date does not change); 32 CFR 170.4",
    kind: Kind::Input,
};

/// The extensions that wait for an answer: of milestones that are still ahead of them.
pub fn pending(item: &Item) -> impl Iterator<Item = (PartNumber, &Extension)> {
    let open = |e: &Extension| item.milestones.get(&e.request.milestone).is_some_and(milestone::Milestone::is_open);
    item.extensions.iter().filter(move |(_, e)| e.answer.is_none() && open(e)).map(|(id, e)| (*id, e))
}

/// Asks for a later date of an approved milestone. Within the limits of whoever plans, the date moves at once.
pub(super) fn request(
    item: &Item,
    id: PartNumber,
    (milestone, to): (PartNumber, Date),
    obstacle: Option<Obstacle>,
    justification: &str,
    context: &Context<'_>,
) -> Result<Vec<Event>, Refusal> {
    let step = milestone::open(&item.milestones, milestone)?;
    milestone::ahead(to, context.today)?;
    let Some(obstacle) = obstacle else {
        let words: Vec<&str> = Obstacle::ALL.into_iter().map(Obstacle::word).collect();
        let remedy = format!("say what got in the way: {}; the approved day stays on record", words.join(", "));
        return Err(OBSTACLE.refuse_field(
            "obstacle",
            "an approved date does not move back without an obstacle",
            remedy,
        ));
    };
    let justification = rule::text("reason", justification)?;
    if let Some((_, asked)) = pending(item).find(|(_, e)| e.request.milestone == milestone) {
        let sentence = format!("milestone {milestone}: {} is asked for already", asked.request.to);
        return Err(PENDING.refuse(sentence, "withdraw that first, or wait for the answer"));
    }
    let explained = |id| pending(item).any(|(_, e)| e.request.milestone == id);
    let late = milestone::standing(&item.milestones)
        .find(|(id, m)| *id != milestone && m.is_open() && m.due < context.today && !explained(*id));
    if let Some((id, late)) = late {
        let sentence = format!("milestone {id} was due on {} and nobody said what got in its way", late.due);
        return Err(
            PAST_DUE.refuse(sentence, format!("give milestone {id} another day first, or record it as reached"))
        );
    }
    let behind = (to - step.first_day()).get_days();
    let priority = item.rating.as_ref().map(|rating| rating.priority);
    let decider = context.extensions.decider(priority, behind);
    let moved = (decider == Decider::Planner).then(|| Event::MilestoneMoved {
        id: milestone,
        from: step.due,
        to,
        reason: reason(obstacle, &justification),
    });
    let request = Request { milestone, from: step.due, to, obstacle, justification, decider };
    Ok(std::iter::once(Event::ExtensionRequested { id, request }).chain(moved).collect())
}

/// An approved plan takes no further step behind its completion date: that would be an extension which nobody decided on.
pub(super) fn within(item: &Item, due: Date) -> Result<(), Refusal> {
    match item.due().filter(|last| item.is_frozen() && due > *last) {
        None => Ok(()),
        Some(last) => Err(COMPLETION.refuse_field(
            "due",
            format!("{due} is behind the completion date of the approved plan, {last}"),
            "move the last milestone first, which asks for an extension, or plan the step before that day",
        )),
    }
}

fn reason(obstacle: Obstacle, justification: &str) -> String {
    format!("{}: {justification}", obstacle.phrase())
}

/// Answers yes: the date moves, the approved one stays beside it.
pub(super) fn grant(item: &Item, id: PartNumber, note: &str, context: &Context<'_>) -> Result<Vec<Event>, Refusal> {
    let extension = answerable(item, id, context)?;
    let Request { milestone, to, obstacle, justification, .. } = &extension.request;
    let from = milestone::open(&item.milestones, *milestone)?.due;
    if *to < context.today {
        let sentence = format!("{to} has passed while this waited");
        return Err(PENDING.refuse(sentence, "decline it, and let a day be asked for that can be met"));
    }
    Ok(vec![
        Event::ExtensionGranted { id, note: rule::note("note", note)? },
        Event::MilestoneMoved { id: *milestone, from, to: *to, reason: reason(*obstacle, justification) },
    ])
}

/// Answers no.
pub(super) fn decline(item: &Item, id: PartNumber, reason: &str, context: &Context<'_>) -> Result<Vec<Event>, Refusal> {
    answerable(item, id, context)?;
    Ok(vec![Event::ExtensionDeclined { id, reason: rule::text("reason", reason)? }])
}

/// Takes a question back.
pub(super) fn withdraw(item: &Item, id: PartNumber, reason: &str) -> Result<Vec<Event>, Refusal> {
    waiting(item, id)?;
    Ok(vec![Event::ExtensionWithdrawn { id, reason: rule::text("reason", reason)? }])
}

fn waiting(item: &Item, id: PartNumber) -> Result<&Extension, Refusal> {
    pending(item).find(|(other, _)| *other == id).map(|(_, e)| e).ok_or_else(|| {
        let sentence = format!("no extension {id} waits for an answer");
        PENDING.refuse_field("extension", sentence, "name one that does; the item's page lists them")
    })
}

fn answerable<'i>(item: &'i Item, id: PartNumber, context: &Context<'_>) -> Result<&'i Extension, Refusal> {
    let extension = waiting(item, id)?;
    if extension.asked.1 == context.actor {
        return Err(
            DECIDER.refuse("whoever asks for an extension does not decide on it", "ask somebody else to decide")
        );
    }
    if extension.request.decider == Decider::Executive && !context.directory.holds(context.actor, Role::Executive) {
        let sentence = format!("{} needs an executive's word", extension.request.to);
        return Err(DECIDER.refuse(sentence, "let an executive decide, or ask for an earlier day"));
    }
    Ok(extension)
}
