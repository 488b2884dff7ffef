//! Public feeds about CVEs: CISA's catalog of known exploited vulnerabilities, EPSS scores, CISA's SSVC answers.
//!
//! A feed has to be whole: what a file does not say counts as not so, and one that is cut off would take facts away.

mod epss;
mod kev;
mod ssvc;

use std::io::Read;

use closeout_domain::feed::{FactRow, Kind};
use jiff::civil::Date;

use crate::{
    container,
    decode::Text,
    sink::{Loss, Place, Problem, Problems, Unreadable},
};

/// What a file held.
#[derive(Debug, Default)]
pub struct Told {
    /// The day that it speaks for.
    pub date: Option<Date>,
    /// The version of the catalog or the model; may be empty.
    pub model: String,
    /// Rows that were handed on.
    pub rows: u64,
    /// What could not be read.
    pub problems: Problems,
}

/// Reads a feed, packed or not, and hands each fact on.
///
/// # Errors
/// For a file that is something else, is cut off, or holds nothing.
pub fn read(kind: Kind, input: impl Read, each: &mut dyn FnMut(FactRow)) -> Result<Told, Unreadable> {
    let (input, wrapping) = container::unwrap(input)?;
    let mut text = Text::new(input)?;
    let mut told = Told::default();
    let mut rows = 0;
    let mut counted = |row: FactRow| {
        rows += 1;
        each(row);
    };
    match kind {
        Kind::Kev => kev::read(&mut text, &mut told, &mut counted)?,
        Kind::Epss => epss::read(&mut text, &mut told, &mut counted)?,
        Kind::Ssvc => ssvc::read(&mut text, &mut told, &mut counted)?,
    }
    told.rows = rows;
    if let Some(damage) = wrapping.take().into_iter().next() {
        return Err(Unreadable::new(damage.at, damage.message, "download the feed again"));
    }
    if rows == 0 || told.date.is_none() {
        return Err(strange(kind, "it names no CVE with a date"));
    }
    Ok(told)
}

/// That a file is not this feed.
fn strange(kind: Kind, why: &str) -> Unreadable {
    let advice = match kind {
        Kind::Kev => "give known_exploited_vulnerabilities.json or .csv as CISA publishes it",
        Kind::Epss => "give epss_scores-YYYY-MM-DD.csv.gz as FIRST publishes it, with its first line",
        Kind::Ssvc => "give CVE records of CISA's Vulnrichment, one or more in a JSON file",
    };
    Unreadable::new(Place::File, format!("this is no edition of {}: {why}", kind.title()), advice)
}

/// Reads JSON whole; feeds in JSON are some megabytes.
fn whole(kind: Kind, text: &mut Text<'_>) -> Result<Vec<u8>, Unreadable> {
    const MOST: u64 = 256 << 20;
    let mut bytes = Vec::new();
    Read::take(text, MOST + 1).read_to_end(&mut bytes)?;
    match bytes.len() as u64 > MOST {
        true => Err(strange(kind, "it is larger than 256 MB")),
        false => Ok(bytes),
    }
}

/// A day at the beginning of an instant, as in "2025-09-24T12:55:00Z".
fn day(instant: &str) -> Option<Date> {
    instant.trim().get(..10)?.parse().ok()
}

/// A problem that costs one entry.
fn skipped(at: Place, why: String) -> Problem {
    Problem::new(at, Loss::Record, why)
}

#[cfg(test)]
mod tests;
