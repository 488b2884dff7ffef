//! Who can sign in, and what lets them: kept beside the record, hashed.

use async_trait::async_trait;
use closeout_domain::ids::{Digest, OrganizationId, PersonId, SystemId, TokenId};
use jiff::{Timestamp, civil::Date};

use super::StoreError;

/// Someone who can sign in. Secrets are kept hashed, outside the record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// Of which organization.
    pub organization: OrganizationId,
    /// Who.
    pub person: PersonId,
    /// The address they sign in with, in lower case.
    pub email: String,
    /// Argon2id in PHC form.
    pub password: String,
}

/// A signed-in browser.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// SHA-256 of the cookie's value.
    pub key: Digest,
    /// Of which organization.
    pub organization: OrganizationId,
    /// Who.
    pub person: PersonId,
    /// The value that every form of the session carries.
    pub csrf: String,
    /// The system that the pages show; the first when unset.
    pub system: Option<SystemId>,
    /// When it ends, in UTC.
    pub until: Timestamp,
}

/// The secret part of an API token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TokenSecret {
    /// SHA-256 of the token's text.
    pub key: Digest,
    /// Which token of the record.
    pub token: TokenId,
    /// Of which organization.
    pub organization: OrganizationId,
    /// For whom it acts.
    pub person: PersonId,
    /// Whether it may only read.
    pub read_only: bool,
    /// The last day on which it works.
    pub until: Date,
}

/// The remembered answer to a request that was sent with an idempotency key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reply {
    /// SHA-256 of the request: the same key with another request is a mistake.
    pub request: Digest,
    /// HTTP status.
    pub status: u16,
    /// The body.
    pub body: String,
}

/// How much was forgotten.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Swept {
    /// Sessions.
    pub sessions: u64,
    /// Remembered answers.
    pub replies: u64,
}

/// Accounts, sessions and tokens.
#[async_trait]
pub trait Accounts: Send + Sync {
    /// Adds or replaces the account of a person.
    async fn put_account(&self, account: Account) -> Result<(), StoreError>;
    /// The accounts with this address, one in each organization at most.
    async fn accounts(&self, email: &str) -> Result<Vec<Account>, StoreError>;
    /// Adds or replaces a session.
    async fn put_session(&self, session: Session) -> Result<(), StoreError>;
    /// A session, whether it has ended or not.
    async fn session(&self, key: Digest) -> Result<Option<Session>, StoreError>;
    /// Ends a session.
    async fn end_session(&self, key: Digest) -> Result<(), StoreError>;
    /// Ends every session of a person.
    async fn end_sessions(&self, organization: OrganizationId, person: PersonId) -> Result<(), StoreError>;
    /// Adds a token's secret.
    async fn put_token(&self, token: TokenSecret) -> Result<(), StoreError>;
    /// A token by its secret, whether it still works or not.
    async fn token(&self, key: Digest) -> Result<Option<TokenSecret>, StoreError>;
    /// Removes a token's secret, and when it was used.
    async fn end_token(&self, organization: OrganizationId, token: TokenId) -> Result<(), StoreError>;
    /// Remembers the last day on which the secret of a calendar was used.
    async fn put_used(&self, organization: OrganizationId, token: TokenId, day: Date) -> Result<(), StoreError>;
    /// The last day on which each secret was used; none for those that never were.
    async fn used(&self, organization: OrganizationId) -> Result<Vec<(TokenId, Date)>, StoreError>;
    /// Remembers an answer; the first one stays.
    async fn put_reply(
        &self,
        organization: OrganizationId,
        person: PersonId,
        key: &str,
        reply: Reply,
        at: Timestamp,
    ) -> Result<(), StoreError>;
    /// The remembered answer.
    async fn reply(
        &self,
        organization: OrganizationId,
        person: PersonId,
        key: &str,
    ) -> Result<Option<Reply>, StoreError>;
    /// Forgets an organization's sessions that ended and answers from before the given instants.
    async fn sweep(
        &self,
        organization: OrganizationId,
        sessions_until: Timestamp,
        replies_before: Timestamp,
    ) -> Result<Swept, StoreError>;
}
