//! Events of which assets of a system are one.

use closeout_domain::{
    asset::merging::{Event, NameOf},
    finding::asset::NameKind,
    ids::{AssetId, SystemId},
};

use crate::wire::table::{events, value};

events!(Event {
    "merging.merged" Merged { system: SystemId, from: AssetId, into: AssetId, reason: String },
    "merging.unmerged" Unmerged { from: AssetId, into: AssetId, reason: String },
    "merging.split" Split { system: SystemId, asset: AssetId, part: AssetId, names: Vec<NameOf>, reason: String },
    "merging.unsplit" Unsplit { asset: AssetId, part: AssetId, reason: String },
});

value!(NameOf as StoredName { kind: NameKind, name: String });
