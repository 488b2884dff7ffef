//! Imports: taken in, settled, looked at, and kept or not; and undone.

use closeout_app::{
    bulk::Feed,
    ports::{Finish, Imported, Mode, Settled, StoreError, Write},
    record::Recorded,
};
use closeout_domain::ids::{ImportId, OrganizationId, SystemId};
use deadpool_postgres::Object;
use tokio::sync::mpsc;

use super::{
    PostgresStore, events, groups,
    lists::{NEXT_ITEM, next_item},
    said, settling,
    staging::Staging,
    step::Step,
};

const ACTION: &str = "import";

impl PostgresStore {
    /// The lock is taken when the file has been read: until then others go on writing.
    pub(super) async fn take_in(
        &self,
        organization: OrganizationId,
        system: SystemId,
        import: ImportId,
        mode: Mode,
        feed: mpsc::Receiver<Feed>,
        finish: Finish,
    ) -> Result<Imported, StoreError> {
        let mut client = self.writer(ACTION).await?;
        let tx = client.transaction().await.map_err(said(ACTION))?;
        let mut staging = Staging::new(&tx, organization, system, import, mode).await?;
        let ending = staging.take_in(feed).await?;
        events::lock(&tx, organization).await?;
        staging.merge(&ending).await?;
        let step = Step { import: import.0, ending: ending.clone() };
        let totals = settling::one(&tx, organization, system.0, step, staging.stock).await?;
        let groups = groups::unanswered(&tx, organization, import, staging.stock).await?;
        let row = tx.query_one(NEXT_ITEM, &[&organization.0]).await.map_err(said(ACTION))?;
        let settled = Settled {
            ending,
            changes: totals.changes,
            open: totals.open,
            groups,
            not_observed: totals.not_observed.into_iter().collect(),
            next_item: next_item(&row)?,
        };
        let write = match (finish(&settled), mode) {
            (Ok(write), Mode::Commit) => write,
            (answer, _) => {
                tx.rollback().await.map_err(said(ACTION))?;
                return Ok(Imported { settled, recorded: Vec::new(), refused: answer.err() });
            }
        };
        let recorded = events::record(&tx, organization, &write).await?;
        tx.commit().await.map_err(said(ACTION))?;
        get_to_know(&client).await;
        Ok(Imported { settled, recorded, refused: None })
    }

    pub(super) async fn take_back(
        &self,
        organization: OrganizationId,
        import: ImportId,
        write: Write,
    ) -> Result<Vec<Recorded>, StoreError> {
        let action = "undo an import";
        let mut client = self.writer(action).await?;
        let tx = client.transaction().await.map_err(said(action))?;
        events::lock(&tx, organization).await?;
        let recorded = events::record(&tx, organization, &write).await?;
        let sql = "UPDATE reading SET undone = true WHERE organization = $1 AND import = $2";
        tx.execute(sql, &[&organization.0, &import.0]).await.map_err(said(action))?;
        settling::anew(&tx, organization, Some(import.0)).await?;
        tx.commit().await.map_err(said(action))?;
        Ok(recorded)
    }
}

/// Tells the planner, once, what the first import brought. Afterwards PostgreSQL does so by itself, but at first only after
/// a minute, and that is the minute in which people look at their first import.
async fn get_to_know(client: &Object) {
    let unknown =
        "SELECT bool_or(reltuples < 0) FROM pg_class WHERE oid IN ('finding'::regclass, 'presence'::regclass)";
    let done = match client.query_one(unknown, &[]).await.and_then(|row| row.try_get(0)) {
        Ok(true) => client.batch_execute("ANALYZE finding, finding_doc, presence, sighting").await,
        other => other.map(|_: bool| ()),
    };
    if let Err(error) = done {
        tracing::debug!(%error, "the planner's statistics stay as they are");
    }
}
