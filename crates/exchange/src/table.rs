//! A table as somebody sent it: a header that is found by its names, rows below it, and cells of any kind.

use std::{collections::BTreeSet, fmt, str::FromStr};

use closeout_domain::{ids::NotAnId, item::origin::Money, time};
use jiff::{ToSpan, civil::Date};

use crate::{
    columns::{Field, Sheet, Use},
    document::Origin,
    place::{Place, Problem, letters},
    text,
};

/// A cell as the file has it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Cell {
    Text(String),
    Number(f64),
    /// A number that is formatted as a date: days since the workbook's epoch.
    Serial(f64),
    Truth(bool),
    /// What a spreadsheet shows in place of a value, as in "#REF!".
    Error(String),
}

/// The cells of a sheet, as far as they hold something. Rows count from 1, columns from 0; both ascend.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Grid {
    pub sheet: String,
    pub rows: Vec<(u32, Vec<(u32, Cell)>)>,
    /// Whether days are counted from 1904, as old workbooks of Macintosh do.
    pub from_1904: bool,
}

/// A sheet whose header was found.
pub(crate) struct Table<'a> {
    pub sheet: &'static Sheet,
    pub grid: &'a Grid,
    pub columns: Vec<(Field, u32)>,
    pub first: usize,
}

/// How far down a header is looked for: some people put a title above it.
const HEADER_WITHIN: usize = 20;

impl<'a> Table<'a> {
    /// Finds the header: the first row that names the sheet's key columns and one more.
    pub fn find(sheet: &'static Sheet, grid: &'a Grid) -> Option<Self> {
        grid.rows.iter().take(HEADER_WITHIN).enumerate().find_map(|(at, (_, cells))| {
            let mut columns: Vec<(Field, u32)> = Vec::new();
            for (column, cell) in cells {
                let Cell::Text(name) = cell else { continue };
                let name = text::one_line(name).trim_end_matches(['*', ':', ' ']).to_lowercase();
                let named =
                    |c: &&crate::columns::Column| c.header.to_lowercase() == name || c.also.contains(&name.as_str());
                if let Some(found) = sheet.columns.iter().find(named) {
                    // Of two columns with one name, the first counts.
                    if columns.iter().all(|(field, _)| *field != found.field) {
                        columns.push((found.field, *column));
                    }
                }
            }
            let has = |field| columns.iter().any(|(f, _)| *f == field);
            let found = needed(sheet).into_iter().all(has);
            found.then_some(Self { sheet, grid, columns, first: at + 1 })
        })
    }

    /// The rows below the header that hold anything.
    pub fn rows(&self) -> impl Iterator<Item = (u32, &'a [(u32, Cell)])> + use<'a> {
        let filled = |cell: &Cell| !matches!(cell, Cell::Text(text) if text.trim().is_empty());
        let rows = self.grid.rows.iter().skip(self.first);
        rows.filter(move |(_, cells)| cells.iter().any(|(_, cell)| filled(cell)))
            .map(|(row, cells)| (*row, cells.as_slice()))
    }
}

/// What a header must name at least: the keys, and what the row is about.
fn needed(sheet: &'static Sheet) -> Vec<Field> {
    let keys = sheet.columns.iter().filter(|c| c.usage == Use::Key).map(|c| c.field);
    let title = if sheet.columns.iter().any(|c| c.field == Field::Title) { Field::Title } else { Field::Weakness };
    keys.chain([title]).collect()
}

/// A row that is being read. What cannot be read becomes a problem, and the field falls silent.
pub(crate) struct Row<'t, 'a> {
    table: &'t Table<'a>,
    number: u32,
    cells: &'a [(u32, Cell)],
    silent: BTreeSet<Field>,
    problems: &'t mut Vec<Problem>,
}

impl<'t, 'a> Row<'t, 'a> {
    pub fn new(
        table: &'t Table<'a>,
        (number, cells): (u32, &'a [(u32, Cell)]),
        problems: &'t mut Vec<Problem>,
    ) -> Self {
        let missing = table.sheet.columns.iter().map(|c| c.field).filter(|f| table.columns.iter().all(|(g, _)| g != f));
        Self { table, number, cells, silent: missing.collect(), problems }
    }

    /// Where the row is, and what it says nothing about.
    pub fn origin(self) -> Origin {
        let columns = self.table.columns.iter().map(|(field, column)| (*field, letters(*column))).collect();
        let place = Some(Place::row(&self.table.grid.sheet, self.number));
        Origin { place, columns, silent: self.silent }
    }

    pub fn place(&self, field: Field) -> Place {
        let column = self.table.columns.iter().find(|(f, _)| *f == field).map(|(_, column)| letters(*column));
        Place { column, ..Place::row(&self.table.grid.sheet, self.number) }
    }

    /// Lists what is wrong with a cell, and lets the field fall silent.
    pub fn problem(&mut self, field: Field, message: impl Into<String>, advice: impl Into<String>) {
        self.silent.insert(field);
        let place = self.place(field);
        let header = self.table.sheet.header(field);
        let message = format!("{header}: {}", message.into());
        self.problems.push(Problem { place, message, advice: advice.into() });
    }

    fn cell(&self, field: Field) -> Option<&'a Cell> {
        let (_, column) = self.table.columns.iter().find(|(f, _)| *f == field)?;
        let at = self.cells.binary_search_by_key(column, |(c, _)| *c).ok()?;
        self.cells.get(at).map(|(_, cell)| cell)
    }

    /// The cell as text; empty when there is nothing to read.
    pub fn text(&mut self, field: Field) -> String {
        match self.cell(field) {
            None => String::new(),
            Some(Cell::Number(n)) => n.to_string(),
            Some(Cell::Truth(truth)) => if *truth { "TRUE" } else { "FALSE" }.into(),
            Some(Cell::Serial(serial)) => match self.on(*serial) {
                Some(day) => day.to_string(),
                None => serial.to_string(),
            },
            Some(Cell::Error(shown)) => {
                self.problem(field, format!("the cell shows {shown:?}"), "replace the formula by its value");
                String::new()
            }
            Some(Cell::Text(text)) if text.trim_end().ends_with(text::CUT) => {
                self.silent.insert(field);
                String::new()
            }
            Some(Cell::Text(text)) => text::clean(text),
        }
    }

    /// The cell as a list, an entry a line.
    pub fn lines(&mut self, field: Field) -> Vec<String> {
        text::lines(&self.text(field))
    }

    /// The cell as a word of the domain.
    pub fn word<T: FromStr<Err: fmt::Display>>(&mut self, field: Field) -> Option<T> {
        let text = self.text(field);
        if text.is_empty() {
            return None;
        }
        text.parse().map_err(|why: T::Err| self.problem(field, why.to_string(), "choose one of the words")).ok()
    }

    /// The cell as a whole number.
    pub fn whole<T: TryFrom<u64>>(&mut self, field: Field) -> Option<T> {
        let text = self.text(field);
        if text.is_empty() {
            return None;
        }
        let plain = text.replace(',', "");
        let number = plain.strip_suffix(".0").unwrap_or(&plain).parse::<u64>().ok().and_then(|n| T::try_from(n).ok());
        if number.is_none() {
            self.problem(
                field,
                format!("{} is not a whole number that fits", shown(&text)),
                "write digits only, such as 40",
            );
        }
        number
    }

    /// The cell as money: a number, or a text such as "$6,200".
    pub fn money(&mut self, field: Field) -> Option<Money> {
        let text = match self.cell(field) {
            // Sums of cents are seldom exact in binary: what is meant is the nearest cent.
            Some(Cell::Number(n)) if (0.0..1e13).contains(n) => format!("{n:.2}"),
            _ => self.text(field),
        };
        if text.is_empty() {
            return None;
        }
        let plain = text.trim_end_matches("USD").trim_end();
        match plain.parse() {
            Ok(money) => Some(money),
            Err(why) => {
                let why: NotAnId = why;
                self.problem(field, why.to_string(), "write it as 6200 or $6,200");
                None
            }
        }
    }

    /// The cell as a day: a date of the spreadsheet, or a text such as "2026-12-01".
    pub fn day(&mut self, field: Field) -> Option<Date> {
        if let Some(Cell::Serial(serial) | Cell::Number(serial)) = self.cell(field) {
            let day = self.on(*serial);
            if day.is_none() {
                self.problem(field, format!("{serial} is not a day of this era"), "write a date, such as 2026-12-01");
            }
            return day;
        }
        let text = self.text(field);
        if text.is_empty() {
            return None;
        }
        // Some programs write a day as its first instant.
        let day = text.strip_suffix("T00:00:00").unwrap_or(&text);
        time::date("date", day).map_err(|refusal| self.problem(field, refusal.sentence, refusal.remedy)).ok()
    }

    /// The day of a serial number. The hour, if any, does not count.
    fn on(&self, serial: f64) -> Option<Date> {
        // Excel counts a 29 February 1900 that never was; from March 1900 on, the epoch is 1899-12-30.
        let epoch =
            if self.table.grid.from_1904 { jiff::civil::date(1904, 1, 1) } else { jiff::civil::date(1899, 12, 30) };
        if !(0.0..200_000.0).contains(&serial) {
            return None;
        }
        #[expect(clippy::cast_possible_truncation, reason = "the number is below 200,000")]
        let days = serial.floor() as i32;
        epoch.checked_add(days.days()).ok().filter(|day| (1990..=2199).contains(&day.year()))
    }
}

/// A text as a message quotes it: not all of a long one.
pub(crate) fn shown(text: &str) -> String {
    let head: String = text.chars().take(40).collect();
    if head.len() < text.len() { format!("{head:?}…") } else { format!("{head:?}") }
}
