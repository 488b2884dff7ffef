//! CVSS vectors: read, checked, scored. A score never stands without its version, and is never compared across versions.

use std::{cmp::Ordering, fmt};

use cvss::Cvss;

use super::exposure::{Criticality, Exposure};
use crate::finding::severity::Severity;

/// The versions of the standard, the oldest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Version {
    /// 2.0, of 2007.
    V2,
    /// 3.0, of 2015.
    V30,
    /// 3.1, of 2019.
    V31,
    /// 4.0, of 2023.
    V40,
}

impl Version {
    /// Every version.
    pub const ALL: [Self; 4] = [Self::V2, Self::V30, Self::V31, Self::V40];

    /// As in "3.1".
    pub fn word(self) -> &'static str {
        match self {
            Self::V2 => "2.0",
            Self::V30 => "3.0",
            Self::V31 => "3.1",
            Self::V40 => "4.0",
        }
    }

    /// The version that a source names.
    pub fn of(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|v| v.word() == text.trim())
    }

    /// The band of a base score: FIRST for 3.x and 4.0; the NVD's for 2.0, which knows no critical.
    pub fn band(self, score: f64) -> Severity {
        let score = score as f32;
        if self == Self::V2 { Severity::of_cvss2(score) } else { Severity::of_cvss(score) }
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.word())
    }
}

/// A text is no CVSS vector.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{text:?} is no CVSS vector: {why}")]
pub struct NotAVector {
    /// The text, as given.
    pub text: String,
    /// What is wrong with it.
    pub why: String,
}

/// A vector that follows its specification.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Vector {
    version: Version,
    text: String,
}

/// Metrics of version 4.0 that have no part in any score.
const SUPPLEMENTAL: [&str; 6] = ["S", "AU", "R", "V", "RE", "U"];
/// What the standard asks of the environment: how much confidentiality, integrity and availability matter there.
const REQUIREMENTS: [&str; 3] = ["CR", "IR", "AR"];
/// Base metrics of version 4.0, which come first.
const BASE_V40: [&str; 11] = ["AV", "AC", "AT", "PR", "UI", "VC", "VI", "VA", "SC", "SI", "SA"];
/// Longest vector that is looked at, in bytes: every metric of version 4.0 once takes about 200.
const LONGEST: usize = 400;

impl Vector {
    /// Reads a vector. Parentheses around one of version 2.0 and Tenable's prefix before it do not matter.
    ///
    /// # Errors
    /// [`NotAVector`] for an unknown metric or value, one that occurs twice, or a missing base metric.
    pub fn parse(text: &str) -> Result<Self, NotAVector> {
        let wrong = |why: String| NotAVector { text: text.chars().take(LONGEST).collect(), why };
        let bare = text.trim().trim_start_matches("CVSS2#").trim_start_matches('(').trim_end_matches(')');
        if bare.len() > LONGEST {
            return Err(wrong(format!("it is longer than {LONGEST} bytes")));
        }
        let read = scored(bare).map_err(|error| wrong(error.to_string()))?;
        let version = match read {
            Cvss::CvssV20(_) => Version::V2,
            // The library takes a vector of 3.x with some metrics for a whole one.
            Cvss::CvssV30(v) | Cvss::CvssV31(v)
                if [v.av.is_none(), v.ac.is_none(), v.pr.is_none(), v.ui.is_none()].contains(&true)
                    || [v.s.is_none(), v.c.is_none(), v.i.is_none(), v.a.is_none()].contains(&true) =>
            {
                return Err(wrong("a base metric is missing".into()));
            }
            Cvss::CvssV30(_) => Version::V30,
            Cvss::CvssV31(_) => Version::V31,
            Cvss::CvssV40(_) => Version::V40,
            _ => return Err(wrong("of a version that is not known".into())),
        };
        Ok(Self { version, text: bare.to_owned() })
    }

    /// Which version it follows.
    pub fn version(&self) -> Version {
        self.version
    }

    /// The base score, 0.0 to 10.0: of the base metrics alone, whatever else the vector holds.
    pub fn base_score(&self) -> f64 {
        let base = match self.version {
            Version::V40 => self.of_base().join("/"),
            _ => self.text.clone(),
        };
        scored(&base).map_or(0.0, |read| read.score())
    }

    /// The environmental score of an asset, with what it asks in place of the vector's own security requirements. Whoever
    /// holds CUI has a high requirement of confidentiality; its criticality is its requirement of integrity and availability.
    ///
    /// `None` where nothing is known of the asset that the vector could take in.
    pub fn environmental_score(&self, exposure: Exposure) -> Option<f64> {
        let level = exposure.criticality.map(|c| match c {
            Criticality::Low => "L",
            Criticality::Medium => "M",
            Criticality::High => "H",
        });
        let cui = (exposure.cui == Some(true)).then_some("H");
        let asked: Vec<String> = REQUIREMENTS
            .into_iter()
            .zip([cui, level, level])
            .filter_map(|(metric, level)| Some(format!("{metric}:{}", level?)))
            .collect();
        if asked.is_empty() {
            return None;
        }
        let replaced = |metric: &str| asked.iter().any(|a| name(a) == name(metric));
        let mut metrics: Vec<&str> = self.text.split('/').filter(|metric| !replaced(metric)).collect();
        if self.version == Version::V40 {
            metrics.retain(|metric| !SUPPLEMENTAL.contains(&name(metric)));
        }
        // Version 4.0 has a fixed order: base, exploit maturity, requirements, modified base.
        let first = |metric: &&str| {
            let name = name(metric);
            name == "CVSS" || name == "E" || BASE_V40.contains(&name)
        };
        let (before, after): (Vec<&str>, Vec<&str>) = match self.version {
            Version::V40 => metrics.into_iter().partition(first),
            _ => (metrics, Vec::new()),
        };
        let whole: Vec<&str> = before.into_iter().chain(asked.iter().map(String::as_str)).chain(after).collect();
        Some(match scored(&whole.join("/")).ok()? {
            Cvss::CvssV20(vector) => vector.environmental_score().value(),
            Cvss::CvssV30(vector) | Cvss::CvssV31(vector) => vector.environmental_score().value(),
            other => other.score(),
        })
    }

    fn of_base(&self) -> Vec<&str> {
        let base = |metric: &&str| name(metric) == "CVSS" || BASE_V40.contains(&name(metric));
        self.text.split('/').filter(base).collect()
    }
}

impl fmt::Display for Vector {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.text)
    }
}

fn name(metric: &str) -> &str {
    metric.split(':').next().unwrap_or_default()
}

fn scored(text: &str) -> Result<Cvss, cvss::Error> {
    text.parse()
}

/// A score of a source with its version, and the vector where it gives one that can be read.
#[derive(Debug, Clone, PartialEq)]
pub struct Score {
    /// Which version.
    pub version: Version,
    /// 0.0 to 10.0: as the source states it, or as the vector comes to.
    pub base: f64,
    /// The vector.
    pub vector: Option<Vector>,
}

impl Score {
    /// What a source says: the vector's version wins over the stated one, and the stated score over the vector's. `None`
    /// where there is no version, or neither a score nor a vector that can be read.
    pub fn of(version: &str, vector: &str, score: Option<f64>) -> Option<Self> {
        let vector = Vector::parse(vector).ok();
        let version = vector.as_ref().map_or_else(|| Version::of(version), |v| Some(v.version))?;
        let stated = score.filter(|s| (0.0..=10.0).contains(s));
        let base = stated.or_else(|| vector.as_ref().map(Vector::base_score))?;
        Some(Self { version, base, vector })
    }
}

/// The score to go by: the highest of the newest version that a source gives. Versions are never compared with each other.
pub fn best(scores: &[Score]) -> Option<&Score> {
    let ranked = |a: &&Score, b: &&Score| {
        let with_vector = |s: &Score| s.vector.is_some();
        let by_base = a.base.partial_cmp(&b.base).unwrap_or(Ordering::Equal);
        a.version.cmp(&b.version).then(by_base).then(with_vector(a).cmp(&with_vector(b)))
    };
    scores.iter().max_by(ranked)
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    const LOG4SHELL: &str = "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:C/C:H/I:H/A:H";
    const READS: &str = "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:N/A:N";

    #[rstest]
    #[case("AV:N/AC:L/Au:N/C:P/I:P/A:P", "2.0", 7.5)]
    #[case("CVSS2#AV:N/AC:M/Au:N/C:P/I:N/A:N", "2.0", 4.3)]
    #[case("(AV:N/AC:L/Au:N/C:C/I:C/A:C)", "2.0", 10.0)]
    #[case("CVSS:3.0/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H", "3.0", 9.8)]
    #[case(LOG4SHELL, "3.1", 10.0)]
    #[case(READS, "3.1", 7.5)]
    #[case("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:N/A:N/E:U/CR:L", "3.1", 7.5)]
    #[case("CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N", "4.0", 9.3)]
    // Threat and supplemental metrics are no part of the base score.
    #[case("CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N/E:U/S:P/AU:Y", "4.0", 9.3)]
    fn vectors_of_every_version_are_scored(#[case] text: &str, #[case] version: &str, #[case] score: f64) {
        let vector = Vector::parse(text).unwrap();
        assert_eq!((vector.version().word(), vector.base_score()), (version, score));
    }

    #[rstest]
    #[case("")]
    #[case("high")]
    #[case("CVSS:3.1/AV:N")]
    #[case("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H")]
    #[case("CVSS:3.1/AV:Q/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H")]
    #[case("CVSS:3.1/AV:N/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H")]
    #[case("CVSS:9.9/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H")]
    #[case("AV:N/AC:L/Au:N/C:P/I:P")]
    fn what_is_no_vector_is_refused(#[case] text: &str) {
        assert!(Vector::parse(text).is_err(), "{text}");
    }

    #[test]
    fn what_has_no_end_is_refused() {
        assert!(Vector::parse(&"AV:N/".repeat(10_000)).is_err());
    }

    #[rstest]
    // C:H with CR:H is 1.5 x 0.56, cut at 0.915: 7.5 becomes 9.3.
    #[case(READS, Some(true), None, Some(9.3))]
    #[case(READS, None, Some(Criticality::Low), Some(7.5))]
    #[case(READS, Some(false), None, None)]
    #[case(READS, None, None, None)]
    #[case("AV:N/AC:L/Au:N/C:P/I:N/A:N", Some(true), None, Some(6.0))]
    fn what_the_asset_asks_changes_the_score(
        #[case] text: &str,
        #[case] cui: Option<bool>,
        #[case] criticality: Option<Criticality>,
        #[case] expected: Option<f64>,
    ) {
        let exposure = Exposure { internet: None, cui, criticality };
        assert_eq!(Vector::parse(text).unwrap().environmental_score(exposure), expected);
    }

    #[test]
    fn what_the_asset_asks_takes_the_place_of_the_vectors_own_requirement() {
        let exposure = Exposure { cui: Some(true), ..Exposure::default() };
        let low = Vector::parse(&format!("{READS}/CR:L")).unwrap();
        assert_eq!(low.environmental_score(exposure), Some(9.3));
        let v4 = "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:L/VI:N/VA:N/SC:N/SI:N/SA:N/E:P/CR:L/MAV:A/S:P";
        let v4 = Vector::parse(v4).unwrap().environmental_score(exposure);
        assert!(v4.is_some_and(|score| (0.0..=10.0).contains(&score)), "{v4:?}");
    }

    #[test]
    fn the_newest_version_goes_first_and_scores_are_compared_only_within_it() {
        let score = |version, base| Score::of(version, "", Some(base)).unwrap();
        let all = [score("2.0", 10.0), score("3.1", 6.5), score("3.1", 7.5), score("3.0", 9.8)];
        assert_eq!(best(&all), Some(&all[2]));
        assert_eq!(best(&[]), None);
        assert_eq!(Score::of("", "", Some(9.8)), None);
        assert_eq!(Score::of("3.1", "rubbish", None), None);
        assert_eq!(Score::of("2.0", READS, None).map(|s| (s.version, s.base)), Some((Version::V31, 7.5)));
    }

    #[test]
    fn bands_are_those_of_the_version() {
        assert_eq!(Version::V2.band(10.0), Severity::High);
        assert_eq!(Version::V31.band(9.0), Severity::Critical);
        assert_eq!(Version::V40.band(0.0), Severity::Info);
    }
}
