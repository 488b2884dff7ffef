//! Which asset a statement stands for, when people have said that two assets are one, or that names were put together by
//! mistake.
//!
//! An import keeps for ever which asset it recognised. Merging and splitting change only the relation between that asset and
//! the one that the statement counts for, and everything is folded again. So taking either back restores what was there
//! before, and statements that came in between fall to the asset that they would have fallen to.

use std::collections::{BTreeMap, BTreeSet};

use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use crate::{
    finding::recognition::Name,
    ids::{AssetId, SystemId},
};

/// What people have said of the assets of a system.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Relation {
    /// Assets that are another one: it is the value.
    pub merges: BTreeMap<AssetId, AssetId>,
    /// Assets that were split off, ever.
    pub parts: BTreeMap<AssetId, Part>,
}

/// An asset that was split off another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// Which asset its names were put to by mistake.
    pub of: AssetId,
    /// Names that are its own.
    pub names: BTreeSet<Name>,
    /// Whether the split stands. Where it was taken back, the part is the asset it came from again.
    pub stands: bool,
}

/// How one import called one asset.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Naming<I> {
    /// Which import.
    pub import: I,
    /// The asset that it recognised.
    pub asset: AssetId,
    /// Names that it gave.
    pub names: BTreeSet<Name>,
}

/// The key of the asset that these names become when they are split off another.
pub fn part(system: SystemId, of: AssetId, names: &BTreeSet<Name>) -> AssetId {
    let mut hash = Sha256::new();
    let words = names.iter().flat_map(|(kind, name)| [kind.word().as_bytes(), name.as_bytes()]);
    for part in [b"part".as_slice(), system.0.as_bytes(), of.0.as_bytes()].into_iter().chain(words) {
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part);
    }
    let bytes: [u8; 32] = hash.finalize().into();
    AssetId(Uuid::new_v8(std::array::from_fn(|i| bytes.get(i).copied().unwrap_or(0))))
}

impl Relation {
    /// Whether nothing is said, so that every statement stands for the asset that its import recognised.
    pub fn is_plain(&self) -> bool {
        self.merges.is_empty() && self.parts.is_empty()
    }

    /// The asset that this one counts as: itself, or what it was merged into, or what it was split from when that was taken
    /// back.
    pub fn root(&self, asset: AssetId) -> AssetId {
        let mut at = asset;
        // Deciding forbids circles; should a record hold one all the same, this ends.
        for _ in 0..=self.merges.len() + self.parts.len() {
            let undone = || self.parts.get(&at).filter(|part| !part.stands).map(|part| part.of);
            match self.merges.get(&at).copied().or_else(undone) {
                Some(next) => at = next,
                None => break,
            }
        }
        at
    }

    /// Names that were split off and belong to a part, whoever gives them.
    pub fn asserted(&self) -> BTreeMap<&Name, AssetId> {
        let standing = || self.parts.iter().filter(|(_, part)| part.stands);
        // A part of a part is the narrower statement.
        let depth = |asset: AssetId| self.line(asset).count();
        let mut by_depth: Vec<_> = standing().map(|(id, part)| (depth(*id), *id, part)).collect();
        by_depth.sort_unstable_by_key(|(depth, id, _)| (*depth, *id));
        by_depth.into_iter().flat_map(|(_, id, part)| part.names.iter().map(move |name| (name, id))).collect()
    }

    /// The asset, what it was split from, what that was split from, and so on.
    fn line(&self, asset: AssetId) -> impl Iterator<Item = AssetId> {
        let next = |at: &AssetId| self.parts.get(at).map(|part| part.of);
        std::iter::successors(Some(asset), next).take(self.parts.len() + 1)
    }

    /// Whether a part was split off this asset, or off a part of it, or is it.
    pub fn is_part_of(&self, part: AssetId, asset: AssetId) -> bool {
        self.line(part).any(|at| at == asset)
    }

    /// Assets that are known otherwise than imports recognised them: what they state may stand for another.
    pub fn concerned(&self) -> BTreeSet<AssetId> {
        let split = self.parts.iter().flat_map(|(id, part)| [*id, part.of]);
        self.merges.keys().copied().chain(split).collect()
    }

    /// Assets from which something was split that stands, or that were themselves split off.
    pub fn divided(&self) -> BTreeSet<AssetId> {
        if self.parts.values().any(|part| part.stands) {
            self.parts.iter().flat_map(|(id, part)| [*id, part.of]).collect()
        } else {
            BTreeSet::new()
        }
    }

    /// For imports that named an asset of which names were split off: the part that they speak of, where it is one. Such an
    /// import is recognised anew by the strongest of its names: one that was split off, or one that such an import gave first.
    ///
    /// `namings` are those of the imports that stand, in the order of their commits, of the assets in [`Self::divided`].
    pub fn moved<I: Copy + Ord>(&self, namings: &[Naming<I>]) -> BTreeMap<(I, AssetId), AssetId> {
        let asserted = self.asserted();
        let mut known: BTreeMap<&Name, AssetId> = BTreeMap::new();
        let mut moved = BTreeMap::new();
        for Naming { import, asset, names } in namings {
            let decide = |name| match asserted.get(name).or_else(|| known.get(name)) {
                Some(other) => self.is_part_of(*other, *asset).then_some(*other),
                // Nobody said that it is another's, and it is given here first.
                None => Some(*asset),
            };
            let stands = names.iter().find_map(decide).unwrap_or(*asset);
            if stands != *asset {
                moved.insert((*import, *asset), stands);
            }
            for name in names {
                known.entry(name).or_insert_with(|| asserted.get(name).copied().unwrap_or(stands));
            }
        }
        moved
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::asset::NameKind::{self, Agent, Hostname, Ip, Mac};

    const MILL: AssetId = AssetId(Uuid::from_u128(1));
    const LATHE: AssetId = AssetId(Uuid::from_u128(2));
    const PART: AssetId = AssetId(Uuid::from_u128(3));
    const INNER: AssetId = AssetId(Uuid::from_u128(4));

    fn names(names: &[(NameKind, &str)]) -> BTreeSet<Name> {
        names.iter().map(|(kind, name)| (*kind, (*name).to_owned())).collect()
    }

    fn naming(import: u8, asset: AssetId, given: &[(NameKind, &str)]) -> Naming<u8> {
        Naming { import, asset, names: names(given) }
    }

    fn split(of: AssetId, given: &[(NameKind, &str)]) -> Part {
        Part { of, names: names(given), stands: true }
    }

    #[test]
    fn merges_are_followed_to_their_end_and_never_for_ever() {
        let mut relation = Relation::default();
        assert!(relation.is_plain());
        relation.merges.extend([(MILL, LATHE), (LATHE, PART)]);
        assert_eq!(relation.root(MILL), PART);
        assert_eq!(relation.root(INNER), INNER);
        relation.merges.insert(PART, MILL);
        relation.root(MILL);
    }

    #[test]
    fn a_part_that_was_taken_back_is_what_it_came_from() {
        let mut relation = Relation::default();
        relation.parts.insert(PART, Part { stands: false, ..split(MILL, &[(Ip, "192.0.2.7")]) });
        relation.merges.insert(MILL, LATHE);
        assert_eq!(relation.root(PART), LATHE);
        assert!(relation.asserted().is_empty());
        assert!(relation.divided().is_empty());
    }

    /// Week 1 an agent's machine had the address; week 2 another machine has it, and was taken for the first.
    #[test]
    fn imports_are_told_apart_by_the_strongest_name_they_gave() {
        let mut relation = Relation::default();
        relation.parts.insert(PART, split(MILL, &[(Hostname, "lathe-1"), (Ip, "192.0.2.7")]));
        let namings = [
            naming(1, MILL, &[(Agent, "a1"), (Hostname, "mill-3"), (Ip, "192.0.2.7")]),
            naming(2, MILL, &[(Hostname, "lathe-1"), (Mac, "02"), (Ip, "192.0.2.7")]),
            naming(3, MILL, &[(Mac, "02")]),
            naming(4, MILL, &[(Agent, "a1"), (Mac, "02")]),
            naming(5, LATHE, &[(Ip, "192.0.2.7")]),
            naming(6, PART, &[(Ip, "192.0.2.7")]),
        ];
        let moved = relation.moved(&namings);
        let expected = [((2, MILL), PART), ((3, MILL), PART)];
        assert_eq!(moved, expected.into_iter().collect(), "by name, and by what such an import gave first");
        relation.parts.values_mut().for_each(|part| part.stands = false);
        assert_eq!(relation.moved(&namings), BTreeMap::new());
    }

    #[test]
    fn a_part_of_a_part_is_the_narrower_statement() {
        let mut relation = Relation::default();
        relation.parts.insert(PART, split(MILL, &[(Hostname, "lathe-1"), (Ip, "192.0.2.7")]));
        relation.parts.insert(INNER, split(PART, &[(Ip, "192.0.2.7")]));
        let namings = [naming(1, MILL, &[(Ip, "192.0.2.7")]), naming(2, PART, &[(Ip, "192.0.2.7")])];
        assert_eq!(relation.moved(&namings), [((1, MILL), INNER), ((2, PART), INNER)].into_iter().collect());
    }

    #[test]
    fn the_key_of_a_part_is_the_same_on_every_machine_and_for_ever() {
        let key = part(SystemId(Uuid::from_u128(1)), MILL, &names(&[(Ip, "192.0.2.7")]));
        assert_ne!(key, part(SystemId(Uuid::from_u128(1)), LATHE, &names(&[(Ip, "192.0.2.7")])));
        assert_eq!(key.to_string(), "e1f56882-0425-8fd1-af73-4c0224b16f0c");
    }
}
