//! What feeds say of CVEs, and the assets that findings are on.

use async_trait::async_trait;
pub use closeout_domain::feed::{Fact, FactRow};
use closeout_domain::{feed::Kind, ids::OrganizationId, priority::Cve};
use tokio::sync::mpsc;

use super::{StoreError, Write};
use crate::{
    query::{AssetQuery, Page},
    record::Recorded,
    views::{AssetRow, FeedRow},
};

/// Facts and assets.
#[async_trait]
pub trait Facts: Send + Sync {
    /// Takes in an edition of a feed with the events that record it, in one transaction: in place of the edition before if
    /// the feed is whole, otherwise CVE by CVE. Of several rows for one CVE, the last stays.
    ///
    /// # Errors
    /// [`StoreError::Conflict`]; [`StoreError::Failed`] when fewer or more than `rows` rows come. Nothing is kept then.
    async fn put_facts(
        &self,
        organization: OrganizationId,
        feed: Kind,
        rows: u64,
        facts: mpsc::Receiver<Vec<FactRow>>,
        write: Write,
    ) -> Result<Vec<Recorded>, StoreError>;

    /// What the feeds say of these CVEs, by feed and CVE.
    async fn facts(&self, organization: OrganizationId, cves: &[Cve]) -> Result<Vec<FactRow>, StoreError>;

    /// The editions that hold, by feed.
    async fn feeds(&self, organization: OrganizationId) -> Result<Vec<FeedRow>, StoreError>;

    /// Assets that match, by label and key, a page. Their `exposure` is what was said by hand.
    async fn assets(&self, organization: OrganizationId, query: &AssetQuery) -> Result<Page<AssetRow>, StoreError>;
}
