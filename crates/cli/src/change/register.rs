//! `closeout register …`: the register as a file that people edit in a spreadsheet and bring back.

use std::path::PathBuf;

use anyhow::Context;
use clap::Subcommand;
use closeout_app::{
    documents::{Outcome, Place as Cell, Row},
    workbook::FileKind,
};
use closeout_domain::ids::SystemId;

use super::Desk;
use crate::{
    compose,
    fail::{Failure, missing},
    output::{self, Output},
    place::Place,
    read::List,
};

#[derive(Subcommand, Debug)]
pub enum Register {
    /// Write the register to a file: .xlsx to edit and bring back, or .csv.
    Export {
        /// The file to write.
        #[arg(short = 'o', long = "to", value_name = "FILE")]
        to: PathBuf,
        #[command(flatten)]
        list: List,
    },
    /// Say what an edited file would change; with a reason, change it.
    Apply {
        /// The file that was edited.
        file: PathBuf,
        /// Apply it, with this reason in the history of each item.
        #[arg(long)]
        reason: Option<String>,
        #[command(flatten)]
        place: Place,
    },
}

impl Register {
    pub async fn run(self, output: Output) -> Result<(), Failure> {
        match self {
            Self::Export { to, list } => export(&to, &list, output).await,
            Self::Apply { file, reason, place } => apply(&file, reason, &place, output).await,
        }
    }
}

async fn export(to: &PathBuf, list: &List, output: Output) -> Result<(), Failure> {
    let kind = match to.extension().and_then(|e| e.to_str()).map(str::to_ascii_lowercase).as_deref() {
        Some("xlsx") => FileKind::Xlsx,
        Some("csv") => FileKind::Csv,
        _ => return Err(Failure::Usage(format!("{} should end in .xlsx or .csv", to.display()))),
    };
    let asked = list.ask().await?;
    let system = SystemId(compose::system(&asked.app, &asked.actor, &list.place).await?.id);
    let query = asked.reader().items(asked.pairs())?;
    let bytes = asked.app.register_file(&asked.actor, system, &query, asked.as_of, kind).await?.bytes;
    std::fs::write(to, &bytes).with_context(|| format!("failed to write {}", to.display()))?;
    match output {
        Output::Text => output::text(&format!("The register is in {}.", to.display())),
        Output::Json | Output::Ndjson => output::json(&serde_json::json!({ "file": to, "bytes": bytes.len() })),
    }
}

async fn apply(file: &PathBuf, reason: Option<String>, place: &Place, output: Output) -> Result<(), Failure> {
    let desk = Desk::open(place).await?;
    let system = SystemId(compose::system(&desk.app, &desk.actor, place).await?.id);
    let name = file.file_name().map(|n| n.display().to_string()).unwrap_or_default();
    let copy = desk.app.world().blobs.staging().join(format!("{}.register", desk.app.world().ids.uuid()));
    std::fs::copy(file, &copy).map_err(|source| missing(file, source))?;
    let upload = desk.app.stage_workbook(&desk.actor, system, &name, &copy).await?;
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
            let applied =
                desk.app.apply_workbook(&desk.actor, upload.id, reason, Some(differences.fingerprint)).await?;
            (applied.rows, Some(applied.items.len() as u64))
        }
    };
    if output != Output::Text {
        return output::json(&serde_json::json!({ "rows": rows, "problems": problems, "applied": applied }));
    }
    let mut lines: Vec<String> = problems.iter().map(|p| format!("problem: {p}")).collect();
    lines.extend(rows.iter().filter(|row| row.outcome != Outcome::Unchanged).map(told));
    lines.push(match applied {
        Some(n) => format!("{} changed in one write.", output::count(n, "item")),
        None if rows.iter().all(|row| row.outcome == Outcome::Unchanged) => "Nothing differs.".into(),
        None => "Nothing was changed. Repeat with --reason to apply it.".into(),
    });
    output::text(&lines.join("\n"))
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
