//! What was reviewed, what lies before somebody, and what was decided: how the plan is kept going.

use closeout_domain::{
    cadence::{
        escalation::Outcome,
        review::{self, Review},
    },
    deadline::rhythm::{Cadence, Period},
    ids::PersonId,
};
use jiff::civil::Date;

use crate::{
    model::{Block, Cell, Column, Kind, Table},
    source::{Source, day_of},
    words::{self, count, day},
};

/// Decisions on what lay before somebody, made after a day; the last one first.
pub(crate) fn decided(source: &Source, since: Date) -> Vec<Block> {
    const COLUMNS: [Column; 6] = [
        Column::of("Day", 1.1, Kind::Date),
        Column::of("Item", 1.2, Kind::Word),
        Column::text("Decided", 3.2),
        Column::text("Why", 3.4),
        Column::text("By", 1.4),
        Column::of("Holds until", 1.1, Kind::Date),
    ];
    let who = |person: PersonId| source.directory.name(person).to_owned();
    let made = source.escalations.iter().filter_map(|escalation| match &escalation.outcome {
        Some(Outcome::Decided { decision, reason, until, lapsed, signed }) if day_of(signed.0) > since => {
            let held = if *lapsed { " (asked again since)" } else { "" };
            let row = vec![
                Cell::Date(day_of(signed.0)),
                Cell::text(words::sentence(&escalation.raised.matter.to_string())),
                Cell::text(words::sentence(&decision.told(&who)) + held),
                Cell::text(reason.clone()),
                Cell::text(who(signed.1)),
                Cell::Date(*until),
            ];
            Some((signed.0, row))
        }
        _ => None,
    });
    let mut made: Vec<_> = made.collect();
    made.sort_by_key(|(at, _)| std::cmp::Reverse(*at));
    if made.is_empty() {
        return Vec::new();
    }
    vec![Block::Table(Table::new("Decided", &COLUMNS, made.into_iter().map(|(_, row)| row).collect()))]
}

/// Reviews that were held after a day, and those that were missed.
pub(crate) fn reviews(source: &Source, since: Date) -> Vec<Block> {
    const COLUMNS: [Column; 6] = [
        Column::of("Day", 1.1, Kind::Date),
        Column::text("Review", 1.2),
        Column::text("There", 3.0),
        Column::of("Items", 0.7, Kind::Number),
        Column::text("Signed by", 1.4),
        Column::of("Minutes, SHA-256", 3.0, Kind::Digest),
    ];
    let held: Vec<&Review> =
        source.reviews.iter().filter(|review| review.counts() && review.opening.day > since).collect();
    let missed = missed(source, since);
    if held.is_empty() && missed.is_empty() {
        return Vec::new();
    }
    let rows = held.iter().map(|review| row(source, review)).collect();
    let mut blocks = vec![Block::Text(summary(&held, &missed, since))];
    if !held.is_empty() {
        blocks.push(Block::Table(Table::new("Reviews", &COLUMNS, rows)));
    }
    blocks
}

fn row(source: &Source, review: &Review) -> Vec<Cell> {
    let mut there: Vec<&str> = review.attendance.people.iter().map(|person| source.directory.name(*person)).collect();
    there.extend(Some(review.attendance.guests.as_str()).filter(|guests| !guests.is_empty()));
    let (signed, minutes) = match &review.outcome {
        Some(review::Outcome::Signed { minutes, signed }) => {
            (Cell::text(source.directory.name(signed.1)), Cell::text(minutes.digest.to_string()))
        }
        _ => (Cell::Bad("not signed yet".into()), Cell::Empty),
    };
    vec![
        Cell::Date(review.opening.day),
        Cell::text(words::phrase(review.opening.cadence.word())),
        Cell::text(there.join(", ")),
        Cell::count(review.opening.agenda.len()),
        signed,
        minutes,
    ]
}

/// As in "11 weekly and 2 monthly reviews were held since 22 August 2026. Missed: weekly of 12 to 18 October 2026."
fn summary(held: &[&Review], missed: &[(Cadence, Period)], since: Date) -> String {
    let by_cadence = Cadence::ALL.into_iter().filter_map(|cadence| {
        let n = held.iter().filter(|review| review.opening.cadence == cadence).count();
        (n > 0).then(|| format!("{n} {cadence}"))
    });
    let by_cadence: Vec<String> = by_cadence.collect();
    let from = if since == Date::MIN { String::new() } else { format!(" since {}", day(since)) };
    let mut text = match held.len() {
        0 => format!("No review was held{from}."),
        1 => format!("{} review was held{from}.", words::list(&by_cadence)),
        _ => format!("{} reviews were held{from}.", words::list(&by_cadence)),
    };
    if !missed.is_empty() {
        let named = missed
            .iter()
            .map(|(cadence, period)| format!("the {cadence} one for {} to {}", day(period.first), day(period.last)));
        let named: Vec<String> = named.collect();
        text += &format!(" {} missed: {}.", words::sentence(&count(missed.len(), "review")), words::list(&named));
    }
    text
}

/// Periods that ended after a day and that nobody reviewed.
fn missed(source: &Source, since: Date) -> Vec<(Cadence, Period)> {
    let (rhythm, from) = source.rhythm;
    let of_cadence = |cadence: Cadence| {
        let mine = source.reviews.iter().filter(|r| r.counts() && r.opening.cadence == cadence);
        let held: Vec<Date> = mine.map(|review| review.opening.period.first).collect();
        let missed = rhythm.missed(cadence, from, &held, source.as_of);
        missed.into_iter().filter(|period| period.last > since).map(move |period| (cadence, period))
    };
    Cadence::ALL.into_iter().flat_map(of_cadence).collect()
}
