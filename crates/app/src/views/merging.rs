//! Assets that people said are one, and names that they said were put together by mistake.

use closeout_domain::{
    asset::{
        merging::{Merging, Said},
        relation::{Part, Relation},
    },
    finding::recognition::Name,
    ids::AssetId,
};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::PersonRef;

/// What was said of the assets of a system.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct MergingRow {
    /// Which system.
    pub system: Uuid,
    /// Assets that count as another.
    pub merges: Vec<MergeRow>,
    /// Assets that were split off another, ever.
    pub parts: Vec<PartRow>,
}

/// An asset that was said to be another one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct MergeRow {
    /// Which asset.
    pub from: Uuid,
    /// What it counts as.
    pub into: Uuid,
    /// Why.
    pub reason: String,
    /// When it was said.
    #[schema(value_type = String, format = DateTime)]
    pub at: Timestamp,
    /// By whom.
    pub by: PersonRef,
}

/// Names that were said not to belong to an asset, and the asset that they became.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PartRow {
    /// The asset that they became.
    pub part: Uuid,
    /// The asset that they were put to by mistake.
    pub of: Uuid,
    /// The names.
    pub names: Vec<NameView>,
    /// Whether it holds; where it was taken back, the names are the asset's again.
    pub stands: bool,
    /// Why, by the last word.
    pub reason: String,
    /// When that was said.
    #[schema(value_type = String, format = DateTime)]
    pub at: Timestamp,
    /// By whom.
    pub by: PersonRef,
}

/// A name of an asset.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
pub struct NameView {
    /// `agent`, `cloud`, `fqdn`, `hostname`, `mac`, `ip` or `package`: the strongest recognises first.
    pub kind: String,
    /// In its normal spelling.
    pub name: String,
}

impl From<&Name> for NameView {
    fn from((kind, name): &Name) -> Self {
        Self { kind: kind.word().into(), name: name.clone() }
    }
}

impl NameView {
    /// As the domain knows it; `None` for a kind that there is not.
    pub fn name(&self) -> Option<Name> {
        Some((self.kind.parse().ok()?, self.name.clone()))
    }
}

impl From<&Merging> for MergingRow {
    fn from(merging: &Merging) -> Self {
        let Merging { system, relation, said, version: _ } = merging;
        let of = |asset: &AssetId| said.get(asset);
        let merges = relation.merges.iter().filter_map(|(from, into)| {
            let Said { reason, at, by } = of(from)?.clone();
            Some(MergeRow { from: from.0, into: into.0, reason, at, by: PersonRef::of(by) })
        });
        let parts = relation.parts.iter().filter_map(|(part, Part { of: whole, names, stands })| {
            let Said { reason, at, by } = of(part)?.clone();
            let names = names.iter().map(NameView::from).collect();
            let by = PersonRef::of(by);
            Some(PartRow { part: part.0, of: whole.0, names, stands: *stands, reason, at, by })
        });
        Self { system: system.0, merges: merges.collect(), parts: parts.collect() }
    }
}

impl MergingRow {
    /// What holds, as the domain knows it.
    pub fn relation(&self) -> Relation {
        let part = |row: &PartRow| {
            let names = row.names.iter().filter_map(NameView::name).collect();
            (AssetId(row.part), Part { of: AssetId(row.of), names, stands: row.stands })
        };
        Relation {
            merges: self.merges.iter().map(|row| (AssetId(row.from), AssetId(row.into))).collect(),
            parts: self.parts.iter().map(part).collect(),
        }
    }
}
