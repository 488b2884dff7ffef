//! What follows from the documents of findings.

use closeout_app::{ports::StoreError, views::FindingRow};
use closeout_domain::ids::OrganizationId;
use deadpool_postgres::Transaction;
use tokio_postgres::Row;
use uuid::Uuid;

use super::{cursor::Cursor, row::Columns, said, value::clean};
use crate::{
    basis::Basis,
    rows::{from_doc, sorted_by, to_doc},
};

/// Findings that are written at a time.
const BATCH: usize = 2_000;

/// What follows, as it is kept.
struct Told {
    finding: Uuid,
    title: String,
    search: String,
    weakness: Option<Vec<u8>>,
    assessed: bool,
    basis: String,
}

/// Works it out anew: where an older version kept less, and in a rebuild.
pub async fn all_anew(tx: &Transaction<'_>, organization: OrganizationId) -> Result<(), StoreError> {
    let sql = "SELECT doc FROM finding_doc WHERE organization = $1";
    let read = |row: &Row| {
        let row: FindingRow = from_doc("finding", Columns::of(row).take()?)?;
        let basis = Basis::from(&row);
        Ok(Told {
            finding: row.id,
            title: clean(sorted_by(&row.title)).into_owned(),
            search: row.searchable(),
            weakness: basis.weakness().map(|key| key.to_vec()),
            assessed: !row.requirement.is_empty(),
            basis: to_doc(&basis)?,
        })
    };
    let mut told = Vec::new();
    let mut rows = Cursor::open(tx, sql, &[&organization.0], read).await?;
    while let Some(one) = rows.take().await? {
        told.push(one);
        if told.len() == BATCH {
            write(tx, organization, &told).await?;
            told.clear();
        }
    }
    write(tx, organization, &told).await
}

async fn write(tx: &Transaction<'_>, organization: OrganizationId, told: &[Told]) -> Result<(), StoreError> {
    fn column<'a, T>(told: &'a [Told], of: impl Fn(&'a Told) -> T) -> Vec<T> {
        told.iter().map(of).collect()
    }
    let action = "describe findings";
    let sql = "UPDATE finding f SET title = n.title, search = n.search, weakness = n.weakness, assessed = n.assessed,
            basis = n.basis
        FROM unnest($2::uuid[], $3::text[], $4::text[], $5::bytea[], $6::boolean[], $7::text[])
            AS n (finding, title, search, weakness, assessed, basis)
        WHERE f.organization = $1 AND f.finding = n.finding
            AND (f.title, f.search, f.weakness, f.assessed, f.basis)
                IS DISTINCT FROM (n.title, n.search, n.weakness, n.assessed, n.basis)";
    let statement = tx.prepare_cached(sql).await.map_err(said(action))?;
    tx.execute(
        &statement,
        &[
            &organization.0,
            &column(told, |t| t.finding),
            &column(told, |t| t.title.as_str()),
            &column(told, |t| t.search.as_str()),
            &column(told, |t| t.weakness.as_deref()),
            &column(told, |t| t.assessed),
            &column(told, |t| t.basis.as_str()),
        ],
    )
    .await
    .map(|_| ())
    .map_err(said(action))
}
