//! What of a finding its urgency follows from, as it is kept beside it: a line instead of all that its source says.
//!
//! The set of its CVEs also tells the same weakness as several tools state it: findings of different families that name the same
//! CVEs. Such findings stay apart, as each tool proves only its own checks to be absent. But they are one piece of work: the
//! first of them, by family and key, leads, and the others are listed under its fix. Only equal sets count: a check that stands
//! for forty CVEs says something else than one of them.

use closeout_app::views::{CvssView, FindingRow};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::rows;

/// What a source says that weighs.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Basis {
    /// CVEs in their one spelling, each once, sorted.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub cve: Vec<String>,
    /// CVSS statements.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub cvss: Vec<CvssView>,
    /// The requirement or objective that it names; may be empty.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub requirement: String,
}

impl From<&FindingRow> for Basis {
    fn from(row: &FindingRow) -> Self {
        let mut cve: Vec<String> = rows::cves(row).collect();
        cve.sort_unstable();
        cve.dedup();
        Self { cve, cvss: row.cvss.clone(), requirement: row.requirement.clone() }
    }
}

impl Basis {
    /// The key of the CVEs; `None` where there is none.
    pub fn weakness(&self) -> Option<[u8; 16]> {
        (!self.cve.is_empty()).then(|| {
            let hash: [u8; 32] = Sha256::digest(self.cve.join(" ")).into();
            std::array::from_fn(|i| hash.get(i).copied().unwrap_or_default())
        })
    }
}
