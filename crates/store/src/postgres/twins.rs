//! Findings of different families that state one weakness are listed under one fix: see [`crate::basis`].

use closeout_app::ports::StoreError;
use closeout_domain::ids::OrganizationId;
use deadpool_postgres::Transaction;
use uuid::Uuid;

use super::said;

/// Puts the findings of a system under the fix of the finding that leads.
pub async fn settle(tx: &Transaction<'_>, organization: OrganizationId, system: Uuid) -> Result<(), StoreError> {
    let action = "group findings";
    // Whether findings of more than one family were ever imported: otherwise nothing can be stated twice.
    let several = "SELECT count(DISTINCT family) > 1 FROM reading WHERE organization = $1 AND system = $2";
    let row = tx.query_one(several, &[&organization.0, &system]).await.map_err(said(action))?;
    if !row.try_get::<_, bool>(0).map_err(said(action))? {
        return Ok(());
    }
    let lead = "UPDATE finding AS f SET fix = n.fix FROM (
            SELECT f.finding, CASE WHEN l.family = f.family THEN f.stated_fix ELSE l.stated_fix END AS fix
            FROM finding f CROSS JOIN LATERAL (
                SELECT l.family, l.stated_fix FROM finding l
                WHERE l.organization = f.organization AND l.system = f.system AND l.weakness = f.weakness
                    AND (l.finding = f.finding OR EXISTS (SELECT 1 FROM finding_source s JOIN reading r
                        ON r.organization = s.organization AND r.import = s.import
                        WHERE s.organization = l.organization AND s.finding = l.finding AND NOT r.undone))
                ORDER BY l.family COLLATE \"C\", l.finding LIMIT 1) l
            WHERE f.organization = $1 AND f.system = $2 AND f.weakness IS NOT NULL) n
        WHERE f.organization = $1 AND f.finding = n.finding AND f.fix <> n.fix";
    tx.execute(lead, &[&organization.0, &system]).await.map(|_| ()).map_err(said(action))
}
