//! XCCDF results, alone and in ARF.

use std::collections::BTreeSet;

use super::{each, lines, number, summary_of};

fn results(folder: &str) {
    each(folder, |path, raw, summary| {
        let by = |words: &[&str]| words.iter().map(|word| number(&raw["by_result"][*word])).sum::<u64>();
        // Auditors turned a pass into a fail and left the result as it was.
        let overridden = number(&raw["override"]);
        assert_eq!(summary.counts.absent, by(&["pass", "fixed"]) - overridden, "{path}");
        assert_eq!(summary.counts.present, by(&["fail"]) + overridden, "{path}");
        let severities = &raw["by_severity_attr"];
        if number(&severities["None"]) == 0 {
            let counted = summary.counts.by_severity;
            assert_eq!(counted.high, number(&severities["high"]), "{path}");
            assert_eq!(counted.medium, number(&severities["medium"]) + number(&severities["unknown"]), "{path}");
            assert_eq!(counted.low, number(&severities["low"]), "{path}");
        }
        if summary.counts.observations > 0 && number(&raw["TestResult"]) > 0 {
            let named = raw["target"].as_array().is_some_and(|targets| !targets.is_empty());
            assert_eq!(summary.counts.assets, u64::from(named), "{path}");
        }
        let ccis: BTreeSet<String> = lines(path)
            .iter()
            .flat_map(|line| {
                line["cci"].as_array().into_iter().flatten().filter_map(|cci| cci.as_str()).collect::<Vec<_>>()
            })
            .map(str::to_owned)
            .collect();
        assert_eq!(ccis.len() as u64, number(&raw["cci_idents"]), "{path}");
        assert!(!summary.incomplete, "{path}: {:?}", summary.problems);
    });
}

#[test]
fn xccdf_results() {
    results("xccdf_results");
}

#[test]
fn scap_arf() {
    results("scap_arf");
}

#[test]
fn severities_come_from_the_rule_where_the_result_has_none() {
    let Some(summary) = summary_of("xccdf_results/stig-manager-client-modules__Asset_b-VPN_TRUNCATED-V2R5-xccdf.xml")
    else {
        return;
    };
    let counted = summary.counts.by_severity;
    assert_eq!((counted.high, counted.medium, counted.low), (2, 7, 1));
    assert_eq!((summary.tool.name.as_str(), summary.tool.check_set.as_str()), ("stig-manager", "002.005"));
}

#[test]
fn a_result_of_scc_bears_the_names_of_the_checklist() {
    let path = "xccdf_results/saf__xccdf-results-scc-rhel8.xml";
    if summary_of(path).is_none() {
        return;
    }
    let lines = lines(path);
    assert_eq!(lines[0]["check"], "RHEL_8_STIG/V-230221");
    assert_eq!(lines[0]["asset"]["ip"], "192.168.158.30");
    assert_eq!(lines[0]["asset"]["mac"], "00:15:5d:0e:92:0c");
}
