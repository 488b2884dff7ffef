//! Questions that lie before somebody, and what they decide.

use axum::{Json as Plain, extract::State};
use closeout_app::{App, Error, escalation::EscalationPage, views::EscalationRow};
use closeout_domain::{
    deadline::ladder::Rung,
    ids::{Digest, EscalationId, ItemNumber, PartNumber, PersonId},
    item::{extension::Obstacle, measure::Decision, origin::Money},
    rule::Refusal,
    time,
};
use serde::Deserialize;
use utoipa::ToSchema;

use super::{
    Bearer,
    body::{Json, Path},
    filter,
    id::{self, Id},
    lists::EscalationList,
    work::{Note, Reason},
};
use crate::{
    error::ApiError,
    permission::{Acknowledge, DecideEscalation, Plan, Read},
    sent::Filters,
};

/// Laying an item before somebody.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewEscalation {
    /// Before whom: `owner`, `supervisor`, `poam_owner` or `executive`; where nobody stands there, the next above.
    #[schema(value_type = String)]
    pub rung: Id<Rung>,
    /// What has to be decided, and why now.
    pub reason: String,
}

/// A decision.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(tag = "decision", rename_all = "snake_case", deny_unknown_fields)]
pub enum DecisionFields {
    /// Grant money.
    Fund {
        /// How much, in cents.
        amount: u64,
        /// Which budget pays.
        source: String,
        /// Why.
        reason: String,
    },
    /// Have something else protect until the weakness is corrected.
    Compensate {
        /// What.
        control: String,
        /// Who answers for it.
        #[schema(value_type = String, format = Uuid)]
        owner: Id<PersonId>,
        /// The last day on which it is enough.
        #[schema(format = Date)]
        until: String,
        /// SHA-256 of files of the item that show it, if there are any yet.
        #[serde(default)]
        #[schema(value_type = Vec<String>)]
        evidence: Vec<Id<Digest>>,
        /// Why it is enough.
        reason: String,
    },
    /// Bear the risk until a day.
    Accept {
        /// The last one.
        #[schema(format = Date)]
        until: String,
        /// Why it can be borne.
        reason: String,
    },
    /// Give a milestone another day.
    Extend {
        /// Its number within the item.
        milestone: u16,
        /// The new day.
        #[schema(format = Date)]
        to: String,
        /// What got in the way: `people`, `money`, `vendor`, `dependency`, `technical`, `scope`, `freeze` or `other`.
        #[schema(value_type = String)]
        obstacle: Id<Obstacle>,
        /// Why the new day can be met.
        reason: String,
    },
    /// Give the item to somebody else.
    Reassign {
        /// Who answers for it from now on.
        #[schema(value_type = String, format = Uuid)]
        to: Id<PersonId>,
        /// Why.
        reason: String,
    },
}

impl DecisionFields {
    fn read(self) -> Result<(Decision, String), Refusal> {
        Ok(match self {
            Self::Fund { amount, source, reason } => (Decision::Fund { amount: Money(amount), source }, reason),
            Self::Compensate { control, owner, until, evidence, reason } => {
                let (until, evidence) = (time::date("until", &until)?, id::all(evidence));
                (Decision::Compensate { control, owner: owner.0, until, evidence }, reason)
            }
            Self::Accept { until, reason } => (Decision::Accept { until: time::date("until", &until)? }, reason),
            Self::Extend { milestone, to, obstacle, reason } => {
                let (milestone, to) = (PartNumber(milestone), time::date("to", &to)?);
                (Decision::Extend { milestone, to, obstacle: obstacle.0 }, reason)
            }
            Self::Reassign { to, reason } => (Decision::Reassign { to: to.0 }, reason),
        })
    }
}

/// List escalations: what waits for a decision, and what was decided. Those raised last come first.
#[utoipa::path(get, path = "", params(filter::Escalations, filter::Window), responses((status = 200, description = "A page of escalations.", body = EscalationList)))]
pub async fn list(
    who: Bearer<Read>,
    State(app): State<App>,
    filters: Filters,
) -> Result<Plain<EscalationList>, ApiError> {
    let query = who.reader(&app).escalations(filters.pairs())?;
    Ok(Plain(app.escalations(&who.actor, &query).await?.into()))
}

/// Read one escalation, with its item and history.
#[utoipa::path(get, path = "", responses((status = 200, description = "The escalation.", body = EscalationPage)))]
pub async fn show(
    who: Bearer<Read>,
    State(app): State<App>,
    Path(escalation): Path<Id<EscalationId>>,
) -> Result<Plain<EscalationPage>, ApiError> {
    Ok(Plain(app.escalation(&who.actor, escalation.0).await?))
}

/// Lay an item before somebody for a decision.
#[utoipa::path(post, path = "", request_body = NewEscalation, responses((status = 200, description = "The escalation.", body = EscalationRow)))]
pub async fn escalate(
    who: Bearer<Plan>,
    State(app): State<App>,
    Path(item): Path<Id<ItemNumber>>,
    Json(body): Json<NewEscalation>,
) -> Result<Plain<EscalationRow>, ApiError> {
    answer(app.raise_escalation(&who.actor, item.0, body.rung.0, body.reason).await)
}

/// Say that it was seen. Only whoever it lies before does; it stays a question.
#[utoipa::path(post, path = "", request_body = Note, responses((status = 200, description = "The escalation.", body = EscalationRow)))]
pub async fn acknowledge(
    who: Bearer<Acknowledge>,
    State(app): State<App>,
    Path(escalation): Path<Id<EscalationId>>,
    Json(body): Json<Note>,
) -> Result<Plain<EscalationRow>, ApiError> {
    answer(app.acknowledge_escalation(&who.actor, escalation.0, body.note).await)
}

/// Decide. The item changes as was decided, in the same write.
#[utoipa::path(post, path = "", request_body = DecisionFields, responses((status = 200, description = "The escalation.", body = EscalationRow)))]
pub async fn decide(
    who: Bearer<DecideEscalation>,
    State(app): State<App>,
    Path(escalation): Path<Id<EscalationId>>,
    Json(body): Json<DecisionFields>,
) -> Result<Plain<EscalationRow>, ApiError> {
    let (decision, reason) = body.read()?;
    answer(app.decide_escalation(&who.actor, escalation.0, decision, reason).await)
}

/// Take back what the caller raised.
#[utoipa::path(post, path = "", request_body = Reason, responses((status = 200, description = "The escalation.", body = EscalationRow)))]
pub async fn take_back(
    who: Bearer<Plan>,
    State(app): State<App>,
    Path(escalation): Path<Id<EscalationId>>,
    Json(body): Json<Reason>,
) -> Result<Plain<EscalationRow>, ApiError> {
    answer(app.take_escalation_back(&who.actor, escalation.0, body.reason).await)
}

fn answer(done: Result<EscalationRow, Error>) -> Result<Plain<EscalationRow>, ApiError> {
    Ok(Plain(done?))
}
