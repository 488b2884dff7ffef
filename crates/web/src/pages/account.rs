//! My account: password and tokens.

use askama::Template;
use closeout_app::views::{PersonRow, TokenRow};
use closeout_domain::policy::Action;

use super::people::ShowRole;
use crate::{
    format::*,
    page::{Form, Frame, Theme},
    urls,
};

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
