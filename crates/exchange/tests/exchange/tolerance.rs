//! Workbooks as people make them: another order, further columns, a title above, dates and money as text.

use closeout_domain::{ids::ItemNumber, item::origin::Money, priority::Priority};
use closeout_exchange::{Reading, columns::Field, document::Label, workbook};
use jiff::civil::date;
use rust_xlsxwriter::{ExcelDateTime, Format, Formula, Workbook, Worksheet};

#[expect(clippy::unwrap_used, reason = "what cannot be written fails the test")]
fn sheet(page: &mut Worksheet, name: &str, rows: &[&[&str]]) {
    page.set_name(name).unwrap();
    for (row, cells) in (0u32..).zip(rows) {
        for (column, text) in (0u16..).zip(*cells) {
            page.write_string(row, column, *text).unwrap();
        }
    }
}

#[expect(clippy::unwrap_used, reason = "what cannot be written fails the test")]
fn read(mut book: Workbook) -> Reading {
    workbook::read(&book.save_to_buffer().unwrap()).unwrap()
}

#[test]
fn order_further_columns_and_a_title_do_not_matter() {
    let mut book = Workbook::new();
    let page = book.add_worksheet();
    sheet(
        page,
        "My plan",
        &[
            &["Halden, POA&M of March"],
            &[],
            &[
                "Colour",
                " weakness ",
                "PRIORITY",
                "Owner",
                "Scheduled Completion Date",
                "Cost",
                "Hours",
                "poam id",
                "Colour",
            ],
            &["red", "Old servers", "high", "omar@halden.example", "2026-12-01", "$6,200", "12", "poam-7", "x"],
            &["", "New thing", "", "", "", "", "", ""],
        ],
    );
    page.write_number(4, 5, 1234.5).unwrap();
    page.write_number(4, 6, 40).unwrap();
    page.write_datetime_with_format(
        4,
        4,
        ExcelDateTime::from_ymd(2027, 2, 28).unwrap(),
        &Format::new().set_num_format("d mmm yyyy"),
    )
    .unwrap();
    let reading = read(book);
    assert_eq!(reading.problems, []);
    let [old, new] = &reading.document.entries[..] else { panic!("{reading:?}") };
    assert_eq!((&old.label, old.priority), (&Label::Item(ItemNumber(7)), Some(Priority::High)));
    assert_eq!((old.due, old.cost, old.hours), (Some(date(2026, 12, 1)), Some(Money(620_000)), Some(12)));
    assert_eq!(old.owner.as_ref().map(|o| o.email.as_str()), Some("omar@halden.example"));
    assert!(
        !old.origin.states(Field::RootCause) && old.origin.states(Field::Owner),
        "a column that is not there says nothing"
    );
    assert_eq!(
        (new.label.to_string(), new.due, new.cost),
        ("row 5".into(), Some(date(2027, 2, 28)), Some(Money(123_450)))
    );
    assert_eq!(old.origin.cell(Field::Due).to_string(), "sheet My plan, row 4, column E");
}

#[test]
fn unreadable_cells_are_listed_and_the_rest_counts() {
    let mut book = Workbook::new();
    let page = book.add_worksheet();
    sheet(
        page,
        "POA&M",
        &[
            &[
                "POA&M ID",
                "Weakness",
                "Priority",
                "Scheduled completion date",
                "Resources: hours",
                "Resources: cost (USD)",
            ],
            &["POAM-0001", "a", "urgent", "Q3", "two weeks", "-5"],
            &["POAM-0001", "the same again"],
            &["7b", "no number"],
            &["POAM-0003", ""],
        ],
    );
    page.write_formula(4, 1, Formula::new("=#REF!").set_result("#REF!")).unwrap();
    sheet(
        book.add_worksheet(),
        "Milestones",
        &[
            &["POA&M ID", "No.", "Milestone", "Scheduled date"],
            &["POAM-0001", "", "new step", "TBD"],
            &["POAM-0001", "x", "which one?", "2026-12-01"],
            &["POAM-0099", "1", "of nothing", "2026-12-01"],
            &["", "", "of nobody", "2026-12-01"],
        ],
    );
    sheet(book.add_worksheet(), "Tasks", &[&["What", "Who"], &["a", "b"]]);
    let reading = read(book);
    let places: Vec<String> = reading.problems.iter().map(|p| p.place.to_string()).collect();
    assert_eq!(
        places,
        [
            "sheet POA&M, row 2, column C",
            "sheet POA&M, row 2, column D",
            "sheet POA&M, row 2, column E",
            "sheet POA&M, row 2, column F",
            "sheet POA&M, row 3, column A",
            "sheet POA&M, row 4, column A",
            "sheet POA&M, row 5, column B",
            "sheet Milestones, row 2, column D",
            "sheet Milestones, row 3, column B",
            "sheet Milestones, row 4, column A",
            "sheet Milestones, row 5, column A",
            "sheet Tasks",
        ]
    );
    assert!(reading.problems.iter().all(|p| !p.advice.is_empty() && p.message.len() > 10));
    let entries = &reading.document.entries;
    assert_eq!(entries.iter().map(|e| e.label.to_string()).collect::<Vec<_>>(), ["POAM-0001", "POAM-0003"]);
    assert_eq!((entries[0].milestones.len(), entries[0].weakness.as_str()), (1, "a"));
    for field in [Field::Priority, Field::Due, Field::Hours, Field::Cost] {
        assert!(!entries[0].origin.states(field), "an unreadable cell is no statement");
    }
}

#[test]
fn criteria_and_people_are_read_in_every_spelling() {
    let mut book = Workbook::new();
    sheet(
        book.add_worksheet(),
        "POA&M",
        &[
            &["ID", "Weakness", "Verification criteria", "Point of contact", "Objectives not met"],
            &[
                "1",
                "a",
                "[2] kept\n\nnew one\n[x] odd",
                "Dana Whitfield <dana@halden.example>",
                "3.5.3[a], 3.5.3[b]; 3.5.3[c]",
            ],
        ],
    );
    let reading = read(book);
    let entry = &reading.document.entries[0];
    let criteria: Vec<_> = entry.criteria.iter().map(|c| (c.number.map(|n| n.0), c.text.as_str())).collect();
    assert_eq!(criteria, [(Some(2), "kept"), (None, "new one"), (None, "[x] odd")]);
    let owner = entry.owner.as_ref().map(|o| (o.name.as_str(), o.email.as_str()));
    assert_eq!(owner, Some(("Dana Whitfield", "dana@halden.example")));
    assert_eq!(entry.objectives, ["3.5.3[a]", "3.5.3[b]", "3.5.3[c]"]);
}
