//! The page that explains the workbook: what may be changed, how to add a row, what happens when it comes back.

use rust_xlsxwriter::{Worksheet, XlsxError};

use super::{GUIDE, LAYOUT, look};
use crate::{
    columns::{Field, ITEMS, MILESTONES, SHEETS, Sheet, TASKS, Use},
    document::Document,
    rows::party,
    text,
};

/// The column and the row, both from 0, at which the list of people begins.
const PEOPLE: (u16, u32) = (6, 2);

const WORDS: [(&str, &[&str]); 5] = [
    (
        "What this is",
        &[
            "The plan of action and milestones of the system named above, as of the day named above: one row for each item, \
             milestone and task. The record itself is kept in Closeout, with its history and its evidence.",
        ],
    ),
    (
        "What may be changed",
        &[
            "Columns with a dark header are read back. Columns with a grey header are shown for information: what you write \
             there is not read.",
            "The status never changes here. Submitting, approving, validating and closing are steps of named people, and \
             are taken in Closeout.",
            "A row that you delete deletes nothing, and a cell cannot be emptied: take items, milestones and tasks out in Closeout.",
            "You may sort, filter, hide columns, add columns of your own and change their order. Keep the header names.",
        ],
    ),
    (
        "How to add a row",
        &[
            "Item: write NEW-1 (then NEW-2 …) under \"POA&M ID\" at the end of the sheet POA&M, and fill in what you know. \
             It becomes a draft and is given the next number.",
            "Milestone or task: on its sheet, write the item's ID (or NEW-1), leave \"No.\" empty, and fill in the rest.",
            "Dates name a day, such as 2026-12-01. \"TBD\", \"ongoing\" and \"Q3\" are refused: nobody can be late against them.",
            "One person is responsible for a task, and somebody else approves it.",
        ],
    ),
    (
        "What happens when it comes back",
        &[
            "Closeout first shows every difference, row by row, and changes nothing until somebody says yes and why.",
            "A date of an approved plan moves only with a reason: write it into \"Reason for change of date\", and begin with \
             what got in the way: people, money, vendor, dependency, technical, scope, freeze or other, and a colon. The approved \
             date stays on record beside the new one.",
            "If an item has changed in Closeout since this file was written, and you changed the same field, both are shown \
             and nothing is overwritten. The column \"Record version\" tells; leave it as it is.",
            "What cannot be read is listed by sheet, row and column. All the rest counts.",
        ],
    ),
    (
        "Texts",
        &[
            "Everything that people wrote is stored as text, also where it begins with = or +. The workbook has no macros and no formulas.",
        ],
    ),
];

/// Where the people are listed, as a formula of the lists of choices; `None` when there are none.
pub fn people(document: &Document) -> Option<String> {
    let count = u32::try_from(document.people.len()).ok().filter(|n| *n > 0)?;
    let column = crate::place::letters(PEOPLE.0.into());
    let (first, last) = (PEOPLE.1 + 1, PEOPLE.1 + count);
    Some(format!("='{GUIDE}'!${column}${first}:${column}${last}"))
}

/// Fills the page.
pub fn write(page: &mut Worksheet, document: &Document) -> Result<(), XlsxError> {
    page.set_name(GUIDE)?;
    for (column, width) in [(0, 28), (1, 18), (2, 62), (3, 46), (4, 2), (5, 2), (6, 30), (7, 36)] {
        page.set_column_width(column, width)?;
    }
    page.set_screen_gridlines(false);
    let (plain, heading) = (look::paragraph(), look::heading());
    page.write_string_with_format(0, 0, "Plan of Action and Milestones", &look::title())?;
    page.set_row_height(0, 30)?;
    let day = document.as_of.map(|day| day.to_string()).unwrap_or_default();
    let about = [
        ("Organization", document.organization.as_str()),
        ("System", &document.system),
        ("As of", &day),
        ("Layout", LAYOUT),
    ];
    let mut row = 1;
    for (label, value) in about {
        page.write_string_with_format(row, 0, label, &look::base().set_bold())?;
        // Not wrapped: it runs on into the next column.
        page.write_string_with_format(row, 1, text::fit(value), &look::base())?;
        row += 1;
    }
    for (title, paragraphs) in WORDS {
        row += 1;
        page.write_string_with_format(row, 0, title, &heading)?;
        row += 1;
        for paragraph in paragraphs {
            page.merge_range(row, 0, row, 3, paragraph, &plain)?;
            // Merged cells do not grow by themselves.
            page.set_row_height(row, look::height(look::lines(paragraph, 154)))?;
            row += 1;
        }
    }
    for sheet in SHEETS {
        row += 1;
        page.write_string_with_format(row, 0, format!("Columns of the sheet {}", sheet.name), &heading)?;
        row = columns(page, sheet, row + 1)?;
    }
    let (column, first) = PEOPLE;
    page.write_string_with_format(0, column, "People who may be named", &heading)?;
    page.write_string_with_format(first - 1, column, "Name", &look::header(Use::Shown))?;
    page.write_string_with_format(first - 1, column + 1, "E-mail", &look::header(Use::Shown))?;
    for (row, person) in (first..).zip(&document.people) {
        page.write_string_with_format(row, column, text::fit(&party(person, &document.people)), &plain)?;
        page.write_string_with_format(row, column + 1, text::fit(&person.email), &plain)?;
    }
    page.set_landscape().set_paper_size(1).set_print_fit_to_pages(1, 0).set_print_area(0, 0, row, 3)?;
    page.set_footer("&L&9 Closeout&R&9 Page &P of &N");
    Ok(())
}

fn columns(page: &mut Worksheet, sheet: &Sheet, mut row: u32) -> Result<u32, XlsxError> {
    let cell = look::cell(look::Shape::Text, Use::Edited);
    for (at, title) in (0..).zip(["Column", "Read back", "What to put there", "Example"]) {
        page.write_string_with_format(row, at, title, &look::header(Use::Shown))?;
    }
    for column in sheet.columns {
        row += 1;
        let read = match column.usage {
            Use::Key => "finds the row",
            Use::Edited if column.field == Field::Version => "finds changes",
            Use::Edited => "yes",
            Use::NewOnly => "in new rows",
            Use::Shown => "no",
        };
        page.write_string_with_format(row, 0, column.header, &cell.clone().set_bold())?;
        let example = example(sheet, column.field);
        page.set_row_height(row, look::height(look::lines(column.help, 62).max(look::lines(example, 46))))?;
        for (at, text) in [(1, read), (2, column.help), (3, example)] {
            page.write_string_with_format(row, at, text, &cell)?;
        }
    }
    Ok(row + 1)
}

/// What somebody might write there.
fn example(sheet: &Sheet, field: Field) -> &'static str {
    match field {
        Field::Id => "NEW-1",
        Field::Weakness if *sheet == ITEMS => "Remote access by VPN asks for a password only",
        Field::Requirement => "3.5.3",
        Field::Objectives => "3.5.3[b]",
        Field::Source => "Assessment",
        Field::SourceDetail => "Self-assessment of 10 September 2026",
        Field::RootCause => "The VPN was bought before remote work was common, and nobody reviewed it",
        Field::Actions => "Enrol all staff in multifactor sign-in\nRefuse VPN sessions without it",
        Field::Owner => "A name from the list beside",
        Field::Priority => "High",
        Field::Reasons => "5 points at stake; faces the internet",
        Field::People => "System administrator; firewall specialist from outside",
        Field::Hours => "40",
        Field::Cost => "6200",
        Field::Funding => "IT budget 2026",
        Field::Criteria => "VPN sign-in without a second factor is refused (screenshot, log)",
        Field::Title if *sheet == MILESTONES => "All staff enrolled",
        Field::Title if *sheet == TASKS => "Configure the VPN gateway",
        Field::Due | Field::Reached => "2026-12-01",
        Field::Effort => "16",
        Field::Tickets => "HD-104 https://helpdesk.example/104",
        Field::Reason => "vendor: the licence arrived three weeks late",
        _ => "",
    }
}
