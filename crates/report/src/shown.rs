//! The pictures of reports, each with the table of its numbers.

use closeout_catalog::{families, requirement};
use closeout_domain::{
    item::{Item, Status, milestone},
    priority::Priority,
};

use crate::{
    model::{Block, Cell, Column, Kind, Shown, Table},
    picture::{Age, Bar, Gantt, Heat, Slip, Step, Timeline, ageing, burndown, gantt, heat, slip, timeline},
    source::{Source, day_of},
    words,
};

/// Rows that a picture of items has at most; its table has all of them.
pub(crate) const ROWS: usize = 36;

/// Open items week by week.
pub(crate) fn trend(source: &Source) -> Option<Block> {
    let columns = [
        Column::of("Day", 2.0, Kind::Date),
        Column::of("Open", 1.0, Kind::Number),
        Column::of("Late", 1.0, Kind::Number),
        Column::text("", 2.0),
    ];
    let was = source.trend.past.iter().map(|w| {
        vec![Cell::Date(w.day), Cell::Number(w.open.into()), Cell::Number(w.late.into()), Cell::text("was so")]
    });
    let planned = source.trend.planned.iter().map(|(day, open)| {
        vec![Cell::Date(*day), Cell::Number((*open).into()), Cell::Empty, Cell::text("if every date is kept")]
    });
    let table = Table::new("Open items by week", &columns, was.chain(planned).collect());
    Some(Block::Shown(Shown { picture: burndown(&source.trend)?, table }))
}

/// How long the open items have been open.
pub(crate) fn ages(source: &Source) -> Option<Block> {
    const SPANS: [(&str, i32); 5] = [
        ("Up to 30 days", 30),
        ("31 to 60 days", 60),
        ("61 to 90 days", 90),
        ("91 to 180 days", 180),
        ("Over 180 days", i32::MAX),
    ];
    let mut ages = SPANS.map(|(name, _)| Age { name, on_time: 0, late: 0 });
    for item in source.live() {
        let Some((begun, _)) = item.chain.drafted else { continue };
        let days = (source.as_of - day_of(begun)).get_days();
        let span = SPANS.iter().position(|(_, most)| days <= *most);
        let Some(age) = span.and_then(|i| ages.get_mut(i)) else { continue };
        let count = if source.late_days(item).is_some() { &mut age.late } else { &mut age.on_time };
        *count = count.saturating_add(1);
    }
    let columns = [
        Column::text("Since it was begun", 2.0),
        Column::of("Items", 1.0, Kind::Number),
        Column::of("Of them late", 1.0, Kind::Number),
    ];
    let row = |a: &Age| {
        vec![Cell::text(a.name), Cell::Number(u64::from(a.on_time) + u64::from(a.late)), Cell::Number(a.late.into())]
    };
    let table = Table::new("Age of open items", &columns, ages.iter().map(row).collect());
    Some(Block::Shown(Shown { picture: ageing(&ages)?, table }))
}

/// Open items by family of requirements and priority.
pub(crate) fn families_by_priority(source: &Source) -> Option<Block> {
    const COLUMNS: [Column; 7] = [
        Column::text("Family", 3.2),
        Column::of("Critical", 1.0, Kind::Number),
        Column::of("High", 1.0, Kind::Number),
        Column::of("Medium", 1.0, Kind::Number),
        Column::of("Low", 1.0, Kind::Number),
        Column::of("Not rated", 1.0, Kind::Number),
        Column::of("All", 1.0, Kind::Number),
    ];
    let family = |item: &Item| item.requirement.as_deref().and_then(requirement).map(|r| r.family);
    let counts = |name: Option<&str>| -> Vec<u32> {
        let of = |priority: Option<Priority>| {
            let same = |i: &&Item| family(i) == name && i.rating.as_ref().map(|r| r.priority) == priority;
            u32::try_from(source.live().filter(same).count()).unwrap_or(u32::MAX)
        };
        Priority::ALL.into_iter().rev().map(|p| of(Some(p))).chain([of(None)]).collect()
    };
    let known = families().iter().map(|f| (f.name.to_owned(), counts(Some(f.name))));
    let rows: Vec<(String, Vec<u32>)> = known.chain([("No requirement named".to_owned(), counts(None))]).collect();
    let rows: Vec<_> = rows.into_iter().filter(|(_, counts)| counts.iter().any(|n| *n > 0)).collect();
    let row = |(name, counts): &(String, Vec<u32>)| {
        let all = counts.iter().map(|n| u64::from(*n)).sum();
        let cells = counts.iter().map(|n| Cell::Number(u64::from(*n)));
        std::iter::once(Cell::text(name.clone())).chain(cells).chain([Cell::Number(all)]).collect()
    };
    let table = Table::new("Open items by family", &COLUMNS, rows.iter().map(row).collect());
    let columns = ["Critical", "High", "Medium", "Low", "Not rated"].map(str::to_owned).to_vec();
    Some(Block::Shown(Shown { picture: heat(&Heat { columns, rows })?, table }))
}

fn label(item: &Item) -> String {
    format!("{} {}", item.number, item.weakness)
}

/// Items that are under way, on a line of days, the earliest first.
pub(crate) fn plan(source: &Source) -> Option<Block> {
    const COLUMNS: [Column; 8] = [
        Column::of("Item", 1.2, Kind::Word),
        Column::text("Weakness", 3.4),
        Column::of("Begun", 1.2, Kind::Date),
        Column::of("Approved", 1.2, Kind::Date),
        Column::of("Due", 1.2, Kind::Date),
        Column::of("Expected", 1.2, Kind::Date),
        Column::of("Moved", 0.9, Kind::Days),
        Column::of("Days late", 0.9, Kind::Days),
    ];
    let begun = |i: &Item| i.chain.approved.or(i.chain.drafted).map(|(at, _)| day_of(at));
    let mut items: Vec<_> =
        source.live().filter(|i| i.status != Status::Draft).filter_map(|i| Some((i.due()?, begun(i)?, i))).collect();
    items.sort_by_key(|(due, _, i)| (*due, i.number));
    let bar = |(due, start, item): &(_, _, &Item)| Bar {
        label: label(item),
        start: *start,
        due: *due,
        baseline: item.baseline_due(),
        forecast: source.expected(item),
        standing: source.standing(item),
    };
    let picture = gantt(&Gantt { today: source.as_of, bars: items.iter().take(ROWS).map(bar).collect() })?;
    let row = |(due, start, item): &(_, _, &Item)| {
        vec![
            Cell::text(item.number.to_string()),
            Cell::text(item.weakness.clone()),
            Cell::Date(*start),
            Cell::date(item.baseline_due()),
            Cell::Date(*due),
            Cell::date(source.expected(item)),
            moved(source.slip(item)),
            Cell::late(source.late_days(item)),
        ]
    };
    let table = Table::new("Items by date", &COLUMNS, items.iter().map(row).collect());
    Some(Block::Shown(Shown { picture, table }))
}

/// Days moved, or nothing when nothing moved.
pub(crate) fn moved(days: Option<i32>) -> Cell {
    days.filter(|d| *d != 0).map_or(Cell::Empty, |days| Cell::Days { days, bad: false })
}

/// Items whose completion date is another than the approved one, the furthest behind first.
pub(crate) fn slips(source: &Source) -> Option<Block> {
    const COLUMNS: [Column; 7] = [
        Column::of("Item", 1.2, Kind::Word),
        Column::text("Weakness", 3.4),
        Column::text("Owner", 1.5),
        Column::of("Approved", 1.2, Kind::Date),
        Column::of("Due", 1.2, Kind::Date),
        Column::of("Moved", 0.8, Kind::Days),
        Column::text("What got in the way", 3.4),
    ];
    let slip_of = |i| source.slip(i).filter(|days| *days != 0);
    let mut items: Vec<_> = source.live().filter_map(|i| Some((slip_of(i)?, i))).collect();
    items.sort_by_key(|(days, i)| (std::cmp::Reverse(*days), i.number));
    let of = |(days, item): &(i32, &Item)| Slip { label: label(item), days: *days };
    let picture = slip(&items.iter().take(ROWS).map(of).collect::<Vec<_>>())?;
    let row = |(days, item): &(i32, &Item)| {
        let last = milestone::standing(&item.milestones).flat_map(|(_, m)| &m.changes).max_by_key(|c| c.recorded.0);
        vec![
            Cell::text(item.number.to_string()),
            Cell::text(item.weakness.clone()),
            Cell::text(source.name(item.owner)),
            Cell::date(item.baseline_due()),
            Cell::date(item.due()),
            Cell::Days { days: *days, bad: false },
            Cell::text(last.map(|c| c.reason.clone()).unwrap_or_default()),
        ]
    };
    let table = Table::new("Moved dates", &COLUMNS, items.iter().map(row).collect());
    Some(Block::Shown(Shown { picture, table }))
}

/// The milestones of one item.
pub(crate) fn milestones(source: &Source, item: &Item) -> Option<Block> {
    const COLUMNS: [Column; 7] = [
        Column::of("No.", 0.5, Kind::Word),
        Column::text("Milestone", 4.0),
        Column::of("Approved", 1.2, Kind::Date),
        Column::of("Due", 1.2, Kind::Date),
        Column::of("Reached", 1.2, Kind::Date),
        Column::of("Moved", 0.8, Kind::Days),
        Column::text("Taken out", 2.0),
    ];
    let steps: Vec<Step> = milestone::standing(&item.milestones)
        .map(|(_, m)| Step { title: m.title.clone(), due: m.due, baseline: m.baseline, reached: m.reached })
        .collect();
    let start = item.chain.approved.or(item.chain.drafted).map_or(source.as_of, |(at, _)| day_of(at));
    let rows = item.milestones.iter().map(|(id, m)| {
        vec![
            Cell::text(id.to_string()),
            Cell::text(m.title.clone()),
            Cell::date(m.baseline),
            Cell::Date(m.due),
            Cell::date(m.reached),
            moved(Some(m.slip_days())),
            Cell::text(m.dropped.clone().unwrap_or_default()),
        ]
    });
    let table = Table::new("Milestones", &COLUMNS, rows.collect());
    match timeline(&Timeline { start, today: source.as_of, steps }) {
        Some(picture) => Some(Block::Shown(Shown { picture, table })),
        None if table.rows.is_empty() => None,
        None => Some(Block::Table(table)),
    }
}

/// What waits for a decision.
pub(crate) fn decisions(source: &Source) -> Option<(usize, Block)> {
    const COLUMNS: [Column; 4] = [
        Column::of("Item", 1.2, Kind::Word),
        Column::text("Weakness", 3.4),
        Column::text("To decide", 5.0),
        Column::of("Waits since", 1.2, Kind::Date),
    ];
    let pending = source.pending();
    let row = |p: &crate::source::Pending| {
        vec![
            Cell::text(words::sentence(&p.matter.to_string())),
            Cell::text(p.weakness.clone()),
            Cell::text(p.what.clone()),
            Cell::date(p.since),
        ]
    };
    let rows: Vec<_> = pending.iter().map(row).collect();
    (!rows.is_empty()).then(|| (rows.len(), Block::Table(Table::new("Decisions", &COLUMNS, rows))))
}

/// What the open items cost, by where the money comes from.
pub(crate) fn money(source: &Source) -> Option<Block> {
    const COLUMNS: [Column; 4] = [
        Column::text("Funding", 4.0),
        Column::of("Items", 1.0, Kind::Number),
        Column::of("Hours", 1.0, Kind::Number),
        Column::of("Cost", 1.4, Kind::Money),
    ];
    let mut by: std::collections::BTreeMap<String, Vec<&Item>> = std::collections::BTreeMap::new();
    for item in source.live() {
        let Some(resources) = &item.resources else { continue };
        let funding = resources.funding.trim();
        let name = match (funding, resources.cost.0) {
            ("", 0) => "Own hours, no money".to_owned(),
            ("", _) => "Source of money not named".to_owned(),
            (funding, _) => words::sentence(funding),
        };
        by.entry(name).or_default().push(item);
    }
    let hours = |items: &[&Item]| items.iter().filter_map(|i| i.resources.as_ref()).map(|r| u64::from(r.hours)).sum();
    let row = |name: String, items: &[&Item]| {
        vec![
            Cell::text(name),
            Cell::count(items.len()),
            Cell::Number(hours(items)),
            Cell::Money(words::cost(items.iter().copied())),
        ]
    };
    let all: Vec<&Item> = by.values().flatten().copied().collect();
    let mut rows: Vec<_> = by.into_iter().map(|(name, items)| row(name, &items)).collect();
    if rows.len() > 1 {
        rows.push(row("All".into(), &all));
    }
    (!rows.is_empty()).then(|| Block::Table(Table::new("Money", &COLUMNS, rows)))
}
