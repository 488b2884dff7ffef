//! Assets: one with all that is known of it, what it means, and which of them are one machine.

use axum::{Json as Plain, extract::State};
use closeout_app::{
    App,
    ports::Mode,
    views::{AssetRow, AssetView, ExposureView, MergeReport},
};
use closeout_domain::{finding::recognition::Name, ids::AssetId, rule::Refusal};
use serde::Deserialize;
use utoipa::ToSchema;

use super::{
    Bearer,
    body::{Json, Path},
    id::Id,
};
use crate::{
    error::ApiError,
    permission::{Read, Triage},
    sent::FORM,
};

/// What is said of an asset by hand.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Rating {
    /// Whether the internet reaches it; what is left out falls to the rules of the system.
    #[serde(default)]
    pub internet: Option<bool>,
    /// Whether it holds or handles CUI; what is left out falls to the rules of the system.
    #[serde(default)]
    pub cui: Option<bool>,
    /// What its loss would mean, `high`, `medium` or `low`; what is left out falls to the rules of the system.
    #[serde(default)]
    pub criticality: Option<String>,
    /// Why.
    pub reason: String,
}

/// Another asset that is this one.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MergeFields {
    /// The key of the other.
    #[schema(value_type = uuid::Uuid)]
    pub from: Id<AssetId>,
    /// Why.
    pub reason: String,
    /// Only to show what it would change.
    #[serde(default)]
    pub preview: bool,
}

/// Names that do not belong to an asset.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SplitFields {
    /// Which, as the asset lists them.
    pub names: Vec<NameFields>,
    /// Why.
    pub reason: String,
    /// Only to show what it would change.
    #[serde(default)]
    pub preview: bool,
}

/// A name of an asset.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NameFields {
    /// `agent`, `cloud`, `fqdn`, `hostname`, `mac`, `ip` or `package`.
    pub kind: String,
    /// The name.
    pub name: String,
}

/// Something that is taken back.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TakenBack {
    /// Why.
    pub reason: String,
    /// Only to show what it would change.
    #[serde(default)]
    pub preview: bool,
}

fn mode(preview: bool) -> Mode {
    if preview { Mode::Preview } else { Mode::Commit }
}

/// Read one asset: what it is called, how each import recognised it, and what people said of it. For one that was merged
/// into another, that other one.
#[utoipa::path(get, path = "", responses((status = 200, description = "The asset.", body = AssetView)))]
pub async fn show(
    who: Bearer<Read>,
    State(app): State<App>,
    Path(asset): Path<Id<AssetId>>,
) -> Result<Plain<AssetView>, ApiError> {
    Ok(Plain(app.asset_view(&who.actor, asset.0).await?))
}

/// Say who can reach an asset and what it means. What is left out falls to the rules of its system.
#[utoipa::path(post, path = "", request_body = Rating, responses((status = 200, description = "The asset.", body = AssetRow)))]
pub async fn rate(
    who: Bearer<Triage>,
    State(app): State<App>,
    Path(asset): Path<Id<AssetId>>,
    Json(body): Json<Rating>,
) -> Result<Plain<AssetRow>, ApiError> {
    let Rating { internet, cui, criticality, reason } = body;
    if let Some(word) = criticality.as_deref().filter(|word| !["high", "medium", "low"].contains(word)) {
        let sentence = format!("{word:?} is no criticality");
        return Err(FORM.refuse_field("criticality", sentence, "say high, medium or low").into());
    }
    let exposure = ExposureView { internet, cui, criticality }.exposure();
    Ok(Plain(app.rate_asset(&who.actor, asset.0, exposure, &reason).await?))
}

/// Say that another asset is this one: whatever was and will be stated of either is stated of both.
#[utoipa::path(post, path = "", request_body = MergeFields, responses((status = 200, description = "What it changes.", body = MergeReport)))]
pub async fn merge(
    who: Bearer<Triage>,
    State(app): State<App>,
    Path(asset): Path<Id<AssetId>>,
    Json(body): Json<MergeFields>,
) -> Result<Plain<MergeReport>, ApiError> {
    let MergeFields { from, reason, preview } = body;
    Ok(Plain(app.merge_assets(&who.actor, from.0, asset.0, &reason, mode(preview)).await?))
}

/// Take a merge back, by the asset that was merged into another: everything is as if it had never been said.
#[utoipa::path(post, path = "", request_body = TakenBack, responses((status = 200, description = "What it changes.", body = MergeReport)))]
pub async fn unmerge(
    who: Bearer<Triage>,
    State(app): State<App>,
    Path(asset): Path<Id<AssetId>>,
    Json(body): Json<TakenBack>,
) -> Result<Plain<MergeReport>, ApiError> {
    Ok(Plain(app.unmerge_asset(&who.actor, asset.0, &body.reason, mode(body.preview)).await?))
}

/// Say that names do not belong to an asset: they become one of their own, with what was stated under them.
#[utoipa::path(post, path = "", request_body = SplitFields, responses((status = 200, description = "What it changes.", body = MergeReport)))]
pub async fn split(
    who: Bearer<Triage>,
    State(app): State<App>,
    Path(asset): Path<Id<AssetId>>,
    Json(body): Json<SplitFields>,
) -> Result<Plain<MergeReport>, ApiError> {
    let names = body.names.into_iter().map(named);
    let names = names.collect::<Result<Vec<_>, Refusal>>()?;
    Ok(Plain(app.split_asset(&who.actor, asset.0, names, &body.reason, mode(body.preview)).await?))
}

fn named(given: NameFields) -> Result<Name, Refusal> {
    let NameFields { kind, name } = given;
    let wrong = |_| {
        let remedy = "say agent, cloud, fqdn, hostname, mac, ip or package";
        FORM.refuse_field("names", format!("{kind:?} is no kind of name"), remedy)
    };
    Ok((kind.parse().map_err(wrong)?, name))
}

/// Take a split back, by the asset that was split off: everything is as if it had never been said.
#[utoipa::path(post, path = "", request_body = TakenBack, responses((status = 200, description = "What it changes.", body = MergeReport)))]
pub async fn unsplit(
    who: Bearer<Triage>,
    State(app): State<App>,
    Path(asset): Path<Id<AssetId>>,
    Json(body): Json<TakenBack>,
) -> Result<Plain<MergeReport>, ApiError> {
    Ok(Plain(app.unsplit_asset(&who.actor, asset.0, &body.reason, mode(body.preview)).await?))
}
