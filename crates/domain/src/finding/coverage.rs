//! What an import was able to judge. Without it, silence proves nothing.

use jiff::Timestamp;

use super::asset::AssetNames;

/// The tool that speaks in a file.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Tool<'a> {
    /// The family whose checks share one numbering, part of a finding's identity: "nessus", "stig".
    pub family: &'a str,
    /// The product's name, for people.
    pub name: &'a str,
    /// Its version, or empty.
    pub version: &'a str,
    /// The edition of its checks: a plugin feed, a benchmark release. Later ones sort higher; empty when unknown.
    pub check_set: &'a str,
    /// The policy or profile under which it ran.
    pub policy: &'a str,
}

/// What the source was able to judge on one asset.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Coverage<'a> {
    /// Which asset.
    pub asset: AssetNames<'a>,
    /// Whether it answered at all.
    pub reached: bool,
    /// Whether the source signed in; `None` when it does not say or has no need.
    pub authenticated: Option<bool>,
    /// When it looked, in UTC.
    pub seen_at: Option<Timestamp>,
    /// Edition of the checks on this asset where it differs by asset; else empty, and the tool's counts.
    pub check_set: &'a str,
    /// Names the checks that ran, when the source lists them: then only these can prove an absence.
    pub checks: CheckScope,
}

/// Which checks a source ran on the assets it reached.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum CheckScope {
    /// All checks of the edition, or those of a policy: a check that reported before and is silent now found nothing.
    #[default]
    Edition,
    /// Only checks that the file itself states a result for, pass or fail, as checklists do.
    Stated,
    /// Unknown: silence proves nothing.
    Unknown,
}
