//! Which requirements checks bear on: the organization's mapping beside the catalog's.

use axum::{Json as Plain, extract::State};
use closeout_app::{App, views::MappingTable};
use closeout_domain::mapping::{Command, Subject};
use serde::Deserialize;
use utoipa::ToSchema;

use super::{Bearer, body::Json, filter};
use crate::{
    error::ApiError,
    permission::{Read, Triage},
    sent::Filters,
};

/// A mapping of the organization.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewMapping {
    /// `flaws`, `settings`, a CCI as in `CCI-000366`, or a check with its family as in `nessus:70658`.
    pub subject: String,
    /// The requirements that it bears on, the leading one first; none if it bears on none.
    pub requirements: Vec<String>,
    /// Why.
    pub reason: String,
}

/// A mapping to take back.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Unmapping {
    /// What was mapped.
    pub subject: String,
    /// Why the catalog holds again.
    pub reason: String,
}

/// Read both mappings.
#[utoipa::path(get, path = "", params(filter::Mapping), responses((status = 200, description = "The organization's mapping, and the catalog's.", body = MappingTable)))]
pub async fn show(
    who: Bearer<Read>,
    State(app): State<App>,
    mut filters: Filters,
) -> Result<Plain<MappingTable>, ApiError> {
    let text = filters.take("text").unwrap_or_default();
    filters.nothing_else("text")?;
    Ok(Plain(app.mapping(&who.actor, &text).await?))
}

/// Map a check, a CCI, all flaws or all settings to requirements, in place of what held before.
#[utoipa::path(post, path = "", request_body = NewMapping, responses((status = 200, description = "The mappings that now hold of it.", body = MappingTable)))]
pub async fn map(
    who: Bearer<Triage>,
    State(app): State<App>,
    Json(body): Json<NewMapping>,
) -> Result<Plain<MappingTable>, ApiError> {
    let NewMapping { subject, requirements, reason } = body;
    let subject = named(&subject)?;
    change(&who, &app, Command::Map { subject: subject.clone(), requirements, reason }, &subject).await
}

/// Take a mapping back: the catalog's holds again.
#[utoipa::path(post, path = "", request_body = Unmapping, responses((status = 200, description = "The mappings that now hold of it.", body = MappingTable)))]
pub async fn unmap(
    who: Bearer<Triage>,
    State(app): State<App>,
    Json(body): Json<Unmapping>,
) -> Result<Plain<MappingTable>, ApiError> {
    let subject = named(&body.subject)?;
    change(&who, &app, Command::Unmap { subject: subject.clone(), reason: body.reason }, &subject).await
}

fn named(text: &str) -> Result<Subject, ApiError> {
    text.parse().map_err(|e: closeout_domain::ids::NotAnId| {
        ApiError::field("subject", e.to_string(), "give it as in flaws, settings, CCI-000366 or nessus:70658")
    })
}

async fn change(
    who: &Bearer<Triage>,
    app: &App,
    command: Command,
    subject: &Subject,
) -> Result<Plain<MappingTable>, ApiError> {
    app.change_mapping(&who.actor, command).await?;
    let subject = subject.to_string();
    let mut table = app.mapping(&who.actor, &subject).await?;
    table.organization.retain(|row| row.subject == subject);
    table.catalog.retain(|row| row.subject == subject);
    Ok(Plain(table))
}
