//! Slip: how far dates moved from what was approved, how often, and what got in the way.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::{
    extension::Obstacle,
    measure::Decision,
    milestone::{self, Change},
    state::Item,
};
use crate::ids::PartNumber;

/// How often, and by how many days in all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Moves {
    /// How often a date moved back.
    pub times: u32,
    /// Calendar days, added up.
    pub days: i32,
}

impl Moves {
    /// One more.
    pub fn add(&mut self, other: Self) {
        self.times = self.times.saturating_add(other.times);
        self.days = self.days.saturating_add(other.days);
    }
}

/// The slip of an item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Slip {
    /// The completion date that was approved.
    pub baseline: Date,
    /// The completion date as it stands; once every milestone is reached, the day of the last one.
    pub current: Date,
    /// Calendar days from the one to the other; negative when ahead.
    pub days: i32,
    /// Every date of the item that moved back since the approval, by what got in the way; nobody was asked for that where it
    /// is `None`.
    pub by: BTreeMap<Option<Obstacle>, Moves>,
}

impl Slip {
    /// How often a date of the item moved back since the approval, and by how many days in all.
    pub fn moves(&self) -> Moves {
        self.by.values().fold(Moves::default(), |mut all, one| {
            all.add(*one);
            all
        })
    }
}

/// The slip of an item; `None` while no plan of it is approved.
pub fn slip(item: &Item) -> Option<Slip> {
    let baseline = item.baseline_due()?;
    let standing = || milestone::standing(&item.milestones).map(|(_, m)| m);
    let reached = standing().map(|m| m.reached).collect::<Option<Vec<_>>>().and_then(|days| days.into_iter().max());
    let current = reached.or_else(|| item.due())?;
    let mut by: BTreeMap<Option<Obstacle>, Moves> = BTreeMap::new();
    for (id, milestone) in &item.milestones {
        for change in milestone.changes.iter().filter(|change| change.to > change.from) {
            let days = (change.to - change.from).get_days();
            by.entry(obstacle(item, *id, change)).or_default().add(Moves { times: 1, days });
        }
    }
    Some(Slip { baseline, current, days: (current - baseline).get_days(), by })
}

/// What got in the way: as the extension says that moved the date, or the decision of whoever it was laid before.
fn obstacle(item: &Item, id: PartNumber, change: &Change) -> Option<Obstacle> {
    let asked = item.extensions.values().map(|e| &e.request);
    let asked = asked.filter(|r| r.milestone == id && r.to == change.to).map(|r| r.obstacle);
    let decided = item.decisions.iter().filter_map(|d| match &d.decision {
        Decision::Extend { milestone, to, obstacle } if *milestone == id && *to == change.to => Some(*obstacle),
        _ => None,
    });
    decided.chain(asked).next()
}
