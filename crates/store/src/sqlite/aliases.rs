//! For which assets the statements of imports stand.

use std::collections::{BTreeSet, HashMap, HashSet};

use closeout_app::views::MergingRow;
use closeout_domain::{
    asset::relation::{Naming, Relation},
    finding::{asset::NameKind, recognition::Name},
    ids::AssetId,
};
use rusqlite::{Connection, OptionalExtension, Transaction, params};
use uuid::Uuid;

use super::values::Result;
use crate::{relation, rows::from_doc, settle::words};

/// What people said of the assets of a system, as it was kept.
pub fn said(connection: &Connection, organization: Uuid, system: Uuid) -> Result<Option<MergingRow>> {
    let sql = "SELECT doc FROM merging WHERE organization = ?1 AND system = ?2";
    let doc: Option<String> =
        connection.prepare_cached(sql)?.query_row([organization, system], |row| row.get(0)).optional()?;
    Ok(doc.map(|doc| from_doc("merging", &doc)).transpose()?)
}

/// What people said of the assets of a system.
pub fn relation(connection: &Connection, organization: Uuid, system: Uuid) -> Result<Relation> {
    Ok(said(connection, organization, system)?.map(|row| row.relation()).unwrap_or_default())
}

/// How imports that stand called these assets, in the order of their commits.
pub fn gather(
    connection: &Connection,
    organization: Uuid,
    system: Uuid,
    assets: &BTreeSet<AssetId>,
) -> Result<Vec<Naming<i64>>> {
    let mut statement = connection.prepare_cached(
        "SELECT n.import, n.kind, n.name FROM asset_name n
         JOIN reading r ON r.organization = n.organization AND r.number = n.import
         WHERE n.organization = ?1 AND n.asset = ?2 AND n.system = ?3 AND NOT r.undone",
    )?;
    let mut names: Vec<(i64, AssetId, Name)> = Vec::new();
    for asset in assets {
        let mut rows = statement.query([organization, asset.0, system])?;
        while let Some(row) = rows.next()? {
            let kind = words::name_kind(row.get_ref(1)?.as_str().map_err(rusqlite::Error::from)?)?;
            names.push((row.get(0)?, *asset, (kind, row.get(2)?)));
        }
    }
    Ok(relation::gathered(names))
}

/// Works out for which assets the statements of a system's imports stand.
pub fn align(tx: &Transaction<'_>, organization: Uuid, system: Uuid) -> Result<()> {
    let said = relation(tx, organization, system)?;
    tx.prepare_cached(
        "DELETE FROM stands_for WHERE organization = ?1
         AND import IN (SELECT number FROM reading WHERE organization = ?1 AND system = ?2)",
    )?
    .execute([organization, system])?;
    if said.is_plain() {
        return Ok(());
    }
    let mut standing = tx.prepare_cached(
        "SELECT number FROM reading WHERE organization = ?1 AND system = ?2 AND NOT undone ORDER BY number",
    )?;
    let imports = standing.query_map([organization, system], |row| row.get(0))?;
    let imports = imports.collect::<rusqlite::Result<Vec<i64>>>()?;
    let namings = gather(tx, organization, system, &said.divided())?;
    let mut insert =
        tx.prepare_cached("INSERT INTO stands_for (organization, import, asset, stands) VALUES (?1, ?2, ?3, ?4)")?;
    for ((import, asset), stands) in relation::aliases(&said, &imports, &namings) {
        insert.execute(params![organization, import, asset.0, stands.0])?;
    }
    let mut asset = tx.prepare_cached(
        "INSERT OR IGNORE INTO asset (organization, asset, system, label, os, ip) VALUES (?1, ?2, ?3, ?4, '', ?5)",
    )?;
    for (id, part) in said.parts.iter().filter(|(_, part)| part.stands) {
        let (label, ip) = relation::called(part);
        asset.execute(params![organization, id.0, system, label, ip])?;
    }
    Ok(())
}

/// For which assets one import's statements stand.
#[derive(Debug, Default)]
pub struct Aliases {
    /// Assets that are stated and stand for another.
    away: HashSet<Uuid>,
    /// By asset: those that are stated and stand for it.
    kin: HashMap<Uuid, Vec<Uuid>>,
}

impl Aliases {
    /// Of an import.
    pub fn of(connection: &Connection, organization: Uuid, import: i64) -> Result<Self> {
        let sql = "SELECT asset, stands FROM stands_for WHERE organization = ?1 AND import = ?2";
        let mut statement = connection.prepare_cached(sql)?;
        let mut rows = statement.query(params![organization, import])?;
        let mut aliases = Self::default();
        while let Some(row) = rows.next()? {
            let (asset, stands): (Uuid, Uuid) = (row.get(0)?, row.get(1)?);
            aliases.away.insert(asset);
            aliases.kin.entry(stands).or_default().push(asset);
        }
        Ok(aliases)
    }

    /// Whether every statement stands for the asset that it states.
    pub fn is_plain(&self) -> bool {
        self.away.is_empty()
    }

    /// The assets whose statements stand for this one.
    pub fn stated(&self, asset: Uuid) -> Vec<Uuid> {
        let itself = (!self.away.contains(&asset)).then_some(asset);
        itself.into_iter().chain(self.kin.get(&asset).into_iter().flatten().copied()).collect()
    }
}

/// Every name by which an asset of a system is known: that of the first import that stands, or as people told assets apart.
pub fn names(c: &Connection, organization: Uuid, system: Uuid) -> Result<Vec<(NameKind, String, AssetId)>> {
    // Beside min(), SQLite takes the other columns from the row that holds it.
    let sql = "SELECT n.kind, n.name, n.asset, min(n.import) FROM asset_name n
        JOIN reading r ON r.organization = n.organization AND r.number = n.import
        WHERE n.organization = ?1 AND n.system = ?2 AND NOT r.undone GROUP BY n.kind, n.name";
    let mut statement = c.prepare_cached(sql)?;
    let mut rows = statement.query([organization, system])?;
    let mut names = Vec::new();
    while let Some(row) = rows.next()? {
        let kind = words::name_kind(row.get_ref(0)?.as_str().map_err(rusqlite::Error::from)?)?;
        names.push((kind, row.get(1)?, AssetId(row.get(2)?), row.get(3)?));
    }
    let said = relation(c, organization, system)?;
    let namings = gather(c, organization, system, &said.divided())?;
    Ok(relation::recognised::<i64>(&said, &namings, names))
}
