//! Setting a finding aside: proposed by one person, approved by another, never silent.

use jiff::{Timestamp, civil::Date};

use crate::{
    ids::{FindingId, PersonId},
    people::Directory,
    policy::{self, Action},
    rule::{self, Kind, Refusal, Rule},
    time::Stamped,
};

/// Whoever proposes a dismissal does not approve it.
pub const SEPARATE: Rule =
    Rule { id: "dismissal-separate-people", cites: "SP 800-171 3.1.4, 3.11.3[b]", kind: Kind::Duty };
/// The dismissal must be at the right stage.
pub const STAGE: Rule = Rule { id: "dismissal-stage", cites: "SP 800-171 3.11.3", kind: Kind::State };

/// How far a dismissal has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// Somebody asked for it.
    Proposed,
    /// It holds.
    Dismissed,
    /// It does not hold, or no longer.
    Open,
}

/// A finding's dismissal as it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct Dismissal {
    /// Which finding.
    pub finding: FindingId,
    /// How far it has come.
    pub stage: Stage,
    /// Why.
    pub reason: String,
    /// Who asked, when.
    pub proposed: (Timestamp, PersonId),
    /// The last day on which it holds, if it has one.
    pub until: Option<Date>,
    /// How many events led here.
    pub version: u64,
}

/// What can be asked.
#[derive(Debug, Clone, PartialEq)]
pub enum Command {
    /// Ask for a dismissal.
    Propose { finding: FindingId, reason: String, until: Option<Date> },
    /// Agree.
    Approve,
    /// Disagree.
    Decline { reason: String },
    /// Take a dismissal back.
    Restore { reason: String },
}

/// What can happen.
#[derive(Debug, Clone, PartialEq)]
pub enum Event {
    /// A dismissal was proposed.
    Proposed { finding: FindingId, reason: String, until: Option<Date> },
    /// It holds.
    Approved,
    /// It was turned down.
    Declined { reason: String },
    /// It was taken back.
    Restored { reason: String },
}

/// Decides. `dismissal` is `None` where none was ever proposed.
///
/// # Errors
/// Refuses with the rule that forbids it.
pub fn decide(
    dismissal: Option<&Dismissal>,
    command: Command,
    actor: PersonId,
    directory: &Directory,
) -> Result<Vec<Event>, Refusal> {
    let action = match command {
        Command::Propose { .. } => Action::Triage,
        _ => Action::ApproveDismissal,
    };
    policy::permit(directory, actor, action, &[])?;
    match (dismissal.map(|d| (d.stage, d.proposed.1)), command) {
        (None | Some((Stage::Open, _)), Command::Propose { finding, reason, until }) => {
            Ok(vec![Event::Proposed { finding, reason: rule::text("reason", &reason)?, until }])
        }
        (Some((Stage::Proposed, by)), Command::Approve | Command::Decline { .. }) if by == actor => {
            let sentence = format!("{} proposed the dismissal and does not decide on it", directory.name(actor));
            Err(SEPARATE.refuse(sentence, "ask another approver"))
        }
        (Some((Stage::Proposed, _)), Command::Approve) => Ok(vec![Event::Approved]),
        (Some((Stage::Proposed, _)), Command::Decline { reason }) => {
            Ok(vec![Event::Declined { reason: rule::text("reason", &reason)? }])
        }
        (Some((Stage::Dismissed, _)), Command::Restore { reason }) => {
            Ok(vec![Event::Restored { reason: rule::text("reason", &reason)? }])
        }
        (Some((Stage::Proposed, _)), _) => {
            Err(STAGE.refuse("a dismissal waits for its answer", "approve or decline it"))
        }
        (Some((Stage::Dismissed, _)), _) => Err(STAGE.refuse("the finding is dismissed", "restore it first")),
        _ => Err(STAGE.refuse("no dismissal was proposed", "propose it with the reason")),
    }
}

/// The dismissal after all of its events, oldest first.
pub fn replay<'a>(events: impl IntoIterator<Item = &'a Stamped<Event>>) -> Option<Dismissal> {
    events.into_iter().fold(None, fold)
}

/// The dismissal after one more event.
pub fn fold(dismissal: Option<Dismissal>, event: &Stamped<Event>) -> Option<Dismissal> {
    let version = dismissal.as_ref().map_or(0, |d| d.version) + 1;
    match (&event.what, dismissal) {
        (Event::Proposed { finding, reason, until }, _) => {
            let (finding, reason, until, proposed) = (*finding, reason.clone(), *until, (event.at, event.by));
            Some(Dismissal { finding, stage: Stage::Proposed, reason, proposed, until, version })
        }
        (Event::Approved, Some(d)) => Some(Dismissal { stage: Stage::Dismissed, version, ..d }),
        (Event::Declined { .. } | Event::Restored { .. }, Some(d)) => {
            Some(Dismissal { stage: Stage::Open, version, ..d })
        }
        (_, None) => None,
    }
}
