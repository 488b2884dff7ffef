//! A document as a workbook: what it says on the first sheet, each table on one of its own, to be sorted and filtered.

use jiff::civil::Date;
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, FormatAlign, Workbook, Worksheet, XlsxError};

use crate::{
    NotWritten,
    model::{Block, Cell, Document, Kind, Table},
    words::day,
};

/// Characters that one cell of a workbook holds at most.
const LONGEST: usize = 32_767;
/// Rows below the heading that one sheet holds at most.
const MOST_ROWS: usize = 1_048_575;

/// The document as the bytes of an `.xlsx` file.
///
/// # Errors
/// When the writer fails, as for a table of more than a million rows.
pub fn write(document: &Document) -> Result<Vec<u8>, NotWritten> {
    workbook(document).map_err(|e| NotWritten { form: "workbook", why: e.to_string() })
}

fn workbook(document: &Document) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    let created = ExcelDateTime::from_ymd(year(document.as_of), month(document.as_of), day_of(document.as_of))?;
    let properties = DocProperties::new()
        .set_title(&document.title)
        .set_subject(&document.system)
        .set_author(&document.organization)
        .set_creation_datetime(&created);
    workbook.set_properties(&properties);
    let mut names = Names::default();
    let sheet = workbook.add_worksheet();
    sheet.set_name(names.free("Summary"))?;
    summary(sheet, document)?;
    for tables in grouped(document) {
        let Some(first) = tables.first() else { continue };
        let sheet = workbook.add_worksheet();
        sheet.set_name(names.free(&first.name))?;
        fill(sheet, document, &tables)?;
    }
    workbook.save_to_buffer()
}

/// The tables by their name, in the order in which the names come up.
fn grouped(document: &Document) -> Vec<Vec<&Table>> {
    let mut groups: Vec<Vec<&Table>> = Vec::new();
    let tables = document.sections.iter().flat_map(|s| &s.blocks).filter_map(|block| match block {
        Block::Table(table) => Some(table),
        Block::Shown(shown) => Some(&shown.table),
        Block::Text(_) | Block::Points(_) | Block::Facts(_) => None,
    });
    for table in tables {
        match groups.iter_mut().find(|group| group.first().is_some_and(|t| t.name == table.name)) {
            Some(group) => group.push(table),
            None => groups.push(vec![table]),
        }
    }
    groups
}

fn summary(sheet: &mut Worksheet, document: &Document) -> Result<(), XlsxError> {
    let bold = Format::new().set_bold();
    let wrap = Format::new().set_text_wrap().set_align(FormatAlign::Top);
    page(sheet, document)?;
    sheet.set_column_width(0, 28)?.set_column_width(1, 100)?;
    let mut row = 0;
    let mut line = |sheet: &mut Worksheet, name: &str, text: &str| -> Result<(), XlsxError> {
        sheet.write_string_with_format(row, 0, name, &bold)?;
        sheet.write_string_with_format(row, 1, cut(text), &wrap)?;
        row += 1;
        Ok(())
    };
    if !document.marking.is_empty() {
        line(sheet, "Marking", &document.marking)?;
    }
    line(sheet, "Report", &document.title)?;
    line(sheet, "Organization", &document.organization)?;
    line(sheet, "System", &document.system)?;
    line(sheet, "As of the end of", &day(document.as_of))?;
    line(sheet, "What it is", &document.purpose)?;
    for sentence in &document.news {
        line(sheet, "", sentence)?;
    }
    for figure in &document.figures {
        line(sheet, figure.label, &figure.value)?;
    }
    for section in &document.sections {
        let mut heading = section.heading.as_str();
        for block in &section.blocks {
            match block {
                Block::Text(text) => line(sheet, heading, text)?,
                Block::Points(points) => line(sheet, heading, &points.join("\n"))?,
                Block::Facts(facts) => {
                    for (name, text) in facts {
                        line(sheet, name, text)?;
                    }
                }
                Block::Table(_) => continue,
                Block::Shown(shown) => line(sheet, heading, &shown.picture.summary)?,
            }
            heading = "";
        }
    }
    Ok(())
}

fn page(sheet: &mut Worksheet, document: &Document) -> Result<(), XlsxError> {
    let marking = document.marking.replace('&', "&&");
    sheet.set_header(format!("&C{marking}"));
    sheet.set_footer(format!(
        "&L{}, as of {}&C{marking}&RPage &P of &N",
        document.title.replace('&', "&&"),
        document.as_of
    ));
    sheet.set_print_fit_to_pages(1, 0);
    sheet.set_landscape();
    Ok(())
}

fn fill(sheet: &mut Worksheet, document: &Document, tables: &[&Table]) -> Result<(), XlsxError> {
    let Some(first) = tables.first() else { return Ok(()) };
    page(sheet, document)?;
    let head = Format::new().set_bold().set_text_wrap().set_align(FormatAlign::Top);
    let text = Format::new().set_text_wrap().set_align(FormatAlign::Top);
    let date = Format::new().set_num_format("yyyy-mm-dd").set_align(FormatAlign::Top);
    let money = Format::new().set_num_format("$#,##0.00").set_align(FormatAlign::Top);
    let number = Format::new().set_align(FormatAlign::Top);
    let shift = u16::from(first.group.is_some());
    if let Some((title, _)) = &first.group {
        sheet.write_string_with_format(0, 0, *title, &head)?;
        sheet.set_column_width(0, 24)?;
    }
    for (i, column) in first.columns.iter().enumerate() {
        let at = place(i) + shift;
        sheet.write_string_with_format(0, at, column.title, &head)?;
        sheet.set_column_width(at, width(column.kind, column.share))?;
    }
    let mut row = 0u32;
    for table in tables {
        for cells in table.rows.iter().take(MOST_ROWS) {
            row += 1;
            if let Some((_, name)) = &table.group {
                sheet.write_string_with_format(row, 0, cut(name), &text)?;
            }
            for (i, cell) in cells.iter().enumerate() {
                let at = place(i) + shift;
                match cell {
                    Cell::Empty => {}
                    Cell::Text(words) | Cell::Bad(words) => {
                        sheet.write_string_with_format(row, at, cut(words), &text)?;
                    }
                    Cell::Date(day) => {
                        let value = ExcelDateTime::from_ymd(year(*day), month(*day), day_of(*day))?;
                        sheet.write_datetime_with_format(row, at, value, &date)?;
                    }
                    Cell::Number(n) => {
                        sheet.write_number_with_format(row, at, *n as f64, &number)?;
                    }
                    Cell::Days { days, .. } => {
                        sheet.write_number_with_format(row, at, f64::from(*days), &number)?;
                    }
                    Cell::Money(amount) => {
                        sheet.write_number_with_format(row, at, amount.0 as f64 / 100.0, &money)?;
                    }
                }
            }
        }
    }
    let last = place(first.columns.len().saturating_sub(1)) + shift;
    sheet.set_freeze_panes(1, 0)?;
    sheet.set_repeat_rows(0, 0)?;
    sheet.autofilter(0, 0, row, last)?;
    Ok(())
}

fn place(index: usize) -> u16 {
    u16::try_from(index).unwrap_or(u16::MAX)
}

fn width(kind: Kind, share: f64) -> f64 {
    match kind {
        Kind::Text => (share * 13.0).clamp(14.0, 60.0),
        Kind::Word => 16.0,
        Kind::Digest => 68.0,
        Kind::Date | Kind::Money => 13.0,
        Kind::Number | Kind::Days => 11.0,
    }
}

/// At most as much as a cell holds.
fn cut(text: &str) -> String {
    text.chars().take(LONGEST).collect()
}

fn year(day: Date) -> u16 {
    u16::try_from(day.year()).unwrap_or(1900)
}

fn month(day: Date) -> u8 {
    u8::try_from(day.month()).unwrap_or(1)
}

fn day_of(day: Date) -> u8 {
    u8::try_from(day.day()).unwrap_or(1)
}

/// Names of sheets: at most 31 characters, some characters not allowed, no two alike.
#[derive(Default)]
struct Names {
    taken: Vec<String>,
}

impl Names {
    fn free(&mut self, wanted: &str) -> String {
        let plain: String = wanted.chars().filter(|c| !"[]:*?/\\'".contains(*c) && !c.is_control()).take(27).collect();
        let mut name = plain.clone();
        let mut n = 1;
        while self.taken.iter().any(|t| t.eq_ignore_ascii_case(&name)) {
            n += 1;
            name = format!("{plain} {n}");
        }
        self.taken.push(name.clone());
        name
    }
}
