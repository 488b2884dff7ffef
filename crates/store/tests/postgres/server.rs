//! A schema of its own for each test.

use std::{env, error::Error, process};

use closeout_app::{
    ports::{Append, Write},
    record::{Event, Stream, Via},
};
use closeout_domain::{
    ids::{ItemNumber, OrganizationId, PersonId},
    item,
};
use jiff::Timestamp;
use tokio_postgres::NoTls;
use uuid::Uuid;

pub const ACME: OrganizationId = OrganizationId(Uuid::from_u128(0xa));

pub struct Server {
    server: String,
    schema: String,
}

impl Server {
    /// `None` where no server is at hand.
    pub async fn new() -> Option<Self> {
        let Ok(server) = env::var("CLOSEOUT_TEST_POSTGRES") else {
            let required = env::var("CLOSEOUT_REQUIRE_POSTGRES").is_ok_and(|v| v == "1");
            assert!(!required, "CLOSEOUT_TEST_POSTGRES names no server");
            eprintln!("skipped: CLOSEOUT_TEST_POSTGRES names no server");
            return None;
        };
        let schema = format!("adapter_{}_{}", process::id(), Uuid::now_v7().simple());
        let made = Self { server, schema };
        made.execute(&format!("CREATE SCHEMA {}", made.schema)).await;
        Some(made)
    }

    /// The URL of the schema.
    pub fn url(&self) -> String {
        let sign = if self.server.contains('?') { '&' } else { '?' };
        format!("{}{sign}options=-csearch_path%3D{}&application_name={}", self.server, self.schema, self.schema)
    }

    /// The URL with a part of it replaced.
    pub fn url_with(&self, change: impl FnOnce(&mut tokio_postgres::Config)) -> String {
        let mut config: tokio_postgres::Config = self.server.parse().unwrap();
        change(&mut config);
        let host = match config.get_hosts() {
            [tokio_postgres::config::Host::Tcp(host), ..] => host.clone(),
            other => panic!("these tests connect over TCP, not {other:?}"),
        };
        let password = String::from_utf8(config.get_password().unwrap_or(b"none").to_vec()).unwrap();
        let port = config.get_ports().first().copied().unwrap_or(5432);
        let (user, database) = (config.get_user().unwrap(), config.get_dbname().unwrap());
        format!("postgres://{user}:{password}@{host}:{port}/{database}?options=-csearch_path%3D{}", self.schema)
    }

    /// The URL of the schema at another name of the host, with more options.
    pub fn url_at(&self, host: &str, options: &str) -> String {
        let url = self.url_with(|_| {});
        let (before, after) = url.split_once('@').unwrap();
        let (_, port) = after.split_once(':').unwrap();
        format!("{before}@{host}:{port}&application_name={}{options}", self.schema)
    }

    /// One value that the server knows.
    pub async fn ask(&self, sql: &str) -> String {
        let (client, connection) = tokio_postgres::connect(&self.server, NoTls).await.unwrap();
        let driver = tokio::spawn(connection);
        let answer = client.query_one(sql, &[]).await.unwrap().get(0);
        drop(client);
        driver.await.unwrap().unwrap();
        answer
    }

    /// Whether every connection of the stores that were opened with [`Self::url`] is encrypted.
    pub async fn is_encrypted(&self) -> bool {
        let schema = &self.schema;
        let sql = format!(
            "SELECT bool_and(ssl)::text FROM pg_stat_ssl JOIN pg_stat_activity USING (pid)
            WHERE application_name = '{schema}'"
        );
        self.ask(&sql).await == "true"
    }

    /// Runs statements in the schema, past the store.
    pub async fn execute(&self, sql: &str) {
        self.attempt(sql).await.unwrap();
    }

    pub async fn attempt(&self, sql: &str) -> Result<(), tokio_postgres::Error> {
        let (client, connection) = tokio_postgres::connect(&self.server, NoTls).await?;
        let driver = tokio::spawn(connection);
        client.batch_execute(&format!("SET search_path = {}", self.schema)).await?;
        let done = client.batch_execute(sql).await;
        drop(client);
        driver.await.unwrap()?;
        done
    }

    /// Breaks every connection of the stores that were opened with [`Self::url`].
    pub async fn break_connections(&self) {
        let schema = &self.schema;
        self.execute(&format!(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = '{schema}'"
        ))
        .await;
    }

    pub async fn leave(self) {
        self.execute(&format!("DROP SCHEMA {} CASCADE", self.schema)).await;
    }
}

/// A comment on an item.
pub fn comment(item: u32, expected: u64) -> Write {
    let event = Event::Item(item::Event::Commented { text: format!("comment {expected}") });
    Write {
        by: PersonId(Uuid::from_u128(1)),
        via: Via::Page,
        at: Timestamp::from_second(1_790_000_000).unwrap(),
        appends: vec![Append { stream: Stream::Item(ItemNumber(item)), expected, events: vec![event] }],
        changes: vec![],
    }
}

/// An error and everything that caused it, in one line.
pub fn told(error: &dyn Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        text = format!("{text}: {error}");
        cause = error.source();
    }
    text
}
