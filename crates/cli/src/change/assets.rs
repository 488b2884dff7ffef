//! `closeout assets …`: which there are, who can reach them, what they mean, and which of them are one machine.

use clap::{Args, Subcommand, ValueEnum};
use closeout_app::{
    ports::Mode,
    views::{AssetRow, AssetView, ExposureView, KnownName, MergeReport},
};
use closeout_domain::{
    finding::recognition::Name,
    ids::{AssetId, NotAnId},
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
    /// Show one: what it is called, how each import recognised it, what people said of it.
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
    /// Say that two assets are one machine: whatever was and will be stated of either is stated of both.
    Merge {
        /// The one that is another.
        #[arg(value_name = "KEY")]
        from: AssetId,
        /// The one that it is, and as which both are called from now on.
        #[arg(value_name = "INTO")]
        into: AssetId,
        #[command(flatten)]
        say: Say,
    },
    /// Take a merge back: everything is as if it had never been said.
    Unmerge {
        /// The asset that was merged into another.
        #[arg(value_name = "KEY")]
        from: AssetId,
        #[command(flatten)]
        say: Say,
    },
    /// Say that names do not belong to an asset: they become one of their own, with what was stated under them.
    Split {
        /// Its key, as `closeout assets list` shows it.
        #[arg(value_name = "KEY")]
        asset: AssetId,
        /// A name, as in `hostname=lathe-1` or `ip=192.0.2.7`; may be given several times.
        #[arg(long = "name", value_name = "KIND=NAME", required = true, value_parser = name)]
        names: Vec<Name>,
        #[command(flatten)]
        say: Say,
    },
    /// Take a split back: everything is as if it had never been said.
    Unsplit {
        /// The asset that was split off another.
        #[arg(value_name = "KEY")]
        part: AssetId,
        #[command(flatten)]
        say: Say,
    },
}

#[derive(Args, Debug)]
struct Say {
    /// Why.
    #[arg(long, value_name = "TEXT")]
    reason: String,
    /// Only show what it would change.
    #[arg(long)]
    preview: bool,
}

impl Say {
    fn mode(&self) -> Mode {
        if self.preview { Mode::Preview } else { Mode::Commit }
    }
}

fn name(text: &str) -> Result<Name, NotAnId> {
    let (kind, name) = text
        .split_once('=')
        .ok_or_else(|| NotAnId { text: text.into(), expected: "a kind and a name, as in hostname=lathe-1" })?;
    Ok((kind.parse()?, name.to_owned()))
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
            Verb::Show { asset } => {
                let view = desk.app.asset_view(&desk.actor, asset).await?;
                return match output {
                    Output::Text => output::text(&whole(&view)),
                    Output::Json | Output::Ndjson => output::json(&view),
                };
            }
            other => return tell_apart(&desk, other, output).await,
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

/// Merges, splits, or takes either back.
async fn tell_apart(desk: &Desk, verb: Verb, output: Output) -> Result<(), Failure> {
    let (app, actor) = (&desk.app, &desk.actor);
    let report = match verb {
        Verb::Merge { from, into, say } => app.merge_assets(actor, from, into, &say.reason, say.mode()).await?,
        Verb::Unmerge { from, say } => app.unmerge_asset(actor, from, &say.reason, say.mode()).await?,
        Verb::Split { asset, names, say } => app.split_asset(actor, asset, names, &say.reason, say.mode()).await?,
        Verb::Unsplit { part, say } => app.unsplit_asset(actor, part, &say.reason, say.mode()).await?,
        Verb::List { .. } | Verb::Show { .. } | Verb::Rate { .. } => return Ok(()),
    };
    match output {
        Output::Text => output::text(&changes(&report)),
        Output::Json | Output::Ndjson => output::json(&report),
    }
}

fn changes(report: &MergeReport) -> String {
    let MergeReport { asset, committed, imports, open_before, open_after, changed, changed_count } = report;
    let done = if *committed { "done" } else { "this would be done" };
    let mut lines = vec![
        format!("{done}; the asset is {asset}"),
        format!("imports that count for another asset: {imports}"),
        format!("open on assets: {open_before} before, {open_after} after"),
        format!("findings whose state is another: {changed_count}"),
    ];
    lines.extend(changed.iter().map(|c| format!("  - {}: {} before, {} after", c.title, c.from, c.to)));
    lines.join("\n")
}

/// An asset with its names and how it was recognised.
fn whole(view: &AssetView) -> String {
    let AssetView { id, system, label, ip, os, open, said, exposure, .. } = view.clone();
    let mut lines = vec![told(&AssetRow { id, system, label, ip, os, open, said, exposure })];
    if !view.rules.is_empty() {
        lines.push(format!("rules of the system that apply: {}", view.rules.join(", ")));
    }
    lines.push("called:".into());
    let merged = |name: &KnownName| name.merged.map(|of| format!(", by the merge of {of}")).unwrap_or_default();
    lines.extend(view.names.iter().map(|n| format!("  - {} {} ({}{})", n.told, n.name, n.file, merged(n))));
    lines.push(format!("recognised in {}:", output::count(view.imports, "import")));
    let shown = view.recognised.iter().take(20);
    lines.extend(shown.map(|r| format!("  - {} {}: {}", r.seen_at.strftime("%F"), r.file, r.sentence)));
    for merged in &view.merged {
        let m = &merged.merge;
        lines.push(format!("{} ({}) was merged into it by {}: {}", merged.label, m.from, m.by.name, m.reason));
    }
    for part in view.parts.iter().chain(&view.part_of) {
        let names: Vec<&str> = part.names.iter().map(|n| n.name.as_str()).collect();
        let (part, of, by) = (part.part, part.of, &part.by.name);
        lines.push(format!("{} was split off {of} as {part} by {by}", names.join(", ")));
    }
    lines.join("\n")
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
