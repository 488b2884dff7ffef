//! `closeout assets …`: which there are, who can reach them, what they mean.

use clap::{Args, Subcommand, ValueEnum};
use closeout_app::views::{AssetRow, ExposureView};
use closeout_domain::{
    ids::AssetId,
    priority::{Criticality, Exposure},
};

use crate::{
    desk::Desk,
    fail::Failure,
    list::{self, Filters},
    output::{self, Output},
    place::Place,
};

#[derive(Args, Debug)]
pub struct AssetVerbs {
    #[command(flatten)]
    place: Place,
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Subcommand, Debug)]
enum Verb {
    /// List assets by name, with what holds of each.
    #[command(after_help = "Filters:\n  finding=KEY   text=WORDS   system=KEY   from=ROW   rows=COUNT")]
    List {
        #[command(flatten)]
        filters: Filters,
    },
    /// Show one.
    Show {
        /// Its key, as `closeout assets list` shows it.
        #[arg(value_name = "KEY")]
        asset: AssetId,
    },
    /// Say who can reach it and what it means; what is not given stays, `unknown` falls to the rules of the system.
    Rate {
        /// Its key, as `closeout assets list` shows it.
        #[arg(value_name = "KEY")]
        asset: AssetId,
        /// Whether the internet reaches it.
        #[arg(long, value_name = "ANSWER")]
        internet: Option<Answer>,
        /// Whether it holds or handles CUI.
        #[arg(long, value_name = "ANSWER")]
        cui: Option<Answer>,
        /// What its loss would mean: high, medium, low or unknown.
        #[arg(long, value_name = "LEVEL")]
        criticality: Option<String>,
        /// Why.
        #[arg(long, value_name = "TEXT")]
        reason: String,
    },
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Answer {
    Yes,
    No,
    Unknown,
}

impl Answer {
    fn over(given: Option<Self>, before: Option<bool>) -> Option<bool> {
        match given {
            None => before,
            Some(Self::Yes) => Some(true),
            Some(Self::No) => Some(false),
            Some(Self::Unknown) => None,
        }
    }
}

impl AssetVerbs {
    pub async fn run(self, output: Output) -> Result<(), Failure> {
        if let Verb::List { filters } = &self.verb {
            let asked = filters.ask(&self.place, None).await?;
            let mut query = asked.query(|reader, pairs| reader.assets(pairs))?;
            query.window = asked.window(query.window);
            let page = asked.desk.app.assets(&asked.desk.actor, &query).await?;
            let headers = ["Asset", "Address", "Internet", "CUI", "Criticality", "#Open", "Key"];
            list::print(output, "assets", &page.rows, page.next, &headers, row)?;
            list::more(output, page.next);
            return Ok(());
        }
        let desk = Desk::open(&self.place).await?;
        let asset = match self.verb {
            Verb::Rate { asset, internet, cui, criticality, reason } => {
                let said = desk.app.asset(&desk.actor, asset).await?.said.map(|s| s.exposure.exposure());
                let before = said.unwrap_or_default();
                let criticality = match criticality.as_deref() {
                    None => before.criticality,
                    Some("unknown") => None,
                    Some(word) => Some(word.parse::<Criticality>()?),
                };
                let internet = Answer::over(internet, before.internet);
                let exposure = Exposure { internet, cui: Answer::over(cui, before.cui), criticality };
                desk.app.rate_asset(&desk.actor, asset, exposure, &reason).await?
            }
            Verb::Show { asset } => desk.app.asset(&desk.actor, asset).await?,
            Verb::List { .. } => return Ok(()),
        };
        match output {
            Output::Text => output::text(&told(&asset)),
            Output::Json | Output::Ndjson => output::json(&asset),
        }
    }
}

fn answer(known: Option<bool>) -> String {
    known.map_or("unknown", |yes| if yes { "yes" } else { "no" }).into()
}

fn criticality(exposure: &ExposureView) -> String {
    exposure.criticality.clone().unwrap_or_else(|| "unknown".into())
}

fn row(asset: &AssetRow) -> Vec<String> {
    let AssetRow { id, label, ip, open, exposure, .. } = asset;
    let (internet, cui) = (answer(exposure.internet), answer(exposure.cui));
    vec![label.clone(), ip.clone(), internet, cui, criticality(exposure), open.to_string(), id.to_string()]
}

fn told(asset: &AssetRow) -> String {
    let exposure = &asset.exposure;
    let mut lines = vec![
        asset.label.clone(),
        format!("{} {}", asset.ip, asset.os).trim().to_owned(),
        format!("the internet reaches it: {}", answer(exposure.internet)),
        format!("holds CUI: {}", answer(exposure.cui)),
        format!("criticality: {}", criticality(exposure)),
        format!("open findings: {}", asset.open),
    ];
    lines.retain(|line| !line.is_empty());
    match &asset.said {
        Some(said) => lines.push(format!("said by {} on {}: {}", said.by.name, said.at.strftime("%F"), said.reason)),
        None => lines.push("nobody has said anything of it by hand".into()),
    }
    lines.join("\n")
}
