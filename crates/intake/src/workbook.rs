//! Workbooks (.xlsx, .xlsm) as the table on one of their sheets, so that every format of tables reads them too
//! (ECMA-376 Part 1: 18.2 workbooks, 18.3 worksheets, 18.4 shared strings, 18.8 styles).
//!
//! A workbook can only be read from its end, so it is kept in memory, within bounds; its sheet becomes CSV.

mod archive;
mod book;
mod cells;
mod sheet;

use self::{
    archive::Archive,
    book::{Book, Named},
};
use crate::{
    formats::FORMATS,
    head::Head,
    limits,
    sink::{Loss, OnProblem, Place, Problem, Unreadable},
    wrapping::Wrapping,
};

/// Sheets that are looked at.
const SHEETS: usize = 50;

/// Names of the first file in an Office document.
const OFFICE: [&str; 8] =
    ["[Content_Types].xml", "_rels/", "docProps/", "customXml/", "xl/", "word/", "ppt/", "mimetype"];

/// Whether an archive that begins so is an Office document.
pub(crate) fn is_office(archive: &[u8]) -> bool {
    let name = archive.get(30..).unwrap_or_default();
    OFFICE.iter().any(|office| name.starts_with(office.as_bytes()))
}

/// The table of a workbook as CSV: of its visible sheets the first that a format claims, else the first that holds
/// anything. What lies on the other sheets is noted.
pub(crate) fn table(bytes: &[u8], wrapping: &Wrapping) -> Result<Vec<u8>, Unreadable> {
    let archive = Archive::open(bytes)?;
    let book = Book::open(&archive)?;
    let (mut chosen, mut others): (Option<(&Named, bool)>, Vec<&Named>) = (None, Vec::new());
    for sheet in book.sheets.iter().filter(|sheet| !sheet.hidden).take(SHEETS) {
        let head = sheet::csv(&archive, &book, sheet, limits::HEAD, &mut OnProblem(drop))?;
        if head.iter().all(u8::is_ascii_whitespace) {
            continue;
        }
        let head = String::from_utf8_lossy(&head);
        let claimed = FORMATS.iter().any(|format| format.recognises(&Head::new(&head, head.as_bytes())));
        match chosen {
            None => chosen = Some((sheet, claimed)),
            Some((before, false)) if claimed => {
                others.push(before);
                chosen = Some((sheet, true));
            }
            Some((_, true)) if claimed => {
                let message = format!("the sheet {:?} holds a table too, which was not read", sheet.name);
                wrapping.note(
                    Problem::new(Place::File, Loss::Rest, message)
                        .advise("save it as a workbook of its own and give it too"),
                );
            }
            Some(_) => others.push(sheet),
        }
    }
    let Some((sheet, _)) = chosen else {
        return Err(Unreadable::new(
            Place::File,
            "the workbook holds no visible sheet with anything on it",
            "export it again from its tool",
        ));
    };
    if !others.is_empty() {
        let names: Vec<String> = others.iter().map(|sheet| format!("{:?}", sheet.name)).collect();
        let message = format!("the sheet {:?} was read, and not {}", sheet.name, names.join(", "));
        wrapping.note(Problem::new(Place::File, Loss::Nothing, message));
    }
    // What is wrong with the sheet is wrong with the wrapping of its table.
    let note = |p: Problem| wrapping.note(Problem { message: format!("in the sheet: {}", p.message), ..p });
    sheet::csv(&archive, &book, sheet, limits::SHEET, &mut OnProblem(note))
}
