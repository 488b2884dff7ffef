//! The API from the outside, on a store in memory.
#![cfg(test)]

mod assets;
mod calendars;
mod contract;
mod fetching;
mod furniture;
mod guards;
mod imports;
mod life;
mod mapping;
mod notices;
mod openapi;
mod people;
mod policy;
