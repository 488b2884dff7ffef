//! Who sees to what happens by itself.

use async_trait::async_trait;
use closeout_app::ports::Leases;
use closeout_domain::ids::OrganizationId;
use jiff::Timestamp;
use uuid::Uuid;

use super::{connection::SqliteStore, values::Answer};
use crate::rows;

#[async_trait]
impl Leases for SqliteStore {
    async fn take_lease(
        &self,
        organization: OrganizationId,
        holder: Uuid,
        now: Timestamp,
        until: Timestamp,
    ) -> Answer<bool> {
        let sql = "INSERT INTO lease (organization, holder, until) VALUES (?1, ?2, ?3)
            ON CONFLICT (organization) DO UPDATE SET holder = excluded.holder, until = excluded.until
                WHERE lease.holder = excluded.holder OR lease.until <= ?4";
        let values = (organization.0, holder, rows::micros(until), rows::micros(now));
        self.write("take a lease", move |tx| Ok(tx.prepare_cached(sql)?.execute(values)? == 1)).await
    }

    async fn return_lease(&self, organization: OrganizationId, holder: Uuid) -> Answer<()> {
        let sql = "DELETE FROM lease WHERE organization = ?1 AND holder = ?2";
        self.write("return a lease", move |tx| {
            tx.prepare_cached(sql)?.execute((organization.0, holder))?;
            Ok(())
        })
        .await
    }
}
