//! Days that people can keep.

use closeout_app::views::{DatedTask, DatesView};
use closeout_web::{
    page::{Form, Tab},
    pages::dates::DatesPage,
};

use super::page;
use crate::sample::{bare_frame, frame, on, person};

pub fn pages() -> Vec<(&'static str, String)> {
    let task = |task, due, until| DatedTask {
        task,
        title: "Enrol everybody <with> a second factor".into(),
        responsible: person(1),
        hours: 24,
        due: on(due),
        from: on(3),
        until: on(until),
    };
    let dates = DatesView {
        item: "POAM-0007".into(),
        item_number: 7,
        weakness: "Remote access accepts a <b>password</b> alone".into(),
        status: "draft".into(),
        version: 9,
        approved: false,
        due: Some(on(40)),
        completion: Some(on(55)),
        holds_percent: 70,
        tasks: vec![task(1, 20, 31), task(2, 60, 55)],
        why: None,
    };
    let none = DatesView {
        due: None,
        completion: None,
        tasks: Vec::new(),
        why: Some("no task is planned".into()),
        ..dates.clone()
    };
    let shown = |dates, may, frame| DatesPage { frame, dates, may, form: Form::blank() };
    vec![
        page("item-dates", &shown(dates, true, frame(Tab::Items, "/items/7/dates"))),
        page("item-dates-none", &shown(none, false, bare_frame(Tab::Items, "/items/7/dates"))),
    ]
}
