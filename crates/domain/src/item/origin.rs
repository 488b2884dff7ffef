//! Where an item comes from, and what it will take.

use std::{fmt, str::FromStr};

use crate::ids::NotAnId;

/// What kind of look found the weakness.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub enum Source {
    /// An assessment of requirements and objectives, by oneself or another.
    Assessment,
    /// A vulnerability or configuration scan.
    Scan,
    /// A penetration test.
    PenetrationTest,
    /// An internal or external audit.
    Audit,
    /// An incident or its review.
    Incident,
    /// Somebody noticed.
    Observation,
}

impl Source {
    /// Every source.
    pub const ALL: [Self; 6] =
        [Self::Assessment, Self::Scan, Self::PenetrationTest, Self::Audit, Self::Incident, Self::Observation];

    /// The word used in files, the API and the database.
    pub fn word(self) -> &'static str {
        match self {
            Self::Assessment => "assessment",
            Self::Scan => "scan",
            Self::PenetrationTest => "penetration_test",
            Self::Audit => "audit",
            Self::Incident => "incident",
            Self::Observation => "observation",
        }
    }
}

crate::ids::worded!(Source, "a source: assessment, scan, penetration_test, audit, incident or observation");

/// How the weakness became known: OMB's "how identified".
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin {
    /// What kind of look.
    pub source: Source,
    /// Which one, as in "gap assessment of 10 September" or a file's name.
    pub detail: String,
}

/// Money in cents of the organization's currency.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, Default)]
pub struct Money(pub u64);

impl fmt::Display for Money {
    /// As in `$6,200` or `$6,200.50`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let digits = (self.0 / 100).to_string();
        f.write_str("$")?;
        for (i, digit) in digits.chars().enumerate() {
            if i > 0 && (digits.len() - i).is_multiple_of(3) {
                f.write_str(",")?;
            }
            write!(f, "{digit}")?;
        }
        match self.0 % 100 {
            0 => Ok(()),
            cents => write!(f, ".{cents:02}"),
        }
    }
}

impl FromStr for Money {
    type Err = NotAnId;

    /// Accepts `6200`, `6,200`, `$6,200.50`; never a negative amount.
    fn from_str(text: &str) -> Result<Self, NotAnId> {
        let wrong = || NotAnId { text: text.into(), expected: "an amount of money, such as 6200 or 6200.50" };
        let plain = text.trim().trim_start_matches('$').replace([',', ' '], "");
        let (whole, cents) = plain.split_once('.').unwrap_or((&plain, ""));
        let digits = |part: &str| part.chars().all(|c| c.is_ascii_digit());
        if whole.is_empty() || cents.len() > 2 || !digits(whole) || !digits(cents) {
            return Err(wrong());
        }
        let whole: u64 = whole.parse().map_err(|_| wrong())?;
        let cents: u64 = format!("{cents:0<2}").parse().map_err(|_| wrong())?;
        whole.checked_mul(100).and_then(|w| w.checked_add(cents)).map(Self).ok_or_else(wrong)
    }
}

/// What correcting the weakness takes: OMB's "resources required".
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Resources {
    /// Which people or firms, as in "system administrator; outside firewall specialist".
    pub people: String,
    /// Working hours in all.
    pub hours: u32,
    /// Money beside the hours.
    pub cost: Money,
    /// Where the money comes from; may be empty when there is no cost.
    pub funding: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn money_is_read_as_it_is_written() {
        for (text, cents, shown) in [
            ("6200", 620_000, "$6,200"),
            ("$6,200.50", 620_050, "$6,200.50"),
            ("0", 0, "$0"),
            ("1234567.8", 123_456_780, "$1,234,567.80"),
        ] {
            assert_eq!(text.parse(), Ok(Money(cents)), "{text}");
            assert_eq!(Money(cents).to_string(), shown);
            assert_eq!(shown.parse(), Ok(Money(cents)));
        }
        for text in ["", "-5", "1.234", "five", "99999999999999999999", "1e5", "$"] {
            assert!(text.parse::<Money>().is_err(), "{text}");
        }
    }
}
