//! Taking in the rows of an import as they come. Statements and looks go where they stay; what describes assets and
//! findings waits in temporary tables, because it is written over what other imports said, under the lock.

use std::{collections::BTreeMap, pin::pin};

use closeout_app::{
    bulk::{AssetDetail, Batch, CoverageRow, Ending, Feed, FindingDetail, Sighting},
    ports::{Mode, StoreError},
};
use closeout_domain::ids::{ImportId, OrganizationId, SystemId};
use deadpool_postgres::Transaction;
use sha2::{Digest as _, Sha256};
use tokio::sync::mpsc;
use tokio_postgres::{
    binary_copy::BinaryCopyInWriter,
    types::{ToSql, Type},
};
use uuid::Uuid;

use super::{cves::put_cves, row::Columns, said, step::Stock, twins, value::clean};
use crate::{
    basis::Basis,
    rows::{self, failed},
    settle::words,
};

const ACTION: &str = "import";

/// What describes assets and findings, each row with its place in the file.
const WAITING: &str = "
    CREATE TEMPORARY TABLE waiting_asset (n bigint, asset uuid, label text, ip text, os text) ON COMMIT DROP;
    CREATE TEMPORARY TABLE waiting_name (n bigint, kind text, key bytea, name text, asset uuid) ON COMMIT DROP;
    CREATE TEMPORARY TABLE waiting_finding (n bigint, finding uuid, family text, source text, fix uuid, title text,
        search text, weakness bytea, assessed boolean, basis text, doc text) ON COMMIT DROP;";

/// Statements and looks of a preview, which keeps nothing and leaves no dead rows behind.
const PREVIEW: &str = "
    CREATE TEMPORARY TABLE preview_sighting (LIKE sighting) ON COMMIT DROP;
    CREATE TEMPORARY TABLE preview_coverage (LIKE coverage) ON COMMIT DROP;";

/// The rows of one import on their way in.
pub struct Staging<'t> {
    tx: &'t Transaction<'t>,
    organization: OrganizationId,
    system: SystemId,
    import: ImportId,
    /// Where statements and looks go.
    pub stock: Stock,
    /// The CVEs that findings name, as last stated.
    named: BTreeMap<Uuid, Vec<String>>,
    count: i64,
}

impl<'t> Staging<'t> {
    /// Makes the tables.
    pub async fn new(
        tx: &'t Transaction<'t>,
        organization: OrganizationId,
        system: SystemId,
        import: ImportId,
        mode: Mode,
    ) -> Result<Self, StoreError> {
        tx.batch_execute(WAITING).await.map_err(said(ACTION))?;
        let stock = match mode {
            Mode::Commit => Stock::LASTING,
            Mode::Preview => {
                tx.batch_execute(PREVIEW).await.map_err(said(ACTION))?;
                Stock::PREVIEW
            }
        };
        Ok(Self { tx, organization, system, import, stock, named: BTreeMap::new(), count: 0 })
    }

    /// Takes in rows until their end.
    pub async fn take_in(&mut self, mut feed: mpsc::Receiver<Feed>) -> Result<Ending, StoreError> {
        while let Some(part) = feed.recv().await {
            match part {
                Feed::Rows(batch) => self.batch(&batch).await?,
                Feed::End(ending) => return Ok(ending),
            }
        }
        Err(failed(ACTION)("the rows broke off before their end"))
    }

    /// Writes what waits over what was known, and makes the import the latest. Under the organization's lock.
    pub async fn merge(&self, ending: &Ending) -> Result<(), StoreError> {
        let reading = "INSERT INTO reading
                (organization, import, number, system, family, tool, policy, complete, seen_at, undone)
            SELECT $1, $2, 1 + coalesce(max(number), 0), $3, $4, $5, $6, $7, $8, false FROM reading WHERE organization = $1";
        let values: &[&(dyn ToSql + Sync)] = &[
            &self.organization.0,
            &self.import.0,
            &self.system.0,
            &clean(&ending.family),
            &clean(&ending.tool),
            &clean(&ending.policy),
            &ending.complete,
            &rows::micros(ending.seen_at),
        ];
        self.run(reading, values).await?;
        // As the latest look calls them.
        let assets = "INSERT INTO asset (organization, asset, system, label, ip, os, described_at)
            SELECT DISTINCT ON (asset) $1, asset, $2, label, ip, os, $3 FROM waiting_asset ORDER BY asset, n DESC
            ON CONFLICT (organization, asset) DO UPDATE SET label = excluded.label, ip = excluded.ip, os = excluded.os,
                described_at = excluded.described_at
            WHERE asset.described_at <= excluded.described_at";
        self.run(assets, &[&self.organization.0, &self.system.0, &rows::micros(ending.seen_at)]).await?;
        let naming = "INSERT INTO naming (organization, import, kind, key, name, asset)
            SELECT DISTINCT ON (kind, key) $1, $2, kind, key, name, asset FROM waiting_name ORDER BY kind, key, n";
        self.run(naming, &[&self.organization.0, &self.import.0]).await?;
        let names = "INSERT INTO asset_name (organization, system, kind, key, name, asset)
            SELECT $1, $3, kind, key, name, asset FROM naming WHERE organization = $1 AND import = $2
            ON CONFLICT (organization, system, kind, key) DO NOTHING";
        self.run(names, &[&self.organization.0, &self.import.0, &self.system.0]).await?;
        // What a later look describes stays as that one says.
        let late = "DELETE FROM waiting_finding w USING finding_source s, reading r WHERE s.organization = $1
            AND s.finding = w.finding AND r.organization = $1 AND r.import = s.import AND NOT r.undone AND r.seen_at > $2
            RETURNING w.finding, w.source";
        let late =
            self.tx.query(late, &[&self.organization.0, &rows::micros(ending.seen_at)]).await.map_err(said(ACTION))?;
        let mut named = self.named.clone();
        let (mut passed, mut passed_sources): (Vec<Uuid>, Vec<String>) = (Vec::new(), Vec::new());
        for row in &late {
            let mut c = Columns::of(row);
            let finding = c.take()?;
            named.remove(&finding);
            passed.push(finding);
            passed_sources.push(c.take()?);
        }
        let findings =
            "INSERT INTO finding (organization, finding, system, family, stated_fix, fix, title, search, weakness,
                assessed, basis)
            SELECT DISTINCT ON (finding) $1, finding, $2, family, fix, fix, title, search, weakness, assessed, basis
            FROM waiting_finding ORDER BY finding, n DESC
            ON CONFLICT (organization, finding) DO UPDATE SET stated_fix = excluded.stated_fix,
                fix = CASE WHEN finding.fix = finding.stated_fix THEN excluded.stated_fix ELSE finding.fix END,
                title = excluded.title, search = excluded.search, weakness = excluded.weakness,
                assessed = excluded.assessed, basis = excluded.basis
            WHERE (finding.stated_fix, finding.title, finding.search, finding.weakness, finding.assessed, finding.basis)
                IS DISTINCT FROM (excluded.stated_fix, excluded.title, excluded.search, excluded.weakness,
                    excluded.assessed, excluded.basis)";
        self.run(findings, &[&self.organization.0, &self.system.0]).await?;
        let docs = "INSERT INTO finding_doc (organization, finding, doc)
            SELECT DISTINCT ON (finding) $1, finding, doc FROM waiting_finding ORDER BY finding, n DESC
            ON CONFLICT (organization, finding) DO UPDATE SET doc = excluded.doc WHERE finding_doc.doc <> excluded.doc";
        self.run(docs, &[&self.organization.0]).await?;
        let named: Vec<_> = named.into_iter().collect();
        put_cves(self.tx, self.organization, &named).await?;
        let sources = "INSERT INTO finding_source (organization, finding, import, source)
            SELECT DISTINCT $1::uuid, finding, $2::uuid, source FROM (SELECT finding, source FROM waiting_finding
                UNION ALL SELECT * FROM unnest($3::uuid[], $4::text[])) s ON CONFLICT DO NOTHING";
        self.run(sources, &[&self.organization.0, &self.import.0, &passed, &passed_sources]).await?;
        twins::settle(self.tx, self.organization, self.system.0).await
    }

    async fn run(&self, sql: &str, values: &[&(dyn ToSql + Sync)]) -> Result<(), StoreError> {
        self.tx.execute(sql, values).await.map(|_| ()).map_err(said(ACTION))
    }

    async fn batch(&mut self, batch: &Batch) -> Result<(), StoreError> {
        if !batch.assets.is_empty() {
            self.assets(&batch.assets).await?;
            self.names(&batch.assets).await?;
        }
        if !batch.findings.is_empty() {
            self.findings(&batch.findings).await?;
        }
        if !batch.sightings.is_empty() {
            self.sightings(&batch.sightings).await?;
        }
        if !batch.coverage.is_empty() {
            self.coverage(&batch.coverage).await?;
        }
        Ok(())
    }

    fn next(&mut self) -> i64 {
        self.count += 1;
        self.count
    }

    async fn copy(&self, table: &str, types: &[Type]) -> Result<BinaryCopyInWriter, StoreError> {
        let sink = self.tx.copy_in(&format!("COPY {table} FROM STDIN BINARY")).await.map_err(said(ACTION))?;
        Ok(BinaryCopyInWriter::new(sink, types))
    }

    async fn assets(&mut self, assets: &[AssetDetail]) -> Result<(), StoreError> {
        let types = [Type::INT8, Type::UUID, Type::TEXT, Type::TEXT, Type::TEXT];
        let mut writer = pin!(self.copy("waiting_asset", &types).await?);
        for asset in assets {
            let n = self.next();
            let values: &[&(dyn ToSql + Sync)] =
                &[&n, &asset.id.0, &clean(&asset.label), &clean(&asset.ip), &clean(&asset.os)];
            writer.as_mut().write(values).await.map_err(said(ACTION))?;
        }
        writer.finish().await.map(|_| ()).map_err(said(ACTION))
    }

    async fn names(&mut self, assets: &[AssetDetail]) -> Result<(), StoreError> {
        let types = [Type::INT8, Type::TEXT, Type::BYTEA, Type::TEXT, Type::UUID];
        let mut writer = pin!(self.copy("waiting_name", &types).await?);
        for asset in assets {
            for (kind, name) in &asset.names {
                let (n, name) = (self.next(), clean(name));
                let key: [u8; 32] = Sha256::digest(name.as_bytes()).into();
                let values: &[&(dyn ToSql + Sync)] = &[&n, &kind.word(), &key.as_slice(), &name, &asset.id.0];
                writer.as_mut().write(values).await.map_err(said(ACTION))?;
            }
        }
        writer.finish().await.map(|_| ()).map_err(said(ACTION))
    }

    async fn findings(&mut self, findings: &[FindingDetail]) -> Result<(), StoreError> {
        let text = Type::TEXT;
        let types = [
            Type::INT8,
            Type::UUID,
            text.clone(),
            text.clone(),
            Type::UUID,
            text.clone(),
            text.clone(),
            Type::BYTEA,
            Type::BOOL,
            text.clone(),
            text,
        ];
        let mut writer = pin!(self.copy("waiting_finding", &types).await?);
        for detail in findings {
            let (n, row) = (self.next(), rows::finding(self.system, detail));
            let (search, basis) = (row.searchable(), Basis::from(&row));
            let weakness = basis.weakness();
            let values: &[&(dyn ToSql + Sync)] = &[
                &n,
                &row.id,
                &clean(&row.family),
                &clean(&detail.source),
                &row.fix,
                &clean(rows::sorted_by(&row.title)),
                &search,
                &weakness.as_ref().map(<[u8; 16]>::as_slice),
                &!row.requirement.is_empty(),
                &rows::to_doc(&basis)?,
                &rows::to_doc(&row)?,
            ];
            writer.as_mut().write(values).await.map_err(said(ACTION))?;
            self.named.insert(row.id, basis.cve);
        }
        writer.finish().await.map(|_| ()).map_err(said(ACTION))
    }

    async fn sightings(&mut self, sightings: &[Sighting]) -> Result<(), StoreError> {
        let text = Type::TEXT;
        let (key, types) = (Type::UUID, [Type::INT2, Type::INT8, Type::BOOL]);
        let [rank, instant, flag] = types;
        let columns =
            "(organization, import, finding, asset, place, state, severity, seen_at, needs_authentication, output)";
        let types = [key.clone(), key.clone(), key.clone(), key, text.clone(), text.clone(), rank, instant, flag, text];
        let table = format!("{} {columns}", self.stock.sightings);
        let mut writer = pin!(self.copy(&table, &types).await?);
        for s in sightings {
            let values: &[&(dyn ToSql + Sync)] = &[
                &self.organization.0,
                &self.import.0,
                &s.finding.0,
                &s.asset.0,
                &clean(&s.place),
                &s.state.word(),
                &words::rank(s.severity),
                &s.seen_at.map(rows::micros),
                &s.needs_authentication,
                &clean(&s.output),
            ];
            writer.as_mut().write(values).await.map_err(said(ACTION))?;
        }
        writer.finish().await.map(|_| ()).map_err(said(ACTION))
    }

    async fn coverage(&mut self, coverage: &[CoverageRow]) -> Result<(), StoreError> {
        let (key, text, flag) = (Type::UUID, Type::TEXT, Type::BOOL);
        let columns = "(organization, import, asset, reached, authenticated, check_set, checks, seen_at)";
        let types = [key.clone(), key.clone(), key, flag.clone(), flag, text.clone(), text, Type::INT8];
        let mut writer = pin!(self.copy(&format!("{} {columns}", self.stock.coverage), &types).await?);
        for c in coverage {
            let values: &[&(dyn ToSql + Sync)] = &[
                &self.organization.0,
                &self.import.0,
                &c.asset.0,
                &c.reached,
                &c.authenticated,
                &clean(&c.check_set),
                &words::of_scope(c.checks),
                &c.seen_at.map(rows::micros),
            ];
            writer.as_mut().write(values).await.map_err(said(ACTION))?;
        }
        writer.finish().await.map(|_| ()).map_err(said(ACTION))
    }
}
