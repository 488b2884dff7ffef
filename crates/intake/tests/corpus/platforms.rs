//! What tools say of whole accounts and clusters.

use std::fs;

use closeout_intake::inspect;
use serde_json::Value;

use super::{corpus, each, number};

#[test]
fn scoutsuite() {
    each("scoutsuite", |path, raw, summary| {
        assert_eq!(summary.counts.observations, number(&raw["findings"]), "{path}");
        // Counted another way: with the whole document in memory.
        let text = fs::read_to_string(corpus().unwrap().join(path)).unwrap();
        let document: Value = serde_json::from_str(text.split_once('=').unwrap().1).unwrap();
        let rules = document["services"].as_object().unwrap().values();
        let rules: Vec<&Value> = rules.flat_map(|service| service["findings"].as_object().unwrap().values()).collect();
        let passed = rules.iter().filter(|rule| rule["flagged_items"] == 0 && rule["checked_items"] != 0).count();
        assert_eq!(summary.counts.absent, passed as u64, "{path}");
        let danger = rules.iter().filter(|rule| rule["level"] == "danger").count();
        assert_eq!(summary.counts.by_severity.high, danger as u64, "{path}");
        assert_eq!((summary.counts.assets, summary.coverage.assets), (1, 1), "{path}");
        assert!(summary.problems.is_empty(), "{path}: {:?}", summary.problems);
    });
}

/// How many objects of a document are of each kind: vulnerabilities, secrets, checks by outcome, controls of a summary.
#[derive(Default, Debug, PartialEq)]
struct Kinds {
    present: u64,
    absent: u64,
    critical: u64,
    high: u64,
}

impl Kinds {
    fn count(&mut self, value: &Value) {
        let is = |key: &str| value.get(key).is_some();
        if is("vulnerabilityID") || is("ruleID") || is("success") || is("totalFail") {
            let passed = value["success"] == true || value["totalFail"] == 0;
            *(if passed { &mut self.absent } else { &mut self.present }) += 1;
            self.critical += u64::from(value["severity"] == "CRITICAL");
            self.high += u64::from(value["severity"] == "HIGH");
        }
        value.as_object().into_iter().flatten().for_each(|(_, member)| self.count(member));
        value.as_array().into_iter().flatten().for_each(|element| self.count(element));
    }
}

#[test]
fn trivy_operator() {
    let Some(corpus) = corpus() else { return };
    let mut files = 0;
    for entry in fs::read_dir(corpus.join("trivy_operator")).unwrap() {
        let path = entry.unwrap().path();
        let text = fs::read_to_string(&path).unwrap();
        let summary = inspect(text.as_bytes(), None).unwrap();
        let path = path.display().to_string();
        // The raw counts are of resources; here every object with one of the members that make a statement.
        let mut kinds = Kinds::default();
        kinds.count(&serde_json::from_str(&text).unwrap());
        // One check has no severity, and its control is high.
        kinds.high += u64::from(path.contains("compliance_severity"));
        let counted = summary.counts;
        let ours = Kinds {
            present: counted.present,
            absent: counted.absent,
            critical: counted.by_severity.critical,
            high: counted.by_severity.high,
        };
        assert_eq!(ours, kinds, "{path}");
        assert_eq!((counted.not_judged, counted.assets <= summary.coverage.assets), (0, true), "{path}");
        // One check has no number, and one time is none.
        let odd = path.contains("missing_checkid") || path.contains("clustercompliancereport");
        assert_eq!(counted.problems, u64::from(odd), "{path}: {:?}", summary.problems);
        files += 1;
    }
    assert!(files >= 10, "trivy_operator holds {files} files");
}
