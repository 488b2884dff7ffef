//! What an import states to be there and nobody answers, by the work that corrects it.

use std::collections::HashMap;

use closeout_app::{
    bulk::Group,
    ports::{MOST_GROUPS, StoreError},
    views::FindingRow,
};
use closeout_domain::ids::{FindingId, ImportId, ItemNumber, OrganizationId};
use deadpool_postgres::{GenericClient, Transaction};
use tokio_postgres::{Row, types::ToSql};
use uuid::Uuid;

use super::{row::Columns, said, step::Stock};
use crate::{rows, settle::words};

const ACTION: &str = "group findings";

/// The groups, most urgent first: [`MOST_GROUPS`] of them, and beyond these what was assessed or came back. Inside the import's transaction.
pub async fn unanswered(
    tx: &Transaction<'_>,
    organization: OrganizationId,
    import: ImportId,
    stock: Stock,
) -> Result<Vec<Group>, StoreError> {
    // The place of a fix among those that nothing but its urgency asks for.
    let sql = format!(
        "WITH left_over AS (
            SELECT f.finding, f.fix, f.class >> 4 AS urgency, f.title, f.severity,
                f.assessed OR EXISTS (SELECT 1 FROM item_finding x WHERE x.organization = f.organization
                    AND x.finding = f.finding) AS special
            FROM finding f WHERE f.organization = $1 AND f.class & 15 = 2 AND f.present > 0 AND f.finding IN
                (SELECT s.finding FROM {} s WHERE s.organization = $1 AND s.import = $2)),
        ranked AS (SELECT *, row_number() OVER (ORDER BY urgency DESC, title, finding) AS place FROM left_over),
        fixes AS (SELECT fix, min(place) AS place, bool_or(special) AS special FROM ranked GROUP BY fix),
        listed AS (SELECT fix, special, row_number() OVER (PARTITION BY special ORDER BY place) AS nth FROM fixes)
        SELECT r.finding, r.fix, r.severity FROM ranked r JOIN listed l USING (fix) WHERE l.special OR l.nth <= $3
        ORDER BY r.place",
        stock.sightings
    );
    let most = i64::try_from(MOST_GROUPS).unwrap_or(i64::MAX);
    let found = tx.query(&sql, &[&organization.0, &import.0, &most]).await.map_err(said(ACTION))?;
    let mut order: Vec<Uuid> = Vec::new();
    let mut findings: HashMap<Uuid, Vec<FindingId>> = HashMap::new();
    let mut severities: HashMap<Uuid, i64> = HashMap::new();
    for row in &found {
        let mut c = Columns::of(row);
        let (finding, fix, severity): (_, _, i64) = (FindingId(c.take()?), c.take()?, c.take()?);
        severities.entry(fix).and_modify(|worst| *worst = severity.max(*worst)).or_insert(severity);
        let group = findings.entry(fix).or_default();
        if group.is_empty() {
            order.push(fix);
        }
        group.push(finding);
    }
    let of_all: Vec<Uuid> = findings.values().flatten().map(|f| f.0).collect();
    let of_worst: Vec<Uuid> = findings.values().filter_map(|f| f.first()).map(|f| f.0).collect();
    let mut worst = worst(tx, organization, &of_worst).await?;
    let assets = by_fix(tx, &assets_where("p.state = 'present'"), &[&organization.0, &of_all]).await?;
    let items = by_fix(tx, NEWEST_ITEM, &[&organization.0, &of_all]).await?;
    let mut groups = Vec::with_capacity(order.len());
    for fix in order {
        let (Some(findings), Some(row)) = (findings.remove(&fix), worst.remove(&fix)) else { continue };
        let severity = severities.get(&fix).copied().unwrap_or_default();
        let severity = i16::try_from(severity).map_err(|_| rows::corrupt("severity", severity))?;
        groups.push(Group {
            fix,
            title: row.title,
            description: row.description,
            recommendation: row.recommendation,
            severity: words::severity(severity)?,
            requirement: row.requirement,
            findings,
            assets: assets.get(&fix).copied().unwrap_or(0),
            closed_item: items.get(&fix).map(|n| rows::unsigned(rows::signed(*n)?).map(ItemNumber)).transpose()?,
        });
    }
    Ok(groups)
}

/// The newest of the items that are linked with findings, by fix.
const NEWEST_ITEM: &str = "SELECT f.fix, max(x.number) FROM finding f JOIN item_finding x USING (organization, finding)
    WHERE organization = $1 AND finding = ANY($2) GROUP BY f.fix";

/// How many assets have a pair of the findings for which this holds, by fix.
fn assets_where(condition: &str) -> String {
    format!(
        "SELECT f.fix, count(DISTINCT p.asset) FROM finding f JOIN presence p USING (organization, finding)
        WHERE organization = $1 AND finding = ANY($2) AND {condition} GROUP BY f.fix"
    )
}

/// A number for each fix.
async fn by_fix(
    client: &impl GenericClient,
    sql: &str,
    values: &[&(dyn ToSql + Sync)],
) -> Result<HashMap<Uuid, u64>, StoreError> {
    let read = |row: &Row| {
        let mut c = Columns::of(row);
        Ok((c.take()?, c.unsigned()?))
    };
    client.query(sql, values).await.map_err(said(ACTION))?.iter().map(read).collect()
}

/// Findings as they are described, by the fix under which they are listed.
async fn worst(
    client: &impl GenericClient,
    organization: OrganizationId,
    findings: &[Uuid],
) -> Result<HashMap<Uuid, FindingRow>, StoreError> {
    let sql = "SELECT fix, doc FROM finding JOIN finding_doc USING (organization, finding)
        WHERE organization = $1 AND finding = ANY($2)";
    let read = |row: &Row| {
        let mut c = Columns::of(row);
        Ok((c.take()?, rows::from_doc("finding", c.take()?)?))
    };
    client.query(sql, &[&organization.0, &findings]).await.map_err(said(ACTION))?.iter().map(read).collect()
}
