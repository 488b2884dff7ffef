//! Today, a new item, the workbook.

use closeout_app::{
    import::ProblemLine,
    picture::{Burndown, Week},
    views::{ChangesView, ImportRow, TallyView, TaskRow},
};
use closeout_web::{
    format::Count,
    page::{Choice, Form, Tab},
    pages::{
        new_item::NewItem,
        register::Counts,
        today::Today,
        workbook::{RowChange, WorkbookPreview, WorkbookUpload},
    },
};

use super::{page, problem, questions, reviews};
use crate::sample::{self, bare_frame, frame, on, person};

pub fn import(n: u128, undone: bool) -> ImportRow {
    ImportRow {
        id: sample::id(500 + n),
        system: sample::id(200),
        format: "nessus".into(),
        tool: "Nessus 10.8.3".into(),
        file: format!("weekly-2026-11-{}.nessus", 21 - n * 7),
        sha256: sample::sha(7),
        size: 41_200_000,
        tally: TallyView {
            observations: 6_204,
            present: 6_120,
            absent: 80,
            not_judged: 4,
            assets: 17,
            authenticated: 15,
            problems: 2,
        },
        changes: ChangesView { new: 4, still: 61, changed: 1, absent: 22, not_observed: 9 },
        complete: n != 1,
        by: person(0),
        at: sample::at(1 + i32::try_from(n).unwrap() * 7, 2, 10),
        mapping: None,
        undone: undone.then(|| "scan of the wrong network".into()),
        undone_by: undone.then(|| person(0)),
    }
}

fn task(n: u16, title: &str, due: i32, stage: &str) -> TaskRow {
    TaskRow {
        item: "POAM-0007".into(),
        item_number: 7,
        system: sample::id(200),
        weakness: "Remote access and administrator sign-in accept a password alone".into(),
        item_status: "open".into(),
        priority: Some("critical".into()),
        task: n,
        title: title.into(),
        responsible: person(1),
        approver: person(2),
        effort: 8,
        due: on(due),
        stage: stage.into(),
        after: Vec::new(),
        late_days: (due < 0).then_some(-due),
        tickets: Vec::new(),
    }
}

pub fn pages() -> Vec<(&'static str, String)> {
    let rows = sample::rows();
    let with =
        |status: &[&str]| rows.iter().filter(|r| status.contains(&r.status.as_str())).cloned().collect::<Vec<_>>();
    let open = [24, 25, 23, 22, 21, 19, 18, 17, 18, 16, 15, 14];
    let week = |(n, open): (usize, &u32)| Week {
        day: on(7 * (i32::try_from(n).unwrap() - 11)),
        open: *open,
        late: (u32::try_from(n).unwrap() % 4).min(3),
    };
    let today = Today {
        frame: frame(Tab::Today, "/"),
        counts: Counts { live: 14, late: 2, soon: 4, mine: 4, waiting: 3 },
        questions: vec![questions::escalation("late", "open")],
        reviews: vec![reviews::cadence("weekly", false, 0), reviews::cadence("quarterly", true, 0)],
        waiting: with(&["awaiting_validation", "validated"]),
        to_approve: vec![task(2, "Enforce for domain administrators", -2, "done")],
        tasks: vec![task(3, "Write the exception procedure", -1, "open"), task(4, "Train the help desk", 12, "open")],
        due: rows.iter().filter(|r| r.due.is_some_and(|d| d < on(14)) && r.ended.is_none()).cloned().collect(),
        drafts: with(&["draft"]),
        last_import: Some(import(0, false)),
        triage: Count { total: 6, uncounted: false },
        burndown: Burndown {
            past: open.iter().enumerate().map(week).collect(),
            planned: vec![(on(30), 9), (on(60), 4), (on(90), 2)],
        },
        any: true,
    };
    let empty = Today {
        frame: bare_frame(Tab::Today, "/"),
        counts: Counts::default(),
        questions: Vec::new(),
        reviews: Vec::new(),
        waiting: Vec::new(),
        to_approve: Vec::new(),
        tasks: Vec::new(),
        due: Vec::new(),
        drafts: Vec::new(),
        last_import: None,
        triage: Count::default(),
        burndown: Burndown { past: Vec::new(), planned: Vec::new() },
        any: false,
    };
    let sent =
        [("weakness", ""), ("source", "audit"), ("requirement", "3.99.1")].map(|(n, v)| (n.to_owned(), v.to_owned()));
    let gaps = [("weakness", "weakness is empty"), ("requirement", "\"3.99.1\" is not known")];
    let new = |findings, form| NewItem {
        frame: frame(Tab::Items, "/items/new"),
        findings,
        closed: vec![Choice::new("2", "POAM-0002 Shared account on the plotter server")],
        form,
    };
    let change = |item: &str, field: &str, refused: &str| RowChange {
        item: item.into(),
        url: if item == "new" { String::new() } else { "/items/7".into() },
        field: field.into(),
        before: "30 Nov 2026".into(),
        after: "24 Dec 2026".into(),
        refused: refused.into(),
    };
    let preview = |changes, problems| WorkbookPreview {
        seen: sample::sha(9),
        frame: frame(Tab::Items, "/items/workbook/1"),
        staged: sample::id(9).to_string(),
        file: "register-2026-11-20.xlsx".into(),
        changes,
        unchanged: 12,
        problems,
        form: Form::blank(),
    };
    let line = ProblemLine {
        at: "Milestones!D14".into(),
        message: "\"Q1\" does not name a day".into(),
        advice: "give a day such as 2026-12-01".into(),
    };
    vec![
        page("today", &today),
        page("today-empty", &empty),
        page("new-item", &new(Vec::new(), Form::blank())),
        page(
            "new-item-refused",
            &new(
                sample::findings(),
                Form::refused("draft", sent.to_vec(), problem("2 fields need another look", &gaps)),
            ),
        ),
        page("workbook", &WorkbookUpload { frame: frame(Tab::Items, "/items/workbook"), form: Form::blank() }),
        page(
            "workbook-preview",
            &preview(
                vec![
                    change("POAM-0007", "Due", ""),
                    change("POAM-0002", "Weakness", "POAM-0002 is closed"),
                    change("new", "Weakness", ""),
                ],
                vec![line],
            ),
        ),
        page("workbook-same", &preview(Vec::new(), Vec::new())),
    ]
}
