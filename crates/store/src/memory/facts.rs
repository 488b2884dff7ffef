//! What feeds say of CVEs, and the assets that findings are on.

use async_trait::async_trait;
use closeout_app::{
    ports::{FactRow, Facts, StoreError, Write},
    query::{AssetQuery, Page},
    record::Recorded,
    views::{AssetRow, ExposureView, FeedRow},
};
use closeout_domain::{feed::Kind, ids::OrganizationId, priority::Cve};
use tokio::sync::mpsc;

use super::{MemoryStore, state::Tenant};
use crate::{
    chain::Link,
    facts::{self, short},
};

#[async_trait]
impl Facts for MemoryStore {
    async fn put_facts(
        &self,
        organization: OrganizationId,
        feed: Kind,
        rows: u64,
        mut facts: mpsc::Receiver<Vec<FactRow>>,
        write: Write,
    ) -> Result<Vec<Recorded>, StoreError> {
        let mut all = Vec::new();
        while let Some(batch) = facts.recv().await {
            all.extend(batch);
        }
        if all.len() as u64 != rows {
            return Err(short(all.len() as u64, rows));
        }
        let mut state = self.lock();
        let tenant = state.tenant_mut(organization);
        let links = tenant.link(organization, &write)?;
        let recorded = links.iter().map(Link::recorded).collect::<Result<_, _>>()?;
        tenant.keep(links, write);
        if feed.is_whole() {
            tenant.facts.retain(|(of, _), _| *of != feed);
        }
        tenant.facts.extend(all.into_iter().map(|row| ((feed, row.cve), row.fact)));
        Ok(recorded)
    }

    async fn facts(&self, organization: OrganizationId, cves: &[Cve]) -> Result<Vec<FactRow>, StoreError> {
        let state = self.lock();
        let Some(tenant) = state.tenant(organization) else { return Ok(Vec::new()) };
        let each = Kind::ALL.into_iter().flat_map(|feed| cves.iter().map(move |cve| (feed, cve.clone())));
        let found = each.filter_map(|key| {
            let fact = tenant.facts.get(&key)?.clone();
            Some(FactRow { cve: key.1, fact })
        });
        Ok(found.collect())
    }

    async fn feeds(&self, organization: OrganizationId) -> Result<Vec<FeedRow>, StoreError> {
        let state = self.lock();
        Ok(state.tenant(organization).map(|t| t.shown.feeds.values().cloned().collect()).unwrap_or_default())
    }

    async fn assets(&self, organization: OrganizationId, query: &AssetQuery) -> Result<Page<AssetRow>, StoreError> {
        let state = self.lock();
        let mut rows = state.tenant(organization).map(|t| listed(t, query)).unwrap_or_default();
        rows.sort_by(|a, b| (&a.label, a.id).cmp(&(&b.label, b.id)));
        Ok(query.window.cut(rows))
    }
}

fn listed(tenant: &Tenant, query: &AssetQuery) -> Vec<AssetRow> {
    let AssetQuery { system, asset, finding, text, uncounted, window: _ } = query;
    let bulk = &tenant.bulk;
    let mut rows = Vec::new();
    for (id, detail) in &bulk.assets {
        let pairs = || bulk.pairs.iter().filter(|((_, on), _)| on == id);
        let open = || pairs().filter(|(_, pair)| pair.is_open());
        let of = pairs().find_map(|((finding, _), _)| bulk.findings.get(finding)).map(|f| f.system.0);
        let Some(of) = of else { continue };
        let searchable = format!("{} {} {}", detail.label, detail.ip, detail.os).to_lowercase();
        let wanted = system.is_none_or(|s| s == of)
            && asset.is_none_or(|a| a == id.0)
            && finding.is_none_or(|f| open().any(|((of, _), _)| of.0 == f))
            && text.as_deref().is_none_or(|t| searchable.contains(&t.to_lowercase()));
        if wanted {
            rows.push(facts::asset(AssetRow {
                id: id.0,
                system: of,
                label: detail.label.clone(),
                ip: detail.ip.clone(),
                os: detail.os.clone(),
                open: if *uncounted { 0 } else { open().count() as u64 },
                said: tenant.shown.assets.get(&id.0).cloned(),
                exposure: ExposureView::default(),
            }));
        }
    }
    rows
}
