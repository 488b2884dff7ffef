//! What tools say that live on the machine.

use std::{collections::BTreeSet, fs};

use super::{corpus, each_counted, number};

#[test]
fn lynis() {
    each_counted(
        "lynis",
        |summary| summary.counts.present,
        |path, raw, summary| {
            let counted = summary.counts.by_severity;
            assert_eq!(counted.medium, number(&raw["warning"]), "{path}");
            assert_eq!(counted.low, number(&raw["suggestion"]), "{path}");
            // Counted another way: the tests of the list that no other line begins with.
            let text = fs::read_to_string(corpus().unwrap().join(path)).unwrap();
            let list = text.lines().find_map(|line| line.strip_prefix("tests_executed=")).unwrap();
            let ran: BTreeSet<&str> = list.split('|').filter(|test| !test.is_empty()).collect();
            let said = |test: &&&str| {
                ["warning", "suggestion", "exception_event"].iter().any(|key| {
                    text.contains(&format!("\n{key}[]={test}|")) || text.contains(&format!("\n{key}[]={test}:"))
                })
            };
            let silent = ran.iter().filter(|test| !said(test)).count() as u64;
            assert_eq!(summary.counts.absent, silent, "{path}");
            assert_eq!((summary.counts.not_judged, summary.coverage.assets), (0, 1), "{path}");
            assert!(summary.problems.is_empty() && !summary.incomplete, "{path}: {:?}", summary.problems);
        },
    );
}
