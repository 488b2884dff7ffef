//! The monthly report for those who lead: how it goes, who is late, what to decide, what it costs.

use std::collections::BTreeMap;

use closeout_domain::item::{Item, Status, milestone};
use jiff::{ToSpan, civil::Date};

use crate::{
    kind::Kind as Report,
    model::{Block, Cell, Column, Document, Figure, Kind, Table},
    oversight, shown,
    source::{Source, day_of},
    words::{self, count, day, is},
};

/// The report.
pub fn document(source: &Source) -> Document {
    let mut document = source.document(Report::Monthly.title(), Report::Monthly.purpose());
    let since = source.as_of.saturating_sub(1.month());
    let (live, late) = (source.live().count(), source.late().count());
    let decisions = shown::decisions(source);
    let waiting = decisions.as_ref().map_or(0, |(n, _)| *n);
    let closed = source.items.iter().filter(|i| i.status == Status::Closed && within(i, since)).count();
    document.news = vec![news(live, late, waiting)];
    let begun = source.items.iter().filter(|i| i.chain.drafted.is_some_and(|(at, _)| day_of(at) > since)).count();
    if closed + begun > 0 {
        document.news.push(format!(
            "Since {}, {} closed and {} begun.",
            day(since),
            words::none_or(closed, "item") + if closed == 1 { " was" } else { " were" },
            words::none_or(begun, "item")
        ));
    }
    let cost = words::cost(source.live());
    if cost.0 > 0 {
        document.news.push(format!("What is open is planned to cost {cost}."));
    }
    document.figures = vec![
        Figure { label: "Open items", value: live.to_string(), bad: false },
        Figure { label: "Late", value: late.to_string(), bad: late > 0 },
        Figure { label: "Closed in a month", value: closed.to_string(), bad: false },
        Figure { label: "To decide", value: waiting.to_string(), bad: false },
        Figure { label: "Cost of what is open", value: cost.to_string(), bad: false },
    ];
    document.push("How it goes", shown::trend(source).into_iter().collect());
    if let Some((n, table)) = decisions {
        let text = format!("{} {} needed of somebody with the power to decide.", count(n, "decision"), is(n));
        document.push("Decisions needed", vec![Block::Text(text), table]);
    }
    document.push("Decided in the month", oversight::decided(source, since));
    document.push("Reviews of the plan", oversight::reviews(source, since));
    document.push("By owner", owners(source));
    document.push("Late items", late_items(source));
    document.push("Dates of the month to come", ahead(source));
    document.push("Age of open items", shown::ages(source).into_iter().collect());
    document.push("Money", shown::money(source).into_iter().collect());
    document
}

fn news(live: usize, late: usize, waiting: usize) -> String {
    let first = match (live, late) {
        (0, _) => "No item of the plan needs anything done.".to_owned(),
        (live, 0) => format!("None of {} is late.", count(live, "open item")),
        (live, late) => format!("{late} of {} {} late.", count(live, "open item"), is(late)),
    };
    match waiting {
        0 => first,
        n => format!("{first} {} {} needed.", count(n, "decision"), is(n)),
    }
}

fn within(item: &Item, since: Date) -> bool {
    item.chain.ended.is_some_and(|(at, _)| day_of(at) > since)
}

/// Open and late items by owner, whoever has most that is late first.
fn owners(source: &Source) -> Vec<Block> {
    const COLUMNS: [Column; 5] = [
        Column::text("Owner", 3.0),
        Column::of("Open", 1.0, Kind::Number),
        Column::of("Late", 1.0, Kind::Number),
        Column::of("Longest, days", 1.2, Kind::Days),
        Column::of("Next date", 1.4, Kind::Date),
    ];
    let mut by: BTreeMap<String, Vec<&Item>> = BTreeMap::new();
    for item in source.live() {
        let name = if item.owner.is_some() { source.name(item.owner) } else { "Nobody yet".into() };
        by.entry(name).or_default().push(item);
    }
    let mut rows: Vec<(usize, String, Vec<Cell>)> = by
        .into_iter()
        .map(|(name, items)| {
            let late: Vec<i32> = items.iter().filter_map(|i| source.late_days(i)).collect();
            let next = items.iter().filter_map(|i| i.late_after()).filter(|d| *d >= source.as_of).min();
            let cells = vec![
                Cell::text(name.clone()),
                Cell::count(items.len()),
                Cell::count(late.len()),
                Cell::late(late.iter().copied().max()),
                Cell::date(next),
            ];
            (late.len(), name, cells)
        })
        .collect();
    rows.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
    if rows.is_empty() {
        return Vec::new();
    }
    let text = match rows.iter().filter(|(late, ..)| *late > 0).count() {
        0 => "Nobody is late.".to_owned(),
        n => format!("{n} of {} {} something late.", count(rows.len(), "owner"), if n == 1 { "has" } else { "have" }),
    };
    let rows = rows.into_iter().map(|(_, _, cells)| cells).collect();
    vec![Block::Text(text), Block::Table(Table::new("By owner", &COLUMNS, rows))]
}

/// What is late, the longest first.
pub(crate) fn late_items(source: &Source) -> Vec<Block> {
    const COLUMNS: [Column; 6] = [
        Column::of("Item", 1.3, Kind::Word),
        Column::text("Weakness", 4.0),
        Column::of("Priority", 1.0, Kind::Word),
        Column::text("Owner", 1.6),
        Column::text("What did not happen", 3.0),
        Column::of("Days late", 0.8, Kind::Days),
    ];
    let mut items: Vec<_> = source.late().filter_map(|i| Some((source.late_days(i)?, i))).collect();
    items.sort_by_key(|(days, i)| (std::cmp::Reverse(*days), i.number));
    let row = |(_, item): &(i32, &Item)| {
        let step = item.next_milestone().map_or_else(|| "Work called done".to_owned(), |(_, m)| m.title.clone());
        vec![
            Cell::text(item.number.to_string()),
            Cell::text(item.weakness.clone()),
            Cell::text(item.rating.as_ref().map(|r| words::phrase(r.priority.word())).unwrap_or_default()),
            Cell::text(source.name(item.owner)),
            Cell::text(step),
            Cell::late(source.late_days(item)),
        ]
    };
    let rows: Vec<_> = items.iter().map(row).collect();
    if rows.is_empty() { Vec::new() } else { vec![Block::Table(Table::new("Late items", &COLUMNS, rows))] }
}

/// The milestones of the next month.
fn ahead(source: &Source) -> Vec<Block> {
    const COLUMNS: [Column; 5] = [
        Column::of("Due", 1.2, Kind::Date),
        Column::of("Item", 1.3, Kind::Word),
        Column::text("Milestone", 4.0),
        Column::text("Weakness", 3.4),
        Column::text("Owner", 1.6),
    ];
    let until = source.as_of.saturating_add(1.month());
    let mut dated: Vec<_> = source
        .live()
        .flat_map(|i| milestone::standing(&i.milestones).map(move |(_, m)| (m.due, i, m)))
        .filter(|(due, _, m)| m.reached.is_none() && (source.as_of..=until).contains(due))
        .collect();
    dated.sort_by_key(|(due, i, _)| (*due, i.number));
    let rows: Vec<_> = dated
        .iter()
        .map(|(due, item, m)| {
            vec![
                Cell::Date(*due),
                Cell::text(item.number.to_string()),
                Cell::text(m.title.clone()),
                Cell::text(item.weakness.clone()),
                Cell::text(source.name(item.owner)),
            ]
        })
        .collect();
    match rows.len() {
        0 => Vec::new(),
        n => {
            let text = format!("{} {} due by {}.", words::sentence(&count(n, "milestone")), is(n), day(until));
            vec![Block::Text(text), Block::Table(Table::new("Dates ahead", &COLUMNS, rows))]
        }
    }
}
