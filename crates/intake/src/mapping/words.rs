//! Words for states and severities, as people and tools write them in tables.

use closeout_domain::finding::{observation, severity::Severity};

use super::{State, vocabulary::position};

/// Neither "yes" nor "no" is a word here: they answer "vulnerable?" and "compliant?" alike.
const PRESENT: &str = "open, opened, reopened, re opened, new, active, present, detected, confirmed, vulnerable, exploitable, \
    affected, fail, failed, failure, failing, not met, notmet, unmet, partially met, partial, non compliant, \
    noncompliant, not compliant, nonconformity, non conformity, nonconformant, not satisfied, \
    other than satisfied, unsatisfied, not implemented, partially implemented, unresolved, not fixed, unfixed, \
    outstanding, ongoing, in progress, in work, pending, planned, to do, todo, accepted, risk accepted, \
    overdue, deficient";

const ABSENT: &str = "closed, close, fixed, resolved, remediated, mitigated, absent, pass, passed, passing, ok, met, compliant, \
    conformant, conforming, satisfied, implemented, fully implemented, not a finding, notafinding, \
    not vulnerable, not affected, not present, not detected, completed, complete, done";

const NOT_JUDGED: &str = "n a, na, not applicable, notapplicable, not reviewed, not tested, not assessed, not checked, not evaluated, \
    not judged, unknown, skipped, skip, error, manual, informational, false positive, duplicate, inherited, tbd";

/// What a word says, as [`super::normal`] writes it.
pub(crate) fn meaning(word: &str) -> Option<State> {
    [(PRESENT, State::Present), (ABSENT, State::Absent), (NOT_JUDGED, State::NotJudged)]
        .into_iter()
        .find(|(words, _)| position(words, word).is_some())
        .map(|(_, state)| state)
}

/// The severity that a cell states in words, or as a score with a decimal point. A number alone says nothing: some
/// count up, some down.
pub(crate) fn severity(cell: &str) -> Option<Severity> {
    let cell = cell.trim();
    if let Ok(severity) = cell.parse() {
        return Some(severity);
    }
    if let Some(score) = cell.contains('.').then(|| cell.parse::<f32>().ok()).flatten() {
        return (0.0..=10.0).contains(&score).then(|| Severity::of_cvss(score));
    }
    let word = super::normal(cell);
    // "4 - High", "High (8.1)", "Risk: high"
    let mut named = word.split(' ').filter_map(|part| part.parse::<Severity>().ok());
    match (word.as_str(), named.next(), named.next()) {
        ("very high" | "severe" | "extreme" | "catastrophic" | "blocker", ..) => Some(Severity::Critical),
        ("major" | "significant", ..) => Some(Severity::High),
        ("average" | "warning" | "med", ..) => Some(Severity::Medium),
        ("very low" | "negligible" | "minimal", ..) => Some(Severity::Low),
        ("note" | "notice" | "observation" | "recommendation", ..) => Some(Severity::Info),
        (_, Some(one), None) => Some(one),
        _ => None,
    }
}

/// The requirement or objective that a cell names: "3.1.1", "3.1.1 [a]", "AC.L2-3.1.1(a)", "3.1.1a".
pub(crate) fn requirement(cell: &str) -> Option<String> {
    if cell.len() > 40 || !cell.contains('.') {
        return None;
    }
    let known = observation::requirement(cell);
    let mut id = cell.trim().to_owned();
    if known.is_some() || id.ends_with([']', ')']) {
        return known;
    }
    let last = id.pop().filter(char::is_ascii_alphabetic)?;
    let bare = id.trim_end_matches(['.', '-', '_', ' ']);
    observation::requirement(&format!("{bare}[{}]", last.to_ascii_lowercase()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mapping::normal;

    #[test]
    fn states_are_read_in_the_words_of_many() {
        for (word, expected) in [
            ("Open", Some(State::Present)),
            ("NOT MET", Some(State::Present)),
            ("Other-than-satisfied", Some(State::Present)),
            ("MET", Some(State::Absent)),
            ("Not_A_Finding", Some(State::Absent)),
            ("N/A", Some(State::NotJudged)),
            ("False Positive", Some(State::NotJudged)),
            ("purple", None),
            ("", None),
        ] {
            assert_eq!(meaning(&normal(word)), expected, "{word}");
        }
    }

    #[test]
    fn no_word_says_two_things() {
        let all: Vec<&str> = [PRESENT, ABSENT, NOT_JUDGED].iter().flat_map(|words| words.split(", ")).collect();
        for (n, word) in all.iter().enumerate() {
            assert!(!all[..n].contains(word), "{word}");
            assert_eq!(normal(word), *word, "is never found");
        }
    }

    #[test]
    fn requirements_and_objectives_are_read_as_people_write_them() {
        for (cell, expected) in [
            ("3.1.1", Some("3.1.1")),
            (" 3.1.1 [a] ", Some("3.1.1[a]")),
            ("AC.L2-3.1.1[a]", Some("3.1.1[a]")),
            ("3.1.1(a)", Some("3.1.1[a]")),
            ("3.1.1a", Some("3.1.1[a]")),
            ("3.1.1.a", Some("3.1.1[a]")),
            ("3.1.99", None),
            ("3.1.1[z]", None),
            ("3.1", None),
            ("Old TLS", None),
        ] {
            assert_eq!(requirement(cell).as_deref(), expected, "{cell}");
        }
    }

    #[test]
    fn severities_are_read_in_words_and_scores_but_not_in_bare_numbers() {
        for (cell, expected) in [
            ("HIGH", Some(Severity::High)),
            ("4 - High", Some(Severity::High)),
            ("High (8.1)", Some(Severity::High)),
            ("Very High", Some(Severity::Critical)),
            ("CAT I", Some(Severity::High)),
            ("7.5", Some(Severity::High)),
            ("3", None),
            ("low to high", None),
            ("purple", None),
        ] {
            assert_eq!(severity(cell), expected, "{cell}");
        }
    }
}
