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
    insta::assert_snapshot!("items_show", text("items show POAM-0001 --as-of 2026-11-20"));
    insta::assert_snapshot!("tasks_list", text("tasks list --filter late=yes --as-of 2026-11-20"));
    insta::assert_snapshot!("milestones_list", text("milestones show POAM-0002 --as-of 2026-11-20"));
    insta::assert_snapshot!("audit", text("audit --rows 8"));
    insta::assert_snapshot!("system_show", text("system show"));
    let finding = place.json("findings list --filter text=portal")["findings"][0]["id"].as_str().unwrap().to_owned();
    let shown = text(&format!("findings show {finding}"));
    // Keys of findings and fixes are those of this record alone.
    let known: Vec<&str> = shown.lines().filter(|line| !line.starts_with("fix ")).collect();
    insta::assert_snapshot!("findings_show", known.join("\n"));
    insta::assert_snapshot!("refused", place.run("item submit POAM-0011").exits(4).err);
    insta::assert_snapshot!("out_of_order", place.run("item submit POAM-0001").exits(4).err);
    assert_eq!(text("items show POAM-0007 --as-of 2026-10-19").lines().next(), Some("POAM-0007, validated"));
    assert_eq!(text("items show POAM-0007 --as-of 2026-10-20").lines().next(), Some("POAM-0007, closed"));
    place.run("verify").done().says("Northmill Engineering: good.");
}
