//! What is known beside the scans: editions of feeds, and assets with who can reach them.

use axum::{
    Json,
    extract::{OriginalUri, State},
    http::StatusCode,
    response::{IntoResponse as _, Response},
};
use closeout_app::{App, feeds::FeedReport, views::FeedRow};
use closeout_domain::feed::Kind;
use serde::Serialize;
use utoipa::ToSchema;

use super::{
    Bearer,
    body::Path,
    filter,
    id::Id,
    idempotency::{Repeat, once},
    lists::AssetList,
    upload::{ApiUpload, Sending},
};
use crate::{
    error::ApiError,
    permission::{Import, Read},
    sent::Filters,
    site::Site,
};

/// An edition of a feed, as multipart fields.
#[derive(Debug, ToSchema)]
pub struct NewEdition {
    /// The file, as it was published.
    #[schema(value_type = String, format = Binary)]
    pub file: Vec<u8>,
    /// `true` takes it even if it is older than the edition that is here.
    pub older: Option<bool>,
}

/// The editions of feeds that hold.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct FeedList {
    /// By feed.
    pub feeds: Vec<FeedRow>,
}

/// List the editions of feeds that hold: known exploitation, EPSS, SSVC.
#[utoipa::path(get, path = "", responses((status = 200, description = "The editions.", body = FeedList)))]
pub async fn feeds(who: Bearer<Read>, State(app): State<App>) -> Result<Json<FeedList>, ApiError> {
    Ok(Json(FeedList { feeds: app.feeds(&who.actor).await? }))
}

/// Bring an edition of a feed in: `kev`, `epss` or `ssvc`.
#[utoipa::path(post, path = "", request_body(content = NewEdition, content_type = "multipart/form-data"), responses((status = 200, description = "This file was here already.", body = FeedReport), (status = 201, description = "It was brought in.", body = FeedReport)))]
pub async fn bring(
    who: Bearer<Import>,
    State(site): State<Site>,
    Path(kind): Path<Id<Kind>>,
    repeat: Repeat,
    OriginalUri(uri): OriginalUri,
    upload: ApiUpload,
) -> Result<Response, ApiError> {
    let sending = upload.receive(&site.app, site.options.largest_import, &["older"]).await?;
    let request = sending.request(uri.path());
    let work = async { edition(&who, &site.app, kind.0, &sending).await.into_response() };
    Ok(once(&site, &who.actor, repeat, request, work).await)
}

async fn edition(who: &Bearer<Import>, app: &App, kind: Kind, sending: &Sending) -> Result<Response, ApiError> {
    let older = match sending.field("older") {
        None | Some("false") => false,
        Some("true") => true,
        Some(_) => return Err(ApiError::field("older", "this is neither yes nor no", "give `true` or `false`")),
    };
    let Sending { file, .. } = sending;
    let report = app.bring_feed_in(&who.actor, kind, &file.name, &file.path, older).await?;
    let status = if report.identical { StatusCode::OK } else { StatusCode::CREATED };
    Ok((status, Json(report)).into_response())
}

/// List assets by name, with what holds of each: said by hand, or by the rules of its system.
#[utoipa::path(get, path = "", params(filter::Assets, filter::Window), responses((status = 200, description = "A page of assets.", body = AssetList)))]
pub async fn assets(who: Bearer<Read>, State(app): State<App>, filters: Filters) -> Result<Json<AssetList>, ApiError> {
    let query = who.reader(&app).assets(filters.pairs())?;
    Ok(Json(app.assets(&who.actor, &query).await?.into()))
}
