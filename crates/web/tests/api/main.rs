//! The API from the outside, on a store in memory.

mod contract;
mod furniture;
mod guards;
mod imports;
mod life;
mod openapi;
mod people;
