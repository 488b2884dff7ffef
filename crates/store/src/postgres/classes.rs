//! The class of findings: worked out from what is kept of them whenever that changes. See [`crate::standing`].

use std::collections::HashMap;

use closeout_app::ports::StoreError;
use closeout_domain::{
    feed::FactRow,
    ids::{AssetId, OrganizationId},
    priority::Exposure,
};
use deadpool_postgres::Transaction;
use tokio_postgres::{Row, types::ToSql};
use uuid::Uuid;

use super::{aliases, cursor::Cursor, row::Columns, said};
use crate::{
    basis::Basis,
    exposures::{Exposures, by_asset},
    facts,
    rows::{corrupt, from_doc},
    settle::words,
    standing::{NOWHERE, Standing, State, Urgency},
};

const ACTION: &str = "rank findings";
/// Findings that are ranked at a time.
const BATCH: usize = 2_000;

/// Whether a finding is set aside, and whether an item answers it that is not closed: its own, or that of the same weakness
/// as another tool states it.
const STAGE: &str = "EXISTS (SELECT 1 FROM dismissal d WHERE d.organization = f.organization AND d.finding = f.finding
        AND d.stage = 'dismissed'),
    EXISTS (SELECT 1 FROM item_finding x JOIN item i ON i.organization = x.organization AND i.number = x.number
        WHERE x.organization = f.organization AND x.finding = f.finding AND i.status <> 'closed')
    OR f.weakness IS NOT NULL AND EXISTS (SELECT 1 FROM finding t
        JOIN item_finding x ON x.organization = t.organization AND x.finding = t.finding
        JOIN item i ON i.organization = x.organization AND i.number = x.number
        WHERE t.organization = f.organization AND t.system = f.system AND t.weakness = f.weakness AND t.family <> f.family
            AND i.status <> 'closed')";

/// What a class follows from.
struct Kept {
    finding: Uuid,
    system: Uuid,
    class: i64,
    severity: i64,
    state: String,
    assets: i64,
    basis: String,
    dismissed: bool,
    answered: bool,
    on: Vec<Uuid>,
    facts: Vec<String>,
}

impl Kept {
    fn read(row: &Row) -> Result<Self, StoreError> {
        let mut c = Columns::of(row);
        Ok(Self {
            finding: c.take()?,
            system: c.take()?,
            class: c.take()?,
            severity: c.take()?,
            state: c.take()?,
            assets: c.take()?,
            basis: c.take()?,
            dismissed: c.take()?,
            answered: c.take()?,
            on: c.take()?,
            facts: c.take()?,
        })
    }

    fn now(&self, exposures: &Exposures) -> Result<i64, StoreError> {
        if self.assets == 0 {
            return Ok(NOWHERE);
        }
        let severity = i16::try_from(self.severity).map_err(|_| corrupt("severity", self.severity))?;
        let facts = self.facts.iter().map(|text| {
            let (cve, doc) = text.split_once(' ').unwrap_or_default();
            let cve = cve.parse().map_err(|_| corrupt("fact", format!("{cve:?} is no CVE")))?;
            Ok(FactRow { cve, fact: facts::loaded(&from_doc("fact", doc)?)? })
        });
        let facts = facts.collect::<Result<Vec<_>, StoreError>>()?;
        let exposure = match self.on.as_slice() {
            [] => (self.state == "open").then(Exposure::default),
            on => Exposure::worst(on.iter().map(|asset| exposures.of(*asset))),
        };
        let basis: Basis = from_doc("finding", &self.basis)?;
        let state = match self.state.as_str() {
            _ if self.dismissed => State::Dismissed,
            "open" => State::Open,
            "absent" => State::Absent,
            _ => State::NotJudged,
        };
        let urgency = Urgency::of(&basis, words::severity(severity)?, &facts, exposure);
        Ok(Standing { urgency, state, answered: self.answered }.class())
    }
}

/// Works out the classes of some findings again. `which` is a condition on the finding `f`; its parameters begin with `$2`.
pub async fn again(
    tx: &Transaction<'_>,
    organization: OrganizationId,
    which: &str,
    values: &[&(dyn ToSql + Sync)],
) -> Result<(), StoreError> {
    let values: Vec<&(dyn ToSql + Sync)> =
        std::iter::once(&organization.0 as &(dyn ToSql + Sync)).chain(values.iter().copied()).collect();
    let said_of = "SELECT EXISTS (SELECT 1 FROM asset_said WHERE organization = $1)
            OR EXISTS (SELECT 1 FROM system WHERE organization = $1 AND doc::json ->> 'exposure_rules' <> '[]'),
        EXISTS (SELECT 1 FROM fact WHERE organization = $1)";
    let row = tx.query_one(said_of, &[&organization.0]).await.map_err(said(ACTION))?;
    let mut c = Columns::of(&row);
    let (exposed, fed): (bool, bool) = (c.take()?, c.take()?);
    // What says nothing is not read.
    let on = "ARRAY(SELECT p.asset FROM presence p WHERE p.organization = f.organization AND p.finding = f.finding
        AND p.first_seen IS NOT NULL AND p.state <> 'absent')";
    let known = "ARRAY(SELECT k.cve || ' ' || k.doc FROM finding_cve c JOIN fact k ON k.organization = c.organization
        AND k.cve = c.cve WHERE c.organization = f.organization AND c.finding = f.finding ORDER BY k.cve, k.feed)";
    let sql = format!(
        "SELECT f.finding, f.system, f.class, f.severity, f.state, f.assets, f.basis, {STAGE}, {}, {}
         FROM finding f WHERE f.organization = $1 AND ({which})",
        if exposed { on } else { "ARRAY[]::uuid[]" },
        if fed { known } else { "ARRAY[]::text[]" },
    );
    let mut rows = Cursor::open(tx, &sql, &values, Kept::read).await?;
    let mut systems: HashMap<Uuid, Exposures> = HashMap::new();
    let mut changed: Vec<(Uuid, i64)> = Vec::new();
    while let Some(kept) = rows.take().await? {
        if exposed && !systems.contains_key(&kept.system) {
            systems.insert(kept.system, exposures(tx, organization, kept.system).await?);
        }
        let class = kept.now(systems.entry(kept.system).or_default())?;
        if class != kept.class {
            changed.push((kept.finding, class));
        }
        if changed.len() == BATCH {
            write(tx, organization, &changed).await?;
            changed.clear();
        }
    }
    write(tx, organization, &changed).await
}

async fn write(tx: &Transaction<'_>, organization: OrganizationId, changed: &[(Uuid, i64)]) -> Result<(), StoreError> {
    if changed.is_empty() {
        return Ok(());
    }
    let (findings, classes): (Vec<Uuid>, Vec<i64>) = changed.iter().copied().unzip();
    let sql = "UPDATE finding f SET class = n.class FROM unnest($2::uuid[], $3::bigint[]) AS n (finding, class)
        WHERE f.organization = $1 AND f.finding = n.finding";
    let statement = tx.prepare_cached(sql).await.map_err(said(ACTION))?;
    tx.execute(&statement, &[&organization.0, &findings, &classes]).await.map(|_| ()).map_err(said(ACTION))
}

/// What is known of the assets of a system.
async fn exposures(tx: &Transaction<'_>, organization: OrganizationId, system: Uuid) -> Result<Exposures, StoreError> {
    let sql = "SELECT s.doc FROM asset_said s JOIN asset a ON a.organization = s.organization AND a.asset = s.asset
        WHERE s.organization = $1 AND a.system = $2";
    let found = tx.query(sql, &[&organization.0, &system]).await.map_err(said(ACTION))?;
    let said_of = found.iter().map(|row| from_doc("asset", Columns::of(row).take()?));
    let said_of = said_of.collect::<Result<Vec<_>, _>>()?;
    let sql = "SELECT doc FROM system WHERE organization = $1 AND system = $2";
    let found = tx.query_opt(sql, &[&organization.0, &system]).await.map_err(said(ACTION))?;
    let row = found.map(|row| from_doc("system", Columns::of(&row).take()?)).transpose()?;
    let mut exposures = Exposures::new(row.as_ref(), said_of);
    if exposures.asks_for_names() {
        let names = match aliases::names(&**tx, organization, system).await? {
            Some(names) => names,
            None => {
                let sql = "SELECT kind, name, asset FROM asset_name WHERE organization = $1 AND system = $2";
                let found = tx.query(sql, &[&organization.0, &system]).await.map_err(said(ACTION))?;
                let name = |row: &Row| {
                    let mut c = Columns::of(row);
                    Ok((words::name_kind(c.take()?)?, c.take()?, AssetId(c.take()?)))
                };
                found.iter().map(name).collect::<Result<_, StoreError>>()?
            }
        };
        let names = by_asset(names);
        let sql = "SELECT asset, label, ip FROM asset WHERE organization = $1 AND system = $2";
        for row in tx.query(sql, &[&organization.0, &system]).await.map_err(said(ACTION))? {
            let mut c = Columns::of(&row);
            let (asset, label, ip): (Uuid, String, String) = (c.take()?, c.take()?, c.take()?);
            exposures.name(asset, names.get(&asset).into_iter().flatten().chain([&label, &ip]));
        }
    }
    Ok(exposures)
}

/// The condition for findings that state the same weakness as some, and for these.
pub const AND_TWINS: &str = "f.finding = ANY($2) OR f.weakness IN (SELECT t.weakness FROM finding t
    WHERE t.organization = $1 AND t.finding = ANY($2))";
