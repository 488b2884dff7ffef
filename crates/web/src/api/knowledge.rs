//! What is known beside the scans: editions of feeds, and assets with who can reach them.

use axum::{
    Json,
    extract::{OriginalUri, State},
    http::StatusCode,
    response::{IntoResponse as _, Response},
};
use closeout_app::{App, feeds::FeedReport, views::FeedRow};
use closeout_domain::feed::Kind;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{
    Bearer,
    body::{Json as Sent, Path},
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

/// How an edition is fetched.
#[derive(Debug, Clone, Copy, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct FetchEdition {
    /// `true` takes it even if it is older than the edition that is here.
    #[serde(default)]
    pub older: bool,
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

/// Fetch the edition that is published now, from the address that whoever runs the server gave, and bring it in.
#[utoipa::path(post, path = "", request_body = FetchEdition, responses((status = 200, description = "This file was here already.", body = FeedReport), (status = 201, description = "It was brought in.", body = FeedReport)))]
pub async fn fetch(
    who: Bearer<Import>,
    State(app): State<App>,
    Path(kind): Path<Id<Kind>>,
    Sent(how): Sent<FetchEdition>,
) -> Result<Response, ApiError> {
    Ok(brought(app.fetch_feed(&who.actor, kind.0, how.older).await?))
}

fn brought(report: FeedReport) -> Response {
    let status = if report.identical { StatusCode::OK } else { StatusCode::CREATED };
    (status, Json(report)).into_response()
}

async fn edition(who: &Bearer<Import>, app: &App, kind: Kind, sending: &Sending) -> Result<Response, ApiError> {
    let older = match sending.field("older") {
        None | Some("false") => false,
        Some("true") => true,
        Some(_) => return Err(ApiError::field("older", "this is neither yes nor no", "give `true` or `false`")),
    };
    let Sending { file, .. } = sending;
    Ok(brought(app.bring_feed_in(&who.actor, kind, &file.name, &file.path, older).await?))
}

/// List assets by name, with what holds of each: said by hand, or by the rules of its system.
#[utoipa::path(get, path = "", params(filter::Assets, filter::Window), responses((status = 200, description = "A page of assets.", body = AssetList)))]
pub async fn assets(who: Bearer<Read>, State(app): State<App>, filters: Filters) -> Result<Json<AssetList>, ApiError> {
    let query = who.reader(&app).assets(filters.pairs())?;
    Ok(Json(app.assets(&who.actor, &query).await?.into()))
}
