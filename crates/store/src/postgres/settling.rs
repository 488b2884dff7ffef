//! Settling pairs: three sorted streams, of what is kept, what is stated and how assets were looked at, are merged pair by
//! pair, folded by [`crate::settle`], and written back. Nothing but one asset's looks is held in memory.

use std::collections::HashMap;

use closeout_app::{
    bulk::{CoverageRow, Ending},
    ports::StoreError,
};
use closeout_domain::{
    finding::{presence::Turn, severity::Severity},
    ids::{AssetId, OrganizationId},
    import::Tally,
};
use deadpool_postgres::Transaction;
use jiff::Timestamp;
use tokio_postgres::Row;
use uuid::Uuid;

use super::{
    aliases,
    cursor::Cursor,
    names,
    pairs::{self, Kept, Writer},
    row::Columns,
    said, spread,
    step::{Step, Stock},
    turn, twins,
};
use crate::settle::{Pair, Reach, Stated, Totals, settle, words};

const ACTION: &str = "settle findings";

/// Settles the pairs that one import speaks of, or those of its tool family about which it is silent.
pub async fn one(
    tx: &Transaction<'_>,
    organization: OrganizationId,
    system: Uuid,
    step: Step,
    stock: Stock,
) -> Result<Totals, StoreError> {
    aliases::align(tx, organization, system).await?;
    scope(tx, organization, system, Some((&step.ending.family, step.import, stock))).await?;
    let totals = match turn::of(tx, organization, system, &step, stock).await? {
        Turn::Earlier => {
            turn::remember(tx, organization).await?;
            tx.execute(FORGET, &[&organization.0]).await.map_err(said(ACTION))?;
            let steps = standing(tx, organization, system).await?;
            fold(tx, organization, &steps, stock.with_the_others(), true, Turn::Latest).await?;
            turn::compared(tx, organization, &step, stock).await?
        }
        turn => fold(tx, organization, &[step], stock, false, turn).await?,
    };
    spread::count(tx, organization).await?;
    Ok(totals)
}

/// Drops the pairs of `scope`.
const FORGET: &str = "DELETE FROM presence p USING scope f WHERE p.organization = $1 AND p.finding = f.finding";

/// Settles pairs again from all of the imports that stand: after one was undone those that it spoke of, else all.
pub async fn anew(tx: &Transaction<'_>, organization: OrganizationId, undone: Option<Uuid>) -> Result<(), StoreError> {
    let sql = "SELECT system, family, import FROM reading WHERE organization = $1 AND ($2::uuid IS NULL OR import = $2)
        ORDER BY system";
    let mut readings = tx.query(sql, &[&organization.0, &undone]).await.map_err(said(ACTION))?;
    readings.dedup_by_key(|row| row.try_get::<_, Uuid>(0).ok());
    for row in &readings {
        let mut c = Columns::of(row);
        let (system, family, import): (Uuid, String, Uuid) = (c.take()?, c.take()?, c.take()?);
        let told_apart = aliases::align(tx, organization, system).await?;
        // Where people told assets apart, one import less may change what others stand for.
        let part = undone.filter(|_| !told_apart).map(|_| (family.as_str(), import, Stock::LASTING));
        // Names say what the rules of exposure apply to.
        names::anew(tx, organization, system, undone).await?;
        again(tx, organization, system, part).await?;
    }
    Ok(())
}

/// Settles every pair of a system again, after people said which of its assets are one.
pub async fn whole(tx: &Transaction<'_>, organization: OrganizationId, system: Uuid) -> Result<(), StoreError> {
    aliases::align(tx, organization, system).await?;
    again(tx, organization, system, None).await
}

async fn again(
    tx: &Transaction<'_>,
    organization: OrganizationId,
    system: Uuid,
    part: Option<(&str, Uuid, Stock)>,
) -> Result<(), StoreError> {
    twins::settle(tx, organization, system).await?;
    scope(tx, organization, system, part).await?;
    tx.execute(FORGET, &[&organization.0]).await.map_err(said(ACTION))?;
    let steps = standing(tx, organization, system).await?;
    fold(tx, organization, &steps, Stock::LASTING, true, Turn::Latest).await?;
    spread::count(tx, organization).await
}

/// Puts the findings of a system into the temporary table `scope`: all, or those of a family and those that an import states.
async fn scope(
    tx: &Transaction<'_>,
    organization: OrganizationId,
    system: Uuid,
    part: Option<(&str, Uuid, Stock)>,
) -> Result<(), StoreError> {
    let table =
        "CREATE TEMPORARY TABLE IF NOT EXISTS scope (finding uuid PRIMARY KEY, family text NOT NULL) ON COMMIT DROP;
        TRUNCATE scope";
    tx.batch_execute(table).await.map_err(said(ACTION))?;
    let all = "INSERT INTO scope SELECT finding, family FROM finding WHERE organization = $1 AND system = $2";
    match part {
        None => tx.execute(all, &[&organization.0, &system]).await,
        Some((family, import, Stock { sightings, .. })) => {
            let some = format!(
                "{all} AND (family = $3 OR finding IN (SELECT finding FROM {sightings} WHERE organization = $1 AND import = $4))"
            );
            tx.execute(&some, &[&organization.0, &system, &family, &import]).await
        }
    }
    .map_err(said(ACTION))?;
    // The planner knows nothing of a table that was just made.
    tx.batch_execute("ANALYZE scope").await.map_err(said(ACTION))
}

/// The imports of a system that stand, in the order of their looks.
async fn standing(tx: &Transaction<'_>, organization: OrganizationId, system: Uuid) -> Result<Vec<Step>, StoreError> {
    let sql = "SELECT import, family, tool, policy, complete, seen_at FROM reading
        WHERE organization = $1 AND system = $2 AND NOT undone ORDER BY seen_at, number";
    let step = |row: &Row| {
        let mut c = Columns::of(row);
        let import = c.take()?;
        let ending = Ending {
            format: String::new(),
            family: c.take()?,
            tool: c.take()?,
            policy: c.take()?,
            complete: c.take()?,
            seen_at: c.instant()?,
            tally: Tally::default(),
        };
        Ok(Step { import, ending })
    };
    tx.query(sql, &[&organization.0, &system]).await.map_err(said(ACTION))?.iter().map(step).collect()
}

/// Folds imports, oldest first, into the pairs of `scope`: into those that are kept, or, `anew`, into nothing.
async fn fold(
    tx: &Transaction<'_>,
    organization: OrganizationId,
    steps: &[Step],
    stock: Stock,
    anew: bool,
    turn: Turn,
) -> Result<Totals, StoreError> {
    let imports: Vec<Uuid> = steps.iter().map(|s| s.import).collect();
    let index: HashMap<Uuid, usize> = imports.iter().copied().zip(0..).collect();
    let kept = format!(
        "SELECT p.asset, p.finding, f.family, p.stated_in, {} FROM presence p JOIN scope f ON f.finding = p.finding
        WHERE p.organization = $1 AND NOT $2 ORDER BY p.asset, p.finding",
        pairs::COLUMNS
    );
    let mut kept = Cursor::open(tx, &kept, &[&organization.0, &anew], Kept::read).await?;
    let stated = format!(
        "SELECT s.asset, s.finding, f.family, s.import, s.state, s.severity, s.needs_authentication, s.seen_at,
            s.place
        FROM {} s JOIN scope f ON f.finding = s.finding
        WHERE s.organization = $1 AND s.import = ANY($2) ORDER BY s.asset, s.finding",
        stock.stated
    );
    let mut stated = Cursor::open(tx, &stated, &[&organization.0, &imports], Statement::read).await?;
    let looks = format!(
        "SELECT asset, import, reached, authenticated, check_set, checks, seen_at FROM {} c
        WHERE organization = $1 AND import = ANY($2) ORDER BY asset",
        stock.looked
    );
    let mut looks = Cursor::open(tx, &looks, &[&organization.0, &imports], look).await?;
    let mut writer = Writer::new(tx, organization);
    let (mut totals, mut reaches, mut at) = (Totals::default(), Vec::new(), None);
    loop {
        let first = kept.ahead().map(|(k, _)| (k.asset, k.finding));
        let second = stated.ahead().map(|s| (s.asset, s.finding));
        let Some(key) = [first, second].into_iter().flatten().min() else { break };
        if at != Some(key.0) {
            at = Some(key.0);
            reaches = reaches_of(&mut looks, key.0, &index).await?;
        }
        let before = if first == Some(key) { kept.take().await? } else { None };
        let mut family = before.as_ref().map(|(_, family)| family.clone()).unwrap_or_default();
        let mut statements: Vec<Option<Stated>> = vec![None; steps.len()];
        while stated.ahead().is_some_and(|s| (s.asset, s.finding) == key) {
            let Some(s) = stated.take().await? else { break };
            if let Some(place) = index.get(&s.import).and_then(|i| statements.get_mut(*i)) {
                *place = Some(match place.take() {
                    Some(other) => other.and(s.stated),
                    None => s.stated,
                });
            }
            family = s.family;
        }
        let mut pair: Option<Pair> = before.as_ref().map(|(k, _)| k.pair.clone());
        let mut stated_in = before.as_ref().map(|(k, _)| k.stated_in);
        for ((step, statement), reach) in steps.iter().zip(statements).zip(&reaches) {
            if statement.is_none() && step.ending.family != family {
                continue;
            }
            if statement.is_some() {
                stated_in = Some(step.import);
            }
            let outcome = settle(pair.as_ref(), statement.as_ref(), reach.as_ref(), &step.ending, turn);
            totals.add(pair.as_ref(), outcome.as_ref().and_then(|o| o.count));
            pair = outcome.map(|o| o.pair);
        }
        if let (Some(pair), Some(stated_in)) = (pair, stated_in) {
            let (asset, finding) = key;
            match before {
                None => writer.add(Kept { asset, finding, pair, stated_in }).await?,
                Some((k, _)) if k.pair == pair && k.stated_in == stated_in => {}
                Some(_) => writer.change(Kept { asset, finding, pair, stated_in }).await?,
            }
        }
    }
    writer.finish().await?;
    Ok(totals)
}

/// One row of what is stated.
struct Statement {
    asset: Uuid,
    finding: Uuid,
    family: String,
    import: Uuid,
    stated: Stated,
}

impl Statement {
    fn read(row: &Row) -> Result<Self, StoreError> {
        let mut c = Columns::of(row);
        let (asset, finding, family, import) = (c.take()?, c.take()?, c.take()?, c.take()?);
        let judgement = words::judgement(c.take()?)?;
        let severity: Severity = words::severity(c.take()?)?;
        let (needs_authentication, seen_at): (bool, Option<Timestamp>) = (c.take()?, c.instant_if()?);
        let stated = Stated::at(c.take()?, judgement, severity, needs_authentication, seen_at);
        Ok(Self { asset, finding, family, import, stated })
    }
}

fn look(row: &Row) -> Result<(Uuid, CoverageRow), StoreError> {
    let mut c = Columns::of(row);
    let (asset, import) = (c.take()?, c.take()?);
    let row = CoverageRow {
        asset: AssetId(asset),
        reached: c.take()?,
        authenticated: c.take()?,
        check_set: c.take()?,
        checks: words::scope(c.take()?)?,
        seen_at: c.instant_if()?,
    };
    Ok((import, row))
}

/// How each import looked at an asset. Assets before it are passed over: no pair speaks of them.
async fn reaches_of(
    looks: &mut Cursor<'_, (Uuid, CoverageRow)>,
    asset: Uuid,
    index: &HashMap<Uuid, usize>,
) -> Result<Vec<Option<Reach>>, StoreError> {
    let mut reaches: Vec<Option<Reach>> = vec![None; index.len()];
    while looks.ahead().is_some_and(|(_, row)| row.asset.0 <= asset) {
        let Some((import, row)) = looks.take().await? else { break };
        if row.asset.0 == asset
            && let Some(place) = index.get(&import).and_then(|i| reaches.get_mut(*i))
        {
            let reach = Reach::from(&row);
            *place = Some(place.take().map_or(reach.clone(), |other| other.and(reach)));
        }
    }
    Ok(reaches)
}
