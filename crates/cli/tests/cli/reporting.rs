//! Reports as files, as of a day, by the same record the same bytes.

use std::fs;

use crate::harness::Place;

#[test]
fn every_report_is_written_in_the_form_that_its_file_names() {
    let place = Place::with_people();
    place.run("item draft --weakness 'Doors stand open' --requirement 3.10.1").done();
    place.run("system marking CUI//SP-EXPT").done().says("reports are marked: CUI//SP-EXPT");
    for report in ["weekly", "monthly", "quarterly", "register", "assessor", "item POAM-0001"] {
        for (form, begins) in [("pdf", "%PDF"), ("html", "<!doctype html>"), ("xlsx", "PK")] {
            let (one, two) = (format!("one.{form}"), format!("two.{form}"));
            place.run(&format!("report {report} -o {one}")).done().says(&one);
            place.run(&format!("report {report} --to {two}")).done();
            let [one, two] = [one, two].map(|name| fs::read(place.beside(&name)).unwrap());
            assert!(one.starts_with(begins.as_bytes()), "{report} as {form}");
            assert!(one == two, "{report} as {form} is another one each time");
        }
    }
    let page = fs::read_to_string(place.beside("one.html")).unwrap();
    assert!(page.contains("CUI//SP-EXPT") && page.contains("Doors stand open"), "{page}");
}

#[test]
fn a_file_that_names_no_form_and_an_item_that_is_not_there_are_told_apart() {
    let place = Place::begun();
    place.run("report weekly -o weekly.docx").exits(2).complains(".pdf, .html or .xlsx");
    place.run("report item POAM-0001 -o dossier.pdf").exits(3);
    assert!(!place.beside("dossier.pdf").exists());
    place.run("report weekly -o weekly.html --as-of 2020-01-01").exits(3);
}
