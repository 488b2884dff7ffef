//! Which requirements checks bear on: the organization's mapping beside the catalog's.

use askama::Template;
use closeout_app::views::{MappingRow, MappingTable};
use closeout_domain::policy::Action;

use crate::{
    format::*,
    page::{Form, Frame, Theme},
    urls,
};

/// The mapping. Its forms are `map` ([`urls::MAPPING`]) and one `unmap-…` for each row ([`urls::UNMAP`]).
#[derive(Template)]
#[template(path = "findings/mapping.html")]
pub struct MappingPage {
    pub frame: Frame,
    pub table: MappingTable,
    /// What the catalog was searched for.
    pub text: String,
    pub form: Form,
}

impl MappingPage {
    /// The name of the form that takes a row back.
    fn unmap(&self, row: &MappingRow) -> String {
        unmap_form(&row.subject)
    }
}

/// The name of the form that takes the mapping of a subject back. Names of checks hold anything; an id does not.
pub fn unmap_form(subject: &str) -> String {
    let plain = |c: char| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '-' };
    format!("unmap-{}", subject.chars().map(plain).collect::<String>())
}
