//! Assets, what people say of them, and the feeds that speak of CVEs.

use closeout_domain::{
    asset::{Asset, ExposureRule},
    feed::Feed,
    priority::{Criticality, Exposure},
};
use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::PersonRef;

/// What is known of an asset's exposure; `null` where nobody has said.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, ToSchema)]
pub struct ExposureView {
    /// Whether the internet reaches it.
    pub internet: Option<bool>,
    /// Whether it holds or handles CUI.
    pub cui: Option<bool>,
    /// What its loss would mean: `high`, `medium` or `low`.
    pub criticality: Option<String>,
}

impl From<Exposure> for ExposureView {
    fn from(exposure: Exposure) -> Self {
        let Exposure { internet, cui, criticality } = exposure;
        Self { internet, cui, criticality: criticality.map(|c| c.word().to_owned()) }
    }
}

impl ExposureView {
    /// As the domain knows it. A word that is no criticality says nothing.
    pub fn exposure(&self) -> Exposure {
        let criticality = self.criticality.as_deref().and_then(|word| word.parse::<Criticality>().ok());
        Exposure { internet: self.internet, cui: self.cui, criticality }
    }
}

/// What was said of an asset by hand.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct AssetSaid {
    /// The asset's key.
    pub asset: Uuid,
    /// What.
    pub exposure: ExposureView,
    /// Why.
    pub reason: String,
    /// When.
    #[schema(value_type = String, format = DateTime)]
    pub at: Timestamp,
    /// By whom.
    pub by: PersonRef,
}

impl From<&Asset> for AssetSaid {
    fn from(asset: &Asset) -> Self {
        Self {
            asset: asset.id.0,
            exposure: asset.exposure.into(),
            reason: asset.reason.clone(),
            at: asset.at,
            by: PersonRef::of(asset.by),
        }
    }
}

/// An asset of a system, of which an import that stands speaks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct AssetRow {
    /// Its key.
    pub id: Uuid,
    /// The system it is in.
    pub system: Uuid,
    /// How people call it.
    pub label: String,
    /// Network address, as last stated.
    pub ip: String,
    /// Operating system, as last stated.
    pub os: String,
    /// Findings that are open on it.
    pub open: u64,
    /// What was said of it by hand.
    pub said: Option<AssetSaid>,
    /// What holds: what was said by hand, and where that leaves something open, what the system's rules say.
    pub exposure: ExposureView,
}

/// What a system says of assets with a name or an address like this.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ExposureRuleView {
    /// A name with `*` for anything, or a range of addresses.
    pub pattern: String,
    /// What it says.
    pub exposure: ExposureView,
}

impl From<&ExposureRule> for ExposureRuleView {
    fn from(rule: &ExposureRule) -> Self {
        Self { pattern: rule.pattern.clone(), exposure: rule.exposure().into() }
    }
}

impl ExposureRuleView {
    /// As the domain knows it.
    pub fn rule(&self) -> ExposureRule {
        let Exposure { internet, cui, criticality } = self.exposure.exposure();
        ExposureRule { pattern: self.pattern.clone(), internet, cui, criticality }
    }
}

/// The edition of a feed that holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct FeedRow {
    /// `kev`, `epss` or `ssvc`.
    pub feed: String,
    /// The day that it speaks for.
    #[schema(value_type = String, format = Date)]
    pub date: Date,
    /// The version of the catalog or the model; may be empty.
    pub model: String,
    /// The file's name as it was given, or the address that it was fetched from.
    pub file: String,
    /// SHA-256 of the file.
    pub sha256: String,
    /// Its size in bytes.
    pub size: u64,
    /// CVEs that it speaks of.
    pub entries: u64,
    /// Lines or entries that could not be read.
    pub problems: u64,
    /// When it was brought in.
    #[schema(value_type = String, format = DateTime)]
    pub at: Timestamp,
    /// By whom.
    pub by: PersonRef,
}

impl From<&Feed> for FeedRow {
    fn from(feed: &Feed) -> Self {
        let e = &feed.edition;
        Self {
            feed: e.kind.word().into(),
            date: e.date,
            model: e.model.clone(),
            file: e.file.clone(),
            sha256: e.digest.to_string(),
            size: e.size,
            entries: e.entries,
            problems: e.problems,
            at: feed.at,
            by: PersonRef::of(feed.by),
        }
    }
}
