//! Assets that people said are one, and names that they said were put together by mistake.

use std::collections::{BTreeMap, BTreeSet};

use async_trait::async_trait;
use closeout_app::{
    ports::{Merging, Mode, NamingRow, Regrouped, StoreError, Write},
    views::MergingRow,
};
use closeout_domain::{
    asset::relation::Naming,
    ids::{AssetId, ImportId, OrganizationId, SystemId},
};
use deadpool_postgres::Transaction;
use uuid::Uuid;

use super::{
    PostgresStore,
    aliases::{gather, row},
    events::{lock, record},
    row::Columns,
    said, settling,
};
use crate::relation::Census;

const ACTION: &str = "tell assets apart";

#[async_trait]
impl Merging for PostgresStore {
    async fn regroup(
        &self,
        organization: OrganizationId,
        system: SystemId,
        mode: Mode,
        write: Write,
    ) -> Result<Regrouped, StoreError> {
        let mut client = self.writer(ACTION).await?;
        let tx = client.transaction().await.map_err(said(ACTION))?;
        lock(&tx, organization).await?;
        let before = census(&tx, organization, system.0).await?;
        let recorded = record(&tx, organization, &write).await?;
        settling::whole(&tx, organization, system.0).await?;
        let effect = before.until(&census(&tx, organization, system.0).await?);
        match mode {
            Mode::Commit => {
                tx.commit().await.map_err(said(ACTION))?;
                Ok(Regrouped { recorded, effect })
            }
            Mode::Preview => {
                tx.rollback().await.map_err(said(ACTION))?;
                Ok(Regrouped { recorded: Vec::new(), effect })
            }
        }
    }

    async fn namings(
        &self,
        organization: OrganizationId,
        system: SystemId,
        assets: &[AssetId],
    ) -> Result<Vec<NamingRow>, StoreError> {
        let action = "read how imports called assets";
        let client = self.reader(action).await?;
        let assets: BTreeSet<AssetId> = assets.iter().copied().collect();
        let namings = gather(&**client, organization, system.0, &assets).await?;
        let sql = "SELECT r.number, r.import, r.seen_at, x.asset, x.stands FROM reading r
            LEFT JOIN stands_for x ON x.organization = r.organization AND x.import = r.import
            WHERE r.organization = $1 AND r.system = $2 AND NOT r.undone";
        let (mut readings, mut stands) = (BTreeMap::new(), BTreeMap::new());
        for row in &client.query(sql, &[&organization.0, &system.0]).await.map_err(said(action))? {
            let mut c = Columns::of(row);
            let (number, import, seen_at): (i64, Uuid, _) = (c.take()?, c.take()?, c.instant()?);
            readings.insert(number, (ImportId(import), seen_at));
            if let (Some(asset), Some(other)) = (c.take()?, c.take()?) {
                stands.insert((number, AssetId(asset)), AssetId(other));
            }
        }
        let shown = |Naming { import, asset, names }: Naming<i64>| {
            let (key, seen_at) = *readings.get(&import)?;
            let stands = stands.get(&(import, asset)).copied().unwrap_or(asset);
            Some(NamingRow { import: key, seen_at, asset, stands, names })
        };
        Ok(namings.into_iter().filter_map(shown).collect())
    }

    async fn merging(&self, organization: OrganizationId, system: SystemId) -> Result<Option<MergingRow>, StoreError> {
        let client = self.reader(ACTION).await?;
        row(&**client, organization, system.0).await
    }
}

async fn census(tx: &Transaction<'_>, organization: OrganizationId, system: Uuid) -> Result<Census, StoreError> {
    let sql = "SELECT finding, state FROM finding WHERE organization = $1 AND system = $2 AND assets > 0";
    let mut census = Census::default();
    for row in &tx.query(sql, &[&organization.0, &system]).await.map_err(said(ACTION))? {
        let mut c = Columns::of(row);
        census.states.insert(c.take()?, c.take()?);
    }
    let sql =
        "SELECT count(*) FROM presence p JOIN finding f ON f.organization = p.organization AND f.finding = p.finding
        WHERE p.organization = $1 AND f.system = $2 AND p.first_seen IS NOT NULL AND p.state <> 'absent'";
    let row = tx.query_one(sql, &[&organization.0, &system]).await.map_err(said(ACTION))?;
    census.open = Columns::of(&row).unsigned()?;
    Ok(census)
}
