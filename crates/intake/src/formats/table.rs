//! Tables of findings or of assessed objectives that no tool's format claims: CSV, a sheet of a workbook, JSON lists of
//! flat objects. What the columns mean is guessed and can be decided by people; see [`crate::Mapping`].

use std::io::BufRead;

use crate::{
    detect,
    format::Format,
    head::Head,
    mapping::{self, Choices, Field, Mapping},
    sheet::Sheet,
    sink::{Place, Sink, Unreadable},
    table::{self, Table as Rows},
};

mod asset;
mod json;
mod row;

use json::SAMPLE;
use row::{Reader, Row};

/// See the module.
pub(crate) struct Table;

/// Its id.
const ID: &str = row::FAMILY;

impl Format for Table {
    fn id(&self) -> &'static str {
        ID
    }

    fn name(&self) -> &'static str {
        "Table of findings or objectives (CSV, XLSX, JSON)"
    }

    fn extensions(&self) -> &'static [&'static str] {
        &["csv", "xlsx", "json"]
    }

    fn yields(&self) -> &'static str {
        "one observation per row and host it names; coverage of these hosts by the states given"
    }

    /// Whatever a tool's own format claims is not this one.
    fn recognises(&self, head: &Head<'_>) -> bool {
        guessed(head.text()).is_some_and(|mapping| is_usable(&mapping)) && !detect::is_claimed_by_another(head, ID)
    }

    fn read(&self, input: &mut dyn BufRead, sink: &mut dyn Sink) -> Result<(), Unreadable> {
        self.read_with(input, &[], sink)
    }

    fn mapping(&self, head: &Head<'_>, choices: &[Choices]) -> Result<Option<Mapping>, Unreadable> {
        mapping_of(head.text(), choices).map(Some)
    }

    fn read_with(&self, input: &mut dyn BufRead, choices: &[Choices], sink: &mut dyn Sink) -> Result<(), Unreadable> {
        read(input, choices, sink)
    }
}

fn read(input: &mut dyn BufRead, choices: &[Choices], sink: &mut dyn Sink) -> Result<(), Unreadable> {
    let head = String::from_utf8_lossy(input.fill_buf()?).into_owned();
    let mapping = mapping_of(&head, choices)?;
    if is_json(&head) {
        return json::read(input, mapping, sink);
    }
    // The head had a header, so the file has.
    let header = header_of(&head);
    let Some(mut sheet) = Sheet::<0>::open(input, header, &[])? else { return Err(no_table()) };
    let mut reader = Reader::new(mapping, true);
    reader.begin(sheet.table.at(), sink);
    while sheet.next(sink)? {
        let mut faults = std::mem::take(&mut sheet.faults);
        let flow = reader.row(&sheet.table, &mut faults, sink);
        sheet.faults = faults;
        if flow.is_break() {
            return Ok(());
        }
    }
    let _ = reader.end(sink);
    Ok(())
}

impl Row for Rows<'_> {
    fn cell(&self, column: usize) -> &str {
        Rows::cell(self, column)
    }
}

/// What the columns mean: the guess, and what people decided.
fn mapping_of(head: &str, choices: &[Choices]) -> Result<Mapping, Unreadable> {
    let mut mapping = guessed(head).or_else(|| sample(head, any_header)).ok_or_else(no_table)?;
    choices.iter().try_for_each(|choices| mapping.choose(choices))?;
    Ok(mapping)
}

fn no_table() -> Unreadable {
    Unreadable::new(
        Place::Row(1),
        "no row with the headings of a table was found",
        "give a table with a row of headings, such as title, severity, host and status",
    )
}

fn guessed(head: &str) -> Option<Mapping> {
    if is_json(head) { json::guessed(head) } else { sample(head, is_header) }
}

fn is_json(head: &str) -> bool {
    Head::new(head, &[]).is_json()
}

/// The mapping by the header and the first rows.
fn sample(head: &str, is_header: fn(&[String]) -> bool) -> Option<Mapping> {
    if head.trim_start().starts_with('<') || is_json(head) {
        return None;
    }
    let mut bytes = head.as_bytes();
    let mut table = Rows::open(&mut bytes, is_header).ok()??;
    let headings = table.headings().to_vec();
    let mut rows: Vec<Vec<String>> = Vec::new();
    while rows.len() < SAMPLE && table.next_filled().is_ok_and(|more| more) {
        rows.push((0..headings.len()).map(|column| table.cell(column).to_owned()).collect());
    }
    let headings: Vec<&str> = headings.iter().map(String::as_str).collect();
    Some(mapping::guess(&headings, &rows))
}

fn header_of(head: &str) -> fn(&[String]) -> bool {
    if table::separator(head, is_header).is_some() { is_header } else { any_header }
}

/// Headings that tell a table of findings or of objectives from any other.
fn is_header(names: &[String]) -> bool {
    if names.len() < 2 {
        return false;
    }
    // A plan of action has weaknesses too, but it is not a source of them.
    if names.iter().any(|name| name.contains("milestone") || name.contains("scheduled completion")) {
        return false;
    }
    let fields = mapping::fields_of(names);
    tells(&|field| fields.contains(&field))
}

/// Without known headings, the first row with several filled cells.
fn any_header(names: &[String]) -> bool {
    names.iter().filter(|name| !name.is_empty()).count() > 1
}

fn is_usable(mapping: &Mapping) -> bool {
    tells(&|field| mapping.has(field))
}

fn tells(has: &dyn Fn(Field) -> bool) -> bool {
    let rated = [Field::Severity, Field::Score, Field::Vector].into_iter().any(has);
    let checked = has(Field::Check) || has(Field::Cve);
    (has(Field::Title) || checked) && rated
        || checked && (has(Field::State) || has(Field::Cve) && has(Field::Host))
        || has(Field::Title) && has(Field::State) && (has(Field::Recommendation) || has(Field::Output))
        || has(Field::Requirement) && has(Field::State)
}
