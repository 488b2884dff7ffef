//! The API from the outside, on a store in memory.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that panics has failed")]

mod contract;
mod furniture;
mod guards;
mod imports;
mod life;
mod openapi;
mod people;
