//! Acceptance tests that run by themselves: what they look at, and what they come to.
//!
//! A run never closes anything. It shows a test to be met, or takes that back when the weakness is seen again; people validate
//! and close as ever.

use std::{fmt, str::FromStr};

use jiff::{Timestamp, civil::Date};

use crate::ids::{Digest, NotAnId};

/// What a test looks at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Check {
    /// The findings that the item answers are proved absent on every asset, by this many looks in a row.
    CleanScans(u32),
    /// Evidence for this test was attached on this day or later.
    EvidenceSince(Date),
    /// A text that was attached for this test contains these words: the output of a command, an exported setting.
    Output(String),
}

const EXPECTED: &str =
    "a check: clean-scans:2, evidence-since:2026-11-20 or output:the words that the output must contain";
/// So many scans nobody waits for.
const MOST_SCANS: u32 = 100;

impl fmt::Display for Check {
    /// The form in which files, the API and the command line hold it; [`FromStr`] reads it back.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::CleanScans(n) => write!(f, "clean-scans:{n}"),
            Self::EvidenceSince(day) => write!(f, "evidence-since:{day}"),
            Self::Output(words) => write!(f, "output:{words}"),
        }
    }
}

impl FromStr for Check {
    type Err = NotAnId;
    fn from_str(text: &str) -> Result<Self, NotAnId> {
        let refuse = || NotAnId { text: text.into(), expected: EXPECTED };
        let (kind, value) = text.trim().split_once(':').ok_or_else(refuse)?;
        let value = value.trim();
        match kind.trim().to_ascii_lowercase().as_str() {
            "clean-scans" => {
                let scans = value.parse().ok().filter(|n| (1..=MOST_SCANS).contains(n));
                scans.map(Self::CleanScans).ok_or_else(refuse)
            }
            "evidence-since" => value.parse().map(Self::EvidenceSince).map_err(|_| refuse()),
            "output" if !value.is_empty() => Ok(Self::Output(value.into())),
            _ => Err(refuse()),
        }
    }
}

impl Check {
    /// For people.
    pub fn phrase(&self) -> String {
        match self {
            Self::CleanScans(1) => "run at each import: proved absent on every asset".into(),
            Self::CleanScans(n) => format!("run at each import: proved absent on every asset, {n} scans in a row"),
            Self::EvidenceSince(day) => format!("met by evidence for this test attached on {day} or later"),
            Self::Output(words) => format!("met by a text for this test that contains \u{201c}{words}\u{201d}"),
        }
    }
}

/// What holds of a finding on an asset, as far as a run asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// It is there.
    Present,
    /// It was proved not to be.
    Absent,
    /// Nobody can say.
    NotObserved,
    /// It was dismissed, with the approval that this takes: nothing is to be shown.
    Dismissed,
}

/// A finding on an asset.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sight {
    /// What holds.
    pub state: Standing,
    /// Looks in a row that proved it absent.
    pub clean: u32,
    /// When it was last there.
    pub last_seen: Option<Timestamp>,
}

/// What a run came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// The test is met, on this evidence.
    Met {
        /// What was found, for people.
        statement: String,
        /// What shows it.
        evidence: Vec<Digest>,
    },
    /// The weakness is there.
    Seen {
        /// Where, for people.
        statement: String,
        /// When it was last seen.
        at: Timestamp,
    },
    /// It cannot be said yet.
    Unknown {
        /// What is missing, for people.
        statement: String,
    },
}

/// Whether findings are gone from every asset, by `scans` proofs in a row.
pub fn clean(scans: u32, sights: &[Sight], evidence: Vec<Digest>) -> Outcome {
    let wanted: Vec<&Sight> = sights.iter().filter(|s| s.state != Standing::Dismissed).collect();
    let present = wanted.iter().filter(|s| s.state == Standing::Present);
    if let Some(at) = present.clone().filter_map(|s| s.last_seen).max() {
        return Outcome::Seen { statement: format!("still there in {}", of(present.count(), wanted.len())), at };
    }
    let proved = wanted.iter().filter(|s| s.state == Standing::Absent && s.clean >= scans).count();
    if wanted.is_empty() {
        return Outcome::Unknown { statement: "the item answers no finding that is looked for".into() };
    }
    if proved < wanted.len() {
        let times = if scans == 1 { String::new() } else { format!(" by {scans} scans in a row") };
        let statement = format!("proved absent{times} in {}", of(proved, wanted.len()));
        return Outcome::Unknown { statement };
    }
    let least = wanted.iter().map(|s| s.clean).min().unwrap_or(scans);
    let times = if least == 1 { "1 clean scan".into() } else { format!("{least} clean scans in a row") };
    Outcome::Met { statement: format!("proved absent in all of {} places by {times}", wanted.len()), evidence }
}

fn of(n: usize, all: usize) -> String {
    format!("{n} of {all} place{}", if all == 1 { "" } else { "s" })
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use rstest::rstest;

    use super::*;

    const GONE: Sight = Sight { state: Standing::Absent, clean: 2, last_seen: Some(Timestamp::UNIX_EPOCH) };
    const ONCE: Sight = Sight { clean: 1, ..GONE };
    const THERE: Sight = Sight { state: Standing::Present, clean: 0, last_seen: Some(Timestamp::UNIX_EPOCH) };
    const UNSURE: Sight = Sight { state: Standing::NotObserved, ..THERE };
    const DISMISSED: Sight = Sight { state: Standing::Dismissed, ..THERE };

    #[rstest]
    #[case(2, &[GONE, GONE], "proved absent in all of 2 places by 2 clean scans in a row")]
    #[case(1, &[GONE, ONCE], "proved absent in all of 2 places by 1 clean scan")]
    #[case(1, &[GONE, DISMISSED], "proved absent in all of 1 places by 2 clean scans in a row")]
    fn gone_everywhere_is_met(#[case] scans: u32, #[case] sights: &[Sight], #[case] said: &str) {
        assert_eq!(clean(scans, sights, vec![]), Outcome::Met { statement: said.into(), evidence: vec![] });
    }

    #[rstest]
    #[case(2, &[GONE, ONCE], "proved absent by 2 scans in a row in 1 of 2 places")]
    #[case(1, &[GONE, UNSURE], "proved absent in 1 of 2 places")]
    #[case(1, &[], "the item answers no finding that is looked for")]
    #[case(1, &[DISMISSED], "the item answers no finding that is looked for")]
    fn silence_and_nothing_prove_nothing(#[case] scans: u32, #[case] sights: &[Sight], #[case] said: &str) {
        assert_eq!(clean(scans, sights, vec![]), Outcome::Unknown { statement: said.into() });
    }

    #[test]
    fn one_place_is_enough_to_be_there() {
        let statement = "still there in 1 of 3 places".into();
        assert_eq!(clean(1, &[GONE, THERE, UNSURE], vec![]), Outcome::Seen { statement, at: Timestamp::UNIX_EPOCH });
    }

    #[test]
    fn checks_are_written_as_they_are_read() {
        for check in [
            Check::CleanScans(2),
            Check::EvidenceSince(date(2026, 11, 20)),
            Check::Output("PermitRootLogin no: yes".into()),
        ] {
            assert_eq!(check.to_string().parse(), Ok(check));
        }
        for wrong in ["", "clean-scans", "clean-scans:0", "clean-scans:1000", "evidence-since:soon", "output: ", "x:1"]
        {
            assert!(wrong.parse::<Check>().is_err(), "{wrong}");
        }
    }
}
