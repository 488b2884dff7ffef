//! Events of what is said of assets.

use closeout_domain::{asset::Event, ids::AssetId, priority::Exposure};

use crate::wire::table::events;

events!(Event {
    "asset.rated" Rated { asset: AssetId, exposure: Exposure, reason: String },
});
