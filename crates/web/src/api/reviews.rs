//! Reviews of a system's plan, and their signed minutes.

use axum::{Json as Plain, extract::State, response::Response};
use closeout_app::{
    App,
    review::ReviewPage,
    views::{CadenceView, ReviewRow},
};
use closeout_domain::{
    cadence::review::{Attendance, Remark, Sort},
    deadline::rhythm::Cadence,
    ids::{ItemNumber, PersonId, ReviewId, SystemId},
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{
    Bearer,
    body::{Json, Path},
    filter,
    id::{self, Id},
    lists::ReviewList,
    plan::TaskFields,
    work::Reason,
};
use crate::{
    download,
    error::ApiError,
    permission::{Export, Read, Review},
    sent::Filters,
};

/// Beginning a review.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewReview {
    /// `weekly`, `monthly` or `quarterly`.
    #[schema(value_type = String)]
    pub cadence: Id<Cadence>,
}

/// Who is there.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AttendanceFields {
    /// Keys of people of the organization.
    #[schema(value_type = Vec<String>)]
    pub people: Vec<Id<PersonId>>,
    /// Others, by name.
    #[serde(default)]
    pub guests: String,
}

/// Something that was said.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RemarkFields {
    /// Of which item, as in `POAM-0007`; without one, of the whole plan.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    pub item: Option<Id<ItemNumber>>,
    /// `seen` (nothing to add), `note` or `decision`.
    #[schema(value_type = String)]
    pub sort: Id<Sort>,
    /// In words; not for `seen`.
    #[serde(default)]
    pub text: String,
}

/// A next action.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ActionFields {
    /// Of which item, as in `POAM-0007`.
    #[schema(value_type = String)]
    pub item: Id<ItemNumber>,
    /// The task that somebody is given.
    pub task: TaskFields,
}

/// How the reviews of a system stand.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct RhythmList {
    /// Each cadence that is held.
    pub cadences: Vec<CadenceView>,
}

/// List reviews, those held last first.
#[utoipa::path(get, path = "", params(filter::OfSystem, filter::Reviews, filter::Window), responses((status = 200, description = "A page of reviews.", body = ReviewList)))]
pub async fn list(who: Bearer<Read>, State(app): State<App>, filters: Filters) -> Result<Plain<ReviewList>, ApiError> {
    let query = who.reader(&app).reviews(filters.pairs())?;
    Ok(Plain(app.reviews(&who.actor, &query).await?.into()))
}

/// Read one review, with its items and history.
#[utoipa::path(get, path = "", responses((status = 200, description = "The review.", body = ReviewPage)))]
pub async fn show(
    who: Bearer<Read>,
    State(app): State<App>,
    Path(review): Path<Id<ReviewId>>,
) -> Result<Plain<ReviewPage>, ApiError> {
    Ok(Plain(app.review(&who.actor, review.0).await?))
}

/// Read how the reviews of a system stand: what was held last, what is due, what was missed.
#[utoipa::path(get, path = "", responses((status = 200, description = "Each cadence that is held.", body = RhythmList)))]
pub async fn standing(
    who: Bearer<Read>,
    State(app): State<App>,
    Path(system): Path<Id<SystemId>>,
) -> Result<Plain<RhythmList>, ApiError> {
    Ok(Plain(RhythmList { cadences: app.review_standing(&who.actor, system.0).await? }))
}

/// Begin a review of a system, with the agenda of today.
#[utoipa::path(post, path = "", request_body = NewReview, responses((status = 200, description = "The review.", body = ReviewRow)))]
pub async fn begin(
    who: Bearer<Review>,
    State(app): State<App>,
    Path(system): Path<Id<SystemId>>,
    Json(body): Json<NewReview>,
) -> Result<Plain<ReviewRow>, ApiError> {
    Ok(Plain(app.begin_review(&who.actor, system.0, body.cadence.0).await?))
}

/// Say who is there. Whoever was named before is forgotten.
#[utoipa::path(post, path = "", request_body = AttendanceFields, responses((status = 200, description = "The review.", body = ReviewRow)))]
pub async fn attend(
    who: Bearer<Review>,
    State(app): State<App>,
    Path(review): Path<Id<ReviewId>>,
    Json(body): Json<AttendanceFields>,
) -> Result<Plain<ReviewRow>, ApiError> {
    let people: Vec<PersonId> = id::all(body.people);
    let attendance = Attendance { people: people.into_iter().collect(), guests: body.guests };
    Ok(Plain(app.attend_review(&who.actor, review.0, attendance).await?))
}

/// Say something of an item, or of the whole plan.
#[utoipa::path(post, path = "", request_body = RemarkFields, responses((status = 200, description = "The review.", body = ReviewRow)))]
pub async fn remark(
    who: Bearer<Review>,
    State(app): State<App>,
    Path(review): Path<Id<ReviewId>>,
    Json(body): Json<RemarkFields>,
) -> Result<Plain<ReviewRow>, ApiError> {
    let remark = Remark { item: body.item.map(|item| item.0), sort: body.sort.0, text: body.text };
    Ok(Plain(app.remark_in_review(&who.actor, review.0, remark).await?))
}

/// Give somebody a next action: a task of an item, added in the same write.
#[utoipa::path(post, path = "", request_body = ActionFields, responses((status = 200, description = "The review.", body = ReviewRow)))]
pub async fn agree(
    who: Bearer<Review>,
    State(app): State<App>,
    Path(review): Path<Id<ReviewId>>,
    Json(body): Json<ActionFields>,
) -> Result<Plain<ReviewRow>, ApiError> {
    let (plan, _) = body.task.plan()?;
    Ok(Plain(app.agree_in_review(&who.actor, review.0, body.item.0, plan).await?))
}

/// Sign the minutes. They are written, kept, and named by their hash in the record.
#[utoipa::path(post, path = "", responses((status = 200, description = "The review.", body = ReviewRow)))]
pub async fn sign(
    who: Bearer<Review>,
    State(app): State<App>,
    Path(review): Path<Id<ReviewId>>,
) -> Result<Plain<ReviewRow>, ApiError> {
    Ok(Plain(app.sign_review(&who.actor, review.0).await?))
}

/// Say that a review is not held after all. Its period still needs one.
#[utoipa::path(post, path = "", request_body = Reason, responses((status = 200, description = "The review.", body = ReviewRow)))]
pub async fn give_up(
    who: Bearer<Review>,
    State(app): State<App>,
    Path(review): Path<Id<ReviewId>>,
    Json(body): Json<Reason>,
) -> Result<Plain<ReviewRow>, ApiError> {
    Ok(Plain(app.give_review_up(&who.actor, review.0, body.reason).await?))
}

/// Download the signed minutes.
#[utoipa::path(get, path = "", responses((status = 200, description = "The file.", content_type = "application/pdf")))]
pub async fn minutes(
    who: Bearer<Export>,
    State(app): State<App>,
    Path(review): Path<Id<ReviewId>>,
) -> Result<Response, ApiError> {
    let (name, size, file) = app.open_minutes(&who.actor, review.0).await?;
    Ok(download::file(&name, "application/pdf", size, file))
}
