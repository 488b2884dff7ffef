//! What imports stated, and the fold over it.

use std::collections::{BTreeMap, BTreeSet};

use closeout_app::bulk::{AssetDetail, Batch, CoverageRow, Ending, FindingDetail, Sighting};
use closeout_domain::{
    asset::relation::{Naming, Relation},
    finding::{asset::NameKind, presence::Turn, recognition::Name},
    ids::{AssetId, FindingId, ImportId, SystemId},
};
use jiff::Timestamp;

use crate::{
    relation,
    settle::{Pair, Reach, Stated, Totals, compare, settle},
};

/// Findings, assets, and imports in the order of their commits.
#[derive(Debug, Clone, Default)]
pub struct Bulk {
    /// Every import, also those that were undone.
    pub imports: Vec<Import>,
    /// Assets as last stated, and those that were split off.
    pub assets: BTreeMap<AssetId, AssetDetail>,
    /// When the import looked that called an asset so.
    labelled: BTreeMap<AssetId, Timestamp>,
    /// Findings as last stated.
    pub findings: BTreeMap<FindingId, Finding>,
    /// What people said of assets, by system.
    pub relations: BTreeMap<SystemId, Relation>,
    /// Of imports that stand, assets whose statements stand for another: see [`Bulk::align`].
    pub aliases: Aliases,
    /// What the imports that stand come to.
    pub pairs: BTreeMap<(FindingId, AssetId), Pair>,
}

/// By import and the asset that it recognised.
pub type Aliases = BTreeMap<(ImportId, AssetId), AssetId>;

/// A finding and where it is.
#[derive(Debug, Clone)]
pub struct Finding {
    /// In which system.
    pub system: SystemId,
    /// What is said of it.
    pub detail: FindingDetail,
}

/// The rows of one import.
#[derive(Debug, Clone)]
pub struct Import {
    /// Its identity.
    pub id: ImportId,
    /// Of which system it speaks.
    pub system: SystemId,
    /// What the reader said at the end.
    pub ending: Ending,
    /// Whether it was undone.
    pub undone: bool,
    /// Statements.
    pub sightings: Vec<Sighting>,
    /// How it looked at assets.
    pub coverage: Vec<CoverageRow>,
    /// Names of assets.
    pub names: Vec<(NameKind, String, AssetId)>,
    /// Which findings it describes, and the format that it did so in.
    pub sources: BTreeMap<FindingId, String>,
}

impl Import {
    /// The asset for which it states what it states of the one that it recognised.
    pub fn stands(&self, aliases: &Aliases, asset: AssetId) -> AssetId {
        aliases.get(&(self.id, asset)).copied().unwrap_or(asset)
    }

    /// What it states of each pair, over all places.
    fn stated(&self, aliases: &Aliases) -> BTreeMap<(FindingId, AssetId), Stated> {
        let mut stated: BTreeMap<(FindingId, AssetId), Stated> = BTreeMap::new();
        for sighting in &self.sightings {
            let key = (sighting.finding, self.stands(aliases, sighting.asset));
            let now = Stated::from(sighting);
            let now = match stated.remove(&key) {
                Some(before) => before.and(now),
                None => now,
            };
            stated.insert(key, now);
        }
        stated
    }

    /// The assets that it speaks of.
    fn assets(&self, aliases: &Aliases) -> impl Iterator<Item = AssetId> {
        let stated = self.coverage.iter().map(|row| row.asset).chain(self.sightings.iter().map(|s| s.asset));
        stated.map(|asset| self.stands(aliases, asset))
    }
}

impl Bulk {
    /// Takes in an import, and settles the pairs that it speaks of.
    pub fn take_in(&mut self, id: ImportId, system: SystemId, batches: Vec<Batch>, ending: Ending) -> Totals {
        let mut import = Import {
            id,
            system,
            ending,
            undone: false,
            sightings: Vec::new(),
            coverage: Vec::new(),
            names: Vec::new(),
            sources: BTreeMap::new(),
        };
        for batch in batches {
            for asset in batch.assets {
                import.names.extend(asset.names.iter().map(|(kind, name)| (*kind, name.clone(), asset.id)));
                // What a later look calls it stays.
                let called = self.labelled.entry(asset.id).or_insert(import.ending.seen_at);
                if *called <= import.ending.seen_at {
                    *called = import.ending.seen_at;
                    self.assets.insert(asset.id, asset);
                }
            }
            for detail in batch.findings {
                import.sources.insert(detail.id, detail.source.clone());
                // What a later look describes stays as that one says.
                let describes = |other: &Import| other.sources.contains_key(&detail.id);
                let later = |other: &Import| other.ending.seen_at > import.ending.seen_at && describes(other);
                if !self.standing().any(later) {
                    self.findings.insert(detail.id, Finding { system, detail });
                }
            }
            import.sightings.extend(batch.sightings);
            import.coverage.extend(batch.coverage);
        }
        self.imports.push(import.clone());
        self.align();
        let turn = self.turn(&import);
        if turn == Turn::Earlier {
            let before = self.pairs.clone();
            self.settle_all();
            return self.compared(&before, &import);
        }
        self.settle_one(&import, turn)
    }

    /// Works out for which assets statements stand.
    fn align(&mut self) {
        let mut aliases = Aliases::new();
        for (system, relation) in &self.relations {
            let imports: Vec<usize> = self.places(*system).collect();
            let found = relation::aliases(relation, &imports, &self.namings(*system, &relation.divided()));
            let named = |((place, asset), stands)| Some(((self.imports.get::<usize>(place)?.id, asset), stands));
            aliases.extend(found.into_iter().filter_map(named));
        }
        self.aliases = aliases;
        for (id, part) in self.relations.values().flat_map(|r| &r.parts).filter(|(_, part)| part.stands) {
            self.assets.entry(*id).or_insert_with(|| {
                let (label, ip) = relation::called(part);
                AssetDetail { id: *id, label, names: Vec::new(), os: String::new(), ip }
            });
        }
    }

    /// Imports of a system that stand, by their place in the order of commits.
    fn places(&self, system: SystemId) -> impl Iterator<Item = usize> {
        self.imports.iter().enumerate().filter(move |(_, i)| !i.undone && i.system == system).map(|(place, _)| place)
    }

    /// How imports that stand called these assets.
    pub fn namings(&self, system: SystemId, assets: &BTreeSet<AssetId>) -> Vec<Naming<usize>> {
        let of = |place: usize| {
            let names = self.imports.get(place).into_iter().flat_map(|import| first_given(&import.names));
            names.filter(|(_, asset)| assets.contains(asset)).map(move |(name, asset)| (place, asset, name))
        };
        relation::gathered(self.places(system).flat_map(of))
    }

    fn turn(&self, import: &Import) -> Turn {
        let mine: BTreeSet<AssetId> = import.assets(&self.aliases).collect();
        let of_family = |other: &&Import| other.system == import.system && other.ending.family == import.ending.family;
        let later = self.standing().filter(of_family).filter(|other| other.ending.seen_at > import.ending.seen_at);
        later.fold(Turn::Latest, |turn, other| match turn {
            Turn::Earlier => turn,
            _ if other.assets(&self.aliases).any(|asset| mine.contains(&asset)) => Turn::Earlier,
            _ => Turn::Aside,
        })
    }

    fn compared(&self, before: &BTreeMap<(FindingId, AssetId), Pair>, import: &Import) -> Totals {
        let stated = import.stated(&self.aliases);
        let mut totals = Totals::default();
        for (key, now) in &self.pairs {
            let stated = stated.get(key).map(|s| s.judgement);
            if stated.is_some() || self.is_of(key.0, import) {
                let before = before.get(key);
                totals.add(before, compare(before, now, stated));
            }
        }
        totals
    }

    /// Whether a finding is of the system and family on which an import can be silent.
    fn is_of(&self, finding: FindingId, import: &Import) -> bool {
        self.findings
            .get(&finding)
            .is_some_and(|f| f.system == import.system && f.detail.family == import.ending.family)
    }

    /// Marks an import as undone and settles its system and family anew.
    pub fn undo(&mut self, id: ImportId) {
        if let Some(import) = self.imports.iter_mut().find(|import| import.id == id) {
            import.undone = true;
        }
        self.settle_all();
    }

    /// Settles everything anew from the imports that stand.
    pub fn settle_all(&mut self) {
        self.align();
        self.pairs.clear();
        let imports = std::mem::take(&mut self.imports);
        let mut standing: Vec<&Import> = imports.iter().filter(|import| !import.undone).collect();
        standing.sort_by_key(|import| import.ending.seen_at);
        for import in standing {
            self.settle_one(import, Turn::Latest);
        }
        self.imports = imports;
    }

    fn settle_one(&mut self, import: &Import, turn: Turn) -> Totals {
        let mut reached: BTreeMap<AssetId, Reach> = BTreeMap::new();
        for row in &import.coverage {
            let reach = Reach::from(row);
            let asset = import.stands(&self.aliases, row.asset);
            let reach = match reached.remove(&asset) {
                Some(other) => other.and(reach),
                None => reach,
            };
            reached.insert(asset, reach);
        }
        let stated = import.stated(&self.aliases);
        let silent = self.pairs.keys().filter(|(finding, _)| self.is_of(*finding, import)).copied();
        let keys: BTreeSet<_> = silent.chain(stated.keys().copied()).collect();
        let mut totals = Totals::default();
        for key in keys {
            let before = self.pairs.get(&key);
            let outcome = settle(before, stated.get(&key), reached.get(&key.1), &import.ending, turn);
            if let Some(outcome) = outcome {
                totals.add(before, outcome.count);
                self.pairs.insert(key, outcome.pair);
            }
        }
        totals
    }

    /// Imports that stand, in the order of their commits.
    pub fn standing(&self) -> impl DoubleEndedIterator<Item = &Import> {
        self.imports.iter().filter(|import| !import.undone)
    }

    /// The pairs of a finding.
    pub fn pairs_of(&self, finding: FindingId) -> impl Iterator<Item = (AssetId, &Pair)> {
        let pairs = self.pairs.range((finding, AssetId(uuid::Uuid::nil()))..=(finding, AssetId(uuid::Uuid::max())));
        pairs.map(|((_, asset), pair)| (*asset, pair))
    }

    /// Every name of an asset of the system; the first import that stands decides whose it is.
    pub fn names(&self, system: SystemId) -> Vec<(NameKind, String, AssetId)> {
        let mut names = BTreeMap::new();
        for place in self.places(system) {
            for (kind, name, asset) in self.imports.get(place).into_iter().flat_map(|import| &import.names) {
                names.entry((*kind, name.clone())).or_insert((*asset, place));
            }
        }
        let given = names.into_iter().map(|((kind, name), (asset, place))| (kind, name, asset, place));
        let plain = Relation::default();
        let relation = self.relations.get(&system).unwrap_or(&plain);
        relation::recognised(relation, &self.namings(system, &relation.divided()), given)
    }
}

/// Names with the asset that a file first gave each of them to.
fn first_given(names: &[(NameKind, String, AssetId)]) -> BTreeMap<Name, AssetId> {
    let mut first = BTreeMap::new();
    for (kind, name, asset) in names {
        first.entry((*kind, name.clone())).or_insert(*asset);
    }
    first
}
