//! Imports: drop a file, see what waits for a decision, and what was brought in.

use askama::Template;
use closeout_app::{
    import::{Upload, formats},
    views::ImportRow,
};
use closeout_domain::policy::Action;

use crate::{
    format::*,
    page::{Form, Frame, Theme},
    urls,
};

/// Imports. Its forms are `upload`, which posts one or several `file`s, and nothing else.
#[derive(Template)]
#[template(path = "imports/list.html")]
pub struct Imports {
    pub frame: Frame,
    /// What can be read.
    pub formats: Vec<FormatRow>,
    /// The viewer's files that wait for a decision.
    pub waiting: Vec<Upload>,
    /// Newest first.
    pub imports: Vec<ImportRow>,
    /// The largest file that is taken, for people: `2 GB`.
    pub largest: String,
    pub form: Form,
}

/// The name of a format for people; one that this build does not know keeps the name it had.
pub(super) fn format_name(id: &str) -> String {
    formats().into_iter().find(|f| f.id == id).map_or_else(|| id.to_owned(), |f| f.name.to_owned())
}

/// A format, for people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FormatRow {
    /// As in "Nessus v2 XML".
    pub name: String,
    /// As in ".nessus".
    pub extensions: String,
}
