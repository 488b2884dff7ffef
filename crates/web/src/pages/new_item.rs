//! A new item, from nothing or for findings that were chosen.

use askama::Template;
use closeout_app::views::FindingRow;
use closeout_domain::policy::Action;

use crate::{
    format::*,
    page::{Choice, Form, Frame, Theme},
    urls,
};

/// The form. Its name is `draft`; it posts to [`urls::ITEMS`].
#[derive(Template)]
#[template(path = "new-item.html")]
pub struct NewItem {
    pub frame: Frame,
    /// Findings that the item is to answer.
    pub findings: Vec<FindingRow>,
    /// Closed items whose weakness may have come back.
    pub closed: Vec<Choice>,
    pub form: Form,
}

impl NewItem {
    fn sources(&self) -> Vec<Choice> {
        ["assessment", "scan", "penetration_test", "audit", "incident", "observation"]
            .map(|word| Choice::new(word, word.phrase()))
            .to_vec()
    }
}
