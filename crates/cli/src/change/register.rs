//! `closeout register …`: the register as a file that people edit in a spreadsheet and bring back.

use std::path::{Path, PathBuf};

use anyhow::Context;
use clap::{Args, Subcommand};
use closeout_app::{
    documents::{Outcome, Place as Cell, Row},
    error,
    workbook::FileKind,
};

use crate::{
    desk::Desk,
    fail::Failure,
    file::copy,
    list::{Day, Filters},
    output::{self, Output},
    place::Place,
};

#[derive(Args, Debug)]
pub struct Register {
    #[command(flatten)]
    place: Place,
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Subcommand, Debug)]
enum Verb {
    /// Write the register of a system to a file: .xlsx to edit and bring back, or .csv.
    Export {
        /// The file to write.
        #[arg(short = 'o', long = "to", value_name = "FILE")]
        to: PathBuf,
        #[command(flatten)]
        filters: Filters,
        #[command(flatten)]
        day: Day,
    },
    /// Say what an edited file would change; with a reason, change it. Rows that conflict with the record (exit code 6) or
    /// that a rule refuses (exit code 4) are left out, the others are applied.
    Apply {
        /// The file that was edited.
        file: PathBuf,
        /// Apply it, with this reason in the history of each item.
        #[arg(long, value_name = "TEXT")]
        reason: Option<String>,
    },
}

impl Register {
    pub async fn run(self, output: Output) -> Result<(), Failure> {
        match self.verb {
            Verb::Export { to, filters, day } => export(&self.place, &to, &filters, &day, output).await,
            Verb::Apply { file, reason } => apply(&self.place, &file, reason, output).await,
        }
    }
}

async fn export(place: &Place, to: &Path, filters: &Filters, day: &Day, output: Output) -> Result<(), Failure> {
    let kind = match to.extension().and_then(|e| e.to_str()).map(str::to_ascii_lowercase).as_deref() {
        Some("xlsx") => FileKind::Xlsx,
        Some("csv") => FileKind::Csv,
        _ => return Err(Failure::Usage(format!("{} should end in .xlsx or .csv", to.display()))),
    };
    let asked = filters.ask(place, day.as_of).await?;
    let query = asked.query(|reader, pairs| reader.items(pairs))?;
    let (desk, system) = (&asked.desk, asked.desk.system_id().await?);
    let bytes = desk.app.register_file(&desk.actor, system, &query, asked.as_of, kind).await?.bytes;
    std::fs::write(to, &bytes).with_context(|| format!("failed to write {}", to.display()))?;
    match output {
        Output::Text => output::text(&format!("The register is in {}.", to.display())),
        Output::Json | Output::Ndjson => output::json(&serde_json::json!({ "file": to, "bytes": bytes.len() })),
    }
}

async fn apply(place: &Place, file: &Path, reason: Option<String>, output: Output) -> Result<(), Failure> {
    let desk = Desk::open(place).await?;
    let system = desk.system_id().await?;
    let name = file.file_name().map(|n| n.display().to_string()).unwrap_or_default();
    let staged = desk.app.world().blobs.staging().join(format!("{}.register", desk.app.world().ids.uuid()));
    copy(file, &staged)?;
    let upload = desk.app.stage_workbook(&desk.actor, system, &name, &staged).await?;
    let differences = match desk.app.workbook(&desk.actor, upload.id).await {
        Ok(differences) => differences,
        Err(error) => {
            desk.app.discard_workbook(&desk.actor, upload.id).await?;
            return Err(error.into());
        }
    };
    let problems: Vec<String> =
        differences.problems.iter().map(|p| format!("{}: {}; {}", p.at, p.message, p.advice)).collect();
    let (rows, applied) = match &reason {
        None => {
            desk.app.discard_workbook(&desk.actor, upload.id).await?;
            (differences.rows.into_iter().map(|p| p.row).collect::<Vec<_>>(), None)
        }
        Some(reason) => {
            let seen = Some(differences.fingerprint);
            match desk.app.apply_workbook(&desk.actor, upload.id, reason, seen).await {
                Ok(applied) => (applied.rows, Some(applied.items.len() as u64)),
                Err(error) => {
                    desk.app.discard_workbook(&desk.actor, upload.id).await?;
                    return Err(error.into());
                }
            }
        }
    };
    if output == Output::Text {
        output::text(&text(&rows, &problems, applied))?;
    } else {
        output::json(&serde_json::json!({ "rows": rows, "problems": problems, "applied": applied }))?;
    }
    match applied {
        Some(_) if rows.iter().any(|row| row.outcome == Outcome::Conflict) => Err(Failure::Told(error::CONFLICT.exit)),
        Some(_) if rows.iter().any(|row| row.outcome == Outcome::Problem) => Err(Failure::Told(error::NOT_VALID.exit)),
        _ => Ok(()),
    }
}

fn text(rows: &[Row], problems: &[String], applied: Option<u64>) -> String {
    let mut lines: Vec<String> = problems.iter().map(|p| format!("problem: {p}")).collect();
    lines.extend(rows.iter().filter(|row| row.outcome != Outcome::Unchanged).map(told));
    lines.push(match applied {
        Some(n) => format!("{} changed in one write.", output::count(n, "item")),
        None if rows.iter().all(|row| row.outcome == Outcome::Unchanged) => "Nothing differs.".into(),
        None => "Nothing was changed. Repeat with --reason to apply it.".into(),
    });
    lines.join("\n")
}

fn told(row: &Row) -> String {
    let outcome = match row.outcome {
        Outcome::New => "new",
        Outcome::Unchanged => "unchanged",
        Outcome::Changed => "changed",
        Outcome::Conflict => "CONFLICT, left out",
        Outcome::Problem => "PROBLEM, left out",
    };
    let mut lines = vec![format!("{} ({outcome}): {}", row.subject, row.weakness)];
    lines.extend(row.changes.iter().map(|c| format!("  {}: {:?} to {:?}", c.field, c.before, c.after)));
    lines.extend(
        row.conflicts
            .iter()
            .map(|c| format!("  {}: the file says {:?}, the record meanwhile {:?}", c.field, c.document, c.record)),
    );
    lines.extend(row.problems.iter().map(|p| format!("  {}: {}; {}", at(&p.place), p.message, p.advice)));
    lines.join("\n")
}

fn at(cell: &Cell) -> String {
    let column = cell.column.as_deref().unwrap_or_default();
    format!("{} {column}{}", cell.sheet, cell.row).trim().to_owned()
}
