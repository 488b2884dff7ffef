//! Pictures as SVG text. Colours and line styles are classes of the style sheet; positions are attributes, so that no page
//! needs an inline style. Meaning never rests on colour: shapes differ, and [`Picture::summary`] says it in words.

mod axis;
mod burndown;
mod svg;
mod timeline;

pub use self::{
    burndown::{Burndown, Week, burndown},
    timeline::{Step, Timeline, timeline},
};

/// A picture, with what it shows in a sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture {
    /// An `<svg>` element whose accessible name is the summary. Every text in it is escaped.
    pub svg: String,
    /// What there is to see, for those who do not.
    pub summary: String,
}
