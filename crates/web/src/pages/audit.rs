//! The audit log: the record across the organization, and whether it holds.

use askama::Template;
use closeout_app::{upkeep::Verification, views::HistoryEntry};
use closeout_domain::policy::Action;

use crate::{
    format::*,
    page::{Form, Frame, Theme},
    urls,
};

/// The audit log. Its form `verify` posts to [`urls::VERIFY`]; the filter asks for `subject` and `before`.
#[derive(Template)]
#[template(path = "audit.html")]
pub struct Audit {
    pub frame: Frame,
    /// Newest first.
    pub entries: Vec<HistoryEntry>,
    /// The subject asked for, as it was typed: `POAM-0007`, `item/7`, `organization`.
    pub subject: String,
    /// What is wrong with the subject asked for.
    pub form: Form,
    /// The address of older entries.
    pub older: Option<String>,
    /// What verifying found, right after it was asked.
    pub verification: Option<Verification>,
}

impl Audit {
    /// Where an entry's subject is shown.
    fn page_of(&self, entry: &HistoryEntry) -> Option<String> {
        let (kind, id) = entry.stream.split_once('/')?;
        match kind {
            "item" => Some(urls::item(id)),
            "import" => Some(urls::import(id)),
            "system" => Some(urls::system(id)),
            "dismissal" => Some(urls::finding(id)),
            _ => None,
        }
    }
}
