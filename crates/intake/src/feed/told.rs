//! What a feed told, and how one that is none is refused.

use std::io::Read;

use closeout_domain::feed::Kind;
use jiff::civil::Date;

use crate::{
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

/// That a file is not this feed.
pub(super) fn strange(kind: Kind, why: &str) -> Unreadable {
    let advice = match kind {
        Kind::Kev => "give known_exploited_vulnerabilities.json or .csv as CISA publishes it",
        Kind::Epss => "give epss_scores-YYYY-MM-DD.csv.gz as FIRST publishes it, with its first line",
        Kind::Ssvc => "give CVE records of CISA's Vulnrichment, one or more in a JSON file",
    };
    Unreadable::new(Place::File, format!("this is no edition of {}: {why}", kind.title()), advice)
}

/// Reads JSON whole; feeds in JSON are some megabytes.
pub(super) fn whole(kind: Kind, text: &mut Text<'_>) -> Result<Vec<u8>, Unreadable> {
    const MOST: u64 = 256 << 20;
    let mut bytes = Vec::new();
    Read::take(text, MOST + 1).read_to_end(&mut bytes)?;
    match bytes.len() as u64 > MOST {
        true => Err(strange(kind, "it is larger than 256 MB")),
        false => Ok(bytes),
    }
}

/// A day at the beginning of an instant, as in "2025-09-24T12:55:00Z".
pub(super) fn day(instant: &str) -> Option<Date> {
    instant.trim().get(..10)?.parse().ok()
}

/// A problem that costs one entry.
pub(super) fn skipped(at: Place, why: String) -> Problem {
    Problem::new(at, Loss::Record, why)
}
