//! Reviews of a plan: how often they are held, and each as it stands.

use closeout_domain::{
    cadence::{
        agenda::Entry,
        review::{Agreed, Outcome, Remark, Review},
    },
    deadline::rhythm::{Period, Rhythm},
};
use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::{escalation::SaidView, item::PersonRef};

/// How often a system's plan is reviewed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RhythmView {
    /// A review with IT every so many weeks, 1 or 2; 0 for none.
    pub weeks: u8,
    /// Whether there is one with leadership every month.
    pub monthly: bool,
    /// Whether there is one with the executives every quarter.
    pub quarterly: bool,
    /// Days after a period's end on which its review may still be held.
    pub grace: u8,
}

impl Default for RhythmView {
    fn default() -> Self {
        Rhythm::default().into()
    }
}

impl From<Rhythm> for RhythmView {
    fn from(Rhythm { weeks, monthly, quarterly, grace }: Rhythm) -> Self {
        Self { weeks, monthly, quarterly, grace }
    }
}

impl RhythmView {
    /// The rhythm as the domain knows it.
    pub fn rhythm(self) -> Rhythm {
        Rhythm { weeks: self.weeks, monthly: self.monthly, quarterly: self.quarterly, grace: self.grace }
    }
}

/// A stretch of days in which one review is held.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PeriodView {
    /// Its first day.
    #[schema(value_type = String, format = Date)]
    pub first: Date,
    /// Its last day.
    #[schema(value_type = String, format = Date)]
    pub last: Date,
}

impl From<Period> for PeriodView {
    fn from(Period { first, last }: Period) -> Self {
        Self { first, last }
    }
}

/// An item on the agenda.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct AgendaEntry {
    /// Which, as in `POAM-0007`.
    pub item: String,
    /// The number in it.
    pub item_number: u32,
    /// Why it is there, the most pressing first: `asked`, `late`, `expiring`, `regressed`, `slipping`, `waiting`,
    /// `high_risk`, `due` or `new`.
    pub reasons: Vec<String>,
}

/// Something that was said.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct RemarkView {
    /// Of which item; `null` for the whole plan.
    pub item: Option<String>,
    /// `seen`, `note` or `decision`.
    pub sort: String,
    /// In words; empty for what was only looked at.
    pub text: String,
}

/// A next action: a task that the review gave somebody.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ActionView {
    /// Of which item, as in `POAM-0007`.
    pub item: String,
    /// Which task of it.
    pub task: u16,
    /// What is to be done.
    pub title: String,
    /// By whom.
    pub responsible: PersonRef,
    /// By when.
    #[schema(value_type = String, format = Date)]
    pub due: Date,
}

/// The signed minutes as a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct MinutesView {
    /// SHA-256 of the file.
    pub sha256: String,
    /// Its size in bytes.
    pub size: u64,
}

/// A review.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ReviewRow {
    /// Identity.
    pub id: Uuid,
    /// Of which system.
    pub system: Uuid,
    /// `weekly`, `monthly` or `quarterly`.
    pub cadence: String,
    /// The stretch of days that it is held for.
    pub period: PeriodView,
    /// The day on which it is held.
    #[schema(value_type = String, format = Date)]
    pub day: Date,
    /// From which day on it looks back.
    #[schema(value_type = String, format = Date)]
    pub since: Date,
    /// `open`, `signed` or `given_up`.
    pub state: String,
    /// When it was begun.
    #[schema(value_type = String, format = DateTime)]
    pub begun: Timestamp,
    /// By whom.
    pub by: PersonRef,
    /// Items on which somebody had to act that day.
    pub live: u32,
    /// Those of them that were late.
    pub late: u32,
    /// Items begun since the review before.
    pub new: u32,
    /// Items that ended since.
    pub ended: u32,
    /// What it has to look at, the most pressing first.
    pub agenda: Vec<AgendaEntry>,
    /// People of the organization who are there.
    pub people: Vec<PersonRef>,
    /// Others; may be empty.
    pub guests: String,
    /// What was said, in order.
    pub remarks: Vec<RemarkView>,
    /// What was agreed on, in order.
    pub actions: Vec<ActionView>,
    /// The signed minutes.
    pub minutes: Option<MinutesView>,
    /// Who signed, or gave it up and why.
    pub ending: Option<SaidView>,
    /// How many events led here.
    pub version: u64,
}

impl ReviewRow {
    /// What of the agenda nothing was said of yet.
    pub fn ahead(&self) -> impl Iterator<Item = &AgendaEntry> {
        self.agenda.iter().filter(|entry| !self.has_seen(&entry.item))
    }

    /// Whether something was said of an item, if only that it was looked at, or agreed on.
    pub fn has_seen(&self, item: &str) -> bool {
        self.remarks.iter().any(|r| r.item.as_deref() == Some(item)) || self.actions.iter().any(|a| a.item == item)
    }

    /// Whether its period counts as reviewed.
    pub fn counts(&self) -> bool {
        self.state != "given_up"
    }
}

/// How a cadence of a system stands.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct CadenceView {
    /// `weekly`, `monthly` or `quarterly`.
    pub cadence: String,
    /// Weeks between two reviews, where it is counted in weeks.
    pub weeks: Option<u8>,
    /// The period that a review of today would be for.
    pub period: PeriodView,
    /// The last day on which that can be held.
    #[schema(value_type = String, format = Date)]
    pub until: Date,
    /// Whether it is held already, or going on.
    pub held: bool,
    /// The review that goes on.
    pub open: Option<Uuid>,
    /// The day of the last one that was held.
    #[schema(value_type = Option<String>, format = Date)]
    pub last: Option<Date>,
    /// Periods that passed without one, the last year's, oldest first.
    pub missed: Vec<PeriodView>,
}

impl From<&Review> for ReviewRow {
    fn from(review: &Review) -> Self {
        let opening = &review.opening;
        let entry = |entry: &Entry| AgendaEntry {
            item: entry.item.to_string(),
            item_number: entry.item.0,
            reasons: entry.reasons.iter().map(ToString::to_string).collect(),
        };
        let remark = |Remark { item, sort, text }: &Remark| RemarkView {
            item: item.map(|item| item.to_string()),
            sort: sort.to_string(),
            text: text.clone(),
        };
        let action = |agreed: &Agreed| ActionView {
            item: agreed.item.to_string(),
            task: agreed.task.0,
            title: agreed.title.clone(),
            responsible: PersonRef::of(agreed.responsible),
            due: agreed.due,
        };
        let said = |(at, by): (Timestamp, _), note: &str| SaidView { at, by: PersonRef::of(by), note: note.into() };
        let (state, minutes, ending) = match &review.outcome {
            None => ("open", None, None),
            Some(Outcome::Signed { minutes, signed }) => {
                let file = MinutesView { sha256: minutes.digest.to_string(), size: minutes.size };
                ("signed", Some(file), Some(said(*signed, "")))
            }
            Some(Outcome::GivenUp { why, signed }) => ("given_up", None, Some(said(*signed, why))),
        };
        Self {
            id: opening.id.0,
            system: opening.system.0,
            cadence: opening.cadence.word().into(),
            period: opening.period.into(),
            day: opening.day,
            since: opening.since,
            state: state.into(),
            begun: review.begun.0,
            by: PersonRef::of(review.begun.1),
            live: opening.tally.live,
            late: opening.tally.late,
            new: opening.tally.begun,
            ended: opening.tally.ended,
            agenda: opening.agenda.iter().map(entry).collect(),
            people: review.attendance.people.iter().copied().map(PersonRef::of).collect(),
            guests: review.attendance.guests.clone(),
            remarks: review.remarks.iter().map(remark).collect(),
            actions: review.actions.iter().map(action).collect(),
            minutes,
            ending,
            version: review.version,
        }
    }
}
