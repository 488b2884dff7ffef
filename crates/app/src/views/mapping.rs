//! The requirements that a finding bears on, and the mapping behind it.

use closeout_domain::mapping::{Concern, Concerns};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::PersonRef;

/// A requirement that a finding bears on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ConcernView {
    /// As in "3.4.2".
    pub requirement: String,
    /// Its short title.
    pub title: String,
    /// What a NOT MET costs, 1, 3 or 5; `null` for 3.12.4.
    pub points: Option<u8>,
    /// Why.
    pub reason: String,
    /// Who says so: `source`, `organization` or `catalog`.
    pub by: String,
}

/// Every requirement that a finding bears on.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, ToSchema)]
pub struct ConcernsView {
    /// The one under which the work is to stand first.
    pub named: Vec<ConcernView>,
    /// What leads to no requirement, and why.
    pub silent: Vec<String>,
}

impl From<&Concerns> for ConcernsView {
    fn from(concerns: &Concerns) -> Self {
        let view = |concern: &Concern| {
            let known = closeout_catalog::requirement(&concern.requirement);
            ConcernView {
                requirement: concern.requirement.clone(),
                title: known.map(|r| r.title.to_owned()).unwrap_or_default(),
                points: known.and_then(|r| r.points).map(closeout_catalog::Points::full),
                reason: concern.reason.clone(),
                by: concern.by.word().into(),
            }
        };
        Self { named: concerns.named.iter().map(view).collect(), silent: concerns.silent.clone() }
    }
}

/// A mapping of the organization, in place of the catalog's.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct MappingRow {
    /// What is mapped: `flaws`, `settings`, a CCI as in "CCI-000366", or a check as in "nessus:70658".
    pub subject: String,
    /// To which requirements; none if it bears on none.
    pub requirements: Vec<String>,
    /// Why.
    pub reason: String,
    /// When that was said.
    #[schema(value_type = String, format = DateTime)]
    pub at: Timestamp,
    /// By whom.
    pub by: PersonRef,
}

/// A mapping of the catalog.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CatalogMapping {
    /// What is mapped: `flaws`, `settings`, or a CCI.
    pub subject: String,
    /// The control of SP 800-53 that a CCI is part of; for the others what they are.
    pub control: String,
    /// To which requirements; none if SP 800-171 does not ask for the control.
    pub requirements: Vec<String>,
}

/// Both mappings.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, ToSchema)]
pub struct MappingTable {
    /// The organization's own, which come first.
    pub organization: Vec<MappingRow>,
    /// The catalog's, as far as they were searched for.
    pub catalog: Vec<CatalogMapping>,
}
