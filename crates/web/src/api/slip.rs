//! Slip accounting.

use axum::{Json as Plain, extract::State};
use closeout_app::{App, views::SlipView};

use super::{Bearer, filter, imports::named};
use crate::{error::ApiError, permission::Read, sent::Filters};

/// Read how far dates moved from what was approved: by item, obstacle, owner and system, at the end of a day.
#[utoipa::path(get, path = "", params(filter::OfSystem, filter::AsOf), responses((status = 200, description = "The accounts.", body = SlipView)))]
pub async fn show(
    who: Bearer<Read>,
    State(app): State<App>,
    mut filters: Filters,
) -> Result<Plain<SlipView>, ApiError> {
    let day = filters.take_as_of()?;
    let system = filters.take("system").map(|text| named("system", &text)).transpose()?;
    filters.nothing_else("as_of, system")?;
    Ok(Plain(app.slip(&who.actor, system, day).await?))
}
