//! One statement of one source about one check on one asset.

use jiff::Timestamp;

use super::{asset::AssetNames, severity::Severity};

/// What the source says of the weakness on the asset.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, Default)]
pub enum Judgement {
    /// The weakness is there.
    #[default]
    Present,
    /// The check ran and did not find it: a pass, "not a finding", "fixed".
    Absent,
    /// The check is listed but says neither: not reviewed, not applicable, an error.
    NotJudged,
}

impl Judgement {
    /// The word used in files and the API.
    pub fn word(self) -> &'static str {
        match self {
            Self::Present => "present",
            Self::Absent => "absent",
            Self::NotJudged => "not_judged",
        }
    }
}

/// The requirement or objective of SP 800-171 Rev 2 that somebody wrote, in its one spelling; `None` if there is none.
pub fn requirement(text: &str) -> Option<String> {
    let objective = || closeout_catalog::objective(text).map(closeout_catalog::Objective::id);
    closeout_catalog::requirement(text).map(|requirement| requirement.id.to_owned()).or_else(objective)
}

/// A CVSS vector as the source wrote it, with the score it states. Scores of different versions are never compared.
#[derive(Clone, Copy, PartialEq, Debug, Default)]
pub struct CvssStatement<'a> {
    /// "2.0", "3.0", "3.1" or "4.0"; empty when the source does not say.
    pub version: &'a str,
    /// The vector, or empty.
    pub vector: &'a str,
    /// The base score that the source states, 0.0 to 10.0.
    pub score: Option<f32>,
}

/// An observation, borrowed from the source's buffer: it lives as long as one record. Empty text means "not said".
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Observation<'a> {
    /// The source's own name of the check: a plugin id, a rule, a vulnerability number.
    pub check: &'a str,
    /// One line for people.
    pub title: &'a str,
    /// Present, judged absent, or not judged.
    pub state: Judgement,
    /// On the common scale.
    pub severity: Severity,
    /// The source's own word or number for it.
    pub native_severity: &'a str,
    /// Every CVSS statement of the source.
    pub cvss: Vec<CvssStatement<'a>>,
    /// Every CVE, as in "CVE-2026-0001".
    pub cve: Vec<&'a str>,
    /// Every CWE, as in "CWE-79".
    pub cwe: Vec<&'a str>,
    /// Every control correlation identifier, as in "CCI-000366".
    pub cci: Vec<&'a str>,
    /// The 800-171 requirement or objective that the source names itself, as in "3.5.3" or `3.5.3[a]`.
    pub requirement: &'a str,
    /// Where it was seen.
    pub asset: AssetNames<'a>,
    /// Where on the asset: "tcp/443", a path, a URL. Part of the identity.
    pub place: &'a str,
    /// When the source looked, in UTC.
    pub seen_at: Option<Timestamp>,
    /// What the weakness is.
    pub description: &'a str,
    /// What the source advises.
    pub recommendation: &'a str,
    /// What the check saw on this asset.
    pub output: &'a str,
    /// Whether the check can tell only when it signs in to the asset.
    pub needs_authentication: bool,
}
