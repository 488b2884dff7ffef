//! Findings: the way in, and as people read them.

use async_trait::async_trait;
use closeout_app::{
    bulk::Feed,
    ports::{Findings, Finish, Imported, Mode, Write},
    query::{FindingQuery, Page},
    record::Recorded,
    views::{AssetState, FindingRow, GroupRow},
};
use closeout_domain::{
    finding::asset::NameKind,
    ids::{AssetId, Digest, FindingId, ImportId, OrganizationId, SystemId},
};
use rusqlite::{Connection, OptionalExtension, params};
use tokio::sync::mpsc;
use uuid::Uuid;

use super::{
    aliases, check,
    connection::{Fate, SqliteStore},
    import::{self, Target},
    pages,
    pairs::Editions,
    settle::judgement,
    values::{Answer, Result, unsigned},
};
use crate::settle::{asset_state, reason, shown};

// CROSS JOIN is SQLite's way to say in which order tables are read. Left to itself it goes through all pairs of a system.

#[async_trait]
impl Findings for SqliteStore {
    async fn import(
        &self,
        organization: OrganizationId,
        system: SystemId,
        import: ImportId,
        mode: Mode,
        feed: mpsc::Receiver<Feed>,
        finish: Finish,
    ) -> Answer<Imported> {
        let target = Target { organization, system, import };
        self.write_bulk("import", move |tx| import::take_in(tx, target, mode, feed, finish)).await
    }

    async fn undo(&self, organization: OrganizationId, import: ImportId, write: Write) -> Answer<Vec<Recorded>> {
        self.write_bulk("undo an import", move |tx| import::undo(tx, organization, import, &write)).await
    }

    async fn statements(&self, organization: OrganizationId) -> Answer<Vec<(ImportId, u64)>> {
        let sql = "SELECT r.import, (SELECT count(*) FROM sighting s WHERE s.organization = r.organization
            AND s.import = r.number) FROM reading r WHERE r.organization = ?1 ORDER BY r.number";
        self.read("count statements", move |c| {
            let mut statement = c.prepare_cached(sql)?;
            let mut rows = statement.query([organization.0])?;
            let mut counts = Vec::new();
            while let Some(row) = rows.next()? {
                counts.push((ImportId(row.get(0)?), unsigned(row, 1)?));
            }
            Ok(counts)
        })
        .await
    }

    async fn is_settled(&self, organization: OrganizationId) -> Answer<bool> {
        self.write_bulk("compare findings", move |tx| Ok((check::is_settled(tx, organization)?, Fate::Drop))).await
    }

    async fn import_of(
        &self,
        organization: OrganizationId,
        system: SystemId,
        digest: Digest,
    ) -> Answer<Option<ImportId>> {
        let sql = "SELECT import FROM import WHERE organization = ?1 AND system = ?2 AND digest = ?3 AND NOT undone
            ORDER BY import";
        self.read("look for an import", move |c| {
            let values = params![organization.0, system.0, digest.to_string()];
            Ok(c.prepare_cached(sql)?.query_row(values, |row| row.get(0)).optional()?.map(ImportId))
        })
        .await
    }

    async fn asset_names(
        &self,
        organization: OrganizationId,
        system: SystemId,
    ) -> Answer<Vec<(NameKind, String, AssetId)>> {
        self.read("list the names of assets", move |c| aliases::names(c, organization.0, system.0)).await
    }

    async fn findings(&self, organization: OrganizationId, query: &FindingQuery) -> Answer<Page<FindingRow>> {
        let query = query.clone();
        self.read("list findings", move |c| pages::findings(c, organization, &query)).await
    }

    async fn groups(&self, organization: OrganizationId, query: &FindingQuery) -> Answer<Page<GroupRow>> {
        let query = query.clone();
        self.read("group findings", move |c| pages::groups(c, organization, &query)).await
    }

    async fn finding(&self, organization: OrganizationId, key: FindingId) -> Answer<Option<FindingRow>> {
        self.read("read a finding", move |c| pages::finding(c, organization, key.0)).await
    }

    async fn asset_states(&self, organization: OrganizationId, key: FindingId) -> Answer<Vec<AssetState>> {
        self.read("read the assets of a finding", move |c| asset_states(c, organization, key.0)).await
    }
}

fn asset_states(connection: &Connection, organization: OrganizationId, key: Uuid) -> Result<Vec<AssetState>> {
    let of = organization.0;
    let dismissed = "SELECT 1 FROM dismissal WHERE organization = ?1 AND finding = ?2 AND stage = 'dismissed'";
    let dismissed = connection.prepare_cached(dismissed)?.exists([of, key])?;
    let editions = Editions::of(connection, of)?;
    let mut stated = connection.prepare_cached(
        "SELECT place, state, output FROM sighting WHERE organization = ?1 AND import = ?2 AND number BETWEEN ?3 AND ?4
         AND finding = ?6 AND coalesce((SELECT x.stands FROM stands_for x WHERE x.organization = ?1 AND x.import = ?2
            AND x.asset = sighting.asset), asset) = ?5",
    )?;
    let mut pairs = connection.prepare_cached(
        "SELECT p.state, p.severity, p.clean, p.first_seen, p.last_seen, p.authenticated, p.edition, p.services,
            p.asset, p.stated_in, p.stated_from, p.stated_to,
            coalesce(a.label, ''), coalesce(a.ip, ''), coalesce(a.os, '')
         FROM finding f
         CROSS JOIN finding_asset x ON x.organization = f.organization AND x.finding = f.finding
         CROSS JOIN presence p ON p.organization = f.organization AND p.system = f.system AND p.asset = x.asset
            AND p.finding = f.finding
         LEFT JOIN asset a ON a.organization = f.organization AND a.asset = x.asset
         WHERE f.organization = ?1 AND f.finding = ?2 ORDER BY 13, 9",
    )?;
    let mut rows = pairs.query([of, key])?;
    let mut states = Vec::new();
    while let Some(row) = rows.next()? {
        let pair = editions.pair(row)?;
        let (asset, import, from, to): (Uuid, i64, i64, i64) = (row.get(8)?, row.get(9)?, row.get(10)?, row.get(11)?);
        let mut said: Vec<(String, _, String)> = Vec::new();
        let mut statements = stated.query(params![of, import, from, to, asset, key])?;
        while let Some(row) = statements.next()? {
            said.push((row.get(0)?, judgement(row.get(1)?)?, row.get(2)?));
        }
        let (places, output) =
            shown(said.iter().map(|(place, state, output)| (place.as_str(), *state, output.as_str())));
        states.push(AssetState {
            asset,
            label: row.get(12)?,
            ip: row.get(13)?,
            os: row.get(14)?,
            state: asset_state(&pair, dismissed).to_owned(),
            reason: reason(&pair),
            clean: pair.presence.clean,
            places,
            output,
            first_seen: pair.presence.first_seen,
            last_seen: pair.presence.last_seen,
        });
    }
    Ok(states)
}
