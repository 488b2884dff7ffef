//! The register as a file: out, edited in a spreadsheet, looked at, back in.

use std::{
    fs::{self, File},
    io::{Read, Write},
    path::Path,
};

use serde_json::json;
use zip::{ZipArchive, ZipWriter, write::SimpleFileOptions};

use crate::harness::{Place, SAM};

/// A record with two items, one of which begins like a formula.
fn two_items() -> Place {
    let place = Place::with_people();
    place.run("item draft --weakness '=HYPERLINK(x)' --requirement 3.5.3").done();
    place.run("item draft --weakness 'Doors stand open' --requirement 3.10.1").done();
    place
}

/// Replaces a text in a workbook, as somebody who edits a cell does.
fn edit(from: &Path, to: &Path, old: &str, new: &str) {
    let mut workbook = ZipArchive::new(File::open(from).unwrap()).unwrap();
    let mut edited = ZipWriter::new(File::create(to).unwrap());
    let mut found = false;
    for index in 0..workbook.len() {
        let mut part = workbook.by_index(index).unwrap();
        let mut bytes = Vec::new();
        let name = part.name().unwrap().into_owned();
        part.read_to_end(&mut bytes).unwrap();
        if name == "xl/sharedStrings.xml" {
            let text = String::from_utf8(bytes).unwrap();
            found = text.contains(old);
            bytes = text.replace(old, new).into_bytes();
        }
        edited.start_file(name, SimpleFileOptions::default()).unwrap();
        edited.write_all(&bytes).unwrap();
    }
    edited.finish().unwrap();
    assert!(found, "{old:?} stands nowhere in the workbook");
}

#[test]
fn an_edited_workbook_shows_its_differences_and_is_applied_with_a_reason() {
    let place = two_items();
    place.run("register export -o register.xlsx").done().says("register.xlsx");
    place.run("register apply register.xlsx").done().says("Nothing differs.");
    edit(&place.beside("register.xlsx"), &place.beside("edited.xlsx"), "Doors stand open", "Doors stand open at night");

    let looked = place.json("register apply edited.xlsx");
    let row = &looked["rows"][1];
    assert_eq!(
        (&row["subject"], &row["outcome"], &looked["applied"]),
        (&json!("POAM-0002"), &json!("changed"), &json!(null))
    );
    let change = &row["changes"][0];
    assert_eq!(change["field"], "Weakness");
    assert_eq!(
        (&change["before"], &change["after"]),
        (&json!("Doors stand open"), &json!("Doors stand open at night"))
    );
    place.run("register apply edited.xlsx").done().says("Repeat with --reason").says("\"Doors stand open at night\"");
    place.run("items list").done().says("Doors stand open  ");

    place.run("register apply edited.xlsx --reason ' '").exits(4).complains("reason");
    let sam = place.run_as(SAM, "register apply edited.xlsx --reason x").exits(4);
    sam.says("POAM-0002 (PROBLEM, left out)").says("Sam Okafor may not");
    place.run("register apply edited.xlsx --reason 'as agreed on Monday'").done().says("1 item changed in one write.");
    place
        .run("items show POAM-0002")
        .done()
        .says("Doors stand open at night")
        .says("as agreed on Monday")
        .says("Dana Reyes");
    place.run("register apply edited.xlsx").done().says("Nothing differs.");
}

#[test]
fn a_cell_that_the_record_has_changed_too_is_left_out() {
    let place = two_items();
    place.run("register export -o register.xlsx").done();
    edit(&place.beside("register.xlsx"), &place.beside("edited.xlsx"), "Doors stand open", "Gates stand open");
    place.run("item weakness POAM-0002 'Windows stand open'").done();
    place.run("register apply edited.xlsx").done().says("POAM-0002 (CONFLICT, left out)").says("Windows stand open");
    let applied = place.run("register apply edited.xlsx --reason 'as agreed'").exits(6);
    applied.says("0 items changed").says("the record meanwhile");
    place.run("items show POAM-0002").done().says("Windows stand open");
}

#[test]
fn what_a_rule_refuses_is_left_out_with_its_cell() {
    let place = two_items();
    place.run("register export -o register.csv").done();
    let csv = fs::read_to_string(place.beside("register.csv")).unwrap();
    place.write("edited.csv", csv.replace("3.10.1", "3.99.1"));
    let said = place.run("register apply edited.csv --reason 'as agreed'").exits(4);
    said.says("POAM-0002 (PROBLEM, left out)").says("C3: Requirement: \"3.99.1\" is none of the 110");
    place.write("no-register.csv", "Article,Price\nNails,3\n");
    place.run("register apply no-register.csv").exits(5).complains("to do: ");
    place.run("register apply nowhere.csv").exits(3);
}

#[test]
fn no_cell_of_a_csv_is_a_formula() {
    let place = two_items();
    place.run("register export -o register.csv --filter requirement=3.5.3").done();
    let csv = fs::read_to_string(place.beside("register.csv")).unwrap();
    assert!(csv.contains("POAM-0001,'=HYPERLINK(x),"), "{csv}");
    assert!(!csv.contains("POAM-0002"), "the filter holds");
    // The mark that keeps it from being one is not taken for a change.
    place.run("register apply register.csv").done().says("Nothing differs.");
}
