//! What is on its way to people: kept in the database until a mail server has taken it.

use async_trait::async_trait;
use closeout_domain::ids::{OrganizationId, PersonId};
use jiff::Timestamp;
use uuid::Uuid;

use super::StoreError;

/// Something that is to be said to somebody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewNotice {
    /// What it is about, as in `digest/PERSON/2026-11-23`. The same is never put twice, whoever puts it.
    pub key: String,
    /// To whom.
    pub person: PersonId,
    /// At which address.
    pub to: String,
    /// Subject of the mail.
    pub subject: String,
    /// The mail as plain text.
    pub text: String,
    /// The mail as HTML.
    pub html: String,
}

/// How far a notice has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Stage {
    /// It is to be sent when it is due.
    Waiting,
    /// A server is just handing it over.
    Sending,
    /// A mail server has taken it.
    Sent,
    /// It was handed over, and nobody can say whether it was taken. It is not sent again unless somebody says so.
    Unknown,
    /// It was given up.
    Dead,
}

impl Stage {
    /// Every one.
    pub const ALL: [Self; 5] = [Self::Waiting, Self::Sending, Self::Sent, Self::Unknown, Self::Dead];

    /// The word used in files, the API and the database.
    pub fn word(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Sending => "sending",
            Self::Sent => "sent",
            Self::Unknown => "unknown",
            Self::Dead => "dead",
        }
    }

    /// The stage of a word.
    pub fn of(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|stage| stage.word() == word)
    }
}

/// A notice in the outbox.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// What is said. Its texts are empty once it was sent.
    pub what: NewNotice,
    /// How far it has come.
    pub stage: Stage,
    /// How often it was tried in vain since it was put or replayed.
    pub attempts: u32,
    /// When it was put.
    pub put: Timestamp,
    /// From when on it may be sent.
    pub due: Timestamp,
    /// When it was sent or given up.
    pub ended: Option<Timestamp>,
    /// Why it was not sent when it was last tried; empty if nothing went wrong.
    pub why: String,
}

/// What became of a notice that was held.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fate {
    /// A mail server has taken it.
    Sent,
    /// It is to be tried again.
    Again {
        /// From when on.
        due: Timestamp,
        /// What went wrong.
        why: String,
    },
    /// Nobody can say whether it was taken.
    Unknown(String),
    /// It is given up, for this reason.
    Dead(String),
}

/// The outbox. Times are the callers', as with [`Leases`](super::Leases).
#[async_trait]
pub trait Outbox: Send + Sync {
    /// Puts what is not there yet, whatever became of it, and says how many that were.
    async fn put_notices(
        &self,
        organization: OrganizationId,
        at: Timestamp,
        notices: Vec<NewNotice>,
    ) -> Result<u64, StoreError>;

    /// Holds the waiting notice that has been due longest, until then. Nobody else gets it before.
    ///
    /// What somebody was handing over when their hold ended is [`Stage::Unknown`] from then on.
    async fn hold_notice(
        &self,
        organization: OrganizationId,
        holder: Uuid,
        now: Timestamp,
        until: Timestamp,
    ) -> Result<Option<Notice>, StoreError>;

    /// Marks that its holder hands it over now, until then at most. `false` when it is somebody else's meanwhile: it must not be sent then.
    async fn hand_over_notice(
        &self,
        organization: OrganizationId,
        key: &str,
        holder: Uuid,
        until: Timestamp,
    ) -> Result<bool, StoreError>;

    /// Says what became of a notice. `false` when the holder does not hold it any more; nothing changes then.
    async fn settle_notice(
        &self,
        organization: OrganizationId,
        key: &str,
        holder: Uuid,
        at: Timestamp,
        fate: Fate,
    ) -> Result<bool, StoreError>;

    /// Lets one that is dead or unknown wait again. `false` when it is neither.
    async fn replay_notice(&self, organization: OrganizationId, key: &str, now: Timestamp) -> Result<bool, StoreError>;

    /// Up to `limit` notices, optionally of one stage; those put last first, then by key.
    async fn notices(
        &self,
        organization: OrganizationId,
        stage: Option<Stage>,
        limit: u32,
    ) -> Result<Vec<Notice>, StoreError>;
}
