//! Telling assets apart: merging, splitting, taking either back, each with a preview of what it changes.

use std::collections::BTreeSet;

use closeout_domain::{
    asset::{
        merging::{self, Command, Event as Said, Merging},
        relation::{Naming, Relation},
    },
    finding::{identity, recognition::Name},
    ids::{AssetId, SystemId},
    policy::Action,
    time::Stamped,
};

use crate::{
    Actor, App, Error,
    ports::{Append, Effect, Mode, NamingRow, Write},
    project,
    query::AssetQuery,
    record::{Event, Recorded, Stream},
    views::{FindingChange, MergeReport},
};

/// Findings that a report names; the rest is counted.
const MOST_NAMED: usize = 100;

impl App {
    /// Says that two assets are one machine, which is called as the second; or only what that would change. From then on
    /// whatever was and will be stated of either is stated of both.
    ///
    /// # Errors
    /// A refusal with its rule, or when one of them is not there.
    pub async fn merge_assets(
        &self,
        actor: &Actor,
        from: AssetId,
        into: AssetId,
        reason: &str,
        mode: Mode,
    ) -> Result<MergeReport, Error> {
        self.permitted(actor, Action::Triage).await?;
        let (one, other) = (self.asset(actor, from).await?, self.asset(actor, into).await?);
        if one.system != other.system {
            let remedy = "name two assets of one system";
            return Err(merging::MERGE.refuse_field("into", "the assets are of different systems", remedy).into());
        }
        let command = Command::Merge { from, into, reason: reason.into() };
        self.tell_apart(actor, SystemId(one.system), command, mode).await
    }

    /// The asset of a system that is called so: its key, or one of its names as an import or a list gives it.
    ///
    /// # Errors
    /// Refuses what no asset is called, and what several are.
    pub async fn asset_called(&self, actor: &Actor, system: SystemId, text: &str) -> Result<AssetId, Error> {
        self.permitted(actor, Action::Read).await?;
        let text = text.trim();
        let refuse =
            |sentence: String, remedy: &str| Err(merging::MERGE.refuse_field("other", sentence, remedy).into());
        if let Ok(key) = text.parse::<AssetId>() {
            return Ok(key);
        }
        if text.is_empty() {
            return refuse("no other asset is named".into(), "give its name, its address or its key");
        }
        let relation = self.merging(actor, system).await?.map(|m| m.relation).unwrap_or_default();
        let known = self.world.store.asset_names(actor.organization, system).await?;
        let named = known.into_iter().filter(|(kind, name, _)| identity::normal(*kind, text) == *name);
        let mut found: BTreeSet<AssetId> = named.map(|(.., asset)| relation.root(asset)).collect();
        let query = AssetQuery { system: Some(system.0), text: Some(text.into()), ..AssetQuery::default() };
        let listed = self.world.store.assets(actor.organization, &query).await?.rows;
        found.extend(listed.iter().filter(|row| row.label.eq_ignore_ascii_case(text)).map(|row| AssetId(row.id)));
        match found.iter().collect::<Vec<_>>().as_slice() {
            [one] => Ok(**one),
            [] => refuse(format!("no asset is called {text:?}"), "take its name or its key from the list of assets"),
            several => {
                refuse(format!("{} assets are called {text:?}", several.len()), "give the key of the one that is meant")
            }
        }
    }

    /// Takes a merge back: everything is as if it had never been said.
    ///
    /// # Errors
    /// A refusal with its rule, or when no such asset was merged.
    pub async fn unmerge_asset(
        &self,
        actor: &Actor,
        from: AssetId,
        reason: &str,
        mode: Mode,
    ) -> Result<MergeReport, Error> {
        self.permitted(actor, Action::Triage).await?;
        let said = |relation: &Relation| relation.merges.contains_key(&from);
        let system = self.system_where(actor, said).await?;
        let system = system.ok_or_else(|| Error::NotFound { what: "merged asset", id: from.to_string() })?;
        self.tell_apart(actor, system, Command::Unmerge { from, reason: reason.into() }, mode).await
    }

    /// Says that names do not belong to an asset: they become an asset of their own, with what was stated under them.
    ///
    /// # Errors
    /// A refusal with its rule, or when the asset is not there.
    pub async fn split_asset(
        &self,
        actor: &Actor,
        asset: AssetId,
        names: impl IntoIterator<Item = Name>,
        reason: &str,
        mode: Mode,
    ) -> Result<MergeReport, Error> {
        self.permitted(actor, Action::Triage).await?;
        let row = self.asset(actor, asset).await?;
        let names = names.into_iter().map(|(kind, name)| (kind, identity::normal(kind, &name))).collect();
        let command = Command::Split { asset, names, reason: reason.into() };
        self.tell_apart(actor, SystemId(row.system), command, mode).await
    }

    /// Takes a split back: everything is as if it had never been said.
    ///
    /// # Errors
    /// A refusal with its rule, or when no such asset was split off.
    pub async fn unsplit_asset(
        &self,
        actor: &Actor,
        part: AssetId,
        reason: &str,
        mode: Mode,
    ) -> Result<MergeReport, Error> {
        self.permitted(actor, Action::Triage).await?;
        let said = |relation: &Relation| relation.parts.contains_key(&part);
        let system = self.system_where(actor, said).await?;
        let system = system.ok_or_else(|| Error::NotFound { what: "split asset", id: part.to_string() })?;
        self.tell_apart(actor, system, Command::Unsplit { part, reason: reason.into() }, mode).await
    }

    /// What was said of which assets of a system are one.
    pub(crate) async fn merging(&self, actor: &Actor, system: SystemId) -> Result<Option<Merging>, Error> {
        let events: Vec<_> = self.events(actor, Stream::Merging(system)).await?.iter().filter_map(of_merging).collect();
        Ok(merging::replay(&events))
    }

    /// The system of which this was said, if any.
    pub(crate) async fn system_where(
        &self,
        actor: &Actor,
        said: impl Fn(&Relation) -> bool + Send,
    ) -> Result<Option<SystemId>, Error> {
        for row in self.world.store.systems(actor.organization).await? {
            let system = SystemId(row.id);
            if self.merging(actor, system).await?.is_some_and(|m| said(&m.relation)) {
                return Ok(Some(system));
            }
        }
        Ok(None)
    }

    async fn tell_apart(
        &self,
        actor: &Actor,
        system: SystemId,
        command: Command,
        mode: Mode,
    ) -> Result<MergeReport, Error> {
        let directory = self.permitted(actor, Action::Triage).await?;
        let before = self.merging(actor, system).await?;
        let names = match &command {
            Command::Split { asset, .. } => self.names_of(actor, system, *asset).await?,
            _ => BTreeSet::new(),
        };
        let expected = before.as_ref().map_or(0, |m| m.version);
        let events = merging::decide(before.as_ref(), system, command, &names, actor.person, &directory)?;
        let at = self.world.clock.now();
        let stamped = |what: &Said| Stamped { at, by: actor.person, what: what.clone() };
        let after = events.iter().map(stamped).fold(before, |m, e| merging::fold(m, &e));
        let after = after.ok_or(Error::Lost("what was said of assets"))?;
        let asset = events.first().map_or(AssetId(system.0), subject);
        let append = Append {
            stream: Stream::Merging(system),
            expected,
            events: events.into_iter().map(Event::Merging).collect(),
        };
        let changes = vec![project::merging(&after)];
        let write = Write { by: actor.person, via: actor.via, at, appends: vec![append], changes };
        let concerned: Vec<AssetId> = after.relation.concerned().into_iter().chain([asset]).collect();
        let namings = self.world.store.namings(actor.organization, system, &concerned).await?;
        let done = self.world.store.regroup(actor.organization, system, mode, write).await?;
        if mode == Mode::Commit {
            self.run_all(actor, system, None).await;
        }
        Ok(MergeReport {
            asset: asset.0,
            committed: mode == Mode::Commit,
            imports: moved(&after.relation, &namings),
            open_before: done.effect.open_before,
            open_after: done.effect.open_after,
            changed_count: done.effect.changed.len() as u64,
            changed: self.named(actor, done.effect).await?,
        })
    }

    /// The names that recognise an asset itself, without those of assets that were merged into it.
    async fn names_of(&self, actor: &Actor, system: SystemId, asset: AssetId) -> Result<BTreeSet<Name>, Error> {
        let names = self.world.store.asset_names(actor.organization, system).await?;
        Ok(names.into_iter().filter(|(.., of)| *of == asset).map(|(kind, name, _)| (kind, name)).collect())
    }

    async fn named(&self, actor: &Actor, effect: Effect) -> Result<Vec<FindingChange>, Error> {
        let mut changed = Vec::new();
        for (finding, from, to) in effect.changed.into_iter().take(MOST_NAMED) {
            let row = self.world.store.finding(actor.organization, finding).await?;
            changed.push(FindingChange {
                finding: finding.0,
                title: row.map(|row| row.title).unwrap_or_default(),
                from,
                to,
            });
        }
        Ok(changed)
    }
}

/// The asset that an event leaves standing, to look at.
fn subject(event: &Said) -> AssetId {
    match event {
        Said::Merged { into, .. } => *into,
        Said::Unmerged { from, .. } => *from,
        Said::Split { part, .. } => *part,
        Said::Unsplit { asset, .. } => *asset,
    }
}

/// How many imports state something that stands for another asset than before. `namings` are as they stood before.
fn moved(after: &Relation, namings: &[NamingRow]) -> u64 {
    let divided = after.divided();
    let of_divided = namings.iter().enumerate().filter(|(_, row)| divided.contains(&row.asset));
    let of_divided: Vec<Naming<usize>> =
        of_divided.map(|(place, row)| Naming { import: place, asset: row.asset, names: row.names.clone() }).collect();
    let moved = after.moved(&of_divided);
    let differs = |(place, row): (usize, &NamingRow)| {
        let stands = after.root(moved.get(&(place, row.asset)).copied().unwrap_or(row.asset));
        (stands != row.stands).then_some(row.import)
    };
    namings.iter().enumerate().filter_map(differs).collect::<BTreeSet<_>>().len() as u64
}

pub(crate) fn of_merging(recorded: &Recorded) -> Option<Stamped<Said>> {
    match &recorded.event {
        Event::Merging(what) => Some(Stamped { at: recorded.at, by: recorded.by, what: what.clone() }),
        _ => None,
    }
}
