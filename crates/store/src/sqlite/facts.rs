//! What feeds say of CVEs, and the assets that findings are on.

use async_trait::async_trait;
use closeout_app::{
    ports::{FactRow, Facts, Write},
    query::{AssetQuery, Page},
    record::Recorded,
    views::{AssetRow, ExposureView, FeedRow},
};
use closeout_domain::{feed::Kind, ids::OrganizationId, priority::Cve};
use rusqlite::{Row, params};
use tokio::sync::mpsc;

use super::{
    connection::{Fate, SqliteStore},
    events::record,
    values::{Answer, Result, select, unsigned},
};
use crate::{
    facts::{self, short},
    rows::{from_doc, to_doc},
    sql::{self, Dialect::Sqlite},
};

#[async_trait]
impl Facts for SqliteStore {
    async fn put_facts(
        &self,
        organization: OrganizationId,
        feed: Kind,
        rows: u64,
        mut facts: mpsc::Receiver<Vec<FactRow>>,
        write: Write,
    ) -> Answer<Vec<Recorded>> {
        self.write_bulk("bring a feed in", move |tx| {
            let (of, word) = (organization.0, feed.word());
            if feed.is_whole() {
                tx.execute("DELETE FROM fact WHERE organization = ?1 AND feed = ?2", params![of, word])?;
            }
            let mut put =
                tx.prepare_cached("REPLACE INTO fact (organization, feed, cve, doc) VALUES (?1, ?2, ?3, ?4)")?;
            let mut came = 0_u64;
            while let Some(batch) = facts.blocking_recv() {
                for row in batch {
                    came += 1;
                    put.execute(params![of, word, row.cve.as_str(), to_doc(&facts::stored(&row.fact))?])?;
                }
            }
            if came != rows {
                return Err(short(came, rows).into());
            }
            Ok((record(tx, organization, &write)?, Fate::Keep))
        })
        .await
    }

    async fn facts(&self, organization: OrganizationId, cves: &[Cve]) -> Answer<Vec<FactRow>> {
        let cves = cves.to_vec();
        self.read("read what feeds say", move |c| {
            let sql = "SELECT doc FROM fact WHERE organization = ?1 AND feed = ?2 AND cve = ?3";
            let mut statement = c.prepare_cached(sql)?;
            let mut found = Vec::new();
            for feed in Kind::ALL {
                for cve in &cves {
                    let mut rows = statement.query(params![organization.0, feed.word(), cve.as_str()])?;
                    while let Some(row) = rows.next()? {
                        let doc = from_doc("fact", row.get_ref(0)?.as_str().map_err(rusqlite::Error::from)?)?;
                        found.push(FactRow { cve: cve.clone(), fact: facts::loaded(&doc)? });
                    }
                }
            }
            Ok(found)
        })
        .await
    }

    async fn feeds(&self, organization: OrganizationId) -> Answer<Vec<FeedRow>> {
        let sql = "SELECT doc FROM feed WHERE organization = ?1 ORDER BY feed";
        self.read("list feeds", move |c| {
            let mut statement = c.prepare_cached(sql)?;
            let mut rows = statement.query([organization.0])?;
            let mut feeds = Vec::new();
            while let Some(row) = rows.next()? {
                feeds.push(from_doc("feed", row.get_ref(0)?.as_str().map_err(rusqlite::Error::from)?)?);
            }
            Ok(feeds)
        })
        .await
    }

    async fn assets(&self, organization: OrganizationId, query: &AssetQuery) -> Answer<Page<AssetRow>> {
        let (filter, window) = (sql::assets(Sqlite, organization, query), query.window);
        let columns = sql::asset_columns(Sqlite, query);
        self.read("list assets", move |c| {
            let count = format!("SELECT count(*) FROM asset WHERE {}", filter.sql);
            let mut counted = select(&mut *c.prepare_cached(&count)?, &filter, |row| unsigned(row, 0))?;
            let wanted = filter.ordered(sql::ASSET_ORDER).window(window);
            let rows = format!("SELECT {columns} FROM asset WHERE {}", wanted.sql);
            let rows = select(&mut *c.prepare_cached(&rows)?, &wanted, asset)?;
            Ok(window.page(rows, counted.pop().unwrap_or(0)))
        })
        .await
    }
}

fn asset(row: &Row<'_>) -> Result<AssetRow> {
    let said: Option<String> = row.get(6)?;
    Ok(facts::asset(AssetRow {
        id: row.get(0)?,
        system: row.get(1)?,
        label: row.get(2)?,
        ip: row.get(3)?,
        os: row.get(4)?,
        open: unsigned(row, 5)?,
        said: said.map(|doc| from_doc("asset", &doc)).transpose()?,
        exposure: ExposureView::default(),
    }))
}
