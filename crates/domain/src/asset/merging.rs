//! What people say of which assets of a system are one machine, and which names were put together by mistake. Each can be
//! taken back, with a reason.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;

use super::relation::{self, Part, Relation};
use crate::{
    finding::recognition::Name,
    ids::{AssetId, PersonId, SystemId},
    people::Directory,
    policy::{self, Action},
    rule::{self, Kind, Refusal, Rule},
    time::Stamped,
};

/// Two assets are merged once, into one that stands for itself.
pub const MERGE: Rule = Rule { id: "asset-merge", cites: "SP 800-171 3.4.1 (inventory), 3.11.2", kind: Kind::State };
/// Names can be split off an asset that has them, and that keeps others.
pub const SPLIT: Rule = Rule { id: "asset-split", cites: "SP 800-171 3.4.1 (inventory), 3.11.2", kind: Kind::State };

/// All that was said of the assets of a system.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Merging {
    /// Which system.
    pub system: SystemId,
    /// What holds.
    pub relation: Relation,
    /// Why, of an asset that was merged or split off, or was put back: the last word.
    pub said: BTreeMap<AssetId, Said>,
    /// How many events led here.
    pub version: u64,
}

/// Who said something, when and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    /// Why.
    pub reason: String,
    /// When.
    pub at: Timestamp,
    /// Who.
    pub by: PersonId,
}

/// What can be asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// Two assets are one; it is called as `into`.
    Merge { from: AssetId, into: AssetId, reason: String },
    /// They are two after all.
    Unmerge { from: AssetId, reason: String },
    /// Names that were put to an asset by mistake become an asset of their own.
    Split { asset: AssetId, names: BTreeSet<Name>, reason: String },
    /// They are the asset's names after all.
    Unsplit { part: AssetId, reason: String },
}

/// What can happen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// Two assets are one from now on, as in everything that was ever stated.
    Merged { system: SystemId, from: AssetId, into: AssetId, reason: String },
    /// They are two again.
    Unmerged { from: AssetId, into: AssetId, reason: String },
    /// Names of an asset became an asset of their own.
    Split { system: SystemId, asset: AssetId, part: AssetId, names: Vec<NameOf>, reason: String },
    /// They belong to the asset again.
    Unsplit { asset: AssetId, part: AssetId, reason: String },
}

/// A name with its kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NameOf {
    /// Which kind.
    pub kind: crate::finding::asset::NameKind,
    /// In its normal spelling.
    pub name: String,
}

/// Decides. `merging` is `None` before anything was said in the system; `names` are those by which the asset that is to be
/// split is recognised.
///
/// # Errors
/// Refuses with the rule that forbids it.
pub fn decide(
    merging: Option<&Merging>,
    system: SystemId,
    command: Command,
    names: &BTreeSet<Name>,
    actor: PersonId,
    directory: &Directory,
) -> Result<Vec<Event>, Refusal> {
    policy::permit(directory, actor, Action::Triage, &[])?;
    let none = Relation::default();
    let relation = merging.map_or(&none, |m| &m.relation);
    let event = match command {
        Command::Merge { from, into, reason } => merge(relation, system, from, into, rule::text("reason", &reason)?)?,
        Command::Unmerge { from, reason } => {
            let into = relation.merges.get(&from).copied();
            let into = into.ok_or_else(|| {
                MERGE.refuse("this asset was not merged into another", "look at its page for what was said of it")
            })?;
            Event::Unmerged { from, into, reason: rule::text("reason", &reason)? }
        }
        Command::Split { asset, names: some, reason } => {
            split(relation, system, asset, some, names, rule::text("reason", &reason)?)?
        }
        Command::Unsplit { part, reason } => {
            let of = relation.parts.get(&part).filter(|p| p.stands).map(|p| p.of).ok_or_else(|| {
                SPLIT.refuse("this asset was not split off another", "look at its page for what was said of it")
            })?;
            if relation.merges.iter().any(|(from, into)| *from == part || *into == part) {
                let remedy = "take the merge back first";
                return Err(SPLIT.refuse("what was split off has been merged with another asset since", remedy));
            }
            Event::Unsplit { asset: of, part, reason: rule::text("reason", &reason)? }
        }
    };
    Ok(vec![event])
}

fn merge(
    relation: &Relation,
    system: SystemId,
    from: AssetId,
    into: AssetId,
    reason: String,
) -> Result<Event, Refusal> {
    if from == into {
        return Err(MERGE.refuse_field("into", "an asset cannot be merged into itself", "name another asset"));
    }
    for (asset, field) in [(from, "from"), (into, "into")] {
        let root = relation.root(asset);
        if root != asset {
            let sentence = format!("{asset} is {root} already");
            return Err(MERGE.refuse_field(field, sentence, format!("name {root}, or take that back first")));
        }
    }
    Ok(Event::Merged { system, from, into, reason })
}

fn split(
    relation: &Relation,
    system: SystemId,
    asset: AssetId,
    some: BTreeSet<Name>,
    names: &BTreeSet<Name>,
    reason: String,
) -> Result<Event, Refusal> {
    let refuse = |sentence: &str, remedy: &str| Err(SPLIT.refuse_field("names", sentence, remedy));
    if let Some((kind, name)) = some.difference(names).next() {
        let sentence = format!("{name} ({}) is no name of this asset", kind.told());
        let remedy = "name one that its page lists; names that came with a merge go when the merge is taken back";
        return refuse(&sentence, remedy);
    }
    if some.is_empty() {
        return refuse("no name is to be split off", "say which names do not belong to the asset");
    }
    if some.len() == names.len() {
        return refuse("no name would be left", "leave the asset at least one of its names");
    }
    let root = relation.root(asset);
    if root != asset {
        let sentence = format!("{asset} counts as {root}");
        return Err(SPLIT.refuse_field("asset", sentence, "take the merge back first"));
    }
    let part = relation::part(system, asset, &some);
    let names = some.into_iter().map(|(kind, name)| NameOf { kind, name }).collect();
    Ok(Event::Split { system, asset, part, names, reason })
}

/// What was said, after all of its events, oldest first.
pub fn replay<'a>(events: impl IntoIterator<Item = &'a Stamped<Event>>) -> Option<Merging> {
    events.into_iter().fold(None, fold)
}

/// What was said, after one more event.
pub fn fold(merging: Option<Merging>, event: &Stamped<Event>) -> Option<Merging> {
    let Stamped { at, by, what } = event;
    let begun = |system: SystemId| Merging { system, relation: Relation::default(), said: BTreeMap::new(), version: 0 };
    let mut after = match (merging, what) {
        (Some(merging), _) => merging,
        (None, Event::Merged { system, .. } | Event::Split { system, .. }) => begun(*system),
        (None, Event::Unmerged { .. } | Event::Unsplit { .. }) => return None,
    };
    let (asset, reason) = match what {
        Event::Merged { from, into, reason, .. } => {
            after.relation.merges.insert(*from, *into);
            (from, reason)
        }
        Event::Unmerged { from, reason, .. } => {
            after.relation.merges.remove(from);
            (from, reason)
        }
        Event::Split { asset, part, names, reason, .. } => {
            let names = names.iter().map(|n| (n.kind, n.name.clone())).collect();
            after.relation.parts.insert(*part, Part { of: *asset, names, stands: true });
            (part, reason)
        }
        Event::Unsplit { part, reason, .. } => {
            if let Some(part) = after.relation.parts.get_mut(part) {
                part.stands = false;
            }
            (part, reason)
        }
    };
    after.said.insert(*asset, Said { reason: reason.clone(), at: *at, by: *by });
    after.version += 1;
    Some(after)
}
