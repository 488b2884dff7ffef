//! What people read beside the pages: reports as of a day, each in three forms. Values in, bytes out: the same values give
//! the same bytes.
//!
//! | room | holds |
//! |---|---|
//! | [`source`] | what a report is made of: items, people, the trend, as of a day |
//! | [`kind`] | every kind of report, with what it is for |
//! | [`weekly`], [`leadership`], [`executive`], [`register`], [`dossier`], [`assessor`] | the kinds, one file each: values into a document |
//! | [`minutes`] | what a review came to, when it is signed |
//! | [`model`] | a document as plain values |
//! | [`html`], [`xlsx`], [`pdf`] | the forms: a document into bytes |
//! | [`picture`] | drawings of the record as SVG, for pages and documents alike |

pub mod assessor;
mod compose;
pub mod dossier;
pub mod executive;
pub mod html;
pub mod kind;
pub mod leadership;
pub mod minutes;
pub mod model;
mod oversight;
pub mod pdf;
pub mod picture;
pub mod register;
mod shown;
pub mod source;
pub mod weekly;
pub mod words;
pub mod xlsx;

/// Why a document could not be put into a form.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the {form} could not be written: {why}")]
pub struct NotWritten {
    /// As in "PDF".
    pub form: &'static str,
    /// What its writer said.
    pub why: String,
}
