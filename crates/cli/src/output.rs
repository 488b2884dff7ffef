//! Printing: one JSON document, or text for people; a closed pipe is not an error.

use std::{
    io::{self, IsTerminal, Write},
    process::ExitCode,
};

use anyhow::Context;
use clap::ValueEnum;
use closeout_app::Problem;
use comfy_table::{CellAlignment, ContentArrangement, Table, presets};
use serde::Serialize;

use crate::fail::Failure;

/// How to answer.
#[derive(ValueEnum, Clone, Copy, Debug, PartialEq, Eq)]
pub enum Output {
    /// For people.
    Text,
    /// One JSON document.
    Json,
    /// One JSON document a line; only where it is said.
    Ndjson,
}

/// Prints one JSON document.
pub fn json(value: &impl Serialize) -> Result<(), Failure> {
    let mut out = io::stdout().lock();
    serde_json::to_writer_pretty(&mut out, value).map_err(io::Error::from).context("failed to print")?;
    writeln!(out).context("failed to print")?;
    Ok(())
}

/// Prints lines of text.
pub fn text(text: &str) -> Result<(), Failure> {
    let mut out = io::stdout().lock();
    writeln!(out, "{}", text.trim_end()).context("failed to print")?;
    out.flush().context("failed to print")?;
    Ok(())
}

/// Prints a remark that is no result: on standard error.
pub fn remark(text: &str) {
    let _written = writeln!(io::stderr().lock(), "{text}");
}

/// Says what went wrong on standard error, or as JSON on standard output, and gives the exit code.
pub fn failure(failure: Failure, output: Output) -> ExitCode {
    let (exit, problem) = failure.problem();
    if let Some(problem) = problem {
        match output {
            Output::Text => problem_text(&problem),
            Output::Json | Output::Ndjson => drop(json(&serde_json::json!({ "error": problem }))),
        }
    }
    ExitCode::from(exit)
}

/// Says on standard error what is wrong and what to do. When nobody listens there either, nothing is left to be done.
pub fn problem_text(problem: &Problem) {
    let mut lines = vec![format!("error: {}", problem.detail)];
    let gaps = problem.gaps.iter().filter(|gap| gap.message != problem.detail);
    lines.extend(gaps.map(|gap| format!("  - {}: {}", gap.field.replace('_', " "), gap.message)));
    lines.extend(problem.remedy.iter().map(|remedy| format!("  to do: {remedy}")));
    if let (Some(rule), Some(citation)) = (&problem.rule, &problem.citation) {
        lines.push(format!("  rule: {rule} ({citation})"));
    }
    remark(&lines.join("\n"));
}

/// A table as wide as the terminal; on a pipe, as wide as it needs to be. Columns that begin with `#` are numbers.
pub fn table(headers: &[&str], rows: Vec<Vec<String>>) -> String {
    let mut table = Table::new();
    table.load_style(presets::NOTHING);
    table.set_content_arrangement(if io::stdout().is_terminal() {
        ContentArrangement::Dynamic
    } else {
        ContentArrangement::Disabled
    });
    table.set_header(headers.iter().map(|h| h.trim_start_matches('#')));
    table.add_rows(rows);
    for (i, header) in headers.iter().enumerate() {
        if let Some(column) = table.column_mut(i) {
            column.set_padding((0, 2));
            if header.starts_with('#') {
                column.set_cell_alignment(CellAlignment::Right);
            }
        }
    }
    table.trim_fmt()
}

/// "1 item", "2 items".
pub fn count(n: u64, one: &str) -> String {
    if n == 1 { format!("1 {one}") } else { format!("{n} {one}s") }
}

/// "10 days" for what is late, nothing for what is not.
pub fn late(days: Option<i32>) -> String {
    days.map(|n| count(n.unsigned_abs().into(), "day")).unwrap_or_default()
}
