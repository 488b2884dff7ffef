//! `closeout import` and `closeout imports`.

pub mod columns;
pub mod typed;

use std::{io::IsTerminal, path::PathBuf, time::Duration};

use clap::{Args, Subcommand};
use closeout_app::{
    error,
    import::{ImportFile, ImportPage, ImportReport, Progress},
    ports::Mode,
    views::ImportRow,
};
use closeout_domain::ids::{ImportId, SystemId};
use indicatif::{ProgressBar, ProgressStyle};

use self::columns::Columns;
use crate::{
    change::item::part::outcome,
    desk::Desk,
    fail::Failure,
    file, list,
    output::{self, Output},
    place::Place,
    read::inspect::format,
};

#[derive(Args, Debug)]
pub struct Import {
    /// The files, brought in one after the other.
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    #[command(flatten)]
    how: How,
    /// Read them as this format rather than as what they look like; `closeout formats` lists them.
    #[arg(long, value_name = "ID", value_parser = format)]
    format: Option<String>,
    #[command(flatten)]
    columns: Columns,
    #[command(flatten)]
    place: Place,
}

/// Whether something is brought in.
#[derive(Args, Debug)]
pub struct How {
    /// Only say what would change.
    #[arg(long)]
    preview: bool,
    /// Bring it in even if it marks so much absent that the system's brake holds it.
    #[arg(long)]
    yes: bool,
}

impl Import {
    /// Brings every file in. A file that cannot be read does not keep the others out; the exit code is that of the first
    /// failure.
    pub async fn run(self, output: Output) -> Result<(), Failure> {
        let desk = Desk::open(&self.place).await?;
        let system = desk.system_id().await?;
        let bring = |path: PathBuf| {
            let name = path.file_name().map(|n| n.display().to_string()).unwrap_or_default();
            ImportFile { system, name, path, format: self.format.clone(), decisions: self.columns.decisions() }
        };
        if let [one] = self.files.as_slice() {
            let report = read(&desk, bring(one.clone()), &self.how).await?;
            return conclude(&one.display().to_string(), &report, &self.how, output);
        }
        let (mut exit, mut reports, mut errors) = (None, Vec::new(), Vec::new());
        for path in &self.files {
            let file = path.display().to_string();
            match read(&desk, bring(path.clone()), &self.how).await {
                Ok(report) => {
                    if output == Output::Text {
                        output::text(&told(&file, &report))?;
                    }
                    exit = exit.or(self.how.held(&report));
                    reports.push(report);
                }
                Err(failure) => {
                    let (code, problem) = failure.problem();
                    exit = exit.or(Some(code));
                    if let (Output::Text, Some(problem)) = (output, &problem) {
                        output::problem_text(problem);
                    }
                    errors.push(serde_json::json!({ "file": file, "error": problem }));
                }
            }
        }
        if output != Output::Text {
            output::json(&serde_json::json!({ "imports": reports, "errors": errors }))?;
        }
        exit.map_or(Ok(()), |exit| Err(Failure::Told(exit)))
    }
}

impl How {
    fn mode(&self) -> Mode {
        if self.preview { Mode::Preview } else { Mode::Commit }
    }

    /// The exit code of an import that the brake held.
    fn held(&self, report: &ImportReport) -> Option<u8> {
        (report.refused.is_some() && !self.preview).then_some(error::NOT_POSSIBLE.exit)
    }
}

/// Reads one file, with a progress bar on a terminal.
async fn read(desk: &Desk, file: ImportFile, how: &How) -> Result<ImportReport, Failure> {
    let size = file::open(&file.path)?.metadata().map_or(0, |found| found.len());
    let progress = Progress::default();
    let bar = bar(size, progress.clone());
    let result = desk.app.import(&desk.actor, file, how.mode(), how.yes, &progress).await;
    if let Some((bar, watching)) = bar {
        watching.abort();
        bar.finish_and_clear();
    }
    Ok(result?)
}

/// Says what came of one file.
fn conclude(file: &str, report: &ImportReport, how: &How, output: Output) -> Result<(), Failure> {
    match output {
        Output::Text => output::text(&told(file, report))?,
        Output::Json | Output::Ndjson => output::json(report)?,
    }
    how.held(report).map_or(Ok(()), |exit| Err(Failure::Told(exit)))
}

fn bar(size: u64, progress: Progress) -> Option<(ProgressBar, tokio::task::JoinHandle<()>)> {
    if !std::io::stderr().is_terminal() {
        return None;
    }
    let style = ProgressStyle::with_template("{bar:40} {bytes}/{total_bytes} {bytes_per_sec} {eta}")
        .unwrap_or_else(|_| ProgressStyle::default_bar());
    let bar = ProgressBar::new(size).with_style(style);
    let shown = bar.clone();
    let watching = tokio::spawn(async move {
        loop {
            shown.set_position(progress.bytes().min(size));
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    });
    Some((bar, watching))
}

fn told(file: &str, r: &ImportReport) -> String {
    if r.identical {
        return format!("{file}: this very file is in already; nothing changed");
    }
    let p = &r.preview;
    let verb = match (r.committed, &r.refused) {
        (true, _) => "imported",
        (false, Some(_)) => "held back, nothing changed",
        (false, None) => "preview, nothing changed",
    };
    let tool = if r.tool.is_empty() { String::new() } else { format!(" of {}", r.tool) };
    let mut lines = vec![format!("{file}: {}{tool}, {verb}", r.format)];
    if let Some(t) = &r.tally {
        let (statements, assets) = (output::count(t.observations, "observation"), output::count(t.assets, "asset"));
        lines.push(format!("  {statements} on {assets}, signed in on {}", t.authenticated));
    }
    lines.push(format!(
        "  findings, on each asset: {} new, {} still there, {} changed, {} absent with proof, {} not observed",
        p.new, p.still, p.changed, p.absent, p.not_observed
    ));
    lines.extend(r.not_judged.iter().map(|n| format!("    {} not observed: {}", n.pairs, n.reason)));
    if let Some(mapping) = &r.mapping {
        lines.extend(columns::told(mapping).lines().map(|line| format!("  {line}")));
    }
    if !r.drafts.is_empty() {
        let verb = if r.committed { "drafts begun" } else { "drafts it would begin" };
        lines.push(format!("  {verb}:"));
        lines.extend(r.drafts.iter().map(|draft| format!("    - {draft}")));
    }
    for run in &r.tests {
        lines.push(format!("  {} test {} is {}: {}", run.item, run.test, outcome(run), run.status.replace('_', " ")));
    }
    if r.doubt_count > 0 {
        lines.push(format!("  names that do not agree with what is known of assets: {}", r.doubt_count));
        lines.extend(r.doubts.iter().map(|doubt| format!("    - {doubt}")));
    }
    if r.problem_count > 0 {
        lines.push(format!("  {}:", output::count(r.problem_count, "problem")));
        lines.extend(r.problems.iter().take(20).map(|p| format!("    - {}: {}", p.at, p.message)));
    }
    if r.problem_count > 20 {
        lines.push(format!("    … and {} more; --output json lists them", r.problem_count - 20));
    }
    if let Some(refused) = &r.refused {
        lines.push(format!("  refused: {}", refused.detail));
        lines.push("  to do: look at it with --preview, then repeat with --yes".into());
    }
    match (r.import, r.committed) {
        (Some(import), _) => lines.push(format!("  undo it with: closeout imports undo {import} --reason TEXT")),
        (None, _) if r.refused.is_none() => lines.push("  bring it in with the same command without --preview".into()),
        _ => {}
    }
    lines.join("\n")
}

#[derive(Args, Debug)]
pub struct Imports {
    #[command(flatten)]
    place: Place,
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Subcommand, Debug)]
enum Verb {
    /// List imports, newest first.
    List,
    /// Show one: what it held, what it changed, which drafts it began.
    Show {
        /// Its identity, as `closeout imports list` shows it.
        import: ImportId,
    },
    /// Save the file that was brought in, as it came.
    Save {
        /// Its identity, as `closeout imports list` shows it.
        import: ImportId,
        /// The file to write; in a folder, its own name is used. Nothing is overwritten.
        to: PathBuf,
    },
    /// Undo one: every finding is as if it had never been; items that it began stay.
    Undo {
        /// Its identity, as `closeout imports list` shows it.
        import: ImportId,
        /// Why.
        #[arg(long, value_name = "TEXT")]
        reason: String,
    },
}

impl Imports {
    pub async fn run(self, output: Output) -> Result<(), Failure> {
        let desk = Desk::open(&self.place).await?;
        match self.verb {
            Verb::List => all(&desk, desk.named_system().await?, output).await,
            Verb::Show { import } => {
                let page = desk.app.import_page(&desk.actor, import).await?;
                match output {
                    Output::Text => output::text(&shown(&page)),
                    Output::Json | Output::Ndjson => output::json(&page.import),
                }
            }
            Verb::Save { import, to } => {
                let digest = desk.app.import_row(&desk.actor, import).await?.sha256.parse()?;
                let (name, _, mut content) = desk.app.open_import(&desk.actor, import).await?;
                let to = if to.is_dir() { to.join(name) } else { to };
                file::save(&mut content, digest, &to, output)
            }
            Verb::Undo { import, reason } => {
                let row = desk.app.undo_import(&desk.actor, import, &reason).await?;
                match output {
                    Output::Text => output::text(&format!("{} is undone; items that it began stay.", row.file)),
                    Output::Json | Output::Ndjson => output::json(&row),
                }
            }
        }
    }
}

async fn all(desk: &Desk, system: Option<SystemId>, output: Output) -> Result<(), Failure> {
    let rows = desk.app.imports(&desk.actor, system, 1_000).await?;
    let row = |r: &ImportRow| {
        let c = r.changes;
        vec![
            r.at.strftime("%F %R").to_string(),
            r.file.clone(),
            r.format.clone(),
            r.tally.observations.to_string(),
            c.new.to_string(),
            c.absent.to_string(),
            c.not_observed.to_string(),
            r.by.name.clone(),
            if r.undone.is_some() { "undone" } else { "stands" }.to_owned(),
            r.id.to_string(),
        ]
    };
    let headers =
        ["When (UTC)", "File", "Format", "#Observations", "#New", "#Absent", "#Not observed", "By", "State", "Import"];
    list::print(output, "imports", &rows, None, &headers, row)
}

fn shown(page: &ImportPage) -> String {
    let (r, c, t) = (&page.import, page.import.changes, page.import.tally);
    let undone = r.undone.as_ref().map(|why| format!("; undone: {why}")).unwrap_or_default();
    let whole = if r.complete { "" } else { "; the file is incomplete, so its silence proves nothing" };
    let mut lines = vec![
        format!("{}: {} of {}{undone}{whole}", r.file, r.format, r.tool),
        format!("brought in by {} on {} UTC", r.by.name, r.at.strftime("%F %R")),
        format!(
            "{} on {}: {} present, {} absent, {} not judged; signed in on {}",
            output::count(t.observations, "observation"),
            output::count(t.assets, "asset"),
            t.present,
            t.absent,
            t.not_judged,
            t.authenticated
        ),
        format!(
            "findings, on each asset: {} new, {} still there, {} changed, {} absent with proof, {} not observed",
            c.new, c.still, c.changed, c.absent, c.not_observed
        ),
        format!("{} bytes, sha256 {}", r.size, r.sha256),
    ];
    if !page.drafts.is_empty() {
        lines.push("\nDrafts that it began".into());
        let draft = |d: &closeout_app::views::ItemRow| {
            format!("  {}  {} (now {})", d.id, d.weakness, d.status.replace('_', " "))
        };
        lines.extend(page.drafts.iter().map(draft));
    }
    lines.join("\n")
}
