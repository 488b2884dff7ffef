//! `closeout report …`: documents to hand over.

use std::path::{Path, PathBuf};

use anyhow::Context;
use clap::{Args, Subcommand};
use closeout_app::reporting::{Form, Kind};
use closeout_domain::ids::ItemNumber;

use crate::{
    desk::Desk,
    fail::Failure,
    list::Day,
    output::{self, Output},
    place::Place,
};

#[derive(Args, Debug)]
pub struct Report {
    #[command(flatten)]
    place: Place,
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Args, Debug)]
struct To {
    /// The file to write: .pdf, .html or .xlsx.
    #[arg(short = 'o', long = "to", value_name = "FILE")]
    to: PathBuf,
    #[command(flatten)]
    day: Day,
}

#[derive(Subcommand, Debug)]
enum Verb {
    /// Who does what by when, and what is late: for the people who do the work.
    Weekly(To),
    /// How it goes, who is late, what to decide, what it costs: for those who lead.
    Monthly(To),
    /// Progress against the approved dates, slips, accepted risks, money: for the board.
    Quarterly(To),
    /// Every item of the plan.
    Register(To),
    /// How requirement 3.12.2 is met, with the evidence: for the assessor.
    Assessor(To),
    /// Everything on record about one item.
    Item {
        /// The item, as in POAM-0007.
        item: ItemNumber,
        #[command(flatten)]
        to: To,
    },
}

impl Report {
    pub async fn run(self, output: Output) -> Result<(), Failure> {
        let (kind, to) = match self.verb {
            Verb::Weekly(to) => (Kind::Weekly, to),
            Verb::Monthly(to) => (Kind::Monthly, to),
            Verb::Quarterly(to) => (Kind::Quarterly, to),
            Verb::Register(to) => (Kind::Register, to),
            Verb::Assessor(to) => (Kind::Assessor, to),
            Verb::Item { item, to } => (Kind::Item(item), to),
        };
        let form = form(&to.to)?;
        let desk = Desk::open(&self.place).await?;
        let system = desk.system_id().await?;
        let bytes = desk.app.report(&desk.actor, system, (kind, form), to.day.as_of).await?.bytes;
        std::fs::write(&to.to, &bytes).with_context(|| format!("failed to write {}", to.to.display()))?;
        match output {
            Output::Text => output::text(&format!("{} is in {}.", kind.title(), to.to.display())),
            Output::Json | Output::Ndjson => output::json(&serde_json::json!({ "file": to.to, "bytes": bytes.len() })),
        }
    }
}

fn form(to: &Path) -> Result<Form, Failure> {
    let wanted = to.extension().and_then(|e| e.to_str()).and_then(|e| e.parse().ok());
    wanted.ok_or_else(|| Failure::Usage(format!("{} should end in .pdf, .html or .xlsx", to.display())))
}
