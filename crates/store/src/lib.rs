//! The record on disk: events in one order per organization, chained by hash; views that can be made anew; blobs.

pub mod blobs;
pub mod chain;
pub mod memory;
pub mod order;
pub mod postgres;
pub mod private;
pub mod settle;
pub mod sqlite;
pub mod wire;

mod basis;
mod exposures;
mod facts;
mod listing;
mod outbox;
mod relation;
mod rows;
mod sql;
mod standing;
