//! Which requirements checks bear on.

use closeout_app::views::{CatalogMapping, ConcernView, ConcernsView, MappingRow, MappingTable};
use closeout_web::{
    page::{Form, Tab},
    pages::mapping::MappingPage,
};

use super::{page, problem};
use crate::sample::{at, bare_frame, frame, person};

/// Those of a setting, and what leads to none.
pub fn concerns() -> ConcernsView {
    let named = |requirement: &str, title: &str, points: u8, reason: &str, by: &str| ConcernView {
        requirement: requirement.into(),
        title: title.into(),
        points: Some(points),
        reason: reason.into(),
        by: by.into(),
    };
    let title = "Security Configuration Enforcement";
    ConcernsView {
        named: vec![
            named("3.4.2", title, 5, "CCI-000366 is part of CM-6 b, which 3.4.2 asks for", "catalog"),
            named("3.1.10", "Session Lock", 1, "CCI-000057 bears on 3.1.10 here: <b>as read</b>", "organization"),
        ],
        silent: vec!["CCI-000015 is AC-2 (1), which SP 800-171 does not ask for".into()],
    }
}

pub fn pages() -> Vec<(&'static str, String)> {
    let own = |subject: &str, requirements: &[&str]| MappingRow {
        subject: subject.into(),
        requirements: requirements.iter().map(|r| (*r).to_owned()).collect(),
        reason: "as our assessor read it in the mock assessment of October <script>".into(),
        at: at(20, 9, 0),
        by: person(0),
    };
    let of_catalog = |subject: &str, control: &str, requirements: &[&str]| CatalogMapping {
        subject: subject.into(),
        control: control.into(),
        requirements: requirements.iter().map(|r| (*r).to_owned()).collect(),
    };
    let table = || MappingTable {
        organization: vec![own("CCI-000015", &["3.5.6"]), own("nessus:70658 \"<x>\"", &[])],
        catalog: vec![
            of_catalog("flaws", "what has a CVE", &["3.11.3", "3.11.2", "3.14.1"]),
            of_catalog("CCI-000015", "AC-2 (1)", &[]),
            of_catalog("CCI-000366", "CM-6 b", &["3.4.2"]),
        ],
    };
    let full = |form: Form| MappingPage {
        frame: frame(Tab::Findings, "/findings/mapping"),
        table: table(),
        text: String::new(),
        form,
    };
    let sent = [("subject", "CCI-9"), ("requirements", "3.15.1")].map(|(n, v)| (n.to_owned(), v.to_owned()));
    let refused = problem("\"3.15.1\" is no requirement", &[("requirements", "\"3.15.1\" is no requirement")]);
    let nothing = MappingPage {
        frame: bare_frame(Tab::Findings, "/findings/mapping?text=zz"),
        table: MappingTable::default(),
        text: "zz".into(),
        form: Form::blank(),
    };
    vec![
        page("mapping", &full(Form::blank())),
        page("mapping-refused", &full(Form::refused("map", sent.to_vec(), refused))),
        page("mapping-nothing", &nothing),
    ]
}
