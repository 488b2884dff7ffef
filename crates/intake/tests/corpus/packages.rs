//! Packages with known vulnerabilities.

use super::{each, lines, number, summary_of};

#[test]
fn grype() {
    each("grype_json", |path, raw, summary| {
        let counted = summary.counts.by_severity;
        let by = |words: &[&str]| words.iter().map(|word| number(&raw["by_severity"][*word])).sum::<u64>();
        assert_eq!(counted.critical, by(&["Critical"]), "{path}");
        assert_eq!(counted.high, by(&["High"]), "{path}");
        assert_eq!(counted.medium, by(&["Medium", "Unknown", "null"]), "{path}");
        assert_eq!((counted.low, counted.info), (by(&["Low"]), by(&["Negligible"])), "{path}");
        assert_eq!(summary.counts.present, summary.counts.observations, "{path}");
        assert_eq!(summary.coverage.assets, 1, "{path}");
    });
}

#[test]
fn an_advisory_names_its_cve() {
    let Some(summary) = summary_of("grype_json/dojo__check_all_fields_no_ids_fabricated.json") else { return };
    assert_eq!((summary.counts.observations, summary.counts.cves), (1, 0));
    let many = summary_of("grype_json/dojo__many_vulns3.json").unwrap();
    assert!(many.problems.is_empty(), "{:?}", many.problems);
}

#[test]
fn cyclonedx() {
    each("cyclonedx", |path, raw, summary| {
        let by = |words: &[&str]| words.iter().map(|word| number(&raw["analysis_state"][*word])).sum::<u64>();
        let absent = by(&["not_affected", "resolved", "resolved_with_pedigree", "false_positive"]);
        assert_eq!(summary.counts.absent, absent, "{path}");
        assert_eq!(summary.counts.not_judged, by(&["in_triage"]), "{path}");
        // Here each has one rating; where its word is "Unknown", its score decides.
        if path.contains("grype") || path.contains("dd_1_15") {
            let lines = lines(path);
            for (word, count) in raw["rating_severity"].as_object().into_iter().flatten() {
                let rated = lines.iter().filter(|line| line["native_severity"] == word.as_str());
                assert_eq!(rated.count() as u64, number(count), "{path}: {word}");
            }
            assert!(summary.counts.by_severity.critical >= number(&raw["rating_severity"]["Critical"]), "{path}");
        }
        assert!(
            !summary.incomplete && summary.counts.assets <= summary.counts.observations,
            "{path}: {:?}",
            summary.problems
        );
    });
}

/// The raw figures of VEX count statements; here each product of one is an observation.
#[test]
fn openvex() {
    let Some(summary) = summary_of("vex_openvex/dojo__openvex_many_vuln.json") else { return };
    let counts = summary.counts;
    assert_eq!((counts.observations, counts.present, counts.absent, counts.not_judged), (6, 1, 4, 1));
    assert_eq!((counts.assets, counts.cves, counts.problems), (6, 6, 0));
    assert_eq!(summary_of("vex_openvex/dojo__openvex_no_vuln.json").unwrap().counts.observations, 0);
}

#[test]
fn csaf() {
    let Some(summary) = summary_of("csaf/dojo__csaf_many_vuln.json") else { return };
    let counts = summary.counts;
    assert_eq!((counts.observations, counts.present, counts.absent, counts.not_judged), (5, 2, 2, 1));
    assert_eq!((counts.cves, counts.problems), (1, 0));
    let older = summary_of("csaf/dojo__csaf_unsupported_version.json").unwrap();
    assert_eq!((older.counts.observations, older.counts.not_judged, older.counts.problems), (1, 1, 2));
    assert_eq!(summary_of("csaf/dojo__csaf_no_vuln.json").unwrap().counts.observations, 0);
}
