//! Reviews: how they stand, one that goes on, one that is signed.

use closeout_app::{
    query::Page,
    review,
    views::{ActionView, AgendaEntry, CadenceView, MinutesView, PeriodView, RemarkView, ReviewRow, SaidView},
};
use closeout_web::{
    page::{Form, Tab},
    pages::reviews::{ReviewFilter, ReviewList, ReviewPage},
};

use super::{page, people, problem, rows};
use crate::sample::{self, at, bare_frame, frame, id, on, person};

fn period(first: i32, last: i32) -> PeriodView {
    PeriodView { first: on(first), last: on(last) }
}

pub fn cadence(word: &str, held: bool, missed: usize) -> CadenceView {
    CadenceView {
        cadence: word.into(),
        weeks: (word == "weekly").then_some(2),
        period: period(-6, 7),
        until: on(10),
        held,
        open: (word == "quarterly").then(|| id(950)),
        last: held.then(|| on(-3)),
        missed: (0..missed).map(|n| period(-60 + 14 * i32::try_from(n).unwrap(), -47)).collect(),
    }
}

fn review(state: &str) -> ReviewRow {
    let entry = |n: u32, reasons: &[&str]| AgendaEntry {
        item: format!("POAM-{n:04}"),
        item_number: n,
        reasons: reasons.iter().map(|word| (*word).to_owned()).collect(),
    };
    let remark = |item: Option<&str>, sort: &str, text: &str| RemarkView {
        item: item.map(Into::into),
        sort: sort.into(),
        text: text.into(),
    };
    let signed = state == "signed";
    ReviewRow {
        id: id(950),
        system: id(200),
        cadence: "weekly".into(),
        period: period(-6, 0),
        day: on(0),
        since: on(-7),
        state: state.into(),
        begun: at(0, 9, 0),
        by: person(0),
        live: 14,
        late: 3,
        new: 1,
        ended: 2,
        agenda: vec![entry(7, &["asked", "late", "high_risk"]), entry(9, &["waiting"]), entry(11, &["due"])],
        people: vec![person(0), person(1)],
        guests: "T. <Vale>, auditor".into(),
        remarks: vec![
            remark(Some("POAM-0007"), "decision", "The <b>vendor</b> is asked for a day in writing"),
            remark(Some("POAM-0009"), "seen", ""),
            remark(Some("POAM-0012"), "note", "Came up beside the agenda"),
            remark(None, "note", "Next week without Kofi"),
        ],
        actions: vec![ActionView {
            item: "POAM-0007".into(),
            task: 5,
            title: "Call the vendor".into(),
            responsible: person(1),
            due: on(4),
        }],
        minutes: signed.then(|| MinutesView { sha256: sample::sha(3), size: 48_211 }),
        ending: (state != "open").then(|| SaidView { at: at(0, 9, 40), by: person(0), note: "the storm".into() }),
        version: 9,
    }
}

pub fn pages() -> Vec<(&'static str, String)> {
    let list = ReviewList {
        frame: frame(Tab::Reviews, "/reviews"),
        standing: vec![cadence("weekly", false, 2), cadence("monthly", true, 0), cadence("quarterly", true, 0)],
        reviews: rows(["open", "signed", "given_up"].map(review).into()),
        filter: ReviewFilter::default(),
        form: Form::refused("begin", Vec::new(), problem("the weekly review goes on", &[])),
    };
    let none = ReviewList {
        frame: bare_frame(Tab::Reviews, "/reviews"),
        standing: vec![cadence("weekly", false, 0)],
        reviews: Page { rows: Vec::new(), total: 0, uncounted: false, next: None },
        filter: ReviewFilter::default(),
        form: Form::blank(),
    };
    let one = |state: &str, may: &[&str], form: Form| {
        let items: Vec<_> = sample::rows().into_iter().take(4).collect();
        let at = items.iter().find(|row| row.id == "POAM-0007").cloned();
        ReviewPage {
            frame: frame(Tab::Reviews, "/reviews/1"),
            at: at.filter(|_| !may.is_empty()),
            review: review::ReviewPage {
                review: review(state),
                items,
                may: may.iter().map(|word| (*word).to_owned()).collect(),
                unsigned: (may == ["lead"]).then(|| "1 item of the agenda was not looked at yet".into()),
                history: sample::history(),
            },
            people: people(),
            form,
        }
    };
    let wrong = problem("text is empty", &[("text", "text is empty")]);
    let sent = vec![("item".to_owned(), "POAM-0007".to_owned()), ("sort".into(), "decision".into())];
    vec![
        page("reviews", &list),
        page("reviews-empty", &none),
        page("review", &one("open", &["lead"], Form::blank())),
        page("review-ready", &one("open", &["lead", "sign"], Form::blank())),
        page("review-refused", &one("open", &["lead"], Form::refused("remark", sent, wrong))),
        page("review-signed", &one("signed", &[], Form::blank())),
        page("review-given-up", &one("given_up", &[], Form::blank())),
    ]
}
