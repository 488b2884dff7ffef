//! What only PostgreSQL has: several programs on one database, connections that break, errors of the way there.
//!
//! Needs `CLOSEOUT_TEST_POSTGRES`; see the contract suite.
#![cfg(test)]

mod connecting;
mod server;
mod together;
