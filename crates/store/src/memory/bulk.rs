//! What imports stated, and the fold over it.

use std::collections::{BTreeMap, BTreeSet};

use closeout_app::bulk::{AssetDetail, Batch, CoverageRow, Ending, FindingDetail, Sighting};
use closeout_domain::{
    finding::{asset::NameKind, presence::Turn},
    ids::{AssetId, FindingId, ImportId, SystemId},
};

use crate::settle::{Pair, Reach, Stated, Totals, compare, settle};

/// Findings, assets, and imports in the order of their commits.
#[derive(Debug, Clone, Default)]
pub struct Bulk {
    /// Every import, also those that were undone.
    pub imports: Vec<Import>,
    /// Assets as last stated.
    pub assets: BTreeMap<AssetId, AssetDetail>,
    /// Findings as last stated.
    pub findings: BTreeMap<FindingId, Finding>,
    /// What the imports that stand come to.
    pub pairs: BTreeMap<(FindingId, AssetId), Pair>,
}

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
    /// What it states of each pair, over all places.
    fn stated(&self) -> BTreeMap<(FindingId, AssetId), Stated> {
        let mut stated: BTreeMap<(FindingId, AssetId), Stated> = BTreeMap::new();
        for sighting in &self.sightings {
            stated
                .entry((sighting.finding, sighting.asset))
                .and_modify(|s| *s = s.and(sighting.into()))
                .or_insert_with(|| sighting.into());
        }
        stated
    }

    /// The assets that it speaks of.
    fn assets(&self) -> impl Iterator<Item = AssetId> {
        self.coverage.iter().map(|row| row.asset).chain(self.sightings.iter().map(|s| s.asset))
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
                self.assets.insert(asset.id, asset);
            }
            for detail in batch.findings {
                import.sources.insert(detail.id, detail.source.clone());
                self.findings.insert(detail.id, Finding { system, detail });
            }
            import.sightings.extend(batch.sightings);
            import.coverage.extend(batch.coverage);
        }
        let turn = self.turn(&import);
        if turn == Turn::Earlier {
            let before = self.pairs.clone();
            self.imports.push(import.clone());
            self.settle_all();
            return self.compared(&before, &import);
        }
        let totals = self.settle_one(&import, turn);
        self.imports.push(import);
        totals
    }

    fn turn(&self, import: &Import) -> Turn {
        let mine: BTreeSet<AssetId> = import.assets().collect();
        let of_family = |other: &&Import| other.system == import.system && other.ending.family == import.ending.family;
        let later = self.standing().filter(of_family).filter(|other| other.ending.seen_at > import.ending.seen_at);
        later.fold(Turn::Latest, |turn, other| match turn {
            Turn::Earlier => turn,
            _ if other.assets().any(|asset| mine.contains(&asset)) => Turn::Earlier,
            _ => Turn::Aside,
        })
    }

    fn compared(&self, before: &BTreeMap<(FindingId, AssetId), Pair>, import: &Import) -> Totals {
        let stated = import.stated();
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
            let reach = match reached.remove(&row.asset) {
                Some(other) => other.and(reach),
                None => reach,
            };
            reached.insert(row.asset, reach);
        }
        let stated = import.stated();
        let silent = self.pairs.keys().filter(|(finding, _)| self.is_of(*finding, import)).copied();
        let keys: BTreeSet<_> = silent.chain(stated.keys().copied()).collect();
        let mut totals = Totals::default();
        for key in keys {
            let before = self.pairs.get(&key);
            let outcome = settle(before, stated.get(&key).copied(), reached.get(&key.1), &import.ending, turn);
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
    pub fn names(&self, system: SystemId) -> BTreeMap<(NameKind, String), AssetId> {
        let mut names = BTreeMap::new();
        for import in self.standing().filter(|import| import.system == system) {
            for (kind, name, asset) in &import.names {
                names.entry((*kind, name.clone())).or_insert(*asset);
            }
        }
        names
    }
}
