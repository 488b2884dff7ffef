//! What the calendar does on a day: lays overdue items and missed reviews before people, climbs where nobody answers, settles what is over, and
//! asks again where a decision has lapsed. Pure, and the same however often it is asked on one day.

use std::collections::BTreeMap;

use jiff::{ToSpan, civil::Date};

use super::escalation::{Cause, Climb, Known, Matter};
use crate::{
    deadline::{
        ladder::{Ladder, Rung, Standing},
        rhythm::Cadence,
    },
    ids::{EscalationId, ItemNumber, PersonId},
    priority::Priority,
};

/// Why nothing is left to decide.
const SETTLED: &str = "nothing about the item is overdue any more";
const ENDED: &str = "nobody has to act on the item any more";
const HELD: &str = "the review is held again";

/// An item on which somebody has to act, as far as the calendar looks at it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Watched {
    /// Its number.
    pub item: ItemNumber,
    /// How urgent it is.
    pub priority: Option<Priority>,
    /// The first day that passes without what was planned for it.
    pub late_after: Option<Date>,
    /// The day it was begun, while it has no approved plan.
    pub unplanned_since: Option<Date>,
    /// The day since when it waits for a signature.
    pub waiting_since: Option<Date>,
    /// Who stands on each rung for it.
    pub standing: Standing,
}

/// Reviews of one cadence that nobody held, all since the last one that was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Missed {
    /// Of which.
    pub cadence: Cadence,
    /// The last day on which the first of them could have been held.
    pub since: Date,
    /// How many, at least one.
    pub times: usize,
    /// Who stands on each rung for the plan.
    pub standing: Standing,
}

/// One thing to be done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Move {
    /// Lay something before somebody.
    Raise {
        /// What.
        matter: Matter,
        /// Why.
        cause: Cause,
        /// Since when it is overdue.
        since: Date,
        /// On which rung.
        rung: Rung,
        /// Before whom.
        to: PersonId,
        /// The escalation whose decision has lapsed.
        again: Option<EscalationId>,
    },
    /// Ask higher.
    Climb {
        /// Which escalation.
        id: EscalationId,
        /// Which rung.
        rung: Rung,
        /// Whom.
        to: PersonId,
        /// Why.
        why: Climb,
    },
    /// Nothing is left to decide.
    Settle {
        /// Which escalation.
        id: EscalationId,
        /// Why not.
        why: &'static str,
    },
    /// A decision no longer holds.
    Lapse {
        /// Which escalation.
        id: EscalationId,
    },
}

/// Since when something is overdue, and why: the cause by which it is overdue longest.
pub fn overdue(watched: &Watched, ladder: &Ladder, today: Date) -> Option<(Cause, Date)> {
    let after = |day: Date, days: u16| day.saturating_add(i32::from(days).days());
    let causes = [
        (Cause::Late, watched.late_after),
        (Cause::Unplanned, watched.unplanned_since.map(|day| after(day, ladder.plan_within))),
        (Cause::Waiting, watched.waiting_since.map(|day| after(day, ladder.sign_within))),
    ];
    let passed = causes.into_iter().filter_map(|(cause, day)| Some((cause, day?))).filter(|(_, day)| *day < today);
    passed.min_by_key(|(_, day)| *day)
}

/// Something that may have to be laid before somebody.
struct Subject {
    matter: Matter,
    /// Why it is overdue, and since when.
    overdue: Option<(Cause, Date)>,
    /// The rung that its being overdue reaches.
    rung: Option<Rung>,
    /// Why it climbs when it reaches a higher one.
    climbs: Climb,
    standing: Standing,
}

impl Subject {
    fn of_item(item: &Watched, ladder: &Ladder, today: Date) -> Self {
        let overdue = overdue(item, ladder, today);
        let rung = overdue.and_then(|(_, since)| ladder.rung(item.priority, (today - since).get_days()));
        let standing = item.standing;
        Self { matter: Matter::Item(item.item), overdue, rung, climbs: Climb::Overdue, standing }
    }

    /// Whoever runs the plan answers for a review that was missed; an executive hears of the second one running.
    fn of_review(missed: &Missed) -> Self {
        let rung = if missed.times > 1 { Rung::Executive } else { Rung::PoamOwner };
        Self {
            matter: Matter::Review(missed.cadence),
            overdue: Some((Cause::Missed, missed.since)),
            rung: Some(rung),
            climbs: Climb::Repeated,
            standing: missed.standing,
        }
    }
}

/// What is to be done today about a system, given the escalations that are open and those whose decision has not lapsed.
///
/// `watched` holds every item that can be overdue, and every other one that is live and has an escalation; `missed` every
/// cadence of which the last review was missed. Escalations of anything else are settled.
pub fn moves(watched: &[Watched], missed: &[Missed], known: &[Known], ladder: &Ladder, today: Date) -> Vec<Move> {
    let mut by_matter: BTreeMap<Matter, Vec<&Known>> = BTreeMap::new();
    for escalation in known {
        by_matter.entry(escalation.matter).or_default().push(escalation);
    }
    let items = watched.iter().map(|item| Subject::of_item(item, ladder, today));
    let mut moves = Vec::new();
    for subject in items.chain(missed.iter().map(Subject::of_review)) {
        let known = by_matter.remove(&subject.matter).unwrap_or_default();
        of_subject(&subject, &known, ladder, today, &mut moves);
    }
    for one in by_matter.into_values().flatten() {
        let why = if one.matter.item().is_some() { ENDED } else { HELD };
        moves.extend(if one.open { Some(Move::Settle { id: one.id, why }) } else { lapse(one, today) });
    }
    moves
}

fn lapse(known: &Known, today: Date) -> Option<Move> {
    known.until.filter(|until| *until < today).map(|_| Move::Lapse { id: known.id })
}

fn of_subject(subject: &Subject, known: &[&Known], ladder: &Ladder, today: Date, moves: &mut Vec<Move>) {
    let mut asked = false;
    for open in known.iter().filter(|one| one.open) {
        if subject.overdue.is_some() || open.cause.stays() {
            asked = true;
            moves.extend(climb(subject, open, ladder, today));
        } else {
            moves.push(Move::Settle { id: open.id, why: SETTLED });
        }
    }
    moves.extend(known.iter().filter_map(|one| lapse(one, today)));
    let holds = known.iter().any(|one| one.until.is_some_and(|until| until >= today));
    if asked || holds {
        return;
    }
    let lapsed = || known.iter().filter_map(|one| Some((one, one.until?)));
    let control = lapsed().find(|(one, _)| one.compensates).map(|(one, until)| (Cause::Lapsed, until, one.rung));
    let overdue = subject.overdue.zip(subject.rung).map(|((cause, since), rung)| (cause, since, rung));
    let Some((cause, since, rung)) = overdue.or(control) else { return };
    // Whoever decided is asked again, not those below.
    let before = lapsed().map(|(one, _)| one).max_by_key(|one| one.rung);
    let rung = before.map_or(rung, |one| rung.max(one.rung));
    if let Some((rung, to)) = subject.standing.at(rung) {
        moves.push(Move::Raise { matter: subject.matter, cause, since, rung, to, again: before.map(|one| one.id) });
    }
}

fn climb(subject: &Subject, open: &Known, ladder: &Ladder, today: Date) -> Option<Move> {
    let standing = &subject.standing;
    let silent = (today - open.asked_on).get_days() >= i32::from(ladder.answer_within);
    let by_days = subject.rung.filter(|rung| *rung > open.rung).and_then(|rung| standing.at(rung));
    let by_silence = standing.beyond(open.rung, open.to).filter(|_| silent);
    // Of two reasons for the same rung, what happened says more than that nobody answered.
    let higher = [by_silence.map(|h| (h, Climb::Unanswered)), by_days.map(|h| (h, subject.climbs))];
    let stands = || standing.at(open.rung).map(|same| (same, Climb::Gone));
    let highest = higher.into_iter().flatten().max_by_key(|((rung, _), _)| *rung);
    let ((rung, to), why) = highest.filter(|((_, to), _)| *to != open.to).or_else(stands)?;
    (to != open.to).then_some(Move::Climb { id: open.id, rung, to, why })
}
