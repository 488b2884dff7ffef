//! What is told by mail.

use axum::{Json as Plain, extract::State};
use closeout_app::{App, ports::Stage, views::OutboxView};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{Bearer, body::Json, filter};
use crate::{error::ApiError, permission::Administer, sent::Filters};

/// One notice.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct OneNotice {
    /// Its key, as the list gives it.
    pub key: String,
}

/// To which address a mail was sent.
#[derive(Debug, Serialize, ToSchema)]
pub struct MailTaken {
    /// The address.
    pub to: String,
}

/// Nothing needs to be said.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NothingSaid {}

/// List what is told by mail, those put last first. Texts are left out.
#[utoipa::path(get, path = "", params(filter::Notices), responses((status = 200, description = "The outbox.", body = OutboxView)))]
pub async fn list(
    who: Bearer<Administer>,
    State(app): State<App>,
    mut filters: Filters,
) -> Result<Plain<OutboxView>, ApiError> {
    let stage = filters.take("stage").filter(|word| !word.is_empty());
    filters.nothing_else("stage")?;
    let unknown = || ApiError::field("stage", "this is no stage", "give waiting, sending, sent, unknown or dead");
    let stage = stage.map(|word| Stage::of(&word).ok_or_else(unknown)).transpose()?;
    Ok(Plain(app.outbox(&who.actor, stage).await?))
}

/// Let a notice wait again that was given up, or of which nobody knows whether it arrived.
#[utoipa::path(post, path = "", request_body = OneNotice, responses((status = 200, description = "The outbox.", body = OutboxView)))]
pub async fn replay(
    who: Bearer<Administer>,
    State(app): State<App>,
    Json(body): Json<OneNotice>,
) -> Result<Plain<OutboxView>, ApiError> {
    app.replay_notice(&who.actor, &body.key).await?;
    Ok(Plain(app.outbox(&who.actor, None).await?))
}

/// Send whoever asks a mail, at once.
#[utoipa::path(post, path = "", request_body = NothingSaid, responses((status = 200, description = "The mail server has taken it.", body = MailTaken)))]
pub async fn test(
    who: Bearer<Administer>,
    State(app): State<App>,
    Json(NothingSaid {}): Json<NothingSaid>,
) -> Result<Plain<MailTaken>, ApiError> {
    Ok(Plain(MailTaken { to: app.mail_myself(&who.actor).await? }))
}
