//! SARIF.

use super::{each, first_problem, lines, number, summary_of};

#[test]
fn sarif() {
    each("sarif", |path, raw, summary| {
        // No file has a result of another kind than a failure.
        assert_eq!(summary.counts.absent, number(&raw["baseline"]["absent"]), "{path}");
        assert_eq!(summary.counts.not_judged, 0, "{path}");
        let levels = &raw["by_level"];
        // Without a level the rule's own counts, and a score counts before any: Nessus's findings have one.
        if levels["None"].is_null() && !raw["count"].is_null() && !path.contains("NessusConverter") {
            let counted = summary.counts.by_severity;
            for (level, counted) in [("error", counted.high), ("warning", counted.medium), ("note", counted.low)] {
                assert_eq!(counted, number(&levels[level]), "{path}: {level}");
            }
        }
        assert_eq!(summary.incomplete, raw["count"].is_null(), "{path}: {:?}", summary.problems);
        let unnamed =
            summary.problems.iter().filter(|problem| problem.message.contains("does not name its rule")).count();
        assert_eq!(unnamed > 0, BAD.contains(&path), "{path}: {:?}", summary.problems);
    });
}

/// Files with results that name no rule.
const BAD: &[&str] = &["sarif/sarif-sdk__SARIF1010.RuleIdMustBeConsistent_Invalid.sarif"];

#[test]
fn what_a_rule_says_holds_for_its_results() {
    if summary_of("sarif/dojo__cxf-3.4.6.sarif").is_none() {
        return;
    }
    let lines = lines("sarif/dojo__cxf-3.4.6.sarif");
    assert_eq!(lines[0]["cve"][0], "CVE-2008-0732");
    assert_eq!((&lines[0]["severity"], &lines[0]["native_severity"]), (&"low".into(), &"2.1".into()));
}

#[test]
fn json_with_a_comma_too_many_is_read_up_to_it() {
    let Some(summary) = summary_of("sarif/sarif-sdk__clang.execstack.sarif") else { return };
    assert!(summary.incomplete);
    assert!(first_problem(&summary).contains("2.0"), "{:?}", summary.problems);
}
