//! Pages of findings, and of findings by the work that corrects them.

use std::{
    collections::{BTreeSet, HashSet},
    ops::ControlFlow,
};

use closeout_app::{
    query::{FindingQuery, Page},
    views::{FindingRow, GroupRow},
};
use closeout_domain::ids::{ItemNumber, OrganizationId};
use rusqlite::Connection;
use uuid::Uuid;

use super::{
    listing::Listing,
    values::{Result, unsigned},
};
use crate::{
    listing::{KEYS_OF_A_GROUP, Turning},
    order,
    rows::{self, corrupt, from_doc, instant_if},
    standing::Standing,
};

/// The items of a finding, and of the same weakness as other tools state it.
pub const ITEM: &str = "SELECT max(number) FROM (
        SELECT x.number FROM item_finding x WHERE x.organization = ?1 AND x.finding = ?2
        UNION ALL SELECT x.number FROM finding f
            CROSS JOIN finding t INDEXED BY finding_weakness ON t.organization = f.organization AND t.system = f.system
                AND t.weakness = f.weakness AND t.family <> f.family
            CROSS JOIN item_finding x ON x.organization = t.organization AND x.finding = t.finding
            WHERE f.organization = ?1 AND f.finding = ?2)";
/// The formats in which imports that stand state a finding.
pub const SOURCES: &str = "SELECT DISTINCT s.source FROM finding_source s
    JOIN reading r ON r.organization = s.organization AND r.number = s.import
    WHERE s.organization = ?1 AND s.finding = ?2 AND NOT r.undone ORDER BY s.source";

/// Findings one by one.
pub fn findings(c: &Connection, organization: OrganizationId, query: &FindingQuery) -> Result<Page<FindingRow>> {
    let listing = Listing::of(c, organization, query);
    let after = query.after.map(|after| listing.one(after)).transpose()?.flatten();
    let mut turning = Turning::new(query, after.is_some(), listing.asks_each());
    listing.visit(after.as_ref(), |found| Ok(turning.take(found.finding)))?;
    let page = turning.page();
    let rows = page.rows.into_iter().map(|key| finding(c, organization, key));
    let rows = rows.collect::<Result<Vec<_>>>()?.into_iter().flatten().collect();
    Ok(Page { rows, total: page.total, uncounted: page.uncounted, next: page.next })
}

/// Findings by fix, the fix with the most urgent finding first.
pub fn groups(c: &Connection, organization: OrganizationId, query: &FindingQuery) -> Result<Page<GroupRow>> {
    let listing = Listing::of(c, organization, query);
    let after = query.after.map(|after| listing.one(after)).transpose()?.flatten();
    let mut turning = Turning::new(query, after.is_some(), listing.asks_each());
    let mut met: HashSet<Uuid> = HashSet::new();
    if let Some(after) = &after {
        // Which fixes were listed before the place: only the list knows.
        listing.visit(None, |found| {
            if found.rank() > after.rank() {
                return Ok(ControlFlow::Break(()));
            }
            met.insert(found.fix);
            Ok(ControlFlow::Continue(()))
        })?;
    }
    listing.visit(after.as_ref(), |found| {
        Ok(if met.insert(found.fix) { turning.take(found.fix) } else { turning.look_at_one() })
    })?;
    let page = turning.page();
    let rows = page.rows.into_iter().map(|fix| group(c, organization, &listing, fix));
    let rows = rows.collect::<Result<Vec<_>>>()?.into_iter().flatten().collect();
    Ok(Page { rows, total: page.total, uncounted: page.uncounted, next: page.next })
}

fn group(c: &Connection, organization: OrganizationId, listing: &Listing<'_>, fix: Uuid) -> Result<Option<GroupRow>> {
    let members = listing.members(fix)?;
    let Some(first) = members.first() else { return Ok(None) };
    let of = organization.0;
    let mut open = c.prepare_cached(
        "SELECT p.asset FROM finding_asset x CROSS JOIN presence p ON p.organization = x.organization AND p.system = ?3
            AND p.asset = x.asset AND p.finding = x.finding
         WHERE x.organization = ?1 AND x.finding = ?2 AND p.first_seen IS NOT NULL AND p.state <> 1",
    )?;
    let (mut linked, mut stated) = (c.prepare_cached(ITEM)?, c.prepare_cached(SOURCES)?);
    let mut assets: HashSet<Uuid> = HashSet::new();
    let (mut newest, mut sources): (Option<i64>, BTreeSet<String>) = (None, BTreeSet::new());
    for member in &members {
        for asset in open.query_map([of, member.finding, member.system], |row| row.get(0))? {
            assets.insert(asset?);
        }
        newest = newest.max(linked.query_row([of, member.finding], |row| row.get(0))?);
        for source in stated.query_map([of, member.finding], |row| row.get(0))? {
            sources.insert(source?);
        }
    }
    let worst = finding(c, organization, first.finding)?;
    let mut row = GroupRow {
        fix,
        title: worst.as_ref().map(|row| row.title.clone()).unwrap_or_default(),
        recommendation: worst.map(|row| row.recommendation).unwrap_or_default(),
        priority: String::new(),
        exploited: false,
        internet: false,
        severity: String::new(),
        sources: sources.into_iter().collect(),
        findings: members.len() as u64,
        ids: members.iter().map(|member| member.finding).take(KEYS_OF_A_GROUP).collect(),
        assets: assets.len() as u64,
        item: item(newest)?,
    };
    if let Some(standing) = Standing::of_class(first.class)? {
        standing.urgency.fill_group(&mut row);
    }
    Ok(Some(row))
}

/// A finding with all that is known of it; `None` for one of which no import that stands speaks.
pub fn finding(connection: &Connection, organization: OrganizationId, key: Uuid) -> Result<Option<FindingRow>> {
    let sql = "SELECT d.doc, f.class, f.assets, f.present, f.absent, f.first_seen, f.last_seen, f.fix
        FROM finding f JOIN finding_doc d ON d.organization = f.organization AND d.finding = f.finding
        WHERE f.organization = ?1 AND f.finding = ?2 AND f.assets > 0";
    let mut statement = connection.prepare_cached(sql)?;
    let mut rows = statement.query([organization.0, key])?;
    let Some(row) = rows.next()? else { return Ok(None) };
    let mut finding: FindingRow = from_doc("finding", row.get_ref(0)?.as_str().map_err(rusqlite::Error::from)?)?;
    let class: i64 = row.get(1)?;
    let standing = Standing::of_class(class)?.ok_or_else(|| corrupt("class of a finding", class))?;
    standing.urgency.fill(&mut finding);
    standing.state.word().clone_into(&mut finding.state);
    (finding.assets, finding.present, finding.absent) = (unsigned(row, 2)?, unsigned(row, 3)?, unsigned(row, 4)?);
    finding.not_observed = finding.assets - finding.present - finding.absent;
    (finding.first_seen, finding.last_seen) = (instant_if(row.get(5)?)?, instant_if(row.get(6)?)?);
    finding.fix = row.get(7)?;
    finding.item = item(connection.prepare_cached(ITEM)?.query_row([organization.0, key], |row| row.get(0))?)?;
    let mut sources = connection.prepare_cached(SOURCES)?;
    finding.sources = sources.query_map([organization.0, key], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
    Ok(Some(finding))
}

fn item(number: Option<i64>) -> Result<Option<String>> {
    let number = number.map(rows::unsigned).transpose()?;
    Ok(order::newest(number.map(ItemNumber)))
}
