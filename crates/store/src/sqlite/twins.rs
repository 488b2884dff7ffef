//! Findings of different families that state one weakness are listed under one fix: see [`crate::basis`].

use rusqlite::{Transaction, params};
use uuid::Uuid;

use super::values::Result;

/// Whether findings of more than one family were ever imported into a system: otherwise nothing can be stated twice.
const SEVERAL: &str = "SELECT count(DISTINCT family) > 1 FROM reading WHERE organization = ?1 AND system = ?2";

/// That a finding `l` is described by an import that stands.
macro_rules! stands {
    () => {
        "EXISTS (SELECT 1 FROM finding_source s JOIN reading r ON r.organization = s.organization AND r.number = s.import
            WHERE s.organization = l.organization AND s.finding = l.finding AND NOT r.undone)"
    };
}

/// Puts findings under the fix of the finding that leads: of the weaknesses of which an import speaks, or of all.
pub fn settle(tx: &Transaction<'_>, organization: Uuid, system: Uuid, import: Option<i64>) -> Result<()> {
    if !tx.prepare_cached(SEVERAL)?.query_row([organization, system], |row| row.get(0))? {
        return Ok(());
    }
    tx.prepare_cached(LEAD)?.execute(params![organization, system, import])?;
    Ok(())
}

/// Of an organization and a system; of the weaknesses of which an import speaks, or of all.
pub const LEAD: &str = concat!(
        "UPDATE finding AS f INDEXED BY finding_weakness SET fix = (SELECT iif(l.family = f.family, f.stated_fix, l.stated_fix)
            FROM finding l INDEXED BY finding_weakness WHERE l.organization = f.organization AND l.system = f.system AND l.weakness = f.weakness
                AND (l.finding = f.finding OR ",
        stands!(),
        ") ORDER BY l.family, l.finding LIMIT 1)
         WHERE organization = ?1 AND system = ?2 AND weakness IS NOT NULL AND (?3 IS NULL OR weakness IN
            (SELECT x.weakness FROM finding_source y JOIN finding x ON x.organization = y.organization
                AND x.finding = y.finding WHERE y.organization = ?1 AND y.import = ?3))"
    );
