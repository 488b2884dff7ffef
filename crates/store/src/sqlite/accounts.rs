//! Accounts, sessions, tokens and remembered answers.

use async_trait::async_trait;
use closeout_app::ports::{Account, Accounts, Reply, Session, Swept, TokenSecret};
use closeout_domain::ids::{Digest, OrganizationId, PersonId, SystemId, TokenId};
use jiff::{Timestamp, civil::Date};
use rusqlite::{Connection, Params, Row, params};

use super::{
    connection::SqliteStore,
    values::{Answer, Result, digest, unsigned},
};
use crate::rows;

#[async_trait]
impl Accounts for SqliteStore {
    async fn put_account(&self, account: Account) -> Answer<()> {
        let sql = "INSERT INTO account (organization, person, email, password) VALUES (?1, ?2, ?3, ?4)
            ON CONFLICT (organization, person) DO UPDATE SET email = excluded.email, password = excluded.password";
        let Account { organization, person, email, password } = account;
        self.change("keep an account", sql, (organization.0, person.0, email, password)).await
    }

    async fn accounts(&self, email: &str) -> Answer<Vec<Account>> {
        let sql = "SELECT organization, person, email, password FROM account WHERE email = ?1 ORDER BY organization";
        let account = |row: &Row<'_>| {
            let (organization, person) = (OrganizationId(row.get(0)?), PersonId(row.get(1)?));
            Ok(Account { organization, person, email: row.get(2)?, password: row.get(3)? })
        };
        let email = email.to_owned();
        self.read("read accounts", move |c| all(c, sql, [email], account)).await
    }

    async fn put_session(&self, session: Session) -> Answer<()> {
        let sql = "REPLACE INTO session (organization, key, person, csrf, system, until)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
        let Session { key, organization, person, csrf, system, until } = session;
        let until = rows::micros(until);
        self.change("keep a session", sql, (organization.0, key.0, person.0, csrf, system.map(|s| s.0), until)).await
    }

    async fn session(&self, key: Digest) -> Answer<Option<Session>> {
        let sql = "SELECT organization, person, csrf, system, until FROM session WHERE key = ?1";
        let session = move |row: &Row<'_>| {
            let (organization, person) = (OrganizationId(row.get(0)?), PersonId(row.get(1)?));
            let (csrf, system) = (row.get(2)?, row.get::<_, Option<_>>(3)?.map(SystemId));
            Ok(Session { key, organization, person, csrf, system, until: rows::instant(row.get(4)?)? })
        };
        self.read("read a session", move |c| Ok(all(c, sql, [key.0], session)?.pop())).await
    }

    async fn end_session(&self, key: Digest) -> Answer<()> {
        self.change("end a session", "DELETE FROM session WHERE key = ?1", [key.0]).await
    }

    async fn end_sessions(&self, organization: OrganizationId, person: PersonId) -> Answer<()> {
        let sql = "DELETE FROM session WHERE organization = ?1 AND person = ?2";
        self.change("end sessions", sql, [organization.0, person.0]).await
    }

    async fn put_token(&self, token: TokenSecret) -> Answer<()> {
        let sql = "REPLACE INTO token (organization, key, token, person, read_only, until)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
        let TokenSecret { key, token, organization, person, read_only, until } = token;
        let values = (organization.0, key.0, token.0, person.0, read_only, until.to_string());
        self.change("keep a token", sql, values).await
    }

    async fn token(&self, key: Digest) -> Answer<Option<TokenSecret>> {
        let sql = "SELECT organization, token, person, read_only, until FROM token WHERE key = ?1";
        let secret = move |row: &Row<'_>| {
            let (organization, token) = (OrganizationId(row.get(0)?), TokenId(row.get(1)?));
            let (person, read_only) = (PersonId(row.get(2)?), row.get(3)?);
            let until = rows::day(&row.get::<_, String>(4)?)?;
            Ok(TokenSecret { key, token, organization, person, read_only, until })
        };
        self.read("read a token", move |c| Ok(all(c, sql, [key.0], secret)?.pop())).await
    }

    async fn end_token(&self, organization: OrganizationId, token: TokenId) -> Answer<()> {
        self.write("end a token", move |tx| {
            for sql in [
                "DELETE FROM token WHERE organization = ?1 AND token = ?2",
                "DELETE FROM token_use WHERE organization = ?1 AND token = ?2",
            ] {
                tx.execute(sql, [organization.0, token.0])?;
            }
            Ok(())
        })
        .await
    }

    async fn put_used(&self, organization: OrganizationId, token: TokenId, day: Date) -> Answer<()> {
        let sql = "REPLACE INTO token_use (organization, token, day) VALUES (?1, ?2, ?3)";
        self.change("remember the use of a secret", sql, (organization.0, token.0, day.to_string())).await
    }

    async fn used(&self, organization: OrganizationId) -> Answer<Vec<(TokenId, Date)>> {
        let sql = "SELECT token, day FROM token_use WHERE organization = ?1 ORDER BY token";
        let used = |row: &Row<'_>| Ok((TokenId(row.get(0)?), rows::day(&row.get::<_, String>(1)?)?));
        self.read("read when secrets were used", move |c| all(c, sql, [organization.0], used)).await
    }

    async fn put_reply(
        &self,
        organization: OrganizationId,
        person: PersonId,
        key: &str,
        reply: Reply,
        at: Timestamp,
    ) -> Answer<()> {
        let sql = "INSERT OR IGNORE INTO reply (organization, person, key, request, status, body, at)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
        let Reply { request, status, body } = reply;
        let values = (organization.0, person.0, key.to_owned(), request.0, status, body, rows::micros(at));
        self.change("remember an answer", sql, values).await
    }

    async fn reply(&self, organization: OrganizationId, person: PersonId, key: &str) -> Answer<Option<Reply>> {
        let sql = "SELECT request, status, body FROM reply WHERE organization = ?1 AND person = ?2 AND key = ?3";
        let reply =
            |row: &Row<'_>| Ok(Reply { request: digest(row, 0)?, status: unsigned(row, 1)?, body: row.get(2)? });
        let key = key.to_owned();
        self.read("read an answer", move |c| Ok(all(c, sql, (organization.0, person.0, key), reply)?.pop())).await
    }

    async fn sweep(
        &self,
        organization: OrganizationId,
        sessions_until: Timestamp,
        replies_before: Timestamp,
    ) -> Answer<Swept> {
        self.write("forget what has ended", move |tx| {
            let forget = |sql, before| tx.execute(sql, params![organization.0, rows::micros(before)]);
            let sessions = forget("DELETE FROM session WHERE organization = ?1 AND until < ?2", sessions_until)?;
            let replies = forget("DELETE FROM reply WHERE organization = ?1 AND at < ?2", replies_before)?;
            Ok(Swept { sessions: sessions as u64, replies: replies as u64 })
        })
        .await
    }
}

impl SqliteStore {
    /// Runs one statement that changes something, by itself.
    async fn change(
        &self,
        action: &'static str,
        sql: &'static str,
        values: impl Params + Send + 'static,
    ) -> Answer<()> {
        self.write(action, move |tx| {
            tx.prepare_cached(sql)?.execute(values)?;
            Ok(())
        })
        .await
    }
}

fn all<T>(
    connection: &Connection,
    sql: &str,
    values: impl Params,
    read: impl Fn(&Row<'_>) -> Result<T>,
) -> Result<Vec<T>> {
    let mut statement = connection.prepare_cached(sql)?;
    let mut rows = statement.query(values)?;
    let mut all = Vec::new();
    while let Some(row) = rows.next()? {
        all.push(read(row)?);
    }
    Ok(all)
}
