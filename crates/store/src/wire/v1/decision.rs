//! Decisions inside events: their word beside the fields that it has.

use closeout_domain::{
    ids::NotAnId,
    item::{extension::Obstacle, measure::Decision, origin::Money},
};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::wire::form::Form;

/// As stored.
#[derive(Debug, Serialize, Deserialize)]
#[serde(tag = "decision", rename_all = "snake_case")]
pub enum StoredDecision {
    Fund { amount: u64, source: String },
    Compensate { control: String, owner: Uuid, until: Date, evidence: Vec<String> },
    Accept { until: Date },
    Extend { milestone: u16, to: Date, obstacle: String },
    Reassign { to: Uuid },
}

impl Form for Decision {
    type Json = StoredDecision;

    fn store(&self) -> StoredDecision {
        use StoredDecision as S;
        match self {
            Self::Fund { amount, source } => S::Fund { amount: amount.store(), source: source.clone() },
            Self::Compensate { control, owner, until, evidence } => S::Compensate {
                control: control.clone(),
                owner: owner.store(),
                until: *until,
                evidence: evidence.store(),
            },
            Self::Accept { until } => S::Accept { until: *until },
            Self::Extend { milestone, to, obstacle } => {
                S::Extend { milestone: milestone.store(), to: *to, obstacle: obstacle.store() }
            }
            Self::Reassign { to } => S::Reassign { to: to.store() },
        }
    }

    fn load(json: StoredDecision) -> Result<Self, NotAnId> {
        use StoredDecision as S;
        Ok(match json {
            S::Fund { amount, source } => Self::Fund { amount: Money::load(amount)?, source },
            S::Compensate { control, owner, until, evidence } => {
                Self::Compensate { control, owner: Form::load(owner)?, until, evidence: Form::load(evidence)? }
            }
            S::Accept { until } => Self::Accept { until },
            S::Extend { milestone, to, obstacle } => {
                Self::Extend { milestone: Form::load(milestone)?, to, obstacle: Obstacle::load(obstacle)? }
            }
            S::Reassign { to } => Self::Reassign { to: Form::load(to)? },
        })
    }
}
