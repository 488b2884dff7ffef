//! Assets that people said are one, and names that they said were put together by mistake.

use async_trait::async_trait;
use closeout_app::{
    ports::{Merging, Mode, NamingRow, Regrouped, StoreError, Write},
    views::MergingRow,
};
use closeout_domain::ids::{AssetId, OrganizationId, SystemId};

use super::{MemoryStore, state::Tenant};
use crate::{chain::Link, relation::Census, settle::Spread};

#[async_trait]
impl Merging for MemoryStore {
    async fn regroup(
        &self,
        organization: OrganizationId,
        system: SystemId,
        mode: Mode,
        write: Write,
    ) -> Result<Regrouped, StoreError> {
        let mut state = self.lock();
        let tenant = state.tenant_mut(organization);
        let links = tenant.link(organization, &write)?;
        let recorded = links.iter().map(Link::recorded).collect::<Result<_, _>>()?;
        let before = census(tenant, system);
        let kept = (tenant.shown.clone(), tenant.bulk.clone());
        write.changes.iter().cloned().for_each(|change| tenant.shown.put(change));
        tenant.relate();
        tenant.bulk.settle_all();
        let effect = before.until(&census(tenant, system));
        if mode == Mode::Preview {
            (tenant.shown, tenant.bulk) = kept;
            return Ok(Regrouped { recorded: Vec::new(), effect });
        }
        tenant.keep(links, write);
        Ok(Regrouped { recorded, effect })
    }

    async fn namings(
        &self,
        organization: OrganizationId,
        system: SystemId,
        assets: &[AssetId],
    ) -> Result<Vec<NamingRow>, StoreError> {
        let state = self.lock();
        let Some(Tenant { bulk, .. }) = state.tenant(organization) else { return Ok(Vec::new()) };
        let row = |naming: closeout_domain::asset::relation::Naming<usize>| {
            let import = bulk.imports.get(naming.import)?;
            let stands = import.stands(&bulk.aliases, naming.asset);
            let (seen_at, asset, names) = (import.ending.seen_at, naming.asset, naming.names);
            Some(NamingRow { import: import.id, seen_at, asset, stands, names })
        };
        let namings = bulk.namings(system, &assets.iter().copied().collect());
        Ok(namings.into_iter().filter_map(row).collect())
    }

    async fn merging(&self, organization: OrganizationId, system: SystemId) -> Result<Option<MergingRow>, StoreError> {
        let state = self.lock();
        Ok(state.tenant(organization).and_then(|t| t.shown.merging.get(&system.0).cloned()))
    }
}

fn census(tenant: &Tenant, system: SystemId) -> Census {
    let mut census = Census::default();
    for (id, _) in tenant.bulk.findings.iter().filter(|(_, finding)| finding.system == system) {
        let mut spread = Spread::default();
        tenant.bulk.pairs_of(*id).for_each(|(_, pair)| spread.add(pair));
        census.open += u64::from(spread.open);
        if spread.assets > 0 {
            census.states.insert(id.0, spread.state(false).to_owned());
        }
    }
    census
}
