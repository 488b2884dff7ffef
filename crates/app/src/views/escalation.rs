//! Rows of escalations, and of what was decided on them.

use closeout_domain::{
    cadence::escalation::{Escalation, Known, Matter, Outcome},
    deadline::{ladder::Rung, rhythm::Cadence},
    ids::{EscalationId, ItemNumber, PersonId},
    item::measure::Decision,
};
use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::PersonRef;

/// Something overdue, or raised by a person, that was laid before somebody for a decision.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct EscalationRow {
    /// Identity.
    pub id: Uuid,
    /// The system of the item.
    pub system: Uuid,
    /// The item, as in "POAM-0007"; `null` where a review was missed.
    pub item: Option<String>,
    /// The number in it.
    pub item_number: Option<u32>,
    /// The review that was missed: `weekly`, `monthly` or `quarterly`; `null` for an item.
    #[serde(default)]
    pub review: Option<String>,
    /// The item's weakness; filled in when read.
    #[serde(default)]
    pub weakness: String,
    /// The item's priority; filled in when read.
    #[serde(default)]
    pub priority: Option<String>,
    /// Why: `late`, `unplanned`, `waiting`, `lapsed` (a control came to its end), `missed` (a review) or `raised`.
    pub cause: String,
    /// Since when it is overdue, or when a person raised it.
    #[schema(value_type = String, format = Date)]
    pub since: Date,
    /// When it was raised.
    #[schema(value_type = String, format = DateTime)]
    pub raised: Timestamp,
    /// Who raised it; `null` for the calendar.
    pub by: Option<PersonRef>,
    /// What they said.
    pub note: String,
    /// Every rung that was asked, from the first.
    pub asked: Vec<AskedView>,
    /// Before whom it lies, or lay in the end.
    pub to: PersonRef,
    /// On which rung: `owner`, `supervisor`, `poam_owner` or `executive`.
    pub rung: String,
    /// Their first answer: that they have seen it.
    pub acknowledged: Option<SaidView>,
    /// `open`, `decided`, `lapsed` (a decision that no longer holds) or `settled` (nothing was left to decide).
    pub state: String,
    /// What was decided.
    pub decision: Option<DecisionView>,
    /// The last day on which the decision answers what was asked.
    #[schema(value_type = Option<String>, format = Date)]
    pub until: Option<Date>,
    /// Why it is settled.
    pub settled: Option<String>,
    /// The escalation whose decision lapsed, and that this one asks about again.
    pub again: Option<Uuid>,
    /// How many events led here; the value of `If-Match`.
    pub version: u64,
}

/// A rung that was asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct AskedView {
    /// On which day.
    #[schema(value_type = String, format = Date)]
    pub day: Date,
    /// Which rung.
    pub rung: String,
    /// Whom.
    pub to: PersonRef,
    /// Why it went there: `overdue`, `repeated`, `unanswered` or `gone`; `null` for the first.
    pub why: Option<String>,
}

/// What somebody said.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SaidView {
    /// When.
    #[schema(value_type = String, format = DateTime)]
    pub at: Timestamp,
    /// Who.
    pub by: PersonRef,
    /// The words; may be empty.
    pub note: String,
}

/// A decision.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct DecisionView {
    /// `fund`, `compensate`, `accept`, `extend` or `reassign`.
    pub kind: String,
    /// Money granted, in cents.
    pub amount: Option<u64>,
    /// Which budget pays.
    pub source: Option<String>,
    /// The compensating control.
    pub control: Option<String>,
    /// Who answers for the control, or for the item from then on.
    pub person: Option<PersonRef>,
    /// The milestone that got another day.
    pub milestone: Option<u16>,
    /// What got in its way.
    pub obstacle: Option<String>,
    /// The last day of the control or of the accepted risk, or the milestone's new one.
    #[schema(value_type = Option<String>, format = Date)]
    pub until: Option<Date>,
    /// Why.
    pub reason: String,
    /// Who decided.
    pub by: PersonRef,
    /// When.
    #[schema(value_type = String, format = DateTime)]
    pub at: Timestamp,
}

impl DecisionView {
    /// A decision as it was signed.
    pub fn of(decision: &Decision, reason: &str, (at, by): (Timestamp, PersonId)) -> Self {
        let mut view = Self {
            kind: decision.word().into(),
            amount: None,
            source: None,
            control: None,
            person: None,
            milestone: None,
            obstacle: None,
            until: decision.until(),
            reason: reason.into(),
            by: PersonRef::of(by),
            at,
        };
        match decision {
            Decision::Fund { amount, source } => (view.amount, view.source) = (Some(amount.0), Some(source.clone())),
            Decision::Compensate { control, owner, .. } => {
                (view.control, view.person) = (Some(control.clone()), Some(PersonRef::of(*owner)));
            }
            Decision::Extend { milestone, obstacle, .. } => {
                (view.milestone, view.obstacle) = (Some(milestone.0), Some(obstacle.word().into()));
            }
            Decision::Reassign { to } => view.person = Some(PersonRef::of(*to)),
            Decision::Accept { .. } => {}
        }
        view
    }

    /// In a few words, as in "fund 2,400.00 from the reserve".
    pub fn sentence(&self) -> String {
        let who = self.person.as_ref().map_or("", |p| p.name.as_str());
        let until = self.until.map(|day| day.to_string()).unwrap_or_default();
        match self.kind.as_str() {
            "fund" => {
                let amount = closeout_domain::item::origin::Money(self.amount.unwrap_or_default());
                format!("fund {amount} from {}", self.source.as_deref().unwrap_or_default())
            }
            "compensate" => {
                format!("until {until}, {who} answers for: {}", self.control.as_deref().unwrap_or_default())
            }
            "accept" => format!("accept the risk until {until}"),
            "extend" => format!("milestone {} moves to {until}", self.milestone.unwrap_or_default()),
            _ => format!("give the item to {who}"),
        }
    }
}

impl From<&Escalation> for EscalationRow {
    fn from(escalation: &Escalation) -> Self {
        let (raised, (rung, to)) = (&escalation.raised, escalation.standing());
        let asked = escalation.asked.iter().map(|asked| AskedView {
            day: asked.day,
            rung: asked.rung.word().into(),
            to: PersonRef::of(asked.to),
            why: asked.why.map(|why| why.word().into()),
        });
        let said = |(at, by, note): &(Timestamp, PersonId, String)| SaidView {
            at: *at,
            by: PersonRef::of(*by),
            note: note.clone(),
        };
        let (state, decision, until, settled) = match &escalation.outcome {
            None => ("open", None, None, None),
            Some(Outcome::Settled { why, .. }) => ("settled", None, None, Some(why.clone())),
            Some(Outcome::Decided { decision, reason, until, lapsed, signed }) => {
                let view = DecisionView::of(decision, reason, *signed);
                (if *lapsed { "lapsed" } else { "decided" }, Some(view), Some(*until), None)
            }
        };
        Self {
            id: raised.id.0,
            system: raised.system.0,
            item: raised.matter.item().map(|number| number.to_string()),
            item_number: raised.matter.item().map(|number| number.0),
            review: match raised.matter {
                Matter::Item(_) => None,
                Matter::Review(cadence) => Some(cadence.word().into()),
            },
            weakness: String::new(),
            priority: None,
            cause: raised.cause.word().into(),
            since: raised.since,
            raised: escalation.asked.first().map_or(Timestamp::UNIX_EPOCH, |asked| asked.at),
            by: (!escalation.by.is_calendar()).then(|| PersonRef::of(escalation.by)),
            note: escalation.note.clone(),
            asked: asked.collect(),
            to: PersonRef::of(to),
            rung: rung.word().into(),
            acknowledged: escalation.acknowledged.as_ref().map(said),
            state: state.into(),
            decision,
            until,
            settled,
            again: raised.again.map(|id| id.0),
            version: escalation.version,
        }
    }
}

impl EscalationRow {
    /// What the calendar goes by; `None` for a row that another version of this program wrote.
    pub fn known(&self) -> Option<Known> {
        Some(Known {
            id: EscalationId(self.id),
            matter: self.matter()?,
            cause: self.cause.parse().ok()?,
            rung: self.rung.parse().ok()?,
            to: PersonId(self.to.id),
            asked_on: self.asked.last().map(|asked| asked.day)?,
            open: self.state == "open",
            until: self.until.filter(|_| self.state == "decided"),
            compensates: self.decision.as_ref().is_some_and(|decision| decision.kind == "compensate"),
        })
    }

    /// What it is about; `None` for a row that another version of this program wrote.
    pub fn matter(&self) -> Option<Matter> {
        let review = || self.review.as_ref()?.parse::<Cadence>().ok().map(Matter::Review);
        self.item_number.map(|number| Matter::Item(ItemNumber(number))).or_else(review)
    }

    /// What it is about, as a heading: "POAM-0007" or "Weekly review".
    pub fn about(&self) -> String {
        match (&self.item, self.review.as_deref().map(str::parse)) {
            (Some(item), _) => item.clone(),
            (None, Some(Ok(Cadence::Weekly))) => "Weekly review".into(),
            (None, Some(Ok(Cadence::Monthly))) => "Monthly review".into(),
            (None, Some(Ok(Cadence::Quarterly))) => "Quarterly review".into(),
            (None, _) => "Review".into(),
        }
    }

    /// The rung in words, as in "the POA&M owner".
    pub fn rung_phrase(&self) -> &'static str {
        self.rung.parse::<Rung>().map_or("somebody", Rung::phrase)
    }
}
