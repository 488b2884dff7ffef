//! Observations are what plain readers count in other tools' files: `raw_counts.json` was made without this project.
#![expect(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test fails by panicking")]

#[path = "corpus/assessments.rs"]
mod assessments;
#[path = "corpus/cloud.rs"]
mod cloud;
#[path = "corpus/code.rs"]
mod code;
#[path = "corpus/every.rs"]
mod every;
#[path = "corpus/hosts.rs"]
mod hosts;
#[path = "corpus/packages.rs"]
mod packages;
#[path = "corpus/platforms.rs"]
mod platforms;
#[path = "corpus/scanners.rs"]
mod scanners;
#[path = "corpus/scap.rs"]
mod scap;
mod support;

use std::fs;

use closeout_intake::{FORMATS, Summary, inspect, write_ndjson};
use serde_json::Value;
use support::{
    corpus,
    files::{ELSEWHERE, REFUSED},
    read,
};

/// Each file of a folder that its format reads, with its raw counts and our summary. Whether the number of observations is
/// right is tested of all files at once.
fn each(folder: &str, mut check: impl FnMut(&str, &Value, &Summary)) {
    let Some(corpus) = corpus() else { return };
    let counts: Value = serde_json::from_str(&fs::read_to_string(corpus.join("raw_counts.json")).unwrap()).unwrap();
    let mut files = 0;
    for (path, raw) in counts.as_object().unwrap().iter().filter(|(path, _)| path.starts_with(&format!("{folder}/"))) {
        if ELSEWHERE.iter().any(|(file, _)| file == path) || REFUSED.iter().any(|(file, _)| file == path) {
            continue;
        }
        let bytes = fs::read(corpus.join(path)).unwrap();
        let summary = inspect(&bytes[..], None).unwrap_or_else(|refusal| panic!("{path}: {refusal}"));
        check(path, raw, &summary);
        files += 1;
    }
    assert!(files > 0, "{folder} is empty");
}

fn number(value: &Value) -> u64 {
    value.as_u64().unwrap_or_default()
}

#[test]
fn nessus_xml() {
    each("nessus_xml", |path, raw, summary| {
        let counted = summary.counts.by_severity;
        let by_attribute = &raw["by_severity_attr"];
        for (attribute, counted) in [
            ("0", counted.info),
            ("1", counted.low),
            ("2", counted.medium),
            ("3", counted.high),
            ("4", counted.critical),
        ] {
            assert_eq!(counted, number(&by_attribute[attribute]), "{path}: severity {attribute}");
        }
        assert_eq!(summary.counts.assets, number(&raw["ReportHost"]), "{path}");
        assert_eq!(summary.coverage.assets, number(&raw["ReportHost"]), "{path}");
        assert_eq!(summary.counts.cves, number(&raw["distinct_cve"]), "{path}");
        assert_eq!(summary.counts.present, summary.counts.observations, "{path}");
        assert_eq!(summary.problems.is_empty(), !path.contains("InvalidResults"), "{path}: {:?}", summary.problems);
    });
}

#[test]
fn tables_of_people() {
    each("generic", |path, raw, summary| {
        let counted = summary.counts.by_severity;
        // Four rows of one file leave the severity empty, which is listed.
        let tally = &raw["by_severity_col"]["Severity"];
        for (word, counted) in [("High", counted.high), ("Low", counted.low)] {
            assert!(tally.is_null() || counted == number(&tally[word]), "{path}: {word} {counted}");
        }
        if tally.is_object() {
            assert_eq!(counted.medium, number(&tally["Medium"]) + number(&tally[""]), "{path}");
            assert_eq!(summary.counts.cves, number(&raw["distinct_cve"]), "{path}");
        }
        let mapping = summary.mapping.as_ref().expect("a table says what its columns mean");
        assert!(mapping.has(closeout_intake::Field::Title) && mapping.has(closeout_intake::Field::Severity), "{path}");
    });
}

#[test]
fn nessus_csv() {
    each("nessus_csv", |path, raw, summary| {
        let counted = summary.counts.by_severity;
        let severities = raw["by_severity_col"].as_object().into_iter().flatten();
        for (column, tally) in severities {
            for (words, counted) in [
                (["Critical", "critical", "4"], counted.critical),
                (["High", "high", "3"], counted.high),
                (["Medium", "medium", "2"], counted.medium),
                (["Low", "low", "1"], counted.low),
                (["Info", "info", "0"], counted.info),
            ] {
                let expected: u64 = words.iter().map(|word| number(&tally[word])).sum();
                assert_eq!(counted, expected, "{path}: {column} {words:?}");
            }
        }
        assert!(summary.problems.is_empty() && !summary.incomplete, "{path}: {:?}", summary.problems);
    });
}

fn checklists(folder: &str, status: [&str; 4]) {
    each(folder, |path, raw, summary| {
        if raw["count"].is_null() {
            return;
        }
        let [open, fixed, not_applicable, not_reviewed] = status.map(|word| number(&raw["by_status"][word]));
        assert_eq!(summary.counts.present, open, "{path}");
        assert_eq!(summary.counts.absent, fixed, "{path}");
        assert_eq!(summary.counts.not_judged, not_applicable + not_reviewed + number(&raw["by_status"][""]), "{path}");
        let counted = summary.counts.by_severity;
        // The file whose severities were overridden is looked at by name below.
        if !path.contains("overrides") {
            for (word, counted) in [("high", counted.high), ("medium", counted.medium), ("low", counted.low)] {
                assert_eq!(counted, number(&raw["by_severity"][word]), "{path}: {word}");
            }
        }
        let named = !raw["host"].as_str().unwrap_or_default().is_empty();
        assert_eq!(summary.counts.assets, u64::from(named && summary.counts.observations > 0), "{path}");
    });
}

#[test]
fn ckl() {
    checklists("ckl", ["Open", "NotAFinding", "Not_Applicable", "Not_Reviewed"]);
}

#[test]
fn cklb() {
    checklists("cklb", ["open", "not_a_finding", "not_applicable", "not_reviewed"]);
}

fn summary_of(path: &str) -> Option<Summary> {
    let corpus = corpus()?;
    Some(inspect(fs::File::open(corpus.join(path)).unwrap(), None).unwrap())
}

/// Every observation of a file, as `inspect --output ndjson` writes it.
fn lines(path: &str) -> Vec<Value> {
    let mut out = Vec::new();
    write_ndjson(fs::File::open(corpus().unwrap().join(path)).unwrap(), None, &mut out).unwrap();
    let lines = String::from_utf8(out).unwrap();
    let values = lines.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    values.filter(|line| line.get("check").is_some()).collect()
}

fn first_problem(summary: &Summary) -> String {
    format!("{}: {}", summary.problems[0].at, summary.problems[0].message)
}

#[test]
fn an_override_of_the_severity_counts() {
    let Some(summary) = summary_of("ckl/saf__small_ckl_overrides.ckl") else { return };
    // Three of eleven are overridden: medium to medium, medium to low, high to high.
    let counted = summary.counts.by_severity;
    assert_eq!((counted.high, counted.medium, counted.low), (3, 6, 2));
}

#[test]
fn broken_containers_end_in_a_problem_with_its_place() {
    let Some(mismatched) = summary_of("ckl/stig-manager-client-modules__all-possible-results.ckl") else { return };
    assert_eq!((mismatched.counts.observations, mismatched.counts.problems), (4, 3));
    assert!(first_problem(&mismatched).starts_with("line 255: the end tag </VULN> closes nothing"));

    let no_status = summary_of("ckl/stig-manager-client-modules__no-Status-xml-element.ckl").unwrap();
    assert_eq!(first_problem(&no_status), "line 161: the rule V-257777 has no status and counts as not reviewed");

    let other_root = summary_of("ckl/stig-manager-client-modules__no-checklist-xml-element.ckl").unwrap();
    assert!(first_problem(&other_root).starts_with("line 4: the root element is <NOTYACHECKLIST>"));

    let no_host = summary_of("ckl/stig-manager-client-modules__no-Host_Name-xml-element.ckl").unwrap();
    assert_eq!(first_problem(&no_host), "whole file: the checklist does not name its asset");

    let no_stigs = summary_of("cklb/stig-manager-client-modules__NoStigsArray.cklb").unwrap();
    assert_eq!(first_problem(&no_stigs), "$.stigs: the checklist has no list of STIGs");

    let no_report = summary_of("nessus_xml/sarif-sdk__InvalidResults.nessus.xml").unwrap();
    assert_eq!(first_problem(&no_report), "whole file: the file reports no host");
}

#[test]
fn a_scan_without_credentials_says_so_for_every_host() {
    let Some(corpus) = corpus() else { return };
    let bytes = fs::read(corpus.join("nessus_xml/dojo__nessus_v_unknown.xml")).unwrap();
    let count = read(&bytes, None).unwrap();
    assert_eq!(count.covered.len(), 7);
    assert!(
        count.covered.iter().all(|line| line.contains("reached=true authenticated=Some(false)")),
        "{:?}",
        count.covered
    );
    assert!(count.covered.iter().all(|line| line.ends_with("\"201306260615\" Edition")), "{:?}", count.covered);
}

#[test]
fn no_file_of_any_kind_makes_any_format_panic() {
    let Some(corpus) = corpus() else { return };
    let manifest = fs::read_to_string(corpus.join("MANIFEST.tsv")).unwrap();
    for path in manifest.lines().skip(1).filter_map(|line| line.split('\t').next()) {
        let mut bytes = fs::read(corpus.join(path)).unwrap();
        // Whole files are read as what they are by the tests that count.
        bytes.truncate(64 << 10);
        for format in FORMATS {
            match read(&bytes, Some(*format)) {
                Ok(count) => {
                    let wrong = count.observations > 0 && inspect(&bytes[..], None).is_err();
                    assert!(!wrong || count.problems.total() > 0, "{path} as {}", format.id());
                }
                Err(refusal) => assert!(!refusal.advice.is_empty(), "{path} as {}: {refusal}", format.id()),
            }
        }
    }
}

#[test]
fn trivy() {
    each("trivy_json", |path, raw, summary| {
        let passed: u64 = number(&raw["misconf_status"]["PASS"]);
        assert_eq!(summary.counts.absent, passed, "{path}");
        assert!(summary.problems.is_empty(), "{path}: {:?}", summary.problems);
    });
}

#[test]
fn nmap() {
    each("nmap_xml", |path, raw, summary| {
        assert!(summary.coverage.assets <= number(&raw["hosts_up"]), "{path}");
    });
}
