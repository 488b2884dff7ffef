//! The ladder of a system, as it is shown and set.

use closeout_domain::{
    deadline::ladder::{Ladder, Steps},
    ids::PersonId,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

/// Before whom an overdue item is laid, and after how many days.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct LadderView {
    /// Days overdue by priority, from the least urgent.
    pub steps: Vec<StepsView>,
    /// Days that somebody has to answer before the next rung is asked.
    pub answer_within: u16,
    /// Days in which a draft gets an approved plan.
    pub plan_within: u16,
    /// Days in which a signature that an item waits for is given.
    pub sign_within: u16,
    /// Days after which a decision that names no day of its own is asked about again.
    pub look_again: u16,
    /// The executive who is asked; `null` for the first there is.
    pub executive: Option<Uuid>,
}

/// How many days overdue an item of a priority is when each rung is asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct StepsView {
    /// `critical`, `high`, `medium` or `low`.
    pub level: String,
    /// The owner of the item.
    pub owner: u16,
    /// The owner's supervisor.
    pub supervisor: u16,
    /// The POA&M owner.
    pub poam_owner: u16,
    /// An executive.
    pub executive: u16,
}

impl Default for LadderView {
    fn default() -> Self {
        (&Ladder::default()).into()
    }
}

impl From<&Ladder> for LadderView {
    fn from(ladder: &Ladder) -> Self {
        let steps = |Steps { level, days: [owner, supervisor, poam_owner, executive] }: &Steps| StepsView {
            level: level.word().into(),
            owner: *owner,
            supervisor: *supervisor,
            poam_owner: *poam_owner,
            executive: *executive,
        };
        Self {
            steps: ladder.steps.iter().map(steps).collect(),
            answer_within: ladder.answer_within,
            plan_within: ladder.plan_within,
            sign_within: ladder.sign_within,
            look_again: ladder.look_again,
            executive: ladder.executive.map(|person| person.0),
        }
    }
}

impl LadderView {
    /// The ladder as the domain knows it. Steps of a priority that this version does not know are left out.
    pub fn ladder(&self) -> Ladder {
        let steps = |s: &StepsView| {
            Some(Steps { level: s.level.parse().ok()?, days: [s.owner, s.supervisor, s.poam_owner, s.executive] })
        };
        Ladder {
            steps: self.steps.iter().filter_map(steps).collect(),
            answer_within: self.answer_within,
            plan_within: self.plan_within,
            sign_within: self.sign_within,
            look_again: self.look_again,
            executive: self.executive.map(PersonId),
        }
    }
}
