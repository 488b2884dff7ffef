//! Reports: what each is for, and the files.

use askama::Template;
use closeout_app::reporting::{Form as FileForm, Kind};
use closeout_domain::policy::Action;
use jiff::civil::Date;

use crate::{
    format::*,
    page::{Form, Frame, Theme},
    urls,
};

/// Reports as of a day.
#[derive(Template)]
#[template(path = "reports.html")]
pub struct Reports {
    pub frame: Frame,
    /// The past day asked for; `None` for today.
    pub as_of: Option<Date>,
    /// The day as it was typed, with what is wrong with it.
    pub form: Form,
    /// How pages are marked; empty for no marking.
    pub marking: String,
    /// Whether the plan has an item to report on.
    pub any: bool,
}

impl Reports {
    fn kinds(&self) -> [Kind; 5] {
        Kind::OF_SYSTEM
    }

    fn forms(&self) -> [FileForm; 3] {
        FileForm::ALL
    }

    /// Where a report is as a file.
    fn file(&self, kind: Kind, form: FileForm) -> String {
        let day = self.as_of.map(|day| format!("?as_of={day}")).unwrap_or_default();
        urls::report(format!("{kind}.{form}")) + &day
    }

    fn day(&self) -> Date {
        self.as_of.unwrap_or(self.frame.today)
    }
}
