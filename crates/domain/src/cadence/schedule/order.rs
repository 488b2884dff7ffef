//! What waits for what, and how urgent that makes it.

use super::{Impossible, Work};
use crate::priority::Priority;

/// What waits for what.
pub(super) struct Order {
    behind: Vec<Vec<usize>>,
    urgency: Vec<Priority>,
}

impl Order {
    /// Knows each piece only behind all that it waits for.
    pub(super) fn of(work: &[Work]) -> Result<Self, Impossible> {
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

    pub(super) fn behind(&self, at: usize) -> &[usize] {
        self.behind.get(at).map_or(&[], Vec::as_slice)
    }

    pub(super) fn urgency(&self, at: usize) -> Option<Priority> {
        self.urgency.get(at).copied()
    }
}
