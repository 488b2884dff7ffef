//! What assessments write down.

use serde_json::json;

use super::{each, first_problem, lines, number, summary_of};

#[test]
fn hdf() {
    each("hdf", |path, raw, summary| {
        let impact = &raw["impact"];
        let counted = summary.counts.by_severity;
        if !path.ends_with(".log") {
            for (word, counted) in [
                ("critical", counted.critical),
                ("high", counted.high),
                ("medium", counted.medium),
                ("low", counted.low),
                ("none", counted.info),
            ] {
                assert_eq!(counted, number(&impact[word]), "{path}: {word}");
            }
        }
        assert!(summary.counts.not_judged >= number(&raw["no_results"]), "{path}");
        let said = |words: &str| summary.problems.iter().filter(|problem| problem.message.contains(words)).count();
        let expected = match path {
            "hdf/inspec_tools__inspec-v4.28.0.json" => (0, 1),
            lines if lines.ends_with(".log") => (0, 0),
            // Before version 4 InSpec named no machine, and converters do not yet.
            _ => (1, 0),
        };
        assert_eq!((said("does not name what"), said("did not run")), expected, "{path}");
        assert_eq!(summary.problems.len(), expected.0 + expected.1, "{path}: {:?}", summary.problems);
    });
}

#[test]
fn controls_of_hdf_are_judged_by_all_their_results() {
    // Present, absent and not judged, told from the results by a script of its own.
    for (path, expected) in [
        ("hdf/dojo__many_findings.log", (0, 8, 2)),
        ("hdf/dojo__one_finding.log", (0, 0, 1)),
        ("hdf/heimdall-lite__aws_rds_mysql_overlay.json", (23, 10, 156)),
        ("hdf/heimdall-lite__good_nginxresults.json", (0, 36, 5)),
        ("hdf/heimdall-lite__owasp_zap_webgoat.json", (25, 0, 0)),
        ("hdf/heimdall-lite__redhat6-prototype-profile-results.json", (88, 65, 111)),
        ("hdf/heimdall-lite__rhel7-results-simp.json", (140, 67, 271)),
        ("hdf/inspecjs__iis-server-baseline.json", (13, 12, 19)),
        ("hdf/saf__RHEL7_overrides_hdf.json", (3, 0, 1)),
    ] {
        let Some(summary) = summary_of(path) else { return };
        let counts = &summary.counts;
        assert_eq!((counts.present, counts.absent, counts.not_judged), expected, "{path}");
    }
}

#[test]
fn a_profile_that_overlays_another_is_no_second_opinion() {
    if summary_of("hdf/heimdall-lite__rhel7-results-simp.json").is_none() {
        return;
    }
    let lines = lines("hdf/heimdall-lite__rhel7-results-simp.json");
    let of = |profile: &str| {
        let check = format!("{profile}/V-71949");
        lines.iter().filter(|line| line["check"] == check.as_str()).collect::<Vec<_>>()
    };
    let (base, overlay) = (of("disa_stig-el7"), of("cms-ars3.1-moderate-inspec-profile-disa_stig-el7"));
    assert_eq!((base.len(), overlay.len()), (1, 1));
    assert_eq!((&base[0]["state"], &overlay[0]["state"]), (&json!("absent"), &json!("not_judged")));
    assert_eq!((&base[0]["cci"], &base[0]["seen_at"]), (&json!(["CCI-002235"]), &json!("2019-09-14T11:40:27Z")));
}

#[test]
fn oscal_ar() {
    each("oscal_ar", |path, raw, summary| {
        // Every finding of the corpus says that its objective is not satisfied.
        assert_eq!(summary.counts.present, number(&raw["count"]), "{path}");
        if summary.counts.observations > 0 {
            assert!(summary.problems.is_empty(), "{path}: {:?}", summary.problems);
            return;
        }
        let observations = number(&raw["observations"]);
        let expected =
            format!("whole file: the results hold no finding; {observations} observations alone judge nothing");
        assert!(first_problem(summary).starts_with(&expected), "{path}: {:?}", summary.problems);
        assert_eq!(summary.problems.len(), 1, "{path}: {:?}", summary.problems);
    });
}

#[test]
fn a_finding_of_oscal_is_the_same_in_json_and_xml() {
    if summary_of("oscal_ar/oscal-content__ifa_assessment-results-example.xml").is_none() {
        return;
    }
    let [json, xml] = ["json", "xml"].map(|end| {
        let lines = lines(&format!("oscal_ar/oscal-content__ifa_assessment-results-example.{end}"));
        ["check", "title", "state", "severity", "seen_at"].map(|field| lines[0][field].clone())
    });
    assert_eq!(json, xml);
    assert_eq!((&json[0], &json[4]), (&json!("ac-6.1_obj"), &json!("2023-06-02T12:31:20Z")));
}
