//! One import: what the file held, what it changed, and how to undo it.

use askama::Template;
use closeout_app::views::{HistoryEntry, ImportRow, ItemRow};
use closeout_domain::policy::Action;

use crate::{
    format::*,
    page::{Form, Frame, Theme},
    urls,
};

/// One import. Its form is `undo`.
#[derive(Template)]
#[template(path = "imports/one.html")]
pub struct ImportPage {
    pub frame: Frame,
    pub import: ImportRow,
    /// Draft items that it began.
    pub drafts: Vec<ItemRow>,
    /// What happened to it, newest first.
    pub history: Vec<HistoryEntry>,
    pub form: Form,
}
