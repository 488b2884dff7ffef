//! Whether a weakness is there: a fold over what each import was able to say. Absence is not a fix.
//!
//! A weakness counts as absent only if the import reached the asset, signed in there if the weakness was seen that way, and
//! ran the same check of an equal or newer edition under the same policy. Everything else is *not observed*, with the reason.
//!
//! Imports are folded in the order in which they looked, whenever they came in: last month's scan, brought in today, takes
//! nothing back that this week's has shown. See [`Turn`].

use std::fmt;

use jiff::Timestamp;

use super::{coverage::CheckScope, observation::Judgement};

/// What one import says of one weakness on one asset.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// It is there.
    Present,
    /// It was looked for as it has to be, and is not there.
    Absent,
    /// The import cannot say, because.
    NotObserved(Why),
}

/// Why an import cannot say whether a weakness is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Why {
    /// The asset does not occur in the import.
    OutOfScope,
    /// The asset did not answer.
    NotReached,
    /// The scanner did not sign in, as it had when it saw the weakness.
    NotAuthenticated,
    /// The check did not run, or nothing says that it did.
    CheckNotRun,
    /// The checks are of an older edition, or of one that cannot be compared.
    OlderChecks,
    /// Another policy was used.
    OtherPolicy,
    /// The file is incomplete.
    Incomplete,
    /// The check is listed but was not judged.
    NotJudged,
    /// A later look at the asset is known already.
    OlderLook,
    /// It is stated absent, but not at every service at which it was there.
    OtherService,
}

impl Why {
    /// Every reason.
    pub const ALL: [Self; 10] = [
        Self::OutOfScope,
        Self::NotReached,
        Self::NotAuthenticated,
        Self::CheckNotRun,
        Self::OlderChecks,
        Self::OtherPolicy,
        Self::Incomplete,
        Self::NotJudged,
        Self::OlderLook,
        Self::OtherService,
    ];

    /// The word used in files and the database.
    pub fn word(self) -> &'static str {
        match self {
            Self::OutOfScope => "out_of_scope",
            Self::NotReached => "not_reached",
            Self::NotAuthenticated => "not_authenticated",
            Self::CheckNotRun => "check_not_run",
            Self::OlderChecks => "older_checks",
            Self::OtherPolicy => "other_policy",
            Self::Incomplete => "incomplete",
            Self::NotJudged => "not_judged",
            Self::OlderLook => "older_look",
            Self::OtherService => "other_service",
        }
    }
}

impl fmt::Display for Why {
    /// For people.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::OutOfScope => "the import did not look at this asset",
            Self::NotReached => "the asset did not answer",
            Self::NotAuthenticated => "no credentials: the scanner did not sign in",
            Self::CheckNotRun => "nothing says that the check ran",
            Self::OlderChecks => "the scanner's checks are older, or cannot be compared",
            Self::OtherPolicy => "another scan policy was used",
            Self::Incomplete => "the file is incomplete",
            Self::NotJudged => "listed, but not judged",
            Self::OlderLook => "a later look at this asset is known already",
            Self::OtherService => "absent at another port than where it was seen",
        })
    }
}

/// How an import looked at an asset.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Look<'a> {
    /// Whether the asset answered.
    pub reached: bool,
    /// Whether the scanner signed in; `None` when it does not say or has no need.
    pub authenticated: Option<bool>,
    /// Edition of the checks; empty when unknown.
    pub check_set: &'a str,
    /// Policy; empty when unknown.
    pub policy: &'a str,
    /// Which checks ran.
    pub checks: CheckScope,
    /// Whether the file was read to its end.
    pub complete: bool,
}

/// How the weakness was seen when it was last there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Seen<'a> {
    /// Whether the scanner had signed in, or the check cannot tell without.
    pub authenticated: bool,
    /// Edition of the checks.
    pub check_set: &'a str,
    /// Policy.
    pub policy: &'a str,
}

impl Seen<'_> {
    /// Whether both editions are known and their names are of one kind, so that the later one sorts higher.
    fn compares(&self, look: &Look<'_>) -> bool {
        !look.check_set.is_empty() && !self.check_set.is_empty() && look.check_set.len() == self.check_set.len()
    }
}

/// What an import says: what it states, or what its silence is worth.
///
/// A stated pass needs no proof that the check ran. But a source that could not sign in, or whose checks are older, does not
/// outweigh one that saw the weakness.
pub fn judge(stated: Option<Judgement>, look: Option<Look<'_>>, seen: Seen<'_>) -> Verdict {
    match (stated, look) {
        (Some(Judgement::Present), _) => return Verdict::Present,
        (Some(Judgement::NotJudged), _) => return Verdict::NotObserved(Why::NotJudged),
        (Some(Judgement::Absent), Some(look)) if seen.authenticated && look.authenticated == Some(false) => {
            return Verdict::NotObserved(Why::NotAuthenticated);
        }
        (Some(Judgement::Absent), Some(look)) if seen.compares(&look) && look.check_set < seen.check_set => {
            return Verdict::NotObserved(Why::OlderChecks);
        }
        (Some(Judgement::Absent), _) => return Verdict::Absent,
        (None, _) => {}
    }
    let Some(look) = look else { return Verdict::NotObserved(Why::OutOfScope) };
    let why = if !look.complete {
        Why::Incomplete
    } else if !look.reached {
        Why::NotReached
    } else if seen.authenticated && look.authenticated != Some(true) {
        Why::NotAuthenticated
    } else if look.checks != CheckScope::Edition {
        Why::CheckNotRun
    } else if look.policy != seen.policy {
        Why::OtherPolicy
    } else if !seen.compares(&look) || look.check_set < seen.check_set {
        Why::OlderChecks
    } else {
        return Verdict::Absent;
    };
    Verdict::NotObserved(why)
}

/// Where an import stands among those of its system and tool family that are known, by the time of their looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Turn {
    /// None looked later.
    Latest,
    /// Others looked later, but at other assets.
    Aside,
    /// Another looked later at one of the same assets: all have to be folded again.
    Earlier,
}

/// The state of a weakness on an asset after the imports so far.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Presence {
    /// What holds now.
    pub state: Verdict,
    /// How many imports in a row proved it absent.
    pub clean: u32,
    /// When it was first there, if it ever was.
    pub first_seen: Option<Timestamp>,
    /// When it was last there.
    pub last_seen: Option<Timestamp>,
}

/// The state after one more import that looked at `at`.
///
/// An import that cannot say takes nothing back: what was absent by proof stays so, what was there is not observed now.
pub fn fold(before: Option<Presence>, verdict: Verdict, at: Timestamp) -> Presence {
    let before = before.unwrap_or(Presence { state: verdict, clean: 0, first_seen: None, last_seen: None });
    match verdict {
        Verdict::Present => {
            Presence { state: verdict, clean: 0, first_seen: before.first_seen.or(Some(at)), last_seen: Some(at) }
        }
        Verdict::Absent => Presence { state: verdict, clean: before.clean.saturating_add(1), ..before },
        Verdict::NotObserved(_) if before.state == Verdict::Absent => before,
        Verdict::NotObserved(_) => Presence { state: verdict, ..before },
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    const LOOK: Look<'static> = Look {
        reached: true,
        authenticated: Some(true),
        check_set: "202611200915",
        policy: "weekly",
        checks: CheckScope::Edition,
        complete: true,
    };
    const SEEN: Seen<'static> = Seen { authenticated: true, check_set: "202611130915", policy: "weekly" };

    #[test]
    fn silence_of_a_full_look_is_proof() {
        assert_eq!(judge(None, Some(LOOK), SEEN), Verdict::Absent);
    }

    #[rstest]
    #[case(None, Why::OutOfScope)]
    #[case(Some(Look { reached: false, ..LOOK }), Why::NotReached)]
    #[case(Some(Look { authenticated: Some(false), ..LOOK }), Why::NotAuthenticated)]
    #[case(Some(Look { authenticated: None, ..LOOK }), Why::NotAuthenticated)]
    #[case(Some(Look { checks: CheckScope::Stated, ..LOOK }), Why::CheckNotRun)]
    #[case(Some(Look { checks: CheckScope::Unknown, ..LOOK }), Why::CheckNotRun)]
    #[case(Some(Look { check_set: "202611060915", ..LOOK }), Why::OlderChecks)]
    #[case(Some(Look { check_set: "", ..LOOK }), Why::OlderChecks)]
    #[case(Some(Look { policy: "discovery", ..LOOK }), Why::OtherPolicy)]
    #[case(Some(Look { complete: false, ..LOOK }), Why::Incomplete)]
    fn silence_of_a_lesser_look_proves_nothing(#[case] look: Option<Look<'_>>, #[case] why: Why) {
        assert_eq!(judge(None, look, SEEN), Verdict::NotObserved(why));
    }

    #[rstest]
    #[case(Look { authenticated: Some(false), ..LOOK }, Verdict::NotObserved(Why::NotAuthenticated))]
    #[case(Look { check_set: "202611060915", ..LOOK }, Verdict::NotObserved(Why::OlderChecks))]
    #[case(Look { authenticated: None, checks: CheckScope::Stated, ..LOOK }, Verdict::Absent)]
    #[case(Look { check_set: "V2R4", checks: CheckScope::Stated, ..LOOK }, Verdict::Absent)]
    #[case(Look { complete: false, policy: "other", ..LOOK }, Verdict::Absent)]
    fn a_stated_pass_does_not_outweigh_a_better_look(#[case] look: Look<'_>, #[case] verdict: Verdict) {
        assert_eq!(judge(Some(Judgement::Absent), Some(look), SEEN), verdict);
        assert_eq!(judge(Some(Judgement::Present), Some(look), SEEN), Verdict::Present);
    }

    #[test]
    fn what_could_be_seen_without_signing_in_can_be_missed_without() {
        let seen = Seen { authenticated: false, ..SEEN };
        assert_eq!(judge(None, Some(Look { authenticated: Some(false), ..LOOK }), seen), Verdict::Absent);
    }

    #[test]
    fn clean_looks_count_in_a_row_and_start_again() {
        let at = Timestamp::UNIX_EPOCH;
        let there = fold(None, Verdict::Present, at);
        let twice = fold(Some(fold(Some(there), Verdict::Absent, at)), Verdict::Absent, at);
        assert_eq!((twice.state, twice.clean), (Verdict::Absent, 2));
        let unsure = fold(Some(twice), Verdict::NotObserved(Why::NotReached), at);
        assert_eq!(unsure, twice, "what was proved is not taken back by an import that cannot say");
        assert_eq!(fold(Some(twice), Verdict::Present, at).clean, 0);
        assert_eq!(
            fold(Some(there), Verdict::NotObserved(Why::NotReached), at).state,
            Verdict::NotObserved(Why::NotReached)
        );
    }
}
