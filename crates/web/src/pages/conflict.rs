//! Two people changed the same thing: both versions, field by field.

use askama::Template;
use closeout_app::views::HistoryEntry;
use closeout_domain::policy::Action;

use crate::{
    format::*,
    page::{Frame, Theme},
};

/// A conflict. Nothing of the reader's was kept yet.
#[derive(Template)]
#[template(path = "conflict.html")]
pub struct Conflict {
    pub frame: Frame,
    /// As in "POAM-0007".
    pub subject: String,
    /// Its page.
    pub page: String,
    /// What others did since the reader loaded the page, newest first.
    pub since: Vec<HistoryEntry>,
    /// The fields of the form that was sent.
    pub fields: Vec<Versus>,
    /// Where the form was sent.
    pub action: String,
    /// Everything that was sent but `csrf` and `version`, to be sent again.
    pub sent: Vec<(String, String)>,
    /// The version as it is now.
    pub version: u64,
}

/// One field, as both have it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Versus {
    /// As the form calls it.
    pub label: String,
    /// As the reader wrote it.
    pub mine: String,
    /// As it is now; `None` where the record has no such field, as with a reason.
    pub theirs: Option<String>,
}

impl Versus {
    fn differs(&self) -> bool {
        self.theirs.as_ref().is_some_and(|theirs| *theirs != self.mine)
    }
}
