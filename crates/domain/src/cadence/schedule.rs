//! When work can be done by the people there are: each piece after what it waits for, nobody beyond their hours.
//!
//! Pieces are placed one after the other, the most urgent first of those that may begin (serial schedule generation); what
//! something urgent waits for is as urgent. Work may be interrupted by free days and by more urgent work, never shared.

mod order;

use std::{
    cmp::Reverse,
    collections::{BTreeMap, BinaryHeap},
    ops::RangeInclusive,
};

use jiff::{ToSpan, civil::Date};

use self::order::Order;
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

impl Hours {
    /// Minutes that the person has on a day.
    pub fn on(&self, day: Date, calendar: &Calendar) -> u32 {
        let there = calendar.free(day).is_none() && !self.away.iter().any(|away| away.contains(&day));
        if there { self.weekly / WORKING_DAYS } else { 0 }
    }
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
    let mut board = Board::new(setting, work)?;
    board.place(&minutes(work), true)?;
    Ok(board.slots())
}

/// The same, as though nobody had anything else to do: what is later than this is so for want of people, and what is late
/// by this is late with any number of them.
///
/// # Errors
/// As [`levelled`].
pub fn critical_path(setting: Setting<'_>, work: &[Work]) -> Result<Vec<Slot>, Impossible> {
    let mut board = Board::new(setting, work)?;
    board.place(&minutes(work), false)?;
    Ok(board.slots())
}

fn minutes(work: &[Work]) -> Vec<u32> {
    work.iter().map(|piece| piece.minutes).collect()
}

/// What is placed on which days, counted from today. Made once, it places the same work over and over with other durations.
pub(super) struct Board<'s> {
    setting: Setting<'s>,
    work: &'s [Work],
    order: Order,
    people: Vec<Desk>,
    /// Whose desk each piece lies on.
    desk_of: Vec<usize>,
    /// The first and the last day of each piece.
    placed: Vec<(usize, usize)>,
}

/// The days of one person.
#[derive(Default)]
struct Desk {
    hours: Hours,
    /// Minutes of each day, as far as that was asked.
    there: Vec<u32>,
    /// Minutes of them that are taken.
    taken: Vec<u32>,
    /// All days before this one are taken up.
    full: usize,
}

impl<'s> Board<'s> {
    /// Knows the order of the work, and nobody's days yet.
    pub(super) fn new(setting: Setting<'s>, work: &'s [Work]) -> Result<Self, Impossible> {
        let (mut people, mut by_person, mut desk_of) = (Vec::new(), BTreeMap::new(), Vec::new());
        for piece in work {
            let desk = *by_person.entry(piece.person).or_insert_with(|| {
                let hours = setting.hours.get(&piece.person).cloned().unwrap_or_default();
                people.push(Desk { hours, ..Desk::default() });
                people.len() - 1
            });
            desk_of.push(desk);
        }
        Ok(Self { setting, work, order: Order::of(work)?, people, desk_of, placed: vec![(0, 0); work.len()] })
    }

    /// Places the work with these durations. Desks are `shared` by all that lies on them, or each piece has one for itself.
    pub(super) fn place(&mut self, minutes: &[u32], shared: bool) -> Result<(), Impossible> {
        self.people.iter_mut().for_each(Desk::clear);
        let mut waits: Vec<usize> = self.work.iter().map(|piece| piece.after.len()).collect();
        // The most urgent first, of those the first in the list.
        let ready = (0..self.work.len()).filter(|at| waits.get(*at) == Some(&0));
        let mut ready: BinaryHeap<_> = ready.map(|at| (self.order.urgency(at), Reverse(at))).collect();
        while let Some((_, Reverse(at))) = ready.pop() {
            let (Some(piece), Some(left)) = (self.work.get(at), minutes.get(at)) else { continue };
            let ends = piece.after.iter().filter_map(|before| self.placed.get(*before).map(|(_, last)| *last));
            let begin = ends.chain(piece.from.map(|day| self.offset(day))).max().unwrap_or(0);
            let Some(desk) = self.desk_of.get(at).and_then(|desk| self.people.get_mut(*desk)) else { continue };
            if !shared {
                desk.clear();
            }
            let none = Impossible::NoHours { work: at, person: piece.person };
            let slot = desk.fill(self.setting, *left, begin).ok_or(none)?;
            if let Some(kept) = self.placed.get_mut(at) {
                *kept = slot;
            }
            for next in self.order.behind(at) {
                if let Some(left) = waits.get_mut(*next) {
                    *left -= 1;
                    if *left == 0 {
                        ready.push((self.order.urgency(*next), Reverse(*next)));
                    }
                }
            }
        }
        Ok(())
    }

    /// The last day of each piece, counted from today.
    pub(super) fn ends(&self) -> impl Iterator<Item = usize> {
        self.placed.iter().map(|(_, last)| *last)
    }

    fn slots(&self) -> Vec<Slot> {
        let slot = |(first, last): &(usize, usize)| Slot {
            first: day(self.setting.today, *first),
            last: day(self.setting.today, *last),
        };
        self.placed.iter().map(slot).collect()
    }

    /// 0 for days before today.
    fn offset(&self, day: Date) -> usize {
        usize::try_from((day - self.setting.today).get_days()).unwrap_or(0)
    }
}

/// So many days after today.
pub(super) fn day(today: Date, offset: usize) -> Date {
    today.saturating_add(i32::try_from(offset).unwrap_or(i32::MAX).days())
}

impl Desk {
    fn clear(&mut self) {
        self.taken.clear();
        self.full = 0;
    }

    /// Takes the time of a piece of work from what is left, from a day on.
    fn fill(&mut self, setting: Setting<'_>, minutes: u32, begin: usize) -> Option<(usize, usize)> {
        if minutes == 0 {
            return Some((begin, begin));
        }
        let (mut left, mut first) = (minutes, None);
        for offset in begin.max(self.full)..HORIZON {
            if self.there.len() <= offset {
                let known = self.there.len()..=offset;
                self.there.extend(known.map(|n| self.hours.on(day(setting.today, n), setting.calendar)));
            }
            if self.taken.len() <= offset {
                self.taken.resize(offset + 1, 0);
            }
            let (there, taken) = (*self.there.get(offset)?, self.taken.get_mut(offset)?);
            let take = there.saturating_sub(*taken).min(left);
            if take > 0 {
                *taken += take;
                left -= take;
                first.get_or_insert(offset);
            }
            if *taken >= there && offset == self.full {
                self.full += 1;
            }
            if left == 0 {
                return Some((first.unwrap_or(offset), offset));
            }
        }
        None
    }
}
