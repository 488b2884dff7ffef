//! Slip is told on the command line.

use crate::harness::Place;

#[test]
fn without_an_approved_plan_there_is_nothing_to_slip() {
    let place = Place::begun();
    let told = place.run("slip").done().out;
    assert!(told.contains("No plan is approved yet."), "{told}");
    assert_eq!(place.run("slip --by obstacle --output json").done().json()["total"]["times"], 0);
}

#[test]
fn the_demo_says_what_got_in_the_way() {
    let place = Place::empty();
    place.run("demo --keep kept --no-serve").done();
    let told = place.run("slip --data kept --by obstacle --as-of 2026-11-20").done().out;
    assert!(told.contains("vendor") && told.contains("dependency"), "{told}");
    let items = place.run("slip --data kept --as-of 2026-11-20").done().out;
    assert!(items.contains("Kofi Osei") && items.contains("2026-12-04"), "{items}");
}
