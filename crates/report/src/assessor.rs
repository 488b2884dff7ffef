//! The book for whoever assesses requirement 3.12.2: deficiencies are identified, planned for, corrected; with what shows it.

use std::collections::BTreeMap;

use closeout_domain::item::{Item, Status, milestone};
use jiff::civil::Date;

use crate::{
    dossier,
    kind::Kind as Report,
    model::{Block, Cell, Column, Document, Figure, Kind, Table},
    oversight,
    source::{Source, day_of},
    words::{self, count},
};

/// The book.
pub fn document(source: &Source) -> Document {
    let mut document = source.document(Report::Assessor.title(), Report::Assessor.purpose());
    document.wide = true;
    let all = source.items.len();
    let approved = planned(source).count();
    let closed = source.items.iter().filter(|i| i.status == Status::Closed).count();
    let files: usize = source.items.iter().map(|i| i.exhibits.len()).sum();
    document.news = vec![match all {
        0 => "No deficiency is on record.".to_owned(),
        _ => format!(
            "{} identified, {approved} with an approved plan, {closed} corrected and closed, on {} of evidence.",
            if all == 1 { "1 deficiency".to_owned() } else { format!("{all} deficiencies") },
            count(files, "file")
        ),
    }];
    document.news.push(match source.poam_owner {
        Some(_) => format!("{} is appointed owner of the plan.", source.name(source.poam_owner)),
        None => "Nobody is appointed owner of the plan.".into(),
    });
    document.figures = vec![
        Figure { label: "Identified", value: all.to_string(), bad: false },
        Figure { label: "Plan approved", value: approved.to_string(), bad: false },
        Figure { label: "Closed", value: closed.to_string(), bad: false },
        Figure { label: "Late", value: source.late().count().to_string(), bad: source.late().next().is_some() },
        Figure { label: "Files of evidence", value: files.to_string(), bad: false },
    ];
    document.push("The system", vec![Block::Facts(system(source))]);
    document.push("3.12.2[a] Deficiencies and vulnerabilities are identified", identified(source));
    document.push("3.12.2[b] A plan is developed for each", plans(source));
    document.push("3.12.2[c] The plan is carried out: under way", under_way(source));
    document.push("3.12.2[c] The plan is carried out: closed", closures(source));
    document.push("3.12.2[c] The plan is carried out: reviews", oversight::reviews(source, Date::MIN));
    document.push("3.12.2[c] The plan is carried out: decisions", oversight::decided(source, Date::MIN));
    document.push("Evidence on record", dossier::evidence(source, &source.items));
    document
}

/// Items whose plan somebody else approved.
fn planned(source: &Source) -> impl Iterator<Item = &Item> {
    source.items.iter().filter(|i| i.chain.approved.is_some())
}

fn system(source: &Source) -> Vec<(&'static str, String)> {
    let d = &source.system;
    let ssp = [d.ssp_title.clone(), d.ssp_version.clone(), d.ssp_date.map(|day| day.to_string()).unwrap_or_default()];
    let ssp: Vec<String> = ssp.into_iter().filter(|part| !part.is_empty()).collect();
    let all = vec![
        ("Organization", source.organization.clone()),
        ("System", d.name.clone()),
        ("System security plan", ssp.join(", ")),
        ("CAGE codes", d.cage_codes.join(", ")),
        ("CMMC unique identifier", d.cmmc_uid.clone()),
        ("POA&M owner", source.name(source.poam_owner)),
    ];
    all.into_iter().filter(|(_, text)| !text.is_empty()).collect()
}

fn identified(source: &Source) -> Vec<Block> {
    const BY: [Column; 4] = [
        Column::text("How they became known", 3.0),
        Column::of("Items", 1.0, Kind::Number),
        Column::of("First", 1.2, Kind::Date),
        Column::of("Latest", 1.2, Kind::Date),
    ];
    const ITEMS: [Column; 6] = [
        Column::of("Item", 1.2, Kind::Word),
        Column::text("Weakness", 4.4),
        Column::text("How it became known", 3.4),
        Column::of("Requirement", 1.0, Kind::Word),
        Column::text("Objectives", 1.6),
        Column::of("On record since", 1.2, Kind::Date),
    ];
    let begun = |i: &Item| i.chain.drafted.map(|(at, _)| day_of(at));
    let mut by: BTreeMap<&str, Vec<&Item>> = BTreeMap::new();
    for item in &source.items {
        by.entry(item.origin.source.word()).or_default().push(item);
    }
    let sum = |(word, items): (&str, Vec<&Item>)| {
        let days = || items.iter().filter_map(|i| begun(i));
        vec![
            Cell::text(words::phrase(word)),
            Cell::count(items.len()),
            Cell::date(days().min()),
            Cell::date(days().max()),
        ]
    };
    let row = |item: &Item| {
        let detail = item.origin.detail.as_str();
        let word = words::phrase(item.origin.source.word());
        vec![
            Cell::text(item.number.to_string()),
            Cell::text(item.weakness.clone()),
            Cell::text(if detail.is_empty() { word } else { format!("{word}: {detail}") }),
            Cell::text(item.requirement.clone().unwrap_or_default()),
            Cell::text(item.objectives.join(", ")),
            Cell::date(begun(item)),
        ]
    };
    match source.items.is_empty() {
        true => Vec::new(),
        false => vec![
            Block::Table(Table::new("Sources", &BY, by.into_iter().map(sum).collect())),
            Block::Table(Table::new("Identified", &ITEMS, source.items.iter().map(row).collect())),
        ],
    }
}

fn plans(source: &Source) -> Vec<Block> {
    const COLUMNS: [Column; 8] = [
        Column::of("Item", 1.2, Kind::Word),
        Column::text("Corrective actions", 4.2),
        Column::text("Owner", 1.5),
        Column::text("Resources", 2.4),
        Column::of("Milestones", 1.0, Kind::Number),
        Column::of("Approved day", 1.2, Kind::Date),
        Column::text("Approved by, on", 1.9),
        Column::of("Tests", 0.6, Kind::Number),
    ];
    let row = |item: &Item| {
        let resources = item.resources.as_ref().map(|r| format!("{}; {} h; {}", r.people, r.hours, r.cost));
        let approved = item.chain.approved.map(|(at, by)| format!("{}, {}", source.name(Some(by)), day_of(at)));
        vec![
            Cell::text(item.number.to_string()),
            Cell::text(item.actions.join("; ")),
            Cell::text(source.name(item.owner)),
            Cell::text(resources.unwrap_or_default()),
            Cell::count(milestone::standing(&item.milestones).count()),
            Cell::date(item.baseline_due()),
            approved.map_or_else(|| Cell::text("not approved"), Cell::text),
            Cell::count(item.tests.values().filter(|t| t.dropped.is_none()).count()),
        ]
    };
    let meant: Vec<_> = source.items.iter().filter(|i| i.status != Status::Dismissed).collect();
    if meant.is_empty() {
        return Vec::new();
    }
    let waiting = meant.iter().filter(|i| i.chain.approved.is_none()).count();
    let text = match waiting {
        0 => {
            "Every item has a plan that somebody else approved; the dates that were approved stay on record.".to_owned()
        }
        n => format!(
            "{n} of {} {} no approved plan yet.",
            count(meant.len(), "item"),
            if n == 1 { "has" } else { "have" }
        ),
    };
    vec![Block::Text(text), Block::Table(Table::new("Plans", &COLUMNS, meant.into_iter().map(row).collect()))]
}

fn under_way(source: &Source) -> Vec<Block> {
    const COLUMNS: [Column; 7] = [
        Column::of("Item", 1.2, Kind::Word),
        Column::text("Status", 1.6),
        Column::text("Milestones reached", 1.2),
        Column::text("Next step", 3.8),
        Column::of("Its day", 1.2, Kind::Date),
        Column::of("Days late", 0.8, Kind::Days),
        Column::of("Files", 0.7, Kind::Number),
    ];
    let row = |item: &Item| {
        let standing: Vec<_> = milestone::standing(&item.milestones).map(|(_, m)| m).collect();
        let reached = standing.iter().filter(|m| m.reached.is_some()).count();
        let next = item.next_milestone().map(|(_, m)| m);
        vec![
            Cell::text(item.number.to_string()),
            Cell::text(item.status.phrase()),
            Cell::text(format!("{reached} of {}", standing.len())),
            Cell::text(next.map(|m| m.title.clone()).unwrap_or_default()),
            Cell::date(next.map(|m| m.due)),
            Cell::late(source.late_days(item)),
            Cell::count(item.exhibits.len()),
        ]
    };
    let rows: Vec<_> = source.live().filter(|i| i.chain.approved.is_some()).map(row).collect();
    if rows.is_empty() { Vec::new() } else { vec![Block::Table(Table::new("Under way", &COLUMNS, rows))] }
}

fn closures(source: &Source) -> Vec<Block> {
    const COLUMNS: [Column; 7] = [
        Column::of("Item", 1.2, Kind::Word),
        Column::text("Weakness", 3.6),
        Column::text("Work called done by, on", 2.0),
        Column::text("Validated by, on", 2.0),
        Column::text("Closed by, on", 2.0),
        Column::of("Days from approval", 1.0, Kind::Number),
        Column::of("Files", 0.7, Kind::Number),
    ];
    let row = |item: &Item| {
        let by = |signed: Option<closeout_domain::item::value::Signature>| {
            Cell::text(signed.map(|(at, by)| format!("{}, {}", source.name(Some(by)), day_of(at))).unwrap_or_default())
        };
        let c = &item.chain;
        let days = c.approved.zip(c.ended).map(|((from, _), (to, _))| (day_of(to) - day_of(from)).get_days());
        vec![
            Cell::text(item.number.to_string()),
            Cell::text(item.weakness.clone()),
            by(c.done),
            by(c.validated),
            by(c.ended),
            days.and_then(|d| u64::try_from(d).ok()).map_or(Cell::Empty, Cell::Number),
            Cell::count(item.exhibits.len()),
        ]
    };
    let rows: Vec<_> = source.items.iter().filter(|i| i.status == Status::Closed).map(row).collect();
    match rows.is_empty() {
        true => Vec::new(),
        false => vec![
            Block::Text("Whoever validated had no hand in the work; whoever closed had neither part, unless an exception was signed.".into()),
            Block::Table(Table::new("Closed", &COLUMNS, rows)),
        ],
    }
}
