//! An item is laid before an executive, who decides, on the command line alone.

use crate::harness::{ALEX, Place};

#[test]
fn a_question_is_raised_read_decided_on_and_kept() {
    let place = Place::with_people();
    place.run(&format!("person roles {ALEX} --role approver --role executive")).done();
    place.run("item draft --weakness 'Doors stand open'").done();
    let silent = place.run("escalation raise POAM-0001").exits(2);
    assert!(silent.err.contains("--reason"), "{}", silent.err);
    let raised = place.run("escalation raise POAM-0001 --reason 'a lock costs 900'").done();
    assert!(raised.out.contains("POAM-0001 lies before Alex Moreau, an executive."), "{}", raised.out);
    place.run("escalation raise POAM-0001 --reason again").exits(4);
    let listed = place.run("escalation list --output json").done().json();
    let key = listed["escalations"][0]["id"].as_str().unwrap().to_owned();
    let own = place.run(&format!("escalation decide fund {key} --amount 900 --source locks --reason x")).exits(4);
    assert!(own.err.contains("whoever raises a question does not decide on it"), "{}", own.err);
    let decide = format!("escalation decide fund {key} --amount 900 --source locks --reason 'before the audit'");
    let decided = place.run_as(ALEX, &decide).done();
    assert!(decided.out.contains("Alex Moreau decided: fund $900 from locks"), "{}", decided.out);
    let shown = place.run(&format!("escalation show {key}")).done().out;
    assert!(shown.contains("a lock costs 900") && shown.contains("before the audit"), "{shown}");
    let item = place.run("items show POAM-0001").done().out;
    assert!(item.contains("Decisions") && item.contains("fund $900 from locks by Alex Moreau"), "{item}");
    let none = place.run("escalation list --filter state=open").done().out;
    assert!(none.contains("No escalations."), "{none}");
}
