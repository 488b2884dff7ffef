//! Slip accounting, with everything and with nothing.

use closeout_app::views::{MovesView, SlipRow, SlipView};
use closeout_web::{
    page::{Form, Tab},
    pages::slip::SlipPage,
};

use super::page;
use crate::sample::{bare_frame, frame, id, on, person};

fn moves(of: &str, items: u64, times: u64, days: i64) -> MovesView {
    MovesView { of: of.into(), items, behind: items.min(2), times, days }
}

fn row(n: u32, days: i32, why: Vec<MovesView>) -> SlipRow {
    SlipRow {
        item: format!("POAM-{n:04}"),
        item_number: n,
        weakness: "Remote access accepts a <b>password</b> alone".into(),
        system: id(200),
        owner: (n != 9).then(|| person(1)),
        status: "open".into(),
        baseline: on(-20),
        current: on(days - 20),
        days,
        forecast: (n != 11).then(|| on(10)),
        times: u32::try_from(why.len()).unwrap(),
        why,
    }
}

pub fn pages() -> Vec<(&'static str, String)> {
    let full = SlipView {
        as_of: on(0),
        items: vec![
            row(7, 45, vec![moves("vendor", 1, 2, 45), moves("unsaid", 1, 1, 3)]),
            row(9, 4, vec![moves("people", 1, 1, 4)]),
            row(11, -6, Vec::new()),
        ],
        total: moves("all", 12, 4, 52),
        by_obstacle: vec![moves("vendor", 1, 2, 45), moves("people", 1, 1, 4), moves("unsaid", 1, 1, 3)],
        by_owner: vec![moves("Kofi Osei", 5, 3, 48), moves("nobody", 1, 1, 4)],
        by_system: vec![moves("Engineering enclave", 12, 4, 52)],
    };
    let none = SlipView {
        as_of: on(0),
        items: Vec::new(),
        total: moves("all", 0, 0, 0),
        by_obstacle: Vec::new(),
        by_owner: Vec::new(),
        by_system: Vec::new(),
    };
    let one = |frame, slip, as_of| SlipPage { frame, slip, as_of, form: Form::blank() };
    vec![
        page("slip", &one(frame(Tab::Reports, "/slip"), full, Some(on(-1)))),
        page("slip-empty", &one(bare_frame(Tab::Reports, "/slip"), none, None)),
    ]
}
