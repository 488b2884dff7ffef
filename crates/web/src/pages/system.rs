//! One system: what its security plan says, who runs its plan of action, what becomes of new findings.

use askama::Template;
use closeout_app::views::SystemRow;
use closeout_domain::policy::Action;

use crate::{
    format::*,
    page::{Choice, Form, Frame, Theme},
    urls,
};

/// One system. Its forms are the verbs of [`urls::system_do`].
#[derive(Template)]
#[template(path = "people/system.html")]
pub struct SystemPage {
    pub frame: Frame,
    /// With names filled in.
    pub system: SystemRow,
    /// Active people with the role owner.
    pub owners: Vec<Choice>,
    pub form: Form,
}

impl SystemPage {
    fn severities(&self) -> Vec<Choice> {
        let label = |word: &str| match word {
            "critical" => "Critical only".to_owned(),
            word => format!("{} and worse", word.phrase()),
        };
        ["critical", "high", "medium", "low"].map(|word| Choice::new(word, label(word))).to_vec()
    }
}
