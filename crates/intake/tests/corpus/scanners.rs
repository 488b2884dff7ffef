//! Scanners of networks and of web applications.

use std::collections::BTreeSet;

use closeout_intake::Summary;

use super::{each, lines, number, summary_of};

fn distinct_checks(path: &str) -> u64 {
    let lines = lines(path);
    lines.iter().map(|line| line["check"].as_str().unwrap()).collect::<BTreeSet<_>>().len() as u64
}

fn severities(summary: &Summary) -> [u64; 5] {
    let counted = summary.counts.by_severity;
    [counted.critical, counted.high, counted.medium, counted.low, counted.info]
}

#[test]
fn openvas() {
    each("openvas_xml", |path, raw, summary| {
        let threat = |word| number(&raw["by_threat"][word]);
        let [critical, high, medium, low, info] = severities(summary);
        // Two results of one file have a severity of 4.0 and an empty word.
        assert_eq!(
            (critical + high, medium, low, info),
            (threat("High"), threat("Medium") + threat(""), threat("Low"), threat("Log")),
            "{path}"
        );
        let lone = path.contains("dradis");
        assert_eq!(summary.counts.assets, number(&raw["hosts"]).max(u64::from(lone)), "{path}");
        assert_eq!(summary.coverage.assets, summary.counts.assets, "{path}");
        assert_eq!(distinct_checks(path), number(&raw["distinct_oid"]), "{path}");
        assert_eq!(summary.counts.cves, number(&raw["distinct_cve"]), "{path}");
        assert!(summary.problems.is_empty(), "{path}: {:?}", summary.problems);
    });
}

#[test]
fn openvas_csv() {
    each("openvas_csv", |path, raw, summary| {
        let word = |word| number(&raw["by_severity_col"]["Severity"][word]);
        let [critical, high, medium, low, info] = severities(summary);
        assert_eq!((critical + high, medium, low, info), (word("High"), word("Medium"), word("Low"), 0), "{path}");
        let distinct = |column| number(&raw["distinct"][column]);
        assert_eq!((summary.counts.assets, distinct_checks(path)), (distinct("IP"), distinct("NVT OID")), "{path}");
        assert_eq!(summary.counts.cves, number(&raw["distinct_cve"]), "{path}");
        assert!(summary.problems.is_empty(), "{path}: {:?}", summary.problems);
    });
}

#[test]
fn qualys() {
    each("qualys_xml", |path, raw, summary| {
        let [critical, high, medium, low, info] = severities(summary);
        let step = |step: &str| number(&raw["VULN_by_severity"][step]) + number(&raw["PRACTICE_by_severity"][step]);
        if raw["root"] == "SCAN" {
            let steps = ["5", "4", "3", "2", "1"].map(step);
            assert_eq!([critical, high, medium, low, info], steps, "{path}");
        }
        // A report on assets counts what was merely gathered too: all its QIDs are in the glossary.
        let hosts = number(&raw["HOST"]).max(number(&raw["IP"]));
        assert_eq!(summary.coverage.assets, hosts, "{path}");
        // The glossary of one report describes a QID, with one CVE, that no host has.
        let unused = u64::from(path.contains("Sample_Report"));
        assert_eq!(summary.counts.cves, number(&raw["distinct_cve"]) - unused, "{path}");
        if let Some(details) = raw["VULN_DETAILS"].as_u64() {
            assert_eq!(distinct_checks(path), details - unused, "{path}");
        }
        assert!(summary.problems.is_empty(), "{path}: {:?}", summary.problems);
    });
}

#[test]
fn an_asset_report_tells_facts_from_weaknesses() {
    let Some(summary) = summary_of("qualys_xml/dojo__Qualys_Sample_Report.xml") else { return };
    // Of 301, 209 are information gathered (`grep -c '<TYPE>.*Ig'`).
    let [critical, high, medium, low, info] = severities(&summary);
    assert!(info >= 209 && critical + high + medium + low <= 92, "{:?}", summary.counts);
    assert_eq!(summary.counts.present, 301);
}

#[test]
fn the_two_reports_of_qualys_was() {
    // Counted by hand: the raw figure takes the sums at the head of the report for findings.
    let Some(whole) = summary_of("qualys_xml/dradis-qualys__simple_was.xml") else { return };
    assert_eq!((whole.counts.observations, whole.counts.assets, whole.counts.problems), (1, 1, 0));
    let mismatched = summary_of("qualys_xml/dradis-qualys__simple_was_updated.xml").unwrap();
    assert_eq!(mismatched.counts.observations, 1);
    assert!(mismatched.counts.problems > 0);
}

#[test]
fn qualys_csv() {
    each("qualys_csv", |path, raw, summary| {
        let column = raw["by_severity_col"].as_object().and_then(|columns| columns.values().next());
        let tally =
            |words: &[&str]| words.iter().map(|word| column.map_or(0, |column| number(&column[*word]))).sum::<u64>();
        let expected = [tally(&["5"]), tally(&["4"]), tally(&["3", "M", "Medium"]), tally(&["2"]), tally(&["1"])];
        assert_eq!(severities(summary), expected, "{path}");
        assert_eq!(distinct_checks(path), number(&raw["distinct"]["QID"]), "{path}");
        assert_eq!(summary.counts.cves, number(&raw["distinct_cve"]), "{path}");
        assert_eq!(summary.counts.absent, u64::from(path.contains("many_vulns")), "{path}: one of five is FIXED");
        assert!(summary.problems.is_empty(), "{path}: {:?}", summary.problems);
    });
}

#[test]
fn nexpose() {
    each("nexpose_xml", |path, raw, summary| {
        assert_eq!(summary.counts.present, number(&raw["vulnerable_tests"]), "{path}");
        // One file names the same host twice.
        let twice = u64::from(path.contains("duplicate"));
        assert_eq!(summary.coverage.assets, number(&raw["node"]) - twice, "{path}");
        assert_eq!(distinct_checks(path), number(&raw["distinct_vulnerable_ids"]), "{path}");
        assert!(summary.problems.is_empty(), "{path}: {:?}", summary.problems);
    });
}

#[test]
fn burp() {
    each("burp", |path, raw, summary| {
        let word = |word| number(&raw["by_severity"][word]);
        if raw["root"] == "issues" {
            let expected = [0, word("High"), word("Medium"), word("Low"), word("Information")];
            assert_eq!(severities(summary), expected, "{path}");
            assert_eq!(distinct_checks(path), number(&raw["distinct_type"]), "{path}");
        }
        assert!(summary.problems.is_empty(), "{path}: {:?}", summary.problems);
    });
}

#[test]
fn zap() {
    each("zap", |path, raw, summary| {
        let [high, medium, low, info] = ["3", "2", "1", "0"].map(|code| number(&raw["by_riskcode"][code]));
        assert_eq!(severities(summary), [0, high, medium, low, info], "{path}");
        assert!(summary.coverage.assets <= number(&raw["site"]) && summary.coverage.assets > 0, "{path}");
        assert!(summary.problems.is_empty(), "{path}: {:?}", summary.problems);
    });
}

#[test]
fn nikto() {
    each("nikto", |path, raw, summary| {
        let hosts = number(&raw["scandetails"]) + number(&raw["hosts"]);
        assert!(summary.coverage.assets <= hosts, "{path}: {:?}", summary.coverage);
        assert_eq!(summary.counts.present, number(&raw["count"]), "{path}");
        assert!(summary.problems.is_empty(), "{path}: {:?}", summary.problems);
    });
}

#[test]
fn nuclei() {
    each("nuclei", |path, raw, summary| {
        let expected = ["critical", "high", "medium", "low", "info"].map(|word| number(&raw["by_severity"][word]));
        assert_eq!(severities(summary), expected, "{path}");
        let templates = lines(path)
            .iter()
            .map(|line| line["check"].as_str().unwrap().split(':').next().unwrap().to_owned())
            .collect::<BTreeSet<_>>();
        assert_eq!(templates.len() as u64, number(&raw["distinct_template"]), "{path}");
        assert_eq!(summary.counts.assets, number(&raw["hosts"]), "{path}");
        // One result, of a DNS template, names no host at all.
        assert_eq!(summary.counts.problems, u64::from(path.contains("14071")), "{path}: {:?}", summary.problems);
    });
}
