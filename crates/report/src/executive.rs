//! The quarterly report for the board: progress against the dates that were approved, slips, accepted risks, money.

use closeout_domain::item::{Item, Status, milestone};
use jiff::{ToSpan, civil::Date};

use crate::{
    kind::Kind as Report,
    leadership,
    model::{Block, Cell, Column, Document, Figure, Kind, Table},
    oversight, shown,
    source::{Source, day_of},
    words::{self, count, day, is},
};

/// Days ahead for which expiring risks are named.
const AHEAD: i32 = 90;

/// The report.
pub fn document(source: &Source) -> Document {
    let mut document = source.document(Report::Quarterly.title(), Report::Quarterly.purpose());
    let since = source.as_of.saturating_sub(3.months());
    let kept = kept(source, since);
    let (live, late) = (source.live().count(), source.late().count());
    let behind = source.live().filter(|i| source.slip(i).is_some_and(|d| d > 0)).count();
    let accepted: Vec<&Item> = source.items.iter().filter(|i| i.status == Status::Accepted).collect();
    let decisions = shown::decisions(source);
    let waiting = decisions.as_ref().map_or(0, |(n, _)| *n);

    document.news = vec![progress(&kept, since)];
    document.news.push(match (live, late) {
        (0, _) => "No item of the plan needs anything done.".to_owned(),
        (live, 0) => format!("None of {} is late.", count(live, "open item")),
        (live, late) => format!(
            "{late} of {} {} late; {behind} {} dated behind the approved day.",
            count(live, "open item"),
            is(late),
            is(behind)
        ),
    });
    if waiting > 0 {
        document.news.push(format!("{} {} needed.", count(waiting, "decision"), is(waiting)));
    }
    let cost = words::cost(source.live());
    document.figures = vec![
        Figure { label: "Open items", value: live.to_string(), bad: false },
        Figure { label: "Late", value: late.to_string(), bad: late > 0 },
        Figure {
            label: "Kept the approved day",
            value: format!("{} of {}", kept.in_time, kept.due),
            bad: kept.in_time < kept.due,
        },
        Figure { label: "Risks accepted", value: accepted.len().to_string(), bad: false },
        Figure { label: "Cost of what is open", value: cost.to_string(), bad: false },
    ];
    document.push("Open items over time", shown::trend(source).into_iter().collect());
    document.push("The quarter in numbers", vec![quarter(source, since, &kept)]);
    if let Some((_, table)) = decisions {
        document.push("Decisions needed", vec![table]);
    }
    document.push("Decided in the quarter", oversight::decided(source, since));
    document.push("Reviews of the plan", oversight::reviews(source, since));
    document.push("Late items", leadership::late_items(source));
    document.push("Accepted risks", risks(source, &accepted));
    document.push("Moved dates", moved(source, behind));
    document.push("Where the open items are", shown::families_by_priority(source).into_iter().collect());
    document.push("The plan ahead", plan(source));
    document.push("Money", shown::money(source).into_iter().collect());
    document
}

/// What became of the milestones whose approved day lay in the quarter.
struct Kept {
    /// All of them.
    due: usize,
    /// Reached by that day.
    in_time: usize,
    /// Reached after it.
    later: usize,
}

fn kept(source: &Source, since: Date) -> Kept {
    let all = || {
        source.items.iter().filter(|i| i.status != Status::Dismissed).flat_map(|i| milestone::standing(&i.milestones))
    };
    let mut kept = Kept { due: 0, in_time: 0, later: 0 };
    for (_, milestone) in all() {
        let Some(baseline) = milestone.baseline.filter(|b| *b > since && *b <= source.as_of) else { continue };
        kept.due += 1;
        match milestone.reached {
            Some(day) if day <= baseline => kept.in_time += 1,
            Some(_) => kept.later += 1,
            None => {}
        }
    }
    kept
}

fn progress(kept: &Kept, since: Date) -> String {
    let open = kept.due - kept.in_time - kept.later;
    match kept.due {
        0 => format!("No milestone was approved for a day since {}.", day(since)),
        n if n == kept.in_time => format!(
            "{} due since {} by the approved dates: all were reached in time.",
            words::sentence(&count(n, "milestone")),
            day(since)
        ),
        n => {
            let parts = [(kept.in_time, "reached in time"), (kept.later, "reached later"), (open, "not reached yet")];
            let said: Vec<String> = parts.iter().filter(|(n, _)| *n > 0).map(|(n, how)| format!("{n} {how}")).collect();
            let due = words::sentence(&count(n, "milestone"));
            format!("{due} due since {} by the approved dates: {}.", day(since), words::list(&said))
        }
    }
}

fn quarter(source: &Source, since: Date, kept: &Kept) -> Block {
    const COLUMNS: [Column; 2] = [Column::text("What", 5.0), Column::of("Number", 1.0, Kind::Number)];
    let ended = |status| {
        let in_time = |i: &&Item| i.status == status && i.chain.ended.is_some_and(|(at, _)| day_of(at) > since);
        source.items.iter().filter(in_time).count()
    };
    let begun = source.items.iter().filter(|i| i.chain.drafted.is_some_and(|(at, _)| day_of(at) > since)).count();
    let row = |what: &str, n: usize| vec![Cell::text(what), Cell::count(n)];
    let rows = vec![
        row("Items begun", begun),
        row("Items closed", ended(Status::Closed)),
        row("Risks accepted", ended(Status::Accepted)),
        row("Items dismissed", ended(Status::Dismissed)),
        row("Milestones approved for the quarter", kept.due),
        row("Reached by the approved day", kept.in_time),
        row("Reached after it", kept.later),
        row("Not reached", kept.due - kept.in_time - kept.later),
    ];
    Block::Table(Table::new("The quarter", &COLUMNS, rows))
}

/// Accepted risks, what runs out first at the top.
fn risks(source: &Source, accepted: &[&Item]) -> Vec<Block> {
    const COLUMNS: [Column; 6] = [
        Column::of("Item", 1.3, Kind::Word),
        Column::text("Weakness", 4.4),
        Column::of("Priority", 1.1, Kind::Word),
        Column::text("Owner", 1.8),
        Column::of("Until", 1.3, Kind::Date),
        Column::text("", 1.6),
    ];
    if accepted.is_empty() {
        return Vec::new();
    }
    let soon = source.as_of.saturating_add(AHEAD.days());
    let mut items = accepted.to_vec();
    items.sort_by_key(|i| (i.accepted_until, i.number));
    let over = items.iter().filter(|i| i.accepted_until.is_some_and(|d| d < source.as_of)).count();
    let expiring =
        items.iter().filter(|i| i.accepted_until.is_some_and(|d| (source.as_of..=soon).contains(&d))).count();
    let row = |item: &&Item| {
        let word = match item.accepted_until {
            Some(until) if until < source.as_of => Cell::Bad("run out".into()),
            Some(until) if until <= soon => Cell::text("runs out soon"),
            _ => Cell::Empty,
        };
        vec![
            Cell::text(item.number.to_string()),
            Cell::text(item.weakness.clone()),
            Cell::text(item.rating.as_ref().map(|r| words::phrase(r.priority.word())).unwrap_or_default()),
            Cell::text(source.name(item.owner)),
            Cell::date(item.accepted_until),
            word,
        ]
    };
    let rows = items.iter().map(row).collect();
    let text = format!(
        "{} accepted: {over} {} run out, {expiring} run out by {}.",
        words::sentence(&count(accepted.len(), "risk")),
        if over == 1 { "has" } else { "have" },
        day(soon)
    );
    vec![Block::Text(text), Block::Table(Table::new("Accepted risks", &COLUMNS, rows))]
}

fn moved(source: &Source, behind: usize) -> Vec<Block> {
    let Some(picture) = shown::slips(source) else { return Vec::new() };
    let text = match behind {
        0 => "No open item is dated behind the day that was approved; some are ahead of it.".to_owned(),
        n => format!("{} {} dated behind the day that was approved.", words::sentence(&count(n, "open item")), is(n)),
    };
    vec![Block::Text(text), picture]
}

fn plan(source: &Source) -> Vec<Block> {
    let Some(picture) = shown::plan(source) else { return Vec::new() };
    let all = source.live().filter(|i| i.status != Status::Draft && i.due().is_some()).count();
    match all.checked_sub(shown::ROWS).filter(|n| *n > 0) {
        None => vec![picture],
        Some(_) => vec![
            Block::Text(format!(
                "The picture shows the {} items that are due first; the table has all {all}.",
                shown::ROWS
            )),
            picture,
        ],
    }
}
