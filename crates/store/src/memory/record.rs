//! The record and the chain.

use async_trait::async_trait;
use closeout_app::{
    ports::{ChainReport, EventStore, StoreError, ViewChange, Write},
    record::{Recorded, Stream},
};
use closeout_domain::ids::OrganizationId;

use super::{MemoryStore, state::Shown};
use crate::chain::{Link, Verifier};

impl MemoryStore {
    fn select(
        &self,
        organization: OrganizationId,
        wanted: impl Fn(&Link) -> bool,
        newest_first: bool,
        limit: u32,
    ) -> Result<Vec<Recorded>, StoreError> {
        let state = self.lock();
        let links = state.tenant(organization).map_or(&[][..], |tenant| &tenant.links);
        let matching = links.iter().filter(|link| wanted(link));
        let limit = limit as usize;
        match newest_first {
            true => matching.rev().take(limit).map(Link::recorded).collect(),
            false => matching.take(limit).map(Link::recorded).collect(),
        }
    }
}

#[async_trait]
impl EventStore for MemoryStore {
    async fn append(&self, organization: OrganizationId, write: Write) -> Result<Vec<Recorded>, StoreError> {
        let mut state = self.lock();
        let tenant = state.tenant_mut(organization);
        let links = tenant.link(organization, &write)?;
        let recorded = links.iter().map(Link::recorded).collect::<Result<_, _>>()?;
        tenant.keep(links, write);
        Ok(recorded)
    }

    async fn stream(&self, organization: OrganizationId, stream: Stream) -> Result<Vec<Recorded>, StoreError> {
        let name = stream.to_string();
        self.select(organization, |link| link.stream == name, false, u32::MAX)
    }

    async fn log(&self, organization: OrganizationId, after: u64, limit: u32) -> Result<Vec<Recorded>, StoreError> {
        self.select(organization, |link| link.position > after, false, limit)
    }

    async fn log_back(
        &self,
        organization: OrganizationId,
        before: Option<u64>,
        stream: Option<Stream>,
        limit: u32,
    ) -> Result<Vec<Recorded>, StoreError> {
        let name = stream.map(|s| s.to_string());
        let wanted = |link: &Link| {
            before.is_none_or(|position| link.position < position) && name.as_ref().is_none_or(|n| *n == link.stream)
        };
        self.select(organization, wanted, true, limit)
    }

    async fn verify_chain(&self, organization: OrganizationId) -> Result<ChainReport, StoreError> {
        let state = self.lock();
        let mut verifier = Verifier::new(organization);
        let links = state.tenant(organization).map_or(&[][..], |tenant| &tenant.links);
        let _all_good = links.iter().all(|link| verifier.check(link));
        Ok(verifier.report())
    }

    async fn rebuild(&self, organization: OrganizationId, changes: Vec<ViewChange>) -> Result<(), StoreError> {
        let mut state = self.lock();
        let tenant = state.tenant_mut(organization);
        tenant.shown = Shown::default();
        changes.into_iter().for_each(|change| tenant.shown.put(change));
        tenant.relate();
        tenant.bulk.settle_all();
        Ok(())
    }
}
