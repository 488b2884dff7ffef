//! One person: how they are called, what they may be called upon to do, whether they are here.

use askama::Template;
use closeout_app::views::PersonRow;
use closeout_domain::policy::Action;

use super::people::ShowRole;
use crate::{
    format::*,
    page::{Choice, Form, Frame, Theme},
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
    /// Everybody else who is here.
    pub others: Vec<Choice>,
    pub form: Form,
}

impl PersonPage {
    fn holds(&self, role: &str) -> bool {
        self.person.roles.iter().any(|held| held == role)
    }

    fn supervisor(&self) -> String {
        self.person.supervisor.map(|id| id.to_string()).unwrap_or_default()
    }

    /// The supervisor's name and position.
    fn supervisor_told(&self) -> &str {
        let id = self.supervisor();
        self.others.iter().find(|other| other.value == id).map_or("nobody was named", |other| other.label.as_str())
    }

    /// Whether the reader says what time they have.
    fn keeps_time(&self) -> bool {
        self.is_self() || self.frame.may(Action::KeepTime)
    }

    fn weekly(&self) -> String {
        self.person.weekly_hours.map(|hours| hours.to_string()).unwrap_or_default()
    }

    fn is_self(&self) -> bool {
        self.person.id == self.frame.person.id
    }
}
