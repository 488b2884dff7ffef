//! Values as the databases keep them, there and back: shared by every adapter, so that a record moves from one to another.

use closeout_app::{bulk::FindingDetail, ports::StoreError, views::FindingRow};
use closeout_domain::{
    finding::dismissal::Stage,
    ids::{Digest, SystemId},
    priority::Cve,
};
use jiff::{Timestamp, civil::Date};
use serde::{Serialize, de::DeserializeOwned};

/// Wraps what a database or a thread said: `.map_err(failed("append"))`.
pub fn failed<E>(action: &'static str) -> impl Fn(E) -> StoreError
where
    E: Into<Box<dyn std::error::Error + Send + Sync>>,
{
    move |source| StoreError::Failed { action, source: source.into() }
}

/// Something that was never written like this.
#[expect(clippy::needless_pass_by_value, reason = "callers hand over what they made for this")]
pub fn corrupt(place: &str, why: impl ToString) -> StoreError {
    StoreError::Corrupt { place: place.to_owned(), why: why.to_string() }
}

/// A row of a view as it is kept beside the columns that lists filter by.
///
/// # Errors
/// [`StoreError::Failed`] for a value that JSON cannot hold.
pub fn to_doc<T: Serialize>(row: &T) -> Result<String, StoreError> {
    serde_json::to_string(row).map_err(failed("write a view"))
}

/// Reads a row of a view. `place` names it in the error, as in "item".
///
/// # Errors
/// [`StoreError::Corrupt`].
pub fn from_doc<T: DeserializeOwned>(place: &str, text: &str) -> Result<T, StoreError> {
    serde_json::from_str(text).map_err(|e| corrupt(place, e))
}

/// An instant as a number: microseconds since 1970, UTC.
pub fn micros(at: Timestamp) -> i64 {
    at.as_microsecond()
}

/// Reads an instant.
///
/// # Errors
/// [`StoreError::Corrupt`].
pub fn instant(micros: i64) -> Result<Timestamp, StoreError> {
    Timestamp::from_microsecond(micros).map_err(|e| corrupt("instant", e))
}

/// Reads an instant that may be missing.
///
/// # Errors
/// [`StoreError::Corrupt`].
pub fn instant_if(micros: Option<i64>) -> Result<Option<Timestamp>, StoreError> {
    micros.map(instant).transpose()
}

/// Reads a day; days are kept as text, `2026-12-01`, which sorts as it should.
///
/// # Errors
/// [`StoreError::Corrupt`].
pub fn day(text: &str) -> Result<Date, StoreError> {
    text.parse().map_err(|e| corrupt("day", e))
}

/// Reads a SHA-256.
///
/// # Errors
/// [`StoreError::Corrupt`].
pub fn digest(bytes: &[u8]) -> Result<Digest, StoreError> {
    bytes.try_into().map(Digest).map_err(|_| corrupt("digest", format!("{} bytes instead of 32", bytes.len())))
}

/// Reads a count or a number of the record, which the databases keep as a signed one.
///
/// # Errors
/// [`StoreError::Corrupt`].
pub fn unsigned<T: TryFrom<i64>>(number: i64) -> Result<T, StoreError> {
    number.try_into().map_err(|_| corrupt("number", number))
}

/// A count or a number of the record as the databases keep it.
///
/// # Errors
/// [`StoreError::Failed`] for one beyond 2^63, which no record reaches.
pub fn signed(number: u64) -> Result<i64, StoreError> {
    number.try_into().map_err(failed("keep a number"))
}

/// The word for how far a dismissal has come.
pub fn stage(stage: Stage) -> &'static str {
    match stage {
        Stage::Proposed => "proposed",
        Stage::Dismissed => "dismissed",
        Stage::Open => "open",
    }
}

/// The part of a title by which lists are sorted: an index cannot hold a text of any length.
pub fn sorted_by(title: &str) -> &str {
    title.get(..title.floor_char_boundary(300)).unwrap_or_default()
}

/// The CVEs of a finding, in their one spelling. What is none by its form is left out.
pub fn cves(row: &FindingRow) -> impl Iterator<Item = String> + '_ {
    row.cve.iter().filter_map(|cve| cve.parse::<Cve>().ok()).map(|cve| cve.as_str().to_owned())
}

/// A finding as its source last described it, whose counts, sources and item are still to be filled in.
pub fn finding(system: SystemId, detail: &FindingDetail) -> FindingRow {
    let d = detail.clone();
    FindingRow {
        id: d.id.0,
        system: system.0,
        family: d.family,
        check: d.check,
        title: d.title,
        priority: String::new(),
        exploited: false,
        internet: false,
        severity: String::new(),
        native_severity: d.native_severity,
        state: String::new(),
        assets: 0,
        present: 0,
        absent: 0,
        not_observed: 0,
        sources: Vec::new(),
        item: None,
        cvss: d.cvss,
        cve: d.cve,
        cwe: d.cwe,
        cci: d.cci,
        requirement: d.requirement,
        description: d.description,
        recommendation: d.recommendation,
        fix: d.fix,
        first_seen: None,
        last_seen: None,
    }
}
