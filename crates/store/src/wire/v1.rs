//! Version 1 of every stored event, by aggregate.

pub mod dismissal;
pub mod import;
pub mod item;
pub mod organization;
pub mod system;
mod value;
