//! Every change that a page can make.

pub mod assets;
pub mod calendar;
mod deadlines;
pub mod escalation;
pub mod feed;
pub mod item;
pub mod mapping;
pub mod notice;
pub mod people;
pub mod register;
pub mod review;
pub mod several;
pub mod system;
pub mod task;
pub mod token;
pub mod triage;
