//! Version 1 of every stored event, by aggregate.

pub mod asset;
mod decision;
pub mod dismissal;
pub mod escalation;
pub mod feed;
pub mod import;
pub mod item;
pub mod mapping;
pub mod merging;
pub mod organization;
mod raise;
pub mod review;
pub mod system;
mod value;
