//! What an import states to be there and nobody answers, by the work that corrects it.

use std::{
    cmp::Reverse,
    collections::{BTreeMap, BTreeSet},
};

use closeout_app::{bulk::Group, ports::MOST_GROUPS, views::FindingRow};
use closeout_domain::{
    finding::severity::Severity,
    ids::{FindingId, ItemNumber},
};
use rusqlite::Transaction;
use uuid::Uuid;

use super::{Known, Spreads};
use crate::{
    rows::{corrupt, from_doc, unsigned},
    sqlite::values::Result,
    standing::Standing,
};

/// The place of a finding in a list: the most urgent first, then by title and key.
type Rank = (Reverse<i64>, String, Uuid);

impl Spreads {
    /// The groups, most urgent first: [`MOST_GROUPS`] of them, and beyond these what was assessed or came back.
    pub fn groups(&self, tx: &Transaction<'_>) -> Result<Vec<Group>> {
        let chosen = self.chosen(tx)?;
        let places: BTreeMap<u32, usize> = chosen.iter().enumerate().map(|(at, (_, fix))| (*fix, at)).collect();
        let mut members: Vec<Vec<Rank>> = vec![Vec::new(); chosen.len()];
        let mut title = tx.prepare_cached("SELECT title FROM finding WHERE organization = ?1 AND finding = ?2")?;
        for (finding, known) in self.left() {
            let group = places.get(&known.fix).and_then(|at| members.get_mut(*at));
            if let Some(group) = group {
                let title: String = title.query_row([self.organization, finding], |row| row.get(0))?;
                group.push((Reverse(urgency(known)), title, finding));
            }
        }
        let chosen = chosen.into_iter().map(|(_, fix)| fix).zip(members);
        chosen.map(|(fix, members)| self.group(tx, fix, members)).collect()
    }

    /// What is stated, there, and neither set aside nor answered.
    fn left(&self) -> impl Iterator<Item = (Uuid, &Known)> {
        let there = |known: &Known| known.stated && known.is_left() && known.spread.present > 0;
        self.keys.iter().copied().zip(&self.known).filter(move |(_, known)| there(known))
    }

    /// The most urgent finding of each group that is listed, in their order.
    fn chosen(&self, tx: &Transaction<'_>) -> Result<Vec<(Rank, u32)>> {
        let mut title = tx.prepare_cached("SELECT title FROM finding WHERE organization = ?1 AND finding = ?2")?;
        let mut linked = tx.prepare_cached("SELECT 1 FROM item_finding WHERE organization = ?1 AND finding = ?2")?;
        // The best of each fix, by urgency alone: a fix that is less urgent than enough others is not looked at closer.
        let mut best: Vec<i64> = vec![-1; self.fixes.len()];
        let mut special: BTreeSet<u32> = BTreeSet::new();
        for (finding, known) in self.left() {
            let Some(best) = usize::try_from(known.fix).ok().and_then(|place| best.get_mut(place)) else { continue };
            *best = (*best).max(urgency(known));
            if known.assessed || linked.exists([self.organization, finding])? {
                special.insert(known.fix);
            }
        }
        let mut sorted: Vec<i64> = best.iter().copied().filter(|urgency| *urgency >= 0).collect();
        sorted.sort_unstable_by_key(|urgency| Reverse(*urgency));
        let least = sorted.get(MOST_GROUPS - 1).copied().unwrap_or(0);
        drop(sorted);
        let mut first: BTreeMap<u32, Rank> = BTreeMap::new();
        let mut others: BTreeSet<(Rank, u32)> = BTreeSet::new();
        for (finding, known) in self.left() {
            let best = usize::try_from(known.fix).ok().and_then(|place| best.get(place)).copied().unwrap_or(-1);
            let urgency = urgency(known);
            if urgency < best || (best < least && !special.contains(&known.fix)) {
                continue;
            }
            let title: String = title.query_row([self.organization, finding], |row| row.get(0))?;
            let rank = (Reverse(urgency), title, finding);
            let before = first.get(&known.fix);
            if before.is_some_and(|before| *before <= rank) {
                continue;
            }
            if !special.contains(&known.fix) {
                before.map(|before| others.remove(&(before.clone(), known.fix)));
                others.insert((rank.clone(), known.fix));
            }
            first.insert(known.fix, rank);
            // Of those that nothing else asks for, no more than are listed.
            if others.len() > MOST_GROUPS
                && let Some((_, fix)) = others.pop_last()
            {
                first.remove(&fix);
            }
        }
        let mut chosen: Vec<(Rank, u32)> = first.into_iter().map(|(fix, rank)| (rank, fix)).collect();
        chosen.sort_unstable();
        Ok(chosen)
    }

    fn group(&self, tx: &Transaction<'_>, fix: u32, mut members: Vec<Rank>) -> Result<Group> {
        members.sort_unstable();
        let Some((_, _, first)) = members.first().cloned() else { return Err(corrupt("fix", "of nothing").into()) };
        let mut doc = tx.prepare_cached("SELECT doc FROM finding_doc WHERE organization = ?1 AND finding = ?2")?;
        let doc: String = doc.query_row([self.organization, first], |row| row.get(0))?;
        let row: FindingRow = from_doc("finding", &doc)?;
        let mut newest =
            tx.prepare_cached("SELECT max(number) FROM item_finding WHERE organization = ?1 AND finding = ?2")?;
        let mut there = tx.prepare_cached(
            "SELECT p.asset FROM finding_asset x CROSS JOIN presence p ON p.organization = x.organization
                AND p.system = ?3 AND p.asset = x.asset AND p.finding = x.finding
             WHERE x.organization = ?1 AND x.finding = ?2 AND p.state = 0",
        )?;
        let mut closed_item: Option<ItemNumber> = None;
        let mut assets: BTreeSet<Uuid> = BTreeSet::new();
        for (_, _, finding) in &members {
            for asset in there.query_map([self.organization, *finding, self.system], |row| row.get(0))? {
                assets.insert(asset?);
            }
            let number: Option<i64> = newest.query_row([self.organization, *finding], |row| row.get(0))?;
            closed_item = closed_item.max(number.map(unsigned).transpose()?.map(ItemNumber));
        }
        let fix = usize::try_from(fix).ok().and_then(|place| self.fixes.get(place));
        let worst = |finding: &Uuid| self.place(*finding).and_then(|place| self.known.get(place));
        let severity = members.iter().filter_map(|(_, _, finding)| worst(finding)).map(|k| k.spread.severity()).max();
        Ok(Group {
            fix: fix.copied().unwrap_or_default(),
            title: row.title,
            description: row.description,
            recommendation: row.recommendation,
            severity: severity.unwrap_or(Severity::Info),
            requirement: row.requirement,
            findings: members.into_iter().map(|(_, _, finding)| FindingId(finding)).collect(),
            assets: assets.len() as u64,
            closed_item,
        })
    }
}

fn urgency(known: &Known) -> i64 {
    Standing::urgency_of(known.class)
}
