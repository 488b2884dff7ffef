//! Which findings name which CVE.

use closeout_app::{ports::StoreError, views::FindingRow};
use closeout_domain::ids::OrganizationId;
use deadpool_postgres::Transaction;
use tokio_postgres::Row;
use uuid::Uuid;

use super::{cursor::Cursor, row::Columns, said};
use crate::rows::{cves, from_doc};

/// Notes which CVEs findings name, in place of what was noted of them.
pub async fn put_cves(
    tx: &Transaction<'_>,
    organization: OrganizationId,
    named: &[(Uuid, Vec<String>)],
) -> Result<(), StoreError> {
    let action = "note CVEs";
    let keys: Vec<Uuid> = named.iter().map(|(finding, _)| *finding).collect();
    let sql = "DELETE FROM finding_cve WHERE organization = $1 AND finding = ANY($2)";
    tx.execute(sql, &[&organization.0, &keys]).await.map_err(said(action))?;
    let pairs = || named.iter().flat_map(|(finding, cves)| cves.iter().map(move |cve| (*finding, cve.as_str())));
    let (keys, cves): (Vec<Uuid>, Vec<&str>) = pairs().unzip();
    let sql = "INSERT INTO finding_cve (organization, finding, cve)
        SELECT $1, * FROM unnest($2::uuid[], $3::text[]) ON CONFLICT DO NOTHING";
    tx.execute(sql, &[&organization.0, &keys, &cves]).await.map(|_| ()).map_err(said(action))
}

/// Finds the CVEs of every finding anew, from what was last said of each.
pub async fn link(tx: &Transaction<'_>, organization: OrganizationId) -> Result<(), StoreError> {
    let sql = "SELECT doc FROM finding_doc WHERE organization = $1";
    let read = |row: &Row| {
        let finding: FindingRow = from_doc("finding", Columns::of(row).take()?)?;
        Ok((finding.id, cves(&finding).collect::<Vec<_>>()))
    };
    let mut named = Vec::new();
    {
        let mut rows = Cursor::open(tx, sql, &[&organization.0], read).await?;
        while let Some(one) = rows.take().await? {
            named.push(one);
        }
    }
    put_cves(tx, organization, &named).await
}
