//! `closeout feed …`: public knowledge about CVEs, brought in as files, or fetched from an address that is given.

mod fetch;

use std::path::PathBuf;

use clap::{Args, Subcommand};
use closeout_app::{feeds::FeedReport, views::FeedRow};
use closeout_domain::feed::Kind;

use self::fetch::Fetch;
use crate::{
    desk::Desk,
    fail::Failure,
    file, list,
    output::{self, Output},
    place::Place,
};

#[derive(Args, Debug)]
pub struct FeedVerbs {
    #[command(flatten)]
    place: Place,
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Subcommand, Debug)]
enum Verb {
    /// Bring in CISA's catalog of known exploited vulnerabilities (JSON or CSV).
    Kev(Bring),
    /// Bring in EPSS scores of FIRST (CSV, packed or not).
    Epss(Bring),
    /// Bring in SSVC answers of CISA: CVE records of Vulnrichment (JSON).
    Ssvc(Bring),
    /// Fetch the editions that are published now, and bring them in.
    #[command(
        after_help = "Nothing is fetched unless an address is given: https, or http on this machine itself. Exit code 5 \
        says that a file could not be fetched or read."
    )]
    Fetch(Box<Fetch>),
    /// List the editions that hold.
    List,
}

#[derive(Args, Debug)]
struct Bring {
    /// The file, as it was published.
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// Take it even if it is older than the edition that is here.
    #[arg(long)]
    yes: bool,
}

impl FeedVerbs {
    pub async fn run(self, output: Output) -> Result<(), Failure> {
        let desk = Desk::open(&self.place).await?;
        let (kind, bring) = match self.verb {
            Verb::Kev(bring) => (Kind::Kev, bring),
            Verb::Epss(bring) => (Kind::Epss, bring),
            Verb::Ssvc(bring) => (Kind::Ssvc, bring),
            Verb::Fetch(fetch) => return fetch.run(&desk, output).await,
            Verb::List => {
                let rows = desk.app.feeds(&desk.actor).await?;
                let headers = ["Feed", "Of", "Version", "#CVEs", "Brought in", "By", "SHA-256"];
                return list::print(output, "feeds", &rows, None, &headers, row);
            }
        };
        file::open(&bring.file)?;
        let name = bring.file.file_name().map(|n| n.display().to_string()).unwrap_or_default();
        let report = desk.app.bring_feed_in(&desk.actor, kind, &name, &bring.file, bring.yes).await?;
        match output {
            Output::Text => output::text(&told(kind, &report)),
            Output::Json | Output::Ndjson => output::json(&report),
        }
    }
}

fn row(feed: &FeedRow) -> Vec<String> {
    vec![
        feed.feed.clone(),
        feed.date.to_string(),
        feed.model.clone(),
        feed.entries.to_string(),
        feed.at.strftime("%F").to_string(),
        feed.by.name.clone(),
        feed.sha256.clone(),
    ]
}

fn told(kind: Kind, report: &FeedReport) -> String {
    let FeedRow { date, entries, .. } = &report.feed;
    let mut lines = vec![match report.identical {
        true => format!("This file of {date} is here already; nothing changed."),
        false => format!("{} of {date}: {entries} CVEs.", kind.title()),
    }];
    if report.problem_count > 0 {
        lines.push(format!("{} could not be read:", output::count(report.problem_count, "line")));
        lines.extend(report.problems.iter().take(20).map(|p| format!("  {}: {}", p.at, p.message)));
    }
    lines.join("\n")
}
