//! What every format is to the rest of the house.

use std::io::BufRead;

use crate::{
    head::Head,
    sink::{Sink, Unreadable},
};

/// A format turns one kind of file into observations. It reads forward only and keeps no more than one record in memory.
pub trait Format: Sync {
    /// Its name on the command line and in the API: lower case, never changed.
    fn id(&self) -> &'static str;

    /// Its name for people.
    fn name(&self) -> &'static str;

    /// Extensions that such files usually have, without the dot. Nothing is recognised by them.
    fn extensions(&self) -> &'static [&'static str];

    /// What one observation is, in one line.
    fn yields(&self) -> &'static str;

    /// Whether a file that begins so is this format. Exactly one format claims a file.
    fn recognises(&self, head: &Head<'_>) -> bool;

    /// Pushes as it reads, in UTF-8.
    ///
    /// # Errors
    /// Only when the container itself cannot be read; anything smaller is a [`crate::Problem`].
    fn read(&self, input: &mut dyn BufRead, sink: &mut dyn Sink) -> Result<(), Unreadable>;
}
