//! Writing the workbook.

use jiff::civil::Date;
use rust_xlsxwriter::{
    DataValidation, DataValidationErrorStyle, DataValidationRule, DocProperties, ExcelDateTime, Formula, Workbook,
    Worksheet, XlsxError,
};

use super::{
    GUIDE, LAYOUT, Unwritable, guide,
    look::{self, Shape},
};
use crate::{
    columns::{Column, Field, ITEMS, MILESTONES, Sheet, TASKS, Use},
    document::Document,
    rows::{self, Value, capital},
    text,
};

/// Rows below the last one for which the lists of choices still work.
const SPARE: u32 = 500;

/// A register as a workbook. The same document gives the same bytes.
///
/// # Errors
/// When it has more rows than a sheet can hold.
pub fn write(document: &Document) -> Result<Vec<u8>, Unwritable> {
    let mut book = Workbook::new();
    book.set_properties(&properties(document)?);
    let items =
        document.entries.iter().map(|e| ITEMS.columns.iter().map(|c| rows::item(c.field, document, e)).collect());
    fill(book.add_worksheet(), &ITEMS, document, items)?;
    let steps = document.entries.iter().flat_map(|e| e.milestones.iter().map(move |m| (e, m)));
    let steps = steps.map(|(e, m)| MILESTONES.columns.iter().map(|c| rows::milestone(c.field, e, m)).collect());
    fill(book.add_worksheet(), &MILESTONES, document, steps)?;
    let tasks = document.entries.iter().flat_map(|e| e.tasks.iter().map(move |t| (e, t)));
    let tasks = tasks.map(|(e, t)| TASKS.columns.iter().map(|c| rows::task(c.field, document, e, t)).collect());
    fill(book.add_worksheet(), &TASKS, document, tasks)?;
    guide::write(book.add_worksheet(), document)?;
    Ok(book.save_to_buffer()?)
}

/// An empty workbook to begin a register with. The examples stand in its guide.
///
/// # Errors
/// As [`write()`].
pub fn template(document: &Document) -> Result<Vec<u8>, Unwritable> {
    write(&Document { entries: Vec::new(), ..document.clone() })
}

/// Properties without a clock: the day of the register stands for the time of writing.
fn properties(document: &Document) -> Result<DocProperties, XlsxError> {
    let day = document.as_of.and_then(serial).map_or_else(|| ExcelDateTime::from_ymd(2000, 1, 1), Ok)?;
    // Excel takes no more than 255 characters.
    let short = |text: &str| text::one_line(text).chars().take(200).collect::<String>();
    Ok(DocProperties::new()
        .set_title("Plan of Action and Milestones")
        .set_subject(short(&document.system))
        .set_company(short(&document.organization))
        .set_author("Closeout")
        .set_comment(LAYOUT)
        .set_creation_datetime(&day))
}

fn serial(day: Date) -> Option<ExcelDateTime> {
    let (year, month, of) =
        (u16::try_from(day.year()).ok()?, u8::try_from(day.month()).ok()?, u8::try_from(day.day()).ok()?);
    ExcelDateTime::from_ymd(year, month, of).ok()
}

fn fill(
    page: &mut Worksheet,
    sheet: &Sheet,
    document: &Document,
    rows: impl Iterator<Item = Vec<Value>>,
) -> Result<(), XlsxError> {
    page.set_name(sheet.name)?;
    page.set_row_height(0, 32)?;
    for (at, column) in (0u16..).zip(sheet.columns) {
        page.write_string_with_format(0, at, column.header, &look::header(column.usage))?;
        page.set_column_width(at, column.width)?;
        page.set_column_format(at, &look::cell(shape(column.field), empty(column.usage)))?;
    }
    let formats: Vec<look::Formats> = sheet.columns.iter().map(|c| look::Formats::of(c.usage)).collect();
    let mut last = 0;
    for (row, values) in (1u32..).zip(rows) {
        let mut lines = 1;
        for (at, ((column, formats), value)) in (0u16..).zip(sheet.columns.iter().zip(&formats).zip(values)) {
            put(page, (row, at), &value, shape(column.field), formats)?;
            if let Value::Text(text) = &value {
                lines = lines.max(look::lines(text, column.width));
            }
        }
        page.set_row_height(row, look::height(lines))?;
        last = row;
    }
    for (at, column) in (0u16..).zip(sheet.columns) {
        if let Some(choices) = choices(column, document)? {
            page.add_data_validation(1, at, last.saturating_add(SPARE), at, &choices)?;
        }
    }
    let width = u16::try_from(sheet.columns.len().saturating_sub(1)).unwrap_or(u16::MAX);
    page.autofilter(0, 0, last.max(1), width)?;
    page.set_freeze_panes(1, 1)?;
    printing(page, sheet, document, last)
}

/// A cell that nobody has filled yet looks editable.
fn empty(usage: Use) -> Use {
    if usage == Use::Shown { Use::Edited } else { usage }
}

fn shape(field: Field) -> Shape {
    match field {
        Field::Due | Field::Baseline | Field::Reached => Shape::Day,
        Field::Cost => Shape::Money,
        Field::Hours | Field::Effort | Field::Points | Field::Version | Field::Number => Shape::Number,
        _ => Shape::Text,
    }
}

fn put(
    page: &mut Worksheet,
    (row, at): (u32, u16),
    value: &Value,
    usual: Shape,
    formats: &look::Formats,
) -> Result<(), XlsxError> {
    match value {
        Value::Empty => page.write_blank(row, at, formats.get(usual))?,
        Value::Text(text) => {
            let shape = if text::is_risky(text) { Shape::Risky } else { Shape::Text };
            page.write_string_with_format(row, at, text::fit(text), formats.get(shape))?
        }
        #[expect(clippy::cast_precision_loss, reason = "spreadsheets have no other numbers; no count comes near 2^53")]
        Value::Number(n) => page.write_number_with_format(row, at, *n as f64, formats.get(Shape::Number))?,
        #[expect(clippy::cast_precision_loss, reason = "exact to the cent below a trillion dollars, and text above")]
        Value::Money(money) if money.0 < 100_000_000_000_000 => {
            page.write_number_with_format(row, at, money.0 as f64 / 100.0, formats.get(Shape::Money))?
        }
        Value::Money(money) => page.write_string_with_format(row, at, money.to_string(), formats.get(Shape::Money))?,
        Value::Day(day) => match serial(*day) {
            Some(serial) => page.write_datetime_with_format(row, at, &serial, formats.get(Shape::Day))?,
            None => page.write_string_with_format(row, at, day.to_string(), formats.get(Shape::Text))?,
        },
    };
    Ok(())
}

/// What may be chosen or typed in a column.
fn choices(column: &Column, document: &Document) -> Result<Option<DataValidation>, XlsxError> {
    use closeout_domain::{
        item::{Status, origin::Source},
        priority::Priority,
    };
    let stop =
        |validation: DataValidation, message: &str| validation.set_error_title("This cell")?.set_error_message(message);
    Ok(Some(match column.field {
        Field::Priority => {
            let words: Vec<String> = Priority::ALL.iter().rev().map(|p| capital(p.word())).collect();
            stop(DataValidation::new().allow_list_strings(&words)?, "Choose Critical, High, Medium or Low.")?
        }
        Field::Source => {
            let words: Vec<String> = Source::ALL.iter().map(|s| capital(s.word())).collect();
            stop(DataValidation::new().allow_list_strings(&words)?, "Choose one of the list.")?
        }
        Field::Status => {
            let words: Vec<&str> = Status::ALL.iter().map(|s| s.phrase()).collect();
            let list = DataValidation::new().allow_list_strings(&words)?;
            list.set_input_title("Shown, not read back")?.set_input_message(column.help)?
        }
        Field::Owner | Field::Responsible | Field::Approver => {
            let Some(list) = guide::people(document) else { return Ok(None) };
            let list = DataValidation::new().allow_list_formula(Formula::new(list));
            let list = list.set_error_style(DataValidationErrorStyle::Warning);
            stop(list, "Nobody of this name is on the list. An e-mail address of somebody in Closeout is fine.")?
        }
        Field::Due | Field::Reached => {
            let from = ExcelDateTime::from_ymd(1990, 1, 1)?;
            let day = DataValidation::new().allow_date(DataValidationRule::GreaterThanOrEqualTo(from));
            stop(day, "Write a date that names a day, such as 2026-12-01. \"TBD\" or \"Q3\" cannot be kept.")?
        }
        Field::Hours | Field::Effort => {
            let hours = DataValidation::new().allow_whole_number(DataValidationRule::Between(0, 65_535));
            stop(hours, "Write whole hours, such as 40.")?
        }
        Field::Cost => {
            let money = DataValidation::new().allow_decimal_number(DataValidationRule::GreaterThanOrEqualTo(0.0));
            stop(money, "Write an amount, such as 6200.")?
        }
        _ => return Ok(None),
    }))
}

fn printing(page: &mut Worksheet, sheet: &Sheet, document: &Document, last: u32) -> Result<(), XlsxError> {
    // What is only for editing stays off the paper.
    let off = |c: &&Column| matches!(c.field, Field::Reason | Field::Version);
    let width = sheet.columns.len().saturating_sub(1 + sheet.columns.iter().rev().take_while(off).count());
    page.set_print_area(0, 0, last, u16::try_from(width).unwrap_or(u16::MAX))?;
    page.set_repeat_rows(0, 0)?;
    page.set_repeat_columns(0, 0)?;
    page.set_landscape();
    // 11 × 17 inches: the register is two such pages wide, its parts one.
    page.set_paper_size(3).set_print_fit_to_pages(if sheet.name == ITEMS.name { 2 } else { 1 }, 0).set_page_order(true);
    page.set_margins(0.4, 0.4, 0.75, 0.6, 0.3, 0.3);
    let name = |text: &str| text::one_line(text).chars().take(60).collect::<String>().replace('&', "&&");
    let day = document.as_of.map(|day| format!("as of {day}")).unwrap_or_default();
    let parts = [name(&document.organization), name(&document.system), day];
    let about: Vec<&str> = parts.iter().map(String::as_str).filter(|part| !part.is_empty()).collect();
    let title = if sheet.name == ITEMS.name { String::new() } else { format!(": {}", sheet.name) };
    page.set_header(format!("&L&\"Calibri,Bold\"&12 Plan of Action and Milestones{title}&R&10 {}", about.join(" · ")));
    page.set_footer(format!("&L&9 {LAYOUT}; see the sheet {GUIDE}&R&9 Page &P of &N"));
    Ok(())
}
