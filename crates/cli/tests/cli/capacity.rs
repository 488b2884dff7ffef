//! What people have time for is told on the command line.

use crate::harness::Place;

#[test]
fn the_demo_says_who_has_time_and_when_items_will_be_done() {
    let place = Place::empty();
    place.run("demo --keep kept --no-serve").done();
    let all = place.run("capacity --data kept --output json").done().json();
    assert_eq!((all["usual_hours"].as_u64(), all["runs"].as_u64()), (Some(8), Some(1000)));
    let items = all["items"].as_array().unwrap();
    assert!(!items.is_empty());
    for row in items {
        let day = |field: &str| row[field].as_str().unwrap().to_owned();
        let days = [day("alone"), day("planned")];
        assert!(days.is_sorted() && [day("by50"), day("by70"), day("by90")].is_sorted(), "{row}");
    }
    let told = place.run("capacity --data kept").done().out;
    assert!(told.contains("Hours needed of hours there") && told.contains("Kofi Osei"), "{told}");

    // Whoever gets no hours at all holds up what they are responsible for, and that is said.
    let number = items[0]["item"].as_str().unwrap();
    let one = place.run(&format!("capacity --data kept --item {number}")).done().out;
    assert!(one.contains("of runs") && one.contains("70 % by"), "{one}");
    for person in all["people"].as_array().unwrap() {
        let name = person["person"]["name"].as_str().unwrap().to_lowercase();
        let email = place.run("person list --data kept --output json").done().json();
        let people = email["people"].as_array().or_else(|| email.as_array()).unwrap().clone();
        let found = people.iter().find(|p| p["name"].as_str().unwrap().to_lowercase() == name).unwrap();
        place.run(&format!("person hours --data kept {} 0", found["email"].as_str().unwrap())).done();
    }
    let one = place.run(&format!("capacity --data kept --item {number}")).done().out;
    assert!(one.starts_with("Nobody can say:") && one.contains("has no hours for it"), "{one}");
}
