//! Whether findings are in the state that the imports come to.

use closeout_domain::ids::{Digest, OrganizationId};
use rusqlite::{Transaction, types::ValueRef};
use sha2::{Digest as _, Sha256};

use super::{settle, values::Result};

/// What an import states and nothing keeps.
const LOST: &str = "SELECT EXISTS (SELECT 1 FROM import_finding x WHERE x.organization = ?1
    AND NOT EXISTS (SELECT 1 FROM finding f WHERE f.organization = x.organization AND f.finding = x.finding))";
/// What settling writes, but for the numbers that it may give otherwise.
const WRITTEN: [&str; 2] = [
    "SELECT system, asset, finding, state, severity, clean, first_seen, last_seen, authenticated FROM presence
     WHERE organization = ?1 ORDER BY system, asset, finding",
    "SELECT finding, fix, class, severity, state, assets, present, absent, first_seen, last_seen FROM finding
     WHERE organization = ?1 ORDER BY finding",
];

/// Settles everything once more; the caller takes it back.
pub fn is_settled(tx: &Transaction<'_>, organization: OrganizationId) -> Result<bool> {
    if tx.query_row(LOST, [organization.0], |row| row.get(0))? {
        return Ok(false);
    }
    let before = written(tx, organization)?;
    settle::all_anew(tx, organization)?;
    Ok(written(tx, organization)? == before)
}

fn written(tx: &Transaction<'_>, organization: OrganizationId) -> Result<Digest> {
    let mut hash = Sha256::new();
    for sql in WRITTEN {
        let mut statement = tx.prepare_cached(sql)?;
        let columns = statement.column_count();
        let mut rows = statement.query([organization.0])?;
        while let Some(row) = rows.next()? {
            for column in 0..columns {
                let value = row.get_ref(column)?;
                match value {
                    ValueRef::Integer(n) => hash.update(n.to_be_bytes()),
                    ValueRef::Blob(bytes) | ValueRef::Text(bytes) => hash.update(bytes),
                    ValueRef::Null | ValueRef::Real(_) => {}
                }
                // Set apart by kind, so that no value runs into the next.
                hash.update([0xff, value.data_type() as u8]);
            }
        }
    }
    Ok(Digest(hash.finalize().into()))
}
