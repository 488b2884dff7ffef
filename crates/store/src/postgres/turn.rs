//! Imports that come in after one that looked later.

use closeout_app::ports::StoreError;
use closeout_domain::{finding::presence::Turn, ids::OrganizationId};
use deadpool_postgres::Transaction;
use tokio_postgres::Row;
use uuid::Uuid;

use super::{
    cursor::Cursor,
    pairs,
    row::Columns,
    said,
    step::{Step, Stock},
};
use crate::{
    rows,
    settle::{Pair, Stated, Totals, compare, words},
};

const ACTION: &str = "settle findings";

/// Where an import stands among those that are known.
pub async fn of(
    tx: &Transaction<'_>,
    organization: OrganizationId,
    system: Uuid,
    step: &Step,
    Stock { stated, looked, .. }: Stock,
) -> Result<Turn, StoreError> {
    let later = "SELECT import FROM reading WHERE organization = $1 AND system = $2 AND family = $3 AND seen_at > $4
        AND import <> $5 AND NOT undone";
    let at = rows::micros(step.ending.seen_at);
    let later = tx
        .query(later, &[&organization.0, &system, &step.ending.family, &at, &step.import])
        .await
        .map_err(said(ACTION))?;
    if later.is_empty() {
        return Ok(Turn::Latest);
    }
    let later: Vec<Uuid> = later.iter().map(|row| Columns::of(row).take()).collect::<Result<_, _>>()?;
    let meets = format!(
        "SELECT EXISTS (
            (SELECT asset FROM {looked} c WHERE organization = $1 AND import = $2
                UNION SELECT asset FROM {stated} s WHERE organization = $1 AND import = $2)
            INTERSECT (SELECT asset FROM {} c WHERE organization = $1 AND import = ANY($3)
                UNION SELECT asset FROM {} s WHERE organization = $1 AND import = ANY($3)))",
        Stock::LASTING.looked,
        Stock::LASTING.stated
    );
    let row = tx.query_one(&meets, &[&organization.0, &step.import, &later]).await.map_err(said(ACTION))?;
    Ok(if Columns::of(&row).take()? { Turn::Earlier } else { Turn::Aside })
}

/// Sets the pairs of the temporary table `scope` aside, to be compared with what becomes of them.
pub async fn remember(tx: &Transaction<'_>, organization: OrganizationId) -> Result<(), StoreError> {
    let sql = "CREATE TEMPORARY TABLE presence_before ON COMMIT DROP AS
        SELECT p.* FROM presence p JOIN scope f ON f.finding = p.finding WHERE p.organization = $1";
    // A table cannot be made by a statement with parameters.
    let sql = sql.replace("$1", &format!("'{}'", organization.0));
    tx.batch_execute(&sql).await.map_err(said(ACTION))
}

/// One pair before and after, and what the import states of it.
type Compared = (Option<Pair>, Pair, Vec<Stated>);

/// What was changed by folding again, now that it is done.
pub async fn compared(
    tx: &Transaction<'_>,
    organization: OrganizationId,
    step: &Step,
    stock: Stock,
) -> Result<Totals, StoreError> {
    let sql = format!(
        "SELECT {}, b.finding IS NOT NULL, {}, s.states, s.severities
        FROM presence p JOIN scope f ON f.finding = p.finding
        LEFT JOIN presence_before b ON b.finding = p.finding AND b.asset = p.asset
        LEFT JOIN (SELECT finding, asset, array_agg(state) AS states, array_agg(severity) AS severities
            FROM {} i WHERE organization = $1 AND import = $2 GROUP BY finding, asset) s
            ON s.finding = p.finding AND s.asset = p.asset
        WHERE p.organization = $1 AND (f.family = $3 OR s.finding IS NOT NULL)",
        pairs::COLUMNS,
        pairs::COLUMNS.replace("p.", "b."),
        stock.stated
    );
    let values: &[&(dyn tokio_postgres::types::ToSql + Sync)] = &[&organization.0, &step.import, &step.ending.family];
    let mut rows = Cursor::open(tx, &sql, values, read).await?;
    let mut totals = Totals::default();
    while let Some((before, now, stated)) = rows.take().await? {
        let stated = stated.into_iter().reduce(Stated::and).map(|s| s.judgement);
        totals.add(before.as_ref(), compare(before.as_ref(), &now, stated));
    }
    Ok(totals)
}

fn read(row: &Row) -> Result<Compared, StoreError> {
    let mut c = Columns::of(row);
    let now = pairs::pair(&mut c)?;
    let before = if c.take()? {
        Some(pairs::pair(&mut c)?)
    } else {
        c.skip(pairs::COLUMNS.split(',').count());
        None
    };
    let (states, severities): (Option<Vec<String>>, Option<Vec<i16>>) = (c.take()?, c.take()?);
    let each = states.into_iter().flatten().zip(severities.into_iter().flatten());
    let stated = each.map(|(state, severity)| {
        Ok(Stated::at("", words::judgement(&state)?, words::severity(severity)?, false, None))
    });
    Ok((before, now, stated.collect::<Result<_, StoreError>>()?))
}
