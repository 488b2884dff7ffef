//! What the plan says, field by field.

use clap::Subcommand;
use closeout_domain::{
    ids::FindingId,
    item::{
        Command,
        origin::{Money, Resources},
    },
    priority::{Priority, Rating},
};

use crate::{
    desk::{Desk, On},
    fail::Failure,
    output::Output,
};

#[derive(Subcommand, Debug)]
pub enum Plan {
    /// Describe the weakness.
    Weakness {
        #[command(flatten)]
        on: On,
        /// What is wrong, in plain words.
        text: String,
    },
    /// Name the requirement that is not met, and its failed objectives.
    Requirement {
        #[command(flatten)]
        on: On,
        /// As in 3.5.3; none takes it back.
        requirement: Option<String>,
        /// Failed objective, as in `3.5.3[a]`; may be given several times.
        #[arg(long = "objective", value_name = "ID")]
        objectives: Vec<String>,
    },
    /// State the root cause.
    RootCause {
        #[command(flatten)]
        on: On,
        /// Why the weakness came to be.
        text: String,
    },
    /// Plan the corrective actions.
    Actions {
        #[command(flatten)]
        on: On,
        /// What will be done, one argument for each action.
        #[arg(required = true)]
        actions: Vec<String>,
    },
    /// Assign the owner: the one person who answers for it.
    Owner {
        #[command(flatten)]
        on: On,
        /// Their address.
        #[arg(value_name = "EMAIL")]
        person: String,
    },
    /// Set the priority, with its reasons.
    #[command(alias = "rate")]
    Priority {
        #[command(flatten)]
        on: On,
        /// critical, high, medium or low.
        priority: Priority,
        /// Why; may be given several times.
        #[arg(long = "reason", value_name = "TEXT", required = true)]
        reasons: Vec<String>,
    },
    /// Estimate the resources: people, hours and money.
    Resources {
        #[command(flatten)]
        on: On,
        /// Which people or firms.
        #[arg(long, value_name = "TEXT")]
        people: String,
        /// Working hours.
        #[arg(long)]
        hours: u32,
        /// Money, as in 6200 or 6200.50.
        #[arg(long, default_value = "0")]
        cost: Money,
        /// Which budget pays.
        #[arg(long, value_name = "TEXT", default_value = "", hide_default_value = true)]
        funding: String,
    },
    /// Attach findings that it answers.
    LinkFindings {
        #[command(flatten)]
        on: On,
        /// Their keys.
        #[arg(value_name = "KEY", required = true)]
        findings: Vec<FindingId>,
    },
    /// Detach a finding.
    UnlinkFinding {
        #[command(flatten)]
        on: On,
        /// Its key.
        #[arg(value_name = "KEY")]
        finding: FindingId,
        /// Why.
        #[arg(long, value_name = "TEXT")]
        reason: String,
    },
}

impl Plan {
    pub async fn run(self, desk: &Desk, output: Output) -> Result<(), Failure> {
        let (on, command, told) = match self {
            Self::Weakness { on, text } => (on, Command::DescribeWeakness { text }, "the weakness is described anew"),
            Self::Requirement { on, requirement, objectives } => {
                (on, Command::NameRequirement { requirement, objectives }, "the requirement is named")
            }
            Self::RootCause { on, text } => (on, Command::StateRootCause { text }, "the root cause is stated"),
            Self::Actions { on, actions } => {
                (on, Command::PlanActions { actions }, "the corrective actions are planned")
            }
            Self::Owner { on, person } => {
                (on, Command::AssignOwner { person: desk.person(&person)? }, "the owner is assigned")
            }
            Self::Priority { on, priority, reasons } => {
                (on, Command::Rate { rating: Rating { priority, reasons } }, "the priority is set")
            }
            Self::Resources { on, people, hours, cost, funding } => {
                let resources = Resources { people, hours, cost, funding };
                (on, Command::Estimate { resources }, "the resources are estimated")
            }
            Self::LinkFindings { on, findings } => {
                for finding in &findings {
                    desk.app.finding(&desk.actor, *finding).await?;
                }
                (on, Command::LinkFindings { findings }, "the findings are attached")
            }
            Self::UnlinkFinding { on, finding, reason } => {
                (on, Command::UnlinkFinding { finding, reason }, "the finding is detached")
            }
        };
        desk.change(on, command, told, output).await
    }
}
