//! The weekly list: for each person what to do by when, and what is late.

use std::collections::BTreeMap;

use closeout_domain::{
    ids::PersonId,
    item::{
        Item, Status,
        milestone::Milestone,
        task::{Stage, Task},
    },
};
use jiff::{ToSpan, civil::Date};

use crate::{
    kind::Kind as Report,
    model::{Block, Cell, Column, Document, Figure, Kind, Table},
    source::Source,
    words::{self, count, day, is},
};

const COLUMNS: [Column; 7] = [
    Column::of("Due", 1.1, Kind::Date),
    Column::of("Days late", 0.7, Kind::Days),
    Column::of("To do", 1.1, Kind::Word),
    Column::text("What", 4.0),
    Column::of("Item", 1.2, Kind::Word),
    Column::text("Weakness", 3.4),
    Column::text("Tickets", 1.2),
];

/// Something that one person has to do.
struct Duty<'a> {
    due: Option<Date>,
    late: Option<i32>,
    step: &'static str,
    what: String,
    item: &'a Item,
    tickets: Vec<String>,
}

/// The list.
pub fn document(source: &Source) -> Document {
    let mut document = source.document(Report::Weekly.title(), Report::Weekly.purpose());
    let duties = duties(source);
    let all = || duties.values().flatten();
    let late = all().filter(|d| d.late.is_some()).count();
    let week = source.as_of.saturating_add(7.days());
    let soon = all().filter(|d| d.late.is_none() && d.due.is_some_and(|due| due <= week)).count();
    let approvals = all().filter(|d| d.step == "Approve").count();
    document.wide = true;
    document.news = news(source, &duties, (late, soon), week);
    document.figures = vec![
        Figure { label: "Late", value: late.to_string(), bad: late > 0 },
        Figure { label: "Due within a week", value: soon.to_string(), bad: false },
        Figure { label: "Waiting for approval", value: approvals.to_string(), bad: false },
        Figure { label: "People with work", value: duties.len().to_string(), bad: false },
    ];
    let mut people: Vec<(&str, &Vec<Duty<'_>>)> =
        duties.iter().map(|(person, duties)| (source.directory.name(*person), duties)).collect();
    people.sort_by_key(|(name, _)| *name);
    for (name, duties) in people {
        let rows = duties.iter().map(row).collect();
        let table = Table { group: Some(("Person", name.into())), ..Table::new("By person", &COLUMNS, rows) };
        document.push(name, vec![Block::Text(summary(duties, week)), Block::Table(table)]);
    }
    document.push("Without an owner", ownerless(source));
    document
}

fn news(
    source: &Source,
    duties: &BTreeMap<PersonId, Vec<Duty<'_>>>,
    (late, soon): (usize, usize),
    week: Date,
) -> Vec<String> {
    let total = duties.values().map(Vec::len).sum();
    let mut news = vec![match (late, total) {
        (_, 0) => "Nobody has anything to do for this plan.".to_owned(),
        (0, _) => format!("Nothing is late. {} by {}.", due(soon), day(week)),
        _ => format!("{} {} late. {} by {}.", count(late, "thing"), is(late), due(soon), day(week)),
    }];
    let longest =
        duties.iter().flat_map(|(p, d)| d.iter().map(move |d| (*p, d))).filter_map(|(p, d)| Some((d.late?, p, d)));
    if let Some((days, person, duty)) = longest.max_by_key(|(days, _, d)| (*days, std::cmp::Reverse(d.item.number))) {
        let (name, what) = (source.directory.name(person), &duty.what);
        news.push(format!(
            "Longest late: \u{201c}{what}\u{201d} of {}, {name}, by {}.",
            duty.item.number,
            count_days(days)
        ));
    }
    let ownerless: Vec<_> = source.live().filter(|i| i.owner.is_none()).collect();
    if !ownerless.is_empty() {
        let late = ownerless.iter().filter_map(|i| source.late_days(i)).max();
        let late = late.map_or_else(String::new, |days| format!("; one is late by {}", count_days(days)));
        news.push(format!("Nobody answers for {}{late}.", count(ownerless.len(), "item")));
    }
    news
}

fn due(n: usize) -> String {
    match n {
        0 => "Nothing more is due".into(),
        n => format!("{} more {} due", count(n, "thing"), is(n)),
    }
}

fn count_days(days: i32) -> String {
    count(usize::try_from(days).unwrap_or(0), "day")
}

fn summary(duties: &[Duty<'_>], week: Date) -> String {
    let late = duties.iter().filter(|d| d.late.is_some()).count();
    let soon = duties.iter().filter(|d| d.late.is_none() && d.due.is_some_and(|due| due <= week)).count();
    match (late, soon) {
        (0, 0) => format!("{}, none due within a week.", count(duties.len(), "thing")),
        (0, soon) => format!("{soon} of {} due within a week.", count(duties.len(), "thing")),
        (late, 0) => format!("{late} of {} late.", count(duties.len(), "thing")),
        (late, soon) => format!("{late} of {} late, {soon} more due within a week.", count(duties.len(), "thing")),
    }
}

fn row(duty: &Duty<'_>) -> Vec<Cell> {
    vec![
        Cell::date(duty.due),
        Cell::late(duty.late),
        Cell::text(duty.step),
        Cell::text(duty.what.clone()),
        Cell::text(duty.item.number.to_string()),
        Cell::text(duty.item.weakness.clone()),
        Cell::text(duty.tickets.join(", ")),
    ]
}

/// What everybody has to do, by person, the earliest first.
fn duties(source: &Source) -> BTreeMap<PersonId, Vec<Duty<'_>>> {
    let mut duties: BTreeMap<PersonId, Vec<Duty<'_>>> = BTreeMap::new();
    for item in source.live() {
        let open = item.status == Status::Open;
        for task in item.tasks.values().filter(|_| open) {
            let (person, step) = match task.stage {
                Stage::Open => (task.plan.responsible, "Do"),
                Stage::Done => (task.plan.approver, "Approve"),
                Stage::Approved | Stage::Dropped => continue,
            };
            // What waits for an approval is not late by the one who did it.
            let late = source.days_past(Some(task.plan.due).filter(|_| step == "Do"));
            let tickets = task.tickets.iter().map(|t| t.key.clone()).collect();
            let what = task.plan.title.clone();
            duties.entry(person).or_default().push(Duty { due: Some(task.plan.due), late, step, what, item, tickets });
        }
        let Some(owner) = item.owner else { continue };
        let tickets = Vec::new();
        let duty = match (item.status, item.next_milestone()) {
            (Status::Draft, _) => {
                let due = item.late_after();
                Duty {
                    due,
                    late: source.days_past(due),
                    step: "Plan",
                    what: "Complete the plan and submit it".into(),
                    item,
                    tickets,
                }
            }
            // The task of the same day and name says it already.
            (Status::Open, Some((_, m))) if told(item, owner, m) => continue,
            (Status::Open, Some((_, m))) => {
                let late = source.days_past(Some(m.due));
                Duty { due: Some(m.due), late, step: "Milestone", what: m.title.clone(), item, tickets }
            }
            (Status::Open, None) => {
                let due = item.due();
                Duty {
                    due,
                    late: source.days_past(due),
                    step: "Declare",
                    what: "Show the tests and call the work done".into(),
                    item,
                    tickets,
                }
            }
            _ => continue,
        };
        duties.entry(owner).or_default().push(duty);
    }
    for list in duties.values_mut() {
        list.sort_by_key(|d| (d.due.is_none(), d.due, d.item.number));
    }
    duties
}

fn told(item: &Item, owner: PersonId, milestone: &Milestone) -> bool {
    let same = |t: &Task| t.plan.responsible == owner && t.plan.due == milestone.due && t.plan.title == milestone.title;
    item.tasks.values().any(|t| t.stage == Stage::Open && same(t))
}

fn ownerless(source: &Source) -> Vec<Block> {
    let columns = [
        Column::of("Item", 1.2, Kind::Word),
        Column::text("Weakness", 6.0),
        Column::of("Priority", 1.2, Kind::Word),
        Column::of("Status", 1.6, Kind::Word),
        Column::of("Days late", 0.8, Kind::Days),
    ];
    let rows: Vec<_> = source
        .live()
        .filter(|i| i.owner.is_none())
        .map(|i| {
            vec![
                Cell::text(i.number.to_string()),
                Cell::text(i.weakness.clone()),
                Cell::text(i.rating.as_ref().map_or_else(String::new, |r| words::phrase(r.priority.word()))),
                Cell::text(i.status.phrase()),
                Cell::late(source.late_days(i)),
            ]
        })
        .collect();
    match rows.len() {
        0 => Vec::new(),
        n => vec![
            Block::Text(format!("Nobody answers for {} yet.", count(n, "item"))),
            Block::Table(Table::new("Without an owner", &columns, rows)),
        ],
    }
}
