//! The JSON API: for programs with a token, everything that a page can do.
//!
//! A handler's first argument says what it takes ([`Bearer`]); the others are read by [`body`] and [`filter`]; it calls the
//! application and answers with the application's own views. What all operations have in common is described in [`document`].

pub mod account;
pub mod audit;
pub mod bearer;
pub mod body;
pub mod calendars;
pub mod capacity;
pub mod document;
pub mod escalations;
pub mod evidence;
pub mod filter;
pub mod findings;
pub mod id;
pub mod idempotency;
pub mod imports;
pub mod items;
pub mod knowledge;
pub mod lists;
pub mod mapping;
pub mod notices;
pub mod people;
pub mod plan;
pub mod policy;
pub mod register;
pub mod reports;
pub mod reviews;
pub mod slip;
pub mod steps;
pub mod systems;
pub mod things;
pub mod upload;
pub mod work;

pub use self::bearer::Bearer;
