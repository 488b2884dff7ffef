//! Escalations and decisions in words.

use closeout_domain::{
    cadence::escalation::{Cause, Event},
    ids::PersonId,
    people::Directory,
};

use super::told::{Words, words};

/// An event of an escalation in words.
pub(super) fn of(event: &Event, directory: &Directory) -> Words {
    use Event as E;
    let who = |person: PersonId| directory.name(person).to_owned();
    match event {
        E::Raised { raise, note, .. } => {
            let cause = match raise.cause {
                Cause::Late => format!("late since {}", raise.since),
                Cause::Unplanned => format!("without an approved plan since {}", raise.since),
                Cause::Waiting => format!("waiting for a signature since {}", raise.since),
                Cause::Lapsed => format!("the control that was decided on ended on {}", raise.since),
                Cause::Missed => format!("not held since {}", raise.since),
                Cause::Raised => "raised by a person".into(),
            };
            let again = if raise.again.is_some() { ", again" } else { "" };
            let sentence = format!("{} laid before {}{again}: {cause}", raise.matter, who(raise.to));
            words("escalation_raised", sentence, note)
        }
        E::Climbed { to, why, .. } => {
            words("escalation_climbed", format!("laid before {}, because {}", who(*to), why.phrase()), "")
        }
        E::Acknowledged { note } => words("escalation_acknowledged", "acknowledged", note),
        E::Decided { decision, reason, until } => {
            let sentence = format!("decided: {}; to be looked at again after {until}", decision.told(&who));
            words("escalation_decided", sentence, reason)
        }
        E::Settled { why } => words("escalation_settled", "settled", why),
        E::Lapsed => words("escalation_lapsed", "the decision lapsed", ""),
    }
}
