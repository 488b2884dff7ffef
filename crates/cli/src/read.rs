//! Reading: files without a record, and the record's lists.

use std::{fs::File, io, path::PathBuf};

use clap::{Args, Subcommand};
use closeout_app::{
    Actor, App,
    filter::Reader,
    query::Window,
    views::{FindingRow, HistoryEntry, ItemRow, MilestoneRow, TaskRow},
};
use closeout_domain::{ids::ItemNumber, time};
use closeout_intake as intake;
use jiff::civil::Date;
use serde::Serialize;

use crate::{
    compose,
    fail::{Failure, missing},
    output::{self, Output},
    place::Place,
};

mod findings;
pub use findings::Findings;

#[derive(Args, Debug)]
pub struct Inspect {
    /// The file.
    file: PathBuf,
    /// Read it as this format rather than as what it looks like.
    #[arg(long, value_name = "ID")]
    format: Option<String>,
}

impl Inspect {
    pub fn run(self, output: Output) -> Result<(), Failure> {
        let file = File::open(&self.file).map_err(|source| missing(&self.file, source))?;
        let unreadable = |u: intake::Unreadable| -> Failure {
            if let Some(pipe) = broken_pipe(&u) {
                return pipe;
            }
            let at = if u.at == intake::Place::File { String::new() } else { format!(" ({})", u.at) };
            let name = self.file.display().to_string();
            closeout_app::Error::Unreadable {
                file: name,
                why: format!("{}{at}", u.message),
                advice: u.advice.to_string(),
            }
            .into()
        };
        let format = self.format.as_deref();
        if output == Output::Ndjson {
            let mut out = io::BufWriter::new(io::stdout().lock());
            intake::write_ndjson(file, format, &mut out).map_err(unreadable)?;
            return io::Write::flush(&mut out).map_err(|e| anyhow::Error::from(e).into());
        }
        let summary = intake::inspect(file, format).map_err(unreadable)?;
        match output {
            Output::Json | Output::Ndjson => output::json(&summary),
            Output::Text => output::text(&told(&self.file.display().to_string(), &summary)),
        }
    }
}

fn broken_pipe(unreadable: &intake::Unreadable) -> Option<Failure> {
    let closed = unreadable.message.contains("Broken pipe");
    closed.then(|| anyhow::Error::from(io::Error::from(io::ErrorKind::BrokenPipe)).into())
}

fn told(file: &str, s: &intake::Summary) -> String {
    let (c, by) = (&s.counts, &s.counts.by_severity);
    let tool = format!("{} {}", s.tool.name, s.tool.version);
    let mut lines = vec![
        format!("{file}: {} ({})", s.format, tool.trim()),
        format!(
            "{} on {}: {} present, {} absent, {} not judged",
            output::count(c.observations, "observation"),
            output::count(c.assets, "asset"),
            c.present,
            c.absent,
            c.not_judged
        ),
        format!(
            "{} critical, {} high, {} medium, {} low, {} info; {}",
            by.critical,
            by.high,
            by.medium,
            by.low,
            by.info,
            output::count(c.cves, "CVE")
        ),
        format!("looked at {}, signed in on {}", output::count(s.coverage.assets, "asset"), s.coverage.authenticated),
    ];
    if s.incomplete {
        lines.push("the file is incomplete: its silence proves nothing".into());
    }
    if c.problems > 0 {
        lines.push(format!("{}:", output::count(c.problems, "problem")));
        lines.extend(s.problems.iter().take(20).map(|p| format!("  - {}: {}", p.at, p.message)));
    }
    if c.problems > 20 {
        lines.push(format!("  … and {} more; --output json lists them", c.problems - 20));
    }
    lines.join("\n")
}

pub fn formats(output: Output) -> Result<(), Failure> {
    let rows = intake::FORMATS.iter();
    match output {
        Output::Text => {
            let row = |f: &&dyn intake::Format| {
                vec![f.id().to_owned(), f.name().to_owned(), f.extensions().join(" "), f.yields().to_owned()]
            };
            output::text(&output::table(&["Format", "Name", "Files", "Yields"], rows.map(row).collect()))
        }
        Output::Json | Output::Ndjson => {
            let rows: Vec<_> = rows
                .map(|f| serde_json::json!({ "id": f.id(), "name": f.name(), "extensions": f.extensions(), "yields": f.yields() }))
                .collect();
            output::json(&serde_json::json!({ "formats": rows }))
        }
    }
}

/// What every list takes.
#[derive(Args, Debug)]
pub struct List {
    #[command(flatten)]
    pub place: Place,
    /// Only what fits: key=value, as in status=open; several may be given.
    #[arg(long = "filter", value_name = "KEY=VALUE")]
    filters: Vec<String>,
    /// As it was at the end of this day.
    #[arg(long, value_name = "DATE")]
    as_of: Option<String>,
}

/// A list with its record, its reader and its day.
pub struct Asked {
    pub app: App,
    pub actor: Actor,
    pub as_of: Option<Date>,
    pub directory: closeout_domain::people::Directory,
    pub pairs: Vec<(String, String)>,
    pub today: Date,
}

impl List {
    pub async fn ask(&self) -> Result<Asked, Failure> {
        let as_of = self.as_of.as_deref().map(|day| time::date("as_of", day)).transpose()?;
        let mut pairs = Vec::new();
        for filter in &self.filters {
            let (key, value) = filter
                .split_once('=')
                .ok_or_else(|| Failure::Usage(format!("{filter:?} is no filter: write it as key=value")))?;
            pairs.push((key.trim().to_owned(), value.to_owned()));
        }
        let app = compose::open(&self.place).await?;
        let actor = compose::actor(&app, &self.place).await?;
        if let Some(system) = compose::named_system(&app, &actor, &self.place).await? {
            pairs.push(("system".into(), system.to_string()));
        }
        let directory = app.directory(&actor).await?;
        let today = as_of.unwrap_or_else(|| app.today());
        Ok(Asked { app, actor, as_of, directory, pairs, today })
    }
}

impl Asked {
    pub fn reader(&self) -> Reader<'_> {
        Reader { me: self.actor.person.0, directory: &self.directory, today: self.today }
    }

    pub fn pairs(&self) -> impl Iterator<Item = (&str, &str)> {
        self.pairs.iter().map(|(k, v)| (k.as_str(), v.as_str()))
    }

    /// Lists are whole unless a part is asked for.
    pub fn window(&self, given: Window) -> Window {
        if self.pairs.iter().any(|(k, _)| k == "rows") { given } else { Window { from: given.from, ..Window::LARGEST } }
    }
}

#[derive(Args, Debug)]
pub struct Items {
    #[command(subcommand)]
    verb: ItemsVerb,
}

#[derive(Subcommand, Debug)]
enum ItemsVerb {
    /// The register.
    List(List),
    /// One item, whole, with its history.
    Show {
        /// As in POAM-0007.
        item: ItemNumber,
        #[command(flatten)]
        list: List,
    },
}

impl Items {
    pub async fn run(self, output: Output) -> Result<(), Failure> {
        match self.verb {
            ItemsVerb::List(list) => {
                let asked = list.ask().await?;
                let mut query = asked.reader().items(asked.pairs())?;
                query.window = asked.window(query.window);
                let page = asked.app.items(&asked.actor, &query, asked.as_of).await?;
                let row = |r: &ItemRow| {
                    let due = r.due.map(|d| d.to_string()).unwrap_or_default();
                    let late = r.late_days.map(|n| format!("{n} d late")).unwrap_or_default();
                    let owner = r.owner.as_ref().map(|o| o.name.clone()).unwrap_or_default();
                    let reached = format!("{}/{}", r.milestones_reached, r.milestones);
                    vec![
                        r.id.clone(),
                        r.weakness.clone(),
                        r.priority.clone().unwrap_or_default(),
                        owner,
                        reached,
                        due,
                        late,
                        r.status.clone(),
                    ]
                };
                let headers = ["ID", "Weakness", "Priority", "Owner", "#Milestones", "Due", "", "Status"];
                list_out(output, "items", &page.rows, page.next, &headers, row)
            }
            ItemsVerb::Show { item, list } => {
                let asked = list.ask().await?;
                let page = asked.app.item_page(&asked.actor, item, asked.as_of).await?;
                match output {
                    Output::Text => output::text(&crate::change::item::tell(&page)),
                    Output::Json | Output::Ndjson => output::json(&page),
                }
            }
        }
    }
}

#[derive(Args, Debug)]
pub struct Tasks {
    #[command(subcommand)]
    verb: ListVerb,
}

#[derive(Args, Debug)]
pub struct Milestones {
    #[command(subcommand)]
    verb: ListVerb,
}

#[derive(Subcommand, Debug)]
enum ListVerb {
    /// All that fit, by date.
    List(List),
    /// Those of one item.
    Show {
        /// As in POAM-0007.
        item: ItemNumber,
        #[command(flatten)]
        list: List,
    },
}

impl ListVerb {
    async fn ask(self) -> Result<Asked, Failure> {
        match self {
            Self::List(list) => list.ask().await,
            Self::Show { item, list } => {
                let mut asked = list.ask().await?;
                asked.pairs.push(("item".into(), item.to_string()));
                Ok(asked)
            }
        }
    }
}

impl Tasks {
    pub async fn run(self, output: Output) -> Result<(), Failure> {
        let asked = self.verb.ask().await?;
        let mut query = asked.reader().tasks(asked.pairs())?;
        query.window = asked.window(query.window);
        let page = asked.app.tasks(&asked.actor, &query, asked.as_of).await?;
        let row = |r: &TaskRow| {
            let tickets = r.tickets.iter().map(|t| t.key.clone()).collect::<Vec<_>>().join(" ");
            let (id, people) =
                (format!("{} task {}", r.item, r.task), (r.responsible.name.clone(), r.approver.name.clone()));
            vec![
                id,
                r.title.clone(),
                people.0,
                people.1,
                format!("{} h", r.effort),
                r.due.to_string(),
                r.stage.clone(),
                tickets,
            ]
        };
        let headers = ["Task", "What", "Responsible", "Approver", "#Effort", "Due", "Stage", "Tickets"];
        list_out(output, "tasks", &page.rows, page.next, &headers, row)
    }
}

impl Milestones {
    pub async fn run(self, output: Output) -> Result<(), Failure> {
        let asked = self.verb.ask().await?;
        let mut query = asked.reader().milestones(asked.pairs())?;
        query.window = asked.window(query.window);
        let page = asked.app.milestones(&asked.actor, &query, asked.as_of).await?;
        let row = |r: &MilestoneRow| {
            let day = |d: Option<Date>| d.map(|d| d.to_string()).unwrap_or_default();
            let id = format!("{} milestone {}", r.item, r.milestone);
            vec![id, r.title.clone(), r.due.to_string(), day(r.baseline), day(r.reached), r.slip_days.to_string()]
        };
        let headers = ["Milestone", "What", "Due", "Baseline", "Reached", "#Slip (d)"];
        list_out(output, "milestones", &page.rows, page.next, &headers, row)
    }
}

#[derive(Args, Debug)]
pub struct Audit {
    #[command(flatten)]
    place: Place,
    /// How many entries.
    #[arg(long, default_value_t = 50)]
    rows: u32,
    /// Only before this position.
    #[arg(long, value_name = "POSITION")]
    before: Option<u64>,
}

impl Audit {
    pub async fn run(self, output: Output) -> Result<(), Failure> {
        let app = compose::open(&self.place).await?;
        let actor = compose::actor(&app, &self.place).await?;
        let entries = app.audit(&actor, self.before, None, self.rows).await?;
        let row = |e: &HistoryEntry| {
            let when = e.at.strftime("%F %T").to_string();
            vec![e.position.to_string(), when, e.by.name.clone(), e.via.clone(), e.subject.clone(), e.sentence.clone()]
        };
        let next = entries.last().map(|e| e.position).filter(|p| *p > 1);
        list_out(output, "entries", &entries, next, &["#Position", "When (UTC)", "Who", "Via", "What", "Happened"], row)
    }
}

/// Prints a list: a table for people, `{"<name>": [...], "next": …}` for programs.
pub fn list_out<T: Serialize>(
    output: Output,
    name: &str,
    rows: &[T],
    next: Option<u64>,
    headers: &[&str],
    row: impl Fn(&T) -> Vec<String>,
) -> Result<(), Failure> {
    match output {
        Output::Text if rows.is_empty() => output::text(&format!("No {name} fit.")),
        Output::Text => {
            output::text(&output::table(headers, rows.iter().map(row).collect()))?;
            if let Some(next) = next.filter(|_| name != "entries") {
                output::remark(&format!("More follow: --filter from={next}"));
            }
            Ok(())
        }
        Output::Json | Output::Ndjson => output::json(&serde_json::json!({ name: rows, "next": next })),
    }
}

/// A row of findings, for people.
fn finding_row(r: &FindingRow) -> Vec<String> {
    let item = r.item.clone().unwrap_or_default();
    vec![
        r.severity.clone(),
        r.check.clone(),
        r.title.clone(),
        r.state.clone(),
        r.assets.to_string(),
        item,
        r.id.to_string(),
    ]
}
