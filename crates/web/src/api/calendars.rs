//! Calendars: dates for calendar programs, at secret addresses.

use axum::{
    Json as Plain,
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use closeout_app::{App, Error, Problem, error::CONFLICT, views::CalendarRow};
use closeout_domain::{
    ids::{SystemId, TokenId},
    time,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::{
    Bearer,
    body::{Json, Path},
    id::Id,
    idempotency::Secret,
};
use crate::{
    error::{ApiError, problem},
    permission::Own,
};

/// Calendars that were not closed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct CalendarList {
    /// Your own; for administrators, everybody's.
    pub calendars: Vec<CalendarRow>,
}

/// A calendar to open.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewCalendar {
    /// Where it is used.
    pub name: String,
    /// The system whose dates it shows; your own dates when nothing is said.
    #[serde(default)]
    pub system: Option<Uuid>,
    /// The last day on which it works.
    #[schema(format = Date)]
    pub until: String,
}

/// A calendar that was opened.
#[derive(Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Opened {
    /// Where it is, as in `/calendar/….ics`. It is shown this once and not kept.
    #[schema(format = Password)]
    pub address: String,
}

/// List your calendars; administrators see everybody's.
#[utoipa::path(get, path = "", responses((status = 200, description = "Calendars.", body = CalendarList)))]
pub async fn list(who: Bearer<Own>, State(app): State<App>) -> Result<Plain<CalendarList>, ApiError> {
    Ok(Plain(CalendarList { calendars: app.calendars(&who.actor).await? }))
}

/// Open a calendar: dates and numbers of items, for whoever knows its address.
#[utoipa::path(post, path = "", request_body = NewCalendar, responses((status = 201, description = "Its address. It is shown this once.", body = Opened)))]
pub async fn open(
    who: Bearer<Own>,
    State(app): State<App>,
    Json(body): Json<NewCalendar>,
) -> Result<Response, ApiError> {
    let until = time::date("until", &body.until)?;
    let address = app.open_calendar(&who.actor, &body.name, body.system.map(SystemId), until).await?;
    let mut response = (StatusCode::CREATED, Plain(Opened { address })).into_response();
    response.extensions_mut().insert(Secret(Problem {
        remedy: Some("close it and open another with a new key".into()),
        ..problem(&CONFLICT, "this calendar was opened already; its address was shown once and is not kept")
    }));
    Ok(response)
}

/// Close a calendar at once: your own, or as administrator anybody's. It takes no body.
#[utoipa::path(post, path = "", responses((status = 204, description = "Its address leads nowhere any more.")))]
pub async fn close(
    who: Bearer<Own>,
    State(app): State<App>,
    Path(token): Path<Id<TokenId>>,
) -> Result<StatusCode, ApiError> {
    if !app.calendars(&who.actor).await?.iter().any(|c| c.id == token.0.0) {
        return Err(Error::NotFound { what: "calendar", id: token.0.to_string() }.into());
    }
    app.close_calendar(&who.actor, token.0).await?;
    Ok(StatusCode::NO_CONTENT)
}
