//! The record: one order and one chain per organization.

use std::collections::BTreeMap;

use async_trait::async_trait;
use closeout_app::{
    ports::{ChainReport, EventStore, StoreError, ViewChange, Write},
    record::{Recorded, Stream},
};
use closeout_domain::ids::OrganizationId;
use deadpool_postgres::Transaction;
use tokio_postgres::{Row, types::ToSql};
use uuid::Uuid;

use super::{PostgresStore, cves, described, row::Columns, said, settling, views};
use crate::{
    chain::{Head, Link, Verifier},
    rows,
};

/// Events that are read at a time when all of them are wanted.
const BATCH: u32 = 1_000;

/// The columns of an event in the order in which [`link`] takes them.
macro_rules! events {
    ($rest:literal) => {
        concat!(
            "SELECT organization, position, stream, version, at, by, via, kind, body, previous, hash FROM event ",
            $rest
        )
    };
}

#[async_trait]
impl EventStore for PostgresStore {
    async fn append(&self, organization: OrganizationId, write: Write) -> Result<Vec<Recorded>, StoreError> {
        let action = "append";
        let mut client = self.writer(action).await?;
        let tx = client.transaction().await.map_err(said(action))?;
        lock(&tx, organization).await?;
        let recorded = record(&tx, organization, &write).await?;
        tx.commit().await.map_err(said(action))?;
        Ok(recorded)
    }

    async fn stream(&self, organization: OrganizationId, stream: Stream) -> Result<Vec<Recorded>, StoreError> {
        let sql = events!("WHERE organization = $1 AND stream = $2 ORDER BY version");
        self.recorded("read a stream", sql, &[&organization.0, &stream.to_string()]).await
    }

    async fn log(&self, organization: OrganizationId, after: u64, limit: u32) -> Result<Vec<Recorded>, StoreError> {
        let sql = events!("WHERE organization = $1 AND position > $2 ORDER BY position LIMIT $3");
        let after = i64::try_from(after).unwrap_or(i64::MAX);
        self.recorded("read the log", sql, &[&organization.0, &after, &i64::from(limit)]).await
    }

    async fn log_back(
        &self,
        organization: OrganizationId,
        before: Option<u64>,
        stream: Option<Stream>,
        limit: u32,
    ) -> Result<Vec<Recorded>, StoreError> {
        let before = before.map_or(i64::MAX, |b| i64::try_from(b).unwrap_or(i64::MAX));
        let (action, limit) = ("read the log", i64::from(limit));
        match stream {
            None => {
                let sql = events!("WHERE organization = $1 AND position < $2 ORDER BY position DESC LIMIT $3");
                self.recorded(action, sql, &[&organization.0, &before, &limit]).await
            }
            Some(stream) => {
                let sql =
                    events!("WHERE organization = $1 AND position < $2 AND stream = $3 ORDER BY version DESC LIMIT $4");
                self.recorded(action, sql, &[&organization.0, &before, &stream.to_string(), &limit]).await
            }
        }
    }

    async fn verify_chain(&self, organization: OrganizationId) -> Result<ChainReport, StoreError> {
        let sql = events!("WHERE organization = $1 AND position > $2 ORDER BY position LIMIT $3");
        let mut verifier = Verifier::new(organization);
        let mut after = 0_i64;
        loop {
            let found = self.all("verify the chain", sql, &[&organization.0, &after, &i64::from(BATCH)]).await?;
            for row in &found {
                let link = link(row)?;
                after = rows::signed(link.position)?;
                if !verifier.check(&link) {
                    return Ok(verifier.report());
                }
            }
            if found.len() < BATCH as usize {
                return Ok(verifier.report());
            }
        }
    }

    async fn rebuild(&self, organization: OrganizationId, changes: Vec<ViewChange>) -> Result<(), StoreError> {
        let action = "rebuild the views";
        let mut client = self.writer(action).await?;
        let tx = client.transaction().await.map_err(said(action))?;
        lock(&tx, organization).await?;
        views::clear(&tx, organization).await?;
        views::apply(&tx, organization, &changes).await?;
        cves::link(&tx, organization).await?;
        described::all_anew(&tx, organization).await?;
        settling::anew(&tx, organization, None).await?;
        tx.commit().await.map_err(said(action))
    }
}

impl PostgresStore {
    async fn recorded(
        &self,
        action: &'static str,
        sql: &str,
        values: &[&(dyn ToSql + Sync)],
    ) -> Result<Vec<Recorded>, StoreError> {
        self.all(action, sql, values).await?.iter().map(|row| link(row)?.recorded()).collect()
    }
}

/// Takes the organization's lock until the transaction ends. Whoever reads the chain's end afterwards reads the true one:
/// a transaction that reads what is committed sees, with each statement, all that was committed before it.
pub async fn lock(tx: &Transaction<'_>, organization: OrganizationId) -> Result<(), StoreError> {
    // Locks are numbers of the whole database: the schema belongs to the name, for two stores may share a database.
    let sql = "SELECT pg_advisory_xact_lock(hashtextextended(current_schema() || $1, 1))";
    let action = "lock the organization";
    let statement = tx.prepare_cached(sql).await.map_err(said(action))?;
    tx.execute(&statement, &[&organization.to_string()]).await.map_err(said(action))?;
    Ok(())
}

/// Records events and changes views, under the lock.
pub async fn record(
    tx: &Transaction<'_>,
    organization: OrganizationId,
    write: &Write,
) -> Result<Vec<Recorded>, StoreError> {
    let mut head = head(tx, organization).await?;
    let mut versions = versions(tx, organization, write).await?;
    let mut links = Vec::new();
    for append in &write.appends {
        let actual = versions.entry(append.stream.to_string()).or_default();
        let more = head.extend(write, append, *actual)?;
        *actual = more.last().map_or(*actual, |l| l.version);
        links.extend(more);
    }
    insert(tx, &links).await?;
    views::apply_and_follow(tx, organization, &write.changes).await?;
    links.iter().map(Link::recorded).collect()
}

async fn head(tx: &Transaction<'_>, organization: OrganizationId) -> Result<Head, StoreError> {
    let action = "read the end of the chain";
    let sql = "SELECT position, hash FROM event WHERE organization = $1 ORDER BY position DESC LIMIT 1";
    let statement = tx.prepare_cached(sql).await.map_err(said(action))?;
    let Some(row) = tx.query_opt(&statement, &[&organization.0]).await.map_err(said(action))? else {
        return Ok(Head::start(organization));
    };
    let mut c = Columns::of(&row);
    Ok(Head { organization, position: c.unsigned()?, hash: c.digest()? })
}

async fn versions(
    tx: &Transaction<'_>,
    organization: OrganizationId,
    write: &Write,
) -> Result<BTreeMap<String, u64>, StoreError> {
    let action = "read the versions of streams";
    let streams: Vec<String> = write.appends.iter().map(|a| a.stream.to_string()).collect();
    let sql = "SELECT s.stream, e.version FROM unnest($2::text[]) AS s (stream), LATERAL (SELECT version FROM event
        WHERE organization = $1 AND stream = s.stream ORDER BY version DESC LIMIT 1) AS e";
    let statement = tx.prepare_cached(sql).await.map_err(said(action))?;
    let found = tx.query(&statement, &[&organization.0, &streams]).await.map_err(said(action))?;
    let version = |row: &Row| {
        let mut c = Columns::of(row);
        Ok((c.take()?, c.unsigned()?))
    };
    found.iter().map(version).collect()
}

async fn insert(tx: &Transaction<'_>, links: &[Link]) -> Result<(), StoreError> {
    fn column<'a, T>(links: &'a [Link], of: impl Fn(&'a Link) -> T) -> Vec<T> {
        links.iter().map(of).collect()
    }
    let Some(first) = links.first() else { return Ok(()) };
    let action = "append";
    let numbers = |of: fn(&Link) -> u64| links.iter().map(|l| rows::signed(of(l))).collect::<Result<Vec<_>, _>>();
    let sql = "INSERT INTO event (organization, position, stream, version, at, by, via, kind, body, previous, hash)
        SELECT $1, * FROM unnest($2::bigint[], $3::text[], $4::bigint[], $5::bigint[], $6::uuid[], $7::text[],
            $8::text[], $9::text[], $10::bytea[], $11::bytea[])";
    let statement = tx.prepare_cached(sql).await.map_err(said(action))?;
    let values: &[&(dyn ToSql + Sync)] = &[
        &first.organization,
        &numbers(|l| l.position)?,
        &column(links, |l| l.stream.as_str()),
        &numbers(|l| l.version)?,
        &column(links, |l| l.at),
        &column(links, |l| l.by),
        &column(links, |l| l.via.as_str()),
        &column(links, |l| l.kind.as_str()),
        &column(links, |l| l.body.as_str()),
        &column(links, |l| l.previous.as_slice()),
        &column(links, |l| l.hash.as_slice()),
    ];
    tx.execute(&statement, values).await.map(|_| ()).map_err(said(action))
}

fn link(row: &Row) -> Result<Link, StoreError> {
    let mut c = Columns::of(row);
    Ok(Link {
        organization: c.take::<Uuid>()?,
        position: c.unsigned()?,
        stream: c.take()?,
        version: c.unsigned()?,
        at: c.take()?,
        by: c.take()?,
        via: c.take()?,
        kind: c.take()?,
        body: c.take()?,
        previous: c.digest()?.0,
        hash: c.digest()?.0,
    })
}
