//! POA&M documents both ways: what other people's programs write and read.
//!
//! | room | holds |
//! |---|---|
//! | [`document`] | the common POA&M document that every format is written from and read into |
//! | [`place`] | where something stands in a file, and what is wrong there |
//! | [`columns`] | the columns of a register: their names, widths, and who may change them |
//! | [`workbook`] | our workbook, XLSX: written, read back, and empty as a template |
//! | [`csv`] | the register as comma-separated values |
//! | [`ical`] | days for calendar programs, iCalendar: written only |
//! | [`text`] | how texts are put into cells and taken out |
//!
//! Bytes in, values out. The same document gives the same bytes; nothing here knows the time, a disk or a network.

pub mod columns;
pub mod csv;
pub mod document;
mod entries;
pub mod ical;
pub mod place;
mod rows;
mod table;
pub mod text;
pub mod workbook;

pub use document::Document;
pub use place::{Place, Problem, Unreadable};

/// What a file says, and what in it could not be read.
#[derive(Debug, Clone, PartialEq)]
pub struct Reading {
    /// Everything that could be read.
    pub document: Document,
    /// Everything that could not, in the order of the file.
    pub problems: Vec<Problem>,
}
