//! Findings over all of their assets: what lists show and sort by, counted from the pairs.

use closeout_app::ports::StoreError;
use closeout_domain::ids::OrganizationId;
use deadpool_postgres::Transaction;
use tokio_postgres::{Row, types::ToSql};
use uuid::Uuid;

use super::{classes, cursor::Cursor, pairs, row::Columns, said};
use crate::{
    rows,
    settle::{Pair, Spread, words},
};

/// Findings that are written at a time.
const BATCH: usize = 2_000;
const ACTION: &str = "count findings";

/// Counts the findings of the temporary table `scope` again.
pub async fn count(tx: &Transaction<'_>, organization: OrganizationId) -> Result<(), StoreError> {
    let sql = format!(
        "SELECT f.finding, {} FROM scope f JOIN presence p ON p.organization = $1 AND p.finding = f.finding
        ORDER BY f.finding",
        pairs::COLUMNS
    );
    let read = |row: &Row| -> Result<(Uuid, Pair), StoreError> {
        let mut c = Columns::of(row);
        Ok((c.take()?, pairs::pair(&mut c)?))
    };
    let mut cursor = Cursor::open(tx, &sql, &[&organization.0], read).await?;
    let mut counted: Vec<(Uuid, Spread)> = Vec::new();
    while let Some((finding, pair)) = cursor.take().await? {
        match counted.last_mut() {
            Some((last, spread)) if *last == finding => spread.add(&pair),
            _ => {
                if counted.len() == BATCH {
                    write(tx, organization, &counted).await?;
                    counted.clear();
                }
                let mut spread = Spread::default();
                spread.add(&pair);
                counted.push((finding, spread));
            }
        }
    }
    write(tx, organization, &counted).await?;
    let sql = "UPDATE finding f SET state = $2, severity = 0, assets = 0, present = 0, absent = 0, first_seen = NULL,
            last_seen = NULL
        FROM scope s WHERE f.organization = $1 AND f.finding = s.finding AND f.assets > 0 AND NOT EXISTS
            (SELECT 1 FROM presence p WHERE p.organization = $1 AND p.finding = f.finding)";
    let nothing = Spread { assets: 1, ..Spread::default() }.state(false);
    tx.execute(sql, &[&organization.0, &nothing]).await.map_err(said(ACTION))?;
    classes::again(tx, organization, "f.finding IN (SELECT s.finding FROM scope s)", &[]).await
}

async fn write(
    tx: &Transaction<'_>,
    organization: OrganizationId,
    counted: &[(Uuid, Spread)],
) -> Result<(), StoreError> {
    fn column<T>(counted: &[(Uuid, Spread)], of: impl Fn(&Spread) -> T) -> Vec<T> {
        counted.iter().map(|(_, spread)| of(spread)).collect()
    }
    let number = |of: fn(&Spread) -> u32| column(counted, |s| i64::from(of(s)));
    let sql = "UPDATE finding f SET state = n.state, severity = n.severity, assets = n.assets, present = n.present,
            absent = n.absent, first_seen = n.first_seen, last_seen = n.last_seen
        FROM unnest($2::uuid[], $3::text[], $4::bigint[], $5::bigint[], $6::bigint[], $7::bigint[], $8::bigint[],
            $9::bigint[]) AS n (finding, state, severity, assets, present, absent, first_seen, last_seen)
        WHERE f.organization = $1 AND f.finding = n.finding
            AND (f.state, f.severity, f.assets, f.present, f.absent, f.first_seen, f.last_seen)
                IS DISTINCT FROM (n.state, n.severity, n.assets, n.present, n.absent, n.first_seen, n.last_seen)";
    let statement = tx.prepare_cached(sql).await.map_err(said(ACTION))?;
    let values: &[&(dyn ToSql + Sync)] = &[
        &organization.0,
        &counted.iter().map(|(finding, _)| *finding).collect::<Vec<_>>(),
        &column(counted, |s| s.state(false)),
        &column(counted, |s| i64::from(words::rank(s.severity()))),
        &number(|s| s.assets),
        &number(|s| s.present),
        &number(|s| s.absent),
        &column(counted, |s| s.first_seen.map(rows::micros)),
        &column(counted, |s| s.last_seen.map(rows::micros)),
    ];
    tx.execute(&statement, values).await.map(|_| ()).map_err(said(ACTION))
}
