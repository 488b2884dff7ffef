//! What clouds say of themselves.

use super::{each, lines, number, summary_of};

#[test]
fn asff() {
    each("asff", |path, raw, summary| {
        let labels = &raw["by_severity_label"];
        let counted = summary.counts.by_severity;
        for (label, counted) in [
            ("CRITICAL", counted.critical),
            ("HIGH", counted.high),
            ("MEDIUM", counted.medium),
            ("LOW", counted.low),
            ("INFORMATIONAL", counted.info),
        ] {
            assert_eq!(counted, number(&labels[label]), "{path}: {label}");
        }
        assert_eq!(summary.counts.absent, number(&raw["compliance"]["PASSED"]), "{path}");
        assert_eq!(summary.counts.not_judged, 0, "{path}");
        assert!(summary.problems.is_empty(), "{path}: {:?}", summary.problems);
    });
}

#[test]
fn products_that_fill_the_same_member_differently_name_their_checks() {
    if summary_of("asff/dojo__inspector_ec2_ghsa.json").is_none() {
        return;
    }
    for (path, check) in [
        ("asff/dojo__inspector_ec2_ghsa.json", "GHSA-p98r-538v-jgw5"),
        ("asff/heimdall2__prowler_sample.json", "prowler-check11"),
        ("asff/heimdall2__trivy-image_golang-1.12-alpine_sample.json", "CVE-2021-36159"),
        ("trivy_json/saf__trivy-image_golang-1.12-alpine_sample.json", "CVE-2021-36159"),
    ] {
        assert_eq!(lines(path)[0]["check"], check, "{path}");
    }
}

#[test]
fn aws_inspector2() {
    each("aws_inspector2", |path, _, summary| assert!(summary.problems.is_empty(), "{path}: {:?}", summary.problems));
    let Some(summary) = summary_of("aws_inspector2/dojo__aws_inspector2_many_vul.json") else { return };
    // Counted by their words.
    let counted = summary.counts.by_severity;
    assert_eq!((summary.counts.present, summary.counts.absent), (7, 1));
    assert_eq!((counted.critical, counted.high, counted.medium), (0, 2, 5));
}

#[test]
fn wazuh() {
    each("wazuh", |path, _, summary| {
        // The API does not name the agent.
        let nameless = u64::from(path.contains("many_findings"));
        assert_eq!(summary.counts.problems, nameless, "{path}: {:?}", summary.problems);
        assert_eq!(summary.counts.present, summary.counts.observations, "{path}");
    });
    let Some(summary) = summary_of("wazuh/dojo__v4-7_one_finding_with_endpoint.json") else { return };
    assert_eq!((summary.counts.by_severity.medium, summary.counts.assets, summary.counts.cves), (1, 1, 1));
}

#[test]
fn prowler() {
    each("prowler", |path, raw, summary| {
        let columns = &raw["by_severity_col"];
        let tally = |places: [&'static str; 3], words: &[&str]| -> u64 {
            let [json, new, old] = places;
            let all = [&raw[json], &columns[new], &columns[old]];
            all.iter().flat_map(|tally| words.iter().map(|word| number(&tally[word]))).sum()
        };
        let severity = |words: &[&str]| tally(["by_severity", "SEVERITY", "CHECK_SEVERITY"], words);
        let status = |words: &[&str]| tally(["by_status", "STATUS", "CHECK_RESULT"], words);
        let counted = summary.counts.by_severity;
        for (words, counted) in [
            (["Critical", "critical"], counted.critical),
            (["High", "high"], counted.high),
            (["Medium", "medium"], counted.medium),
            (["Low", "low"], counted.low),
            (["Informational", "informational"], counted.info),
        ] {
            assert_eq!(counted, severity(&words), "{path}: {words:?}");
        }
        assert_eq!(summary.counts.present, status(&["FAIL", "Fail"]), "{path}");
        assert_eq!(summary.counts.absent, status(&["PASS", "Pass"]), "{path}");
        assert_eq!(summary.counts.not_judged, status(&["INFO", "Info", "MANUAL"]), "{path}");
        for distinct in [&raw["distinct"]["CHECK_ID"], &raw["distinct"]["TITLE_ID"]] {
            assert!(distinct.is_null() || summary.coverage.checks == distinct.as_u64(), "{path}: {distinct}");
        }
        assert!(summary.problems.is_empty(), "{path}: {:?}", summary.problems);
    });
}

#[test]
fn the_same_check_has_one_name_in_both_files_of_prowler_2() {
    if summary_of("prowler/dojo__many_vuln.csv").is_none() {
        return;
    }
    assert_eq!(lines("prowler/dojo__many_vuln.csv")[0]["check"], "check11");
    assert_eq!(lines("prowler/dojo__many_vuln.json")[0]["check"], "check11");
}
