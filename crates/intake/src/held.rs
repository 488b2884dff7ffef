//! Records that are held back, because what they belong to is named behind them.

use crate::{limits, record::Tree, sink::Place};

/// Records with their places, at most [`limits::HELD`] bytes of them and the one that went beyond.
#[derive(Default)]
pub(crate) struct Held {
    records: Vec<(Tree, Place)>,
    size: usize,
}

impl Held {
    /// Holds one more; false if that was one too many, and all must be let go.
    pub(crate) fn push(&mut self, record: Tree, place: Place) -> bool {
        self.size += record.size();
        self.records.push((record, place));
        self.size <= limits::HELD
    }

    /// Lets them go, in the order of the file.
    pub(crate) fn take(&mut self) -> Vec<(Tree, Place)> {
        self.size = 0;
        std::mem::take(&mut self.records)
    }
}
