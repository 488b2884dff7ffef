//! What the application needs of the world: a record, views of it, findings in bulk, accounts, blobs, a clock, ids.
//!
//! Adapters implement these; one contract suite holds them to the same behaviour.

use std::{io, path::Path, sync::Arc};

use async_trait::async_trait;
use closeout_domain::{
    finding::{asset::NameKind, dismissal, presence::Why},
    ids::{AssetId, Digest, FindingId, ImportId, ItemNumber, OrganizationId, PersonId, SystemId},
    import::Changes,
    rule::Refusal,
};
use jiff::{
    Timestamp,
    civil::{Date, Time},
};
use tokio::sync::mpsc;

pub mod accounts;
pub mod facts;
pub mod lease;
pub mod mail;
pub mod merging;
pub mod outbox;
pub mod outside;

pub use self::{
    accounts::{Account, Accounts, Reply, Session, Swept, TokenSecret},
    facts::{Fact, FactRow, Facts},
    lease::Leases,
    mail::{Announced, Mail, Mailer, NoMail, NotSent},
    merging::{Effect, Merging, NamingRow, Regrouped},
    outbox::{Fate, NewNotice, Notice, Outbox, Stage},
    outside::{FeedSource, NotFetched, Nowhere},
};
use crate::{
    bulk::{Ending, Feed, Group},
    query::{EscalationQuery, FindingQuery, ItemQuery, MilestoneQuery, Page, ReviewQuery, TaskQuery},
    record::{Event, Recorded, Stream, Via},
    views::{
        AssetSaid, AssetState, EscalationRow, FeedRow, FindingRow, GroupRow, ImportRow, ItemRow, MergingRow,
        MilestoneRow, OrganizationRow, ReviewRow, SystemRow, TaskRow,
    },
};

/// Why a store could not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// Somebody else wrote to the stream first. Load again and decide again.
    #[error("{stream} is at version {actual}, not {expected}")]
    Conflict {
        /// Which stream.
        stream: Stream,
        /// The version that the writer had seen.
        expected: u64,
        /// The version it is at.
        actual: u64,
    },
    /// What is stored cannot be read: it was damaged or written by a newer version.
    #[error("the record cannot be read at {place}: {why}")]
    Corrupt {
        /// Where, as in "position 17".
        place: String,
        /// What is wrong.
        why: String,
    },
    /// The database or the disk failed.
    #[error("the store failed to {action}")]
    Failed {
        /// As in "append".
        action: &'static str,
        /// What it said.
        #[source]
        source: Box<dyn std::error::Error + Send + Sync>,
    },
}

/// New events for one stream.
#[derive(Debug, Clone, PartialEq)]
pub struct Append {
    /// Which stream.
    pub stream: Stream,
    /// The version that the decision was made on; 0 for a stream that must not exist yet.
    pub expected: u64,
    /// What happened, oldest first.
    pub events: Vec<Event>,
}

/// Everything that one decision changes. It is written as one transaction, or not at all.
#[derive(Debug, Clone, PartialEq)]
pub struct Write {
    /// Who acts.
    pub by: PersonId,
    /// In which way.
    pub via: Via,
    /// When.
    pub at: Timestamp,
    /// The events.
    pub appends: Vec<Append>,
    /// What the views show afterwards.
    pub changes: Vec<ViewChange>,
}

/// One row of a view as it is after a write; it replaces the row with the same key.
#[derive(Debug, Clone, PartialEq)]
pub enum ViewChange {
    /// The organization, with its people.
    Organization(OrganizationRow),
    /// A system.
    System(SystemRow),
    /// An item with its tasks and milestones, which replace all it had, and the findings it answers.
    Item { row: Box<ItemRow>, tasks: Vec<TaskRow>, milestones: Vec<MilestoneRow>, findings: Vec<FindingId> },
    /// An import.
    Import(ImportRow),
    /// How far the dismissal of a finding has come.
    Dismissal { finding: FindingId, stage: dismissal::Stage },
    /// What was said of an asset by hand.
    Asset(AssetSaid),
    /// Which assets of a system are one, and which names were put together by mistake.
    Merging(MergingRow),
    /// The edition of a feed that holds.
    Feed(FeedRow),
    /// An escalation.
    Escalation(Box<EscalationRow>),
    /// A review.
    Review(Box<ReviewRow>),
}

/// The record and the chain.
#[async_trait]
pub trait EventStore: Send + Sync {
    /// Writes events and view changes in one durable transaction under the organization's lock.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when a stream has moved on; nothing is written then.
    async fn append(&self, organization: OrganizationId, write: Write) -> Result<Vec<Recorded>, StoreError>;

    /// All events of a stream, oldest first; empty for one that does not exist.
    async fn stream(&self, organization: OrganizationId, stream: Stream) -> Result<Vec<Recorded>, StoreError>;

    /// Up to `limit` events after a position, oldest first.
    async fn log(&self, organization: OrganizationId, after: u64, limit: u32) -> Result<Vec<Recorded>, StoreError>;

    /// Up to `limit` events before a position, newest first; from the end when `before` is `None`. Optionally of one stream.
    async fn log_back(
        &self,
        organization: OrganizationId,
        before: Option<u64>,
        stream: Option<Stream>,
        limit: u32,
    ) -> Result<Vec<Recorded>, StoreError>;

    /// Recomputes every hash of the chain.
    async fn verify_chain(&self, organization: OrganizationId) -> Result<ChainReport, StoreError>;

    /// Replaces every view of the organization by these rows, and settles the presence of its findings anew from its imports.
    async fn rebuild(&self, organization: OrganizationId, changes: Vec<ViewChange>) -> Result<(), StoreError>;
}

/// What verifying found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChainReport {
    /// How many events were checked.
    pub events: u64,
    /// The hash of the last good one; zeros when there are none.
    pub head: Digest,
    /// The first bad one, and what is wrong with it.
    pub broken: Option<(u64, String)>,
}

/// The views.
#[async_trait]
pub trait Views: Send + Sync {
    /// Every organization of this store.
    async fn organizations(&self) -> Result<Vec<OrganizationRow>, StoreError>;
    /// One organization with its people.
    async fn organization(&self, organization: OrganizationId) -> Result<Option<OrganizationRow>, StoreError>;
    /// Its systems, by name.
    async fn systems(&self, organization: OrganizationId) -> Result<Vec<SystemRow>, StoreError>;
    /// Items that match, a page.
    async fn items(&self, organization: OrganizationId, query: &ItemQuery) -> Result<Page<ItemRow>, StoreError>;
    /// How many items match, by status word.
    async fn item_counts(
        &self,
        organization: OrganizationId,
        query: &ItemQuery,
    ) -> Result<Vec<(String, u64)>, StoreError>;
    /// How many items match, by completion date: those without one first, then the earliest.
    async fn item_dues(
        &self,
        organization: OrganizationId,
        query: &ItemQuery,
    ) -> Result<Vec<(Option<Date>, u64)>, StoreError>;
    /// The number that the next item takes: one more than the highest that the record, not only its views, ever gave.
    async fn next_item(&self, organization: OrganizationId) -> Result<ItemNumber, StoreError>;
    /// Tasks that match, a page, by due date.
    async fn tasks(&self, organization: OrganizationId, query: &TaskQuery) -> Result<Page<TaskRow>, StoreError>;
    /// Milestones that match, a page, by due date.
    async fn milestones(
        &self,
        organization: OrganizationId,
        query: &MilestoneQuery,
    ) -> Result<Page<MilestoneRow>, StoreError>;
    /// Escalations that match, a page, those raised last first.
    async fn escalations(
        &self,
        organization: OrganizationId,
        query: &EscalationQuery,
    ) -> Result<Page<EscalationRow>, StoreError>;
    /// Reviews that match, a page, those held last first.
    async fn reviews(&self, organization: OrganizationId, query: &ReviewQuery) -> Result<Page<ReviewRow>, StoreError>;
    /// The reviews of each system and cadence that were held last, those given up left out; more than one of them where
    /// several were held on that day.
    async fn last_reviews(&self, organization: OrganizationId) -> Result<Vec<ReviewRow>, StoreError>;
    /// Imports, newest first.
    async fn imports(
        &self,
        organization: OrganizationId,
        system: Option<SystemId>,
        limit: u32,
    ) -> Result<Vec<ImportRow>, StoreError>;
}

/// How an import is run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// Everything is worked out and nothing is kept.
    Preview,
    /// Everything is kept, if the finishing decision allows it.
    Commit,
}

/// Groups of unanswered findings that an import tells of, at least.
pub const MOST_GROUPS: usize = 200;

/// What an import comes to, before it is decided whether to keep it.
#[derive(Debug, Clone, PartialEq)]
pub struct Settled {
    /// What the reader said at the end of the file.
    pub ending: Ending,
    /// What it changes, in pairs of finding and asset.
    pub changes: Changes,
    /// Pairs of this tool family that were open (present or not observed) before it.
    pub open: u64,
    /// Findings that this import states to be there, that are not dismissed and that no item answers, by fix; most urgent
    /// first. Of a million, [`MOST_GROUPS`], and beyond these what names a requirement or was linked with an item before.
    ///
    /// A closed item does not answer what is there again.
    pub groups: Vec<Group>,
    /// For findings that this import cannot judge any more: why, how often.
    pub not_observed: Vec<(Why, u64)>,
    /// The number that the next item takes.
    pub next_item: ItemNumber,
}

/// Decides on what an import came to: the events to record, or a refusal, which keeps nothing.
pub type Finish = Box<dyn FnOnce(&Settled) -> Result<Write, Refusal> + Send>;

/// What became of an import.
#[derive(Debug)]
pub struct Imported {
    /// What it came to.
    pub settled: Settled,
    /// What was recorded; empty for a preview and for a refusal.
    pub recorded: Vec<Recorded>,
    /// Why it was not kept.
    pub refused: Option<Refusal>,
}

/// Findings in bulk. Rows are not events; the import's event carries the file's digest, and the file is kept.
#[async_trait]
pub trait Findings: Send + Sync {
    /// Takes in the rows of one import in one transaction, settles every pair that it speaks of, and asks `finish`.
    ///
    /// A preview asks too, so that it can show what a commit would be refused for; whatever the answer, it keeps nothing.
    ///
    /// # Errors
    /// [`StoreError::Failed`] for a feed that breaks off before [`Feed::End`]; nothing is kept then.
    async fn import(
        &self,
        organization: OrganizationId,
        system: SystemId,
        import: ImportId,
        mode: Mode,
        feed: mpsc::Receiver<Feed>,
        finish: Finish,
    ) -> Result<Imported, StoreError>;

    /// Records the undoing and settles every pair again from the imports that remain, in the order of their commits.
    ///
    /// Presence, severity, sources and the names of assets are then as if the import had never been. Texts, as titles and
    /// labels, stay as last stated.
    ///
    /// # Errors
    /// [`StoreError::Conflict`]; nothing is written then.
    async fn undo(
        &self,
        organization: OrganizationId,
        import: ImportId,
        write: Write,
    ) -> Result<Vec<Recorded>, StoreError>;

    /// The import, not undone, of a file with this content into this system.
    async fn import_of(
        &self,
        organization: OrganizationId,
        system: SystemId,
        digest: Digest,
    ) -> Result<Option<ImportId>, StoreError>;

    /// How many statements are kept of each import, undone or not, in the order of their commits.
    async fn statements(&self, organization: OrganizationId) -> Result<Vec<(ImportId, u64)>, StoreError>;

    /// Whether every finding is there that an import states, and each is in the state that the imports which stand come to:
    /// all is settled once more and compared. Nothing is kept of it.
    async fn is_settled(&self, organization: OrganizationId) -> Result<bool, StoreError>;

    /// Every name by which an asset of the system is known, in its normal spelling: that of the first import that stands, or
    /// of the part that it was split off to. Assets that were merged keep their names here: an import goes on to recognise
    /// each of them, so that a merge can be taken back.
    async fn asset_names(
        &self,
        organization: OrganizationId,
        system: SystemId,
    ) -> Result<Vec<(NameKind, String, AssetId)>, StoreError>;

    /// Findings that match, a page.
    async fn findings(
        &self,
        organization: OrganizationId,
        query: &FindingQuery,
    ) -> Result<Page<FindingRow>, StoreError>;

    /// Findings that match, grouped by fix, worst first, a page.
    async fn groups(&self, organization: OrganizationId, query: &FindingQuery) -> Result<Page<GroupRow>, StoreError>;

    /// One finding.
    async fn finding(&self, organization: OrganizationId, finding: FindingId)
    -> Result<Option<FindingRow>, StoreError>;

    /// The state of a finding on each of its assets, by asset name.
    async fn asset_states(
        &self,
        organization: OrganizationId,
        finding: FindingId,
    ) -> Result<Vec<AssetState>, StoreError>;
}

/// Everything a database keeps.
pub trait Store: EventStore + Views + Findings + Merging + Facts + Accounts + Leases + Outbox + 'static {}
impl<T: EventStore + Views + Findings + Merging + Facts + Accounts + Leases + Outbox + 'static> Store for T {}

/// Files by their content. Kept apart from the database; never overwritten, never deleted by the application.
#[async_trait]
pub trait Blobs: Send + Sync + 'static {
    /// Takes over a file, durably, under the digest that the caller computed. A file that is there already stays.
    async fn take(&self, digest: Digest, file: &Path) -> io::Result<()>;
    /// Opens a file for reading.
    async fn open(&self, digest: Digest) -> io::Result<Box<dyn ReadSeek>>;
    /// A folder on the same disk, for files that are still arriving.
    fn staging(&self) -> &Path;
    /// Every digest that is kept.
    async fn list(&self) -> io::Result<Vec<Digest>>;
}

/// A file that can be read from any place.
pub trait ReadSeek: io::Read + io::Seek + Send {}
impl<T: io::Read + io::Seek + Send> ReadSeek for T {}

/// The time.
pub trait Clock: Send + Sync + 'static {
    /// Now, in UTC, to the microsecond.
    fn now(&self) -> Timestamp;
    /// Today where the organization works.
    fn today(&self) -> Date;
    /// What the clock on the wall shows there.
    fn time(&self) -> Time;
}

/// New identities, and secrets.
pub trait Ids: Send + Sync + 'static {
    /// A UUID, version 7.
    fn uuid(&self) -> uuid::Uuid;
    /// 32 bytes that nobody can guess.
    fn secret(&self) -> [u8; 32];
}

/// The world, as the application holds it.
#[derive(Clone)]
pub struct World {
    /// The database.
    pub store: Arc<dyn Store>,
    /// The files.
    pub blobs: Arc<dyn Blobs>,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// New identities.
    pub ids: Arc<dyn Ids>,
    /// Feeds outside.
    pub feeds: Arc<dyn FeedSource>,
    /// The mail server outside.
    pub mail: Arc<dyn Mailer>,
}
