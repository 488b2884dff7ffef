//! A page in place of the one that was asked for: what is wrong, and what to do.

use askama::Template;
use closeout_app::error::Problem;

use crate::{format::*, page::Theme, urls};

/// An error as people see it, signed in or not.
#[derive(Template)]
#[template(path = "problem.html")]
pub struct ProblemPage {
    pub theme: Theme,
    pub problem: Problem,
    /// An address of ours to go back to; empty for none.
    pub back: String,
}

impl ProblemPage {
    /// What can be done, beside what the problem says itself.
    fn advice(&self) -> &'static [&'static str] {
        match self.problem.status {
            401 => &["Sign in, and you come back to where you were."],
            403 => &[
                "People lists who holds which role.",
                "If the page was open for long, load it again and repeat the step.",
            ],
            404 => &[
                "Check the address, or look for it with the search field.",
                "Another organization's records are never shown here.",
            ],
            409 => &["Load the page again, see what changed, and repeat your change."],
            413 => &["Split the file, or leave out what is not needed, and send it again."],
            422 => &["Go back, correct what is named, and send it again. Nothing was changed."],
            429 => &["Wait, then try again. The time grows with every failed attempt."],
            _ => &["Try again in a moment.", "If it stays so, tell whoever runs the server; the log has the details."],
        }
    }
}
