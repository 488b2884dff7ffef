//! Findings: what imports bring, and what lists show of it.

use std::collections::HashMap;

use async_trait::async_trait;
use closeout_app::{
    bulk::Feed,
    ports::{Findings, Finish, Imported, Mode, StoreError, Write},
    query::{FindingQuery, Page},
    record::Recorded,
    views::{AssetState, FindingRow, GroupRow},
};
use closeout_domain::{
    finding::{asset::NameKind, observation::Judgement},
    ids::{AssetId, Digest, FindingId, ImportId, OrganizationId, SystemId},
};
use deadpool_postgres::Transaction;
use tokio::sync::mpsc;
use tokio_postgres::Row;
use uuid::Uuid;

use super::{
    PostgresStore, aliases,
    events::lock,
    pages,
    pairs::{self, pair},
    row::Columns,
    said, settling,
};
use crate::settle::{asset_state, reason, shown, words};

#[async_trait]
impl Findings for PostgresStore {
    async fn import(
        &self,
        organization: OrganizationId,
        system: SystemId,
        import: ImportId,
        mode: Mode,
        feed: mpsc::Receiver<Feed>,
        finish: Finish,
    ) -> Result<Imported, StoreError> {
        self.take_in(organization, system, import, mode, feed, finish).await
    }

    async fn undo(
        &self,
        organization: OrganizationId,
        import: ImportId,
        write: Write,
    ) -> Result<Vec<Recorded>, StoreError> {
        self.take_back(organization, import, write).await
    }

    async fn statements(&self, organization: OrganizationId) -> Result<Vec<(ImportId, u64)>, StoreError> {
        let sql = "SELECT r.import, (SELECT count(*) FROM sighting s WHERE s.organization = r.organization
            AND s.import = r.import) FROM reading r WHERE r.organization = $1 ORDER BY r.number";
        let count = |row: &Row| {
            let mut c = Columns::of(row);
            Ok((ImportId(c.take()?), c.unsigned()?))
        };
        self.all("count statements", sql, &[&organization.0]).await?.iter().map(count).collect()
    }

    async fn is_settled(&self, organization: OrganizationId) -> Result<bool, StoreError> {
        let action = "compare findings";
        let mut client = self.writer(action).await?;
        let tx = client.transaction().await.map_err(said(action))?;
        lock(&tx, organization).await?;
        let before = written(&tx, organization).await?;
        settling::anew(&tx, organization, None).await?;
        let after = written(&tx, organization).await?;
        tx.rollback().await.map_err(said(action))?;
        Ok(before.is_some() && before == after)
    }

    async fn import_of(
        &self,
        organization: OrganizationId,
        system: SystemId,
        digest: Digest,
    ) -> Result<Option<ImportId>, StoreError> {
        let sql = "SELECT import FROM import WHERE organization = $1 AND system = $2 AND digest = $3 AND NOT undone
            ORDER BY import LIMIT 1";
        let found = self.one("look for the file", sql, &[&organization.0, &system.0, &digest.to_string()]).await?;
        found.map(|row| Columns::of(&row).take().map(ImportId)).transpose()
    }

    async fn asset_names(
        &self,
        organization: OrganizationId,
        system: SystemId,
    ) -> Result<Vec<(NameKind, String, AssetId)>, StoreError> {
        let client = self.reader("read the names of assets").await?;
        if let Some(names) = aliases::names(&**client, organization, system.0).await? {
            return Ok(names);
        }
        drop(client);
        let sql = "SELECT kind, name, asset FROM asset_name WHERE organization = $1 AND system = $2";
        let name = |row: &Row| {
            let mut c = Columns::of(row);
            Ok((words::name_kind(c.take()?)?, c.take()?, AssetId(c.take()?)))
        };
        let mut names: Vec<_> = self
            .all("read the names of assets", sql, &[&organization.0, &system.0])
            .await?
            .iter()
            .map(name)
            .collect::<Result<_, StoreError>>()?;
        names.sort_unstable();
        Ok(names)
    }

    async fn findings(
        &self,
        organization: OrganizationId,
        query: &FindingQuery,
    ) -> Result<Page<FindingRow>, StoreError> {
        self.listed(organization, query).await
    }

    async fn groups(&self, organization: OrganizationId, query: &FindingQuery) -> Result<Page<GroupRow>, StoreError> {
        self.grouped(organization, query).await
    }

    async fn finding(
        &self,
        organization: OrganizationId,
        finding: FindingId,
    ) -> Result<Option<FindingRow>, StoreError> {
        let client = self.reader("read a finding").await?;
        Ok(pages::findings(&client, organization, &[finding.0]).await?.pop())
    }

    async fn asset_states(
        &self,
        organization: OrganizationId,
        finding: FindingId,
    ) -> Result<Vec<AssetState>, StoreError> {
        let action = "read where a finding is";
        let sql = "SELECT p.asset, s.place, s.state, s.output FROM presence p JOIN sighting s
                ON s.organization = p.organization AND s.import = p.stated_in AND s.finding = p.finding
                AND s.asset = p.asset
            WHERE p.organization = $1 AND p.finding = $2 AND NOT EXISTS (SELECT 1 FROM stands_for x
                WHERE x.organization = s.organization AND x.import = s.import AND x.asset = s.asset)
            UNION ALL
            SELECT p.asset, s.place, s.state, s.output FROM presence p JOIN stands_for x
                ON x.organization = p.organization AND x.import = p.stated_in AND x.stands = p.asset
            JOIN sighting s ON s.organization = p.organization AND s.import = p.stated_in AND s.finding = p.finding
                AND s.asset = x.asset
            WHERE p.organization = $1 AND p.finding = $2";
        let mut stated: HashMap<Uuid, Vec<(String, Judgement, String)>> = HashMap::new();
        for row in &self.all(action, sql, &[&organization.0, &finding.0]).await? {
            let mut c = Columns::of(row);
            let asset = c.take()?;
            stated.entry(asset).or_default().push((c.take()?, words::judgement(c.take()?)?, c.take()?));
        }
        let sql = format!(
            "SELECT p.asset, coalesce(a.label, ''), coalesce(a.ip, ''), coalesce(a.os, ''),
                coalesce(d.stage = 'dismissed', false), {}
            FROM presence p LEFT JOIN asset a ON a.organization = p.organization AND a.asset = p.asset
                LEFT JOIN dismissal d ON d.organization = p.organization AND d.finding = p.finding
            WHERE p.organization = $1 AND p.finding = $2 ORDER BY coalesce(a.label, '') COLLATE \"C\", p.asset",
            pairs::COLUMNS
        );
        let state = |row: &Row| {
            let mut c = Columns::of(row);
            let (asset, label, ip, os, dismissed) = (c.take()?, c.take()?, c.take()?, c.take()?, c.take()?);
            let pair = pair(&mut c)?;
            let statements = stated.get(&asset).map(Vec::as_slice).unwrap_or_default();
            let (places, output) = shown(statements.iter().map(|(p, j, o)| (p.as_str(), *j, o.as_str())));
            Ok(AssetState {
                asset,
                label,
                ip,
                os,
                state: asset_state(&pair, dismissed).to_owned(),
                reason: reason(&pair),
                clean: pair.presence.clean,
                places,
                output,
                first_seen: pair.presence.first_seen,
                last_seen: pair.presence.last_seen,
            })
        };
        self.all(action, &sql, &[&organization.0, &finding.0]).await?.iter().map(state).collect()
    }
}

/// A sum over what settling writes; `None` when an import states what nothing keeps.
async fn written(tx: &Transaction<'_>, organization: OrganizationId) -> Result<Option<String>, StoreError> {
    let sql = "SELECT CASE WHEN EXISTS (SELECT 1 FROM sighting s WHERE s.organization = $1 AND NOT EXISTS
            (SELECT 1 FROM finding f WHERE f.organization = s.organization AND f.finding = s.finding)) THEN NULL
        ELSE (SELECT coalesce(sum(hashtextextended((p.finding, p.asset, p.state, p.why, p.clean, p.first_seen, p.last_seen,
                p.severity, p.authenticated)::text, 0)), 0)::text FROM presence p WHERE p.organization = $1) || ' ' ||
            (SELECT coalesce(sum(hashtextextended((f.finding, f.fix, f.class, f.state, f.severity, f.assets, f.present, f.absent,
                f.first_seen, f.last_seen)::text, 0)), 0)::text FROM finding f WHERE f.organization = $1) END";
    let row = tx.query_one(sql, &[&organization.0]).await.map_err(said("compare findings"))?;
    row.try_get(0).map_err(said("compare findings"))
}
