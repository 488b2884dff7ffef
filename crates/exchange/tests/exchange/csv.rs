//! The register as CSV.

use crate::sample;
use closeout_exchange::{
    csv,
    document::{Document, Entry},
};

/// The document as it comes back from a sheet that has no milestones and tasks, and no word about itself.
fn items_only(document: Document) -> Document {
    let mut document = sample::read_back(document);
    document.entries.iter_mut().for_each(|e| (e.milestones, e.tasks) = (Vec::new(), Vec::new()));
    Document { organization: String::new(), system: String::new(), as_of: None, ..document }
}

#[test]
fn a_register_comes_back_as_it_went() {
    let document = sample::document();
    let reading = csv::read(&csv::write(&document)).unwrap();
    assert_eq!(reading.problems, []);
    assert_eq!(items_only(reading.document), items_only(document));
}

#[test]
fn no_cell_begins_like_a_formula() {
    let bytes = csv::write(&sample::document());
    let text = std::str::from_utf8(&bytes).unwrap().strip_prefix('\u{feff}').expect("a byte order mark for Excel");
    assert!(text.ends_with("\r\n"));
    let mut cells = 0;
    for record in ::csv::ReaderBuilder::new().from_reader(text.as_bytes()).records() {
        for cell in &record.unwrap() {
            assert!(!cell.starts_with(['=', '+', '-', '@', '\t', '\r']), "{cell:?}");
            cells += usize::from(!cell.is_empty());
        }
    }
    assert!(cells > 50);
    assert!(text.contains("\"'=HYPERLINK("), "the text itself is kept");
}

#[test]
fn milestones_and_tasks_are_joined_for_readers() {
    let text = String::from_utf8(csv::write(&sample::document())).unwrap();
    for part in [
        "1. 2026-01-30: Licences bought and gateway updated (reached 2026-01-29)\n2. 2026-03-27: All staff",
        "2. 2026-03-20: Enrol staff, site by site (open; Omar Reyes, approver Dana Whitfield, 40 h, HD-131, Phone list)",
        "1. 2026-01-16 to 2026-01-30: licences arrived late",
        "6200.00",
    ] {
        assert!(text.contains(part), "{part}");
    }
}

#[test]
fn rows_count_as_the_spreadsheet_shows_them() {
    let file = "POA&M ID,Weakness,Priority\r\nPOAM-0001,\"two\nlines\",High\r\n\r\n\r\nPOAM-0002,x,urgent\r\n";
    let reading = csv::read(file.as_bytes()).unwrap();
    assert_eq!(reading.problems.len(), 1);
    assert_eq!(reading.problems[0].to_string().split(':').next(), Some("row 5, column C"));
    assert_eq!(reading.document.entries.len(), 2, "the rest of the row counts");
}

#[test]
fn what_is_no_register_is_refused() {
    for bytes in [&b""[..], b"\xff\xfe\x00", b"a,b\r\n1,2\r\n", b"PK\x03\x04"] {
        assert!(csv::read(bytes).is_err());
    }
    let empty = csv::write(&Document { entries: vec![Entry::default()], ..Document::default() });
    assert!(csv::read(&empty).is_ok());
}
