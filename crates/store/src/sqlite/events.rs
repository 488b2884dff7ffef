//! The record: one order and one chain per organization.

use async_trait::async_trait;
use closeout_app::{
    ports::{ChainReport, EventStore, StoreError, ViewChange, Write},
    record::{Recorded, Stream},
};
use closeout_domain::ids::{Digest, OrganizationId};
use rusqlite::{Connection, OptionalExtension, Row, ToSql, Transaction, params};

use super::{
    classes,
    connection::{Fate, SqliteStore},
    cves, described, settle,
    values::{Answer, Result, digest, unsigned},
    views,
};
use crate::{
    chain::{Head, Link, Verifier},
    rows,
};

/// Begins a statement that reads events as [`link`] takes them.
macro_rules! events {
    ($rest:literal) => {
        concat!("SELECT position, stream, version, at, by, via, kind, body, previous, hash FROM event ", $rest)
    };
}

#[async_trait]
impl EventStore for SqliteStore {
    async fn append(&self, organization: OrganizationId, write: Write) -> Answer<Vec<Recorded>> {
        self.write("append", move |tx| record(tx, organization, &write)).await
    }

    async fn stream(&self, organization: OrganizationId, stream: Stream) -> Answer<Vec<Recorded>> {
        let sql = events!("WHERE organization = ?1 AND stream = ?2 ORDER BY version");
        let stream = stream.to_string();
        self.read("read a stream", move |c| recorded(c, organization, sql, &[&organization.0, &stream])).await
    }

    async fn log(&self, organization: OrganizationId, after: u64, limit: u32) -> Answer<Vec<Recorded>> {
        let sql = events!("WHERE organization = ?1 AND position > ?2 ORDER BY position LIMIT ?3");
        let after = i64::try_from(after).unwrap_or(i64::MAX);
        self.read("read the log", move |c| recorded(c, organization, sql, &[&organization.0, &after, &limit])).await
    }

    async fn log_back(
        &self,
        organization: OrganizationId,
        before: Option<u64>,
        stream: Option<Stream>,
        limit: u32,
    ) -> Answer<Vec<Recorded>> {
        let before = before.map_or(i64::MAX, |b| i64::try_from(b).unwrap_or(i64::MAX));
        let all = events!("WHERE organization = ?1 AND position < ?2 ORDER BY position DESC LIMIT ?3");
        let one = events!("WHERE organization = ?1 AND position < ?2 AND stream = ?4 ORDER BY version DESC LIMIT ?3");
        self.read("read the log", move |c| match stream.map(|s| s.to_string()) {
            None => recorded(c, organization, all, &[&organization.0, &before, &limit]),
            Some(stream) => recorded(c, organization, one, &[&organization.0, &before, &limit, &stream]),
        })
        .await
    }

    async fn verify_chain(&self, organization: OrganizationId) -> Answer<ChainReport> {
        self.read("verify the chain", move |c| {
            let mut verifier = Verifier::new(organization);
            let mut statement = c.prepare_cached(events!("WHERE organization = ?1 ORDER BY position"))?;
            let mut rows = statement.query([organization.0])?;
            while let Some(row) = rows.next()? {
                if !verifier.check(&link(organization, row)?) {
                    break;
                }
            }
            Ok(verifier.report())
        })
        .await
    }

    async fn rebuild(&self, organization: OrganizationId, changes: Vec<ViewChange>) -> Answer<()> {
        self.write_bulk("rebuild the views", move |tx| {
            views::clear(tx, organization)?;
            // What they touch is worked out below, with all the rest.
            views::apply(tx, organization, &changes)?;
            cves::link(tx, organization)?;
            described::all_anew(tx, organization)?;
            settle::all_anew(tx, organization)?;
            Ok(((), Fate::Keep))
        })
        .await
    }
}

/// Adds events to the record and changes the views, inside a transaction that holds the lock.
pub fn record(tx: &Transaction<'_>, organization: OrganizationId, write: &Write) -> Result<Vec<Recorded>> {
    let mut head = tx
        .prepare_cached("SELECT position, hash FROM event WHERE organization = ?1 ORDER BY position DESC LIMIT 1")?
        .query_row([organization.0], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?
        .map_or_else(
            || Ok(Head::start(organization)),
            |(position, hash)| {
                Ok::<_, StoreError>(Head { organization, position: rows::unsigned(position)?, hash: Digest(hash) })
            },
        )?;
    let mut version = tx.prepare_cached("SELECT max(version) FROM event WHERE organization = ?1 AND stream = ?2")?;
    let mut insert = tx.prepare_cached(
        "INSERT INTO event (organization, position, stream, version, at, by, via, kind, body, previous, hash)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
    )?;
    let mut recorded = Vec::new();
    for append in &write.appends {
        let stream = append.stream.to_string();
        let actual: Option<i64> = version.query_row(params![organization.0, stream], |row| row.get(0))?;
        for link in head.extend(write, append, rows::unsigned(actual.unwrap_or(0))?)? {
            let (position, version) = (rows::signed(link.position)?, rows::signed(link.version)?);
            insert.execute(params![
                link.organization,
                position,
                link.stream,
                version,
                link.at,
                link.by,
                link.via,
                link.kind,
                link.body,
                link.previous,
                link.hash
            ])?;
            recorded.push(link.recorded()?);
        }
    }
    let touched = views::apply(tx, organization, &write.changes)?;
    classes::follow(tx, organization.0, &touched)?;
    Ok(recorded)
}

fn recorded(
    connection: &Connection,
    organization: OrganizationId,
    sql: &str,
    values: &[&dyn ToSql],
) -> Result<Vec<Recorded>> {
    let mut statement = connection.prepare_cached(sql)?;
    let mut rows = statement.query(values)?;
    let mut all = Vec::new();
    while let Some(row) = rows.next()? {
        all.push(link(organization, row)?.recorded()?);
    }
    Ok(all)
}

fn link(organization: OrganizationId, row: &Row<'_>) -> Result<Link> {
    Ok(Link {
        organization: organization.0,
        position: unsigned(row, 0)?,
        stream: row.get(1)?,
        version: unsigned(row, 2)?,
        at: row.get(3)?,
        by: row.get(4)?,
        via: row.get(5)?,
        kind: row.get(6)?,
        body: row.get(7)?,
        previous: digest(row, 8)?.0,
        hash: digest(row, 9)?.0,
    })
}
