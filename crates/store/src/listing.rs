//! Turning the pages of a list that is read from its beginning, or from a place in it, and counted no further than is worth
//! the wait.

use std::ops::ControlFlow;

use closeout_app::query::{FindingQuery, Page, Window};
use uuid::Uuid;

/// How many keys a group lists.
pub const KEYS_OF_A_GROUP: usize = 50;
/// How many rows beyond a page are counted.
const COUNTED: u64 = 10_000;
/// How many where each has to be asked more than the index knows.
const ASKED: u64 = 200;
/// How many findings are looked at for other fixes beyond a page.
const LOOKED_AT: u64 = 10_000;

/// A page while it fills.
#[derive(Debug)]
pub struct Turning {
    window: Window,
    /// Rows to pass over.
    skip: u64,
    /// Rows that are known to come before what is read.
    before: u64,
    /// Rows that came by.
    seen: u64,
    /// How many more to count when the page is full.
    beyond: u64,
    /// Findings that were looked at since then.
    looked_at: u64,
    broke_off: bool,
    rows: Vec<Uuid>,
}

impl Turning {
    /// For a query, read from a place in the list or from its beginning.
    pub fn new(query: &FindingQuery, from_a_place: bool, asks_each: bool) -> Self {
        let from = query.window.from;
        let (skip, before) = if from_a_place { (0, from) } else { (from, 0) };
        let beyond = if asks_each { ASKED } else { COUNTED };
        Self { window: query.window, skip, before, seen: 0, beyond, looked_at: 0, broke_off: false, rows: Vec::new() }
    }

    /// Takes the next row of the list.
    pub fn take(&mut self, key: Uuid) -> ControlFlow<()> {
        if self.seen >= self.skip && !self.is_full() {
            self.rows.push(key);
        }
        self.seen += 1;
        let end = self.skip.saturating_add(self.window.rows.into()).saturating_add(self.beyond);
        if self.seen > end { self.give_up() } else { ControlFlow::Continue(()) }
    }

    /// A finding comes by that may begin another row.
    pub fn look_at_one(&mut self) -> ControlFlow<()> {
        self.looked_at += u64::from(self.is_full());
        if self.looked_at > LOOKED_AT { self.give_up() } else { ControlFlow::Continue(()) }
    }

    fn is_full(&self) -> bool {
        self.rows.len() >= self.window.rows as usize
    }

    fn give_up(&mut self) -> ControlFlow<()> {
        self.broke_off = true;
        ControlFlow::Break(())
    }

    /// The page.
    pub fn page(self) -> Page<Uuid> {
        let total = self.before.saturating_add(self.seen);
        let end = self.window.from.saturating_add(self.rows.len() as u64);
        let next = (end < total && !self.rows.is_empty()).then_some(end);
        Page { rows: self.rows, total, uncounted: self.broke_off, next }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(rows: u64, from: u64, from_a_place: bool) -> Page<Uuid> {
        let query = FindingQuery { window: Window { from, rows: 2 }, ..FindingQuery::default() };
        let mut turning = Turning::new(&query, from_a_place, true);
        for row in 0..rows {
            if turning.take(Uuid::from_u128(row.into())).is_break() {
                break;
            }
        }
        turning.page()
    }

    #[test]
    fn a_short_list_is_counted_to_its_end() {
        let found = page(5, 2, false);
        assert_eq!(found.rows, [Uuid::from_u128(2), Uuid::from_u128(3)]);
        assert_eq!((found.total, found.uncounted, found.next), (5, false, Some(4)));
        assert_eq!(page(5, 4, false).next, None);
        assert_eq!((page(5, 9, false).rows.len(), page(5, 9, false).next), (0, None));
    }

    #[test]
    fn read_from_a_place_it_counts_what_was_passed_over() {
        let found = page(3, 100, true);
        assert_eq!((found.rows.len(), found.total, found.next), (2, 103, Some(102)));
    }

    #[test]
    fn a_full_page_looks_for_other_rows_only_so_far() {
        let query = FindingQuery { window: Window { from: 0, rows: 1 }, ..FindingQuery::default() };
        let mut turning = Turning::new(&query, false, false);
        assert!((0..2 * LOOKED_AT).all(|_| turning.look_at_one().is_continue()), "the page is not full");
        assert!(turning.take(Uuid::nil()).is_continue());
        assert!((0..LOOKED_AT).all(|_| turning.look_at_one().is_continue()));
        assert!(turning.look_at_one().is_break());
        assert!(turning.page().uncounted);
    }

    #[test]
    fn a_long_list_is_not_counted_to_its_end() {
        let found = page(1_000_000, 0, false);
        assert_eq!((found.total, found.uncounted, found.next), (ASKED + 3, true, Some(2)));
    }
}
