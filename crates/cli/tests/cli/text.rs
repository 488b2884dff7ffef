//! What people read: the texts of the demo, on days of its story, whichever day it is here.
//! `INSTA_UPDATE=always cargo nextest run -p closeout-cli text` writes them anew.

use crate::harness::{Place, closeout};

#[test]
fn the_first_page_of_the_help() {
    insta::assert_snapshot!("help", closeout("help").done().out);
}

#[test]
fn the_texts_of_the_demo() {
    let place = Place::empty();
    let data = place.data().display().to_string();
    closeout(&format!("demo --no-serve --keep '{data}'")).done().says("The demo's record is in");
    let text = |command: &str| place.run(command).done().out;
    insta::assert_snapshot!("items_list", text("items list --as-of 2026-11-20"));
    insta::assert_snapshot!("items_list_at_the_beginning", text("items list --as-of 2026-09-01"));
    let item = text("items show POAM-0001 --as-of 2026-11-20");
    let (plan, rest) = item.split_once("\nStill missing\n").expect("something is missing");
    insta::assert_snapshot!("items_show", plan);
    let (gaps, history) = rest.split_once("\n\nHistory (UTC, newest first)\n").expect("a history");
    assert!(gaps.lines().all(|line| line.starts_with("  - ")), "{gaps}");
    assert!(history.starts_with("  2026-10-29 15:00  Anna Lindqvist  milestone 4 moved from 2026-11-27"), "{history}");
    insta::assert_snapshot!("tasks_list", text("tasks list --filter late=yes --as-of 2026-11-20"));
    insta::assert_snapshot!("milestones_list", text("milestones show POAM-0002 --as-of 2026-11-20"));
    insta::assert_snapshot!("audit", text("audit --rows 8"));
    insta::assert_snapshot!("system_show", text("system show"));
    let finding = place.json("findings list --filter text=portal")["findings"][0]["id"].as_str().unwrap().to_owned();
    let shown = text(&format!("findings show {finding}"));
    // Keys of findings and fixes are those of this record alone.
    let known: Vec<&str> = shown.lines().filter(|line| !line.starts_with("fix ")).collect();
    insta::assert_snapshot!("findings_show", known.join("\n"));
    assert_eq!(text("items show POAM-0007 --as-of 2026-10-19").lines().next(), Some("POAM-0007, validated"));
    assert_eq!(text("items show POAM-0007 --as-of 2026-10-20").lines().next(), Some("POAM-0007, closed"));
    place.run("verify").done().says("Northmill Engineering: good.");
}

#[test]
fn a_refusal_says_what_is_missing_what_to_do_and_which_rule_it_is() {
    let place = Place::begun();
    place.run("item draft --weakness 'Doors stand open'").done();
    let said = place.run("item submit POAM-0001").exits(4).err;
    let lines: Vec<&str> = said.lines().collect();
    let [error, gaps @ .., remedy, rule] = lines.as_slice() else { panic!("{said}") };
    assert!(error.starts_with("error: the plan has "), "{error}");
    assert!(!gaps.is_empty() && gaps.iter().all(|gap| gap.starts_with("  - ") && gap.contains(": ")), "{gaps:?}");
    assert!(remedy.starts_with("  to do: "), "{remedy}");
    assert!(rule.starts_with("  rule: plan-complete (32 CFR 170.4"), "{rule}");
}
