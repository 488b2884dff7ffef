//! What is publicly known of CVEs.

use closeout_app::views::FeedRow;
use closeout_domain::feed::Kind;
use closeout_web::{
    page::{Form, Tab},
    pages::feeds::Feeds,
};

use super::{page, problem};
use crate::sample::{at, bare_frame, frame, on, person, sha};

pub fn pages() -> Vec<(&'static str, String)> {
    let row = |feed: &str, entries: u64, problems: u64| FeedRow {
        feed: feed.into(),
        date: on(-2),
        model: if feed == "kev" { "2026.11.20".into() } else { String::new() },
        file: "known_exploited_<b>vulnerabilities.json".into(),
        sha256: sha(5),
        size: 1_400_000,
        entries,
        problems,
        at: at(1, 8, 0),
        by: person(0),
    };
    let some = |form: Form| Feeds {
        frame: frame(Tab::Imports, "/feeds"),
        held: vec![row("epss", 281_004, 0), row("kev", 1_404, 1)],
        from: vec![(Kind::Epss, "https://feeds.example/epss-current.csv.gz".into())],
        form,
    };
    let refused = problem("this edition is of 2026-11-06, and one of 2026-11-20 is here", &[("file", "it is older")]);
    let none =
        Feeds { frame: bare_frame(Tab::Imports, "/feeds"), held: Vec::new(), from: Vec::new(), form: Form::blank() };
    vec![
        page("feeds", &some(Form::blank())),
        page("feeds-refused", &some(Form::refused("kev", Vec::new(), refused))),
        page(
            "feeds-not-fetched",
            &some(Form::refused("fetch-epss", Vec::new(), problem("the name is not known", &[]))),
        ),
        page("feeds-none", &none),
    ]
}
