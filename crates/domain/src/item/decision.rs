//! Decisions beside the plan: risk accepted until a day, dismissal, an exception to the separation of duties.

use jiff::ToSpan;

use super::{
    closure::{self, ORDER},
    command::Command,
    context::Context,
    event::Event,
    state::{Ask, Item, Status},
};
use crate::rule::{self, Kind, Refusal, Rule};

/// An accepted risk has an end.
pub const UNTIL: Rule =
    Rule { id: "acceptance-until", cites: "SP 800-171 3.11.1, 3.12.3 (ongoing)", kind: Kind::Input };
/// Whoever asks does not answer.
pub const SEPARATE: Rule = Rule { id: "decision-separate-people", cites: "SP 800-171 3.1.4", kind: Kind::Duty };
/// One proposal at a time, and an answer only to one.
pub const PENDING: Rule = Rule { id: "decision-pending", cites: "SP 800-171 3.12.2", kind: Kind::State };

/// The longest time for which a risk may be accepted, in days: the yearly assessment looks at it again (32 CFR 170.4, "periodically").
pub const LONGEST_ACCEPTANCE: i32 = 366;

/// Where a risk may be accepted: the plan is approved, and nobody claims that the work is done.
const ACCEPTABLE: &[Status] = &[Status::Open];
/// Where an item may be dismissed.
const DISMISSIBLE: &[Status] = &[Status::Draft, Status::Proposed, Status::Open];
/// Where an exception still changes something: before validation.
const EXCEPTIONABLE: &[Status] = &[Status::Open, Status::AwaitingValidation];

pub(super) fn decide(item: &Item, command: Command, context: &Context<'_>) -> Result<Vec<Event>, Refusal> {
    match command {
        Command::ProposeAcceptance { until, justification } => {
            closure::stands(item, ACCEPTABLE, "propose to accept the risk")?;
            free(item)?;
            let last = context.today.saturating_add(LONGEST_ACCEPTANCE.days());
            if until <= context.today || until > last {
                let remedy = format!("give a day after today and not after {last}");
                return Err(UNTIL.refuse_field("until", format!("a risk is not accepted until {until}"), remedy));
            }
            Ok(vec![Event::AcceptanceProposed { until, justification: rule::text("justification", &justification)? }])
        }
        Command::ProposeDismissal { reason } => {
            closure::stands(item, DISMISSIBLE, "propose to dismiss it")?;
            free(item)?;
            Ok(vec![Event::DismissalProposed { reason: rule::text("reason", &reason)? }])
        }
        Command::GrantProposal => {
            let Some(proposal) = &item.proposal else {
                return Err(nothing_asked());
            };
            let (until, wanted): (_, &[Status]) = match proposal.ask {
                Ask::Accept { until } => (Some(until), ACCEPTABLE),
                Ask::Dismiss => (None, DISMISSIBLE),
            };
            closure::stands(item, wanted, "grant what was proposed")?;
            if proposal.signed.1 == context.actor {
                let sentence = format!("{} asked for it and does not grant it", context.directory.name(context.actor));
                return Err(SEPARATE.refuse(sentence, "ask another executive"));
            }
            match until {
                Some(day) if day <= context.today => {
                    Err(UNTIL.refuse(format!("{day} has passed"), "decline it and have it proposed with a later day"))
                }
                Some(until) => Ok(vec![Event::Accepted { until }]),
                None => Ok(vec![Event::Dismissed { reason: proposal.reason.clone() }]),
            }
        }
        Command::DeclineProposal { reason } => match item.proposal {
            Some(_) => Ok(vec![Event::ProposalDeclined { reason: rule::text("reason", &reason)? }]),
            None => Err(nothing_asked()),
        },
        Command::Resume { reason } => {
            closure::stands(item, &[Status::Accepted], "take it up again")?;
            Ok(vec![Event::Resumed { reason: rule::text("reason", &reason)? }])
        }
        Command::RequestException { person, reason } => {
            closure::stands(item, EXCEPTIONABLE, "ask for an exception")?;
            if context.directory.active(person).is_none() {
                return Err(SEPARATE.refuse_field(
                    "person",
                    "this person is not active in the organization",
                    "name somebody who is",
                ));
            }
            Ok(vec![Event::ExceptionRequested { person, reason: rule::text("reason", &reason)? }])
        }
        Command::SignException { reason } => match &item.exception {
            Some(exception) if exception.signed.is_some() => {
                Err(PENDING.refuse("the exception is signed already", "nothing is left to do"))
            }
            Some(exception) if [exception.person, exception.requested.1].contains(&context.actor) => {
                let sentence =
                    format!("{} asked for the exception or gains by it", context.directory.name(context.actor));
                Err(SEPARATE.refuse(sentence, "a second person or the head of the organization signs"))
            }
            Some(exception) => {
                closure::stands(item, EXCEPTIONABLE, "sign an exception")?;
                Ok(vec![Event::ExceptionSigned { person: exception.person, reason: rule::text("reason", &reason)? }])
            }
            None => Err(PENDING.refuse("no exception was asked for", "ask for it first, with the reason")),
        },
        _ => Err(ORDER.refuse("this step is not known here", "name a step of the item's life")),
    }
}

/// Refuses while a proposal waits for its answer.
pub(super) fn free(item: &Item) -> Result<(), Refusal> {
    match &item.proposal {
        None => Ok(()),
        Some(_) => Err(PENDING.refuse("a proposal waits for its answer already", "have it granted or declined first")),
    }
}

fn nothing_asked() -> Refusal {
    PENDING.refuse("nothing was proposed", "propose to accept the risk or to dismiss the item first")
}
