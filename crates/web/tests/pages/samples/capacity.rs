//! What people have time for.

use closeout_app::views::{CapacityView, ErrorsView, ForecastRow, LoadView, MoneyView, PersonLoad, UnplannedRow};
use closeout_web::{page::Tab, pages::capacity::CapacityPage};

use super::page;
use crate::sample::{TODAY, bare_frame, frame, id, on, person};

fn load(n: usize, needed: [u32; 3], assumed: bool) -> PersonLoad {
    let next =
        [30, 60, 90].into_iter().zip(needed).map(|(days, needed)| LoadView { days, there: u32::from(days), needed });
    PersonLoad {
        person: person(n),
        weekly_hours: 8,
        assumed,
        tasks: 4,
        hours: 64,
        busy_until: Some(on(70)),
        next: next.collect(),
    }
}

fn row(n: u32, misses: Option<u8>) -> ForecastRow {
    ForecastRow {
        item: format!("POAM-{n:04}"),
        item_number: n,
        weakness: "Remote access accepts a <b>password</b> alone".into(),
        system: id(200),
        owner: (n > 1).then(|| person(1)),
        priority: Some("critical".into()),
        status: "open".into(),
        due: misses.map(|_| on(40)),
        hours: 24,
        alone: on(12),
        planned: on(30),
        by50: on(36),
        by70: on(44),
        by90: on(71),
        misses,
    }
}

pub fn pages() -> Vec<(&'static str, String)> {
    let money = |days, needed| MoneyView { days, items: 2, needed, funded: 240_000 };
    let capacity = CapacityView {
        today: TODAY,
        usual_hours: 8,
        errors: ErrorsView { seen: 4, learnt: false, median_percent: 120 },
        runs: 1_000,
        people: vec![load(1, [50, 64, 64], true), load(0, [10, 20, 30], false)],
        items: vec![row(7, Some(64)), row(9, Some(12)), row(1, None)],
        unplanned: vec![UnplannedRow {
            item: "POAM-0003".into(),
            item_number: 3,
            weakness: "Logs are kept for a week".into(),
            why: "no task is planned".into(),
        }],
        money: vec![money(Some(30), 240_000), money(Some(60), 820_000), money(None, 990_000)],
    };
    let bare = CapacityView {
        errors: ErrorsView { seen: 31, learnt: true, median_percent: 130 },
        people: Vec::new(),
        items: Vec::new(),
        unplanned: Vec::new(),
        money: Vec::new(),
        ..capacity.clone()
    };
    vec![
        page("capacity", &CapacityPage { frame: frame(Tab::Reports, "/capacity"), capacity }),
        page("capacity-empty", &CapacityPage { frame: bare_frame(Tab::Reports, "/capacity"), capacity: bare }),
    ]
}
