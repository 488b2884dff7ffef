//! What people have time for.

use axum::{Json as Plain, extract::State};
use closeout_app::{
    App,
    views::{CapacityView, DatesView, ForecastRow, ItemView},
};
use closeout_domain::ids::ItemNumber;
use serde::Serialize;
use utoipa::ToSchema;

use super::{
    Bearer,
    body::{IfMatch, Path, Tagged},
    filter,
    id::Id,
    imports::named,
};
use crate::{
    error::ApiError,
    permission::{Plan, Read},
    sent::Filters,
};

/// When an item will probably be done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct ItemForecast {
    /// The forecast; `null` where nobody can say.
    pub forecast: Option<ForecastRow>,
    /// Why nobody can say.
    pub why: Option<String>,
}

/// Read who has time for what in the next 30, 60 and 90 days, when items will probably be done, and what they cost.
#[utoipa::path(get, path = "", params(filter::OfSystem), responses((status = 200, description = "Hours, money and days to come.", body = CapacityView)))]
pub async fn show(
    who: Bearer<Read>,
    State(app): State<App>,
    mut filters: Filters,
) -> Result<Plain<CapacityView>, ApiError> {
    let system = filters.take("system").map(|text| named("system", &text)).transpose()?;
    filters.nothing_else("system")?;
    Ok(Plain(app.capacity(&who.actor, system).await?))
}

/// Read when an item will probably be done.
#[utoipa::path(get, path = "", responses((status = 200, description = "The forecast, or why there is none.", body = ItemForecast)))]
pub async fn forecast(
    who: Bearer<Read>,
    State(app): State<App>,
    Path(item): Path<Id<ItemNumber>>,
) -> Result<Plain<ItemForecast>, ApiError> {
    let (forecast, why) = match app.forecast(&who.actor, item.0).await? {
        Ok(row) => (Some(row), None),
        Err(why) => (None, Some(why)),
    };
    Ok(Plain(ItemForecast { forecast, why }))
}

/// Read the days that are proposed for the open tasks of an item.
#[utoipa::path(get, path = "", responses((status = 200, description = "The days, or why none are proposed.", body = DatesView)))]
pub async fn dates(
    who: Bearer<Read>,
    State(app): State<App>,
    Path(item): Path<Id<ItemNumber>>,
) -> Result<Plain<DatesView>, ApiError> {
    Ok(Plain(app.proposed_dates(&who.actor, item.0).await?))
}

/// Take the proposed days over. The last milestone moves too, where it would come before them and no plan is approved yet.
#[utoipa::path(post, path = "", responses((status = 200, description = "The item as it stands now.", body = ItemView)))]
pub async fn take_dates(
    who: Bearer<Plan>,
    State(app): State<App>,
    Path(item): Path<Id<ItemNumber>>,
    seen: IfMatch,
) -> Result<Tagged<ItemView>, ApiError> {
    app.take_proposed_dates(&who.actor, item.0, seen.0).await.map_err(|e| seen.failed(e))?;
    Ok(Tagged::item(app.item(&who.actor, item.0, None).await?))
}
