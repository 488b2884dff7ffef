//! What an uploaded file would change, before anything is kept.

use askama::Template;
use closeout_app::import::{ImportReport, Upload};
use closeout_domain::policy::Action;

use crate::{
    format::*,
    page::{Form, Frame, Theme},
    urls,
};

/// A preview. Its forms are `commit`, with `yes` when the brake asks, and `discard`.
#[derive(Template)]
#[template(path = "imports/preview.html")]
pub struct Preview {
    pub frame: Frame,
    pub upload: Upload,
    pub report: ImportReport,
    pub form: Form,
}

impl Preview {
    /// The news, as the page's heading.
    fn headline(&self) -> String {
        let c = self.report.preview;
        match (self.report.identical, c.new, c.absent) {
            (true, _, _) => "This file is in already: nothing changes".into(),
            (_, 0, 0) => "Nothing new, nothing gone".into(),
            (_, new, 0) => format!("{new} new, nothing proven absent"),
            (_, 0, absent) => format!("Nothing new, {absent} proven absent"),
            (_, new, absent) => format!("{new} new, {absent} proven absent"),
        }
    }
}
