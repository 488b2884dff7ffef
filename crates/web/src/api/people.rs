//! People and their roles.

use std::collections::BTreeSet;

use axum::{
    Json as Plain,
    extract::State,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use closeout_app::{
    App, Error,
    views::{OrganizationRow, PersonRow},
};
use closeout_domain::{
    ids::PersonId,
    organization::{Away, Command, NewPerson, Organization},
    people::Role,
    rule::Refusal,
    time,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{
    Bearer,
    body::{Json, Path},
    id::Id,
    work::Reason,
};
use crate::{
    error::ApiError,
    permission::{Administer, KeepTime, Permission, Read},
};

/// Everybody who is or was of the organization.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct PersonList {
    /// The people.
    pub people: Vec<PersonRow>,
}

/// A person to be added.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PersonFields {
    /// As they sign.
    pub name: String,
    /// Where they are reached, and how they sign in.
    pub email: String,
    /// Position in the firm; may be empty.
    #[serde(default)]
    pub title: String,
    /// What they may be called upon to do.
    #[schema(value_type = Vec<String>)]
    pub roles: Vec<Id<Role>>,
    /// A password to begin with; without one they cannot sign in.
    #[serde(default)]
    pub password: Option<String>,
}

/// How a person is called.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Names {
    /// As they sign.
    pub name: String,
    /// Position in the firm; may be empty.
    #[serde(default)]
    pub title: String,
}

/// What a person may be called upon to do.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Roles {
    /// `owner`, `responsible`, `validator`, `approver`, `executive`, `assessor`, `administrator`.
    #[schema(value_type = Vec<String>)]
    pub roles: Vec<Id<Role>>,
}

/// Who supervises a person.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Supervisor {
    /// Who; `null` for nobody.
    #[schema(value_type = Option<String>, format = Uuid)]
    pub supervisor: Option<Id<PersonId>>,
}

/// The time that a person has for the plan.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct WeeklyHours {
    /// Hours of a week; `null` where nobody knows.
    pub weekly_hours: Option<u8>,
}

/// Days on which a person is away.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Absence {
    /// The first.
    #[schema(format = Date)]
    pub first: String,
    /// The last.
    #[schema(format = Date)]
    pub last: String,
}

impl Absence {
    fn away(&self) -> Result<Away, Refusal> {
        Ok(Away { first: time::date("first", &self.first)?, last: time::date("last", &self.last)? })
    }
}

/// A password.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Password {
    /// 8 to 256 characters; several words are easy to remember and hard to guess.
    #[schema(format = Password)]
    pub password: String,
}

/// List people.
#[utoipa::path(get, path = "", responses((status = 200, description = "Everybody.", body = PersonList)))]
pub async fn list(who: Bearer<Read>) -> Plain<PersonList> {
    Plain(PersonList { people: who.organization.people })
}

/// Read one person.
#[utoipa::path(get, path = "", responses((status = 200, description = "The person.", body = PersonRow)))]
pub async fn show(who: Bearer<Read>, Path(person): Path<Id<PersonId>>) -> Result<Plain<PersonRow>, ApiError> {
    Ok(Plain(row(who.organization, person.0)?))
}

/// Add a person.
#[utoipa::path(post, path = "", request_body = PersonFields, responses((status = 201, description = "The person.", body = PersonRow)))]
pub async fn add(
    who: Bearer<Administer>,
    State(app): State<App>,
    Json(body): Json<PersonFields>,
) -> Result<Response, ApiError> {
    let id = PersonId(app.world().ids.uuid());
    let PersonFields { name, email, title, roles, password } = body;
    let person = NewPerson { id, name, email, title, roles: set(roles) };
    app.add_person(&who.actor, person, password.as_deref()).await?;
    let row = row(app.organization(&who.actor).await?, id)?;
    Ok((StatusCode::CREATED, [(header::LOCATION, format!("/api/v1/people/{id}"))], Plain(row)).into_response())
}

/// Change how a person is called.
#[utoipa::path(post, path = "", request_body = Names, responses((status = 200, description = "The person.", body = PersonRow)))]
pub async fn describe(
    who: Bearer<Administer>,
    State(app): State<App>,
    Path(person): Path<Id<PersonId>>,
    Json(body): Json<Names>,
) -> Result<Plain<PersonRow>, ApiError> {
    let Names { name, title } = body;
    change(who, &app, person.0, Command::DescribePerson { person: person.0, name, title }).await
}

/// Set a person's roles. Nobody sets their own.
#[utoipa::path(post, path = "", request_body = Roles, responses((status = 200, description = "The person.", body = PersonRow)))]
pub async fn set_roles(
    who: Bearer<Administer>,
    State(app): State<App>,
    Path(person): Path<Id<PersonId>>,
    Json(body): Json<Roles>,
) -> Result<Plain<PersonRow>, ApiError> {
    change(who, &app, person.0, Command::SetRoles { person: person.0, roles: set(body.roles) }).await
}

/// Name who supervises a person, or nobody.
#[utoipa::path(post, path = "", request_body = Supervisor, responses((status = 200, description = "The person.", body = PersonRow)))]
pub async fn name_supervisor(
    who: Bearer<Administer>,
    State(app): State<App>,
    Path(person): Path<Id<PersonId>>,
    Json(body): Json<Supervisor>,
) -> Result<Plain<PersonRow>, ApiError> {
    let supervisor = body.supervisor.map(|id| id.0);
    change(who, &app, person.0, Command::NameSupervisor { person: person.0, supervisor }).await
}

/// Say how many hours of a week a person has for the plan: everybody their own.
#[utoipa::path(post, path = "", request_body = WeeklyHours, responses((status = 200, description = "The person.", body = PersonRow)))]
pub async fn set_hours(
    who: Bearer<KeepTime>,
    State(app): State<App>,
    Path(person): Path<Id<PersonId>>,
    Json(body): Json<WeeklyHours>,
) -> Result<Plain<PersonRow>, ApiError> {
    change(who, &app, person.0, Command::SetHours { person: person.0, weekly: body.weekly_hours }).await
}

/// Say when a person is away: everybody their own days. No reason is asked for.
#[utoipa::path(post, path = "", request_body = Absence, responses((status = 200, description = "The person.", body = PersonRow)))]
pub async fn plan_absence(
    who: Bearer<KeepTime>,
    State(app): State<App>,
    Path(person): Path<Id<PersonId>>,
    Json(body): Json<Absence>,
) -> Result<Plain<PersonRow>, ApiError> {
    let away = body.away().map_err(Error::from)?;
    change(who, &app, person.0, Command::PlanAbsence { person: person.0, away }).await
}

/// Withdraw a planned absence.
#[utoipa::path(post, path = "", request_body = Absence, responses((status = 200, description = "The person.", body = PersonRow)))]
pub async fn withdraw_absence(
    who: Bearer<KeepTime>,
    State(app): State<App>,
    Path(person): Path<Id<PersonId>>,
    Json(body): Json<Absence>,
) -> Result<Plain<PersonRow>, ApiError> {
    let away = body.away().map_err(Error::from)?;
    change(who, &app, person.0, Command::WithdrawAbsence { person: person.0, away }).await
}

/// Record that a person left. Their tokens and sessions end; their place in the history stays.
#[utoipa::path(post, path = "", request_body = Reason, responses((status = 200, description = "The person.", body = PersonRow)))]
pub async fn leave(
    who: Bearer<Administer>,
    State(app): State<App>,
    Path(person): Path<Id<PersonId>>,
    Json(body): Json<Reason>,
) -> Result<Plain<PersonRow>, ApiError> {
    change(who, &app, person.0, Command::Leave { person: person.0, reason: body.reason }).await
}

/// Record that a person came back. It takes no body.
#[utoipa::path(post, path = "", responses((status = 200, description = "The person.", body = PersonRow)))]
pub async fn come_back(
    who: Bearer<Administer>,
    State(app): State<App>,
    Path(person): Path<Id<PersonId>>,
) -> Result<Plain<PersonRow>, ApiError> {
    change(who, &app, person.0, Command::Return { person: person.0 }).await
}

/// Set a person's password. Their sessions end.
#[utoipa::path(post, path = "", request_body = Password, responses((status = 200, description = "The person.", body = PersonRow)))]
pub async fn set_password(
    who: Bearer<Administer>,
    State(app): State<App>,
    Path(person): Path<Id<PersonId>>,
    Json(body): Json<Password>,
) -> Result<Plain<PersonRow>, ApiError> {
    let row = row(who.organization, person.0)?;
    app.set_password(&who.actor, person.0, &body.password).await?;
    Ok(Plain(row))
}

/// Somebody who was never of this organization is not here, whatever is asked of them.
async fn change<P: Permission>(
    who: Bearer<P>,
    app: &App,
    person: PersonId,
    command: Command,
) -> Result<Plain<PersonRow>, ApiError> {
    row(who.organization, person)?;
    let after: Organization = app.change_organization(&who.actor, command).await?;
    Ok(Plain(row(OrganizationRow::of(who.actor.organization, &after), person)?))
}

pub(super) fn row(organization: OrganizationRow, person: PersonId) -> Result<PersonRow, Error> {
    let found = organization.people.into_iter().find(|p| p.id == person.0);
    found.ok_or_else(|| Error::NotFound { what: "person", id: person.to_string() })
}

fn set(roles: Vec<Id<Role>>) -> BTreeSet<Role> {
    roles.into_iter().map(|role| role.0).collect()
}
