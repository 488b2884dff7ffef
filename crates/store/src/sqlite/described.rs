//! What an import says of findings: gathered as it comes, and kept in the order of keys, so that every tree grows at one place
//! at a time. A million findings in the order of a file would touch a page of each tree for every row.

use closeout_app::{bulk::FindingDetail, views::FindingRow};
use closeout_domain::ids::{OrganizationId, SystemId};
use rusqlite::{CachedStatement, Transaction, params};
use uuid::Uuid;

use super::{cves::PUT_CVE, settle::Course, values::Result, words::Words};
use crate::{
    basis::Basis,
    rows::{self, from_doc, micros, to_doc},
};

/// Findings of an import on their way in.
pub struct Described<'t> {
    system: SystemId,
    put: CachedStatement<'t>,
}

const GATHER: &str = "CREATE TEMPORARY TABLE IF NOT EXISTS described (place INTEGER PRIMARY KEY, finding BLOB NOT NULL,
    source TEXT NOT NULL, doc TEXT NOT NULL)";

impl<'t> Described<'t> {
    /// None yet.
    pub fn of(tx: &'t Transaction<'_>, system: Uuid) -> Result<Self> {
        tx.execute_batch(GATHER)?;
        tx.execute("DELETE FROM temp.described", [])?;
        let put = tx.prepare_cached("INSERT INTO temp.described (finding, source, doc) VALUES (?1, ?2, ?3)")?;
        Ok(Self { system: SystemId(system), put })
    }

    /// Takes one in; of several with one key, the last counts.
    pub fn take(&mut self, detail: &FindingDetail) -> Result<()> {
        let row = rows::finding(self.system, detail);
        self.put.execute(params![row.id, detail.source, to_doc(&row)?])?;
        Ok(())
    }
}

/// Keeps what was gathered. A finding that a later look describes stays as that one says. Gives whether a known finding names
/// other CVEs now.
pub fn keep(tx: &Transaction<'_>, course: &Course) -> Result<bool> {
    let mut keeping = Keeping::of(tx, course)?;
    let mut gathered = tx.prepare_cached(
        "SELECT d.finding, d.source, d.doc, f.number, f.search, f.weakness, max(d.place) FROM temp.described d
         LEFT JOIN finding f ON f.organization = ?1 AND f.finding = d.finding GROUP BY d.finding ORDER BY d.finding",
    )?;
    let mut rows = gathered.query([course.organization])?;
    while let Some(row) = rows.next()? {
        let (finding, source): (Uuid, String) = (row.get(0)?, row.get(1)?);
        let doc = row.get_ref(2)?.as_str().map_err(rusqlite::Error::from)?;
        let known = match row.get::<_, Option<String>>(4)? {
            Some(search) => Some(Known { search, number: row.get(3)?, weakness: row.get(5)? }),
            None => None,
        };
        keeping.one(finding, &source, doc, known.as_ref())?;
    }
    drop(rows);
    tx.execute("DELETE FROM temp.described", [])?;
    Ok(keeping.renamed)
}

/// What follows from the documents of findings, made anew: where an older version kept less, and in a rebuild.
pub fn all_anew(tx: &Transaction<'_>, organization: OrganizationId) -> Result<()> {
    let organization = organization.0;
    let mut words = Words::of(tx)?;
    let mut all = tx.prepare_cached(
        "SELECT d.doc, f.number, f.search FROM finding_doc d JOIN finding f ON f.organization = d.organization
         AND f.finding = d.finding WHERE d.organization = ?1",
    )?;
    let mut set = tx.prepare_cached(
        "UPDATE finding SET weakness = ?3, assessed = ?4, search = ?5, number = ?6, basis = ?7, title = ?8
         WHERE organization = ?1 AND finding = ?2",
    )?;
    let mut rows = all.query([organization])?;
    while let Some(row) = rows.next()? {
        let doc: FindingRow = from_doc("finding", row.get_ref(0)?.as_str().map_err(rusqlite::Error::from)?)?;
        let (search, known): (String, String) = (doc.searchable(), row.get(2)?);
        let number = words.put(organization, doc.id, &search, row.get(1)?, Some(&known))?;
        let (basis, assessed) = (Basis::from(&doc), !doc.requirement.is_empty());
        let title = rows::sorted_by(&doc.title);
        set.execute(params![organization, doc.id, basis.weakness(), assessed, search, number, to_doc(&basis)?, title])?;
    }
    Ok(())
}

/// What is kept of a finding already.
struct Known {
    search: String,
    number: Option<i64>,
    weakness: Option<[u8; 16]>,
}

struct Keeping<'t> {
    course: &'t Course,
    /// Whether a known finding names other CVEs now.
    renamed: bool,
    /// Whether an import of the system looked later.
    is_late: bool,
    described_later: CachedStatement<'t>,
    put: CachedStatement<'t>,
    doc: CachedStatement<'t>,
    uncve: CachedStatement<'t>,
    cve: CachedStatement<'t>,
    source: CachedStatement<'t>,
    words: Words<'t>,
}

impl<'t> Keeping<'t> {
    fn of(tx: &'t Transaction<'_>, course: &'t Course) -> Result<Self> {
        let mut later = tx.prepare_cached(
            "SELECT 1 FROM reading WHERE organization = ?1 AND system = ?2 AND seen_at > ?3 AND NOT undone LIMIT 1",
        )?;
        let seen_at = micros(course.ending.seen_at);
        Ok(Self {
            course,
            renamed: false,
            is_late: later.exists(params![course.organization, course.system, seen_at])?,
            described_later: tx.prepare_cached(
                "SELECT 1 FROM finding_source s JOIN reading r ON r.organization = s.organization AND r.number = s.import
                 WHERE s.organization = ?1 AND s.finding = ?2 AND r.seen_at > ?3 AND NOT r.undone LIMIT 1",
            )?,
            put: tx.prepare_cached(
                "INSERT INTO finding (organization, finding, system, family, stated_fix, fix, weakness, assessed, title,
                    search, number, basis, class, severity, state, assets, present, absent)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?5, ?6, ?7, ?8, ?9, ?10, ?11, 0, 0, 'not_judged', 0, 0, 0)
                 ON CONFLICT DO UPDATE SET stated_fix = excluded.stated_fix, weakness = excluded.weakness,
                    fix = iif(fix = stated_fix, excluded.stated_fix, fix), assessed = excluded.assessed,
                    title = excluded.title, search = excluded.search, number = excluded.number, basis = excluded.basis
                 WHERE (stated_fix, assessed, title, search, number, basis) <> (excluded.stated_fix, excluded.assessed,
                    excluded.title, excluded.search, excluded.number, excluded.basis) OR weakness IS NOT excluded.weakness",
            )?,
            doc: tx.prepare_cached(
                "INSERT INTO finding_doc (organization, finding, doc) VALUES (?1, ?2, ?3)
                 ON CONFLICT DO UPDATE SET doc = excluded.doc WHERE doc <> excluded.doc",
            )?,
            uncve: tx.prepare_cached("DELETE FROM finding_cve WHERE organization = ?1 AND finding = ?2")?,
            cve: tx.prepare_cached(PUT_CVE)?,
            source: tx.prepare_cached(
                "INSERT OR IGNORE INTO finding_source (organization, finding, source, import) VALUES (?1, ?2, ?3, ?4)",
            )?,
            words: Words::of(tx)?,
        })
    }

    fn one(&mut self, finding: Uuid, source: &str, doc: &str, known: Option<&Known>) -> Result<()> {
        let Course { organization: of, system, import, ending } = self.course;
        let seen_at = micros(ending.seen_at);
        let stays = self.is_late && known.is_some() && self.described_later.exists(params![of, finding, seen_at])?;
        self.source.execute(params![of, finding, source, import])?;
        if stays {
            return Ok(());
        }
        let row: FindingRow = from_doc("finding", doc)?;
        let (search, basis, assessed) = (row.searchable(), Basis::from(&row), !row.requirement.is_empty());
        let weakness = basis.weakness();
        self.renamed |= known.is_some_and(|known| known.weakness != weakness);
        let (number, before) = known.map_or((None, None), |k| (k.number, Some(k.search.as_str())));
        let number = self.words.put(*of, finding, &search, number, before)?;
        self.put.execute(params![
            of,
            finding,
            system,
            row.family,
            row.fix,
            weakness,
            assessed,
            rows::sorted_by(&row.title),
            search,
            number,
            to_doc(&basis)?
        ])?;
        if self.doc.execute(params![of, finding, doc])? > 0 {
            if known.is_some() {
                self.uncve.execute(params![of, finding])?;
            }
            for cve in &basis.cve {
                self.cve.execute(params![of, finding, cve])?;
            }
        }
        Ok(())
    }
}
