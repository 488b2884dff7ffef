//! `closeout item …`: the plan, the evidence, the way to closure.

use std::path::PathBuf;

use anyhow::Context;
use clap::{Args, Subcommand};
use closeout_app::{evidence::Arrived, execute::NewItem, show};
use closeout_domain::{
    ids::{Digest, FindingId, ItemNumber, PartNumber},
    item::{
        Command, Draft,
        origin::{Money, Origin, Resources, Source},
    },
    priority::{Priority, Rating},
    time,
};

use super::Desk;
use crate::{
    compose,
    fail::{Failure, missing},
    output::{self, Output},
    place::Place,
};

mod tell;
pub use tell::tell;

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
    Draft {
        /// What is wrong.
        #[arg(long)]
        weakness: String,
        /// How it became known: assessment, scan, penetration_test, audit, incident or observation.
        #[arg(long, default_value = "observation")]
        source: Source,
        /// Which one, as in "gap assessment of 10 September".
        #[arg(long, default_value = "")]
        detail: String,
        /// As in 3.5.3.
        #[arg(long)]
        requirement: Option<String>,
        /// Failed objectives, as in `3.5.3[a]`.
        #[arg(long = "objective")]
        objectives: Vec<String>,
        /// The closed item whose weakness came back.
        #[arg(long, value_name = "ITEM")]
        recurrence_of: Option<ItemNumber>,
    },
    /// Say what is wrong.
    Weakness { item: ItemNumber, text: String },
    /// Say why it came to be.
    RootCause { item: ItemNumber, text: String },
    /// Say what will be done, one argument an action.
    Actions {
        item: ItemNumber,
        #[arg(required = true)]
        actions: Vec<String>,
    },
    /// Name the requirement and its failed objectives.
    Requirement {
        item: ItemNumber,
        requirement: Option<String>,
        #[arg(long = "objective")]
        objectives: Vec<String>,
    },
    /// Make one person answer for it.
    Owner {
        item: ItemNumber,
        /** Their address. */
        person: String,
    },
    /// Set the priority, with at least one reason.
    Rate {
        item: ItemNumber,
        priority: Priority,
        #[arg(long = "reason", required = true)]
        reasons: Vec<String>,
    },
    /// Say what it takes.
    Resources {
        item: ItemNumber,
        /// Which people or firms.
        #[arg(long)]
        people: String,
        #[arg(long)]
        hours: u32,
        /// As in 6200 or 6200.50.
        #[arg(long, default_value = "0")]
        cost: Money,
        /// Which budget pays.
        #[arg(long, default_value = "")]
        funding: String,
    },
    /// Plan, move, reach or drop a milestone.
    #[command(subcommand)]
    Milestone(MilestoneVerb),
    /// Add, attest or drop an acceptance test.
    #[command(subcommand)]
    Test(TestVerb),
    /// Attach, withdraw or save evidence.
    #[command(subcommand)]
    Evidence(EvidenceVerb),
    /// Tie findings to it.
    LinkFindings {
        item: ItemNumber,
        #[arg(required = true)]
        findings: Vec<FindingId>,
    },
    /// Untie one.
    UnlinkFinding {
        item: ItemNumber,
        finding: FindingId,
        #[arg(long)]
        reason: String,
    },
    /// Put the plan before an approver.
    Submit {
        item: ItemNumber,
        #[arg(long, default_value = "")]
        note: String,
    },
    /// Approve the plan; its dates are frozen.
    Approve {
        item: ItemNumber,
        #[arg(long, default_value = "")]
        note: String,
    },
    /// Return the plan to its author.
    Return {
        item: ItemNumber,
        #[arg(long)]
        reason: String,
    },
    /// Say that the work is done.
    Done {
        item: ItemNumber,
        #[arg(long, default_value = "")]
        note: String,
    },
    /// Confirm that the evidence meets the tests.
    Validate {
        item: ItemNumber,
        #[arg(long)]
        statement: String,
    },
    /// Send the work back.
    Reject {
        item: ItemNumber,
        #[arg(long)]
        reason: String,
    },
    /// Close it, for ever.
    Close {
        item: ItemNumber,
        #[arg(long)]
        statement: String,
    },
    /// Refuse to close it; the work goes on.
    RefuseClosure {
        item: ItemNumber,
        #[arg(long)]
        reason: String,
    },
    /// Ask to bear the risk until a day.
    ProposeAcceptance {
        item: ItemNumber,
        #[arg(long, value_name = "DATE")]
        until: String,
        #[arg(long)]
        justification: String,
    },
    /// Ask to dismiss it.
    ProposeDismissal {
        item: ItemNumber,
        #[arg(long)]
        reason: String,
    },
    /// Grant what was asked.
    Grant { item: ItemNumber },
    /// Decline what was asked.
    Decline {
        item: ItemNumber,
        #[arg(long)]
        reason: String,
    },
    /// Take an accepted risk up again.
    Resume {
        item: ItemNumber,
        #[arg(long)]
        reason: String,
    },
    /// Ask that one person may do the work and validate it.
    RequestException {
        item: ItemNumber,
        /** Their address. */
        person: String,
        #[arg(long)]
        reason: String,
    },
    /// Sign that.
    SignException {
        item: ItemNumber,
        #[arg(long)]
        reason: String,
    },
    /// Write a remark.
    Comment { item: ItemNumber, text: String },
}

#[derive(Subcommand, Debug)]
enum MilestoneVerb {
    /// Add a dated step.
    Add {
        item: ItemNumber,
        title: String,
        #[arg(long, value_name = "DATE")]
        due: String,
    },
    /// Give it another date; after the approval, with a reason.
    Move {
        item: ItemNumber,
        milestone: PartNumber,
        #[arg(long, value_name = "DATE")]
        to: String,
        #[arg(long, default_value = "")]
        reason: String,
    },
    /// Record that it was reached.
    Reach {
        item: ItemNumber,
        milestone: PartNumber,
        #[arg(long, value_name = "DATE")]
        on: Option<String>,
        #[arg(long, default_value = "")]
        note: String,
    },
    /// Take it out.
    Drop {
        item: ItemNumber,
        milestone: PartNumber,
        #[arg(long)]
        reason: String,
    },
}

#[derive(Subcommand, Debug)]
enum TestVerb {
    /// Add something that must be shown.
    Add { item: ItemNumber, criterion: String },
    /// Show it by evidence.
    Attest {
        item: ItemNumber,
        test: PartNumber,
        #[arg(long)]
        statement: String,
        #[arg(long = "evidence", value_name = "SHA256", required = true)]
        evidence: Vec<Digest>,
    },
    /// Take it out.
    Drop {
        item: ItemNumber,
        test: PartNumber,
        #[arg(long)]
        reason: String,
    },
}

#[derive(Subcommand, Debug)]
enum EvidenceVerb {
    /// Attach a file.
    Attach {
        item: ItemNumber,
        file: PathBuf,
        /// What it shows.
        #[arg(long, default_value = "")]
        shows: String,
        /// The acceptance test it speaks to.
        #[arg(long)]
        test: Option<PartNumber>,
        #[arg(long, default_value = "application/octet-stream")]
        media_type: String,
    },
    /// Say that it does not count; the file stays.
    Withdraw {
        item: ItemNumber,
        evidence: Digest,
        #[arg(long)]
        reason: String,
    },
    /// Save it as a file.
    Save { item: ItemNumber, evidence: Digest, to: PathBuf },
}

impl ItemVerbs {
    pub async fn run(self, output: Output) -> Result<(), Failure> {
        let desk = Desk::open(&self.place).await?;
        let (item, command, told) = match self.verb {
            Verb::Draft { weakness, source, detail, requirement, objectives, recurrence_of } => {
                let system =
                    closeout_domain::ids::SystemId(compose::system(&desk.app, &desk.actor, &self.place).await?.id);
                let origin = Origin { source, detail };
                let number = ItemNumber(0);
                let draft = Draft {
                    number,
                    system,
                    weakness,
                    origin,
                    requirement,
                    objectives,
                    findings: Vec::new(),
                    recurrence_of,
                };
                let item = desk.app.draft_item(&desk.actor, NewItem { draft, then: Vec::new() }).await?;
                return desk.done(output, &item, "begun");
            }
            Verb::Milestone(verb) => return verb.run(&desk, output).await,
            Verb::Test(verb) => return verb.run(&desk, output).await,
            Verb::Evidence(verb) => return verb.run(&desk, output).await,
            Verb::Weakness { item, text } => (item, Command::DescribeWeakness { text }, "described"),
            Verb::RootCause { item, text } => (item, Command::StateRootCause { text }, "has its root cause stated"),
            Verb::Actions { item, actions } => (item, Command::PlanActions { actions }, "has its actions planned"),
            Verb::Requirement { item, requirement, objectives } => {
                (item, Command::NameRequirement { requirement, objectives }, "has its requirement named")
            }
            Verb::Owner { item, person } => {
                (item, Command::AssignOwner { person: desk.person(&person)? }, "has its owner")
            }
            Verb::Rate { item, priority, reasons } => {
                (item, Command::Rate { rating: Rating { priority, reasons } }, "rated")
            }
            Verb::Resources { item, people, hours, cost, funding } => (
                item,
                Command::Estimate { resources: Resources { people, hours, cost, funding } },
                "has its resources estimated",
            ),
            Verb::LinkFindings { item, findings } => {
                (item, Command::LinkFindings { findings }, "has its findings linked")
            }
            Verb::UnlinkFinding { item, finding, reason } => {
                (item, Command::UnlinkFinding { finding, reason }, "has the finding unlinked")
            }
            Verb::Submit { item, note } => (item, Command::Submit { note }, "submitted"),
            Verb::Approve { item, note } => (item, Command::Approve { note }, "approved; its dates are frozen"),
            Verb::Return { item, reason } => (item, Command::Return { reason }, "returned"),
            Verb::Done { item, note } => (item, Command::DeclareDone { note }, "declared done"),
            Verb::Validate { item, statement } => (item, Command::Validate { statement }, "validated"),
            Verb::Reject { item, reason } => (item, Command::RejectWork { reason }, "sent back"),
            Verb::Close { item, statement } => (item, Command::Close { statement }, "closed"),
            Verb::RefuseClosure { item, reason } => (item, Command::RefuseClosure { reason }, "not closed"),
            Verb::ProposeAcceptance { item, until, justification } => {
                let until = time::date("until", &until)?;
                (item, Command::ProposeAcceptance { until, justification }, "laid before an executive")
            }
            Verb::ProposeDismissal { item, reason } => {
                (item, Command::ProposeDismissal { reason }, "laid before an executive")
            }
            Verb::Grant { item } => (item, Command::GrantProposal, "has its proposal granted"),
            Verb::Decline { item, reason } => (item, Command::DeclineProposal { reason }, "has its proposal declined"),
            Verb::Resume { item, reason } => (item, Command::Resume { reason }, "taken up again"),
            Verb::RequestException { item, person, reason } => {
                (item, Command::RequestException { person: desk.person(&person)?, reason }, "waits for a signature")
            }
            Verb::SignException { item, reason } => {
                (item, Command::SignException { reason }, "has its exception signed")
            }
            Verb::Comment { item, text } => (item, Command::Comment { text }, "commented on"),
        };
        desk.change(item, vec![command], told, output).await
    }
}

impl MilestoneVerb {
    async fn run(self, desk: &Desk, output: Output) -> Result<(), Failure> {
        let (item, command, told) = match self {
            Self::Add { item, title, due } => {
                (item, Command::PlanMilestone { title, due: time::date("due", &due)? }, "has a milestone more")
            }
            Self::Move { item, milestone, to, reason } => (
                item,
                Command::MoveMilestone { id: milestone, to: time::date("to", &to)?, reason },
                "has a milestone moved",
            ),
            Self::Reach { item, milestone, on, note } => {
                let on =
                    on.as_deref().map(|day| time::date("on", day)).transpose()?.unwrap_or_else(|| desk.app.today());
                (item, Command::ReachMilestone { id: milestone, on, note }, "has reached a milestone")
            }
            Self::Drop { item, milestone, reason } => {
                (item, Command::DropMilestone { id: milestone, reason }, "has a milestone less")
            }
        };
        desk.change(item, vec![command], told, output).await
    }
}

impl TestVerb {
    async fn run(self, desk: &Desk, output: Output) -> Result<(), Failure> {
        let (item, command, told) = match self {
            Self::Add { item, criterion } => (item, Command::AddTest { criterion }, "has an acceptance test more"),
            Self::Attest { item, test, statement, evidence } => {
                (item, Command::AttestTest { id: test, statement, evidence }, "has an acceptance test attested")
            }
            Self::Drop { item, test, reason } => {
                (item, Command::DropTest { id: test, reason }, "has an acceptance test less")
            }
        };
        desk.change(item, vec![command], told, output).await
    }
}

impl EvidenceVerb {
    async fn run(self, desk: &Desk, output: Output) -> Result<(), Failure> {
        match self {
            Self::Attach { item, file, shows, test, media_type } => {
                let name = file.file_name().map(|n| n.display().to_string()).unwrap_or_default();
                let staged = desk.app.world().blobs.staging().join(format!("{}.evidence", desk.app.world().ids.uuid()));
                std::fs::copy(&file, &staged).map_err(|source| missing(&file, source))?;
                let arrived = Arrived { path: &staged, name, media_type, shows, test };
                let attached = desk.app.attach(&desk.actor, item, None, arrived).await;
                if attached.is_err() {
                    let _gone = std::fs::remove_file(&staged);
                }
                let item = attached?;
                match (output, item.exhibits.last()) {
                    (Output::Text, Some(e)) => output::text(&format!(
                        "{} attached to {}: sha256 {}",
                        e.evidence.name, item.number, e.evidence.digest
                    )),
                    _ => output::json(&show::item(&item, &desk.directory, desk.app.today())),
                }
            }
            Self::Withdraw { item, evidence, reason } => {
                desk.change(
                    item,
                    vec![Command::WithdrawEvidence { digest: evidence, reason }],
                    "has evidence withdrawn",
                    output,
                )
                .await
            }
            Self::Save { item, evidence, to } => {
                let (found, mut file) = desk.app.open_evidence(&desk.actor, item, evidence).await?;
                let to = if to.is_dir() { to.join(&found.name) } else { to };
                let mut target =
                    std::fs::File::create_new(&to).with_context(|| format!("failed to write {}", to.display()))?;
                std::io::copy(&mut file, &mut target).with_context(|| format!("failed to write {}", to.display()))?;
                output::remark(&format!("saved as {}", to.display()));
                Ok(())
            }
        }
    }
}
