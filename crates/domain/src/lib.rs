//! The rules of a POA&M and its aggregates, pure and synchronous.
//!
//! `decide(&State, Command, &Context) -> Result<Vec<Event>, Refusal>` says what may happen; `fold(State, &Event)`
//! remembers it. Time, ids and who is acting come in as values, so that every rule can be repeated and tested.

pub mod asset;
pub mod cadence;
pub mod deadline;
pub mod feed;
pub mod finding;
pub mod ids;
pub mod import;
pub mod item;
pub mod mapping;
pub mod organization;
pub mod people;
pub mod policy;
pub mod priority;
pub mod rule;
pub mod rules;
pub mod system;
pub mod time;
