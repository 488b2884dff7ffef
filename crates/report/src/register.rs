//! The plan itself: every item with its owner, dates and standing.

use closeout_catalog::requirement;
use closeout_domain::item::{Item, Status, acceptance, milestone, task::Stage};

use crate::{
    kind::Kind as Report,
    model::{Block, Cell, Column, Document, Figure, Kind, Table},
    source::{Source, day_of},
    words::{self, count, is, none_or},
};

const COLUMNS: [Column; 24] = [
    Column::of("Item", 1.35, Kind::Word),
    Column::text("Weakness", 4.6),
    Column::of("Requirement", 1.45, Kind::Word),
    Column::of("Points", 0.85, Kind::Number),
    Column::of("Priority", 1.0, Kind::Word),
    Column::text("Status", 1.4),
    Column::text("Owner", 1.6),
    Column::of("Due", 1.3, Kind::Date),
    Column::of("Approved", 1.3, Kind::Date),
    Column::of("Days late", 0.8, Kind::Days),
    Column::of("Milestones", 1.3, Kind::Word),
    Column::of("Cost", 1.1, Kind::Money),
    Column::text("Source", 2.0).aside(),
    Column::text("Root cause", 3.0).aside(),
    Column::text("Corrective actions", 4.0).aside(),
    Column::text("People", 2.0).aside(),
    Column::of("Hours", 1.0, Kind::Number).aside(),
    Column::text("Funding", 2.0).aside(),
    Column::text("Tasks approved", 1.0).aside(),
    Column::text("Tests met", 1.0).aside(),
    Column::of("Evidence", 1.0, Kind::Number).aside(),
    Column::of("Begun", 1.0, Kind::Date).aside(),
    Column::of("Ended", 1.0, Kind::Date).aside(),
    Column::of("Risk accepted until", 1.0, Kind::Date).aside(),
];

/// The register.
pub fn document(source: &Source) -> Document {
    let mut document = source.document(Report::Register.title(), Report::Register.purpose());
    document.wide = true;
    let (live, late) = (source.live().count(), source.late().count());
    let ended = |status| source.items.iter().filter(|i| i.status == status).count();
    let (closed, accepted) = (ended(Status::Closed), ended(Status::Accepted));
    document.news = vec![match (source.items.len(), live) {
        (0, _) => "The plan has no item.".to_owned(),
        (all, 0) => format!("The plan has {}; none needs anything done.", count(all, "item")),
        (all, live) => format!(
            "The plan has {}. {live} {} open, {} of them late; {closed} {} closed.",
            count(all, "item"),
            is(live),
            if late == 0 { "none".to_owned() } else { late.to_string() },
            is(closed)
        ),
    }];
    let nameless = source.live().filter(|i| i.owner.is_none()).count();
    if nameless > 0 {
        document.news.push(format!(
            "{} {} no owner.",
            words::sentence(&none_or(nameless, "item")),
            if nameless == 1 { "has" } else { "have" }
        ));
    }
    document.figures = vec![
        Figure { label: "Open", value: live.to_string(), bad: false },
        Figure { label: "Late", value: late.to_string(), bad: late > 0 },
        Figure { label: "Closed", value: closed.to_string(), bad: false },
        Figure { label: "Risk accepted", value: accepted.to_string(), bad: false },
        Figure { label: "Cost of what is open", value: words::cost(source.live()).to_string(), bad: false },
    ];
    let table = |items: Vec<&Item>| {
        Block::Table(Table::new("Register", &COLUMNS, items.into_iter().map(|i| row(source, i)).collect()))
    };
    let (open, done): (Vec<_>, Vec<_>) = source.items.iter().partition(|i| i.status.is_live());
    if !open.is_empty() {
        document.push("Open items", vec![table(open)]);
    }
    if !done.is_empty() {
        document.push("Closed, accepted and dismissed items", vec![table(done)]);
    }
    document
}

fn row(source: &Source, item: &Item) -> Vec<Cell> {
    let milestones: Vec<_> = milestone::standing(&item.milestones).collect();
    let reached = milestones.iter().filter(|(_, m)| m.reached.is_some()).count();
    let tasks: Vec<_> = item.tasks.values().filter(|t| t.stage != Stage::Dropped).collect();
    let approved = tasks.iter().filter(|t| t.stage == Stage::Approved).count();
    let tests = acceptance::standing(&item.tests).count();
    let met = tests.saturating_sub(acceptance::unmet(&item.tests, &item.exhibits).count());
    let of = |done: usize, all: usize| if all == 0 { Cell::Empty } else { Cell::text(format!("{done} of {all}")) };
    let points = item.requirement.as_deref().and_then(requirement).and_then(|r| r.points).map(|p| u64::from(p.full()));
    let resources = item.resources.as_ref();
    let origin = match item.origin.detail.as_str() {
        "" => words::phrase(item.origin.source.word()),
        detail => format!("{}: {detail}", words::phrase(item.origin.source.word())),
    };
    vec![
        Cell::text(item.number.to_string()),
        Cell::text(item.weakness.clone()),
        Cell::text(item.requirement.clone().unwrap_or_default()),
        points.map_or(Cell::Empty, Cell::Number),
        Cell::text(item.rating.as_ref().map(|r| words::phrase(r.priority.word())).unwrap_or_default()),
        Cell::text(item.status.phrase()),
        Cell::text(source.name(item.owner)),
        Cell::date(item.due()),
        Cell::date(item.baseline_due()),
        Cell::late(source.late_days(item)),
        of(reached, milestones.len()),
        resources.map_or(Cell::Empty, |r| Cell::Money(r.cost)),
        Cell::text(origin),
        Cell::text(item.root_cause.clone().unwrap_or_default()),
        Cell::text(item.actions.join("; ")),
        Cell::text(resources.map(|r| r.people.clone()).unwrap_or_default()),
        resources.map_or(Cell::Empty, |r| Cell::Number(u64::from(r.hours))),
        Cell::text(resources.map(|r| r.funding.clone()).unwrap_or_default()),
        of(approved, tasks.len()),
        of(met, tests),
        Cell::count(item.exhibits.iter().filter(|e| e.withdrawn.is_none()).count()),
        Cell::date(item.chain.drafted.map(|(at, _)| day_of(at))),
        Cell::date(item.chain.ended.map(|(at, _)| day_of(at))),
        Cell::date(item.accepted_until),
    ]
}
