//! A new item.

use clap::Args;
use closeout_app::execute::NewItem;
use closeout_domain::{
    ids::{FindingId, ItemNumber},
    item::{
        self,
        origin::{Origin, Source},
    },
};

use crate::{desk::Desk, fail::Failure, output::Output};

#[derive(Args, Debug)]
pub struct Draft {
    /// What is wrong, in plain words.
    #[arg(long, value_name = "TEXT")]
    weakness: String,
    /// How it became known: assessment, scan, penetration_test, audit, incident or observation.
    #[arg(long, default_value = "observation")]
    source: Source,
    /// Which one, as in "gap assessment of 10 September".
    #[arg(long, value_name = "TEXT", default_value = "", hide_default_value = true)]
    detail: String,
    /// Requirement of SP 800-171 that is not met, as in 3.5.3.
    #[arg(long, value_name = "ID")]
    requirement: Option<String>,
    /// Failed objective, as in `3.5.3[a]`; may be given several times.
    #[arg(long = "objective", value_name = "ID")]
    objectives: Vec<String>,
    /// Finding that it answers, by key; may be given several times.
    #[arg(long = "finding", value_name = "KEY")]
    findings: Vec<FindingId>,
    /// The closed item whose weakness came back.
    #[arg(long, value_name = "ITEM")]
    recurrence_of: Option<ItemNumber>,
}

impl Draft {
    pub async fn run(self, desk: &Desk, output: Output) -> Result<(), Failure> {
        // It may refer to nothing that is not of this organization.
        if let Some(before) = self.recurrence_of {
            desk.app.item(&desk.actor, before, None).await?;
        }
        for finding in &self.findings {
            desk.app.finding(&desk.actor, *finding).await?;
        }
        let draft = item::Draft {
            number: ItemNumber(0),
            system: desk.system_id().await?,
            weakness: self.weakness,
            origin: Origin { source: self.source, detail: self.detail },
            requirement: self.requirement,
            objectives: self.objectives,
            findings: self.findings,
            recurrence_of: self.recurrence_of,
        };
        let item = desk.app.draft_item(&desk.actor, NewItem { draft, then: Vec::new() }).await?;
        desk.done(output, &item, "the item is begun")
    }
}
