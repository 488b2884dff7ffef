//! Findings by the work that corrects them.

use std::collections::HashMap;

use closeout_app::{
    bulk::Group,
    ports::StoreError,
    query::{FindingQuery, Page},
    views::{FindingRow, GroupRow},
};
use closeout_domain::ids::{FindingId, ImportId, ItemNumber, OrganizationId};
use deadpool_postgres::{GenericClient, Transaction};
use tokio_postgres::{Row, types::ToSql};
use uuid::Uuid;

use super::{PostgresStore, row::Columns, said, step::Stock, value::parameters};
use crate::{
    rows,
    settle::words,
    sql::{self, Dialect, Value},
};

const ACTION: &str = "group findings";
/// How many keys a group lists.
const KEYS_OF_A_GROUP: usize = 50;

/// What an import states to be there and nobody answers, by fix, worst first. Inside the import's transaction.
pub async fn unanswered(
    tx: &Transaction<'_>,
    organization: OrganizationId,
    import: ImportId,
    stock: Stock,
) -> Result<Vec<Group>, StoreError> {
    let query = FindingQuery { state: Some("open".into()), answered: Some(false), ..FindingQuery::default() };
    let mut filter = sql::findings(Dialect::Postgres, organization, &query);
    filter.values.push(Value::Key(import.0));
    let sql = format!(
        "SELECT finding, fix FROM finding WHERE {} AND present > 0 AND finding IN
            (SELECT s.finding FROM {} s WHERE s.organization = $1 AND s.import = ${}) ORDER BY {}",
        filter.sql,
        stock.sightings,
        filter.values.len(),
        sql::FINDING_ORDER
    );
    let found = tx.query(&sql, &parameters(&filter.values)).await.map_err(said(ACTION))?;
    let mut order: Vec<Uuid> = Vec::new();
    let mut findings: HashMap<Uuid, Vec<FindingId>> = HashMap::new();
    for row in &found {
        let mut c = Columns::of(row);
        let (finding, fix) = (FindingId(c.take()?), c.take()?);
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
        let (Some(findings), Some((severity, row))) = (findings.remove(&fix), worst.remove(&fix)) else { continue };
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

/// Findings as they are described, with their severity, by fix.
async fn worst(
    client: &impl GenericClient,
    organization: OrganizationId,
    findings: &[Uuid],
) -> Result<HashMap<Uuid, (i16, FindingRow)>, StoreError> {
    let sql = "SELECT fix, severity, doc FROM finding JOIN finding_doc USING (organization, finding)
        WHERE organization = $1 AND finding = ANY($2)";
    let read = |row: &Row| {
        let mut c = Columns::of(row);
        let (fix, severity): (_, i64) = (c.take()?, c.take()?);
        let severity = i16::try_from(severity).map_err(|_| rows::corrupt("severity", severity))?;
        Ok((fix, (severity, rows::from_doc("finding", c.take()?)?)))
    };
    client.query(sql, &[&organization.0, &findings]).await.map_err(said(ACTION))?.iter().map(read).collect()
}

/// A group as the page's query gives it.
struct Listed {
    fix: Uuid,
    worst: Uuid,
    findings: u64,
}

impl PostgresStore {
    pub(super) async fn grouped(
        &self,
        organization: OrganizationId,
        query: &FindingQuery,
    ) -> Result<Page<GroupRow>, StoreError> {
        let client = self.reader(ACTION).await?;
        let filter = sql::findings(Dialect::Postgres, organization, query);
        let sql = format!("SELECT count(DISTINCT fix) FROM finding WHERE {}", filter.sql);
        let row = client.query_one(&sql, &parameters(&filter.values)).await.map_err(said(ACTION))?;
        let total = Columns::of(&row).unsigned()?;
        let place = filter.values.len() + 1;
        let page = format!(
            "SELECT fix, finding, findings FROM (
                SELECT fix, finding, severity, title, count(*) OVER (PARTITION BY fix) AS findings,
                    row_number() OVER (PARTITION BY fix ORDER BY {}) AS place
                FROM finding WHERE {}) AS listed
            WHERE place = 1 ORDER BY severity DESC, title, fix LIMIT ${place} OFFSET ${}",
            sql::FINDING_ORDER,
            filter.sql,
            place + 1
        );
        let mut values = filter.values.clone();
        values.push(Value::Number(query.window.rows.into()));
        values.push(Value::Number(query.window.from.try_into().unwrap_or(i64::MAX)));
        let read = |row: &Row| {
            let mut c = Columns::of(row);
            Ok(Listed { fix: c.take()?, worst: c.take()?, findings: c.unsigned()? })
        };
        let listed: Vec<Listed> = client
            .query(&page, &parameters(&values))
            .await
            .map_err(said(ACTION))?
            .iter()
            .map(read)
            .collect::<Result<_, StoreError>>()?;
        let fixes: Vec<Uuid> = listed.iter().map(|g| g.fix).collect();
        let mut values = parameters(&filter.values);
        values.push(&fixes);
        let keys = format!(
            "SELECT fix, array_agg(finding ORDER BY {}) FROM finding WHERE {} AND fix = ANY(${place}) GROUP BY fix",
            sql::FINDING_ORDER,
            filter.sql
        );
        let read = |row: &Row| {
            let mut c = Columns::of(row);
            Ok((c.take()?, c.take()?))
        };
        let found = client.query(&keys, &values).await.map_err(said(ACTION))?;
        let mut keys: HashMap<Uuid, Vec<Uuid>> = found.iter().map(read).collect::<Result<_, StoreError>>()?;
        let of_all: Vec<Uuid> = keys.values().flatten().copied().collect();
        let open = "p.first_seen IS NOT NULL AND p.state <> 'absent'";
        let assets = by_fix(&client, &assets_where(open), &[&organization.0, &of_all]).await?;
        let items = by_fix(&client, NEWEST_ITEM, &[&organization.0, &of_all]).await?;
        let of_worst: Vec<Uuid> = listed.iter().map(|g| g.worst).collect();
        let mut worst = worst(&client, organization, &of_worst).await?;
        let mut found = Vec::with_capacity(listed.len());
        for group in listed {
            let Some((severity, row)) = worst.remove(&group.fix) else { continue };
            let mut ids = keys.remove(&group.fix).unwrap_or_default();
            ids.truncate(KEYS_OF_A_GROUP);
            let item = items.get(&group.fix).map(|n| rows::unsigned(rows::signed(*n)?).map(ItemNumber)).transpose()?;
            found.push(GroupRow {
                fix: group.fix,
                title: row.title,
                recommendation: row.recommendation,
                severity: words::severity(severity)?.word().to_owned(),
                findings: group.findings,
                ids,
                assets: assets.get(&group.fix).copied().unwrap_or(0),
                item: item.map(|n| n.to_string()),
            });
        }
        Ok(query.window.page(found, total))
    }
}
