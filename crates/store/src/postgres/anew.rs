//! What an older version of this program kept less of, worked out when the database is opened.

use closeout_app::ports::StoreError;
use closeout_domain::ids::OrganizationId;

use super::{PostgresStore, described, events, row::Columns, said, settling};

impl PostgresStore {
    /// Works it out, in one transaction for each organization.
    pub(super) async fn settle_what_is_left(&self, action: &'static str) -> Result<(), StoreError> {
        for row in self.all(action, "SELECT organization FROM unsettled", &[]).await? {
            let organization = OrganizationId(Columns::of(&row).take()?);
            let mut client = self.writer(action).await?;
            let tx = client.transaction().await.map_err(said(action))?;
            events::lock(&tx, organization).await?;
            described::all_anew(&tx, organization).await?;
            settling::anew(&tx, organization, None).await?;
            let done = "DELETE FROM unsettled WHERE organization = $1";
            tx.execute(done, &[&organization.0]).await.map_err(said(action))?;
            tx.commit().await.map_err(said(action))?;
        }
        Ok(())
    }
}
