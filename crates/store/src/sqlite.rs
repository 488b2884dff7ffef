//! SQLite: one thread that writes, a few connections that read, one file.

mod accounts;
mod aliases;
mod anew;
mod check;
mod classes;
mod connection;
mod cves;
mod described;
mod events;
mod facts;
mod findings;
mod import;
mod lease;
mod listing;
mod lists;
mod merging;
mod migrate;
mod open;
mod outbox;
mod pages;
mod pairs;
#[cfg(test)]
mod plans;
mod settle;
mod spread;
mod twins;
mod values;
mod views;
mod words;

pub use self::{connection::SqliteStore, migrate::OpenError};
