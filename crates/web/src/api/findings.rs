//! Findings: list, read, triage.

use axum::{
    Json as Plain,
    extract::State,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use closeout_app::{App, read::finding_document, views::ItemView};
use closeout_domain::{finding::dismissal::Command, ids::FindingId, time};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::{
    Bearer,
    body::{Json, Path, Tagged},
    filter,
    id::Id,
    lists::{FindingList, GroupList},
    work::Reason,
};
use crate::{
    error::ApiError,
    permission::{ApproveDismissal, Read, Triage},
    sent::Filters,
};

/// A finding as one document: its row with its assets in full, and what happened to its dismissal.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct FindingDocument {
    /// Its stable key.
    pub id: Uuid,
    /// The system it is in.
    pub system: Uuid,
    /// The family of tools whose check it is.
    pub family: String,
    /// The source's name of the check.
    pub check: String,
    /// One line.
    pub title: String,
    /// How urgent it is, by all that is known: `critical`, `high`, `medium` or `low`. `urgency` says why.
    pub priority: String,
    /// Whether CISA's catalog lists one of its CVEs as known to be exploited.
    pub exploited: bool,
    /// Whether it is open on an asset that the internet reaches.
    pub internet: bool,
    /// `critical`, `high`, `medium`, `low` or `info`.
    pub severity: String,
    /// The source's own word for it.
    pub native_severity: String,
    /// `open`, `absent` or `dismissed`.
    pub state: String,
    /// Its state on each asset.
    pub assets: Vec<AssetDocument>,
    /// On how many assets it is present.
    pub present: u64,
    /// On how many it is absent with proof.
    pub absent: u64,
    /// On how many the latest import could not tell.
    pub not_observed: u64,
    /// Places on assets where it was stated.
    pub sightings: u64,
    /// Its priority with reasons, and its due date with its trace, as of now.
    pub urgency: closeout_app::views::UrgencyView,
    /// The requirements that it bears on, each with the reason.
    pub requirements: closeout_app::views::ConcernsView,
    /// Formats that stated it.
    pub sources: Vec<String>,
    /// The item that answers it.
    pub item: Option<String>,
    /// CVSS statements.
    pub cvss: Vec<closeout_app::views::CvssView>,
    /// CVEs.
    pub cve: Vec<String>,
    /// CWEs.
    pub cwe: Vec<String>,
    /// Control correlation identifiers.
    pub cci: Vec<String>,
    /// The requirement or objective that the source names; may be empty.
    pub requirement: String,
    /// What it is.
    pub description: String,
    /// What the source advises.
    pub recommendation: String,
    /// The key of the work that corrects it.
    pub fix: Uuid,
    /// When it was first there.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub first_seen: Option<Timestamp>,
    /// When it was last there.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub last_seen: Option<Timestamp>,
    /// What happened to its dismissal, newest first; empty when none was proposed.
    #[schema(value_type = Vec<closeout_app::views::HistoryEntry>)]
    pub dismissal: Vec<serde_json::Value>,
}

/// A finding on one asset.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct AssetDocument {
    /// Which asset.
    pub asset: AssetName,
    /// `present`, `absent`, `not_observed` or `dismissed`.
    pub state: String,
    /// Why it is not observed; empty otherwise.
    pub reason: String,
    /// How many imports in a row proved it absent.
    pub clean: u32,
    /// Where on the asset, as last stated.
    pub places: Vec<String>,
    /// What the check saw there last.
    pub output: String,
    /// When it was first there.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub first_seen: Option<Timestamp>,
    /// When it was last there.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub last_seen: Option<Timestamp>,
}

/// How an asset is called.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct AssetName {
    /// Its key.
    pub id: Uuid,
    /// How people call it.
    pub label: String,
    /// Its name on the network.
    pub hostname: String,
    /// Network address, as last stated.
    pub ip: String,
    /// Operating system, as last stated.
    pub os: String,
}

/// A dismissal to propose.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewDismissal {
    /// Why.
    pub reason: String,
    /// The last day on which it holds, if it has one.
    #[serde(default)]
    #[schema(format = Date)]
    pub until: Option<String>,
}

/// List findings, most urgent first.
#[utoipa::path(get, path = "", params(filter::Findings, filter::Window), responses((status = 200, description = "A page of findings.", body = FindingList)))]
pub async fn list(who: Bearer<Read>, State(app): State<App>, filters: Filters) -> Result<Plain<FindingList>, ApiError> {
    let query = who.reader(&app).findings(filters.pairs())?;
    Ok(Plain(app.findings(&who.actor, &query).await?.into()))
}

/// List findings by the work that corrects them, most urgent first.
#[utoipa::path(get, path = "", params(filter::Findings, filter::Window), responses((status = 200, description = "A page of fixes.", body = GroupList)))]
pub async fn groups(who: Bearer<Read>, State(app): State<App>, filters: Filters) -> Result<Plain<GroupList>, ApiError> {
    let query = who.reader(&app).findings(filters.pairs())?;
    Ok(Plain(app.groups(&who.actor, &query).await?.into()))
}

/// Read one finding.
#[utoipa::path(get, path = "", responses((status = 200, description = "The finding.", body = FindingDocument)))]
pub async fn show(
    who: Bearer<Read>,
    State(app): State<App>,
    Path(finding): Path<Id<FindingId>>,
) -> Result<Plain<serde_json::Value>, ApiError> {
    Ok(Plain(finding_document(&app.finding(&who.actor, finding.0).await?)))
}

/// Begin an item that answers all open findings with the same fix. It takes no body.
#[utoipa::path(post, path = "", responses((status = 201, description = "The new item.", body = ItemView)))]
pub async fn promote(
    who: Bearer<Triage>,
    State(app): State<App>,
    Path(finding): Path<Id<FindingId>>,
) -> Result<Response, ApiError> {
    let item = app.promote(&who.actor, finding.0).await?;
    let view = app.item(&who.actor, item.number, None).await?;
    let place = format!("/api/v1/items/{}", item.number);
    Ok(([(header::LOCATION, place)], Tagged { status: StatusCode::CREATED, ..Tagged::item(view) }).into_response())
}

/// Ask to set a finding aside.
#[utoipa::path(post, path = "", request_body = NewDismissal, responses((status = 200, description = "The finding.", body = FindingDocument)))]
pub async fn propose_dismissal(
    who: Bearer<Triage>,
    State(app): State<App>,
    Path(finding): Path<Id<FindingId>>,
    Json(body): Json<NewDismissal>,
) -> Result<Plain<serde_json::Value>, ApiError> {
    let until = body.until.map(|text| time::date("until", &text)).transpose()?;
    app.propose_dismissal(&who.actor, finding.0, &body.reason, until).await?;
    Ok(Plain(finding_document(&app.finding(&who.actor, finding.0).await?)))
}

/// Agree to a dismissal that somebody else proposed. It takes no body.
#[utoipa::path(post, path = "", responses((status = 200, description = "The finding.", body = FindingDocument)))]
pub async fn approve_dismissal(
    who: Bearer<ApproveDismissal>,
    State(app): State<App>,
    Path(finding): Path<Id<FindingId>>,
) -> Result<Plain<serde_json::Value>, ApiError> {
    answer(&who, &app, finding.0, Command::Approve).await
}

/// Turn a proposed dismissal down.
#[utoipa::path(post, path = "", request_body = Reason, responses((status = 200, description = "The finding.", body = FindingDocument)))]
pub async fn decline_dismissal(
    who: Bearer<ApproveDismissal>,
    State(app): State<App>,
    Path(finding): Path<Id<FindingId>>,
    Json(body): Json<Reason>,
) -> Result<Plain<serde_json::Value>, ApiError> {
    answer(&who, &app, finding.0, Command::Decline { reason: body.reason }).await
}

/// Take a dismissal back.
#[utoipa::path(post, path = "", request_body = Reason, responses((status = 200, description = "The finding.", body = FindingDocument)))]
pub async fn restore(
    who: Bearer<ApproveDismissal>,
    State(app): State<App>,
    Path(finding): Path<Id<FindingId>>,
    Json(body): Json<Reason>,
) -> Result<Plain<serde_json::Value>, ApiError> {
    answer(&who, &app, finding.0, Command::Restore { reason: body.reason }).await
}

async fn answer(
    who: &Bearer<ApproveDismissal>,
    app: &App,
    finding: FindingId,
    command: Command,
) -> Result<Plain<serde_json::Value>, ApiError> {
    // Without a finding there is nothing here; without a dismissal there is nothing to answer.
    app.finding(&who.actor, finding).await?;
    app.change_dismissal(&who.actor, finding, command).await?;
    Ok(Plain(finding_document(&app.finding(&who.actor, finding).await?)))
}
