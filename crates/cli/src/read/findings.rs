//! Findings: lists, one of them, and triage.

use clap::{Args, Subcommand};
use closeout_domain::{
    finding::dismissal,
    ids::{FindingId, ItemNumber},
    time,
};

use super::{List, finding_row, list_out};
use crate::{
    compose,
    fail::Failure,
    output::{self, Output},
    place::Place,
};

#[derive(Args, Debug)]
pub struct Findings {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Subcommand, Debug)]
enum Verb {
    /// All that fit, worst first.
    List(List),
    /// One, with its state on each asset.
    Show {
        /// Its key.
        finding: FindingId,
        #[command(flatten)]
        list: List,
    },
    /// Begin an item for it and every open finding with the same fix.
    Promote {
        finding: FindingId,
        #[command(flatten)]
        place: Place,
    },
    /// Tie it to an item.
    Attach {
        finding: FindingId,
        /// As in POAM-0007.
        item: ItemNumber,
        #[command(flatten)]
        place: Place,
    },
    /// Ask to set it aside.
    Dismiss {
        finding: FindingId,
        #[arg(long)]
        reason: String,
        /// The last day on which the dismissal is to hold.
        #[arg(long, value_name = "DATE")]
        until: Option<String>,
        #[command(flatten)]
        place: Place,
    },
    /// Agree to set it aside.
    ApproveDismissal {
        finding: FindingId,
        #[command(flatten)]
        place: Place,
    },
    /// Refuse to set it aside.
    DeclineDismissal {
        finding: FindingId,
        #[arg(long)]
        reason: String,
        #[command(flatten)]
        place: Place,
    },
    /// Take a dismissal back.
    Restore {
        finding: FindingId,
        #[arg(long)]
        reason: String,
        #[command(flatten)]
        place: Place,
    },
}

impl Findings {
    pub async fn run(self, output: Output) -> Result<(), Failure> {
        match self.verb {
            Verb::List(list) => {
                let asked = list.ask().await?;
                let mut query = asked.reader().findings(asked.pairs())?;
                query.window = asked.window(query.window);
                let page = asked.app.findings(&asked.actor, &query).await?;
                let headers = ["Severity", "Check", "Title", "State", "#Assets", "Item", "Key"];
                list_out(output, "findings", &page.rows, page.next, &headers, finding_row)
            }
            Verb::Show { finding, list } => show(&list, finding, output).await,
            Verb::Promote { finding, place } => {
                let app = compose::open(&place).await?;
                let actor = compose::actor(&app, &place).await?;
                let item = app.promote(&actor, finding).await?;
                crate::change::done(output, &item, "begun")
            }
            Verb::Attach { finding, item, place } => {
                let app = compose::open(&place).await?;
                let actor = compose::actor(&app, &place).await?;
                let item = app.attach_findings(&actor, item, vec![finding]).await?;
                crate::change::done(output, &item, "now answers the finding")
            }
            Verb::Dismiss { finding, reason, until, place } => {
                let until = until.as_deref().map(|day| time::date("until", day)).transpose()?;
                let command = dismissal::Command::Propose { finding, reason, until };
                dismissal(place, finding, command, "The dismissal waits for an approver.", output).await
            }
            Verb::ApproveDismissal { finding, place } => {
                dismissal(place, finding, dismissal::Command::Approve, "The finding is dismissed.", output).await
            }
            Verb::DeclineDismissal { finding, reason, place } => {
                dismissal(place, finding, dismissal::Command::Decline { reason }, "The dismissal is declined.", output)
                    .await
            }
            Verb::Restore { finding, reason, place } => {
                dismissal(place, finding, dismissal::Command::Restore { reason }, "The finding counts again.", output)
                    .await
            }
        }
    }
}

async fn dismissal(
    place: Place,
    finding: FindingId,
    command: dismissal::Command,
    told: &str,
    output: Output,
) -> Result<(), Failure> {
    let app = compose::open(&place).await?;
    let actor = compose::actor(&app, &place).await?;
    match command {
        dismissal::Command::Propose { finding, reason, until } => {
            app.propose_dismissal(&actor, finding, &reason, until).await?;
        }
        other => app.change_dismissal(&actor, finding, other).await?,
    }
    match output {
        Output::Text => output::text(told),
        Output::Json | Output::Ndjson => output::json(&app.finding(&actor, finding).await?.finding),
    }
}

async fn show(list: &List, finding: FindingId, output: Output) -> Result<(), Failure> {
    let asked = list.ask().await?;
    let page = asked.app.finding(&asked.actor, finding).await?;
    let f = &page.finding;
    if output != Output::Text {
        return output::json(&closeout_app::read::finding_document(&page));
    }
    let mut text = vec![
        format!("{} [{}] {}", f.title, f.severity, f.state),
        format!("check {} of {}, stated by {}", f.check, f.family, f.sources.join(", ")),
    ];
    if !f.cve.is_empty() {
        text.push(f.cve.join(" "));
    }
    for (name, value) in [("", &f.description), ("To do: ", &f.recommendation)] {
        if !value.trim().is_empty() {
            text.push(format!("\n{name}{}", value.trim()));
        }
    }
    let rows = page.assets.iter().map(|a| {
        let seen = a.last_seen.map(|t| t.strftime("%F").to_string()).unwrap_or_default();
        vec![
            a.label.clone(),
            a.ip.clone(),
            a.places.join(" "),
            a.state.clone(),
            a.clean.to_string(),
            seen,
            a.reason.clone(),
        ]
    });
    text.push(String::new());
    text.push(output::table(&["Asset", "Address", "Place", "State", "#Clean", "Last seen", "Why"], rows.collect()));
    output::text(&text.join("\n"))
}
