//! One person: how they are called, what they may be called upon to do, whether they are here.

use askama::Template;
use closeout_app::views::PersonRow;
use closeout_domain::policy::Action;

use super::people::ShowRole;
use crate::{
    format::*,
    page::{Form, Frame, Theme},
    urls,
};

/// One person. Its forms are the verbs of [`urls::person_do`].
#[derive(Template)]
#[template(path = "people/person.html")]
pub struct PersonPage {
    pub frame: Frame,
    pub person: PersonRow,
    /// Items they own and that did not end.
    pub items: u64,
    /// Their open tasks.
    pub tasks: u64,
    pub form: Form,
}

impl PersonPage {
    fn holds(&self, role: &str) -> bool {
        self.person.roles.iter().any(|held| held == role)
    }

    fn is_self(&self) -> bool {
        self.person.id == self.frame.person.id
    }
}
