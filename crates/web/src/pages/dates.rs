//! Days that people can keep, for the tasks of an item.

use askama::Template;
use closeout_app::views::DatesView;
use closeout_domain::policy::Action;

use crate::{
    format::*,
    page::{Form, Frame, Theme},
    urls,
};

/// Days for the open tasks of an item.
#[derive(Template)]
#[template(path = "item/dates.html")]
pub struct DatesPage {
    pub frame: Frame,
    pub dates: DatesView,
    /// Whether the reader may take them over.
    pub may: bool,
    pub form: Form,
}

impl DatesPage {
    /// The news, as the page's heading.
    fn headline(&self) -> String {
        let DatesView { due, completion, .. } = &self.dates;
        match (completion, due) {
            (None, _) => "No dates to propose".into(),
            (Some(done), Some(due)) if done > due => {
                format!("Probably done by {}, {} after its date", done.long(), days((*done - *due).get_days()))
            }
            (Some(done), _) => format!("Probably done by {}", done.long()),
        }
    }

    /// What becomes of the completion date.
    fn consequence(&self) -> String {
        let DatesView { due, completion, approved, .. } = &self.dates;
        let late = completion.zip(*due).filter(|(done, due)| done > due);
        match (late, approved) {
            (Some(_), true) => {
                "The tasks get these days. The plan is approved, so its completion date stays: ask for an \
                extension at its last milestone, find somebody with more time, or lay the item before somebody."
                    .into()
            }
            (Some((done, _)), false) => {
                format!("The tasks get these days, and the last milestone moves to {}.", done.long())
            }
            (None, _) if due.is_none() => "The tasks get these days. No milestone is planned yet.".into(),
            (None, _) => "The tasks get these days; the completion date stays.".into(),
        }
    }
}

fn days(n: i32) -> String {
    if n == 1 { "a day".into() } else { format!("{n} days") }
}
