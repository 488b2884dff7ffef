//! Records that are held back, because what they belong to is named behind them.

use crate::{limits, record::Tree, sink::Place};

/// What each record takes beside its own: where it stands, the text of its place, and what the allocator adds.
const BESIDE: usize = size_of::<(Tree, Place)>() + 96;

/// Records with their places, at most [`limits::HELD`] bytes of them and the one that went beyond.
#[derive(Default)]
pub(crate) struct Held {
    records: Vec<(Tree, Place)>,
    size: usize,
}

impl Held {
    /// Holds one more; false if that was one too many, and all must be let go.
    pub(crate) fn push(&mut self, record: Tree, place: Place) -> bool {
        self.size += record.size() + BESIDE;
        self.records.push((record, place));
        self.size <= limits::HELD
    }

    /// Lets them go, in the order of the file.
    pub(crate) fn take(&mut self) -> Vec<(Tree, Place)> {
        self.size = 0;
        std::mem::take(&mut self.records)
    }
}
