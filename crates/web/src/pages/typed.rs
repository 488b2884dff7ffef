//! A finding that somebody types in: of an assessment, an audit, a penetration test.

use askama::Template;
use closeout_domain::policy::Action;

use crate::{
    format::*,
    page::{Choice, Form, Frame, Theme},
    urls,
};

/// The form. Its name is `typed`; its fields are those of the findings format, `source` before them, and it goes the way of
/// every file: a preview first.
#[derive(Template)]
#[template(path = "imports/typed.html")]
pub struct Typed {
    pub frame: Frame,
    pub form: Form,
}

impl Typed {
    fn kinds(&self) -> Vec<Choice> {
        [
            ("assessment", "Assessment"),
            ("self-assessment", "Self-assessment"),
            ("penetration-test", "Penetration test"),
            ("audit", "Audit"),
            ("review", "Review"),
            ("incident", "Incident"),
            ("other", "Other"),
        ]
        .map(|(value, label)| Choice::new(value, label))
        .to_vec()
    }

    fn severities(&self) -> Vec<Choice> {
        ["critical", "high", "medium", "low", "info"].map(|word| Choice::new(word, word.phrase())).to_vec()
    }

    fn results(&self) -> Vec<Choice> {
        ["NOT MET", "MET", "N/A"].map(|word| Choice::new(word, word)).to_vec()
    }
}
