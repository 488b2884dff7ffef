//! Files that are damaged, foreign or made to hurt end in a sentence, never in a crash or a full memory.

use std::{
    io::{Cursor, Read, Write},
    sync::LazyLock,
};

use crate::sample;
use closeout_exchange::{Reading, Unreadable, csv, workbook};
use proptest::prelude::*;
use zip::{CompressionMethod, ZipArchive, ZipWriter, write::SimpleFileOptions};

type Parts = Vec<(String, Vec<u8>)>;

static WORKBOOK: LazyLock<Vec<u8>> = LazyLock::new(|| workbook::write(&sample::document()).unwrap_or_default());

#[expect(clippy::unwrap_used, reason = "the sample is a workbook")]
fn parts() -> Parts {
    let mut archive = ZipArchive::new(Cursor::new(WORKBOOK.as_slice())).unwrap();
    let mut parts = Vec::new();
    for at in 0..archive.len() {
        let mut part = archive.by_index(at).unwrap();
        let mut bytes = Vec::new();
        part.read_to_end(&mut bytes).unwrap();
        parts.push((part.name().unwrap().to_string(), bytes));
    }
    parts
}

#[expect(clippy::unwrap_used, reason = "memory takes whatever is written")]
fn pack(parts: &Parts) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        writer
            .start_file(name.as_str(), SimpleFileOptions::default().compression_method(CompressionMethod::Stored))
            .unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

/// The sample with one part changed.
fn with(part: &str, change: impl Fn(&str) -> String) -> Result<Reading, Unreadable> {
    let mut parts = parts();
    for (name, bytes) in &mut parts {
        if name == part {
            *bytes = change(&String::from_utf8_lossy(bytes)).into_bytes();
        }
    }
    workbook::read(&pack(&parts))
}

const SHEET: &str = "xl/worksheets/sheet1.xml";
const TEXTS: &str = "xl/sharedStrings.xml";

#[test]
fn what_is_no_workbook_is_named_as_such() {
    for (bytes, expected) in [
        (&b""[..], "no Excel workbook"),
        (b"POA&M ID,Weakness\r\n", "no Excel workbook"),
        (b"PK\x05\x06\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0", "cannot be read"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "password"),
    ] {
        let unreadable = workbook::read(bytes).unwrap_err();
        assert!(unreadable.why.contains(expected), "{unreadable:?}");
        assert!(!unreadable.advice.is_empty());
    }
}

#[test]
fn a_workbook_without_a_register_says_what_is_missing() {
    let foreign = with(TEXTS, |xml| xml.replace("POA&amp;M ID", "Invoice"));
    assert!(foreign.unwrap_err().why.contains("POA&M ID"));
}

#[test]
fn a_bomb_is_not_unpacked() {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    writer.start_file(SHEET, SimpleFileOptions::default()).unwrap();
    (0..16).for_each(|_| writer.write_all(&vec![b' '; 1 << 20]).unwrap());
    let bomb = writer.finish().unwrap().into_inner();
    assert!(bomb.len() < 1 << 17);
    assert!(workbook::read(&bomb).unwrap_err().why.contains("far larger unpacked"));
}

#[test]
fn announced_counts_are_not_believed() {
    let endless = with(TEXTS, |xml| xml.replacen("uniqueCount=\"", "uniqueCount=\"99999999999", 1));
    assert!(endless.unwrap_err().why.contains("announces more texts"));
}

#[test]
fn a_cell_in_the_far_corner_costs_one_cell() {
    let corner = "<row r=\"1048576\"><c r=\"XFD1048576\" t=\"inlineStr\"><is><t>x</t></is></c></row></sheetData>";
    let reading = with(SHEET, |xml| xml.replacen("</sheetData>", corner, 1)).unwrap();
    assert_eq!(reading.document.entries.len(), 3);
}

#[test]
fn entities_are_not_expanded() {
    let doctype = "<!DOCTYPE sst [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;\">]><sst";
    let reading = with(TEXTS, |xml| xml.replacen("<sst", doctype, 1).replacen("Corrective", "&b;&b;", 1));
    let shown = format!("{reading:?}");
    assert!(!shown.contains("aaaaaaaaaa"), "{shown}");
}

#[test]
fn one_bad_cell_does_not_lose_the_rest() {
    let reading = with(SHEET, |xml| xml.replacen("t=\"s\"><v>29", "t=\"zz\"><v>29", 1)).unwrap();
    assert_eq!(reading.problems.len(), 1, "{:?}", reading.problems);
    assert!(reading.document.entries.len() >= 2);
}

#[test]
fn a_sheet_that_breaks_off_keeps_what_came_before() {
    let reading = with(SHEET, |xml| xml.split("<row r=\"3\"").next().unwrap_or_default().to_owned()).unwrap();
    assert_eq!(reading.document.entries.len(), 1);
    let shown = reading.problems[0].to_string();
    assert!(shown.starts_with("sheet POA&M, row 2: the sheet breaks off here"), "{shown}");
}

#[test]
fn csv_of_any_bytes_is_read_or_refused() {
    for bytes in [&b"\"POA&M ID\",\"Weakness\n\n\n"[..], b"POA&M ID,Weakness\r\n\xff,\xfe\r\nPOAM-0001,x\r\n"] {
        let _ = csv::read(bytes);
    }
    let reading = csv::read(b"POA&M ID,Weakness\r\n\xff,\xfe\r\nPOAM-0001,x\r\n").unwrap();
    assert_eq!((reading.problems.len(), reading.document.entries.len()), (1, 1));
    assert_eq!(reading.problems[0].place.row, 2);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn damaged_archives_never_crash(at in any::<prop::sample::Index>(), byte: u8, cut in any::<prop::sample::Index>(), truncate: bool) {
        let mut bytes = WORKBOOK.clone();
        let at = at.index(bytes.len());
        bytes[at] = byte;
        if truncate {
            bytes.truncate(cut.index(bytes.len()));
        }
        let _ = workbook::read(&bytes);
    }

    #[test]
    fn damaged_parts_never_crash(
        part in any::<prop::sample::Index>(),
        edits in prop::collection::vec((any::<prop::sample::Index>(), prop_oneof!["[0-9]{1,12}", "[<>/\"&;=A-Z]{1,3}", "\\PC{1,3}"]), 1..6),
    ) {
        let mut parts = parts();
        let at = part.index(parts.len());
        let (_, bytes) = &mut parts[at];
        for (place, text) in edits {
            let place = place.index(bytes.len() + 1);
            let end = (place + text.len()).min(bytes.len());
            bytes.splice(place..end, text.bytes());
        }
        let _ = workbook::read(&pack(&parts));
    }
}
