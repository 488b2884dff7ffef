//! Files of scanners and assessments in, observations and coverage out: streaming, bounded, without a database.
//!
//! A [`Format`] pushes what it reads into a [`Sink`]: [`Observation`]s (one per statement of the source, nothing merged),
//! [`Coverage`] (what it was able to judge, so that silence can be weighed) and [`Problem`]s (what could not be read,
//! with place and advice). Reading never fails as a whole: only a container that cannot be opened, a format that is not
//! recognised or a broken connection is [`Unreadable`]. Memory does not grow with the file; `limits` lists the bounds.
//!
//! The way of a file: [`open`] sees through gzip and ZIP (`container`), decodes to UTF-8 (`decode`) and shows the
//! [`Head`]; [`Source::detect`] finds the one format that claims it; [`Source::read`] streams it. [`inspect`] does all
//! of it and counts. To add a format: one file in `formats/`, one line in [`FORMATS`], fixtures in
//! `tests/fixtures/<id>/` and a page in `docs/formats/`; `tests/formats.rs` says what is missing.
//!
//! [`Observation`]: closeout_domain::finding::observation::Observation
//! [`Coverage`]: closeout_domain::finding::coverage::Coverage

mod container;
mod cvss;
mod decode;
mod detect;
pub mod feed;
mod format;
mod formats;
mod gathered;
mod glossary;
mod head;
mod held;
mod identifiers;
mod json;
pub mod limits;
mod lines;
mod mapping;
mod moment;
mod ndjson;
mod open;
mod pick;
mod qualys;
mod record;
mod sheet;
mod sink;
mod slots;
mod stig;
mod summary;
mod table;
mod web;
mod workbook;
mod wrapping;
mod xml;
mod zip;

pub use format::Format;
pub use formats::{FORMATS, format};
pub use head::Head;
pub use mapping::{Choices, Column, Field, Mapping, State, Word, headings};
pub use ndjson::{write_ndjson, write_ndjson_with};
pub use open::{Source, open};
pub use sink::{Flow, Loss, Place, Problem, Problems, Sink, Unreadable};
pub use summary::{Counts, Covered, ListedProblem, SeverityCounts, Summary, ToolNamed, inspect, inspect_with};
