//! Assets that people said are one, and names that they said were put together by mistake.

use std::collections::BTreeSet;

use async_trait::async_trait;
use closeout_app::{
    ports::{Merging, Mode, NamingRow, Regrouped, Write},
    views::MergingRow,
};
use closeout_domain::{
    asset::relation::Naming,
    ids::{AssetId, ImportId, OrganizationId, SystemId},
};
use rusqlite::{Connection, OptionalExtension, params};
use uuid::Uuid;

use super::{
    aliases::{gather, said},
    connection::{Fate, SqliteStore},
    events::record,
    settle,
    values::{Answer, Result, unsigned},
};
use crate::{relation::Census, rows::instant};

#[async_trait]
impl Merging for SqliteStore {
    async fn regroup(
        &self,
        organization: OrganizationId,
        system: SystemId,
        mode: Mode,
        write: Write,
    ) -> Answer<Regrouped> {
        self.write_bulk("tell assets apart", move |tx| {
            let before = census(tx, organization.0, system.0)?;
            let recorded = record(tx, organization, &write)?;
            settle::anew(tx, organization, system.0)?;
            let effect = before.until(&census(tx, organization.0, system.0)?);
            Ok(match mode {
                Mode::Commit => (Regrouped { recorded, effect }, Fate::Keep),
                Mode::Preview => (Regrouped { recorded: Vec::new(), effect }, Fate::Drop),
            })
        })
        .await
    }

    async fn namings(
        &self,
        organization: OrganizationId,
        system: SystemId,
        assets: &[AssetId],
    ) -> Answer<Vec<NamingRow>> {
        let assets: BTreeSet<AssetId> = assets.iter().copied().collect();
        self.read("read how imports called assets", move |c| {
            let mut reading =
                c.prepare_cached("SELECT import, seen_at FROM reading WHERE organization = ?1 AND number = ?2")?;
            let mut stands = c.prepare_cached(
                "SELECT stands FROM stands_for WHERE organization = ?1 AND import = ?2 AND asset = ?3",
            )?;
            let row = |Naming { import, asset, names }: Naming<i64>| {
                let of = |row: &rusqlite::Row<'_>| Ok((row.get(0)?, row.get(1)?));
                let (key, at): (Uuid, i64) = reading.query_row(params![organization.0, import], of)?;
                let other = stands.query_row(params![organization.0, import, asset.0], |row| row.get(0)).optional()?;
                let stands = other.map_or(asset, AssetId);
                Ok(NamingRow { import: ImportId(key), seen_at: instant(at)?, asset, stands, names })
            };
            gather(c, organization.0, system.0, &assets)?.into_iter().map(row).collect()
        })
        .await
    }

    async fn merging(&self, organization: OrganizationId, system: SystemId) -> Answer<Option<MergingRow>> {
        self.read("read which assets are one", move |c| said(c, organization.0, system.0)).await
    }
}

fn census(connection: &Connection, organization: Uuid, system: Uuid) -> Result<Census> {
    let mut statement = connection
        .prepare_cached("SELECT finding, state FROM finding WHERE organization = ?1 AND system = ?2 AND assets > 0")?;
    let states = statement.query_map([organization, system], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let states = states.collect::<rusqlite::Result<_>>()?;
    let mut open = connection.prepare_cached(
        "SELECT count(*) FROM presence WHERE organization = ?1 AND system = ?2 AND first_seen IS NOT NULL
         AND state <> 1",
    )?;
    let open = open.query_row([organization, system], |row| Ok(unsigned(row, 0)))??;
    Ok(Census { states, open })
}
