//! My account: password and tokens.

use askama::Template;
use closeout_app::{
    auth::SHORTEST_PASSWORD,
    views::{PersonRow, TokenRow},
};
use closeout_domain::policy::Action;

use super::people::ShowRole;
use crate::{
    format::*,
    page::{Form, Frame, Theme},
    urls,
};

/// What fields say in which a new password is chosen.
pub fn password_hint() -> String {
    format!("At least {SHORTEST_PASSWORD} characters; several words are easy to keep and hard to guess.")
}

/// My account. Its forms are `password`, `token` and `revoke`.
#[derive(Template)]
#[template(path = "people/account.html")]
pub struct Account {
    pub frame: Frame,
    pub person: PersonRow,
    /// The person's tokens that were not revoked.
    pub tokens: Vec<TokenRow>,
    /// A token that was issued just now; shown this once.
    pub issued: Option<String>,
    pub form: Form,
}
