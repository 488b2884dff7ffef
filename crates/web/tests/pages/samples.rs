//! One page after the other, rich and empty.

mod assets;
mod capacity;
mod dates;
mod entry;
mod feeds;
mod findings;
mod mapping;
mod notices;
mod people;
pub mod questions;
mod reports;
pub mod reviews;
mod slip;
mod work;

use askama::Template;
use closeout_app::{
    error::Problem,
    query::Page,
    views::{FamilyView, GapView, ItemView, RequirementView},
};
use closeout_web::{
    page::{Choice, Form, Frame, Tab},
    pages::{
        item::ItemPage,
        register::{Counts, Filter, Register},
    },
};

use crate::sample::{self, bare_frame, frame};

/// Name and text of every page.
pub fn all() -> Vec<(&'static str, String)> {
    let mut pages = Vec::new();
    pages.extend(register());
    pages.extend(item());
    pages.extend(entry::pages());
    pages.extend(work::pages());
    pages.extend(findings::pages());
    pages.extend(feeds::pages());
    pages.extend(mapping::pages());
    pages.extend(assets::pages());
    pages.extend(people::pages());
    pages.extend(notices::pages());
    pages.extend(questions::pages());
    pages.extend(reports::pages());
    pages.extend(reviews::pages());
    pages.extend(slip::pages());
    pages.extend(capacity::pages());
    pages.extend(dates::pages());
    pages
}

pub fn page<T: Template>(name: &'static str, page: &T) -> (&'static str, String) {
    (name, page.render().unwrap())
}

pub fn rows<T>(rows: Vec<T>) -> Page<T> {
    Page { total: rows.len() as u64, rows, uncounted: false, next: None }
}

pub fn people() -> Vec<Choice> {
    Choice::people(&sample::organization(), &[])
}

pub fn problem(detail: &str, gaps: &[(&str, &str)]) -> Problem {
    Problem {
        code: "not_valid".into(),
        status: 422,
        title: "Something that you entered needs another look.".into(),
        detail: detail.into(),
        remedy: Some("say what got in the way; the approved date stays on record beside the new one".into()),
        rule: Some("milestone-change".into()),
        citation: Some("OMB M-02-01 (changes to milestones)".into()),
        gaps: gaps.iter().map(|(f, m)| GapView { field: (*f).into(), message: (*m).into() }).collect(),
    }
}

fn register() -> Vec<(&'static str, String)> {
    let full = |frame: Frame, filter: Filter| Register {
        frame,
        filter,
        page: Page { rows: sample::rows(), total: 114, uncounted: false, next: Some(50) },
        counts: Counts { live: 14, late: 3, soon: 4, mine: 4, waiting: 3 },
        owners: people(),
        families: FamilyView::all(),
        any: true,
        form: Form::blank(),
        as_of: None,
    };
    let late = Filter { late: "yes".into(), priority: "critical".into(), ..Filter::default() };
    let nothing = Register {
        page: rows(Vec::new()),
        counts: Counts::default(),
        any: false,
        ..full(bare_frame(Tab::Items, "/items"), Filter::default())
    };
    let no_match = Register { page: rows(Vec::new()), ..full(frame(Tab::Items, "/items"), late.clone()) };
    let as_of = Register {
        as_of: Some(sample::on(-30)),
        ..full(frame(Tab::Items, "/items"), Filter { as_of: "2026-10-23".into(), ..Filter::default() })
    };
    let values = [("item", "7"), ("item", "9"), ("owner", "")].map(|(n, v)| (n.to_owned(), v.to_owned())).to_vec();
    let refused = Register {
        form: Form::refused(
            "bulk",
            values,
            problem("reason is empty", &[("reason", "reason is empty"), ("owner", "name an owner")]),
        ),
        ..full(frame(Tab::Items, "/items"), Filter::default())
    };
    vec![
        page("register", &full(frame(Tab::Items, "/items"), Filter::default())),
        page("register-late", &full(frame(Tab::Items, "/items"), late)),
        page("register-empty", &nothing),
        page("register-no-match", &no_match),
        page("register-as-of", &as_of),
        page("register-refused", &refused),
    ]
}

fn item() -> Vec<(&'static str, String)> {
    let may = |words: &[&str]| words.iter().map(|w| (*w).to_owned()).collect::<Vec<String>>();
    let steps =
        ["submit", "return", "approve", "done", "reject", "validate", "refuse", "close", "grant", "decline", "resume"];
    let other = [
        "plan",
        "work",
        "evidence",
        "comment",
        "propose_acceptance",
        "propose_dismissal",
        "request_exception",
        "sign_exception",
    ];
    let all = || may(&[&steps[..], &other[..]].concat());
    let base = |item: ItemView, may: Vec<String>| ItemPage {
        frame: frame(Tab::Items, "/items/7"),
        item,
        requirement: RequirementView::of("3.5.3"),
        findings: sample::findings(),
        history: sample::history(),
        history_total: 23,
        as_of: None,
        may,
        escalation: None,
        people: people(),
        form: Form::blank(),
    };
    let working = may(&[
        "plan",
        "work",
        "evidence",
        "done",
        "comment",
        "propose_acceptance",
        "propose_dismissal",
        "request_exception",
    ]);
    let values = [("due", "2026-12-24"), ("reason", "")].map(|(n, v)| (n.to_owned(), v.to_owned())).to_vec();
    let refused = ItemPage {
        form: Form::refused(
            "milestones-5-move",
            values,
            problem(
                "an approved date does not move without a reason",
                &[("reason", "an approved date does not move without a reason")],
            ),
        ),
        ..base(sample::item(), working.clone())
    };
    vec![
        page("item", &base(sample::item(), working)),
        page("item-everything", &base(sample::item(), all())),
        page("item-read-only", &base(sample::item(), Vec::new())),
        page("item-as-of", &ItemPage { as_of: Some(sample::on(-30)), ..base(sample::item(), all()) }),
        page("item-refused", &refused),
    ]
}
