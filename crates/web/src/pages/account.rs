//! My account: password and tokens.

use askama::Template;
use closeout_app::{
    auth::SHORTEST_PASSWORD,
    views::{CalendarRow, PersonRow, TokenRow},
};
use closeout_domain::policy::Action;

use super::people::ShowRole;
use crate::{
    format::*,
    page::{Choice, Form, Frame, Theme},
    urls,
};

/// What fields say in which a new password is chosen.
pub fn password_hint() -> String {
    format!("At least {SHORTEST_PASSWORD} characters; several words are easy to keep and hard to guess.")
}

/// My account. Its forms are `password`, `token`, `revoke`, `calendar` and `close`.
#[derive(Template)]
#[template(path = "people/account.html")]
pub struct Account {
    pub frame: Frame,
    pub person: PersonRow,
    /// The person's tokens that were not revoked.
    pub tokens: Vec<TokenRow>,
    /// The person's calendars that were not closed.
    pub calendars: Vec<CalendarRow>,
    /// A token that was issued just now; shown this once.
    pub issued: Option<String>,
    /// The address of a calendar that was opened just now; shown this once.
    pub opened: Option<String>,
    pub form: Form,
}

impl Account {
    /// Whose dates a calendar can show, but for one's own.
    fn systems(&self) -> Vec<Choice> {
        self.frame.systems.clone()
    }

    fn shows(&self, calendar: &CalendarRow) -> &str {
        let Some(id) = calendar.system.map(|id| id.to_string()) else { return "your own dates" };
        self.frame.systems.iter().find(|s| s.value == id).map_or("another system", |s| &s.label)
    }
}
