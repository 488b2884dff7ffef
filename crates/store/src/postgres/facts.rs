//! What feeds say of CVEs, and the assets that findings are on.

use async_trait::async_trait;
use closeout_app::{
    ports::{FactRow, Facts, StoreError, Write},
    query::{AssetQuery, Page},
    record::Recorded,
    views::{AssetRow, ExposureView, FeedRow},
};
use closeout_domain::{feed::Kind, ids::OrganizationId, priority::Cve};
use tokio::sync::mpsc;
use tokio_postgres::Row;

use super::{
    PostgresStore,
    events::{lock, record},
    row::Columns,
    said,
};
use crate::{
    facts::{self, short},
    rows::{from_doc, to_doc},
    sql::{self, Dialect::Postgres},
};

#[async_trait]
impl Facts for PostgresStore {
    async fn put_facts(
        &self,
        organization: OrganizationId,
        feed: Kind,
        rows: u64,
        mut facts: mpsc::Receiver<Vec<FactRow>>,
        write: Write,
    ) -> Result<Vec<Recorded>, StoreError> {
        let action = "bring a feed in";
        let mut client = self.writer(action).await?;
        let tx = client.transaction().await.map_err(said(action))?;
        lock(&tx, organization).await?;
        if feed.is_whole() {
            let sql = "DELETE FROM fact WHERE organization = $1 AND feed = $2";
            tx.execute(sql, &[&organization.0, &feed.word()]).await.map_err(said(action))?;
        }
        // Of several rows for one CVE the last stays, also within a batch, where one statement may not meet it twice.
        let put = "INSERT INTO fact (organization, feed, cve, doc)
            SELECT $1, $2, cve, doc FROM (SELECT DISTINCT ON (cve) cve, doc
                FROM unnest($3::text[], $4::text[]) WITH ORDINALITY AS f (cve, doc, n) ORDER BY cve, n DESC) f
            ON CONFLICT (organization, feed, cve) DO UPDATE SET doc = excluded.doc";
        let put = tx.prepare_cached(put).await.map_err(said(action))?;
        let mut came = 0_u64;
        while let Some(batch) = facts.recv().await {
            came += batch.len() as u64;
            let names: Vec<&str> = batch.iter().map(|row| row.cve.as_str()).collect();
            let docs = batch.iter().map(|row| to_doc(&facts::stored(&row.fact))).collect::<Result<Vec<_>, _>>()?;
            tx.execute(&put, &[&organization.0, &feed.word(), &names, &docs]).await.map_err(said(action))?;
        }
        if came != rows {
            return Err(short(came, rows));
        }
        let recorded = record(&tx, organization, &write).await?;
        tx.commit().await.map_err(said(action))?;
        Ok(recorded)
    }

    async fn facts(&self, organization: OrganizationId, cves: &[Cve]) -> Result<Vec<FactRow>, StoreError> {
        let sql = "SELECT n.n, f.doc FROM unnest($2::text[]) WITH ORDINALITY AS n (cve, n)
            JOIN fact f ON f.organization = $1 AND f.cve = n.cve
            ORDER BY array_position(ARRAY['kev', 'epss', 'ssvc'], f.feed), n.n";
        let names: Vec<&str> = cves.iter().map(Cve::as_str).collect();
        let found = self.all("read what feeds say", sql, &[&organization.0, &names]).await?;
        let fact = |row: &Row| {
            let mut c = Columns::of(row);
            let (place, doc): (usize, &str) = (c.unsigned::<u32>()? as usize, c.take()?);
            let cve = cves.get(place.saturating_sub(1)).cloned();
            let fact = facts::loaded(&from_doc("fact", doc)?)?;
            Ok(cve.map(|cve| FactRow { cve, fact }))
        };
        found.iter().filter_map(|row| fact(row).transpose()).collect()
    }

    async fn feeds(&self, organization: OrganizationId) -> Result<Vec<FeedRow>, StoreError> {
        let sql = "SELECT doc FROM feed WHERE organization = $1 ORDER BY feed COLLATE \"C\"";
        let found = self.all("list feeds", sql, &[&organization.0]).await?;
        found.iter().map(|row| from_doc("feed", Columns::of(row).take()?)).collect()
    }

    async fn assets(&self, organization: OrganizationId, query: &AssetQuery) -> Result<Page<AssetRow>, StoreError> {
        let filter = sql::assets(Postgres, organization, query);
        let select = format!("SELECT {} FROM asset", sql::asset_columns(Postgres, query));
        let (found, total) = self.part(&select, "asset", filter, sql::ASSET_ORDER, query.window).await?;
        Ok(query.window.page(found.iter().map(asset).collect::<Result<_, _>>()?, total))
    }
}

fn asset(row: &Row) -> Result<AssetRow, StoreError> {
    let mut c = Columns::of(row);
    let (id, system, label, ip, os) = (c.take()?, c.take()?, c.take()?, c.take()?, c.take()?);
    let (open, said) = (c.unsigned()?, c.take::<Option<&str>>()?);
    let said = said.map(|doc| from_doc("asset", doc)).transpose()?;
    Ok(facts::asset(AssetRow { id, system, label, ip, os, open, said, exposure: ExposureView::default() }))
}
