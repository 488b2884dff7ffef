//! What an asset means and who can reach it: stated by its owner, never by a scanner.

use std::{fmt, str::FromStr};

use crate::ids::NotAnId;

/// What its loss would mean; CVSS security requirements and SSVC's mission and well-being ask the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Criticality {
    /// Work goes on without it.
    Low,
    /// Work suffers.
    Medium,
    /// Work stops.
    High,
}

impl Criticality {
    /// From the least to the most.
    pub const ALL: [Self; 3] = [Self::Low, Self::Medium, Self::High];

    /// The word used in files, the API and the database.
    pub fn word(self) -> &'static str {
        match self {
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
        }
    }
}

impl fmt::Display for Criticality {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.word())
    }
}

impl FromStr for Criticality {
    type Err = NotAnId;
    fn from_str(text: &str) -> Result<Self, NotAnId> {
        let word = text.trim().to_ascii_lowercase();
        let expected = "a criticality: high, medium or low";
        Self::ALL.into_iter().find(|c| c.word() == word).ok_or_else(|| NotAnId { text: text.into(), expected })
    }
}

/// What is known of an asset's exposure; `None` is "nobody has said".
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Exposure {
    /// Whether the internet reaches it.
    pub internet: Option<bool>,
    /// Whether it holds or handles controlled unclassified information.
    pub cui: Option<bool>,
    /// What its loss would mean.
    pub criticality: Option<Criticality>,
}

impl Exposure {
    /// What this statement leaves open is filled from the other.
    pub fn or(self, other: Self) -> Self {
        Self {
            internet: self.internet.or(other.internet),
            cui: self.cui.or(other.cui),
            criticality: self.criticality.or(other.criticality),
        }
    }

    /// Of several assets with the same weakness, what is worst in each respect: one that the internet reaches is enough, and
    /// "nobody has said" outweighs "no". `None` for no asset.
    pub fn worst(assets: impl IntoIterator<Item = Self>) -> Option<Self> {
        let worse = |a: Option<bool>, b: Option<bool>| match (a, b) {
            (Some(true), _) | (_, Some(true)) => Some(true),
            (Some(false), Some(false)) => Some(false),
            _ => None,
        };
        assets.into_iter().reduce(|a, b| Self {
            internet: worse(a.internet, b.internet),
            cui: worse(a.cui, b.cui),
            // The highest that somebody stated; unstated ones say nothing.
            criticality: a.criticality.max(b.criticality),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SAID: Exposure = Exposure { internet: Some(false), cui: Some(true), criticality: Some(Criticality::Low) };

    #[test]
    fn of_several_assets_the_worst_counts_and_the_unknown_outweighs_no() {
        let faces = Exposure { internet: Some(true), ..Exposure::default() };
        assert_eq!(Exposure::worst([]), None);
        assert_eq!(Exposure::worst([SAID]), Some(SAID));
        assert_eq!(Exposure::worst([SAID, Exposure::default()]), Some(Exposure { internet: None, ..SAID }));
        assert_eq!(Exposure::worst([SAID, Exposure::default(), faces]).and_then(|e| e.internet), Some(true));
        let high = Exposure { criticality: Some(Criticality::High), ..SAID };
        assert_eq!(Exposure::worst([high, SAID]), Some(high));
    }

    #[test]
    fn what_is_left_open_is_filled_in() {
        let hand = Exposure { internet: Some(true), ..Exposure::default() };
        assert_eq!(hand.or(SAID), Exposure { internet: Some(true), ..SAID });
    }

    #[test]
    fn words_are_read_back() {
        for criticality in Criticality::ALL {
            assert_eq!(criticality.word().parse(), Ok(criticality));
        }
        assert!("vital".parse::<Criticality>().is_err());
    }
}
