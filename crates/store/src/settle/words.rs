//! The words and numbers under which databases keep states, there and back.

use closeout_app::ports::StoreError;
use closeout_domain::finding::{
    asset::NameKind,
    coverage::CheckScope,
    observation::Judgement,
    presence::{Verdict, Why},
    severity::Severity,
};

/// Two columns for a verdict: `present`, `absent` or `not_observed`, and the reason, which is empty for the first two.
pub fn of_verdict(verdict: Verdict) -> (&'static str, &'static str) {
    match verdict {
        Verdict::Present => ("present", ""),
        Verdict::Absent => ("absent", ""),
        Verdict::NotObserved(why) => ("not_observed", why.word()),
    }
}

/// Reads the two columns.
///
/// # Errors
/// [`StoreError::Corrupt`] for words that were never written.
pub fn verdict(state: &str, why: &str) -> Result<Verdict, StoreError> {
    match state {
        "present" => Ok(Verdict::Present),
        "absent" => Ok(Verdict::Absent),
        "not_observed" => {
            let why = Why::ALL.into_iter().find(|w| w.word() == why).ok_or_else(|| unknown("reason", why))?;
            Ok(Verdict::NotObserved(why))
        }
        _ => Err(unknown("state", state)),
    }
}

/// The word for which checks ran.
pub fn of_scope(scope: CheckScope) -> &'static str {
    match scope {
        CheckScope::Edition => "edition",
        CheckScope::Stated => "stated",
        CheckScope::Unknown => "unknown",
    }
}

/// Reads which checks ran.
///
/// # Errors
/// [`StoreError::Corrupt`] for a word that was never written.
pub fn scope(word: &str) -> Result<CheckScope, StoreError> {
    [CheckScope::Edition, CheckScope::Stated, CheckScope::Unknown]
        .into_iter()
        .find(|scope| of_scope(*scope) == word)
        .ok_or_else(|| unknown("scope of checks", word))
}

/// Reads what a source stated; the word is [`Judgement::word`].
///
/// # Errors
/// [`StoreError::Corrupt`] for a word that was never written.
pub fn judgement(word: &str) -> Result<Judgement, StoreError> {
    [Judgement::Present, Judgement::Absent, Judgement::NotJudged]
        .into_iter()
        .find(|judgement| judgement.word() == word)
        .ok_or_else(|| unknown("judgement", word))
}

/// Reads a kind of name; the word is [`NameKind::word`].
///
/// # Errors
/// [`StoreError::Corrupt`] for a word that was never written.
pub fn name_kind(word: &str) -> Result<NameKind, StoreError> {
    word.parse().map_err(|_| unknown("kind of name", word))
}

/// A severity as a number that sorts: 0 for info, 4 for critical.
pub fn rank(severity: Severity) -> i16 {
    match severity {
        Severity::Info => 0,
        Severity::Low => 1,
        Severity::Medium => 2,
        Severity::High => 3,
        Severity::Critical => 4,
    }
}

/// Reads a severity's number.
///
/// # Errors
/// [`StoreError::Corrupt`] for a number that was never written.
pub fn severity(number: i16) -> Result<Severity, StoreError> {
    Severity::ALL.into_iter().find(|s| rank(*s) == number).ok_or_else(|| unknown("severity", &number.to_string()))
}

fn unknown(what: &str, value: &str) -> StoreError {
    StoreError::Corrupt { place: what.to_owned(), why: format!("{value:?} is not one") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_is_read_back() {
        let verdicts = Why::ALL.into_iter().map(Verdict::NotObserved).chain([Verdict::Present, Verdict::Absent]);
        for given in verdicts {
            let (state, why) = of_verdict(given);
            assert_eq!(verdict(state, why).unwrap(), given);
        }
        for given in [CheckScope::Edition, CheckScope::Stated, CheckScope::Unknown] {
            assert_eq!(scope(of_scope(given)).unwrap(), given);
        }
        for given in Severity::ALL {
            assert_eq!(severity(rank(given)).unwrap(), given);
        }
        assert!(Severity::ALL.map(rank).is_sorted());
        for word in ["present", "absent", "not_judged"] {
            assert_eq!(judgement(word).unwrap().word(), word);
        }
        for word in ["agent", "cloud", "fqdn", "hostname", "mac", "ip", "package"] {
            assert_eq!(name_kind(word).unwrap().word(), word);
        }
    }

    #[test]
    fn words_that_were_never_written_are_damage() {
        for result in [
            verdict("gone", "").err(),
            verdict("not_observed", "").err(),
            scope("all").err(),
            judgement("open").err(),
            name_kind("dns").err(),
            severity(5).err(),
        ] {
            assert!(matches!(result, Some(StoreError::Corrupt { .. })), "{result:?}");
        }
    }
}
