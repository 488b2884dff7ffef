//! The pages as people use them: links followed, forms taken from the page, filled in and sent as a browser would.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::string_slice,
    reason = "a helper of tests may fail as a test does"
)]

mod assets;
mod desk;
mod door;
mod entry;
mod escalations;
mod extensions;
mod fetching;
mod findings;
mod forms;
mod house;
#[path = "../pages/html.rs"]
mod html;
mod journey;
mod mapping;
mod policy;
mod reports;
mod reviews;
mod roles;
mod time;
mod workbook;
