//! What was found for a few words.

use askama::Template;
use closeout_app::{
    query::Page,
    views::{FindingRow, ItemRow, PersonRow},
};
use closeout_domain::policy::Action;

use super::register::ShowItem;
use crate::{
    format::*,
    page::{Frame, Theme},
    urls,
};

/// What was found.
#[derive(Template)]
#[template(path = "search.html")]
pub struct Search {
    pub frame: Frame,
    pub text: String,
    /// Items of the system shown, ended ones among them.
    pub items: Page<ItemRow>,
    /// Findings of the system shown, in any state.
    pub findings: Page<FindingRow>,
    /// People whose name or address contains it.
    pub people: Vec<PersonRow>,
}

impl Search {
    fn found(&self) -> u64 {
        self.items.total + self.findings.total + u64::try_from(self.people.len()).unwrap_or(0)
    }
}
