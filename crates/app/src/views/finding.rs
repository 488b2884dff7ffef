//! Findings, by themselves and by the work that corrects them.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

/// A CVSS statement as the source made it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct CvssView {
    /// "2.0", "3.0", "3.1" or "4.0"; empty when the source does not say.
    pub version: String,
    /// The vector, or empty.
    pub vector: String,
    /// The base score that the source states, 0.0 to 10.0.
    pub score: Option<f32>,
}

/// A finding.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct FindingRow {
    /// Its stable key.
    pub id: Uuid,
    /// The system it is in.
    pub system: Uuid,
    /// The family of tools whose check it is, as in "nessus".
    pub family: String,
    /// The source's name of the check.
    pub check: String,
    /// One line.
    pub title: String,
    /// How urgent it is, by all that is known: `critical`, `high`, `medium` or `low`.
    #[serde(default)]
    pub priority: String,
    /// Whether CISA's catalog lists one of its CVEs as known to be exploited.
    #[serde(default)]
    pub exploited: bool,
    /// Whether it is open on an asset that the internet reaches.
    #[serde(default)]
    pub internet: bool,
    /// `critical`, `high`, `medium`, `low` or `info`.
    pub severity: String,
    /// The source's own word for it.
    pub native_severity: String,
    /// `open` (present, or not observed since it was, on an asset), `absent` (proved so everywhere), `dismissed`, or
    /// `not_judged` (listed, never there, and not proved absent everywhere).
    pub state: String,
    /// Of how many assets a source spoke.
    pub assets: u64,
    /// Of them: present.
    pub present: u64,
    /// Of them: absent with proof.
    pub absent: u64,
    /// Of them: not observed by the latest import, with a reason on each.
    pub not_observed: u64,
    /// Formats that stated it.
    pub sources: Vec<String>,
    /// The item that answers it, as in "POAM-0007": the newest when several did.
    pub item: Option<String>,
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
    /// When it was first there.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub first_seen: Option<Timestamp>,
    /// When it was last there.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub last_seen: Option<Timestamp>,
}

/// Findings that the same work corrects.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct GroupRow {
    /// The key of the work.
    pub fix: Uuid,
    /// Title of the most urgent finding.
    pub title: String,
    /// What its source advises.
    pub recommendation: String,
    /// How urgent that is: `critical`, `high`, `medium` or `low`.
    pub priority: String,
    /// Whether CISA's catalog lists a CVE of that finding as known to be exploited.
    pub exploited: bool,
    /// Whether that finding is open on an asset that the internet reaches.
    pub internet: bool,
    /// Its severity.
    pub severity: String,
    /// Formats that stated one of the findings.
    pub sources: Vec<String>,
    /// How many findings.
    pub findings: u64,
    /// Keys of up to 50 of them, the most urgent first.
    pub ids: Vec<Uuid>,
    /// Assets on which at least one of them is open.
    pub assets: u64,
    /// The item that answers one of them.
    pub item: Option<String>,
}

/// A finding on one asset.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct AssetState {
    /// The asset's key.
    pub asset: Uuid,
    /// How people call it.
    pub label: String,
    /// Network address, as last stated.
    pub ip: String,
    /// Operating system, as last stated.
    pub os: String,
    /// `present`, `absent`, `not_observed` or `dismissed`.
    pub state: String,
    /// Why it is not observed; empty otherwise.
    pub reason: String,
    /// How many imports in a row proved it absent.
    pub clean: u32,
    /// Where on the asset, as last stated.
    pub places: Vec<String>,
    /// What the check saw there last.
    pub output: String,
    /// When it was first there.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub first_seen: Option<Timestamp>,
    /// When it was last there.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub last_seen: Option<Timestamp>,
}
