//! Systems: what is assessed, who runs its plan, and what becomes of new findings.

use axum::{
    Json as Plain,
    extract::State,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use closeout_app::{App, views::SystemRow};
use closeout_domain::{
    finding::severity::Severity,
    ids::{PersonId, SystemId},
    rule::Refusal,
    system::{Command, Description, Promotion},
    time,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{
    Bearer,
    body::{Json, Path},
    id::Id,
};
use crate::{
    error::ApiError,
    permission::{Administer, AppointOwner, Permission, Read},
};

/// The systems of the organization, by name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct SystemList {
    /// The systems.
    pub systems: Vec<SystemRow>,
}

/// What the system security plan says of a system.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SystemFields {
    /// The system's name.
    pub name: String,
    /// Title of its system security plan; may be empty.
    #[serde(default)]
    pub ssp_title: String,
    /// Version of that plan; may be empty.
    #[serde(default)]
    pub ssp_version: String,
    /// Date of that plan.
    #[serde(default)]
    #[schema(format = Date)]
    pub ssp_date: Option<String>,
    /// CAGE codes of the entities that the assessment covers.
    #[serde(default)]
    pub cage_codes: Vec<String>,
    /// CMMC unique identifier; may be empty.
    #[serde(default)]
    pub cmmc_uid: String,
}

impl SystemFields {
    fn description(self) -> Result<Description, Refusal> {
        let Self { name, ssp_title, ssp_version, ssp_date, cage_codes, cmmc_uid } = self;
        let day = ssp_date.filter(|text| !text.trim().is_empty()).map(|text| time::date("ssp_date", &text));
        Ok(Description { name, ssp_title, ssp_version, ssp_date: day.transpose()?, cage_codes, cmmc_uid })
    }
}

/// Who runs the plan of a system.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewOwner {
    /// The key of the person; they hold the role `owner`.
    #[schema(value_type = String, format = Uuid)]
    pub person: Id<PersonId>,
    /// Why, or on what authority; may be empty.
    #[serde(default)]
    pub note: String,
}

/// What becomes of new findings.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PromotionFields {
    /// Findings at least this bad become draft items by themselves; `null` for none.
    #[schema(value_type = Option<String>)]
    pub at_least: Option<Id<Severity>>,
    /// Whether every objective found NOT MET does.
    pub not_met: bool,
    /// Above this share of open pairs, in percent, marking them absent needs an explicit yes.
    #[schema(maximum = 100)]
    pub brake_percent: u8,
}

/// List systems.
#[utoipa::path(get, path = "", responses((status = 200, description = "The systems.", body = SystemList)))]
pub async fn list(who: Bearer<Read>, State(app): State<App>) -> Result<Plain<SystemList>, ApiError> {
    Ok(Plain(SystemList { systems: app.systems(&who.actor).await? }))
}

/// Read one system.
#[utoipa::path(get, path = "", responses((status = 200, description = "The system.", body = SystemRow)))]
pub async fn show(
    who: Bearer<Read>,
    State(app): State<App>,
    Path(system): Path<Id<SystemId>>,
) -> Result<Plain<SystemRow>, ApiError> {
    Ok(Plain(app.system(&who.actor, Some(system.0)).await?))
}

/// Register a system.
#[utoipa::path(post, path = "", request_body = SystemFields, responses((status = 201, description = "The system.", body = SystemRow)))]
pub async fn register(
    who: Bearer<Administer>,
    State(app): State<App>,
    Json(body): Json<SystemFields>,
) -> Result<Response, ApiError> {
    let id = SystemId(app.world().ids.uuid());
    app.change_system(&who.actor, id, Command::Register { id, description: body.description()? }).await?;
    let row = app.system(&who.actor, Some(id)).await?;
    Ok((StatusCode::CREATED, [(header::LOCATION, format!("/api/v1/systems/{id}"))], Plain(row)).into_response())
}

/// Say something else of a system.
#[utoipa::path(post, path = "", request_body = SystemFields, responses((status = 200, description = "The system.", body = SystemRow)))]
pub async fn describe(
    who: Bearer<Administer>,
    State(app): State<App>,
    Path(system): Path<Id<SystemId>>,
    Json(body): Json<SystemFields>,
) -> Result<Plain<SystemRow>, ApiError> {
    change(&who, &app, system.0, Command::Describe(body.description()?)).await
}

/// Appoint the owner of a system's plan. Who held it before stays on record.
#[utoipa::path(post, path = "", request_body = NewOwner, responses((status = 200, description = "The system.", body = SystemRow)))]
pub async fn appoint(
    who: Bearer<AppointOwner>,
    State(app): State<App>,
    Path(system): Path<Id<SystemId>>,
    Json(body): Json<NewOwner>,
) -> Result<Plain<SystemRow>, ApiError> {
    change(&who, &app, system.0, Command::AppointOwner { person: body.person.0, note: body.note }).await
}

/// Say what becomes of new findings.
#[utoipa::path(post, path = "", request_body = PromotionFields, responses((status = 200, description = "The system.", body = SystemRow)))]
pub async fn promotion(
    who: Bearer<Administer>,
    State(app): State<App>,
    Path(system): Path<Id<SystemId>>,
    Json(body): Json<PromotionFields>,
) -> Result<Plain<SystemRow>, ApiError> {
    let PromotionFields { at_least, not_met, brake_percent } = body;
    let promotion = Promotion { at_least: at_least.map(|s| s.0), not_met, brake_percent };
    change(&who, &app, system.0, Command::SetPromotion(promotion)).await
}

/// A system that is not of this organization is not here, whatever is asked of it.
pub(super) async fn change<P: Permission>(
    who: &Bearer<P>,
    app: &App,
    system: SystemId,
    command: Command,
) -> Result<Plain<SystemRow>, ApiError> {
    app.system(&who.actor, Some(system)).await?;
    app.change_system(&who.actor, system, command).await?;
    Ok(Plain(app.system(&who.actor, Some(system)).await?))
}
