//! The minutes of a review: who was there, what was looked at, what was said, decided and agreed on.

use std::collections::BTreeMap;

use closeout_domain::{
    cadence::review::{Remark, Review, Sort},
    deadline::rhythm::Cadence,
    ids::{ItemNumber, PersonId},
    people::Directory,
    system::Description,
};
use jiff::Timestamp;

use crate::{
    model::{Block, Cell, Column, Document, Figure, Kind, Table},
    words::{self, count, day},
};

/// A review that is about to be signed.
#[derive(Debug, Clone)]
pub struct Held {
    /// Whose it is.
    pub organization: String,
    /// Of which system.
    pub system: Description,
    /// How the minutes have to be handled; empty for no marking.
    pub marking: String,
    /// The review.
    pub review: Review,
    /// What is wrong, by item: of every one that the review speaks of.
    pub weaknesses: BTreeMap<ItemNumber, String>,
    /// Everybody.
    pub directory: Directory,
    /// When it is signed, and by whom.
    pub signed: (Timestamp, PersonId),
}

/// The title of minutes, as in "Minutes of the weekly review".
pub fn title(cadence: Cadence) -> String {
    format!("Minutes of the {cadence} review")
}

/// The minutes. The same review gives the same document.
pub fn document(held: &Held) -> Document {
    let opening = &held.review.opening;
    let mut document = Document {
        title: title(opening.cadence),
        purpose: format!(
            "The plan of action gone through with {}, for {} to {}.",
            opening.cadence.with(),
            day(opening.period.first),
            day(opening.period.last)
        ),
        marking: held.marking.clone(),
        organization: held.organization.clone(),
        system: held.system.name.clone(),
        as_of: opening.day,
        wide: true,
        news: news(held),
        figures: figures(held),
        ..Document::default()
    };
    document.push("Those who were there", present(held));
    document.push("Agenda", agenda(held));
    document.push("Decisions", decisions(held));
    document.push("Next actions", actions(held));
    document.push("Said of the plan as a whole", general(held));
    document.push("Signed", signature(held));
    document
}

fn news(held: &Held) -> Vec<String> {
    let review = &held.review;
    let decided = review.remarks.iter().filter(|remark| remark.sort == Sort::Decision).count();
    let looked = match review.opening.agenda.len() {
        0 => "Nothing was on the agenda.".to_owned(),
        n => format!("{} of the agenda {} looked at.", words::sentence(&count(n, "item")), was(n)),
    };
    let came = format!(
        "It came to {} and {}.",
        words::none_or(decided, "decision"),
        words::none_or(review.actions.len(), "next action")
    );
    vec![looked, came]
}

fn was(n: usize) -> &'static str {
    if n == 1 { "was" } else { "were" }
}

fn figures(held: &Held) -> Vec<Figure> {
    let tally = &held.review.opening.tally;
    let figure = |label, n: u32, bad| Figure { label, value: n.to_string(), bad };
    vec![
        figure("Open", tally.live, false),
        figure("Late", tally.late, tally.late > 0),
        figure("Begun since the last", tally.begun, false),
        figure("Ended since the last", tally.ended, false),
    ]
}

fn present(held: &Held) -> Vec<Block> {
    let attendance = &held.review.attendance;
    let person = |id: &PersonId| {
        let title = held.directory.people.get(id).map(|p| p.title.as_str()).filter(|title| !title.is_empty());
        let name = held.directory.name(*id);
        title.map_or_else(|| name.to_owned(), |title| format!("{name}, {title}"))
    };
    let mut points: Vec<String> = attendance.people.iter().map(person).collect();
    points.sort();
    if !attendance.guests.is_empty() {
        points.push(format!("Guests: {}", attendance.guests));
    }
    vec![Block::Points(points)]
}

fn weakness(held: &Held, item: ItemNumber) -> Cell {
    Cell::text(held.weaknesses.get(&item).cloned().unwrap_or_default())
}

fn said(remarks: &[&Remark]) -> Cell {
    let told = |remark: &&&Remark| match remark.sort {
        Sort::Decision => format!("Decided: {}", remark.text),
        Sort::Seen | Sort::Note => remark.text.clone(),
    };
    let texts: Vec<String> = remarks.iter().filter(|r| !r.text.is_empty()).map(|r| told(&r)).collect();
    Cell::text(if texts.is_empty() { "nothing to add".into() } else { texts.join(" \u{2022} ") })
}

fn agenda(held: &Held) -> Vec<Block> {
    const COLUMNS: [Column; 4] = [
        Column::of("Item", 1.2, Kind::Word),
        Column::text("Weakness", 3.4),
        Column::text("Why", 2.0),
        Column::text("What was said", 4.0),
    ];
    let review = &held.review;
    let of = |item| review.remarks.iter().filter(|r| r.item == Some(item)).collect::<Vec<_>>();
    let entries = review.opening.agenda.iter().map(|entry| {
        let reasons: Vec<&str> = entry.reasons.iter().map(|reason| reason.phrase()).collect();
        (entry.item, reasons.join(", "))
    });
    let listed = |item: &ItemNumber| review.opening.agenda.iter().any(|entry| entry.item == *item);
    let mut beside: Vec<ItemNumber> = review.remarks.iter().filter_map(|r| r.item).collect();
    beside.extend(review.actions.iter().map(|action| action.item));
    beside.sort_unstable();
    beside.dedup();
    let beside = beside.into_iter().filter(|item| !listed(item)).map(|item| (item, "brought up".to_owned()));
    let rows: Vec<_> = entries
        .chain(beside)
        .map(|(item, why)| vec![Cell::text(item.to_string()), weakness(held, item), Cell::text(why), said(&of(item))])
        .collect();
    if rows.is_empty() {
        return vec![Block::Text("No item asked for attention.".into())];
    }
    vec![Block::Table(Table::new("Agenda", &COLUMNS, rows))]
}

fn decisions(held: &Held) -> Vec<Block> {
    let decided = held.review.remarks.iter().filter(|remark| remark.sort == Sort::Decision);
    let points: Vec<String> = decided
        .map(|remark| match remark.item {
            Some(item) => format!("{item}: {}", remark.text),
            None => remark.text.clone(),
        })
        .collect();
    if points.is_empty() { Vec::new() } else { vec![Block::Points(points)] }
}

fn actions(held: &Held) -> Vec<Block> {
    const COLUMNS: [Column; 4] = [
        Column::of("Due", 1.1, Kind::Date),
        Column::text("Who", 1.8),
        Column::text("What", 4.0),
        Column::of("Task", 1.6, Kind::Word),
    ];
    let row = |action: &closeout_domain::cadence::review::Agreed| {
        vec![
            Cell::Date(action.due),
            Cell::text(held.directory.name(action.responsible)),
            Cell::text(action.title.clone()),
            Cell::text(format!("{}/{}", action.item, action.task)),
        ]
    };
    let rows: Vec<_> = held.review.actions.iter().map(row).collect();
    if rows.is_empty() { Vec::new() } else { vec![Block::Table(Table::new("Next actions", &COLUMNS, rows))] }
}

fn general(held: &Held) -> Vec<Block> {
    let notes = held.review.remarks.iter().filter(|remark| remark.item.is_none() && remark.sort == Sort::Note);
    let points: Vec<String> = notes.map(|remark| remark.text.clone()).collect();
    if points.is_empty() { Vec::new() } else { vec![Block::Points(points)] }
}

fn signature(held: &Held) -> Vec<Block> {
    let (at, by) = held.signed;
    let facts = vec![
        ("Signed by", held.directory.name(by).to_owned()),
        ("When", format!("{} UTC", at.strftime("%-d %B %Y, %H:%M"))),
        ("Begun by", held.directory.name(held.review.begun.1).to_owned()),
        ("Review", held.review.opening.id.to_string()),
        ("Shows", "SP 800-171A 3.12.2[c]: the plan of action is implemented and followed".to_owned()),
    ];
    vec![Block::Facts(facts)]
}
