//! Findings: lists, one of them, and triage.

use clap::{Args, Subcommand};
use closeout_app::{
    read::{FindingPage, finding_document},
    views::{FindingRow, GroupRow, UrgencyView},
};
use closeout_domain::ids::FindingId;

use crate::{
    change::{mapping::Requirements, triage::Triage},
    desk::Desk,
    fail::Failure,
    import::typed::Typed,
    list::{self, Filters},
    output::{self, Output},
    place::Place,
};

#[derive(Args, Debug)]
pub struct Findings {
    #[command(flatten)]
    place: Place,
    #[command(subcommand)]
    verb: Verb,
}

const FILTERS: &str = "Filters:\n  \
    state=open|absent|dismissed|not_judged   priority=LEAST (critical, high, medium or low)\n  \
    severity=LEAST (critical, high, medium, low or info)   answered=yes|no   exploited=yes|no   internet=yes|no\n  \
    fix=KEY   asset=KEY   import=KEY   text=WORDS   system=KEY   after=KEY   from=ROW   rows=COUNT";

#[derive(Subcommand, Debug)]
enum Verb {
    /// List findings, most urgent first.
    #[command(after_help = FILTERS)]
    List {
        #[command(flatten)]
        filters: Filters,
    },
    /// List fixes, most urgent first: open findings, or those of another state, by the work that corrects them.
    #[command(after_help = FILTERS)]
    Fixes {
        #[command(flatten)]
        filters: Filters,
    },
    /// Show one finding, with its state on each asset.
    Show {
        /// Its key, as `closeout findings list` shows it.
        #[arg(value_name = "KEY")]
        finding: FindingId,
    },
    /// State a finding of an assessment, audit, penetration test or review; it comes in like any file.
    Add(Box<Typed>),
    #[command(flatten)]
    Triage(Triage),
    #[command(flatten)]
    Requirements(Requirements),
}

impl Findings {
    pub async fn run(self, output: Output) -> Result<(), Failure> {
        match self.verb {
            Verb::List { filters } => all(&self.place, &filters, output).await,
            Verb::Fixes { filters } => fixes(&self.place, &filters, output).await,
            Verb::Show { finding } => {
                let desk = Desk::open(&self.place).await?;
                let page = desk.app.finding(&desk.actor, finding).await?;
                match output {
                    Output::Text => output::text(&told(&page)),
                    Output::Json | Output::Ndjson => output::json(&finding_document(&page)),
                }
            }
            Verb::Add(typed) => typed.run(&self.place, output).await,
            Verb::Triage(triage) => triage.run(&self.place, output).await,
            Verb::Requirements(mapping) => mapping.run(&self.place, output).await,
        }
    }
}

async fn all(place: &Place, filters: &Filters, output: Output) -> Result<(), Failure> {
    let asked = filters.ask(place, None).await?;
    let mut query = asked.query(|reader, pairs| reader.findings(pairs))?;
    query.window = asked.window(query.window);
    let page = asked.desk.app.findings(&asked.desk.actor, &query).await?;
    let row = |r: &FindingRow| {
        let item = r.item.clone().unwrap_or_default();
        let assets = r.assets.to_string();
        vec![
            ranked(&r.priority, r.exploited, r.internet),
            r.severity.clone(),
            r.check.clone(),
            r.title.clone(),
            r.state.replace('_', " "),
            assets,
            item,
            r.id.to_string(),
        ]
    };
    let headers = ["Priority", "Severity", "Check", "Title", "State", "#Assets", "Item", "Key"];
    list::print(output, "findings", &page.rows, page.next, &headers, row)?;
    list::more(output, page.next);
    Ok(())
}

async fn fixes(place: &Place, filters: &Filters, output: Output) -> Result<(), Failure> {
    let asked = filters.ask(place, None).await?;
    let mut query = asked.query(|reader, pairs| reader.findings(pairs))?;
    query.window = asked.window(query.window);
    query.state.get_or_insert_with(|| "open".into());
    let page = asked.desk.app.groups(&asked.desk.actor, &query).await?;
    let row = |r: &GroupRow| {
        let (findings, assets) = (r.findings.to_string(), r.assets.to_string());
        vec![
            ranked(&r.priority, r.exploited, r.internet),
            r.severity.clone(),
            r.title.clone(),
            findings,
            assets,
            r.item.clone().unwrap_or_default(),
            r.fix.to_string(),
        ]
    };
    let headers = ["Priority", "Severity", "Most urgent finding", "#Findings", "#Assets", "Item", "Fix"];
    list::print(output, "groups", &page.rows, page.next, &headers, row)?;
    list::more(output, page.next);
    Ok(())
}

/// A priority with what weighs most beside it.
fn ranked(priority: &str, exploited: bool, internet: bool) -> String {
    let also = [(exploited, ", exploited"), (internet, ", internet")];
    also.into_iter().filter(|(is, _)| *is).fold(priority.to_owned(), |text, (_, word)| text + word)
}

/// The sum of reasons, and the way to the due date.
fn urgency(urgency: &UrgencyView) -> Vec<String> {
    let mut text = vec![format!("\nPriority {}", urgency.priority)];
    text.extend(urgency.reasons.iter().map(|r| format!("  {}: {}", r.sentence, r.effect)));
    let due = &urgency.due;
    text.push(match due.date {
        Some(date) => format!("Due {date}"),
        None => format!("No due date: {}", due.standing.replace('_', " ")),
    });
    text.extend(due.trace.iter().map(|step| format!("  {}", step.sentence)));
    text
}

fn told(page: &FindingPage) -> String {
    let f = &page.finding;
    let mut text = vec![
        f.title.clone(),
        format!("{}, {}", f.severity, f.state.replace('_', " ")),
        format!("check {} of {}, stated by {}", f.check, f.family, f.sources.join(", ")),
    ];
    if let Some(item) = &f.item {
        text.push(format!("answered by {item}"));
    }
    for cvss in &f.cvss {
        let score = cvss.score.map(|s| format!("{s} ")).unwrap_or_default();
        text.push(format!("CVSS {}: {score}{}", cvss.version, cvss.vector));
    }
    for names in [&f.cve, &f.cwe, &f.cci] {
        if !names.is_empty() {
            text.push(names.join(" "));
        }
    }
    text.push(format!("fix {}", f.fix));
    text.extend(urgency(&page.urgency));
    text.push("\nRequirements".into());
    text.extend(page.requirements.named.iter().map(|c| format!("  {} {}: {}", c.requirement, c.title, c.reason)));
    text.extend(page.requirements.silent.iter().map(|sentence| format!("  {sentence}")));
    if page.requirements.named.is_empty() {
        text.push("  none that is known".into());
    }
    for (name, value) in [("What it is", &f.description), ("What the source advises", &f.recommendation)] {
        if !value.trim().is_empty() {
            text.push(format!("\n{name}\n  {}", value.trim().replace('\n', "\n  ")));
        }
    }
    let rows = page.assets.iter().map(|a| {
        let seen = a.last_seen.map(|t| t.strftime("%F").to_string()).unwrap_or_default();
        let (label, ip, places) = (a.label.clone(), a.ip.clone(), a.places.join(" "));
        vec![label, ip, places, a.state.replace('_', " "), seen, a.clean.to_string(), a.reason.clone()]
    });
    text.push(String::new());
    let headers = ["Asset", "Address", "Place", "State", "Last seen", "#Clean scans", "Why"];
    text.push(output::table(&headers, rows.collect()));
    if !page.dismissal.is_empty() {
        text.push("\nDismissal".into());
        text.extend(page.dismissal.iter().map(super::item::event));
    }
    text.join("\n")
}
