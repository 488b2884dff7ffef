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

    let number = items[0]["item"].as_str().unwrap();
    // The days that are proposed for it are taken over, as far as its plan allows.
    let proposed = place.run(&format!("item dates --data kept {number} --output json")).done().json();
    let until = |view: &serde_json::Value| view["tasks"][0]["until"].as_str().unwrap().to_owned();
    place.run(&format!("item dates --data kept {number} --take")).done();
    let after = place.run(&format!("item dates --data kept {number} --output json")).done().json();
    assert_eq!(after["tasks"][0]["due"].as_str().unwrap(), until(&proposed), "{after}");
    let shown = place.run(&format!("item dates --data kept {number}")).done().out;
    assert!(shown.contains("in 70 of a hundred cases"), "{shown}");

    // Whoever gets no hours at all holds up what they are responsible for, and that is said.
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
