//! What public feeds say of a CVE: CISA's catalog of known exploited vulnerabilities, FIRST's EPSS, CISA's SSVC answers.

use std::{fmt, str::FromStr};

pub use closeout_catalog::directive::{Exploitation, TechnicalImpact};
use jiff::civil::Date;

use crate::ids::NotAnId;

/// The name of a vulnerability, as in "CVE-2026-0001".
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Cve(String);

impl Cve {
    /// As in "CVE-2026-0001".
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The year in its name: when the number was assigned or reserved.
    pub fn year(&self) -> u16 {
        self.0.split('-').nth(1).and_then(|year| year.parse().ok()).unwrap_or_default()
    }
}

impl fmt::Display for Cve {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl FromStr for Cve {
    type Err = NotAnId;

    /// Four digits of a year and four to nineteen of a number, in any case.
    fn from_str(text: &str) -> Result<Self, NotAnId> {
        let name = text.trim().to_ascii_uppercase();
        let digits = |part: &str, length: std::ops::RangeInclusive<usize>| {
            length.contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit())
        };
        let mut parts = name.split('-');
        let named = parts.next() == Some("CVE")
            && parts.next().is_some_and(|year| digits(year, 4..=4))
            && parts.next().is_some_and(|number| digits(number, 4..=19))
            && parts.next().is_none();
        match named {
            true => Ok(Self(name)),
            false => Err(NotAnId { text: text.chars().take(40).collect(), expected: "a CVE, as in CVE-2026-0001" }),
        }
    }
}

/// An entry of CISA's catalog of known exploited vulnerabilities.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kev {
    /// When it was added.
    pub added: Date,
    /// The date that CISA gives with it. It need not be what a directive's table comes to; both are kept.
    pub due_date: Option<Date>,
    /// Whether campaigns with ransomware are known to use it.
    pub ransomware: bool,
}

/// Whether a CVE stands in that catalog.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Listing {
    /// No edition of the catalog has been brought in: nothing can be said.
    #[default]
    Unknown,
    /// It is not in the latest edition that was brought in.
    NotListed,
    /// It is.
    Listed(Kev),
}

impl Listing {
    /// The entry, if there is one.
    pub fn kev(&self) -> Option<&Kev> {
        match self {
            Self::Listed(kev) => Some(kev),
            _ => None,
        }
    }

    /// Whether it is listed, as far as that can be said.
    pub fn known(&self) -> Option<bool> {
        match self {
            Self::Unknown => None,
            Self::NotListed => Some(false),
            Self::Listed(_) => Some(true),
        }
    }
}

/// EPSS: how likely the vulnerability is to be exploited anywhere within the next 30 days. Worked out anew every day.
#[derive(Debug, Clone, PartialEq)]
pub struct Epss {
    /// 0.0 to 1.0.
    pub probability: f64,
    /// The share of all scored vulnerabilities with this probability or less, 0.0 to 1.0.
    pub percentile: f64,
    /// The day of the scores.
    pub date: Date,
    /// The model's version, as in "v2025.03.14".
    pub model: String,
}

/// What CISA answers of SSVC's decision points ("Vulnrichment"); `None` where it has not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Ssvc {
    /// Evidence that it is used in attacks.
    pub exploitation: Option<Exploitation>,
    /// Whether an attack can be automated.
    pub automatable: Option<bool>,
    /// How much of the asset an attack hands over.
    pub technical_impact: Option<TechnicalImpact>,
}

/// What is known of one CVE.
#[derive(Debug, Clone, PartialEq)]
pub struct CveFacts {
    /// Which.
    pub cve: Cve,
    /// Its place in the catalog of known exploited vulnerabilities.
    pub kev: Listing,
    /// Its EPSS score, if there is one.
    pub epss: Option<Epss>,
    /// What CISA answers about it.
    pub ssvc: Ssvc,
}

impl CveFacts {
    /// A CVE of which nothing is known.
    pub fn unknown(cve: Cve) -> Self {
        Self { cve, kev: Listing::Unknown, epss: None, ssvc: Ssvc::default() }
    }

    /// Exploitation as SSVC sees it: active for what the catalog lists, whatever else was answered before.
    pub fn exploitation(&self) -> Option<Exploitation> {
        self.kev.kev().map(|_| Exploitation::Active).or(self.ssvc.exploitation)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cves_are_named_one_way() {
        assert_eq!(
            " cve-2026-0001 ".parse::<Cve>().map(|c| (c.to_string(), c.year())),
            Ok(("CVE-2026-0001".into(), 2026))
        );
        for wrong in
            ["", "CVE-26-0001", "CVE-2026-001", "CVE-2026-0001-1", "CVE-2026-00a1", "GHSA-2026-0001", "CVE 2026-0001"]
        {
            assert!(wrong.parse::<Cve>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn what_the_catalog_lists_is_exploited() {
        let mut facts = CveFacts::unknown("CVE-2026-0001".parse().unwrap());
        facts.ssvc.exploitation = Some(Exploitation::PublicPoc);
        assert_eq!(facts.exploitation(), Some(Exploitation::PublicPoc));
        facts.kev = Listing::Listed(Kev { added: jiff::civil::date(2026, 1, 2), due_date: None, ransomware: false });
        assert_eq!(facts.exploitation(), Some(Exploitation::Active));
        assert_eq!((Listing::Unknown.known(), Listing::NotListed.known()), (None, Some(false)));
    }
}
