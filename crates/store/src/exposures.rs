//! What is known of the assets of a system: by hand, and by the system's rules.

use std::collections::HashMap;

use closeout_app::views::{AssetSaid, ExposureRuleView, SystemRow};
use closeout_domain::{
    asset::{self, ExposureRule},
    finding::asset::NameKind,
    ids::AssetId,
    priority::Exposure,
};
use uuid::Uuid;

/// The exposure of every asset of which something is known. There is nothing to gather where [`Exposures::asks_for_names`]
/// says no and nobody said anything by hand.
#[derive(Debug, Clone, Default)]
pub struct Exposures {
    rules: Vec<ExposureRule>,
    said: HashMap<Uuid, Exposure>,
    known: HashMap<Uuid, Exposure>,
}

impl Exposures {
    /// By these rules, and by hand.
    pub fn new(system: Option<&SystemRow>, said: impl IntoIterator<Item = AssetSaid>) -> Self {
        let rules = system.iter().flat_map(|row| &row.exposure_rules).map(ExposureRuleView::rule).collect();
        let said: HashMap<_, _> = said.into_iter().map(|said| (said.asset, said.exposure.exposure())).collect();
        Self { rules, known: said.clone(), said }
    }

    /// Whether there are rules, so that [`Exposures::name`] is to be told every asset with all of its names.
    pub fn asks_for_names(&self) -> bool {
        !self.rules.is_empty()
    }

    /// Applies the rules to an asset with all of its names, its label and its address.
    pub fn name<'n>(&mut self, asset: Uuid, names: impl IntoIterator<Item = &'n String>) {
        let names: Vec<&str> = names.into_iter().map(String::as_str).collect();
        let by_hand = self.said.get(&asset).copied().unwrap_or_default();
        let exposure = by_hand.or(asset::by_rule(&self.rules, &names));
        if exposure != Exposure::default() {
            self.known.insert(asset, exposure);
        }
    }

    /// What is known of an asset.
    pub fn of(&self, asset: Uuid) -> Exposure {
        self.known.get(&asset).copied().unwrap_or_default()
    }
}

/// Names by the asset that is known by them.
pub fn by_asset(names: Vec<(NameKind, String, AssetId)>) -> HashMap<Uuid, Vec<String>> {
    let mut by_asset: HashMap<Uuid, Vec<String>> = HashMap::new();
    for (_, name, asset) in names {
        by_asset.entry(asset.0).or_default().push(name);
    }
    by_asset
}
