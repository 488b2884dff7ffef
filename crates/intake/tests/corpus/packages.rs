//! Packages with known vulnerabilities.

use super::{each, number, summary_of};

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
