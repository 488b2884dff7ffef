//! Reports as a whole: what they say, that every form of them can be read, and that the same record gives the same bytes.
#![cfg(test)]

mod documents;
mod forms;
mod sample;
