//! When work can be done by the people there are: each piece after what it waits for, nobody beyond their hours.
//!
//! Pieces are placed one after the other, the most urgent first of those that may begin (serial schedule generation); what
//! something urgent waits for is as urgent. Work may be interrupted by free days and by more urgent work, never shared.

use std::{
    cmp::Reverse,
    collections::{BTreeMap, BinaryHeap},
    ops::RangeInclusive,
};

use jiff::{ToSpan, civil::Date};

use crate::{ids::PersonId, priority::Priority, time::calendar::Calendar};

/// Working days of a week, over which weekly hours are spread.
const WORKING_DAYS: u32 = 5;
/// Beyond so many days from today nothing is placed: nobody plans for longer than twenty years.
const HORIZON: usize = 20 * 366;

/// A piece of work of one person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Work {
    /// Who does it.
    pub person: PersonId,
    /// How long it takes, in minutes.
    pub minutes: u32,
    /// What must be done before, as places in the list of work.
    pub after: Vec<usize>,
    /// How urgent it is by itself.
    pub priority: Priority,
    /// The first day on which it can begin; today if that is later.
    pub from: Option<Date>,
}

/// The time that a person has for such work.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Hours {
    /// Minutes in a week of five working days.
    pub weekly: u32,
    /// Days on which the person is away, first and last included.
    pub away: Vec<RangeInclusive<Date>>,
}

/// The first and the last day of a piece of work.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Slot {
    /// On which it begins.
    pub first: Date,
    /// On which it is done.
    pub last: Date,
}

/// Why no days can be named.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Impossible {
    /// These wait for each other, or for what is not in the list.
    #[error("{} of the tasks wait for each other, or for one that is not there", .0.len())]
    Waiting(Vec<usize>),
    /// The person never has the time.
    #[error("task {work} cannot be placed: its person has no hours for it within twenty years")]
    NoHours {
        /// Which piece.
        work: usize,
        /// Whose.
        person: PersonId,
    },
}

/// What holds for all pieces of work.
#[derive(Debug, Clone, Copy)]
pub struct Setting<'s> {
    /// Nothing begins before.
    pub today: Date,
    /// The days on which nobody works.
    pub calendar: &'s Calendar,
    /// The time of each person. Who is not named has none.
    pub hours: &'s BTreeMap<PersonId, Hours>,
}

/// Places each piece of work; slots come in the order of the list.
///
/// # Errors
/// [`Impossible`] when pieces wait for each other, or a person has no time.
pub fn levelled(setting: Setting<'_>, work: &[Work]) -> Result<Vec<Slot>, Impossible> {
    place(setting, work, true)
}

/// The same, as though nobody had anything else to do: what is later than this is so for want of people, and what is late
/// by this is late with any number of them.
///
/// # Errors
/// As [`levelled`].
pub fn critical_path(setting: Setting<'_>, work: &[Work]) -> Result<Vec<Slot>, Impossible> {
    place(setting, work, false)
}

fn place(setting: Setting<'_>, work: &[Work], shared: bool) -> Result<Vec<Slot>, Impossible> {
    let order = Order::of(work)?;
    let mut days = Days { setting, working: Vec::new() };
    let mut used: BTreeMap<PersonId, Vec<u32>> = BTreeMap::new();
    let mut waits: Vec<usize> = work.iter().map(|piece| piece.after.len()).collect();
    let mut slots: Vec<Option<(usize, usize)>> = vec![None; work.len()];
    // The most urgent first, of those the first in the list.
    let ready = (0..work.len()).filter(|at| waits.get(*at) == Some(&0));
    let mut ready: BinaryHeap<_> = ready.map(|at| (order.urgency(at), Reverse(at))).collect();
    while let Some((_, Reverse(at))) = ready.pop() {
        let Some(piece) = work.get(at) else { continue };
        let ends = piece.after.iter().filter_map(|before| slots.get(*before).copied().flatten());
        let begin = ends.map(|(_, last)| last).chain(piece.from.map(|day| days.offset(day))).max().unwrap_or(0);
        let own = used.entry(piece.person).or_default();
        if !shared {
            own.clear();
        }
        let slot = days.fill(own, piece, begin).ok_or(Impossible::NoHours { work: at, person: piece.person })?;
        if let Some(kept) = slots.get_mut(at) {
            *kept = Some(slot);
        }
        for next in order.behind(at) {
            if let Some(left) = waits.get_mut(*next) {
                *left -= 1;
                if *left == 0 {
                    ready.push((order.urgency(*next), Reverse(*next)));
                }
            }
        }
    }
    Ok(slots
        .into_iter()
        .flatten()
        .map(|(first, last)| Slot { first: days.date(first), last: days.date(last) })
        .collect())
}

/// What waits for what.
struct Order {
    behind: Vec<Vec<usize>>,
    urgency: Vec<Priority>,
}

impl Order {
    /// Knows each piece only behind all that it waits for.
    fn of(work: &[Work]) -> Result<Self, Impossible> {
        let mut behind = vec![Vec::new(); work.len()];
        let mut waits: Vec<usize> = Vec::with_capacity(work.len());
        for (at, piece) in work.iter().enumerate() {
            waits.push(piece.after.len());
            for before in &piece.after {
                if let Some(behind) = behind.get_mut(*before) {
                    behind.push(at);
                }
            }
        }
        let mut sorted: Vec<usize> = (0..work.len()).filter(|at| waits.get(*at) == Some(&0)).collect();
        let mut next = 0;
        while let Some(at) = sorted.get(next).copied() {
            next += 1;
            for waiting in behind.get(at).into_iter().flatten() {
                if let Some(left) = waits.get_mut(*waiting) {
                    *left -= 1;
                    if *left == 0 {
                        sorted.push(*waiting);
                    }
                }
            }
        }
        if sorted.len() < work.len() {
            return Err(Impossible::Waiting((0..work.len()).filter(|at| waits.get(*at) != Some(&0)).collect()));
        }
        let mut urgency: Vec<Priority> = work.iter().map(|piece| piece.priority).collect();
        for at in sorted.into_iter().rev() {
            let inherited = behind.get(at).into_iter().flatten().filter_map(|next| urgency.get(*next).copied()).max();
            if let Some(own) = urgency.get_mut(at) {
                *own = inherited.map_or(*own, |inherited| inherited.max(*own));
            }
        }
        Ok(Self { behind, urgency })
    }

    fn behind(&self, at: usize) -> &[usize] {
        self.behind.get(at).map_or(&[], Vec::as_slice)
    }

    fn urgency(&self, at: usize) -> Option<Priority> {
        self.urgency.get(at).copied()
    }
}

/// Days counted from today.
struct Days<'s> {
    setting: Setting<'s>,
    /// Whether anybody works on each, as far as that was asked.
    working: Vec<bool>,
}

impl Days<'_> {
    fn date(&self, offset: usize) -> Date {
        self.setting.today.saturating_add(i32::try_from(offset).unwrap_or(i32::MAX).days())
    }

    /// 0 for days before today.
    fn offset(&self, day: Date) -> usize {
        usize::try_from((day - self.setting.today).get_days()).unwrap_or(0)
    }

    /// Minutes that a person has on a day, whatever is placed there.
    fn capacity(&mut self, hours: &Hours, offset: usize) -> u32 {
        while self.working.len() <= offset {
            let day = self.date(self.working.len());
            self.working.push(self.setting.calendar.free(day).is_none());
        }
        let day = self.date(offset);
        let there = self.working.get(offset) == Some(&true) && !hours.away.iter().any(|away| away.contains(&day));
        if there { hours.weekly / WORKING_DAYS } else { 0 }
    }

    /// Takes the time of a piece of work from what its person has left, from a day on.
    fn fill(&mut self, used: &mut Vec<u32>, piece: &Work, begin: usize) -> Option<(usize, usize)> {
        let none = Hours::default();
        let hours = self.setting.hours.get(&piece.person).unwrap_or(&none);
        let (mut left, mut first) = (piece.minutes, None);
        for offset in begin..HORIZON {
            if left == 0 {
                return Some((first.unwrap_or(begin), offset.saturating_sub(1).max(begin)));
            }
            let capacity = self.capacity(hours, offset);
            if used.len() <= offset {
                used.resize(offset + 1, 0);
            }
            let Some(taken) = used.get_mut(offset) else { continue };
            let take = capacity.saturating_sub(*taken).min(left);
            if take > 0 {
                *taken += take;
                left -= take;
                first.get_or_insert(offset);
            }
        }
        None
    }
}
