//! A store to test, and what only its owner can do to it.

use std::{env, path::PathBuf, process, sync::Arc};

use closeout_app::ports::Store;
use closeout_domain::ids::OrganizationId;
use closeout_store::{chain::Link, memory::MemoryStore, postgres::PostgresStore, sqlite::SqliteStore};
use tempfile::TempDir;
use tokio_postgres::NoTls;
use uuid::Uuid;

/// Which database.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Memory,
    Sqlite,
    Postgres,
}

pub struct House {
    store: Option<Arc<dyn Store>>,
    place: Place,
}

enum Place {
    Memory(Arc<MemoryStore>),
    Sqlite { file: PathBuf, _folder: TempDir },
    Postgres { server: String, schema: String },
}

/// What somebody with the database's password could do to an event.
#[derive(Debug, Clone, Copy)]
pub enum Forgery {
    Time,
    Person,
    Kind,
    Body,
    Hash,
    /// It is gone.
    Gone,
}

impl Forgery {
    fn sql(self) -> &'static str {
        match self {
            Self::Time => "UPDATE event SET at = at + 1",
            // The column of another key.
            Self::Person => "UPDATE event SET by = organization",
            Self::Kind => "UPDATE event SET kind = 'item.forgotten'",
            Self::Body => "UPDATE event SET body = body || ' '",
            // The column of another hash.
            Self::Hash => "UPDATE event SET hash = previous",
            Self::Gone => "DELETE FROM event",
        }
    }

    fn apply(self, links: &mut Vec<Link>, position: u64) {
        let index = links.iter().position(|link| link.position == position).unwrap();
        let link = &mut links[index];
        match self {
            Self::Time => link.at += 1,
            Self::Person => link.by = link.organization,
            Self::Kind => link.kind = "item.forgotten".into(),
            Self::Body => link.body.push(' '),
            Self::Hash => link.hash = link.previous,
            Self::Gone => drop(links.remove(index)),
        }
    }
}

impl House {
    /// An empty one; `None` where its database is not at hand.
    pub async fn open(kind: Kind) -> Option<Self> {
        let place = match kind {
            Kind::Memory => Place::Memory(Arc::default()),
            Kind::Sqlite => {
                let folder = tempfile::tempdir().unwrap();
                Place::Sqlite { file: folder.path().join("closeout.db"), _folder: folder }
            }
            Kind::Postgres => {
                let Ok(server) = env::var("CLOSEOUT_TEST_POSTGRES") else {
                    let required = env::var("CLOSEOUT_REQUIRE_POSTGRES").is_ok_and(|v| v == "1");
                    assert!(!required, "CLOSEOUT_TEST_POSTGRES names no server");
                    eprintln!("skipped: CLOSEOUT_TEST_POSTGRES names no server");
                    return None;
                };
                // Tests run in processes of their own, and several in one.
                let schema = format!("contract_{}_{}", process::id(), Uuid::now_v7().simple());
                execute(&server, &format!("CREATE SCHEMA {schema}")).await;
                Place::Postgres { server, schema }
            }
        };
        let mut house = Self { store: None, place };
        house.reopen().await;
        Some(house)
    }

    pub fn store(&self) -> Arc<dyn Store> {
        Arc::clone(self.store.as_ref().unwrap())
    }

    pub fn is_memory(&self) -> bool {
        matches!(self.place, Place::Memory(_))
    }

    /// Closes the store and opens it again, as a restart of the program would.
    pub async fn reopen(&mut self) {
        self.store = None;
        self.store = Some(match &self.place {
            Place::Memory(store) => Arc::clone(store) as Arc<dyn Store>,
            Place::Sqlite { file, .. } => Arc::new(SqliteStore::open(file).unwrap()),
            Place::Postgres { server, schema } => {
                let sign = if server.contains('?') { '&' } else { '?' };
                let url = format!("{server}{sign}options=-csearch_path%3D{schema}");
                Arc::new(PostgresStore::connect(&url).await.unwrap())
            }
        });
    }

    /// Changes an event behind the store's back.
    pub async fn forge(&self, organization: OrganizationId, position: u64, forgery: Forgery) {
        match &self.place {
            Place::Memory(store) => store.tamper(organization, |links| forgery.apply(links, position)),
            Place::Sqlite { file, .. } => {
                let file = rusqlite::Connection::open(file).unwrap();
                let unguarded =
                    "DROP TRIGGER IF EXISTS event_is_never_changed; DROP TRIGGER IF EXISTS event_is_never_deleted";
                file.execute_batch(unguarded).unwrap();
                let sql = format!("{} WHERE organization = ?1 AND position = ?2", forgery.sql());
                assert_eq!(file.execute(&sql, (organization.0.as_bytes(), position.cast_signed())).unwrap(), 1);
            }
            Place::Postgres { server, schema } => {
                let unguarded = format!("SET search_path = {schema}; ALTER TABLE event DISABLE TRIGGER ALL");
                let of = format!("WHERE organization = '{organization}' AND position = {position}");
                execute(server, &format!("{unguarded}; {} {of}", forgery.sql())).await;
            }
        }
    }

    /// Leaves nothing behind. After a failure the schema stays, to be looked at.
    pub async fn leave(mut self) {
        self.store = None;
        if let Place::Postgres { server, schema } = &self.place {
            execute(server, &format!("DROP SCHEMA {schema} CASCADE")).await;
        }
    }
}

async fn execute(server: &str, sql: &str) {
    let (client, connection) = tokio_postgres::connect(server, NoTls).await.unwrap();
    let driver = tokio::spawn(connection);
    client.batch_execute(sql).await.unwrap();
    drop(client);
    driver.await.unwrap().unwrap();
}
