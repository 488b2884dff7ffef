//! Our workbook: a register that people print, send, and edit offline.
//!
//! Four sheets: one row for each item, milestone and task, and a page that explains them. Texts are always written as
//! texts, so that nothing in them is a formula; dates are dates and money is a number. No macro, no formula, no hidden
//! sheet, no link to elsewhere. What is shaded is not read back.

mod guard;
mod guide;
mod look;
mod read;
mod write;

pub use self::{
    read::read,
    write::{template, write},
};

/// The name of the page that explains the others.
pub const GUIDE: &str = "Read me";

/// The layout's name and version, as the guide states it.
pub const LAYOUT: &str = "Closeout workbook 1";

/// The largest file that is read, in bytes. A register of 10,000 items has about 5 MB.
pub const LARGEST: usize = 32 << 20;

/// A register that does not fit a workbook.
#[derive(Debug, thiserror::Error)]
#[error("failed to write the workbook: {0}")]
pub struct Unwritable(#[from] rust_xlsxwriter::XlsxError);
