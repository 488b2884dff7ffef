//! Everything on record about one item, with the digests of its evidence.

use closeout_catalog::requirement;
use closeout_domain::{
    ids::ItemNumber,
    item::{Item, acceptance, task::Stage},
};

use crate::{
    kind::Kind as Report,
    model::{Block, Cell, Column, Document, Figure, Kind, Table},
    shown,
    source::{Source, day_of},
    words::{self, count, day, size},
};

/// The dossier; `None` when the source has no such item.
pub fn document(source: &Source, number: ItemNumber) -> Option<Document> {
    let item = source.items.iter().find(|i| i.number == number)?;
    let mut document = source.document(format!("{number}: {}", item.weakness), Report::Item(number).purpose());
    document.wide = true;
    document.news = vec![standing(source, item)];
    let met = acceptance::standing(&item.tests).filter(|(_, t)| acceptance::is_met(t, &item.exhibits)).count();
    let late = source.late_days(item);
    document.figures = vec![
        Figure { label: "Status", value: item.status.phrase().into(), bad: false },
        Figure { label: "Due", value: item.due().map_or("no date".into(), |d| d.to_string()), bad: false },
        Figure { label: "Days late", value: late.unwrap_or(0).to_string(), bad: late.is_some() },
        Figure {
            label: "Tests met",
            value: format!("{met} of {}", acceptance::standing(&item.tests).count()),
            bad: false,
        },
    ];
    document.push("The weakness and the plan", facts(source, item));
    document.push("Milestones", milestones(source, item));
    document.push("Work", tasks(source, item));
    document.push("Acceptance tests", tests(source, item));
    document.push("Evidence", evidence(source, [item]));
    document.push("Steps taken", steps(source, item));
    document.push("History", history(source, item));
    Some(document)
}

fn standing(source: &Source, item: &Item) -> String {
    let owner = match item.owner {
        Some(_) => format!("{} answers for it", source.name(item.owner)),
        None => "nobody answers for it yet".into(),
    };
    match (source.late_days(item), item.status.is_live(), item.due(), item.chain.ended) {
        (Some(late), ..) => format!("It is late by {}; {owner}.", count(usize::try_from(late).unwrap_or(0), "day")),
        (None, true, Some(due), _) => format!("It is due on {}; {owner}.", day(due)),
        (None, true, None, _) => format!("It has no date yet; {owner}."),
        (None, false, _, Some((at, by))) => {
            format!("{} on {} by {}.", item.status.phrase(), day(day_of(at)), source.name(Some(by)))
        }
        (None, false, _, None) => format!("{}; {owner}.", item.status.phrase()),
    }
}

fn facts(source: &Source, item: &Item) -> Vec<Block> {
    let mut facts: Vec<(&'static str, String)> = vec![("Weakness", item.weakness.clone())];
    let mut push = |name, text: String| {
        if !text.is_empty() {
            facts.push((name, text));
        }
    };
    let source_word = words::phrase(item.origin.source.word());
    push(
        "How it became known",
        match item.origin.detail.as_str() {
            "" => source_word,
            detail => format!("{source_word}: {detail}"),
        },
    );
    let named = item.requirement.as_deref().map(|id| match requirement(id) {
        Some(r) => format!("{id} {}", r.title),
        None => id.to_owned(),
    });
    push("Requirement", named.unwrap_or_default());
    push("Objectives not met", item.objectives.join(", "));
    push(
        "Findings it answers",
        match item.findings.len() {
            0 => String::new(),
            n => count(n, "finding"),
        },
    );
    push("Came back after", item.recurrence_of.map(|n| n.to_string()).unwrap_or_default());
    push("Root cause", item.root_cause.clone().unwrap_or_default());
    push("Owner", source.name(item.owner));
    let rating = item.rating.as_ref();
    push(
        "Priority",
        rating.map(|r| format!("{}: {}", words::phrase(r.priority.word()), r.reasons.join("; "))).unwrap_or_default(),
    );
    if let Some(r) = &item.resources {
        let funding = if r.funding.is_empty() { String::new() } else { format!(", from {}", r.funding) };
        push(
            "Resources",
            format!("{}; {}; {}{funding}", r.people, count(usize::try_from(r.hours).unwrap_or(0), "hour"), r.cost),
        );
    }
    push("Risk accepted until", item.accepted_until.map(|d| d.to_string()).unwrap_or_default());
    if let Some(e) = &item.exception {
        let signed = e.signed.map_or("not signed".to_owned(), |(at, by)| {
            format!("signed by {} on {}", source.name(Some(by)), day_of(at))
        });
        push(
            "Exception to the separation of duties",
            format!("{}: {} ({signed})", source.name(Some(e.person)), e.reason),
        );
    }
    let mut blocks = vec![Block::Facts(facts)];
    if !item.actions.is_empty() {
        blocks.push(Block::Text("Corrective actions:".into()));
        blocks.push(Block::Points(item.actions.clone()));
    }
    blocks
}

fn milestones(source: &Source, item: &Item) -> Vec<Block> {
    const COLUMNS: [Column; 6] = [
        Column::of("No.", 0.5, Kind::Word),
        Column::of("From", 1.1, Kind::Date),
        Column::of("To", 1.1, Kind::Date),
        Column::text("Why", 5.0),
        Column::text("Recorded by", 1.8),
        Column::of("On", 1.1, Kind::Date),
    ];
    let changes = item.milestones.iter().flat_map(|(id, m)| m.changes.iter().map(move |c| (id, c)));
    let rows: Vec<_> = changes
        .map(|(id, c)| {
            vec![
                Cell::text(id.to_string()),
                Cell::Date(c.from),
                Cell::Date(c.to),
                Cell::text(c.reason.clone()),
                Cell::text(source.name(Some(c.recorded.1))),
                Cell::Date(day_of(c.recorded.0)),
            ]
        })
        .collect();
    let mut blocks: Vec<Block> = shown::milestones(source, item).into_iter().collect();
    if !rows.is_empty() {
        blocks.push(Block::Text("Dates that were changed after the approval:".into()));
        blocks.push(Block::Table(Table::new("Changed dates", &COLUMNS, rows)));
    }
    blocks.extend(extensions(source, item));
    blocks
}

fn extensions(source: &Source, item: &Item) -> Vec<Block> {
    const COLUMNS: [Column; 7] = [
        Column::of("No.", 0.5, Kind::Word),
        Column::of("From", 1.1, Kind::Date),
        Column::of("To", 1.1, Kind::Date),
        Column::text("What got in the way", 1.8),
        Column::text("Justification", 3.6),
        Column::text("Asked by", 1.5),
        Column::text("Answer", 3.0),
    ];
    let rows: Vec<_> = item
        .extensions
        .values()
        .map(|e| {
            let answer = e.answer.as_ref().map_or("waits".to_owned(), |a| {
                let word = if a.granted { "granted" } else { "declined" };
                let note = if a.note.is_empty() { String::new() } else { format!(": {}", a.note) };
                format!("{word} by {} on {}{note}", source.name(Some(a.signed.1)), day_of(a.signed.0))
            });
            vec![
                Cell::text(e.request.milestone.to_string()),
                Cell::Date(e.request.from),
                Cell::Date(e.request.to),
                Cell::text(e.request.obstacle.phrase()),
                Cell::text(e.request.justification.clone()),
                Cell::text(source.name(Some(e.asked.1))),
                Cell::text(answer),
            ]
        })
        .collect();
    match rows.is_empty() {
        true => Vec::new(),
        false => {
            vec![Block::Text("Extensions asked for:".into()), Block::Table(Table::new("Extensions", &COLUMNS, rows))]
        }
    }
}

fn tasks(source: &Source, item: &Item) -> Vec<Block> {
    const COLUMNS: [Column; 8] = [
        Column::of("No.", 0.5, Kind::Word),
        Column::text("Task", 4.0),
        Column::text("Responsible", 1.6),
        Column::text("Approver", 1.6),
        Column::of("Hours", 0.7, Kind::Number),
        Column::of("Due", 1.2, Kind::Date),
        Column::of("Stage", 1.1, Kind::Word),
        Column::text("Tickets", 1.4),
    ];
    let rows: Vec<_> = item
        .tasks
        .iter()
        .map(|(id, t)| {
            vec![
                Cell::text(id.to_string()),
                Cell::text(t.plan.title.clone()),
                Cell::text(source.name(Some(t.plan.responsible))),
                Cell::text(source.name(Some(t.plan.approver))),
                Cell::Number(u64::from(t.plan.effort)),
                Cell::Date(t.plan.due),
                Cell::text(words::phrase(t.stage.word())),
                Cell::text(t.tickets.iter().map(|t| t.key.clone()).collect::<Vec<_>>().join(", ")),
            ]
        })
        .collect();
    if rows.is_empty() {
        return Vec::new();
    }
    let standing = item.tasks.values().filter(|t| t.stage != Stage::Dropped).count();
    let approved = item.tasks.values().filter(|t| t.stage == Stage::Approved).count();
    let text = format!("{approved} of {} approved.", count(standing, "task"));
    vec![Block::Text(text), Block::Table(Table::new("Tasks", &COLUMNS, rows))]
}

fn tests(source: &Source, item: &Item) -> Vec<Block> {
    const COLUMNS: [Column; 6] = [
        Column::of("No.", 0.5, Kind::Word),
        Column::text("What must be shown", 4.0),
        Column::text("Runs by itself", 2.0),
        Column::of("Met", 0.8, Kind::Word),
        Column::text("What was seen", 4.0),
        Column::text("By, on", 2.0),
    ];
    let rows: Vec<_> = item
        .tests
        .iter()
        .map(|(id, t)| {
            let word = t.attested.as_ref();
            let run = t.run.as_ref().filter(|r| word.is_none_or(|w| w.signed.0 < r.at));
            let seen = run.map(|r| &r.statement).or(word.map(|w| &w.statement));
            let by = match (run, word) {
                (Some(r), _) => format!("by itself, {}", day_of(r.at)),
                (None, Some(w)) => format!("{}, {}", source.name(Some(w.signed.1)), day_of(w.signed.0)),
                (None, None) => String::new(),
            };
            let met = match (&t.dropped, acceptance::is_met(t, &item.exhibits)) {
                (Some(_), _) => "Dropped",
                (None, true) => "Yes",
                (None, false) => "No",
            };
            vec![
                Cell::text(id.to_string()),
                Cell::text(t.criterion.clone()),
                Cell::text(t.check.as_ref().map(closeout_domain::item::check::Check::phrase).unwrap_or_default()),
                Cell::text(met),
                Cell::text(t.dropped.as_ref().or(seen).cloned().unwrap_or_default()),
                Cell::text(by),
            ]
        })
        .collect();
    if rows.is_empty() { Vec::new() } else { vec![Block::Table(Table::new("Tests", &COLUMNS, rows))] }
}

/// The files that show it, each with the digest under which anybody can check that it is the one.
pub(crate) fn evidence<'a>(source: &Source, items: impl IntoIterator<Item = &'a Item>) -> Vec<Block> {
    const COLUMNS: [Column; 7] = [
        Column::of("Item", 1.15, Kind::Word),
        Column::text("File", 2.0),
        Column::of("Size", 0.75, Kind::Word),
        Column::text("What it shows", 2.6),
        Column::text("Attached by, on", 1.7),
        Column::of("SHA-256", 3.7, Kind::Digest),
        Column::text("Withdrawn", 1.2).aside(),
    ];
    let rows: Vec<_> = items
        .into_iter()
        .flat_map(|item| item.exhibits.iter().map(move |e| (item.number, e)))
        .map(|(number, e)| {
            let withdrawn = e.withdrawn.as_ref();
            let shows = match withdrawn {
                Some(why) => format!("Withdrawn: {why}"),
                None => e.evidence.shows.clone(),
            };
            vec![
                Cell::text(number.to_string()),
                Cell::text(e.evidence.name.clone()),
                Cell::text(size(e.evidence.size)),
                Cell::text(shows),
                Cell::text(format!("{}, {}", source.name(Some(e.attached.1)), day_of(e.attached.0))),
                Cell::text(e.evidence.digest.to_string()),
                Cell::text(withdrawn.cloned().unwrap_or_default()),
            ]
        })
        .collect();
    match rows.len() {
        0 => Vec::new(),
        n => vec![
            Block::Text(format!(
                "{} on record. A file is the one on record if its SHA-256 is the one given here.",
                words::sentence(&count(n, "file"))
            )),
            Block::Table(Table::new("Evidence", &COLUMNS, rows)),
        ],
    }
}

fn steps(source: &Source, item: &Item) -> Vec<Block> {
    const COLUMNS: [Column; 3] =
        [Column::text("Step", 2.0), Column::text("By", 2.0), Column::of("On", 1.0, Kind::Date)];
    let c = &item.chain;
    let ended = item.status.phrase();
    let all = [
        ("Begun", c.drafted),
        ("Plan submitted", c.submitted),
        ("Plan approved, dates frozen", c.approved),
        ("Work called done", c.done),
        ("Validated by somebody who did not do it", c.validated),
        (if item.status.is_live() { "Ended" } else { ended }, c.ended),
    ];
    let row = |(step, signed): (&str, Option<closeout_domain::item::value::Signature>)| {
        let (at, by) = signed?;
        Some(vec![Cell::text(step), Cell::text(source.name(Some(by))), Cell::Date(day_of(at))])
    };
    let rows: Vec<_> = all.into_iter().filter_map(row).collect();
    if rows.is_empty() { Vec::new() } else { vec![Block::Table(Table::new("Steps", &COLUMNS, rows))] }
}

fn history(source: &Source, item: &Item) -> Vec<Block> {
    const COLUMNS: [Column; 3] =
        [Column::text("When, in UTC", 1.3), Column::text("Who", 1.4), Column::text("What", 7.0)];
    let happened = source.histories.get(&item.number).map(Vec::as_slice).unwrap_or_default();
    let row = |h: &crate::source::Happening| {
        vec![
            Cell::text(h.at.strftime("%Y-%m-%d %H:%M").to_string()),
            Cell::text(h.by.clone()),
            Cell::text(h.what.clone()),
        ]
    };
    let rows: Vec<_> = happened.iter().map(row).collect();
    if rows.is_empty() { Vec::new() } else { vec![Block::Table(Table::new("History", &COLUMNS, rows))] }
}
