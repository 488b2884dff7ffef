//! Public feeds about CVEs: CISA's catalog of known exploited vulnerabilities, EPSS scores, CISA's SSVC answers.
//!
//! A feed has to be whole: what a file does not say counts as not so, and one that is cut off would take facts away.

mod epss;
mod kev;
mod ssvc;
mod told;

use std::io::Read;

use closeout_domain::feed::{FactRow, Kind};

pub use self::told::Told;
use self::told::strange;
use crate::{container, decode::Text, sink::Unreadable};

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

#[cfg(test)]
mod tests;
