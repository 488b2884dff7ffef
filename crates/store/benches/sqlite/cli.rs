//! What the sqlite3 command line makes of the same rows: its `.import` of the statements of one import, as CSV.

use std::{path::Path, process::Command, time::Instant};

use crate::{Outcome, cpu_of_children, say};

/// Keys are hexadecimal text, since CSV holds no bytes; everything else is as in the store.
const COLUMNS: &str = "hex(organization), import, number, hex(asset), hex(finding), state, severity, needs_authentication, \
    seen_at, place, output";
const TABLE: &str = "PRAGMA page_size = 8192; PRAGMA journal_mode = wal; PRAGMA synchronous = FULL;
    CREATE TABLE sighting (organization TEXT NOT NULL, import INTEGER NOT NULL, number INTEGER NOT NULL,
    asset TEXT NOT NULL, finding TEXT NOT NULL, state INTEGER NOT NULL, severity INTEGER NOT NULL,
    needs_authentication INTEGER NOT NULL, seen_at INTEGER, place TEXT NOT NULL, output TEXT NOT NULL,
    PRIMARY KEY (organization, import, number)) WITHOUT ROWID;";

pub fn compare(file: &Path, folder: &Path) -> Outcome<()> {
    let (csv, copy) = (folder.join("rows.csv"), folder.join("cli.db"));
    let dump = format!(".mode csv\n.once {}\nSELECT {COLUMNS} FROM sighting WHERE import = 1;", csv.display());
    if sqlite3(file, &dump).is_err() {
        say("the sqlite3 command line is not here to be compared with");
        return Ok(());
    }
    sqlite3(&copy, TABLE)?;
    let (before, worked) = (Instant::now(), cpu_of_children()?);
    sqlite3(&copy, &format!(".import --csv {} sighting", csv.display()))?;
    let (took, worked) = (before.elapsed().as_secs_f64(), cpu_of_children()? - worked);
    let out = Command::new("sqlite3").arg(&copy).arg("SELECT count(*) FROM sighting").output()?;
    let rows: f64 = String::from_utf8(out.stdout)?.trim().parse()?;
    let (rate, effort) = (rows / took, rows / worked);
    let name = "sqlite3's .import";
    say(&format!("{name:<25} {:>10.0} ms {rate:>9.0} rows/s {effort:>9.0} rows per CPU second", took * 1e3));
    Ok(())
}

/// Runs lines that begin with a dot, then the rest.
fn sqlite3(file: &Path, script: &str) -> Outcome<()> {
    let (dots, rest): (Vec<&str>, Vec<&str>) = script.lines().partition(|line| line.starts_with('.'));
    let rest = if rest.is_empty() { "SELECT 1".to_owned() } else { rest.join("\n") };
    let dots = dots.into_iter().flat_map(|line| ["-cmd", line]);
    let status = Command::new("sqlite3").arg("-bail").args(dots).arg(file).arg(rest).output()?.status;
    if status.success() { Ok(()) } else { Err("sqlite3 failed".into()) }
}
