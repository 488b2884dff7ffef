//! When items will probably be done: the levelled schedule, run many times with the errors that estimates had so far.
//!
//! What makes one task of an item late makes its others late as well, so that each run draws one error per item. The same
//! seed gives the same answer.

use jiff::civil::Date;

use super::{
    random::Random,
    schedule::{Board, Impossible, Setting, Work, day},
};

/// Pieces of work that were planned and done, from which on an organization's own errors are used.
pub const ENOUGH: usize = 10;
/// An estimate is off by this at most, in thousandths: a tenth to ten times.
const BOUNDS: (u32, u32) = (100, 10_000);
/// What is taken for as long as too little was done here to learn from: most things take longer than planned, some twice as
/// long. In thousandths of what was planned.
const USUAL: [u32; 10] = [800, 900, 1_000, 1_000, 1_100, 1_200, 1_300, 1_500, 1_800, 2_500];

/// By how much estimates were off.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Errors {
    /// What things took, in thousandths of what was planned; never empty.
    factors: Vec<u32>,
    /// How many pieces of work were looked at.
    pub seen: usize,
}

impl Errors {
    /// From days that were planned and days that were taken, of what was done here.
    pub fn learn(done: impl IntoIterator<Item = (i32, i32)>) -> Self {
        let factor = |(planned, taken): (i32, i32)| {
            let (planned, taken) = (u64::try_from(planned.max(1)).ok()?, u64::try_from(taken.max(0)).ok()?);
            let factor = u32::try_from(taken * 1_000 / planned).unwrap_or(u32::MAX);
            Some(factor.clamp(BOUNDS.0, BOUNDS.1))
        };
        let mut factors: Vec<u32> = done.into_iter().filter_map(factor).collect();
        factors.sort_unstable();
        let seen = factors.len();
        if seen < ENOUGH {
            factors = USUAL.to_vec();
        }
        Self { factors, seen }
    }

    /// Whether there was enough to learn from; otherwise a usual spread is used.
    pub fn learnt(&self) -> bool {
        self.seen >= ENOUGH
    }

    /// What things took in the middle case, in thousandths of what was planned.
    pub fn median(&self) -> u32 {
        self.factors.get(self.factors.len() / 2).copied().unwrap_or(1_000)
    }

    /// What so many of a hundred things took at most, in thousandths of what was planned.
    pub fn at(&self, percent: u8) -> u32 {
        let rank = (self.factors.len() * usize::from(percent.min(100))).div_ceil(100).max(1);
        self.factors.get(rank - 1).copied().unwrap_or(1_000)
    }

    fn draw(&self, random: &mut Random) -> u32 {
        self.factors.get(random.below(self.factors.len())).copied().unwrap_or(1_000)
    }
}

/// When one item will probably be done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Forecast {
    /// The day of each run, the earliest first; never empty.
    days: Vec<Date>,
}

impl Forecast {
    /// The day by which it is done in so many of a hundred runs.
    pub fn by(&self, percent: u8) -> Date {
        let rank = (self.days.len() * usize::from(percent.min(100))).div_ceil(100).max(1);
        self.days.get(rank - 1).copied().unwrap_or(Date::MAX)
    }

    /// In how many of a hundred runs it is done only after a day. Not 0 where any is, not 100 where one is not.
    pub fn misses(&self, limit: Date) -> u8 {
        let after = self.days.len() - self.days.partition_point(|day| *day <= limit);
        let percent = (after * 100 + self.days.len() / 2) / self.days.len().max(1);
        let (least, most) = (usize::from(after > 0), if after < self.days.len() { 99 } else { 100 });
        u8::try_from(percent.clamp(least, most)).unwrap_or(100)
    }
}

/// When the items to which the work belongs will be done. `item_of` names the item of each piece of work, from 0; an item
/// without work is done today.
///
/// # Errors
/// [`Impossible`] when pieces wait for each other, or a person has no time.
pub fn forecast(
    setting: Setting<'_>,
    work: &[Work],
    item_of: &[usize],
    errors: &Errors,
    (seed, runs): (u64, usize),
) -> Result<Vec<Forecast>, Impossible> {
    let items = item_of.iter().map(|item| item + 1).max().unwrap_or(0);
    let mut board = Board::new(setting, work)?;
    let mut random = Random::new(seed);
    let mut ends: Vec<Vec<u16>> = vec![Vec::with_capacity(runs); items];
    let (mut factors, mut minutes) = (vec![1_000; items], vec![0; work.len()]);
    for _ in 0..runs.max(1) {
        factors.fill_with(|| errors.draw(&mut random));
        for ((piece, item), taken) in work.iter().zip(item_of).zip(&mut minutes) {
            let factor = factors.get(*item).copied().unwrap_or(1_000);
            *taken = u32::try_from(u64::from(piece.minutes) * u64::from(factor) / 1_000).unwrap_or(u32::MAX);
        }
        board.place(&minutes, true)?;
        let mut last = vec![0_usize; items];
        for (end, item) in board.ends().zip(item_of) {
            if let Some(last) = last.get_mut(*item) {
                *last = end.max(*last);
            }
        }
        for (ends, last) in ends.iter_mut().zip(last) {
            ends.push(u16::try_from(last).unwrap_or(u16::MAX));
        }
    }
    let sorted = |mut ends: Vec<u16>| {
        ends.sort_unstable();
        Forecast { days: ends.into_iter().map(|end| day(setting.today, usize::from(end))).collect() }
    };
    Ok(ends.into_iter().map(sorted).collect())
}
