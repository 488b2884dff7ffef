//! What an uploaded file would change, before anything is kept.

use askama::Template;
use closeout_app::import::{FieldView, ImportReport, Upload, fields};
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
    /// Whether it says nothing about anything, so that bringing it in changes nothing.
    fn is_silent(&self) -> bool {
        is_silent(&self.report)
    }

    /// What a column of a table can mean.
    fn fields(&self) -> Vec<FieldView> {
        fields()
    }

    /// What a word for the state can say.
    fn states(&self) -> &'static [(&'static str, &'static str)] {
        &[("present", "there"), ("absent", "not there"), ("not_judged", "not judged")]
    }
}

/// The news, as the page's heading.
pub(super) fn headline(report: &ImportReport) -> String {
    let c = report.preview;
    match (report.identical, c.new, c.absent) {
        (true, _, _) => "This file is in already: nothing changes".into(),
        _ if is_silent(report) => "The file states nothing".into(),
        (_, 0, 0) => "Nothing new, nothing gone".into(),
        (_, new, 0) => format!("{} new, nothing proven absent", new.grouped()),
        (_, 0, absent) => format!("Nothing new, {} proven absent", absent.grouped()),
        (_, new, absent) => format!("{} new, {} proven absent", new.grouped(), absent.grouped()),
    }
}

fn is_silent(report: &ImportReport) -> bool {
    report.tally.is_some_and(|tally| tally.observations == 0)
}

#[cfg(test)]
mod tests {
    use closeout_app::views::{ChangesView, TallyView};

    use super::*;

    #[track_caller]
    fn check(identical: bool, observations: u64, (new, absent): (u64, u64), expected: &str) {
        let (present, not_judged, assets, authenticated, problems) = (observations, 0, 7, 7, 0);
        let report = ImportReport {
            import: None,
            format: "nessus".into(),
            tool: String::new(),
            committed: false,
            identical,
            complete: true,
            preview: ChangesView { new, still: 0, changed: 0, absent, not_observed: 0 },
            tally: Some(TallyView { observations, present, absent: 0, not_judged, assets, authenticated, problems }),
            not_judged: Vec::new(),
            drafts: Vec::new(),
            tests: Vec::new(),
            problems: Vec::new(),
            problem_count: 0,
            doubts: Vec::new(),
            doubt_count: 0,
            refused: None,
            mapping: None,
        };
        assert_eq!(headline(&report), expected);
    }

    #[test]
    fn the_heading_tells_the_news() {
        check(false, 1234, (1207, 0), "1,207 new, nothing proven absent");
        check(false, 9, (2, 3), "2 new, 3 proven absent");
        check(false, 9, (0, 3), "Nothing new, 3 proven absent");
        check(false, 9, (0, 0), "Nothing new, nothing gone");
    }

    #[test]
    fn a_file_that_is_in_or_silent_is_no_news_of_the_systems() {
        check(true, 9, (0, 0), "This file is in already: nothing changes");
        check(false, 0, (0, 0), "The file states nothing");
    }
}
