//! Who sees to what happens by itself.

use async_trait::async_trait;
use closeout_app::ports::{Leases, StoreError};
use closeout_domain::ids::OrganizationId;
use jiff::Timestamp;
use uuid::Uuid;

use super::PostgresStore;
use crate::rows;

#[async_trait]
impl Leases for PostgresStore {
    async fn take_lease(
        &self,
        organization: OrganizationId,
        holder: Uuid,
        now: Timestamp,
        until: Timestamp,
    ) -> Result<bool, StoreError> {
        // One statement: of two servers, the second waits for the row of the first and then sees whose it is.
        let sql = "INSERT INTO lease (organization, holder, until) VALUES ($1, $2, $3)
            ON CONFLICT (organization) DO UPDATE SET holder = excluded.holder, until = excluded.until
                WHERE lease.holder = excluded.holder OR lease.until <= $4";
        let (until, now) = (rows::micros(until), rows::micros(now));
        Ok(self.changed("take a lease", sql, &[&organization.0, &holder, &until, &now]).await? == 1)
    }

    async fn return_lease(&self, organization: OrganizationId, holder: Uuid) -> Result<(), StoreError> {
        let sql = "DELETE FROM lease WHERE organization = $1 AND holder = $2";
        self.change("return a lease", sql, &[&organization.0, &holder]).await
    }
}
