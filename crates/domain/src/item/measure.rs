//! What can be decided about an item that is laid before somebody, and what stays of it.

use jiff::civil::Date;

use super::{extension::Obstacle, origin::Money, value::Signature};
use crate::ids::{Digest, EscalationId, PartNumber, PersonId};

/// What was decided.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Decision {
    /// There is money.
    Fund {
        /// How much.
        amount: Money,
        /// Which budget pays.
        source: String,
    },
    /// Something else protects until the weakness is corrected.
    Compensate {
        /// What.
        control: String,
        /// Who answers for it.
        owner: PersonId,
        /// The last day on which it is enough.
        until: Date,
        /// Files of the item that show it, if there are any yet.
        evidence: Vec<Digest>,
    },
    /// The risk is borne until a day.
    Accept {
        /// The last one.
        until: Date,
    },
    /// A milestone gets another day.
    Extend {
        /// Which.
        milestone: PartNumber,
        /// The new day.
        to: Date,
        /// What got in the way.
        obstacle: Obstacle,
    },
    /// Somebody else answers for the item.
    Reassign {
        /// Who.
        to: PersonId,
    },
}

impl Decision {
    /// The word used in files, the API and the database.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Fund { .. } => "fund",
            Self::Compensate { .. } => "compensate",
            Self::Accept { .. } => "accept",
            Self::Extend { .. } => "extend",
            Self::Reassign { .. } => "reassign",
        }
    }

    /// In a few words, as in "fund 2,400.00 from the reserve".
    pub fn told(&self, who: &dyn Fn(PersonId) -> String) -> String {
        match self {
            Self::Fund { amount, source } => format!("fund {amount} from {source}"),
            Self::Compensate { control, owner, until, .. } => {
                format!("until {until}, {} answers for a compensating control: {control}", who(*owner))
            }
            Self::Accept { until } => format!("accept the risk until {until}"),
            Self::Extend { milestone, to, obstacle } => {
                format!("extend milestone {milestone} to {to} ({})", obstacle.phrase().to_lowercase())
            }
            Self::Reassign { to } => format!("give the item to {}", who(*to)),
        }
    }

    /// The last day on which it answers what was asked, if it names one.
    pub fn until(&self) -> Option<Date> {
        match self {
            Self::Compensate { until, .. } | Self::Accept { until } => Some(*until),
            Self::Extend { to, .. } => Some(*to),
            Self::Fund { .. } | Self::Reassign { .. } => None,
        }
    }
}

/// A temporary measure in place of the correction.
#[derive(Debug, Clone, PartialEq)]
pub struct Control {
    /// What protects.
    pub text: String,
    /// Who answers for it.
    pub owner: PersonId,
    /// The last day on which it is enough.
    pub until: Date,
    /// Files of the item that show it.
    pub evidence: Vec<Digest>,
    /// Who decided on it, when.
    pub decided: Signature,
    /// Why it is not in place any more.
    pub ended: Option<String>,
}

/// A decision on the item, as it was made.
#[derive(Debug, Clone, PartialEq)]
pub struct Decided {
    /// The escalation that laid the item before somebody.
    pub escalation: EscalationId,
    /// What was decided.
    pub decision: Decision,
    /// Why.
    pub reason: String,
    /// Who decided, when.
    pub signed: Signature,
}
