//! What each report is for, and the files.

use closeout_web::{
    page::{Form, Tab},
    pages::reports::Reports,
};

use super::{page, problem};
use crate::sample::{bare_frame, frame, on};

pub fn pages() -> Vec<(&'static str, String)> {
    let some = |form: Form| Reports {
        frame: frame(Tab::Reports, "/reports"),
        as_of: Some(on(-30)),
        form,
        marking: "CUI//SP-<EXPT>".into(),
        any: true,
    };
    let none = Reports {
        frame: bare_frame(Tab::Reports, "/reports"),
        as_of: None,
        form: Form::blank(),
        marking: String::new(),
        any: false,
    };
    let refused = problem("Q3 names no day", &[("as_of", "give it as in 2026-11-30")]);
    vec![
        page("reports", &some(Form::blank())),
        page("reports-refused", &some(Form::refused("day", Vec::new(), refused))),
        page("reports-none", &none),
    ]
}
