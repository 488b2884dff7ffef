//! Milestones and acceptance tests of an item.

use clap::Subcommand;
use closeout_app::acceptance::TestRun;
use closeout_domain::{
    ids::{Digest, ItemNumber, PartNumber},
    item::{Command, check::Check, extend, extension::Obstacle},
};
use jiff::civil::Date;

use crate::{
    desk::{Desk, On},
    fail::Failure,
    list::day,
    output::Output,
};

#[derive(Subcommand, Debug)]
pub enum Milestone {
    /// Plan a milestone.
    Add {
        #[command(flatten)]
        on: On,
        /// What will have been reached.
        title: String,
        /// Scheduled completion date.
        #[arg(long, value_name = "DATE", value_parser = day)]
        due: Date,
    },
    /// Give it another date; once the plan is approved, with a reason, and for a later one with what got in the way: that is
    /// an extension, on which the policy of the system names who decides.
    Move {
        #[command(flatten)]
        on: On,
        /// Its number.
        milestone: PartNumber,
        /// The new date.
        #[arg(long, value_name = "DATE", value_parser = day)]
        to: Date,
        /// Why; the baseline stays beside it.
        #[arg(long, value_name = "TEXT", default_value = "", hide_default_value = true)]
        reason: String,
        /// What got in the way: people, money, vendor, dependency, technical, scope, freeze or other.
        #[arg(long, value_name = "WORD", default_value_t = Obstacle::Other)]
        obstacle: Obstacle,
    },
    /// Grant an extension that was asked for.
    Grant {
        #[command(flatten)]
        on: On,
        /// Its number.
        extension: PartNumber,
        /// A remark.
        #[arg(long, value_name = "TEXT", default_value = "", hide_default_value = true)]
        note: String,
    },
    /// Decline one; the date stays.
    Decline {
        #[command(flatten)]
        on: On,
        /// Its number.
        extension: PartNumber,
        /// Why.
        #[arg(long, value_name = "TEXT")]
        reason: String,
    },
    /// Take back that one was asked for.
    Withdraw {
        #[command(flatten)]
        on: On,
        /// Its number.
        extension: PartNumber,
        /// Why.
        #[arg(long, value_name = "TEXT")]
        reason: String,
    },
    /// Record that it was reached.
    Reach {
        #[command(flatten)]
        on: On,
        /// Its number.
        milestone: PartNumber,
        /// On which day; today when not given.
        #[arg(long = "on", value_name = "DATE", value_parser = day)]
        reached: Option<Date>,
        /// A remark.
        #[arg(long, value_name = "TEXT", default_value = "", hide_default_value = true)]
        note: String,
    },
    /// Take it out of the plan.
    Drop {
        #[command(flatten)]
        on: On,
        /// Its number.
        milestone: PartNumber,
        /// Why.
        #[arg(long, value_name = "TEXT")]
        reason: String,
    },
}

/// What can be done with a compensating control. It is decided on with `closeout escalation decide compensate`.
#[derive(Subcommand, Debug)]
pub enum Control {
    /// Say that it is not in place any more.
    End {
        #[command(flatten)]
        on: On,
        /// Its number.
        control: PartNumber,
        /// Why.
        #[arg(long, value_name = "TEXT")]
        reason: String,
    },
}

impl Control {
    pub async fn run(self, desk: &Desk, output: Output) -> Result<(), Failure> {
        let Self::End { on, control: id, reason } = self;
        desk.change(on, Command::EndControl { id, reason }, "the control is ended", output).await
    }
}

impl Milestone {
    pub async fn run(self, desk: &Desk, output: Output) -> Result<(), Failure> {
        let (on, command, told) = match self {
            Self::Add { on, title, due } => {
                let command = Command::PlanMilestone { title, due };
                return desk.add(on, command, "milestone", |i| i.milestones.keys().next_back().copied(), output).await;
            }
            Self::Move { on, milestone: id, to, reason, obstacle } => {
                let command = Command::MoveMilestone { id, to, reason, obstacle: Some(obstacle) };
                let item = desk.app.change_item(&desk.actor, on.item, on.if_version, vec![command]).await?;
                let asked = extend::pending(&item).find(|(_, e)| (e.request.milestone, e.request.to) == (id, to));
                let told = match asked {
                    Some((number, e)) => {
                        format!("extension {number} is asked for; {} decides", e.request.decider.phrase())
                    }
                    None => "the milestone has another date".into(),
                };
                return desk.done(output, &item, &told);
            }
            Self::Grant { on, extension: id, note } => {
                (on, Command::GrantExtension { id, note }, "the extension is granted")
            }
            Self::Decline { on, extension: id, reason } => {
                (on, Command::DeclineExtension { id, reason }, "the extension is declined, the date stays")
            }
            Self::Withdraw { on, extension: id, reason } => {
                (on, Command::WithdrawExtension { id, reason }, "the extension is no longer asked for")
            }
            Self::Reach { on, milestone: id, reached, note } => {
                let reached = reached.unwrap_or_else(|| desk.app.today());
                (on, Command::ReachMilestone { id, on: reached, note }, "the milestone is reached")
            }
            Self::Drop { on, milestone: id, reason } => {
                (on, Command::DropMilestone { id, reason }, "the milestone is dropped")
            }
        };
        desk.change(on, command, told, output).await
    }
}

#[derive(Subcommand, Debug)]
pub enum Test {
    /// Add an acceptance test: something that must be shown.
    Add {
        #[command(flatten)]
        on: On,
        /// What must be shown.
        criterion: String,
        /// By what it shows itself: clean-scans:2 (at each import), evidence-since:2026-11-20, or output:WORDS (of a text
        /// attached for it). Without it a person attests it.
        #[arg(long, value_name = "CHECK")]
        check: Option<Check>,
    },
    /// Run the acceptance tests that run by themselves. Every import does so too.
    Run {
        /// As in POAM-0007.
        item: ItemNumber,
    },
    /// Attest that evidence shows it.
    Attest {
        #[command(flatten)]
        on: On,
        /// Its number.
        test: PartNumber,
        /// What the evidence shows.
        #[arg(long, value_name = "TEXT")]
        statement: String,
        /// Evidence attached to the item, by its hash; may be given several times.
        #[arg(long = "evidence", value_name = "SHA256", required = true)]
        evidence: Vec<Digest>,
    },
    /// Take it out of the plan.
    Drop {
        #[command(flatten)]
        on: On,
        /// Its number.
        test: PartNumber,
        /// Why.
        #[arg(long, value_name = "TEXT")]
        reason: String,
    },
}

impl Test {
    pub async fn run(self, desk: &Desk, output: Output) -> Result<(), Failure> {
        let (on, command, told) = match self {
            Self::Run { item } => {
                let (item, runs) = desk.app.run_tests(&desk.actor, item).await?;
                let told = match runs.as_slice() {
                    [] => "the tests were run, and nothing has changed".to_owned(),
                    runs => {
                        let each = runs.iter().map(|run| format!("test {} is {}", run.test, outcome(run)));
                        each.collect::<Vec<_>>().join("; ")
                    }
                };
                return desk.done(output, &item, &told);
            }
            Self::Add { on, criterion, check } => {
                let command = Command::AddTest { criterion, check };
                return desk.add(on, command, "acceptance test", |i| i.tests.keys().next_back().copied(), output).await;
            }
            Self::Attest { on, test: id, statement, evidence } => {
                (on, Command::AttestTest { id, statement, evidence }, "the acceptance test is attested")
            }
            Self::Drop { on, test: id, reason } => {
                (on, Command::DropTest { id, reason }, "the acceptance test is dropped")
            }
        };
        desk.change(on, command, told, output).await
    }
}

/// What a run found, as part of a sentence.
pub fn outcome(run: &TestRun) -> String {
    format!("{} ({})", if run.met { "met" } else { "no longer met" }, run.statement)
}
