//! The class of findings: worked out from what is kept of them whenever that changes. See [`crate::standing`].

use std::collections::BTreeSet;

use closeout_app::views::SystemRow;
use closeout_domain::{
    feed::{FactRow, Kind},
    finding::severity::Severity,
    priority::{Cve, Exposure},
};
use rusqlite::{CachedStatement, OptionalExtension, Row, Transaction, params, params_from_iter};
use uuid::Uuid;

use super::{aliases, values::Result};
use crate::{
    basis::Basis,
    exposures::{Exposures, by_asset},
    facts,
    rows::from_doc,
    settle::words,
    standing::{NOWHERE, Standing, State, Urgency},
};

/// Whether a finding is set aside, and whether an item answers it that is not closed: its own, or that of the same weakness
/// as another tool states it.
pub const STAGE: &str = "EXISTS (SELECT 1 FROM dismissal d WHERE d.organization = f.organization AND d.finding = f.finding
        AND d.stage = 'dismissed'),
    EXISTS (SELECT 1 FROM item_finding x JOIN item i ON i.organization = x.organization AND i.number = x.number
        WHERE x.organization = f.organization AND x.finding = f.finding AND i.status <> 'closed')
    OR f.weakness IS NOT NULL AND EXISTS (SELECT 1 FROM finding t INDEXED BY finding_weakness
        CROSS JOIN item_finding x ON x.organization = t.organization AND x.finding = t.finding
        CROSS JOIN item i ON i.organization = x.organization AND i.number = x.number
        WHERE t.organization = f.organization AND t.system = f.system AND t.weakness = f.weakness AND t.family <> f.family
            AND i.status <> 'closed')";

/// Works classes out.
pub struct Classes<'t> {
    organization: Uuid,
    /// Whether any feed says anything.
    feeds: bool,
    basis: CachedStatement<'t>,
    fact: CachedStatement<'t>,
}

impl<'t> Classes<'t> {
    /// Of an organization.
    pub fn of(tx: &'t Transaction<'_>, organization: Uuid) -> Result<Self> {
        Ok(Self {
            organization,
            feeds: tx.prepare_cached("SELECT 1 FROM fact WHERE organization = ?1")?.exists([organization])?,
            basis: tx.prepare_cached("SELECT basis FROM finding WHERE organization = ?1 AND finding = ?2")?,
            fact: tx.prepare_cached("SELECT doc FROM fact WHERE organization = ?1 AND feed = ?2 AND cve = ?3")?,
        })
    }

    /// How urgent a finding is that is this bad, on assets of which this is the worst that is known.
    pub fn urgency(&mut self, finding: Uuid, severity: Severity, exposure: Option<Exposure>) -> Result<Urgency> {
        let basis: String = self.basis.query_row([self.organization, finding], |row| row.get(0))?;
        let basis: Basis = from_doc("finding", &basis)?;
        let mut known = Vec::new();
        if self.feeds {
            for cve in basis.cve.iter().filter_map(|cve| cve.parse::<Cve>().ok()) {
                for feed in Kind::ALL {
                    let values = params![self.organization, feed.word(), cve.as_str()];
                    let doc: Option<String> = self.fact.query_row(values, |row| row.get(0)).optional()?;
                    if let Some(doc) = doc {
                        let fact = facts::loaded(&from_doc("fact", &doc)?)?;
                        known.push(FactRow { cve: cve.clone(), fact });
                    }
                }
            }
        }
        Ok(Urgency::of(&basis, severity, &known, exposure))
    }
}

/// What is known of the assets of a system.
pub fn exposures(tx: &Transaction<'_>, organization: Uuid, system: Uuid) -> Result<Exposures> {
    let mut said = tx.prepare_cached(
        "SELECT s.doc FROM asset_said s JOIN asset a ON a.organization = s.organization AND a.asset = s.asset
         WHERE s.organization = ?1 AND a.system = ?2",
    )?;
    let mut by_hand = Vec::new();
    let mut rows = said.query([organization, system])?;
    while let Some(row) = rows.next()? {
        by_hand.push(from_doc("asset", row.get_ref(0)?.as_str().map_err(rusqlite::Error::from)?)?);
    }
    let doc: Option<String> = tx
        .prepare_cached("SELECT doc FROM system WHERE organization = ?1 AND system = ?2")?
        .query_row([organization, system], |row| row.get(0))
        .optional()?;
    let row: Option<SystemRow> = doc.map(|doc| from_doc("system", &doc)).transpose()?;
    let mut exposures = Exposures::new(row.as_ref(), by_hand);
    if exposures.asks_for_names() {
        let names = by_asset(aliases::names(tx, organization, system)?);
        let mut assets =
            tx.prepare_cached("SELECT asset, label, ip FROM asset WHERE organization = ?1 AND system = ?2")?;
        let mut rows = assets.query([organization, system])?;
        while let Some(row) = rows.next()? {
            let (asset, label, ip): (Uuid, String, String) = (row.get(0)?, row.get(1)?, row.get(2)?);
            exposures.name(asset, names.get(&asset).into_iter().flatten().chain([&label, &ip]));
        }
    }
    Ok(exposures)
}

/// Which findings changed, other than by an import.
#[derive(Debug, Default)]
pub struct Touched {
    /// Those of which only the state or the answer can have changed.
    pub stages: BTreeSet<Uuid>,
    /// Assets of which something else is known now.
    pub assets: BTreeSet<Uuid>,
    /// Systems with other rules.
    pub systems: BTreeSet<Uuid>,
    /// Whether feeds say something else.
    pub feeds: bool,
}

/// Works the classes of touched findings out again.
pub fn follow(tx: &Transaction<'_>, organization: Uuid, touched: &Touched) -> Result<()> {
    touched.stages.iter().try_for_each(|finding| restate(tx, organization, *finding))?;
    let listed = |sql: &str, keys: &[Uuid]| -> Result<Vec<(Uuid, Uuid)>> {
        let mut statement = tx.prepare_cached(sql)?;
        let read = |row: &Row<'_>| Ok((row.get(0)?, row.get(1)?));
        Ok(statement.query_map(params_from_iter(keys), read)?.collect::<rusqlite::Result<_>>()?)
    };
    let mut findings = BTreeSet::new();
    for asset in &touched.assets {
        let sql = "SELECT p.system, p.finding FROM asset a JOIN presence p ON p.organization = a.organization
            AND p.system = a.system AND p.asset = a.asset WHERE a.organization = ?1 AND a.asset = ?2";
        findings.extend(listed(sql, &[organization, *asset])?);
    }
    for system in &touched.systems {
        let sql = "SELECT system, finding FROM finding WHERE organization = ?1 AND system = ?2 AND class <> 0";
        findings.extend(listed(sql, &[organization, *system])?);
    }
    if touched.feeds {
        let sql = "SELECT system, finding FROM finding WHERE organization = ?1 AND class <> 0 AND weakness IS NOT NULL";
        findings.extend(listed(sql, &[organization])?);
    }
    again(tx, organization, &findings)
}

/// Works out the state and the answer of a finding again, and of the same weakness as other tools state it.
fn restate(tx: &Transaction<'_>, organization: Uuid, finding: Uuid) -> Result<()> {
    let mut all = tx.prepare_cached(&format!(
        "SELECT f.finding, f.class, f.state, {STAGE} FROM finding f WHERE f.organization = ?1 AND f.finding IN
            (SELECT ?2 UNION SELECT t.finding FROM finding s JOIN finding t ON t.organization = s.organization
                AND t.system = s.system AND t.weakness = s.weakness WHERE s.organization = ?1 AND s.finding = ?2)"
    ))?;
    let mut set = tx.prepare_cached("UPDATE finding SET class = ?3 WHERE organization = ?1 AND finding = ?2")?;
    let mut rows = all.query([organization, finding])?;
    let mut changed: Vec<(Uuid, i64)> = Vec::new();
    while let Some(row) = rows.next()? {
        let (finding, class): (Uuid, i64) = (row.get(0)?, row.get(1)?);
        let now = Standing::restated(
            class,
            state(row.get_ref(2)?.as_str().map_err(rusqlite::Error::from)?, row.get(3)?),
            row.get(4)?,
        );
        if now != class {
            changed.push((finding, now));
        }
    }
    for (finding, class) in changed {
        set.execute(params![organization, finding, class])?;
    }
    Ok(())
}

/// The state of a finding by the word that is kept, and whether it is set aside.
pub fn state(word: &str, dismissed: bool) -> State {
    match word {
        _ if dismissed => State::Dismissed,
        "open" => State::Open,
        "absent" => State::Absent,
        _ => State::NotJudged,
    }
}

/// Works the classes of findings out again, given with their systems.
fn again(tx: &Transaction<'_>, organization: Uuid, findings: &BTreeSet<(Uuid, Uuid)>) -> Result<()> {
    let mut classes = Classes::of(tx, organization)?;
    let mut known: Option<(Uuid, Exposures)> = None;
    let mut read = tx.prepare_cached(&format!(
        "SELECT f.class, f.severity, f.state, {STAGE} FROM finding f WHERE f.organization = ?1 AND f.finding = ?2"
    ))?;
    let mut open = tx.prepare_cached(
        "SELECT p.asset FROM finding_asset x CROSS JOIN presence p ON p.organization = x.organization AND p.system = ?3
            AND p.asset = x.asset AND p.finding = x.finding
         WHERE x.organization = ?1 AND x.finding = ?2 AND p.first_seen IS NOT NULL AND p.state <> 1",
    )?;
    let mut set = tx.prepare_cached("UPDATE finding SET class = ?3 WHERE organization = ?1 AND finding = ?2")?;
    for (system, finding) in findings {
        if known.as_ref().is_none_or(|(of, _)| of != system) {
            known = Some((*system, exposures(tx, organization, *system)?));
        }
        let Some((_, exposures)) = &known else { continue };
        let (class, severity, word, dismissed, answered): (i64, i16, String, bool, bool) = read
            .query_row([organization, *finding], |row| {
                Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?))
            })?;
        if class == NOWHERE {
            continue;
        }
        let assets = open
            .query_map([organization, *finding, *system], |row| row.get(0))?
            .collect::<rusqlite::Result<Vec<Uuid>>>()?;
        let exposure = Exposure::worst(assets.into_iter().map(|asset| exposures.of(asset)));
        let urgency = classes.urgency(*finding, words::severity(severity)?, exposure)?;
        let now = Standing { urgency, state: state(&word, dismissed), answered }.class();
        if now != class {
            set.execute(params![organization, finding, now])?;
        }
    }
    Ok(())
}
