//! The command line, through the real binary, as people and programs use it.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a test fails by panicking and says why it skips"
)]

mod assets;
mod battered;
mod bringing_in;
mod capacity;
mod documents;
mod escalations;
mod exit_codes;
mod fetching;
mod harness;
mod main_job;
mod register;
mod reporting;
mod reviews;
mod slip;
mod text;
mod upkeep;
mod urgency;
mod verbs;
mod watching;
