//! Assets that people said are one, and names that they said were put together by mistake.

use std::collections::BTreeSet;

use async_trait::async_trait;
use closeout_domain::{
    finding::recognition::Name,
    ids::{AssetId, FindingId, ImportId, OrganizationId, SystemId},
};
use jiff::Timestamp;

use super::{Mode, StoreError, Write};
use crate::{record::Recorded, views::MergingRow};

/// What saying that assets are one, or two, comes to.
#[derive(Debug)]
pub struct Regrouped {
    /// What was recorded; empty for a preview.
    pub recorded: Vec<Recorded>,
    /// What it changes of the findings of the system.
    pub effect: Effect,
}

/// What of the findings of a system is different after its assets were told apart otherwise.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Effect {
    /// Pairs of finding and asset that were open.
    pub open_before: u64,
    /// Pairs that are open now.
    pub open_after: u64,
    /// Findings whose state over all assets is another: which, from and to, as in "open" and "absent"; by their key.
    pub changed: Vec<(FindingId, String, String)>,
}

/// How an import that stands called an asset.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NamingRow {
    /// Which import.
    pub import: ImportId,
    /// The latest instant at which it looked.
    pub seen_at: Timestamp,
    /// The asset that it recognised.
    pub asset: AssetId,
    /// The asset that it stands for: see [`closeout_domain::asset::relation`].
    pub stands: AssetId,
    /// Names that it gave first; one that it gave to several assets is the first one's.
    pub names: BTreeSet<Name>,
}

/// The relation between the assets that imports recognised and those that they stand for.
#[async_trait]
pub trait Merging: Send + Sync {
    /// Records what was said of which assets are one, and settles the system again from its imports that stand, each
    /// statement counted for the asset that it stands for now. A preview keeps nothing.
    ///
    /// # Errors
    /// [`StoreError::Conflict`]; nothing is written then.
    async fn regroup(
        &self,
        organization: OrganizationId,
        system: SystemId,
        mode: Mode,
        write: Write,
    ) -> Result<Regrouped, StoreError>;

    /// How the imports that stand called these assets, as they recognised them, in the order of their commits.
    async fn namings(
        &self,
        organization: OrganizationId,
        system: SystemId,
        assets: &[AssetId],
    ) -> Result<Vec<NamingRow>, StoreError>;

    /// What was said of which assets of a system are one; `None` where nothing ever was.
    async fn merging(&self, organization: OrganizationId, system: SystemId) -> Result<Option<MergingRow>, StoreError>;
}
