//! Formats that name what they are about behind their records hold these back, but not without bound: beyond it every
//! record is still stated, and the file says what it lost.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use closeout_intake::{Summary, inspect};

/// A document of some 20 MB, which takes more than twice that to hold: its beginning, one record again and again, its end.
fn large(format: &str, start: &str, record: &str, end: &str) -> (u64, Summary) {
    let records = 20_000_000 / record.len();
    let text = [start, &vec![record; records].join(","), end].concat();
    (records as u64, inspect(text.as_bytes(), Some(format)).unwrap())
}

fn listed(summary: &Summary, message: &str) -> usize {
    summary.problems.iter().filter(|problem| problem.message.contains(message)).count()
}

const RESULT: &str = r#"{"ruleId":"PR-100","message":{"text":"open"},"locations":[{"physicalLocation":{"artifactLocation":{"uri":"a.c"}}}]}"#;

#[test]
fn sarif_states_all_results_and_what_came_too_late_for_them() {
    let start = r#"{"version":"2.1.0","runs":[{"results":["#;
    let end = r#"],"tool":{"driver":{"name":"SpoolCheck","rules":[{"id":"PR-100"},{"id":"PR-200"}]}},"versionControlProvenance":[{"repositoryUri":"https://git.example.org/press"}]}]}"#;
    let (records, summary) = large("sarif", start, RESULT, end);
    assert_eq!(summary.counts.observations, records);
    // The tool's name, its rules once, the repository.
    assert_eq!(listed(&summary, "stands behind more than 32 MB of results"), 3, "{:?}", summary.problems);
}

#[test]
fn sarif_in_the_usual_order_loses_nothing() {
    let start = r#"{"version":"2.1.0","runs":[{"tool":{"driver":{"name":"SpoolCheck"}},"versionControlProvenance":[{"repositoryUri":"https://git.example.org/press"}],"results":["#;
    let (records, summary) = large("sarif", start, RESULT, "]}]}");
    assert_eq!((summary.counts.observations, summary.counts.assets), (records, 1));
    assert!(summary.problems.is_empty(), "{:?}", summary.problems);
}

#[test]
fn grype_states_all_matches_of_no_asset_and_proves_nothing() {
    let record =
        r#"{"vulnerability":{"id":"CVE-2026-41001","severity":"Low"},"artifact":{"name":"spool","version":"1"}}"#;
    let end = r#"],"source":{"type":"image","target":{"userInput":"press:4.2"}}}"#;
    let (records, summary) = large("grype", r#"{"matches":["#, record, end);
    assert_eq!((summary.counts.observations, summary.incomplete), (records, true));
    assert_eq!(listed(&summary, "named behind more than 32 MB of matches"), 1, "{:?}", summary.problems);
}

#[test]
fn hdf_states_all_controls_of_no_profile_and_proves_nothing() {
    let record = r#"{"id":"V-900301","impact":0.5,"tags":{},"results":[{"status":"passed","code_desc":"a"}]}"#;
    let start = r#"{"platform":{"name":"debian"},"profiles":[{"controls":["#;
    let (records, summary) = large("hdf", start, record, r#"],"name":"linux-baseline"}]}"#);
    assert_eq!((summary.counts.observations, summary.counts.absent), (records, records));
    assert_eq!(listed(&summary, "before the names of their profile"), 1, "{:?}", summary.problems);
}

#[test]
fn oscal_states_all_findings_though_their_observations_come_too_late() {
    let record = r#"{"title":"Open","target":{"target-id":"3.5.3_obj.a","status":{"state":"not-satisfied"}},"related-observations":[{"observation-uuid":"a"}]}"#;
    let end = r#"],"observations":[{"uuid":"a","description":"Seen."}]}]}}"#;
    let (records, summary) = large("oscal-ar", r#"{"assessment-results":{"results":[{"findings":["#, record, end);
    assert_eq!(summary.counts.present, records);
    assert_eq!(listed(&summary, "before their observations"), 1, "{:?}", summary.problems);
}
