//! One asset with all that is known of it: its names, how each import recognised it, what people said.

use std::collections::{BTreeMap, BTreeSet};

use closeout_domain::{
    asset::{merging::Event as Said, relation::Relation},
    finding::{
        asset::NameKind,
        recognition::{self, Name},
    },
    ids::{AssetId, SystemId},
    policy::Action,
};
use uuid::Uuid;

use crate::{
    Actor, App, Error, history,
    ports::NamingRow,
    record::{Event, Recorded, Stream},
    show,
    views::{AssetView, KnownName, Merged, MergingRow, NameView, RecognitionView},
};

/// Imports that a page tells of; the rest is counted.
const MOST_TOLD: usize = 200;

impl App {
    /// One asset, whole. For one that counts as another, that other one.
    ///
    /// # Errors
    /// When there is none here.
    pub async fn asset_view(&self, actor: &Actor, id: AssetId) -> Result<AssetView, Error> {
        let directory = self.permitted(actor, Action::Read).await?;
        let elsewhere = self.system_where(actor, |relation| relation.root(id) != id).await?;
        let asked = match elsewhere {
            Some(system) => self.merging(actor, system).await?.map_or(id, |m| m.relation.root(id)),
            None => id,
        };
        let row = self.asset(actor, asked).await?;
        let (system, asset) = (SystemId(row.system), AssetId(row.id));
        let mut view = AssetView::of(row);
        let events = self.events(actor, Stream::Merging(system)).await?;
        let said: Vec<_> = events.iter().filter_map(crate::merging::of_merging).collect();
        let merging = closeout_domain::asset::merging::replay(&said);
        let relation = merging.as_ref().map(|m| m.relation.clone()).unwrap_or_default();
        let kin: BTreeSet<AssetId> =
            relation.concerned().into_iter().chain([asset]).filter(|other| relation.root(*other) == asset).collect();
        // Of an asset that something was split off, the part's imports name it; and the other way round.
        let asked: BTreeSet<AssetId> = kin.iter().copied().chain(relation.divided()).collect();
        let asked: Vec<AssetId> = asked.into_iter().collect();
        let mut namings = self.world.store.namings(actor.organization, system, &asked).await?;
        namings.retain(|row| row.stands == asset);
        let files = self.files(actor, system).await?;
        let known = self.world.store.asset_names(actor.organization, system).await?;
        let known: BTreeMap<Name, AssetId> = known
            .into_iter()
            .filter(|(.., of)| relation.root(*of) == asset)
            .map(|(kind, name, of)| ((kind, name), of))
            .collect();
        view.rules = self.rules_for(actor, &view, known.keys().map(|(_, name)| name.as_str())).await?;
        view.names = known.iter().map(|(name, of)| known_name(name, *of, asset, &namings, &files)).collect();
        view.imports = namings.len() as u64;
        view.recognised = recognised(asset, &relation, &namings, &known, &files);
        if let Some(row) = merging.as_ref().map(MergingRow::from) {
            self.tell_relation(actor, &mut view, row, &kin).await?;
        }
        let mut told = self.events(actor, Stream::Asset(asset)).await?;
        told.extend(events.into_iter().filter(|event| speaks_of(event, &kin)));
        told.sort_by_key(|event| std::cmp::Reverse(event.position));
        view.history = told.iter().map(|event| history::entry(event, &directory)).collect();
        let people = view.merged.iter_mut().map(|m| &mut m.merge.by);
        let parts = view.parts.iter_mut().chain(&mut view.part_of).map(|p| &mut p.by);
        people.chain(parts).for_each(|person| show::name(person, &directory));
        Ok(view)
    }

    async fn tell_relation(
        &self,
        actor: &Actor,
        view: &mut AssetView,
        row: MergingRow,
        kin: &BTreeSet<AssetId>,
    ) -> Result<(), Error> {
        let names = self.world.store.asset_names(actor.organization, SystemId(view.system)).await?;
        for merge in row.merges.into_iter().filter(|m| kin.contains(&AssetId(m.from))) {
            let label = telling(&names, merge.from).unwrap_or("an asset without names").to_owned();
            view.merged.push(Merged { merge, label });
        }
        for part in row.parts.into_iter().filter(|part| part.stands) {
            if part.part == view.id {
                view.part_of = Some(part);
            } else if part.of == view.id {
                view.parts.push(part);
            }
        }
        Ok(())
    }

    /// The files of a system's imports.
    async fn files(&self, actor: &Actor, system: SystemId) -> Result<BTreeMap<Uuid, String>, Error> {
        let rows = self.world.store.imports(actor.organization, Some(system), u32::MAX).await?;
        Ok(rows.into_iter().map(|row| (row.id, row.file)).collect())
    }

    async fn rules_for<'a>(
        &self,
        actor: &Actor,
        view: &'a AssetView,
        names: impl Iterator<Item = &'a str> + Send,
    ) -> Result<Vec<String>, Error> {
        let names: Vec<&str> = names.chain([view.label.as_str(), view.ip.as_str()]).collect();
        let rules = self.system_state(actor, SystemId(view.system)).await?.exposure_rules;
        let applying = rules.iter().filter(|rule| rule.applies(names.iter().copied()));
        Ok(applying.map(|rule| rule.pattern.clone()).collect())
    }
}

/// The most telling name of an asset.
fn telling(names: &[(NameKind, String, AssetId)], of: Uuid) -> Option<&str> {
    use NameKind::{Agent, Cloud, Fqdn, Hostname, Ip, Mac, Package};
    let first = |kind| names.iter().find(|(k, _, a)| *k == kind && a.0 == of).map(|(_, name, _)| name.as_str());
    [Hostname, Fqdn, Package, Cloud, Ip, Agent, Mac].into_iter().find_map(first)
}

fn known_name(
    name: &Name,
    of: AssetId,
    asset: AssetId,
    namings: &[NamingRow],
    files: &BTreeMap<Uuid, String>,
) -> KnownName {
    let import = namings.iter().find(|row| row.names.contains(name)).map(|row| row.import.0);
    KnownName {
        kind: name.0.word().into(),
        told: name.0.told().into(),
        name: name.1.clone(),
        import,
        file: import.and_then(|import| files.get(&import)).cloned().unwrap_or_default(),
        merged: (of != asset).then_some(of.0),
    }
}

/// How the imports recognised an asset, the last first. What one recognised is told from what those before it gave.
fn recognised(
    asset: AssetId,
    relation: &Relation,
    namings: &[NamingRow],
    owners: &BTreeMap<Name, AssetId>,
    files: &BTreeMap<Uuid, String>,
) -> Vec<RecognitionView> {
    let mut before: BTreeMap<AssetId, (BTreeSet<Name>, BTreeSet<Name>)> = BTreeMap::new();
    let mut told = Vec::new();
    for NamingRow { import, seen_at, asset: stated, stands: _, names } in namings {
        // An asset that was merged goes on to be recognised by its own names.
        let of = if relation.root(*stated) == asset { *stated } else { asset };
        let fresh = !before.contains_key(&of);
        let (known, last) = before.entry(of).or_default();
        let explanation = recognition::explain(known, last, names);
        let mut sentence = match (&explanation.by, fresh) {
            (None, false) => "recognised by a name that belongs to another asset since".to_owned(),
            _ => explanation.to_string(),
        };
        if of != asset {
            sentence.push_str("; it counts here because people said that it is this asset");
        }
        known.extend(names.iter().filter(|name| owners.get(*name) == Some(&of)).cloned());
        last.clone_from(names);
        told.push(RecognitionView {
            import: import.0,
            file: files.get(&import.0).cloned().unwrap_or_default(),
            seen_at: *seen_at,
            sentence,
            names: names.iter().map(NameView::from).collect(),
        });
    }
    told.reverse();
    told.truncate(MOST_TOLD);
    told
}

fn speaks_of(event: &Recorded, kin: &BTreeSet<AssetId>) -> bool {
    match &event.event {
        Event::Merging(Said::Merged { from, into, .. } | Said::Unmerged { from, into, .. }) => {
            kin.contains(from) || kin.contains(into)
        }
        Event::Merging(Said::Split { asset, part, .. } | Said::Unsplit { asset, part, .. }) => {
            kin.contains(asset) || kin.contains(part)
        }
        _ => false,
    }
}
