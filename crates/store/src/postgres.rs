//! PostgreSQL: one lock per organization for writing, plain reading beside it, `COPY` for bulk.

mod accounts;
mod aliases;
mod anew;
mod classes;
mod connect;
mod cursor;
mod cves;
mod described;
mod error;
mod events;
mod facts;
mod findings;
mod groups;
mod import;
mod lease;
mod listing;
mod lists;
mod merging;
mod migrate;
mod names;
mod outbox;
mod pages;
mod pairs;
mod row;
mod settling;
mod spread;
mod staging;
mod step;
mod tls;
mod turn;
mod twins;
mod url;
mod value;
mod views;

use std::sync::Arc;

use closeout_app::ports::StoreError;
use deadpool_postgres::{GenericClient, Object, Pool, PoolError};
use tokio_postgres::{Row, types::ToSql};

use self::{
    connect::{Pools, explain},
    error::ConnectError,
    row::Columns,
    url::Address,
};
use crate::rows::failed;

/// A store in PostgreSQL, in the schema that is the first of the connection's search path.
#[derive(Clone)]
pub struct PostgresStore {
    address: Arc<Address>,
    pools: Pools,
}

impl PostgresStore {
    /// Connects to `postgres://user:password@host:5432/database` and brings the schema up to date.
    ///
    /// `sslmode=disable` never encrypts, `prefer` (the default) if the server can, `require` always; with
    /// `sslrootcert=FILE` the connection is always encrypted and the server has to prove its name with a certificate from
    /// one of the authorities in that file. `options=-csearch_path%3Dname` selects a schema.
    ///
    /// # Errors
    /// [`StoreError::Failed`], whose source says in one sentence what is wrong: host, sign-in, database, certificates or
    /// a schema of a newer version. It never holds the password.
    pub async fn connect(url: &str) -> Result<Self, StoreError> {
        const ACTION: &str = "open the PostgreSQL database";
        let address = Address::parse(url).map_err(failed(ACTION))?;
        let pools = Pools::new(&address).map_err(failed(ACTION))?;
        let store = Self { address: Arc::new(address), pools };
        store.look_around(ACTION).await?;
        let client = store.get(&store.pools.write, ACTION).await?;
        migrate::run(Object::take(client)).await.map_err(failed(ACTION))?;
        store.settle_what_is_left(ACTION).await?;
        Ok(store)
    }

    /// A server can be told to say "written" before it is so. That is its administrator's decision, not to be made unseen.
    /// A database that cannot hold every character is no place for a record.
    async fn look_around(&self, action: &'static str) -> Result<(), StoreError> {
        let sql = "SELECT current_setting('server_encoding'),
            current_setting('fsync') = 'on' AND current_setting('synchronous_commit') <> 'off'";
        let Some(row) = self.one(action, sql, &[]).await? else { return Ok(()) };
        let mut columns = Columns::of(&row);
        let encoding: String = columns.take()?;
        if encoding != "UTF8" {
            let database = self.address.database().to_owned();
            return Err(failed(action)(ConnectError::Encoding { database, encoding }));
        }
        if !columns.take::<bool>()? {
            tracing::warn!("the database server confirms writes before they are on disk (fsync, synchronous_commit)");
        }
        Ok(())
    }

    async fn reader(&self, action: &'static str) -> Result<Object, StoreError> {
        self.get(&self.pools.read, action).await
    }

    async fn writer(&self, action: &'static str) -> Result<Object, StoreError> {
        self.get(&self.pools.write, action).await
    }

    async fn get(&self, pool: &Pool, action: &'static str) -> Result<Object, StoreError> {
        pool.get().await.map_err(|error| match error {
            PoolError::Backend(e) => failed(action)(explain(&e, &self.address)),
            PoolError::Timeout(_) => failed(action)(ConnectError::Busy { place: self.address.to_string() }),
            other => failed(action)(other),
        })
    }

    /// The one row that a statement finds, if it finds one.
    async fn one(
        &self,
        action: &'static str,
        sql: &str,
        values: &[&(dyn ToSql + Sync)],
    ) -> Result<Option<Row>, StoreError> {
        let client = self.reader(action).await?;
        let statement = client.prepare_cached(sql).await.map_err(said(action))?;
        client.query_opt(&statement, values).await.map_err(said(action))
    }

    /// Every row that a statement finds.
    async fn all(
        &self,
        action: &'static str,
        sql: &str,
        values: &[&(dyn ToSql + Sync)],
    ) -> Result<Vec<Row>, StoreError> {
        let client = self.reader(action).await?;
        let statement = client.prepare_cached(sql).await.map_err(said(action))?;
        client.query(&statement, values).await.map_err(said(action))
    }

    /// Runs one statement that changes something, by itself.
    async fn change(&self, action: &'static str, sql: &str, values: &[&(dyn ToSql + Sync)]) -> Result<(), StoreError> {
        self.changed(action, sql, values).await.map(|_| ())
    }

    /// Runs one statement that changes something, by itself, and says how many rows it changed.
    async fn changed(
        &self,
        action: &'static str,
        sql: &str,
        values: &[&(dyn ToSql + Sync)],
    ) -> Result<u64, StoreError> {
        let client = self.writer(action).await?;
        let statement = client.prepare_cached(sql).await.map_err(said(action))?;
        client.execute(&statement, values).await.map_err(said(action))
    }
}

impl std::fmt::Debug for PostgresStore {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("PostgresStore").field("at", &self.address.to_string()).finish_non_exhaustive()
    }
}

/// What the server says when it fails. Its details quote rows, and rows do not belong in a log.
#[derive(Debug, thiserror::Error)]
#[error("{message} ({code})")]
struct Said {
    message: String,
    code: String,
}

/// Wraps what the server said: `.map_err(said("append"))`.
fn said(action: &'static str) -> impl Fn(tokio_postgres::Error) -> StoreError {
    move |error| match error.as_db_error() {
        Some(e) => failed(action)(Said { message: e.message().to_owned(), code: e.code().code().to_owned() }),
        None => failed(action)(error),
    }
}
