//! What tools say of whole accounts and clusters.

use std::fs;

use serde_json::Value;

use super::{corpus, each_counted, number};

#[test]
fn scoutsuite() {
    each_counted(
        "scoutsuite",
        |summary| summary.counts.present,
        |path, raw, summary| {
            assert_eq!(summary.counts.observations, number(&raw["findings"]), "{path}");
            // Counted another way: with the whole document in memory.
            let text = fs::read_to_string(corpus().unwrap().join(path)).unwrap();
            let document: Value = serde_json::from_str(text.split_once('=').unwrap().1).unwrap();
            let rules = document["services"].as_object().unwrap().values();
            let rules: Vec<&Value> =
                rules.flat_map(|service| service["findings"].as_object().unwrap().values()).collect();
            let passed = rules.iter().filter(|rule| rule["flagged_items"] == 0 && rule["checked_items"] != 0).count();
            assert_eq!(summary.counts.absent, passed as u64, "{path}");
            let danger = rules.iter().filter(|rule| rule["level"] == "danger").count();
            assert_eq!(summary.counts.by_severity.high, danger as u64, "{path}");
            assert_eq!((summary.counts.assets, summary.coverage.assets), (1, 1), "{path}");
            assert!(summary.problems.is_empty(), "{path}: {:?}", summary.problems);
        },
    );
}
