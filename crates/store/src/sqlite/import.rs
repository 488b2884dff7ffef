//! Taking in an import: rows as they come, settled, and kept if the decision allows it; and taking one back.

use closeout_app::{
    bulk::{AssetDetail, Batch, CoverageRow, Ending, Feed, Sighting},
    ports::{Finish, Imported, Mode, Settled, Write},
    record::Recorded,
};
use closeout_domain::ids::{ImportId, OrganizationId, SystemId};
use jiff::Timestamp;
use rusqlite::{CachedStatement, OptionalExtension, Transaction, params};
use tokio::sync::mpsc;
use uuid::Uuid;

use super::{
    connection::Fate,
    described::{self, Described},
    events::record,
    lists::next_item,
    settle::{self, Course},
    spread::Spreads,
    twins,
    values::Result,
};
use crate::{
    rows::{failed, micros},
    settle::words,
};

/// Which import, of what.
#[derive(Debug, Clone, Copy)]
pub struct Target {
    /// Whose it is.
    pub organization: OrganizationId,
    /// Of which system it speaks.
    pub system: SystemId,
    /// Its identity.
    pub import: ImportId,
}

/// Takes in an import, inside its transaction.
pub fn take_in(
    tx: &Transaction<'_>,
    target: Target,
    mode: Mode,
    feed: mpsc::Receiver<Feed>,
    finish: Finish,
) -> Result<(Imported, Fate)> {
    let course = read(tx, target, feed)?;
    let renamed = described::keep(tx, &course)?;
    twins::settle(tx, course.organization, course.system, (!renamed).then_some(course.import))?;
    let mut findings = Spreads::of(tx, course.organization, course.system)?;
    let totals = settle::read(tx, &course, &mut findings)?;
    findings.keep(tx, course.import, &course.ending.family)?;
    let settled = Settled {
        changes: totals.changes,
        open: totals.open,
        groups: findings.groups(tx)?,
        not_observed: totals.not_observed.into_iter().collect(),
        next_item: next_item(tx, target.organization)?,
        ending: course.ending,
    };
    let write = match (finish(&settled), mode) {
        (Ok(write), Mode::Commit) => write,
        (answer, _) => return Ok((Imported { settled, recorded: Vec::new(), refused: answer.err() }, Fate::Drop)),
    };
    let recorded = record(tx, target.organization, &write)?;
    Ok((Imported { settled, recorded, refused: None }, Fate::Keep))
}

/// Takes an import back: its rows stay, and count no more.
pub fn undo(
    tx: &Transaction<'_>,
    organization: OrganizationId,
    import: ImportId,
    write: &Write,
) -> Result<(Vec<Recorded>, Fate)> {
    let recorded = record(tx, organization, write)?;
    let system = tx
        .prepare_cached("UPDATE reading SET undone = 1 WHERE organization = ?1 AND import = ?2 RETURNING system")?
        .query_row([organization.0, import.0], |row| row.get(0))
        .optional()?;
    if let Some(system) = system {
        settle::anew(tx, organization, system)?;
    }
    Ok((recorded, Fate::Keep))
}

/// Writes down what comes, to the end of the file.
fn read(tx: &Transaction<'_>, target: Target, mut feed: mpsc::Receiver<Feed>) -> Result<Course> {
    let Target { organization, system, import } = target;
    let number: i64 = tx
        .prepare_cached("SELECT coalesce(max(number), 0) + 1 FROM reading WHERE organization = ?1")?
        .query_row([organization.0], |row| row.get(0))?;
    let mut rows = Taking::of(tx, organization.0, system.0, number)?;
    let ending = loop {
        match feed.blocking_recv() {
            Some(Feed::Rows(batch)) => rows.take(&batch)?,
            Some(Feed::End(ending)) => break ending,
            None => return Err(failed("import")("the rows broke off before their end").into()),
        }
    };
    let Ending { format, family, tool, policy, complete, seen_at, tally: _ } = &ending;
    keep_labels(tx, organization, system, *seen_at)?;
    tx.prepare_cached(
        "INSERT INTO reading (organization, number, import, system, format, family, tool, policy, complete,
            seen_at, undone)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, 0)",
    )?
    .execute(params![
        organization.0,
        number,
        import.0,
        system.0,
        format,
        family,
        tool,
        policy,
        complete,
        micros(*seen_at)
    ])?;
    Ok(Course { organization: organization.0, system: system.0, import: number, ending })
}

/// Calls assets as this import does, where no later look calls them otherwise.
fn keep_labels(tx: &Transaction<'_>, organization: OrganizationId, system: SystemId, seen_at: Timestamp) -> Result<()> {
    let sql = "INSERT INTO asset (organization, asset, system, label, os, ip, described_at)
         SELECT ?1, asset, ?2, label, os, ip, ?3 FROM temp.labelled WHERE true ORDER BY asset
         ON CONFLICT DO UPDATE SET label = excluded.label, os = excluded.os, ip = excluded.ip,
            described_at = excluded.described_at
         WHERE described_at <= excluded.described_at";
    tx.execute(sql, params![organization.0, system.0, micros(seen_at)])?;
    Ok(())
}

/// Assets as the import calls them; of several labels of one, the last counts.
const LABELLED: &str =
    "CREATE TEMPORARY TABLE IF NOT EXISTS labelled (asset BLOB PRIMARY KEY NOT NULL, label TEXT NOT NULL,
        os TEXT NOT NULL, ip TEXT NOT NULL) WITHOUT ROWID;
    DELETE FROM temp.labelled";

/// The statements by which rows are written, one row at a time: measured faster than several rows in a statement.
struct Taking<'t> {
    organization: Uuid,
    system: Uuid,
    import: i64,
    /// Statements so far.
    sightings: i64,
    /// Looks so far.
    looks: i64,
    asset: CachedStatement<'t>,
    name: CachedStatement<'t>,
    findings: Described<'t>,
    sighting: CachedStatement<'t>,
    coverage: CachedStatement<'t>,
}

impl<'t> Taking<'t> {
    fn of(tx: &'t Transaction<'_>, organization: Uuid, system: Uuid, import: i64) -> Result<Self> {
        tx.execute_batch(LABELLED)?;
        Ok(Self {
            organization,
            system,
            import,
            sightings: 0,
            looks: 0,
            asset: tx.prepare_cached(
                "INSERT OR REPLACE INTO temp.labelled (asset, label, os, ip) VALUES (?1, ?2, ?3, ?4)",
            )?,
            name: tx.prepare_cached(
                "INSERT OR IGNORE INTO asset_name (organization, system, kind, name, import, asset)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            )?,
            findings: Described::of(tx, system)?,
            sighting: tx.prepare_cached(
                "INSERT INTO sighting (organization, import, number, asset, finding, state, severity,
                    needs_authentication, seen_at, place, output)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
            )?,
            coverage: tx.prepare_cached(
                "INSERT INTO coverage (organization, import, asset, number, reached, authenticated, check_set, checks,
                    seen_at)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
            )?,
        })
    }

    fn take(&mut self, batch: &Batch) -> Result<()> {
        let Batch { assets, findings, sightings, coverage } = batch;
        assets.iter().try_for_each(|asset| self.asset(asset))?;
        findings.iter().try_for_each(|finding| self.findings.take(finding))?;
        sightings.iter().try_for_each(|sighting| self.sighting(sighting))?;
        coverage.iter().try_for_each(|look| self.look(look))
    }

    fn asset(&mut self, detail: &AssetDetail) -> Result<()> {
        let AssetDetail { id, label, names, os, ip } = detail;
        self.asset.execute(params![id.0, label, os, ip])?;
        for (kind, name) in names {
            self.name.execute(params![self.organization, self.system, kind.word(), name, self.import, id.0])?;
        }
        Ok(())
    }

    fn sighting(&mut self, sighting: &Sighting) -> Result<()> {
        let Sighting { finding, asset, place, state, severity, seen_at, needs_authentication, output } = sighting;
        self.sightings += 1;
        self.sighting.execute(params![
            self.organization,
            self.import,
            self.sightings,
            asset.0,
            finding.0,
            settle::number_of(*state),
            words::rank(*severity),
            needs_authentication,
            seen_at.map(micros),
            place,
            output,
        ])?;
        Ok(())
    }

    fn look(&mut self, row: &CoverageRow) -> Result<()> {
        let CoverageRow { asset, reached, authenticated, check_set, checks, seen_at } = row;
        self.looks += 1;
        self.coverage.execute(params![
            self.organization,
            self.import,
            asset.0,
            self.looks,
            reached,
            authenticated,
            check_set,
            words::of_scope(*checks),
            seen_at.map(micros),
        ])?;
        Ok(())
    }
}
