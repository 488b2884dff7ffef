//! What an older version of this program kept less of, worked out when the database is opened.

use closeout_app::ports::StoreError;
use closeout_domain::ids::OrganizationId;
use deadpool_postgres::Object;

use super::{described, events, row::Columns, said, settling};

/// Works it out, in one transaction for each organization.
pub async fn what_is_left(client: &mut Object) -> Result<(), StoreError> {
    let action = "work findings out for the newer schema";
    let left = client.query("SELECT organization FROM unsettled", &[]).await.map_err(said(action))?;
    for row in left {
        let organization = OrganizationId(Columns::of(&row).take()?);
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
