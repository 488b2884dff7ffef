//! Rows of an import on their way from a reader to a store.

use closeout_domain::{
    finding::{asset::NameKind, coverage::CheckScope, observation::Judgement, severity::Severity},
    ids::{AssetId, FindingId, ItemNumber},
    import::Tally,
};
use jiff::Timestamp;
use uuid::Uuid;

use crate::views::CvssView;

/// What travels from the reader to the store.
#[derive(Debug)]
pub enum Feed {
    /// Some rows.
    Rows(Batch),
    /// The file was read; nothing follows.
    End(Ending),
}

/// Rows of an import, some thousand at a time. Assets and findings come before the rows that refer to them.
#[derive(Debug, Default)]
pub struct Batch {
    /// Assets met for the first time in this import.
    pub assets: Vec<AssetDetail>,
    /// Findings met for the first time in this import.
    pub findings: Vec<FindingDetail>,
    /// Statements.
    pub sightings: Vec<Sighting>,
    /// What the source was able to judge.
    pub coverage: Vec<CoverageRow>,
}

/// What is known at the end of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ending {
    /// The format's id, as in "nessus".
    pub format: String,
    /// The tool family whose checks the file speaks of.
    pub family: String,
    /// The tool, as in "Nessus 10.8.3"; may be empty.
    pub tool: String,
    /// The policy or profile under which it ran; may be empty.
    pub policy: String,
    /// Whether the file was read to its end. If not, its silence proves nothing.
    pub complete: bool,
    /// The latest instant at which the source looked; the import's own time when it does not say.
    pub seen_at: Timestamp,
    /// What it held.
    pub tally: Tally,
}

/// An asset, and every name by which it is to be recognised from now on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AssetDetail {
    /// Its key.
    pub id: AssetId,
    /// How people call it.
    pub label: String,
    /// Names in their normal spelling. A name that another asset has already stays with that one.
    pub names: Vec<(NameKind, String)>,
    /// Operating system, for people.
    pub os: String,
    /// Network address as last stated, for people.
    pub ip: String,
}

/// What a source says of a weakness, whichever the asset.
#[derive(Debug, Clone, PartialEq)]
pub struct FindingDetail {
    /// Its key.
    pub id: FindingId,
    /// Tool family.
    pub family: String,
    /// The format that stated it, as in "nessus".
    pub source: String,
    /// The source's name of the check.
    pub check: String,
    /// One line for people.
    pub title: String,
    /// On the common scale: the worst stated in this import so far.
    pub severity: Severity,
    /// The source's own word for it.
    pub native_severity: String,
    /// CVSS statements.
    pub cvss: Vec<CvssView>,
    /// CVEs.
    pub cve: Vec<String>,
    /// CWEs.
    pub cwe: Vec<String>,
    /// Control correlation identifiers.
    pub cci: Vec<String>,
    /// The requirement or objective that the source names; may be empty.
    pub requirement: String,
    /// What it is.
    pub description: String,
    /// What the source advises.
    pub recommendation: String,
    /// The key of the work that corrects it.
    pub fix: Uuid,
}

/// One statement about one weakness at one place of one asset.
#[derive(Debug, Clone, PartialEq)]
pub struct Sighting {
    /// Which weakness.
    pub finding: FindingId,
    /// On which asset.
    pub asset: AssetId,
    /// Where on it, as in "tcp/443".
    pub place: String,
    /// What is stated.
    pub state: Judgement,
    /// How bad, here.
    pub severity: Severity,
    /// When the source looked.
    pub seen_at: Option<Timestamp>,
    /// Whether the check can tell only when it signs in.
    pub needs_authentication: bool,
    /// What the check saw.
    pub output: String,
}

/// What the source was able to judge on one asset.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CoverageRow {
    /// Which asset.
    pub asset: AssetId,
    /// Whether it answered.
    pub reached: bool,
    /// Whether the source signed in.
    pub authenticated: Option<bool>,
    /// Edition of the checks; empty when unknown.
    pub check_set: String,
    /// Which checks ran.
    pub checks: CheckScope,
    /// When the source looked.
    pub seen_at: Option<Timestamp>,
}

/// Findings that the same work corrects, and that no item answers yet but perhaps a closed one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// The key of the work.
    pub fix: Uuid,
    /// Title of the worst of them.
    pub title: String,
    /// What the worst of them is.
    pub description: String,
    /// What the source advises.
    pub recommendation: String,
    /// The worst severity.
    pub severity: Severity,
    /// The requirement or objective that the source names; may be empty.
    pub requirement: String,
    /// Which findings.
    pub findings: Vec<FindingId>,
    /// On how many assets at least one of them is.
    pub assets: u64,
    /// The last closed item that answered one of them: the weakness came back.
    pub closed_item: Option<ItemNumber>,
}
