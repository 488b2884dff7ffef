//! Changing the plan of an item: its fields, milestones, tasks, tests, and the findings it answers.

use closeout_domain::{
    ids::{FindingId, PersonId},
    item::{
        Command,
        check::Check,
        extension::Obstacle,
        origin::{Money, Resources},
        value::TaskPlan,
    },
    priority::{Priority, Rating},
    rule::Refusal,
    time,
};
use serde::Deserialize;
use utoipa::ToSchema;

use super::id::Id;
use crate::sent::FORM;

/// What the plan says. Only what is given changes.
#[derive(Debug, Clone, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PlanFields {
    /// What is wrong.
    pub weakness: Option<String>,
    /// The requirement, as in "3.5.3"; empty for none. Said together with `objectives`.
    pub requirement: Option<String>,
    /// The objectives of it that fail, as in `3.5.3[a]`.
    pub objectives: Option<Vec<String>>,
    /// Why it came to be.
    pub root_cause: Option<String>,
    /// What will be done, action by action.
    pub actions: Option<Vec<String>>,
    /// The key of the person who answers for it.
    #[schema(value_type = Option<String>, format = Uuid)]
    pub owner: Option<Id<PersonId>>,
    /// How urgent it is, and why.
    pub rating: Option<RatingFields>,
    /// What it takes.
    pub resources: Option<ResourceFields>,
}

/// How urgent, and why.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RatingFields {
    /// `critical`, `high`, `medium` or `low`.
    #[schema(value_type = String)]
    pub priority: Id<Priority>,
    /// Why, at least one line.
    pub reasons: Vec<String>,
}

/// What it takes. None is an answer, silence is not.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ResourceFields {
    /// Which people or firms.
    pub people: String,
    /// Working hours.
    pub hours: u32,
    /// Money in cents.
    #[serde(default)]
    pub cost: u64,
    /// Where the money comes from.
    #[serde(default)]
    pub funding: String,
}

impl PlanFields {
    /// One command for each field that is given.
    pub fn commands(self) -> Vec<Command> {
        let named = self.requirement.is_some() || self.objectives.is_some();
        let requirement = self.requirement.filter(|text| !text.trim().is_empty());
        let name =
            named.then(|| Command::NameRequirement { requirement, objectives: self.objectives.unwrap_or_default() });
        let rate = |r: RatingFields| Command::Rate { rating: Rating { priority: r.priority.0, reasons: r.reasons } };
        let estimate = |r: ResourceFields| {
            let ResourceFields { people, hours, cost, funding } = r;
            Command::Estimate { resources: Resources { people, hours, cost: Money(cost), funding } }
        };
        [
            self.weakness.map(|text| Command::DescribeWeakness { text }),
            name,
            self.root_cause.map(|text| Command::StateRootCause { text }),
            self.actions.map(|actions| Command::PlanActions { actions }),
            self.owner.map(|person| Command::AssignOwner { person: person.0 }),
            self.rating.map(rate),
            self.resources.map(estimate),
        ]
        .into_iter()
        .flatten()
        .collect()
    }
}

/// A dated step.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewMilestone {
    /// What will have been achieved.
    pub title: String,
    /// The day it is due; a real one.
    #[schema(format = Date)]
    pub due: String,
}

/// Another date for a step.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewDate {
    /// The day it is due from now on.
    #[schema(format = Date)]
    pub due: String,
    /// Why; needed once the plan is approved.
    #[serde(default)]
    pub reason: String,
    /// What got in the way of the approved date: `people`, `money`, `vendor`, `dependency`, `technical`, `scope`, `freeze` or
    /// `other`, which it is when nothing is said.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    pub obstacle: Option<Id<Obstacle>>,
}

/// Work with one responsible person and another who approves it.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TaskFields {
    /// What is to be done.
    pub title: String,
    /// The key of the one person who does it or answers for it.
    #[schema(value_type = String, format = Uuid)]
    pub responsible: Id<PersonId>,
    /// The key of somebody else, who agrees that it is done.
    #[schema(value_type = String, format = Uuid)]
    pub approver: Id<PersonId>,
    /// Working hours.
    pub effort: u16,
    /// The day it is due.
    #[schema(format = Date)]
    pub due: String,
    /// For a change: why; needed once the plan is approved.
    #[serde(default)]
    pub reason: String,
}

impl TaskFields {
    /// The plan of the task, and the reason for a change.
    ///
    /// # Errors
    /// Refuses what does not name a day.
    pub fn plan(self) -> Result<(TaskPlan, String), Refusal> {
        let Self { title, responsible, approver, effort, due, reason } = self;
        let due = time::date("due", &due)?;
        Ok((TaskPlan { title, responsible: responsible.0, approver: approver.0, effort, due }, reason))
    }
}

/// What a task waits for.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TaskOrder {
    /// The numbers of tasks of the same item.
    pub after: Vec<u16>,
}

/// What must be shown to call it fixed.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewTest {
    /// What must be true.
    pub criterion: String,
    /// By what it shows itself: `clean-scans:2`, `evidence-since:2026-11-20` or `output:the words`. Without it a person's
    /// word shows it.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    pub check: Option<Id<Check>>,
}

/// Findings to tie to an item.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct FindingKeys {
    /// Their keys.
    #[schema(value_type = Vec<uuid::Uuid>)]
    pub findings: Vec<Id<FindingId>>,
}

/// Refuses a change that changes nothing.
pub(super) fn some(commands: Vec<Command>) -> Result<Vec<Command>, Refusal> {
    match commands.is_empty() {
        true => Err(FORM.refuse("nothing is to be changed", "name at least one field")),
        false => Ok(commands),
    }
}
