//! Pages of findings, and of findings by the work that corrects them.

use std::collections::{BTreeSet, HashSet};

use closeout_app::{
    ports::StoreError,
    query::{FindingQuery, Page},
    views::{FindingRow, GroupRow},
};
use closeout_domain::ids::{ItemNumber, OrganizationId};
use deadpool_postgres::Object;
use tokio_postgres::Row;
use uuid::Uuid;

use super::{
    PostgresStore,
    listing::{Listed, Listing, one},
    row::Columns,
    said,
};
use crate::{
    listing::{KEYS_OF_A_GROUP, Turning},
    rows::{corrupt, from_doc, unsigned},
    standing::Standing,
};

const ACTION: &str = "list findings";

impl PostgresStore {
    /// Findings one by one.
    pub(super) async fn listed(
        &self,
        organization: OrganizationId,
        query: &FindingQuery,
    ) -> Result<Page<FindingRow>, StoreError> {
        let client = self.reader(ACTION).await?;
        let after = one(&client, organization, query.after).await?;
        let from_a_place = after.is_some();
        let mut listing = Listing::open(&client, organization, query, after).await?;
        let mut turning = Turning::new(query, from_a_place, listing.asks_each());
        'read: loop {
            let found = listing.next().await?;
            if found.is_empty() {
                break;
            }
            for listed in found {
                if turning.take(listed.finding).is_break() {
                    break 'read;
                }
            }
        }
        let page = turning.page();
        let rows = findings(&client, organization, &page.rows).await?;
        Ok(Page { rows, total: page.total, uncounted: page.uncounted, next: page.next })
    }

    /// Findings by fix, the fix with the most urgent finding first.
    pub(super) async fn grouped(
        &self,
        organization: OrganizationId,
        query: &FindingQuery,
    ) -> Result<Page<GroupRow>, StoreError> {
        let client = self.reader(ACTION).await?;
        let after = one(&client, organization, query.after).await?;
        let mut listing = Listing::open(&client, organization, query, after.clone()).await?;
        let mut turning = Turning::new(query, after.is_some(), listing.asks_each());
        let mut met: HashSet<Uuid> = HashSet::new();
        if let Some(after) = &after {
            // Which fixes were listed before the place: only the list knows.
            let mut before = Listing::open(&client, organization, query, None).await?;
            'before: loop {
                let found = before.next().await?;
                if found.is_empty() {
                    break;
                }
                for listed in found {
                    if listed.rank() > after.rank() {
                        break 'before;
                    }
                    met.insert(listed.fix);
                }
            }
        }
        'read: loop {
            let found = listing.next().await?;
            if found.is_empty() {
                break;
            }
            for listed in found {
                let flow = if met.insert(listed.fix) { turning.take(listed.fix) } else { turning.look_at_one() };
                if flow.is_break() {
                    break 'read;
                }
            }
        }
        let page = turning.page();
        let mut rows = Vec::with_capacity(page.rows.len());
        for fix in page.rows {
            rows.extend(group(&client, organization, query, fix).await?);
        }
        Ok(Page { rows, total: page.total, uncounted: page.uncounted, next: page.next })
    }
}

/// What of a fix is asked for, in its order.
async fn members(
    client: &Object,
    organization: OrganizationId,
    query: &FindingQuery,
    fix: Uuid,
) -> Result<Vec<Listed>, StoreError> {
    let query = FindingQuery { fix: Some(fix), ..query.clone() };
    Listing::open(client, organization, &query, None).await?.next().await
}

async fn group(
    client: &Object,
    organization: OrganizationId,
    query: &FindingQuery,
    fix: Uuid,
) -> Result<Option<GroupRow>, StoreError> {
    let members = members(client, organization, query, fix).await?;
    let Some(first) = members.first() else { return Ok(None) };
    let worst = findings(client, organization, &[first.finding]).await?.pop();
    let keys: Vec<Uuid> = members.iter().map(|member| member.finding).collect();
    let sql = format!(
        "SELECT (SELECT count(DISTINCT p.asset) FROM presence p WHERE p.organization = $1 AND p.finding = ANY($2)
                AND p.first_seen IS NOT NULL AND p.state <> 'absent'),
            (SELECT max({ITEM}) FROM finding WHERE organization = $1 AND finding = ANY($2)),
            ARRAY(SELECT DISTINCT o.source COLLATE \"C\" FROM finding_source o JOIN reading r
                ON r.organization = o.organization AND r.import = o.import
                WHERE o.organization = $1 AND o.finding = ANY($2) AND NOT r.undone)"
    );
    let statement = client.prepare_cached(&sql).await.map_err(said(ACTION))?;
    let row = client.query_one(&statement, &[&organization.0, &keys]).await.map_err(said(ACTION))?;
    let mut c = Columns::of(&row);
    let (assets, item, sources): (u64, Option<i64>, BTreeSet<String>) = {
        let (assets, item, sources): (_, _, Vec<String>) = (c.unsigned()?, c.take()?, c.take()?);
        (assets, item, sources.into_iter().collect())
    };
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
        ids: keys.into_iter().take(KEYS_OF_A_GROUP).collect(),
        assets,
        item: item.map(|n| unsigned(n).map(|n| ItemNumber(n).to_string())).transpose()?,
    };
    if let Some(standing) = Standing::of_class(first.class)? {
        standing.urgency.fill_group(&mut row);
    }
    Ok(Some(row))
}

/// The newest item of a finding, or of the same weakness as another tool states it.
const ITEM: &str = "(SELECT max(x.number) FROM item_finding x WHERE x.organization = finding.organization
    AND (x.finding = finding.finding OR finding.weakness IS NOT NULL AND x.finding IN (SELECT t.finding FROM finding t
        WHERE t.organization = finding.organization AND t.system = finding.system AND t.weakness = finding.weakness
            AND t.family <> finding.family)))";

/// Findings with all that is known of them, in the order of the keys, without those of which no import that stands speaks.
pub async fn findings(
    client: &Object,
    organization: OrganizationId,
    keys: &[Uuid],
) -> Result<Vec<FindingRow>, StoreError> {
    let sql = format!(
        "SELECT d.doc, finding.class, assets, present, absent, first_seen, last_seen, finding.fix,
            ARRAY(SELECT DISTINCT o.source COLLATE \"C\" FROM finding_source o JOIN reading r
                    ON r.organization = o.organization AND r.import = o.import
                WHERE o.organization = finding.organization AND o.finding = finding.finding AND NOT r.undone ORDER BY 1),
            {ITEM}
         FROM unnest($2::uuid[]) WITH ORDINALITY AS k (finding, place)
         JOIN finding ON finding.organization = $1 AND finding.finding = k.finding AND finding.assets > 0
         JOIN finding_doc d ON d.organization = $1 AND d.finding = k.finding ORDER BY k.place"
    );
    let statement = client.prepare_cached(&sql).await.map_err(said(ACTION))?;
    let found = client.query(&statement, &[&organization.0, &keys]).await.map_err(said(ACTION))?;
    found.iter().map(finding).collect()
}

fn finding(row: &Row) -> Result<FindingRow, StoreError> {
    let mut c = Columns::of(row);
    let mut finding: FindingRow = from_doc("finding", c.take()?)?;
    let class: i64 = c.take()?;
    let standing = Standing::of_class(class)?.ok_or_else(|| corrupt("class of a finding", class))?;
    standing.urgency.fill(&mut finding);
    standing.state.word().clone_into(&mut finding.state);
    (finding.assets, finding.present, finding.absent) = (c.unsigned()?, c.unsigned()?, c.unsigned()?);
    finding.not_observed = finding.assets.saturating_sub(finding.present).saturating_sub(finding.absent);
    (finding.first_seen, finding.last_seen) = (c.instant_if()?, c.instant_if()?);
    finding.fix = c.take()?;
    finding.sources = c.take()?;
    let item: Option<i64> = c.take()?;
    finding.item = item.map(|n| unsigned(n).map(|n| ItemNumber(n).to_string())).transpose()?;
    Ok(finding)
}
