//! Findings in bulk: taking in, undoing, asking.

use async_trait::async_trait;
use closeout_app::{
    bulk::{Batch, Ending, Feed},
    ports::{Findings, Finish, Imported, Mode, Settled, StoreError, Write},
    query::{FindingQuery, Page},
    record::Recorded,
    views::{AssetState, FindingRow, GroupRow},
};
use closeout_domain::{
    finding::asset::NameKind,
    ids::{AssetId, Digest, FindingId, ImportId, OrganizationId, SystemId},
};
use tokio::sync::mpsc;

use super::{
    MemoryStore,
    bulk::Bulk,
    findings::Read,
    state::{Shown, Tenant},
};
use crate::chain::Link;

impl MemoryStore {
    fn read<T>(&self, organization: OrganizationId, select: impl FnOnce(Read<'_>) -> T) -> T {
        match self.lock().tenant(organization) {
            Some(Tenant { bulk, shown, facts, .. }) => select(Read { bulk, shown, facts: Some(facts) }),
            None => select(Read { bulk: &Bulk::default(), shown: &Shown::default(), facts: None }),
        }
    }
}

/// Reads to the end.
async fn all(mut feed: mpsc::Receiver<Feed>) -> Result<(Vec<Batch>, Ending), StoreError> {
    let mut batches = Vec::new();
    while let Some(part) = feed.recv().await {
        match part {
            Feed::Rows(batch) => batches.push(batch),
            Feed::End(ending) => return Ok((batches, ending)),
        }
    }
    Err(StoreError::Failed { action: "import", source: "the rows broke off before their end".into() })
}

#[async_trait]
impl Findings for MemoryStore {
    async fn import(
        &self,
        organization: OrganizationId,
        system: SystemId,
        import: ImportId,
        mode: Mode,
        feed: mpsc::Receiver<Feed>,
        finish: Finish,
    ) -> Result<Imported, StoreError> {
        let (batches, ending) = all(feed).await?;
        let mut state = self.lock();
        let tenant = state.tenant_mut(organization);
        let mut bulk = tenant.bulk.clone();
        let totals = bulk.take_in(import, system, batches, ending.clone());
        let settled = Settled {
            ending,
            changes: totals.changes,
            open: totals.open,
            groups: Read { bulk: &bulk, shown: &tenant.shown, facts: Some(&tenant.facts) }.unanswered(),
            not_observed: totals.not_observed.into_iter().collect(),
            next_item: tenant.next_item(),
        };
        let write = match (finish(&settled), mode) {
            (Ok(write), Mode::Commit) => write,
            (answer, _) => return Ok(Imported { settled, recorded: Vec::new(), refused: answer.err() }),
        };
        let links = tenant.link(organization, &write)?;
        let recorded = links.iter().map(Link::recorded).collect::<Result<_, _>>()?;
        tenant.keep(links, write);
        tenant.bulk = bulk;
        Ok(Imported { settled, recorded, refused: None })
    }

    async fn undo(
        &self,
        organization: OrganizationId,
        import: ImportId,
        write: Write,
    ) -> Result<Vec<Recorded>, StoreError> {
        let mut state = self.lock();
        let tenant = state.tenant_mut(organization);
        let links = tenant.link(organization, &write)?;
        let recorded = links.iter().map(Link::recorded).collect::<Result<_, _>>()?;
        tenant.keep(links, write);
        tenant.bulk.undo(import);
        Ok(recorded)
    }

    async fn import_of(
        &self,
        organization: OrganizationId,
        system: SystemId,
        digest: Digest,
    ) -> Result<Option<ImportId>, StoreError> {
        let sha256 = digest.to_string();
        Ok(self.read(organization, |read| {
            let mut rows = read.shown.imports.values();
            let same = rows.find(|row| row.system == system.0 && row.sha256 == sha256 && row.undone.is_none());
            same.map(|row| ImportId(row.id))
        }))
    }

    async fn asset_names(
        &self,
        organization: OrganizationId,
        system: SystemId,
    ) -> Result<Vec<(NameKind, String, AssetId)>, StoreError> {
        Ok(self.read(organization, |read| read.bulk.names(system)))
    }

    async fn findings(
        &self,
        organization: OrganizationId,
        query: &FindingQuery,
    ) -> Result<Page<FindingRow>, StoreError> {
        Ok(self.read(organization, |read| read.page(query)))
    }

    async fn groups(&self, organization: OrganizationId, query: &FindingQuery) -> Result<Page<GroupRow>, StoreError> {
        Ok(self.read(organization, |read| read.groups_page(query)))
    }

    async fn finding(
        &self,
        organization: OrganizationId,
        finding: FindingId,
    ) -> Result<Option<FindingRow>, StoreError> {
        Ok(self.read(organization, |read| read.row(finding)))
    }

    async fn statements(&self, organization: OrganizationId) -> Result<Vec<(ImportId, u64)>, StoreError> {
        let of = |import: &super::bulk::Import| (import.id, import.sightings.len() as u64);
        Ok(self.lock().tenant(organization).map(|t| t.bulk.imports.iter().map(of).collect()).unwrap_or_default())
    }

    async fn is_settled(&self, organization: OrganizationId) -> Result<bool, StoreError> {
        let state = self.lock();
        let Some(tenant) = state.tenant(organization) else { return Ok(true) };
        let mut anew = tenant.bulk.clone();
        anew.settle_all();
        Ok(anew.pairs == tenant.bulk.pairs)
    }

    async fn asset_states(
        &self,
        organization: OrganizationId,
        finding: FindingId,
    ) -> Result<Vec<AssetState>, StoreError> {
        Ok(self.read(organization, |read| read.asset_states(finding)))
    }
}
