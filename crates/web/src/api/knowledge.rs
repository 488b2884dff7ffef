//! What is known beside the scans: editions of feeds, and assets with who can reach them.

use axum::{Json, extract::State};
use closeout_app::{App, views::FeedRow};
use serde::Serialize;
use utoipa::ToSchema;

use super::{Bearer, filter, lists::AssetList};
use crate::{error::ApiError, permission::Read, sent::Filters};

/// The editions of feeds that hold.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct FeedList {
    /// By feed.
    pub feeds: Vec<FeedRow>,
}

/// List the editions of feeds that hold: known exploitation, EPSS, SSVC. They are brought in on the command line.
#[utoipa::path(get, path = "", responses((status = 200, description = "The editions.", body = FeedList)))]
pub async fn feeds(who: Bearer<Read>, State(app): State<App>) -> Result<Json<FeedList>, ApiError> {
    Ok(Json(FeedList { feeds: app.feeds(&who.actor).await? }))
}

/// List assets by name, with what holds of each: said by hand, or by the rules of its system.
#[utoipa::path(get, path = "", params(filter::Assets, filter::Window), responses((status = 200, description = "A page of assets.", body = AssetList)))]
pub async fn assets(who: Bearer<Read>, State(app): State<App>, filters: Filters) -> Result<Json<AssetList>, ApiError> {
    let query = who.reader(&app).assets(filters.pairs())?;
    Ok(Json(app.assets(&who.actor, &query).await?.into()))
}
