//! The pages: for each a view model and its template. What they show comes ready from the application; how it is written is
//! decided here and in `templates/`.

pub mod account;
pub mod asset;
pub mod audit;
pub mod capacity;
pub mod conflict;
pub mod dates;
pub mod entry;
pub mod escalations;
pub mod feeds;
pub mod finding;
pub mod findings;
pub mod import;
pub mod imports;
pub mod item;
pub mod mapping;
pub mod new_item;
pub mod notices;
pub mod people;
pub mod person;
pub mod preview;
pub mod problem;
pub mod register;
pub mod reports;
pub mod reviews;
pub mod search;
pub mod slip;
pub mod system;
pub mod today;
pub mod typed;
pub mod workbook;
