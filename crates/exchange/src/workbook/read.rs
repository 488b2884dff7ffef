//! Reading the workbook back, or one that somebody made after it.

use std::{io::Cursor, panic};

use calamine::{DataRef, Reader, Xlsx, XlsxError};

use super::{GUIDE, LAYOUT, guard};
use crate::{
    Document, Problem, Reading, Unreadable, entries,
    place::Place,
    table::{Cell, Grid},
    text,
};

/// The most rows of a sheet that are read.
const ROWS: usize = 50_000;
/// The most columns.
const COLUMNS: u32 = 256;
/// The most sheets that are looked at.
const SHEETS: usize = 20;
/// The most characters in all cells together: one text can stand in many cells.
const CHARACTERS: usize = 64 << 20;
/// How many unreadable cells of a sheet are passed over before the rest is given up.
const FAULTS: usize = 100;

const DAMAGED: &str = "open it in Excel or LibreOffice, save it again as .xlsx and try again";

/// Reads a workbook. The header is found by its names; the order of columns and further columns do not matter.
///
/// # Errors
/// Only when there is no register in it at all; everything smaller is a [`Problem`].
pub fn read(bytes: &[u8]) -> Result<Reading, Unreadable> {
    guard::check(bytes)?;
    // The library that unpacks workbooks has its own bounds, and a file may be made to break them.
    let unpacked = panic::catch_unwind(|| unpack(bytes));
    let broken = |why: String| Unreadable { why, advice: DAMAGED };
    let (grids, mut problems) = unpacked.map_err(|_| broken("the workbook is damaged".into()))??;
    let mut document = Document::default();
    if let Some(layout) = entries::about(&grids, GUIDE, &mut document).filter(|layout| layout != LAYOUT) {
        let message = format!("the layout is {layout:?}, and {LAYOUT:?} is what is known here");
        let advice = "look through the differences with care".into();
        problems.push(Problem { place: Place::row(GUIDE, 0), message, advice });
    }
    document.entries = entries::read(&grids, &mut problems)?;
    Ok(Reading { document, problems })
}

type Unpacked = Result<(Vec<Grid>, Vec<Problem>), Unreadable>;

fn unpack(bytes: &[u8]) -> Unpacked {
    let broken = |why: &XlsxError| Unreadable { why: format!("the workbook cannot be read: {why}"), advice: DAMAGED };
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(|why| broken(&why))?;
    let from_1904 = book.has_1904_epoch();
    let (mut grids, mut problems) = (Vec::new(), Vec::new());
    let mut room = CHARACTERS;
    for sheet in book.sheet_names().into_iter().take(SHEETS) {
        let mut grid = Grid { sheet, from_1904, ..Grid::default() };
        if let Err(problem) = fill(&mut book, &mut grid, &mut room) {
            problems.push(problem);
        }
        grids.push(grid);
    }
    Ok((grids, problems))
}

/// Fills a grid cell by cell: a sheet with one cell in each far corner costs no more than two cells.
fn fill(book: &mut Xlsx<Cursor<&[u8]>>, grid: &mut Grid, room: &mut usize) -> Result<(), Problem> {
    let name = grid.sheet.clone();
    let at = |row: u32| Place::row(&name, row);
    let problem = |row, message: String, advice: &str| Problem { place: at(row), message, advice: advice.into() };
    // A chart has no cells, and says so by an error.
    let mut cells = match book.worksheet_cells_reader(&name) {
        Err(XlsxError::NotAWorksheet(_)) => return Ok(()),
        Err(why) => return Err(problem(0, format!("the sheet cannot be read: {why}"), DAMAGED)),
        Ok(cells) => cells,
    };
    let (mut faults, mut first_fault) = (0, None);
    loop {
        let last = grid.rows.last().map_or(0, |(row, _)| *row);
        let cell = match cells.next_cell() {
            Ok(None) => break,
            Ok(Some(cell)) => cell,
            Err(why) => {
                let ends =
                    matches!(why, XlsxError::Xml(_) | XlsxError::XmlEof(_) | XlsxError::Io(_) | XlsxError::Zip(_));
                first_fault.get_or_insert((last, why.to_string()));
                faults += 1;
                if ends || faults > FAULTS {
                    return Err(problem(last, format!("the sheet breaks off here: {why}"), DAMAGED));
                }
                continue;
            }
        };
        let ((row, column), Some(value)) = (cell.get_position(), value(cell.get_value())) else { continue };
        let row = row.saturating_add(1);
        if column >= COLUMNS {
            continue;
        }
        if let Cell::Text(text) = &value {
            if text.encode_utf16().count() > text::LONGEST_CELL {
                return Err(problem(row, "a cell is longer than spreadsheets allow".into(), DAMAGED));
            }
            *room = room.checked_sub(text.len()).ok_or_else(|| {
                problem(row, "the workbook has more text than can be read at once".into(), "send it in several parts")
            })?;
        }
        if row > last {
            if grid.rows.len() >= ROWS {
                let advice = "send the rest in another workbook";
                return Err(problem(row, format!("a sheet is read up to {ROWS} rows"), advice));
            }
            grid.rows.push((row, Vec::new()));
        }
        // A cell that comes out of order is none that a spreadsheet wrote; what stands first counts.
        if let Some((_, cells)) = grid.rows.last_mut().filter(|(current, _)| *current == row)
            && cells.last().is_none_or(|(before, _)| *before < column)
        {
            cells.push((column, value));
        }
    }
    match first_fault {
        Some((row, why)) => Err(problem(row, format!("{faults} cells after this row cannot be read: {why}"), DAMAGED)),
        None => Ok(()),
    }
}

fn value(value: &DataRef<'_>) -> Option<Cell> {
    Some(match value {
        DataRef::Empty => return None,
        #[expect(clippy::cast_precision_loss, reason = "a cell has no more than 15 digits")]
        DataRef::Int(n) => Cell::Number(*n as f64),
        DataRef::Float(n) => Cell::Number(*n),
        DataRef::DateTime(when) => Cell::Serial(when.as_f64()),
        DataRef::Bool(truth) => Cell::Truth(*truth),
        DataRef::Error(shown) => Cell::Error(shown.to_string()),
        DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => Cell::Text(text.clone()),
        DataRef::SharedString(text) => Cell::Text((*text).to_owned()),
    })
}
