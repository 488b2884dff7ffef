//! Signing in.

use askama::Template;

use crate::{
    format::*,
    page::{Choice, Form, Theme},
    urls,
};

/// The sign-in page. Its form is `sign-in`.
#[derive(Template)]
#[template(path = "sign-in.html")]
pub struct SignIn {
    pub theme: Theme,
    /// Organizations to choose from, when the address and the password fit several.
    pub organizations: Vec<Choice>,
    /// Where to go afterwards; an address of ours, or empty.
    pub back: String,
    /// As in "You are signed out"; may be empty.
    pub notice: String,
    pub form: Form,
}
