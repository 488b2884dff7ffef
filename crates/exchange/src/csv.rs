//! The register as comma-separated values (RFC 4180): one row for each item, its milestones and tasks joined.
//!
//! UTF-8 with a byte order mark, without which Excel takes it for the code page of the country. What a spreadsheet could
//! take for a formula begins with an apostrophe, which is taken away again when the file is read.

use csv::{ReaderBuilder, StringRecord, Terminator, WriterBuilder};

use crate::{
    Document, Problem, Reading, Unreadable,
    columns::{ITEMS, TASKS_JOINED},
    entries,
    place::Place,
    rows::{self, Value},
    table::{Cell, Grid},
    text,
};

const MARK: &[u8] = "\u{feff}".as_bytes();
/// The largest file that is read, in bytes.
const LARGEST: usize = 32 << 20;
/// The most rows that are read.
const ROWS: usize = 50_000;

/// A register as a CSV file. The same document gives the same bytes.
pub fn write(document: &Document) -> Vec<u8> {
    let columns = || ITEMS.columns.iter().chain([&TASKS_JOINED]);
    let mut file = WriterBuilder::new().terminator(Terminator::CRLF).from_writer(MARK.to_vec());
    let mut rows = vec![columns().map(|c| c.header.to_owned()).collect::<Vec<_>>()];
    rows.extend(document.entries.iter().map(|e| columns().map(|c| cell(&rows::item(c.field, document, e))).collect()));
    for row in rows {
        // Writing to memory does not fail, and every row has as many cells as the first.
        if file.write_record(&row).is_err() {
            break;
        }
    }
    file.into_inner().unwrap_or_default()
}

fn cell(value: &Value) -> String {
    match value {
        Value::Empty => String::new(),
        Value::Text(text) => text::neutralise(&text::clean(text)),
        Value::Number(n) => n.to_string(),
        Value::Money(money) => format!("{}.{:02}", money.0 / 100, money.0 % 100),
        Value::Day(day) => day.to_string(),
    }
}

/// Reads such a file back. Milestones and tasks are joined for reading and stay as they are.
///
/// # Errors
/// When there is no register in it.
pub fn read(bytes: &[u8]) -> Result<Reading, Unreadable> {
    let advice = "save it as CSV in UTF-8 and keep the header row";
    if bytes.len() > LARGEST {
        return Err(Unreadable { why: format!("the file is larger than {} MB", LARGEST >> 20), advice });
    }
    let bytes = bytes.strip_prefix(MARK).unwrap_or(bytes);
    let mut file = ReaderBuilder::new().has_headers(false).flexible(true).from_reader(bytes);
    let (mut grid, mut problems) = (Grid::default(), Vec::new());
    let (mut record, mut row) = (StringRecord::new(), 0u32);
    loop {
        let began = file.position().line();
        let more = file.read_record(&mut record);
        // Spreadsheets count empty lines as rows, and the lines within a cell as none.
        let within = record.iter().map(|cell| cell.matches('\n').count() as u64).sum::<u64>();
        let empty = file.position().line().saturating_sub(began).saturating_sub(within + 1);
        row = row.saturating_add(u32::try_from(empty).unwrap_or(u32::MAX)).saturating_add(1);
        let problem = |message: String| Problem { place: Place::row("", row), message, advice: advice.into() };
        match more {
            Ok(false) => break,
            Ok(true) if grid.rows.len() >= ROWS => {
                problems.push(problem(format!("the file is read up to {ROWS} rows")));
                break;
            }
            Ok(true) => {
                let cells = (0u32..).zip(&record).filter(|(_, text)| !text.is_empty());
                let cells = cells.map(|(at, text)| (at, Cell::Text(text::restore(text).to_owned())));
                grid.rows.push((row, cells.collect()));
            }
            Err(why) if why.is_io_error() => {
                problems.push(problem(format!("the file breaks off: {why}")));
                break;
            }
            Err(_) => problems.push(problem("the row is not text in UTF-8 and was not read".into())),
        }
    }
    let entries = entries::read(&[grid], &mut problems)?;
    Ok(Reading { document: Document { entries, ..Document::default() }, problems })
}
