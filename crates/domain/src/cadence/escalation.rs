//! Escalations: something overdue laid before a named person, higher and higher, until somebody decides.

mod cause;

pub use cause::{Cause, Climb, Matter};
use jiff::{Timestamp, civil::Date};

use crate::{
    deadline::ladder::Rung,
    ids::{EscalationId, PersonId, SystemId},
    item::measure::Decision,
    people::Directory,
    policy::{self, Action, Relation},
    rule::{self, Kind, Refusal, Rule},
    time::Stamped,
};

/// An escalation has to be open, and is decided on once.
pub const OPEN: Rule = Rule { id: "escalation-open", cites: "SP 800-171A 3.12.2[c]", kind: Kind::State };
/// Only the calendar lays something before people by itself.
pub const CALENDAR: Rule = Rule { id: "escalation-calendar", cites: "SP 800-171 3.1.2", kind: Kind::Duty };

/// Nobody both raises a question and decides on it.
pub const SEPARATE: Rule =
    Rule { id: "escalation-separate", cites: "SP 800-171 3.1.4 (separation of duties)", kind: Kind::Duty };

/// Laying something before somebody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Raise {
    /// Its identity.
    pub id: EscalationId,
    /// Of which system.
    pub system: SystemId,
    /// What.
    pub matter: Matter,
    /// Why.
    pub cause: Cause,
    /// Since when it is overdue.
    pub since: Date,
    /// On which rung.
    pub rung: Rung,
    /// Before whom.
    pub to: PersonId,
    /// The escalation whose decision has lapsed.
    pub again: Option<EscalationId>,
}

/// One rung that was asked.
#[derive(Debug, Clone, PartialEq)]
pub struct Asked {
    /// When.
    pub at: Timestamp,
    /// On which day.
    pub day: Date,
    /// Which rung.
    pub rung: Rung,
    /// Whom.
    pub to: PersonId,
    /// Why it went there; `None` for the first.
    pub why: Option<Climb>,
}

/// How it ended.
#[derive(Debug, Clone, PartialEq)]
pub enum Outcome {
    /// Somebody decided.
    Decided {
        /// What.
        decision: Decision,
        /// Why.
        reason: String,
        /// The last day on which it answers what was asked.
        until: Date,
        /// Whether that day has passed and it was asked again.
        lapsed: bool,
        /// When, and by whom.
        signed: (Timestamp, PersonId),
    },
    /// There is nothing to decide any more.
    Settled {
        /// Why not.
        why: String,
        /// When.
        at: Timestamp,
    },
}

/// An escalation as it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct Escalation {
    /// What was laid before somebody, and why.
    pub raised: Raise,
    /// Who raised it: the calendar, or a person.
    pub by: PersonId,
    /// What they said; empty for the calendar.
    pub note: String,
    /// Every rung that was asked, from the first; never empty.
    pub asked: Vec<Asked>,
    /// Words of whoever was asked last, and when: seen, and what they do about it.
    pub acknowledged: Option<(Timestamp, PersonId, String)>,
    /// How it ended.
    pub outcome: Option<Outcome>,
    /// How many events led here.
    pub version: u64,
}

impl Escalation {
    /// Whether somebody still has to decide.
    pub fn is_open(&self) -> bool {
        self.outcome.is_none()
    }

    /// The rung that was asked last.
    pub fn standing(&self) -> (Rung, PersonId) {
        self.asked.last().map_or((self.raised.rung, self.raised.to), |asked| (asked.rung, asked.to))
    }

    /// What the calendar goes by.
    pub fn known(&self) -> Known {
        let (rung, to) = self.standing();
        Known {
            id: self.raised.id,
            matter: self.raised.matter,
            cause: self.raised.cause,
            rung,
            to,
            asked_on: self.asked.last().map_or(self.raised.since, |asked| asked.day),
            open: self.is_open(),
            until: self.decided_until(),
            compensates: self.compensates(),
        }
    }

    fn compensates(&self) -> bool {
        matches!(&self.outcome, Some(Outcome::Decided { decision: Decision::Compensate { .. }, .. }))
    }

    /// The last day on which a decision answers what was asked; `None` where nobody decided.
    pub fn decided_until(&self) -> Option<Date> {
        match &self.outcome {
            Some(Outcome::Decided { until, lapsed: false, .. }) => Some(*until),
            _ => None,
        }
    }
}

/// As much of an escalation as the calendar goes by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Known {
    /// Its identity.
    pub id: EscalationId,
    /// What it is about.
    pub matter: Matter,
    /// Why it was raised.
    pub cause: Cause,
    /// The rung that was asked last.
    pub rung: Rung,
    /// Whom.
    pub to: PersonId,
    /// On which day.
    pub asked_on: Date,
    /// Whether somebody still has to decide.
    pub open: bool,
    /// The last day on which the decision answers what was asked; `None` where nobody decided, or it has lapsed.
    pub until: Option<Date>,
    /// Whether a compensating control was decided on, which is missed when it ends.
    pub compensates: bool,
}

/// What can be asked.
#[derive(Debug, Clone, PartialEq)]
pub enum Command {
    /// Lay something before somebody.
    Raise { raise: Box<Raise>, note: String },
    /// Ask a higher rung, or another person of the same.
    Climb { rung: Rung, to: PersonId, why: Climb },
    /// Say that it was seen, and what will be done.
    Acknowledge { note: String },
    /// Decide. What it does to the item, the item's own rules say.
    Decide { decision: Box<Decision>, reason: String, look_again: Date },
    /// There is nothing to decide any more.
    Settle { why: String },
    /// The day until which the decision held has passed.
    Lapse,
}

/// What can happen.
#[derive(Debug, Clone, PartialEq)]
pub enum Event {
    /// Something was laid before somebody.
    Raised { raise: Box<Raise>, note: String, day: Date },
    /// A higher rung was asked.
    Climbed { rung: Rung, to: PersonId, why: Climb, day: Date },
    /// Whoever was asked has seen it.
    Acknowledged { note: String },
    /// Somebody decided, and it holds until a day.
    Decided { decision: Box<Decision>, reason: String, until: Date },
    /// There was nothing to decide any more.
    Settled { why: String },
    /// The decision no longer answers what was asked.
    Lapsed,
}

/// Who asks: a person, or the calendar.
#[derive(Debug, Clone, Copy)]
pub struct By<'a> {
    /// Who.
    pub actor: PersonId,
    /// Today.
    pub today: Date,
    /// Everybody.
    pub directory: &'a Directory,
    /// What ties them to the item.
    pub relations: &'a [Relation],
}

/// Decides. `escalation` is `None` for one that is not raised yet.
///
/// # Errors
/// Refuses with the rule that forbids it.
pub fn decide(escalation: Option<&Escalation>, command: Command, by: By<'_>) -> Result<Vec<Event>, Refusal> {
    let calendar = by.actor.is_calendar();
    let day = by.today;
    match (escalation, command) {
        (None, Command::Raise { raise, note }) => {
            if !calendar {
                policy::permit(by.directory, by.actor, Action::Plan, by.relations)?;
            }
            let note = if calendar { rule::note("reason", &note)? } else { rule::text("reason", &note)? };
            Ok(vec![Event::Raised { raise, note, day }])
        }
        (None, _) => Err(OPEN.refuse("there is no such escalation", "name one of the list")),
        (Some(_), Command::Raise { .. }) => Err(OPEN.refuse("this was raised already", "look at it in the list")),
        (Some(escalation), command) => answer(escalation, command, by, calendar),
    }
}

fn answer(escalation: &Escalation, command: Command, by: By<'_>, calendar: bool) -> Result<Vec<Event>, Refusal> {
    let by_the_calendar = || match calendar {
        true => Ok(()),
        false => Err(CALENDAR.refuse("this happens by the calendar alone", "decide, or acknowledge it")),
    };
    let open = || match &escalation.outcome {
        None => Ok(()),
        Some(Outcome::Decided { decision, .. }) => {
            let sentence = format!("this was decided on already, to {}", decision.word());
            Err(OPEN.refuse(sentence, "wait until the decision lapses, or raise it anew"))
        }
        Some(Outcome::Settled { why, .. }) => {
            Err(OPEN.refuse(format!("this is settled: {why}"), "nothing is left to do"))
        }
    };
    match command {
        Command::Climb { rung, to, why } => {
            by_the_calendar()?;
            open()?;
            let (stands, asked) = escalation.standing();
            // It climbs; what lies there already, or higher, stays where it is.
            let climbs = rung > stands || (rung == stands && to != asked);
            Ok(climbs.then_some(Event::Climbed { rung, to, why, day: by.today }).into_iter().collect())
        }
        Command::Settle { why } => {
            // Whoever raised it may take it back.
            if escalation.by != by.actor {
                by_the_calendar()?;
            }
            open()?;
            Ok(vec![Event::Settled { why: rule::text("why", &why)? }])
        }
        Command::Lapse => {
            by_the_calendar()?;
            match escalation.decided_until() {
                Some(until) if until < by.today => Ok(vec![Event::Lapsed]),
                _ => Err(OPEN.refuse("no decision has lapsed here", "nothing is left to do")),
            }
        }
        Command::Acknowledge { note } => {
            open()?;
            let (_, asked) = escalation.standing();
            if asked != by.actor {
                let sentence = format!("this lies before {}", by.directory.name(asked));
                return Err(CALENDAR.refuse(sentence, "let them answer, or decide if you may"));
            }
            Ok(vec![Event::Acknowledged { note: rule::text("note", &note)? }])
        }
        Command::Decide { decision, reason, look_again } => {
            open()?;
            policy::permit(by.directory, by.actor, Action::DecideEscalation, &[])?;
            if let Matter::Review(cadence) = escalation.raised.matter {
                let sentence = format!("{} is answered by the next one that is held", escalation.raised.matter);
                return Err(OPEN.refuse(sentence, format!("start the {cadence} review; this settles itself then")));
            }
            if escalation.by == by.actor {
                let sentence = "whoever raises a question does not decide on it";
                return Err(SEPARATE.refuse(sentence, "let somebody else decide"));
            }
            let until = decision.until().unwrap_or(look_again);
            Ok(vec![Event::Decided { decision, reason: rule::text("reason", &reason)?, until }])
        }
        Command::Raise { .. } => Err(OPEN.refuse("this was raised already", "look at it in the list")),
    }
}

/// The escalation after all of its events, oldest first.
pub fn replay<'a>(events: impl IntoIterator<Item = &'a Stamped<Event>>) -> Option<Escalation> {
    events.into_iter().fold(None, fold)
}

/// The escalation after one more event.
pub fn fold(escalation: Option<Escalation>, event: &Stamped<Event>) -> Option<Escalation> {
    let Some(mut escalation) = escalation else {
        let Event::Raised { raise, note, day } = &event.what else { return None };
        let asked = Asked { at: event.at, day: *day, rung: raise.rung, to: raise.to, why: None };
        return Some(Escalation {
            raised: (**raise).clone(),
            by: event.by,
            note: note.clone(),
            asked: vec![asked],
            acknowledged: None,
            outcome: None,
            version: 1,
        });
    };
    escalation.version += 1;
    match &event.what {
        Event::Raised { .. } => {}
        Event::Climbed { rung, to, why, day } => {
            escalation.asked.push(Asked { at: event.at, day: *day, rung: *rung, to: *to, why: Some(*why) });
            escalation.acknowledged = None;
        }
        Event::Acknowledged { note } => escalation.acknowledged = Some((event.at, event.by, note.clone())),
        Event::Decided { decision, reason, until } => {
            let (decision, reason, until) = ((**decision).clone(), reason.clone(), *until);
            let signed = (event.at, event.by);
            escalation.outcome = Some(Outcome::Decided { decision, reason, until, lapsed: false, signed });
        }
        Event::Settled { why } => escalation.outcome = Some(Outcome::Settled { why: why.clone(), at: event.at }),
        Event::Lapsed => {
            if let Some(Outcome::Decided { lapsed, .. }) = &mut escalation.outcome {
                *lapsed = true;
            }
        }
    }
    Some(escalation)
}
