//! What is kept.

use std::collections::BTreeMap;

use closeout_app::{
    ports::{Account, Fact, Reply, Session, StoreError, TokenSecret, ViewChange, Write},
    record::Stream,
    views::{
        AssetSaid, EscalationRow, FeedRow, ImportRow, ItemRow, MergingRow, MilestoneRow, OrganizationRow, ReviewRow,
        SystemRow, TaskRow,
    },
};
use closeout_domain::{
    feed::Kind,
    finding::dismissal::Stage,
    ids::{Digest, FindingId, ItemNumber, OrganizationId, PersonId, SystemId, TokenId},
    priority::Cve,
};
use jiff::{Timestamp, civil::Date};
use uuid::Uuid;

use super::{bulk::Bulk, outbox::Kept};
use crate::chain::{Head, Link};

/// Everything.
#[derive(Debug, Default)]
pub struct State {
    /// By organization; nothing is shared between two.
    tenants: BTreeMap<OrganizationId, Tenant>,
    /// By organization and person.
    pub accounts: BTreeMap<(OrganizationId, PersonId), Account>,
    /// By the hash of the cookie.
    pub sessions: BTreeMap<Digest, Session>,
    /// By the hash of the token.
    pub tokens: BTreeMap<Digest, TokenSecret>,
    pub used: BTreeMap<(OrganizationId, TokenId), Date>,
    /// By organization, person and the request's key, with the time of the answer.
    pub replies: BTreeMap<(OrganizationId, PersonId, String), (Reply, Timestamp)>,
    /// By organization: who sees to what happens by itself, and until when.
    pub leases: BTreeMap<OrganizationId, (Uuid, Timestamp)>,
    /// By organization and key: what is on its way to people.
    pub notices: BTreeMap<(OrganizationId, String), Kept>,
}

/// What belongs to one organization.
#[derive(Debug, Default)]
pub struct Tenant {
    /// The record, oldest first.
    pub links: Vec<Link>,
    /// At which version streams are.
    pub versions: BTreeMap<Stream, u64>,
    /// What can be made anew from the record.
    pub shown: Shown,
    /// What imports stated.
    pub bulk: Bulk,
    /// What feeds say of CVEs.
    pub facts: BTreeMap<(Kind, Cve), Fact>,
}

/// The views.
#[derive(Debug, Clone, Default)]
pub struct Shown {
    /// The organization.
    pub organization: Option<OrganizationRow>,
    /// Systems.
    pub systems: BTreeMap<Uuid, SystemRow>,
    /// Items.
    pub items: BTreeMap<ItemNumber, ItemShown>,
    /// Imports.
    pub imports: BTreeMap<Uuid, ImportRow>,
    /// Dismissals.
    pub dismissals: BTreeMap<FindingId, Stage>,
    /// What was said of assets by hand.
    pub assets: BTreeMap<Uuid, AssetSaid>,
    /// What was said of which assets are one, by system.
    pub merging: BTreeMap<Uuid, MergingRow>,
    /// The editions of feeds that hold.
    pub feeds: BTreeMap<String, FeedRow>,
    /// Escalations.
    pub escalations: BTreeMap<Uuid, EscalationRow>,
    /// Reviews.
    pub reviews: BTreeMap<Uuid, ReviewRow>,
}

/// An item and what hangs on it.
#[derive(Debug, Clone)]
pub struct ItemShown {
    /// The item.
    pub row: ItemRow,
    /// Its tasks.
    pub tasks: Vec<TaskRow>,
    /// Its milestones.
    pub milestones: Vec<MilestoneRow>,
    /// The findings that it answers.
    pub findings: Vec<FindingId>,
}

impl State {
    /// What belongs to an organization, if anything does.
    pub fn tenant(&self, organization: OrganizationId) -> Option<&Tenant> {
        self.tenants.get(&organization)
    }

    /// What belongs to an organization.
    pub fn tenant_mut(&mut self, organization: OrganizationId) -> &mut Tenant {
        self.tenants.entry(organization).or_default()
    }

    /// What belongs to each organization.
    pub fn tenants(&self) -> impl Iterator<Item = &Tenant> {
        self.tenants.values()
    }
}

impl Tenant {
    /// Works out the events of a write, without keeping them.
    pub fn link(&self, organization: OrganizationId, write: &Write) -> Result<Vec<Link>, StoreError> {
        let mut head = match self.links.last() {
            Some(last) => Head { organization, position: last.position, hash: Digest(last.hash) },
            None => Head::start(organization),
        };
        let mut versions = BTreeMap::new();
        let mut links = Vec::new();
        for append in &write.appends {
            let actual = versions
                .entry(append.stream)
                .or_insert_with(|| self.versions.get(&append.stream).copied().unwrap_or(0));
            let new = head.extend(write, append, *actual)?;
            *actual += new.len() as u64;
            links.extend(new);
        }
        Ok(links)
    }

    /// Keeps events and what the views show after them.
    pub fn keep(&mut self, links: Vec<Link>, write: Write) {
        for append in &write.appends {
            *self.versions.entry(append.stream).or_default() += append.events.len() as u64;
        }
        self.links.extend(links);
        write.changes.into_iter().for_each(|change| self.shown.put(change));
        self.relate();
    }

    /// Lets statements stand for the assets that people said.
    pub fn relate(&mut self) {
        let relations = self.shown.merging.values();
        self.bulk.relations = relations.map(|row| (SystemId(row.system), row.relation())).collect();
    }

    /// The number that the next item takes.
    pub fn next_item(&self) -> ItemNumber {
        let of_item = |stream: &Stream| match stream {
            Stream::Item(number) => Some(number.0),
            _ => None,
        };
        let highest = self.versions.keys().filter_map(of_item).max().unwrap_or(0);
        ItemNumber(highest + 1)
    }
}

impl Shown {
    /// Puts a row in the place of the one with the same key.
    pub fn put(&mut self, change: ViewChange) {
        match change {
            ViewChange::Organization(row) => self.organization = Some(row),
            ViewChange::System(row) => drop(self.systems.insert(row.id, row)),
            ViewChange::Item { row, tasks, milestones, findings } => {
                let shown = ItemShown { row: *row, tasks, milestones, findings };
                self.items.insert(ItemNumber(shown.row.number), shown);
            }
            ViewChange::Import(row) => drop(self.imports.insert(row.id, row)),
            ViewChange::Dismissal { finding, stage } => drop(self.dismissals.insert(finding, stage)),
            ViewChange::Asset(row) => drop(self.assets.insert(row.asset, row)),
            ViewChange::Merging(row) => drop(self.merging.insert(row.system, row)),
            ViewChange::Feed(row) => drop(self.feeds.insert(row.feed.clone(), row)),
            ViewChange::Escalation(row) => drop(self.escalations.insert(row.id, *row)),
            ViewChange::Review(row) => drop(self.reviews.insert(row.id, *row)),
        }
    }
}
