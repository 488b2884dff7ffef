//! Signing in, errors, conflicts, search.

use closeout_app::{error::PUBLIC, query::Page};
use closeout_web::{
    page::{Choice, Form, Tab, Theme},
    pages::{
        conflict::{Conflict, Versus},
        entry::SignIn,
        problem::ProblemPage,
        search::Search,
    },
};

use super::{page, problem, rows};
use crate::sample::{self, bare_frame, frame};

pub fn pages() -> Vec<(&'static str, String)> {
    let sign_in = |organizations: Vec<Choice>, notice: &str, form: Form| SignIn {
        theme: Theme::Auto,
        organizations,
        back: "/items/7".into(),
        notice: notice.into(),
        form,
    };
    let sent = vec![("email".to_owned(), "dana@halden.example".to_owned())];
    let wrong = Form::refused("sign-in", sent.clone(), problem("the address or the password is wrong", &[]));
    let several =
        vec![Choice::new(sample::id(100), "Halden Engineering"), Choice::new(sample::id(101), "Morrow Tools")];
    let error = |code: &str, back: &str| ProblemPage {
        theme: Theme::Dark,
        problem: {
            let public = PUBLIC.iter().find(|p| p.code == code).unwrap();
            let base = problem("L. Novak may not validate", &[]);
            closeout_app::error::Problem {
                code: public.code.into(),
                status: public.status,
                title: public.title.into(),
                ..base
            }
        },
        back: back.into(),
    };
    let sent = [("weakness", "Passwords alone <script>alert(1)</script>"), ("reason", "clearer words")];
    let conflict = Conflict {
        frame: frame(Tab::Items, "/items/7/weakness"),
        subject: "POAM-0007".into(),
        page: "/items/7".into(),
        since: sample::history().into_iter().take(2).collect(),
        fields: vec![
            Versus {
                label: "What is wrong".into(),
                mine: sent[0].1.into(),
                theirs: Some("Remote access accepts a password alone.".into()),
            },
            Versus { label: "Requirement".into(), mine: "3.5.3".into(), theirs: Some("3.5.3".into()) },
            Versus { label: "Reason".into(), mine: sent[1].1.into(), theirs: None },
        ],
        action: "/items/7/weakness".into(),
        sent: sent.map(|(n, v)| (n.to_owned(), v.to_owned())).to_vec(),
        version: 24,
    };
    let found = Search {
        frame: frame(Tab::Elsewhere, "/search?text=tls"),
        text: "tls".into(),
        items: Page { rows: sample::rows().into_iter().take(3).collect(), total: 30, uncounted: false, next: Some(3) },
        findings: Page { rows: sample::findings(), total: 40, uncounted: true, next: Some(5) },
        people: sample::organization().people.into_iter().take(2).collect(),
    };
    let nothing = Search {
        frame: bare_frame(Tab::Elsewhere, "/search"),
        text: "<script>alert(2)</script>".into(),
        items: rows(Vec::new()),
        findings: rows(Vec::new()),
        people: Vec::new(),
    };
    vec![
        page("sign-in", &sign_in(Vec::new(), "You are signed out.", Form::blank())),
        page("sign-in-wrong", &sign_in(Vec::new(), "", wrong)),
        page("sign-in-several", &sign_in(several, "", Form::blank())),
        page("problem-403", &error("not_allowed", "/items/7")),
        page("problem-404", &error("not_found", "")),
        page("problem-401", &error("not_signed_in", "")),
        page("conflict", &conflict),
        page("search", &found),
        page("search-nothing", &nothing),
    ]
}
