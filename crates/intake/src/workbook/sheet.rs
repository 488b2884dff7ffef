//! A sheet as CSV. Rows keep their numbers, so that a problem names the row that a spreadsheet shows.

use std::ops::ControlFlow::{Break, Continue};

use super::{
    archive::Archive,
    book::{Book, Named},
    cells,
};
use crate::{
    limits,
    pick::{Found, Want, start, whole},
    record::View,
    sink::{Loss, Place, Problem, Sink, Unreadable},
};

/// That a sheet begins is enough: an empty one is no fault.
const ROWS: &[Want] = &[start("worksheet"), whole("worksheet/sheetData/row")];
/// The last row that a spreadsheet has.
const LAST_ROW: u64 = 1_048_576;
/// A heading is shorter than this; where one holds a line break, the header is still one line.
const HEADING: usize = 80;

/// The sheet up to so many bytes; says in `sink` where it was cut.
pub(super) fn csv(
    archive: &Archive<'_>,
    book: &Book,
    sheet: &Named,
    limit: usize,
    sink: &mut dyn Sink,
) -> Result<Vec<u8>, Unreadable> {
    let mut csv = Csv { text: String::new(), rows: 0, width: 0 };
    let mut cut = false;
    archive.pick(&sheet.part, ROWS, sink, &mut |found: &Found<'_>| {
        if found.leaf() != "row" {
            return Continue(());
        }
        csv.row(found.value, book);
        cut = csv.text.len() >= limit;
        if cut { Break(()) } else { Continue(()) }
    })?;
    if cut {
        let message = format!("the sheet {:?} is too large and was read up to this row", sheet.name);
        let at = Place::Row(csv.rows);
        sink.problem(Problem::new(at, Loss::Rest, message).advise("save the sheet as CSV and give that file"));
    }
    Ok(csv.text.into_bytes())
}

struct Csv {
    text: String,
    rows: u64,
    /// Cells of the longest of the first rows, of which one is the header: a workbook leaves empty ones out, which is no fault of the row.
    width: usize,
}

impl Csv {
    fn row(&mut self, row: View<'_>, book: &Book) {
        let number = row.get("@r").text().parse().ok().filter(|number| (self.rows + 1..=LAST_ROW).contains(number));
        let number = number.unwrap_or(self.rows + 1);
        // Rows without any cell are left out of the file, and are lines here.
        while self.rows + 1 < number {
            self.text.push('\n');
            self.rows += 1;
        }
        self.rows = number;
        let (mut columns, mut next, mut value) = (0_usize, 0_usize, String::new());
        for cell in row.each("c") {
            let at = column(cell.get("@r").text()).filter(|at| *at >= next).unwrap_or(next);
            next = at + 1;
            if at >= limits::COLUMNS {
                break;
            }
            value.clear();
            fill(cell, book, &mut value);
            if value.is_empty() {
                continue;
            }
            let behind = columns.saturating_sub(1);
            self.text.extend(std::iter::repeat_n(',', at - behind));
            self.quote(&value);
            columns = next;
        }
        if columns > 0 {
            if self.rows <= limits::ROWS_ABOVE_HEADER {
                self.width = self.width.max(columns);
            }
            self.text.extend(std::iter::repeat_n(',', self.width.saturating_sub(columns)));
        }
        self.text.push('\n');
    }

    fn quote(&mut self, value: &str) {
        let heading = self.rows <= limits::ROWS_ABOVE_HEADER && value.len() < HEADING;
        if !value.contains([',', '"', '\n', '\r']) {
            self.text.push_str(value);
            return;
        }
        self.text.push('"');
        for character in value.chars() {
            match character {
                '"' => self.text.push_str("\"\""),
                '\n' if heading => self.text.push(' '),
                '\r' => {}
                character => self.text.push(character),
            }
        }
        self.text.push('"');
    }
}

/// The value of a cell as it is to be read: texts as they are, dates as dates, numbers without what binary adds to them.
fn fill(cell: View<'_>, book: &Book, text: &mut String) {
    let value = cell.get("v").text();
    match cell.get("@t").text() {
        "s" => text.push_str(value.parse().ok().and_then(|number| book.strings.get(number)).unwrap_or_default()),
        "inlineStr" => cells::text_of(cell.get("is"), text),
        "str" => cell.get("v").raw(text),
        "b" => text.push_str(if value == "1" { "TRUE" } else { "FALSE" }),
        "" | "n" => match value.parse::<f64>() {
            Ok(number) if book.styles.is_date(cell.get("@s").text()) => {
                text.push_str(&cells::date(number, book.from_1904).unwrap_or_else(|| value.to_owned()));
            }
            Ok(number) if value.contains(['.', 'e', 'E']) => text.push_str(&number.to_string()),
            _ => text.push_str(value),
        },
        _ => text.push_str(value),
    }
    // How workbooks write a carriage return.
    if text.contains("_x000D_") {
        *text = text.replace("_x000D_", "");
    }
    text.truncate(text.trim_end().len());
}

/// The number of the column in "AB12", from 0.
fn column(reference: &str) -> Option<usize> {
    let letters = reference.bytes().take_while(u8::is_ascii_uppercase).take(4);
    let number = letters.fold(0_usize, |number, letter| number * 26 + usize::from(letter - b'A') + 1);
    number.checked_sub(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reference_names_its_column() {
        for (reference, expected) in [("A1", Some(0)), ("Z9", Some(25)), ("AA1", Some(26)), ("12", None), ("", None)] {
            assert_eq!(column(reference), expected, "{reference}");
        }
    }
}
