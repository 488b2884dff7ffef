//! A review is held, gone through and signed on the command line alone.

use crate::harness::{DANA, Place, SAM};

#[test]
fn a_review_is_begun_gone_through_signed_and_its_minutes_saved() {
    let place = Place::with_people();
    place.run("item draft --weakness 'Doors stand open'").done();
    let begun = place.run("review begin weekly --output json").done().json();
    let key = begun["id"].as_str().unwrap().to_owned();
    assert_eq!(begun["agenda"][0]["item"], "POAM-0001");
    let again = place.run("review begin weekly").exits(4);
    assert!(again.err.contains("goes on"), "{}", again.err);
    let early = place.run(&format!("review sign {key}")).exits(4);
    assert!(early.err.contains("is not named among those who were there"), "{}", early.err);
    place.run(&format!("review attend {key} {DANA} {SAM} --guests 'M. Vale'")).done();
    let said = place.run(&format!("review remark {key} --item POAM-0001 --text 'A lock is ordered'")).done();
    assert!(said.out.contains("is through its agenda"), "{}", said.out);
    place.run(&format!("review remark {key} --text 'Doors come first' --decision")).done();
    let signed = place.run(&format!("review sign {key}")).done();
    assert!(signed.out.contains("Minutes: SHA-256"), "{}", signed.out);
    place.run(&format!("review minutes {key} -o minutes.pdf")).done();
    assert!(std::fs::read(place.beside("minutes.pdf")).unwrap().starts_with(b"%PDF-"));
    let shown = place.run(&format!("review show {key}")).done().out;
    assert!(shown.contains("[x] POAM-0001 Doors stand open") && shown.contains("decided: Doors come first"), "{shown}");
    let standing = place.run("review standing").done().out;
    assert!(standing.contains("weekly") && standing.contains("held"), "{standing}");
    let verified = place.run("verify").done().out;
    assert!(verified.contains("1 file"), "the minutes are looked after: {verified}");
}
