//! `closeout import` and `closeout imports`.

use std::{io::IsTerminal, path::PathBuf, process::ExitCode, time::Duration};

use clap::{Args, Subcommand};
use closeout_app::{
    import::{ImportFile, ImportReport, Progress},
    ports::Mode,
};
use closeout_domain::ids::{ImportId, SystemId};
use indicatif::{ProgressBar, ProgressStyle};

use crate::{
    change::Desk,
    compose,
    fail::{Failure, missing},
    output::{self, Output},
    place::Place,
    read::list_out,
};

#[derive(Args, Debug)]
pub struct Import {
    /// The files, brought in one after the other.
    #[arg(required = true)]
    files: Vec<PathBuf>,
    /// Only say what would change.
    #[arg(long)]
    preview: bool,
    /// Yes, even if it marks much absent.
    #[arg(long)]
    yes: bool,
    /// Read them as this format rather than as what they look like.
    #[arg(long, value_name = "ID")]
    format: Option<String>,
    #[command(flatten)]
    place: Place,
}

impl Import {
    /// Brings every file in. A file that cannot be read does not keep the others out; the exit code is that of the first failure.
    pub async fn run(self, output: Output) -> Result<ExitCode, Failure> {
        let desk = Desk::open(&self.place).await?;
        let system = SystemId(compose::system(&desk.app, &desk.actor, &self.place).await?.id);
        let mode = if self.preview { Mode::Preview } else { Mode::Commit };
        let (mut code, mut reports) = (None, Vec::new());
        for path in &self.files {
            let size = std::fs::metadata(path).map_err(|source| missing(path, source))?.len();
            let name = path.file_name().map(|n| n.display().to_string()).unwrap_or_default();
            let file = ImportFile { system, name, path: path.clone(), format: self.format.clone() };
            let progress = Progress::default();
            let bar = bar(size, progress.clone());
            let result = desk.app.import(&desk.actor, file, mode, self.yes, &progress).await;
            if let Some((bar, watching)) = bar {
                watching.abort();
                bar.finish_and_clear();
            }
            match result {
                Ok(report) => {
                    if output == Output::Text {
                        output::text(&told(&path.display().to_string(), &report))?;
                    }
                    if report.refused.is_some() && mode == Mode::Commit {
                        code = code.or(Some(ExitCode::from(4)));
                    }
                    reports.push(report);
                }
                Err(error) if self.files.len() > 1 => {
                    let failed = output::failure(error.into(), Output::Text);
                    code = code.or(Some(failed));
                }
                Err(error) => return Err(error.into()),
            }
        }
        if output != Output::Text {
            match reports.as_slice() {
                [one] if self.files.len() == 1 => output::json(one)?,
                several => output::json(&serde_json::json!({ "imports": several }))?,
            }
        }
        Ok(code.unwrap_or(ExitCode::SUCCESS))
    }
}

/// A progress bar, on a terminal only.
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
    let verb = if r.committed { "imported" } else { "would change, nothing kept" };
    let mut lines = vec![format!("{file}: {} {verb}", r.format)];
    if let Some(t) = &r.tally {
        lines.push(format!(
            "  {} on {}",
            output::count(t.observations, "observation"),
            output::count(t.assets, "asset")
        ));
    }
    lines.push(format!(
        "  {} new, {} still there, {} changed, {} absent with proof, {} not observed",
        p.new, p.still, p.changed, p.absent, p.not_observed
    ));
    lines.extend(r.not_judged.iter().map(|n| format!("    {} not observed: {}", n.pairs, n.reason)));
    if !r.drafts.is_empty() {
        let verb = if r.committed { "drafts begun" } else { "drafts it would begin" };
        lines.push(format!("  {verb}: {}", r.drafts.join(", ")));
    }
    if r.problem_count > 0 {
        lines.push(format!("  {}:", output::count(r.problem_count, "problem")));
        lines.extend(r.problems.iter().take(20).map(|p| format!("    - {}: {}", p.at, p.message)));
    }
    if let Some(refused) = &r.refused {
        lines.push(format!("  refused: {}; {}", refused.detail, refused.remedy.as_deref().unwrap_or_default()));
        lines.push("  look at it with --preview, then repeat with --yes".into());
    }
    if let Some(import) = r.import {
        lines.push(format!("  undo it with: closeout imports undo {import} --reason …"));
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
    /// Imports, newest first.
    List,
    /// One import.
    Show { import: ImportId },
    /// Undo one: every finding is as if it had never been.
    Undo {
        import: ImportId,
        #[arg(long)]
        reason: String,
    },
}

impl Imports {
    pub async fn run(self, output: Output) -> Result<(), Failure> {
        let desk = Desk::open(&self.place).await?;
        match self.verb {
            Verb::List => {
                let system = compose::named_system(&desk.app, &desk.actor, &self.place).await?;
                let rows = desk.app.imports(&desk.actor, system, 1_000).await?;
                let row = |r: &closeout_app::views::ImportRow| {
                    let undone = if r.undone.is_some() { "undone" } else { "" };
                    let (c, when) = (r.changes, r.at.strftime("%F %R").to_string());
                    let changes = format!("+{} ={} -{}", c.new, c.still, c.absent);
                    vec![
                        when,
                        r.file.clone(),
                        r.format.clone(),
                        r.tally.observations.to_string(),
                        changes,
                        r.by.name.clone(),
                        undone.into(),
                        r.id.to_string(),
                    ]
                };
                let headers = ["When (UTC)", "File", "Format", "#Observations", "Changes", "By", "", "Import"];
                list_out(output, "imports", &rows, None, &headers, row)
            }
            Verb::Show { import } => output::json(&desk.app.import_row(&desk.actor, import).await?),
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
