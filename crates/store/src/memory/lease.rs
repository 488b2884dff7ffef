//! Who sees to what happens by itself.

use async_trait::async_trait;
use closeout_app::ports::{Leases, StoreError};
use closeout_domain::ids::OrganizationId;
use jiff::Timestamp;
use uuid::Uuid;

use super::MemoryStore;

#[async_trait]
impl Leases for MemoryStore {
    async fn take_lease(
        &self,
        organization: OrganizationId,
        holder: Uuid,
        now: Timestamp,
        until: Timestamp,
    ) -> Result<bool, StoreError> {
        let leases = &mut self.lock().leases;
        let free = leases.get(&organization).is_none_or(|(whose, ends)| *whose == holder || *ends <= now);
        if free {
            leases.insert(organization, (holder, until));
        }
        Ok(free)
    }

    async fn return_lease(&self, organization: OrganizationId, holder: Uuid) -> Result<(), StoreError> {
        self.lock().leases.retain(|whose, (by, _)| (*whose, *by) != (organization, holder));
        Ok(())
    }
}
