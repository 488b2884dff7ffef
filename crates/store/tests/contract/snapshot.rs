//! Everything that can be read of an organization, to compare before with after and one store with another.

use closeout_app::{
    ports::Store,
    query::{AssetQuery, FindingQuery, ItemQuery, MilestoneQuery, TaskQuery, Window},
    record::Recorded,
    views::{
        AssetRow, AssetState, FeedRow, FindingRow, GroupRow, ImportRow, ItemRow, MilestoneRow, OrganizationRow,
        SystemRow, TaskRow,
    },
};
use closeout_domain::{
    finding::asset::NameKind,
    ids::{AssetId, FindingId, ItemNumber, OrganizationId, SystemId},
};

use crate::firm::system;

#[derive(Debug, Clone, PartialEq)]
pub struct Snapshot {
    pub record: Vec<Recorded>,
    pub shown: Shown,
    pub found: Found,
}

/// The views.
#[derive(Debug, Clone, PartialEq)]
pub struct Shown {
    pub organization: Option<OrganizationRow>,
    pub systems: Vec<SystemRow>,
    pub items: Vec<ItemRow>,
    pub counts: Vec<(String, u64)>,
    pub tasks: Vec<TaskRow>,
    pub milestones: Vec<MilestoneRow>,
    pub imports: Vec<ImportRow>,
    pub feeds: Vec<FeedRow>,
    pub next_item: ItemNumber,
}

/// What comes of imports.
#[derive(Debug, Clone, PartialEq)]
pub struct Found {
    pub findings: Vec<(FindingRow, Vec<AssetState>)>,
    pub groups: Vec<GroupRow>,
    pub names: Vec<(SystemId, NameKind, String, AssetId)>,
    pub assets: Vec<AssetRow>,
}

impl Snapshot {
    pub async fn of(store: &dyn Store, organization: OrganizationId) -> Self {
        Self {
            record: store.log(organization, 0, 10_000).await.unwrap(),
            shown: Shown::of(store, organization).await,
            found: Found::of(store, organization).await,
        }
    }
}

impl Shown {
    pub async fn of(store: &dyn Store, organization: OrganizationId) -> Self {
        let window = Window::LARGEST;
        let all = ItemQuery { window, ..ItemQuery::default() };
        let tasks = TaskQuery { window, ..TaskQuery::default() };
        let milestones = MilestoneQuery { window, ..MilestoneQuery::default() };
        Self {
            organization: store.organization(organization).await.unwrap(),
            systems: store.systems(organization).await.unwrap(),
            items: store.items(organization, &all).await.unwrap().rows,
            counts: store.item_counts(organization, &all).await.unwrap(),
            tasks: store.tasks(organization, &tasks).await.unwrap().rows,
            milestones: store.milestones(organization, &milestones).await.unwrap().rows,
            imports: store.imports(organization, None, 1_000).await.unwrap(),
            feeds: store.feeds(organization).await.unwrap(),
            next_item: store.next_item(organization).await.unwrap(),
        }
    }
}

impl Found {
    pub async fn of(store: &dyn Store, organization: OrganizationId) -> Self {
        let all = FindingQuery { window: Window::LARGEST, ..FindingQuery::default() };
        let mut findings = Vec::new();
        for row in store.findings(organization, &all).await.unwrap().rows {
            let states = store.asset_states(organization, FindingId(row.id)).await.unwrap();
            let alone = store.finding(organization, FindingId(row.id)).await.unwrap();
            assert_eq!(alone.as_ref(), Some(&row), "a finding reads alike alone and in a list");
            findings.push((row, states));
        }
        let mut names = Vec::new();
        for system in [system(1), system(2)] {
            let known = store.asset_names(organization, system).await.unwrap();
            names.extend(known.into_iter().map(|(kind, name, asset)| (system, kind, name, asset)));
        }
        // The names come in no particular order.
        names.sort();
        let assets = AssetQuery { window: Window::LARGEST, ..AssetQuery::default() };
        let assets = store.assets(organization, &assets).await.unwrap().rows;
        Self { findings, groups: store.groups(organization, &all).await.unwrap().rows, names, assets }
    }
}
