//! The audit log, and whether it still is what was written.

use axum::{Json as Plain, extract::State};
use closeout_app::{App, query::LARGEST_PAGE, record::Stream, upkeep::Verification, views::HistoryEntry};
use serde::Serialize;
use utoipa::ToSchema;

use super::{Bearer, filter};
use crate::{error::ApiError, permission::Audit, sent::Filters};

/// What happened, newest first.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct Log {
    /// The entries.
    pub entries: Vec<HistoryEntry>,
    /// Where the next page begins: its `before`. `null` on the last one.
    pub next: Option<u64>,
}

/// Read the audit log, newest first.
#[utoipa::path(get, path = "", params(filter::Log), responses((status = 200, description = "A page of the log.", body = Log)))]
pub async fn list(who: Bearer<Audit>, State(app): State<App>, mut filters: Filters) -> Result<Plain<Log>, ApiError> {
    let before = number("before", filters.take("before"))?;
    let rows = filters.take_rows()?;
    let subject = filters.take("subject").filter(|text| !text.is_empty());
    let subject = subject.map(|text| text.parse::<Stream>()).transpose();
    let subject = subject.map_err(|e| ApiError::field("subject", e.to_string(), "give it as in item/7"))?;
    filters.nothing_else("before, subject, rows")?;
    // One more than asked tells whether there is a next page.
    let mut entries = app.audit(&who.actor, before, subject, rows.saturating_add(1).min(LARGEST_PAGE)).await?;
    let more = entries.len() > rows as usize || (rows == LARGEST_PAGE && entries.len() == LARGEST_PAGE as usize);
    entries.truncate(rows as usize);
    let next = entries.last().filter(|_| more).map(|last| last.position);
    Ok(Plain(Log { entries, next }))
}

/// Verify the record: its chain of hashes, the files it refers to, and what the lists show. Nothing is changed.
#[utoipa::path(get, path = "", responses((status = 200, description = "What verifying found.", body = Verification)))]
pub async fn verify(who: Bearer<Audit>, State(app): State<App>) -> Result<Plain<Verification>, ApiError> {
    Ok(Plain(app.verify(&who.actor).await?))
}

fn number(field: &str, text: Option<String>) -> Result<Option<u64>, ApiError> {
    let text = text.filter(|text| !text.trim().is_empty());
    let number = text.map(|text| text.trim().parse::<u64>()).transpose();
    number.map_err(|_| ApiError::field(field, "this is no number", "give a whole number"))
}
