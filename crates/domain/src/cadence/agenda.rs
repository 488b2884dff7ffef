//! What a review has to look at: items, each with why it is on the list.

use std::collections::{BTreeMap, BTreeSet};

use jiff::{Timestamp, civil::Date, tz::TimeZone};

use crate::{
    deadline::rhythm::Cadence,
    ids::ItemNumber,
    item::{Item, Status, extend},
    priority::Priority,
};

/// Why an item is on the agenda, the most pressing first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Reason {
    /// It lies before somebody for a decision.
    Asked,
    /// A day passed without what was planned for it.
    Late,
    /// An accepted risk, or a compensating control, comes to its end before the next review.
    Expiring,
    /// It came back after it was closed, or the work was sent back since the last review.
    Regressed,
    /// A date moved back since the last review.
    Slipping,
    /// It waits for a signature.
    Waiting,
    /// It is of high or critical priority.
    HighRisk,
    /// A step of it is due before the next review.
    Due,
    /// It was begun since the last review.
    New,
}

impl Reason {
    /// Every one, the most pressing first.
    pub const ALL: [Self; 9] = [
        Self::Asked,
        Self::Late,
        Self::Expiring,
        Self::Regressed,
        Self::Slipping,
        Self::Waiting,
        Self::HighRisk,
        Self::Due,
        Self::New,
    ];

    /// The word used in files, the API and the database.
    pub fn word(self) -> &'static str {
        match self {
            Self::Asked => "asked",
            Self::Late => "late",
            Self::Expiring => "expiring",
            Self::Regressed => "regressed",
            Self::Slipping => "slipping",
            Self::Waiting => "waiting",
            Self::HighRisk => "high_risk",
            Self::Due => "due",
            Self::New => "new",
        }
    }

    /// As in "POAM-0007 (late, waits for a signature)".
    pub fn phrase(self) -> &'static str {
        match self {
            Self::Asked => "to be decided",
            Self::Late => "late",
            Self::Expiring => "runs out",
            Self::Regressed => "came back",
            Self::Slipping => "slipping",
            Self::Waiting => "waits for a signature",
            Self::HighRisk => "high risk",
            Self::Due => "due",
            Self::New => "new",
        }
    }

    /// Whether a review of this cadence looks at items for this reason: what is due and who has to sign is for those who do
    /// the work; the executives see what needs them.
    fn concerns(self, cadence: Cadence) -> bool {
        match cadence {
            Cadence::Weekly => true,
            Cadence::Monthly => self != Self::Due,
            Cadence::Quarterly => !matches!(self, Self::Due | Self::Waiting | Self::New),
        }
    }
}

crate::ids::worded!(Reason, "a reason: asked, late, expiring, regressed, slipping, waiting, high_risk, due or new");

/// An item on the agenda.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Which.
    pub item: ItemNumber,
    /// Why; never empty, the most pressing first.
    pub reasons: Vec<Reason>,
}

/// The days between which an agenda looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    /// Of which cadence.
    pub cadence: Cadence,
    /// The day of the review before; without one, the first of the period.
    pub since: Date,
    /// The day of the review.
    pub today: Date,
    /// The day by which the next one is held.
    pub next: Date,
}

/// How the plan stands on the day of a review.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Tally {
    /// Items on which somebody still has to act.
    pub live: u32,
    /// Those of them that are late.
    pub late: u32,
    /// Items begun since the review before.
    pub begun: u32,
    /// Items closed, dismissed or accepted since.
    pub ended: u32,
}

/// The agenda: the most pressing first, then by priority and number. `asked` names the items that lie before somebody.
pub fn agenda<'a>(
    items: impl IntoIterator<Item = &'a Item>,
    asked: &BTreeSet<ItemNumber>,
    span: &Span,
) -> (Vec<Entry>, Tally) {
    let (mut entries, mut tally) = (BTreeMap::new(), Tally::default());
    for item in items {
        count(item, span, &mut tally);
        let reasons = reasons(item, asked.contains(&item.number), span);
        if let Some(first) = reasons.first() {
            let priority = item.rating.as_ref().map_or(Priority::Critical, |rating| rating.priority);
            let place = (*first, std::cmp::Reverse(priority), item.number);
            entries.insert(place, Entry { item: item.number, reasons });
        }
    }
    (entries.into_values().collect(), tally)
}

fn count(item: &Item, span: &Span, tally: &mut Tally) {
    let since = |signature: Option<_>| signature.is_some_and(|(at, _)| span.since <= day(at));
    let up = |counter: &mut u32, counts: bool| *counter = counter.saturating_add(counts.into());
    up(&mut tally.live, item.status.is_live());
    up(&mut tally.late, item.status.is_live() && item.late_after().is_some_and(|day| day < span.today));
    up(&mut tally.begun, since(item.chain.drafted));
    up(&mut tally.ended, since(item.chain.ended));
}

fn reasons(item: &Item, asked: bool, span: &Span) -> Vec<Reason> {
    if item.status.is_final() {
        return Vec::new();
    }
    let live = item.status.is_live();
    let holds = |reason: &Reason| match reason {
        Reason::Asked => asked,
        Reason::Late => item.late_after().is_some_and(|day| day < span.today),
        Reason::Expiring => expires(item).is_some_and(|day| day <= span.next),
        Reason::Regressed => live && (is_new(item, span) && item.recurrence_of.is_some() || was_sent_back(item, span)),
        Reason::Slipping => live && has_slipped(item, span),
        Reason::Waiting => waits(item),
        Reason::HighRisk => live && item.rating.as_ref().is_some_and(|rating| rating.priority >= Priority::High),
        Reason::Due => live && item.next_milestone().is_some_and(|(_, m)| m.due >= span.today && m.due <= span.next),
        Reason::New => is_new(item, span),
    };
    Reason::ALL.into_iter().filter(|reason| reason.concerns(span.cadence)).filter(holds).collect()
}

/// The day on which the first of what protects meanwhile comes to its end.
fn expires(item: &Item) -> Option<Date> {
    let risk = item.accepted_until.filter(|_| item.status == Status::Accepted);
    let controls = item.controls.values().filter(|control| control.ended.is_none() && item.status.is_live());
    controls.map(|control| control.until).chain(risk).min()
}

fn is_new(item: &Item, span: &Span) -> bool {
    item.chain.drafted.is_some_and(|(at, _)| day(at) >= span.since)
}

/// Whether work on it goes on though it was said to be done, and somebody said so since.
fn was_sent_back(item: &Item, span: &Span) -> bool {
    item.sent_back.is_some_and(|at| day(at) >= span.since) && item.status == Status::Open
}

fn has_slipped(item: &Item, span: &Span) -> bool {
    let changes = item.milestones.values().filter(|m| m.is_open()).flat_map(|m| &m.changes);
    changes.into_iter().any(|change| change.to > change.from && day(change.recorded.0) >= span.since)
}

fn waits(item: &Item) -> bool {
    matches!(item.status, Status::Proposed | Status::AwaitingValidation | Status::Validated)
        || item.proposal.is_some()
        || (item.status == Status::Open && extend::pending(item).next().is_some())
}

fn day(at: Timestamp) -> Date {
    at.to_zoned(TimeZone::UTC).date()
}
