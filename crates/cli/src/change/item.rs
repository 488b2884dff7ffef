//! `closeout item …`: the plan, the evidence, the way to closure.

mod dates;
mod draft;
mod evidence;
pub mod part;
mod plan;
mod step;

use clap::{Args, Subcommand};

use crate::{desk::Desk, fail::Failure, output::Output, place::Place};

#[derive(Args, Debug)]
pub struct ItemVerbs {
    #[command(flatten)]
    place: Place,
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Subcommand, Debug)]
enum Verb {
    /// Begin an item.
    Draft(draft::Draft),
    #[command(flatten)]
    Plan(plan::Plan),
    /// Propose days for its open tasks that people can keep, and take them over.
    Dates(dates::Dates),
    /// Plan, move, reach or drop a milestone.
    #[command(subcommand)]
    Milestone(part::Milestone),
    /// Add, attest or drop an acceptance test.
    #[command(subcommand)]
    Test(part::Test),
    /// End a compensating control.
    #[command(subcommand)]
    Control(part::Control),
    /// Attach, withdraw or save evidence.
    #[command(subcommand)]
    Evidence(evidence::Evidence),
    #[command(flatten)]
    Step(step::Step),
}

impl ItemVerbs {
    pub async fn run(self, output: Output) -> Result<(), Failure> {
        let desk = Desk::open(&self.place).await?;
        match self.verb {
            Verb::Draft(draft) => draft.run(&desk, output).await,
            Verb::Plan(plan) => plan.run(&desk, output).await,
            Verb::Dates(dates) => dates.run(&desk, output).await,
            Verb::Milestone(milestone) => milestone.run(&desk, output).await,
            Verb::Control(control) => control.run(&desk, output).await,
            Verb::Test(test) => test.run(&desk, output).await,
            Verb::Evidence(evidence) => evidence.run(&desk, output).await,
            Verb::Step(step) => step.run(&desk, output).await,
        }
    }
}
