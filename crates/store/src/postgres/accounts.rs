//! Accounts, sessions, tokens and remembered answers.

use async_trait::async_trait;
use closeout_app::ports::{Account, Accounts, Reply, Session, StoreError, Swept, TokenSecret};
use closeout_domain::ids::{Digest, OrganizationId, PersonId, SystemId, TokenId};
use jiff::{Timestamp, civil::Date};
use tokio_postgres::{Row, types::ToSql};

use super::{PostgresStore, row::Columns};
use crate::rows;

#[async_trait]
impl Accounts for PostgresStore {
    async fn put_account(&self, account: Account) -> Result<(), StoreError> {
        let Account { organization, person, email, password } = account;
        let sql = "INSERT INTO account (organization, person, email, password) VALUES ($1, $2, $3, $4)
            ON CONFLICT (organization, person) DO UPDATE SET email = excluded.email, password = excluded.password";
        self.change("keep an account", sql, &[&organization.0, &person.0, &email, &password]).await
    }

    async fn accounts(&self, email: &str) -> Result<Vec<Account>, StoreError> {
        let sql = "SELECT organization, person, email, password FROM account WHERE email = $1 ORDER BY organization";
        let account = |row: &Row| {
            let mut c = Columns::of(row);
            let (organization, person) = (OrganizationId(c.take()?), PersonId(c.take()?));
            Ok(Account { organization, person, email: c.take()?, password: c.take()? })
        };
        self.all("read accounts", sql, &[&email]).await?.iter().map(account).collect()
    }

    async fn put_session(&self, session: Session) -> Result<(), StoreError> {
        let Session { key, organization, person, csrf, system, until } = session;
        let sql = "INSERT INTO session (organization, key, person, csrf, system, until) VALUES ($1, $2, $3, $4, $5, $6)
            ON CONFLICT (organization, key) DO UPDATE SET person = excluded.person, csrf = excluded.csrf,
                system = excluded.system, until = excluded.until";
        let system = system.map(|s| s.0);
        let values: &[&(dyn ToSql + Sync)] =
            &[&organization.0, &key.0.as_slice(), &person.0, &csrf, &system, &rows::micros(until)];
        self.change("keep a session", sql, values).await
    }

    async fn session(&self, key: Digest) -> Result<Option<Session>, StoreError> {
        let sql = "SELECT organization, person, csrf, system, until FROM session WHERE key = $1";
        let session = |row: &Row| {
            let mut c = Columns::of(row);
            let (organization, person) = (OrganizationId(c.take()?), PersonId(c.take()?));
            let (csrf, system) = (c.take()?, c.take::<Option<_>>()?.map(SystemId));
            Ok(Session { key, organization, person, csrf, system, until: c.instant()? })
        };
        self.one("read a session", sql, &[&key.0.as_slice()]).await?.as_ref().map(session).transpose()
    }

    async fn end_session(&self, key: Digest) -> Result<(), StoreError> {
        self.change("end a session", "DELETE FROM session WHERE key = $1", &[&key.0.as_slice()]).await
    }

    async fn end_sessions(&self, organization: OrganizationId, person: PersonId) -> Result<(), StoreError> {
        let sql = "DELETE FROM session WHERE organization = $1 AND person = $2";
        self.change("end sessions", sql, &[&organization.0, &person.0]).await
    }

    async fn put_token(&self, token: TokenSecret) -> Result<(), StoreError> {
        let TokenSecret { key, token, organization, person, read_only, until } = token;
        let sql =
            "INSERT INTO token (organization, key, token, person, read_only, until) VALUES ($1, $2, $3, $4, $5, $6)
            ON CONFLICT (organization, key) DO UPDATE SET token = excluded.token, person = excluded.person,
                read_only = excluded.read_only, until = excluded.until";
        let values: &[&(dyn ToSql + Sync)] =
            &[&organization.0, &key.0.as_slice(), &token.0, &person.0, &read_only, &until.to_string()];
        self.change("keep a token", sql, values).await
    }

    async fn token(&self, key: Digest) -> Result<Option<TokenSecret>, StoreError> {
        let sql = "SELECT organization, token, person, read_only, until FROM token WHERE key = $1";
        let secret = |row: &Row| {
            let mut c = Columns::of(row);
            let (organization, token, person) = (OrganizationId(c.take()?), TokenId(c.take()?), PersonId(c.take()?));
            Ok(TokenSecret { key, token, organization, person, read_only: c.take()?, until: rows::day(c.take()?)? })
        };
        self.one("read a token", sql, &[&key.0.as_slice()]).await?.as_ref().map(secret).transpose()
    }

    async fn end_token(&self, organization: OrganizationId, token: TokenId) -> Result<(), StoreError> {
        let sql = "DELETE FROM token WHERE organization = $1 AND token = $2";
        self.change("end a token", sql, &[&organization.0, &token.0]).await?;
        let sql = "DELETE FROM token_use WHERE organization = $1 AND token = $2";
        self.change("end a token", sql, &[&organization.0, &token.0]).await
    }

    async fn put_used(&self, organization: OrganizationId, token: TokenId, day: Date) -> Result<(), StoreError> {
        let sql = "INSERT INTO token_use (organization, token, day) VALUES ($1, $2, $3)
            ON CONFLICT (organization, token) DO UPDATE SET day = excluded.day";
        self.change("remember the use of a secret", sql, &[&organization.0, &token.0, &day.to_string()]).await
    }

    async fn used(&self, organization: OrganizationId) -> Result<Vec<(TokenId, Date)>, StoreError> {
        let sql = "SELECT token, day FROM token_use WHERE organization = $1 ORDER BY token";
        let used = |row: &Row| {
            let mut c = Columns::of(row);
            Ok((TokenId(c.take()?), rows::day(c.take()?)?))
        };
        self.all("read when secrets were used", sql, &[&organization.0]).await?.iter().map(used).collect()
    }

    async fn put_reply(
        &self,
        organization: OrganizationId,
        person: PersonId,
        key: &str,
        reply: Reply,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        let sql = "INSERT INTO reply (organization, person, key, request, status, body, at) VALUES ($1, $2, $3, $4, $5, $6, $7)
            ON CONFLICT (organization, person, key) DO NOTHING";
        let Reply { request, status, body } = reply;
        let values: &[&(dyn ToSql + Sync)] =
            &[&organization.0, &person.0, &key, &request.0.as_slice(), &i64::from(status), &body, &rows::micros(at)];
        self.change("remember an answer", sql, values).await
    }

    async fn reply(
        &self,
        organization: OrganizationId,
        person: PersonId,
        key: &str,
    ) -> Result<Option<Reply>, StoreError> {
        let sql = "SELECT request, status, body FROM reply WHERE organization = $1 AND person = $2 AND key = $3";
        let reply = |row: &Row| {
            let mut c = Columns::of(row);
            Ok(Reply { request: c.digest()?, status: c.unsigned()?, body: c.take()? })
        };
        self.one("read an answer", sql, &[&organization.0, &person.0, &key]).await?.as_ref().map(reply).transpose()
    }

    async fn sweep(
        &self,
        organization: OrganizationId,
        sessions_until: Timestamp,
        replies_before: Timestamp,
    ) -> Result<Swept, StoreError> {
        let action = "forget what has ended";
        let sql = "DELETE FROM session WHERE organization = $1 AND until < $2";
        let sessions = self.changed(action, sql, &[&organization.0, &rows::micros(sessions_until)]).await?;
        let sql = "DELETE FROM reply WHERE organization = $1 AND at < $2";
        let replies = self.changed(action, sql, &[&organization.0, &rows::micros(replies_before)]).await?;
        Ok(Swept { sessions, replies })
    }
}
