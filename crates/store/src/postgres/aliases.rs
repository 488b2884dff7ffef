//! For which assets the statements of imports stand.

use std::collections::{BTreeMap, BTreeSet};

use closeout_app::{ports::StoreError, views::MergingRow};
use closeout_domain::{
    asset::relation::{Naming, Relation},
    finding::asset::NameKind,
    ids::{AssetId, OrganizationId},
};
use deadpool_postgres::Transaction;
use tokio_postgres::{GenericClient, Row};
use uuid::Uuid;

use super::{row::Columns, said};
use crate::{relation, rows::from_doc, settle::words};

const ACTION: &str = "tell assets apart";

/// What people said of the assets of a system, as it was kept.
pub async fn row(
    client: &impl GenericClient,
    organization: OrganizationId,
    system: Uuid,
) -> Result<Option<MergingRow>, StoreError> {
    let sql = "SELECT doc FROM merging WHERE organization = $1 AND system = $2";
    let found = client.query_opt(sql, &[&organization.0, &system]).await.map_err(said(ACTION))?;
    found.map(|row| from_doc("merging", Columns::of(&row).take()?)).transpose()
}

/// What people said of the assets of a system.
pub async fn relation(
    client: &impl GenericClient,
    organization: OrganizationId,
    system: Uuid,
) -> Result<Relation, StoreError> {
    Ok(row(client, organization, system).await?.map(|row| row.relation()).unwrap_or_default())
}

/// How imports that stand called these assets, by the number of the import, in the order of their commits.
pub async fn gather(
    client: &impl GenericClient,
    organization: OrganizationId,
    system: Uuid,
    assets: &BTreeSet<AssetId>,
) -> Result<Vec<Naming<i64>>, StoreError> {
    if assets.is_empty() {
        return Ok(Vec::new());
    }
    let sql = "SELECT r.number, n.asset, n.kind, n.name FROM naming n
        JOIN reading r ON r.organization = n.organization AND r.import = n.import
        WHERE n.organization = $1 AND n.asset = ANY($2) AND r.system = $3 AND NOT r.undone";
    let assets: Vec<Uuid> = assets.iter().map(|asset| asset.0).collect();
    let name = |row: &Row| {
        let mut c = Columns::of(row);
        let (number, asset) = (c.take()?, AssetId(c.take()?));
        Ok((number, asset, (words::name_kind(c.take()?)?, c.take()?)))
    };
    let found = client.query(sql, &[&organization.0, &assets, &system]).await.map_err(said(ACTION))?;
    Ok(relation::gathered(found.iter().map(name).collect::<Result<Vec<_>, StoreError>>()?))
}

/// Every name of a system with the asset that it recognises, where names were split off: the first import that stands
/// decides, and what people said.
pub async fn names(
    client: &impl GenericClient,
    organization: OrganizationId,
    system: Uuid,
) -> Result<Option<Vec<(NameKind, String, AssetId)>>, StoreError> {
    let said_of = relation(client, organization, system).await?;
    let divided = said_of.divided();
    if divided.is_empty() {
        return Ok(None);
    }
    let sql =
        "SELECT DISTINCT ON (kind, key) kind, name, asset, number FROM naming JOIN reading USING (organization, import)
        WHERE organization = $1 AND system = $2 AND NOT undone ORDER BY kind, key, number";
    let given = |row: &Row| {
        let mut c = Columns::of(row);
        Ok((words::name_kind(c.take()?)?, c.take()?, AssetId(c.take()?), c.take()?))
    };
    let rows = client.query(sql, &[&organization.0, &system]).await.map_err(said(ACTION))?;
    let rows = rows.iter().map(given).collect::<Result<Vec<_>, StoreError>>()?;
    let namings = gather(client, organization, system, &divided).await?;
    Ok(Some(relation::recognised::<i64>(&said_of, &namings, rows)))
}

/// Works out for which assets the statements of a system's imports stand. Says whether any may stand for another.
pub async fn align(tx: &Transaction<'_>, organization: OrganizationId, system: Uuid) -> Result<bool, StoreError> {
    let said_of = relation(&**tx, organization, system).await?;
    let sql = "DELETE FROM stands_for x USING reading r WHERE x.organization = $1 AND r.organization = $1
        AND r.import = x.import AND r.system = $2";
    tx.execute(sql, &[&organization.0, &system]).await.map_err(said(ACTION))?;
    if said_of.is_plain() {
        return Ok(false);
    }
    let sql =
        "SELECT number, import FROM reading WHERE organization = $1 AND system = $2 AND NOT undone ORDER BY number";
    let mut imports: BTreeMap<i64, Uuid> = BTreeMap::new();
    for row in &tx.query(sql, &[&organization.0, &system]).await.map_err(said(ACTION))? {
        let mut c = Columns::of(row);
        imports.insert(c.take()?, c.take()?);
    }
    let numbers: Vec<i64> = imports.keys().copied().collect();
    let namings = gather(&**tx, organization, system, &said_of.divided()).await?;
    let (mut keys, mut assets, mut others): (Vec<Uuid>, Vec<Uuid>, Vec<Uuid>) = Default::default();
    for ((number, asset), stands) in relation::aliases(&said_of, &numbers, &namings) {
        keys.extend(imports.get(&number));
        assets.push(asset.0);
        others.push(stands.0);
    }
    let sql = "INSERT INTO stands_for (organization, import, asset, stands)
        SELECT $1, * FROM unnest($2::uuid[], $3::uuid[], $4::uuid[])";
    tx.execute(sql, &[&organization.0, &keys, &assets, &others]).await.map_err(said(ACTION))?;
    let sql = "INSERT INTO asset (organization, asset, system, label, ip, os) VALUES ($1, $2, $3, $4, $5, '')
        ON CONFLICT DO NOTHING";
    for (id, part) in said_of.parts.iter().filter(|(_, part)| part.stands) {
        let (label, ip) = relation::called(part);
        tx.execute(sql, &[&organization.0, &id.0, &system, &label, &ip]).await.map_err(said(ACTION))?;
    }
    Ok(true)
}
