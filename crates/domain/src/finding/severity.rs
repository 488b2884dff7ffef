//! One scale of severity, derived from the many that sources use. The native word and score stay beside it.

use std::{fmt, str::FromStr};

use crate::ids::NotAnId;

/// How bad, on the five-step scale that CVSS v3 and most scanners share.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, Default)]
pub enum Severity {
    /// States a fact rather than a weakness; CVSS 0.0.
    #[default]
    Info,
    /// CVSS 0.1 to 3.9.
    Low,
    /// CVSS 4.0 to 6.9.
    Medium,
    /// CVSS 7.0 to 8.9; in v2, to 10.0.
    High,
    /// CVSS 9.0 to 10.0; v2 has no such band.
    Critical,
}

impl Severity {
    /// From the least to the worst.
    pub const ALL: [Self; 5] = [Self::Info, Self::Low, Self::Medium, Self::High, Self::Critical];

    /// The word used in pages, the API and files: lower case.
    pub fn word(self) -> &'static str {
        match self {
            Self::Info => "info",
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
            Self::Critical => "critical",
        }
    }

    /// The band of a CVSS v3.0, v3.1 or v4.0 base score, 0.0 to 10.0.
    pub fn of_cvss(score: f32) -> Self {
        match score {
            s if s >= 9.0 => Self::Critical,
            s if s >= 7.0 => Self::High,
            s if s >= 4.0 => Self::Medium,
            s if s > 0.0 => Self::Low,
            _ => Self::Info,
        }
    }

    /// The band of a CVSS v2 base score, which knows no Critical.
    pub fn of_cvss2(score: f32) -> Self {
        Self::of_cvss(score).min(Self::High)
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.word())
    }
}

impl FromStr for Severity {
    type Err = NotAnId;

    /// Accepts the words that scanners use for the five steps, in any case.
    fn from_str(text: &str) -> Result<Self, NotAnId> {
        Ok(match text.trim().to_ascii_lowercase().as_str() {
            "critical" | "urgent" | "cat 0" => Self::Critical,
            "high" | "serious" | "cat i" | "important" => Self::High,
            "medium" | "moderate" | "cat ii" => Self::Medium,
            "low" | "minor" | "cat iii" => Self::Low,
            "info" | "informational" | "information" | "none" | "log" => Self::Info,
            _ => {
                return Err(NotAnId { text: text.into(), expected: "a severity: critical, high, medium, low or info" });
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bands_meet_at_the_published_scores() {
        for (score, band) in [
            (0.0, "info"),
            (0.1, "low"),
            (3.9, "low"),
            (4.0, "medium"),
            (6.9, "medium"),
            (7.0, "high"),
            (8.9, "high"),
            (9.0, "critical"),
            (10.0, "critical"),
        ] {
            assert_eq!(Severity::of_cvss(score).word(), band, "{score}");
        }
        assert_eq!(Severity::of_cvss2(10.0), Severity::High);
    }

    #[test]
    fn words_are_read_back() {
        for severity in Severity::ALL {
            assert_eq!(severity.word().parse(), Ok(severity));
        }
        assert!("severe-ish".parse::<Severity>().is_err());
    }
}
