//! A workbook is read as the table on one of its sheets.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use closeout_intake::{Summary, Unreadable, inspect, write_ndjson};
use serde_json::Value;

/// A ZIP archive with the directory at its end, stored.
fn archive(files: &[(&str, String)]) -> Vec<u8> {
    let (mut bytes, mut directory) = (Vec::new(), Vec::new());
    for (name, content) in files {
        let mut crc = flate2::Crc::new();
        crc.update(content.as_bytes());
        let at = u32::try_from(bytes.len()).unwrap();
        let size = u32::try_from(content.len()).unwrap().to_le_bytes();
        let mut common = vec![20, 0, 0, 0, 0, 0, 0, 0, 0, 0];
        common.extend(crc.sum().to_le_bytes());
        common.extend([size, size].concat());
        common.extend(u16::try_from(name.len()).unwrap().to_le_bytes());
        common.extend([0, 0]);
        bytes.extend(b"PK\x03\x04");
        bytes.extend(&common);
        bytes.extend(name.as_bytes());
        bytes.extend(content.as_bytes());
        directory.extend(b"PK\x01\x02\x14\x00");
        directory.extend(&common);
        directory.extend([0; 10]);
        directory.extend(at.to_le_bytes());
        directory.extend(name.as_bytes());
    }
    let (start, length) = (u32::try_from(bytes.len()).unwrap(), u32::try_from(directory.len()).unwrap());
    let count = u16::try_from(files.len()).unwrap().to_le_bytes();
    bytes.extend(directory);
    bytes.extend(b"PK\x05\x06\0\0\0\0");
    bytes.extend([count, count].concat());
    bytes.extend(length.to_le_bytes());
    bytes.extend(start.to_le_bytes());
    bytes.extend([0, 0]);
    bytes
}

const STYLES: &str = r#"<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><numFmts>
<numFmt numFmtId="164" formatCode="dd\.mm\.yyyy"/></numFmts><cellXfs><xf numFmtId="0"/><xf numFmtId="164"/></cellXfs></styleSheet>"#;
const STRINGS: &str = r#"<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t>Weakness</t></si>
<si><r><t xml:space="preserve">Old </t></r><r><t>TLS, everywhere</t></r><rPh><t>x</t></rPh></si></sst>"#;

/// A workbook of sheets: name, state, rows.
fn workbook(sheets: &[(&str, &str, &str)]) -> Vec<u8> {
    let (mut list, mut links) = (String::new(), String::new());
    for (n, (name, state, _)) in sheets.iter().enumerate() {
        list.push_str(&format!(r#"<sheet name="{name}" sheetId="{n}" state="{state}" r:id="rId{n}"/>"#));
        links.push_str(&format!(r#"<Relationship Id="rId{n}" Target="worksheets/sheet{n}.xml"/>"#));
    }
    let mut files = vec![
        ("docProps/app.xml".to_owned(), "<Properties/>".to_owned()),
        ("xl/workbook.xml".to_owned(), format!("<workbook><sheets>{list}</sheets></workbook>")),
        ("xl/_rels/workbook.xml.rels".to_owned(), format!("<Relationships>{links}</Relationships>")),
        ("xl/styles.xml".to_owned(), STYLES.to_owned()),
        ("xl/sharedStrings.xml".to_owned(), STRINGS.to_owned()),
    ];
    for (n, (_, _, rows)) in sheets.iter().enumerate() {
        let sheet = format!("<worksheet><sheetData>{rows}</sheetData></worksheet>");
        files.push((format!("xl/worksheets/sheet{n}.xml"), sheet));
    }
    let files: Vec<(&str, String)> = files.iter().map(|(name, content)| (name.as_str(), content.clone())).collect();
    archive(&files)
}

const TITLE: &str = r#"<row r="1"><c r="A1" t="inlineStr"><is><t>Walk-through of spring</t></is></c></row>"#;
const HEADER: &str = r#"<row r="3"><c r="A3" t="s"><v>0</v></c><c r="B3" t="str"><v>Severity</v></c>
<c r="D3" t="inlineStr"><is><t>Last
seen</t></is></c><c r="E3" t="inlineStr"><is><t>CVSS Score</t></is></c></row>"#;
const ROW: &str = r#"<row r="6"><c r="A6" t="s"><v>1</v></c><c r="B6" t="str"><v>High</v></c>
<c r="D6" s="1"><v>46082</v></c><c r="E6"><v>7.2999999999999998</v></c></row>"#;
const ODD: &str = r#"<row r="8"><c r="A8" t="s"><v>1</v></c><c r="B8" t="str"><v>purple</v></c></row>"#;
const NOTE: &str = r#"<row r="1"><c r="A1" t="inlineStr"><is><t>How to fill this in</t></is></c></row>"#;

fn read(bytes: &[u8]) -> Result<(Summary, Vec<Value>), Unreadable> {
    let mut lines = Vec::new();
    let summary = write_ndjson(bytes, None, &mut lines)?;
    let lines = String::from_utf8(lines).unwrap();
    Ok((summary, lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect()))
}

#[test]
fn cells_are_read_as_they_are_shown_and_rows_keep_their_numbers() {
    let rows = [TITLE, HEADER, ROW, ODD].concat();
    let (summary, lines) = read(&workbook(&[("Guide", "visible", NOTE), ("Findings", "visible", &rows)])).unwrap();
    let first = lines.first().unwrap();
    assert_eq!((&first["title"], &first["severity"]), (&"Old TLS, everywhere".into(), &"high".into()));
    assert_eq!(first["seen_at"], "2026-03-01T00:00:00Z");
    assert_eq!(first["cvss"][0]["score"].as_f64().map(|score| (score * 10.0).round()), Some(73.0));
    let problems: Vec<String> = summary.problems.iter().map(|p| format!("{}: {}", p.at, p.message)).collect();
    assert_eq!(
        problems,
        [
            "row 3: columns that were passed over: column C",
            "row 8: \"purple\" in column B (Severity) is no severity that is known; it counts as medium",
            "whole file: the sheet \"Findings\" was read, and not \"Guide\"",
        ]
    );
}

#[test]
fn hidden_sheets_are_passed_over_and_a_second_table_is_missed_aloud() {
    let rows = [HEADER, ROW].concat();
    let (summary, _) = read(&workbook(&[("Old", "hidden", &rows), ("New", "visible", &rows)])).unwrap();
    assert!(!summary.incomplete && summary.counts.observations == 1, "{summary:?}");
    let (summary, _) = read(&workbook(&[("East", "visible", &rows), ("West", "visible", &rows)])).unwrap();
    assert!(summary.incomplete && summary.counts.observations == 1, "{summary:?}");
    assert!(summary.problems.iter().any(|p| p.message.contains("\"West\" holds a table too")), "{summary:?}");
}

#[test]
fn a_workbook_of_a_tools_own_table_is_read_as_that_tools() {
    let cells = |row: u32, cells: &[&str]| {
        let cell = |cell: &&str| format!("<c t=\"inlineStr\"><is><t>{cell}</t></is></c>");
        format!("<row r=\"{row}\">{}</row>", cells.iter().map(cell).collect::<String>())
    };
    let rows = [
        cells(1, &["Plugin ID", "Risk", "Host", "Name"]),
        cells(2, &["10287", "None", "192.0.2.1", "Traceroute Information"]),
    ]
    .concat();
    let summary = inspect(&workbook(&[("scan", "visible", &rows)])[..], None).unwrap();
    assert_eq!((summary.format, summary.counts.observations), ("nessus-csv", 1));
}

#[test]
fn what_is_no_workbook_or_none_that_is_whole_is_refused() {
    let document = archive(&[("[Content_Types].xml", "<Types/>".to_owned()), ("word/document.xml", "<w/>".to_owned())]);
    assert!(read(&document).unwrap_err().message.contains("an Office document"));
    let whole = workbook(&[("a", "visible", HEADER)]);
    for cut in [64, whole.len() / 2, whole.len() - 1] {
        let refusal = read(whole.get(..cut).unwrap()).unwrap_err();
        assert_eq!(refusal.message, "the workbook is damaged or cut off");
    }
    let empty = read(&workbook(&[("a", "visible", "")])).unwrap_err();
    assert!(empty.message.contains("no visible sheet with anything on it"), "{empty}");
}

#[test]
fn a_cell_in_the_far_corner_costs_no_more_than_it_holds() {
    let far = r#"<row r="1048576"><c r="XFD1048576" t="inlineStr"><is><t>x</t></is></c></row>"#;
    let rows = [HEADER, ROW, far].concat();
    let (summary, _) = read(&workbook(&[("a", "visible", &rows)])).unwrap();
    assert_eq!(summary.counts.observations, 1, "{summary:?}");
}
