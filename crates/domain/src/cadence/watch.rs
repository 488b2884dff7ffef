//! What the calendar does on a day: lays overdue items before people, climbs where nobody answers, settles what is over, and
//! asks again where a decision has lapsed. Pure, and the same however often it is asked on one day.

use std::collections::BTreeMap;

use jiff::{ToSpan, civil::Date};

use super::escalation::{Cause, Climb, Known};
use crate::{
    deadline::ladder::{Ladder, Rung, Standing},
    ids::{EscalationId, ItemNumber, PersonId},
    priority::Priority,
};

/// Why nothing is left to decide.
const SETTLED: &str = "nothing about the item is overdue any more";
const ENDED: &str = "nobody has to act on the item any more";

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

/// One thing to be done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Move {
    /// Lay an item before somebody.
    Raise {
        /// Which.
        item: ItemNumber,
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

/// What is to be done today about items, given the escalations that are open and those whose decision has not lapsed.
///
/// `watched` holds every item that can be overdue, and every other one that is live and has an escalation. Escalations of
/// further items are settled.
pub fn moves(watched: &[Watched], escalations: &[Known], ladder: &Ladder, today: Date) -> Vec<Move> {
    let mut known: BTreeMap<ItemNumber, Vec<&Known>> = BTreeMap::new();
    for escalation in escalations {
        known.entry(escalation.item).or_default().push(escalation);
    }
    let mut moves = Vec::new();
    for item in watched {
        let known = known.remove(&item.item).unwrap_or_default();
        of_item(item, &known, ladder, today, &mut moves);
    }
    for one in known.into_values().flatten() {
        let ended = Move::Settle { id: one.id, why: ENDED };
        moves.extend(if one.open { Some(ended) } else { lapse(one, today) });
    }
    moves
}

fn lapse(known: &Known, today: Date) -> Option<Move> {
    known.until.filter(|until| *until < today).map(|_| Move::Lapse { id: known.id })
}

fn of_item(item: &Watched, known: &[&Known], ladder: &Ladder, today: Date, moves: &mut Vec<Move>) {
    let found = overdue(item, ladder, today);
    let rung = found.and_then(|(_, since)| ladder.rung(item.priority, (today - since).get_days()));
    let mut asked = false;
    for open in known.iter().filter(|one| one.open) {
        if found.is_some() || open.cause.stays() {
            asked = true;
            moves.extend(climb(item, open, rung, ladder, today));
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
    let overdue = found.zip(rung).map(|((cause, since), rung)| (cause, since, rung));
    let Some((cause, since, rung)) = overdue.or(control) else { return };
    // Whoever decided is asked again, not those below.
    let before = lapsed().map(|(one, _)| one).max_by_key(|one| one.rung);
    let rung = before.map_or(rung, |one| rung.max(one.rung));
    if let Some((rung, to)) = item.standing.at(rung) {
        moves.push(Move::Raise { item: item.item, cause, since, rung, to, again: before.map(|one| one.id) });
    }
}

fn climb(item: &Watched, open: &Known, rung: Option<Rung>, ladder: &Ladder, today: Date) -> Option<Move> {
    let silent = (today - open.asked_on).get_days() >= i32::from(ladder.answer_within);
    let by_days = rung.filter(|rung| *rung > open.rung).and_then(|rung| item.standing.at(rung));
    let by_silence = item.standing.beyond(open.rung, open.to).filter(|_| silent);
    let higher = [by_days.map(|h| (h, Climb::Overdue)), by_silence.map(|h| (h, Climb::Unanswered))];
    let stands = || item.standing.at(open.rung).map(|same| (same, Climb::Gone));
    let highest = higher.into_iter().flatten().max_by_key(|((rung, _), _)| *rung);
    let ((rung, to), why) = highest.filter(|((_, to), _)| *to != open.to).or_else(stands)?;
    (to != open.to).then_some(Move::Climb { id: open.id, rung, to, why })
}
