//! Every form of every report: readable, whole, and the same twice.

use std::process::Command;

use calamine::{Data, Reader, Xlsx};
use closeout_domain::ids::ItemNumber;
use closeout_report::{
    kind::{Form, Kind},
    model::{Block, LARGEST_TABLE},
};

use crate::sample;

fn kinds() -> impl Iterator<Item = Kind> {
    Kind::OF_SYSTEM.into_iter().chain([Kind::Item(ItemNumber(3))])
}

fn bytes(kind: Kind, form: Form) -> Vec<u8> {
    form.write(&kind.document(&sample::source(12)).unwrap()).unwrap()
}

#[test]
fn the_same_record_gives_the_same_bytes() {
    for kind in kinds() {
        for form in Form::ALL {
            assert!(bytes(kind, form) == bytes(kind, form), "{kind} as {form}");
        }
    }
}

#[test]
fn a_workbook_is_read_back_with_its_types() {
    let mut book = Xlsx::new(std::io::Cursor::new(bytes(Kind::Register, Form::Xlsx))).unwrap();
    let register = book.worksheet_range("Register").unwrap();
    assert_eq!(register.height(), 13, "a heading and twelve items, open and ended on one sheet");
    let head: Vec<String> = register.rows().next().unwrap().iter().map(ToString::to_string).collect();
    let column = |name: &str| head.iter().position(|h| h == name).unwrap();
    let row = register.rows().find(|r| r[0] == "POAM-0002").unwrap();
    assert!(matches!(row[column("Due")], Data::DateTime(_)), "{:?}", row[column("Due")]);
    assert_eq!(row[column("Cost")], Data::Float(500.0));
    let weekly = Xlsx::new(std::io::Cursor::new(bytes(Kind::Weekly, Form::Xlsx))).unwrap();
    assert_eq!(weekly.sheet_names(), ["Summary", "By person", "Without an owner"]);
}

#[test]
fn a_page_fetches_nothing_runs_nothing_and_carries_the_marking() {
    let mut document = Kind::Monthly.document(&sample::source(12)).unwrap();
    document.marking = "CUI//SP-<EXPT>".into();
    document.news.push("<script>alert(1)</script>".into());
    let page = String::from_utf8(Form::Html.write(&document).unwrap()).unwrap();
    assert_eq!(page.matches("CUI//SP-&lt;EXPT&gt;").count(), 2);
    for never in ["<script", "http:", "https:", "src=", "<link"] {
        assert!(!page.contains(never), "{never}");
    }
    assert!(page.contains("<h2>By owner</h2>") && page.contains("<svg"));
}

#[test]
fn a_page_ends_a_table_that_is_too_long_and_says_where_the_rest_is() {
    let mut document = Kind::Register.document(&sample::source(1)).unwrap();
    let Block::Table(table) = &mut document.sections[0].blocks[0] else { panic!("the register is a table") };
    table.rows = vec![table.rows[0].clone(); LARGEST_TABLE + 1];
    let page = String::from_utf8(Form::Html.write(&document).unwrap()).unwrap();
    assert_eq!(page.matches("<tr><td").count(), LARGEST_TABLE);
    assert!(page.contains("The first 5000 of 5001 rows."));
    let mut book = Xlsx::new(std::io::Cursor::new(Form::Xlsx.write(&document).unwrap())).unwrap();
    assert_eq!(book.worksheet_range("Register").unwrap().height(), LARGEST_TABLE + 2);
}

/// What a program of poppler says of a PDF; `None` when it is not here, which is a fault where tests must be whole.
fn poppler(program: &str, args: &[&str], pdf: &[u8], name: &str) -> Option<String> {
    let path = std::env::temp_dir().join(format!("closeout-report-{}-{name}.pdf", std::process::id()));
    std::fs::write(&path, pdf).unwrap();
    let said = Command::new(program).args(args).arg(&path).arg("-").output();
    let said = match program {
        "pdftotext" => said,
        _ => Command::new(program).args(args).arg(&path).output(),
    };
    std::fs::remove_file(&path).unwrap();
    match said {
        Ok(said) => Some(String::from_utf8_lossy(&said.stdout).into_owned()),
        Err(_) if std::env::var_os("CI").is_none() => {
            eprintln!("{program} is not here: this test looked at nothing");
            None
        }
        Err(e) => panic!("{program}: {e}"),
    }
}

#[test]
fn a_pdf_is_tagged_and_dated_by_the_report() {
    for kind in kinds() {
        let pdf = bytes(kind, Form::Pdf);
        let Some(info) = poppler("pdfinfo", &["-isodates"], &pdf, kind.word()) else { return };
        let has = |line: &str| info.lines().any(|l| l.split_whitespace().collect::<Vec<_>>().join(" ") == line);
        assert!(has("Tagged: yes"), "{info}");
        assert!(has("CreationDate: 2026-11-22T00:00:00Z"), "{info}");
        assert!(has("Creator: Closeout") && info.contains("Title:"), "{info}");
        let xmp = String::from_utf8_lossy(&pdf);
        for said in [
            "<pdfaid:part>2</pdfaid:part>",
            "<pdfaid:conformance>A</pdfaid:conformance>",
            "<pdfuaid:part>1</pdfuaid:part>",
        ] {
            assert!(xmp.contains(said), "{said}");
        }
    }
}

#[test]
fn a_pdf_says_what_the_document_says_on_every_page_under_its_marking() {
    let mut document = Kind::Register.document(&sample::source(60)).unwrap();
    document.marking = "CUI//SP-EXPT".into();
    // What the fonts lack and what no column has room for must not keep a report from being written.
    document.news.push(format!("漢字 🔒 {}", "Donaudampfschifffahrt".repeat(20)));
    let pdf = Form::Pdf.write(&document).unwrap();
    let Some(text) = poppler("pdftotext", &["-layout"], &pdf, "marked") else { return };
    assert!(text.contains(&document.news[0]), "{text}");
    assert!(text.contains("Halden Precision LLC, Engineering Network") && text.contains("Priya Nair"));
    let pages = text.matches('\u{c}').count();
    assert!(pages > 1);
    assert_eq!(
        text.matches("CUI//SP-EXPT").count(),
        2 * pages + 1,
        "twice on each page, and once where it is read aloud"
    );
    let mut each = text.split('\u{c}').filter(|page| !page.trim().is_empty());
    assert!(each.all(|page| page.contains("Weakness")), "headings of tables are repeated");
}
