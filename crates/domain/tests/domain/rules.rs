//! Every rule is listed, named once, cited, and refused by in a scenario.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

use closeout_domain::rules::RULES;

/// The scenarios that have to show each rule saying no.
const SCENARIOS: &[&str] = &[
    include_str!("asset.rs"),
    include_str!("deadline.rs"),
    include_str!("dismissal.rs"),
    include_str!("escalation.rs"),
    include_str!("feed.rs"),
    include_str!("import.rs"),
    include_str!("item_acceptance.rs"),
    include_str!("item_closure.rs"),
    include_str!("item_completeness.rs"),
    include_str!("item_decisions.rs"),
    include_str!("item_evidence.rs"),
    include_str!("item_extensions.rs"),
    include_str!("item_milestones.rs"),
    include_str!("item_plan.rs"),
    include_str!("item_rulings.rs"),
    include_str!("item_tasks.rs"),
    include_str!("mapping.rs"),
    include_str!("merging.rs"),
    include_str!("organization.rs"),
    include_str!("review.rs"),
    include_str!("separation.rs"),
    include_str!("system.rs"),
];

fn sources(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).expect("the source folder can be listed");
    entries
        .map(|entry| entry.expect("its entries can be read").path())
        .flat_map(|path| if path.is_dir() { sources(&path) } else { vec![path] })
        .collect()
}

#[test]
#[expect(clippy::disallowed_methods, reason = "this test reads the source, to be sure that no rule is left out")]
fn every_rule_of_the_source_is_listed() {
    let mut declared = BTreeSet::new();
    for path in sources(Path::new("src")) {
        let text = fs::read_to_string(&path).expect("a source file is text");
        let mut rest = text.as_str();
        while let Some((_, after)) = rest.split_once(": Rule =") {
            let (_, id) = after.split_once("id: \"").expect("a rule has an id");
            let (id, after) = id.split_once('"').expect("an id ends");
            assert!(declared.insert(id.to_owned()), "{id} is declared twice");
            rest = after;
        }
    }
    let listed: BTreeSet<_> = RULES.iter().map(|rule| rule.id.to_owned()).collect();
    assert_eq!(declared, listed);
    assert_eq!(RULES.len(), listed.len(), "a rule is listed twice");
}

#[test]
fn every_rule_is_named_in_one_manner_and_cited() {
    for rule in RULES {
        assert!(rule.id.chars().all(|c| c.is_ascii_lowercase() || c == '-'), "{}", rule.id);
        assert!(
            ["800-171", "32 CFR 170", "CMMC", "OMB"].iter().any(|source| rule.cites.contains(source)),
            "{}",
            rule.id
        );
    }
}

#[test]
fn every_rule_says_no_in_a_scenario() {
    for rule in RULES {
        let quoted = format!("\"{}\"", rule.id);
        let shown = SCENARIOS.iter().any(|scenario| scenario.contains(&quoted));
        assert!(shown, "no scenario is refused by {}", rule.id);
    }
}
