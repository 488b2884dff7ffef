//! Reading: files without a record, and the record's lists.

pub mod audit;
pub mod capacity;
pub mod findings;
pub mod inspect;
mod item;
pub mod items;
pub mod report;
pub mod slip;
pub mod tasks;
pub mod today;
