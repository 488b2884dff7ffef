//! Version 1 of every stored event, by aggregate.

pub mod asset;
pub mod dismissal;
pub mod feed;
pub mod import;
pub mod item;
pub mod mapping;
pub mod merging;
pub mod organization;
pub mod system;
mod value;
