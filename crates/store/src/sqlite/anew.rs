//! What an older version of this program kept less of, worked out when the file is opened.

use closeout_domain::ids::OrganizationId;
use rusqlite::{Connection, TransactionBehavior};
use uuid::Uuid;

use super::{described, settle, values::Result};

/// Works it out, in one transaction for each organization.
pub fn what_is_left(connection: &mut Connection) -> Result<()> {
    let left = {
        let mut left = connection.prepare("SELECT organization FROM unsettled")?;
        left.query_map([], |row| row.get(0))?.collect::<rusqlite::Result<Vec<Uuid>>>()?
    };
    for organization in left {
        let tx = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        described::all_anew(&tx, OrganizationId(organization))?;
        settle::all_anew(&tx, OrganizationId(organization))?;
        tx.execute("DELETE FROM unsettled WHERE organization = ?1", [organization])?;
        tx.commit()?;
    }
    Ok(())
}
