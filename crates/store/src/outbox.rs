//! The outbox, as far as all stores share it.

use closeout_app::ports::{Fate, Stage, StoreError};

use crate::rows;

/// Columns of a notice, in the order in which they are read.
pub const COLUMNS: &str = "key, person, address, subject, text, html, stage, attempts, put, due, ended, why";

/// Why nobody can say whether a notice was sent whose holder never came back.
pub const INTERRUPTED: &str =
    "the server that was sending it stopped in the middle, so that it may or may not have arrived";

/// Reads a stage.
///
/// # Errors
/// [`StoreError::Corrupt`].
pub fn stage(word: &str) -> Result<Stage, StoreError> {
    Stage::of(word).ok_or_else(|| rows::corrupt("stage", word))
}

/// What the row of a notice holds after it was settled: stage, a new due time if there is one, why, whether it has ended.
pub fn settled(fate: Fate) -> (Stage, Option<i64>, String, bool) {
    match fate {
        Fate::Sent => (Stage::Sent, None, String::new(), true),
        Fate::Again { due, why } => (Stage::Waiting, Some(rows::micros(due)), why, false),
        Fate::Unknown(why) => (Stage::Unknown, None, why, true),
        Fate::Dead(why) => (Stage::Dead, None, why, true),
    }
}
