//! Names by which assets are known: each belongs to the asset that had it first, in the imports that stand.

use closeout_app::ports::StoreError;
use closeout_domain::ids::OrganizationId;
use deadpool_postgres::Transaction;
use uuid::Uuid;

use super::said;

/// Works out again who has which name in a system: those that an undone import gave, or all.
pub async fn anew(
    tx: &Transaction<'_>,
    organization: OrganizationId,
    system: Uuid,
    undone: Option<Uuid>,
) -> Result<(), StoreError> {
    const CONCERNED: &str =
        "($3::uuid IS NULL OR (kind, key) IN (SELECT kind, key FROM naming WHERE organization = $1 AND import = $3))";
    let action = "work out the names of assets";
    let forget = format!("DELETE FROM asset_name WHERE organization = $1 AND system = $2 AND {CONCERNED}");
    tx.execute(&forget, &[&organization.0, &system, &undone]).await.map_err(said(action))?;
    let first = format!(
        "INSERT INTO asset_name (organization, system, kind, key, name, asset)
        SELECT DISTINCT ON (kind, key) $1, $2, kind, key, name, asset
        FROM naming JOIN reading USING (organization, import)
        WHERE organization = $1 AND system = $2 AND NOT undone AND {CONCERNED}
        ORDER BY kind, key, number"
    );
    tx.execute(&first, &[&organization.0, &system, &undone]).await.map(|_| ()).map_err(said(action))
}
