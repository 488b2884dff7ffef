//! Every change that a page can make.

mod desk;
pub mod item;
pub mod people;
pub mod register;
pub mod task;

pub use desk::{Desk, done};
