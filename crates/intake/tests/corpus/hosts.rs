//! What tools say that live on the machine.

use std::{collections::BTreeSet, fs};

use serde_json::Value;

use super::{corpus, each, lines, number, summary_of};

#[test]
fn lynis() {
    each("lynis", |path, raw, summary| {
        let counted = summary.counts.by_severity;
        assert_eq!(counted.medium, number(&raw["warning"]), "{path}");
        assert_eq!(counted.low, number(&raw["suggestion"]), "{path}");
        // Counted another way: the tests of the list that no other line begins with.
        let text = fs::read_to_string(corpus().unwrap().join(path)).unwrap();
        let list = text.lines().find_map(|line| line.strip_prefix("tests_executed=")).unwrap();
        let ran: BTreeSet<&str> = list.split('|').filter(|test| !test.is_empty()).collect();
        let said = |test: &&&str| {
            ["warning", "suggestion", "exception_event"]
                .iter()
                .any(|key| text.contains(&format!("\n{key}[]={test}|")) || text.contains(&format!("\n{key}[]={test}:")))
        };
        let silent = ran.iter().filter(|test| !said(test)).count() as u64;
        assert_eq!(summary.counts.absent, silent, "{path}");
        assert_eq!((summary.counts.not_judged, summary.coverage.assets), (0, 1), "{path}");
        assert!(summary.problems.is_empty() && !summary.incomplete, "{path}: {:?}", summary.problems);
    });
}

#[test]
fn ms_defender() {
    for path in ["many_vulns", "no_vuln", "one_vuln"].map(|name| format!("ms_defender/dojo__report_{name}.json")) {
        let Some(summary) = summary_of(&path) else { return };
        // Counted another way: with the whole document in memory.
        let text = fs::read(corpus().unwrap().join(&path)).unwrap();
        let document: Value = serde_json::from_slice(&text).unwrap();
        let items = document["value"].as_array().unwrap();
        let of = |word: &str| items.iter().filter(|item| item["severity"] == word).count() as u64;
        let counted = summary.counts;
        assert_eq!((counted.observations, counted.present), (items.len() as u64, items.len() as u64), "{path}");
        let by_severity = (counted.by_severity.high, counted.by_severity.medium, counted.by_severity.low);
        assert_eq!(by_severity, (of("High"), of("Medium"), of("Low")), "{path}");
        let cves: BTreeSet<&str> = items.iter().filter_map(|item| item["cveId"].as_str()).collect();
        assert_eq!(counted.cves, cves.len() as u64, "{path}");
        // Each names a further page.
        assert_eq!((counted.problems, summary.incomplete), (1, false), "{path}: {:?}", summary.problems);
    }
}

#[test]
fn an_archive_of_machines_and_vulnerabilities_is_one_report() {
    each("ms_defender", |path, _, summary| {
        let whole = path.ends_with("error_handling.zip");
        // Each of the others names a further page.
        assert_eq!((summary.counts.problems, summary.incomplete), (u64::from(!whole), false), "{path}");
    });
    let Some(summary) = summary_of("ms_defender/dojo__defender_error_handling.zip") else { return };
    assert_eq!((summary.counts.assets, summary.coverage.assets), (1, 1));
    let lines = lines("ms_defender/dojo__defender_error_handling.zip");
    // The machine's name stands in one file, its weaknesses in the other.
    assert!(lines.iter().all(|line| line["asset"]["hostname"] == "dvs-cstancu"), "{}", lines[0]);
}
