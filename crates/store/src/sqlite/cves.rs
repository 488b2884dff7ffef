//! Which findings name which CVE.

use closeout_app::views::FindingRow;
use closeout_domain::ids::OrganizationId;
use rusqlite::{Transaction, params};

use super::values::Result;
use crate::rows::{cves, from_doc};

/// Notes that a finding names a CVE.
pub const PUT_CVE: &str = "INSERT OR IGNORE INTO finding_cve (organization, finding, cve) VALUES (?1, ?2, ?3)";

/// Finds the CVEs of every finding anew, from what was last said of each.
pub fn link(tx: &Transaction<'_>, organization: OrganizationId) -> Result<()> {
    let of = organization.0;
    tx.execute("DELETE FROM finding_cve WHERE organization = ?1", [of])?;
    let mut docs = tx.prepare_cached("SELECT doc FROM finding_doc WHERE organization = ?1")?;
    let mut put = tx.prepare_cached(PUT_CVE)?;
    let mut rows = docs.query([of])?;
    while let Some(row) = rows.next()? {
        let finding: FindingRow = from_doc("finding", row.get_ref(0)?.as_str().map_err(rusqlite::Error::from)?)?;
        for cve in cves(&finding) {
            put.execute(params![of, finding.id, cve])?;
        }
    }
    Ok(())
}
