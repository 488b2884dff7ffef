//! Which asset a statement stands for, worked out from the names that imports gave: the part that needs no database.

use std::collections::{BTreeMap, BTreeSet};

use closeout_app::ports::Effect;
use closeout_domain::{
    asset::relation::{Naming, Part, Relation},
    finding::{asset::NameKind, recognition::Name},
    ids::{AssetId, FindingId},
};
use uuid::Uuid;

/// A name as it was first given: by which import, to which asset.
pub type Given<I> = (NameKind, String, AssetId, I);

/// Of each of these imports, the assets whose statements stand for another, and for which.
///
/// `namings` are those of the assets that [`Relation::divided`] names, in the imports that stand, in the order of their
/// commits.
pub fn aliases<I: Copy + Ord>(
    relation: &Relation,
    imports: &[I],
    namings: &[Naming<I>],
) -> BTreeMap<(I, AssetId), AssetId> {
    if relation.is_plain() {
        return BTreeMap::new();
    }
    let (moved, concerned) = (relation.moved(namings), relation.concerned());
    let each = imports.iter().flat_map(|import| concerned.iter().map(|asset| (*import, *asset)));
    each.map(|key| (key, relation.root(moved.get(&key).copied().unwrap_or(key.1))))
        .filter(|((_, asset), stands)| asset != stands)
        .collect()
}

/// Every name with the asset that it recognises from now on.
pub fn recognised<I: Copy + Ord>(
    relation: &Relation,
    namings: &[Naming<I>],
    given: impl IntoIterator<Item = Given<I>>,
) -> Vec<(NameKind, String, AssetId)> {
    let (moved, asserted) = (relation.moved(namings), relation.asserted());
    let asset = |(kind, name, asset, import): Given<I>| {
        let name: Name = (kind, name);
        let said = asserted.get(&name).copied().filter(|part| relation.is_part_of(*part, asset));
        let stands = said.or_else(|| moved.get(&(import, asset)).copied()).unwrap_or(asset);
        (name.0, name.1, stands)
    };
    let mut names: Vec<_> = given.into_iter().map(asset).collect();
    names.sort_unstable();
    names
}

/// Gathers names, which come by import and asset, into namings.
pub fn gathered<I: Copy + Ord>(names: impl IntoIterator<Item = (I, AssetId, Name)>) -> Vec<Naming<I>> {
    let mut by_import: BTreeMap<(I, AssetId), BTreeSet<Name>> = BTreeMap::new();
    for (import, asset, name) in names {
        by_import.entry((import, asset)).or_default().insert(name);
    }
    by_import.into_iter().map(|((import, asset), names)| Naming { import, asset, names }).collect()
}

/// How people call an asset that was split off, before an import says more of it, and its address.
pub fn called(part: &Part) -> (String, String) {
    use NameKind::{Agent, Cloud, Fqdn, Hostname, Ip, Mac, Package};
    let first = |kind| part.names.iter().find(|(k, _)| *k == kind).map(|(_, name)| name.clone());
    let label = [Hostname, Fqdn, Package, Cloud, Ip, Agent, Mac].into_iter().find_map(first);
    (label.unwrap_or_default(), first(Ip).unwrap_or_default())
}

/// The findings of a system at one time: the state of each over all assets, and how many pairs are open.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Census {
    /// By key.
    pub states: BTreeMap<Uuid, String>,
    /// Pairs of finding and asset.
    pub open: u64,
}

impl Census {
    /// What became of it.
    pub fn until(&self, after: &Self) -> Effect {
        let other = |(finding, from): (&Uuid, &String)| {
            let to = after.states.get(finding).filter(|to| *to != from)?;
            Some((FindingId(*finding), from.clone(), to.clone()))
        };
        let changed = self.states.iter().filter_map(other).collect();
        Effect { open_before: self.open, open_after: after.open, changed }
    }
}
