//! Triage: findings become items, join one, or are set aside with approval.

use std::collections::BTreeSet;

use clap::{Args, Subcommand};
use closeout_app::Error;
use closeout_domain::{
    finding::dismissal::Command,
    ids::{FindingId, ItemNumber},
};
use jiff::civil::Date;
use uuid::Uuid;

use super::several;
use crate::{
    desk::Desk,
    fail::Failure,
    list::day,
    output::{self, Output},
    place::Place,
};

/// What is chosen.
#[derive(Args, Debug)]
#[group(required = true, multiple = true)]
pub struct Chosen {
    /// Findings, by the key that `closeout findings list` shows.
    #[arg(value_name = "KEY")]
    findings: Vec<FindingId>,
    /// Every open finding that this fix corrects, by the key that `closeout findings fixes` shows.
    #[arg(long = "fix", value_name = "KEY")]
    fixes: Vec<Uuid>,
}

#[derive(Subcommand, Debug)]
pub enum Triage {
    /// Begin an item for each fix: it answers every open finding that the fix corrects.
    Promote {
        #[command(flatten)]
        chosen: Chosen,
    },
    /// Attach findings to an item.
    Attach {
        #[command(flatten)]
        chosen: Chosen,
        /// The item, as in POAM-0007.
        #[arg(long, value_name = "ITEM")]
        item: ItemNumber,
    },
    /// Propose to dismiss findings; an approver decides.
    Dismiss {
        #[command(flatten)]
        chosen: Chosen,
        /// Why they need no work.
        #[arg(long, value_name = "TEXT")]
        reason: String,
        /// The last day on which the dismissal is to hold.
        #[arg(long, value_name = "DATE", value_parser = day)]
        until: Option<Date>,
    },
    /// Approve a proposed dismissal.
    ApproveDismissal {
        /// The finding's key.
        #[arg(value_name = "KEY")]
        finding: FindingId,
    },
    /// Decline a proposed dismissal.
    DeclineDismissal {
        /// The finding's key.
        #[arg(value_name = "KEY")]
        finding: FindingId,
        /// Why.
        #[arg(long, value_name = "TEXT")]
        reason: String,
    },
    /// Take a dismissal back: the finding counts again.
    Restore {
        /// The finding's key.
        #[arg(value_name = "KEY")]
        finding: FindingId,
        /// Why.
        #[arg(long, value_name = "TEXT")]
        reason: String,
    },
}

impl Triage {
    pub async fn run(self, place: &Place, output: Output) -> Result<(), Failure> {
        let desk = Desk::open(place).await?;
        match self {
            Self::Promote { chosen } => promote(&desk, chosen, output).await,
            Self::Attach { chosen, item } => {
                let findings = chosen.open(&desk).await?;
                let item = desk.app.attach_findings(&desk.actor, item, findings).await?;
                desk.done(output, &item, "the findings are attached")
            }
            Self::Dismiss { chosen, reason, until } => {
                let findings = chosen.open(&desk).await?;
                for finding in &findings {
                    desk.app.propose_dismissal(&desk.actor, *finding, &reason, until).await?;
                }
                told(&desk, &findings, "The dismissal is proposed; an approver decides.", output).await
            }
            Self::ApproveDismissal { finding } => {
                decide(&desk, finding, Command::Approve, "The finding is dismissed.", output).await
            }
            Self::DeclineDismissal { finding, reason } => {
                decide(&desk, finding, Command::Decline { reason }, "The dismissal is declined.", output).await
            }
            Self::Restore { finding, reason } => {
                decide(&desk, finding, Command::Restore { reason }, "The finding counts again.", output).await
            }
        }
    }
}

impl Chosen {
    /// The findings that are named, and the open ones of every fix that is.
    async fn open(self, desk: &Desk) -> Result<Vec<FindingId>, Failure> {
        let mut findings = self.findings;
        for fix in self.fixes {
            let of_fix = desk.app.findings_of_fix(&desk.actor, desk.system_id().await?, fix).await?;
            if of_fix.is_empty() {
                return Err(Error::NotFound { what: "open finding with the fix", id: fix.to_string() }.into());
            }
            findings.extend(of_fix);
        }
        let mut seen = BTreeSet::new();
        findings.retain(|finding| seen.insert(*finding));
        Ok(findings)
    }
}

/// One item for each fix, however many findings of it are named.
async fn promote(desk: &Desk, chosen: Chosen, output: Output) -> Result<(), Failure> {
    let (mut fixes, mut items) = (BTreeSet::new(), Vec::new());
    for finding in chosen.open(desk).await? {
        if fixes.insert(desk.app.finding(&desk.actor, finding).await?.finding.fix) {
            items.push(desk.app.promote(&desk.actor, finding).await?);
        }
    }
    several::told(desk, &items, "begun", output)
}

async fn decide(desk: &Desk, finding: FindingId, command: Command, what: &str, output: Output) -> Result<(), Failure> {
    // What is not of this organization is not here, whatever is asked of it.
    desk.app.finding(&desk.actor, finding).await?;
    desk.app.change_dismissal(&desk.actor, finding, command).await?;
    told(desk, &[finding], what, output).await
}

async fn told(desk: &Desk, findings: &[FindingId], what: &str, output: Output) -> Result<(), Failure> {
    if output == Output::Text {
        return output::text(what);
    }
    let mut rows = Vec::new();
    for finding in findings {
        rows.push(desk.app.finding(&desk.actor, *finding).await?.finding);
    }
    output::json(&serde_json::json!({ "findings": rows }))
}
