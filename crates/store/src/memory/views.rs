//! The views.

use std::collections::BTreeMap;

use async_trait::async_trait;
use closeout_app::{
    ports::{StoreError, Views},
    query::{EscalationQuery, ItemQuery, MilestoneQuery, Page, ReviewQuery, TaskQuery},
    views::{EscalationRow, ImportRow, ItemRow, MilestoneRow, OrganizationRow, ReviewRow, SystemRow, TaskRow},
};
use closeout_domain::ids::{ItemNumber, OrganizationId, SystemId};
use jiff::civil::Date;

use super::{
    MemoryStore,
    state::{ItemShown, Shown, Tenant},
};
use crate::order;

impl MemoryStore {
    fn shown<T>(&self, organization: OrganizationId, select: impl FnOnce(&Shown) -> T) -> T {
        match self.lock().tenant(organization) {
            Some(tenant) => select(&tenant.shown),
            None => select(&Shown::default()),
        }
    }
}

#[async_trait]
impl Views for MemoryStore {
    async fn organizations(&self) -> Result<Vec<OrganizationRow>, StoreError> {
        let mut rows: Vec<_> = self.lock().tenants().filter_map(|t| t.shown.organization.clone()).collect();
        rows.sort_by(order::organizations);
        Ok(rows)
    }

    async fn organization(&self, organization: OrganizationId) -> Result<Option<OrganizationRow>, StoreError> {
        Ok(self.shown(organization, |shown| shown.organization.clone()))
    }

    async fn systems(&self, organization: OrganizationId) -> Result<Vec<SystemRow>, StoreError> {
        let mut rows = self.shown(organization, |shown| shown.systems.values().cloned().collect::<Vec<_>>());
        rows.sort_by(order::systems);
        Ok(rows)
    }

    async fn items(&self, organization: OrganizationId, query: &ItemQuery) -> Result<Page<ItemRow>, StoreError> {
        let mut rows = self.shown(organization, |shown| select(shown, |item| Some(&item.row), |r| query.matches(r)));
        rows.sort_by(|a, b| order::items(query.order, a, b));
        Ok(query.window.cut(rows))
    }

    async fn item_counts(
        &self,
        organization: OrganizationId,
        query: &ItemQuery,
    ) -> Result<Vec<(String, u64)>, StoreError> {
        let rows = self.shown(organization, |shown| select(shown, |item| Some(&item.row), |r| query.matches(r)));
        let mut counts: BTreeMap<String, u64> = BTreeMap::new();
        for row in rows {
            *counts.entry(row.status).or_default() += 1;
        }
        Ok(counts.into_iter().collect())
    }

    async fn item_dues(
        &self,
        organization: OrganizationId,
        query: &ItemQuery,
    ) -> Result<Vec<(Option<Date>, u64)>, StoreError> {
        let rows = self.shown(organization, |shown| select(shown, |item| Some(&item.row), |r| query.matches(r)));
        let mut counts: BTreeMap<Option<Date>, u64> = BTreeMap::new();
        for row in rows {
            *counts.entry(row.due).or_default() += 1;
        }
        Ok(counts.into_iter().collect())
    }

    async fn next_item(&self, organization: OrganizationId) -> Result<ItemNumber, StoreError> {
        Ok(self.lock().tenant(organization).map_or(ItemNumber(1), Tenant::next_item))
    }

    async fn tasks(&self, organization: OrganizationId, query: &TaskQuery) -> Result<Page<TaskRow>, StoreError> {
        let mut rows = self.shown(organization, |shown| select(shown, |item| &item.tasks, |r| query.matches(r)));
        rows.sort_by(order::tasks);
        Ok(query.window.cut(rows))
    }

    async fn milestones(
        &self,
        organization: OrganizationId,
        query: &MilestoneQuery,
    ) -> Result<Page<MilestoneRow>, StoreError> {
        let mut rows = self.shown(organization, |shown| select(shown, |item| &item.milestones, |r| query.matches(r)));
        rows.sort_by(order::milestones);
        Ok(query.window.cut(rows))
    }

    async fn escalations(
        &self,
        organization: OrganizationId,
        query: &EscalationQuery,
    ) -> Result<Page<EscalationRow>, StoreError> {
        let mut rows = self.shown(organization, |shown| shown.escalations.values().cloned().collect::<Vec<_>>());
        rows.retain(|row| query.matches(row));
        rows.sort_by(order::escalations);
        Ok(query.window.cut(rows))
    }

    async fn reviews(&self, organization: OrganizationId, query: &ReviewQuery) -> Result<Page<ReviewRow>, StoreError> {
        let mut rows = self.shown(organization, |shown| shown.reviews.values().cloned().collect::<Vec<_>>());
        rows.retain(|row| query.matches(row));
        rows.sort_by(order::reviews);
        Ok(query.window.cut(rows))
    }

    async fn last_reviews(&self, organization: OrganizationId) -> Result<Vec<ReviewRow>, StoreError> {
        let mut rows = self.shown(organization, |shown| shown.reviews.values().cloned().collect::<Vec<_>>());
        rows.retain(ReviewRow::counts);
        let mut last = BTreeMap::new();
        for row in &rows {
            let day = last.entry((row.system, row.cadence.clone())).or_insert(row.day);
            *day = row.day.max(*day);
        }
        rows.retain(|row| last.get(&(row.system, row.cadence.clone())) == Some(&row.day));
        rows.sort_by(order::reviews);
        Ok(rows)
    }

    async fn imports(
        &self,
        organization: OrganizationId,
        system: Option<SystemId>,
        limit: u32,
    ) -> Result<Vec<ImportRow>, StoreError> {
        let mut rows = self.shown(organization, |shown| shown.imports.values().cloned().collect::<Vec<_>>());
        rows.retain(|row| system.is_none_or(|s| row.system == s.0));
        rows.sort_by(order::imports);
        rows.truncate(limit as usize);
        Ok(rows)
    }
}

/// The matching rows of some part of every item.
fn select<'a, T: Clone + 'a, P: IntoIterator<Item = &'a T>>(
    shown: &'a Shown,
    part: impl Fn(&'a ItemShown) -> P,
    matches: impl Fn(&T) -> bool,
) -> Vec<T> {
    shown.items.values().flat_map(part).filter(|row| matches(row)).cloned().collect()
}
