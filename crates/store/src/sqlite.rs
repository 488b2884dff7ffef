//! SQLite: one thread that writes, a few connections that read, one file.

mod accounts;
mod aliases;
mod check;
mod connection;
mod cves;
mod events;
mod facts;
mod findings;
mod import;
mod lists;
mod merging;
mod migrate;
mod open;
mod pairs;
mod settle;
mod spread;
mod values;
mod views;

pub use self::{connection::SqliteStore, migrate::OpenError};
