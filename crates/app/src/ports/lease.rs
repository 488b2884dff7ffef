//! Who sees to what happens by itself, when several servers share a record.

use async_trait::async_trait;
use closeout_domain::ids::OrganizationId;
use jiff::Timestamp;
use uuid::Uuid;

use super::StoreError;

/// One lease for each organization. It ends by itself, so that whoever was killed with it in hand stops nobody.
///
/// Times are the callers': the clocks of servers that share a record must agree to well within the length of a lease.
#[async_trait]
pub trait Leases: Send + Sync {
    /// Takes the lease for `holder` until then, unless somebody else has it and it has not ended `now`. Its holder renews
    /// it in the same way. Answers whether `holder` has it.
    async fn take_lease(
        &self,
        organization: OrganizationId,
        holder: Uuid,
        now: Timestamp,
        until: Timestamp,
    ) -> Result<bool, StoreError>;

    /// Gives the lease back; somebody else's stays theirs.
    async fn return_lease(&self, organization: OrganizationId, holder: Uuid) -> Result<(), StoreError>;
}
