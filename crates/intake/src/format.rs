//! What every format is to the rest of the house.

use std::io::BufRead;

use crate::{
    head::Head,
    mapping::{Choices, Mapping},
    sink::{Place, Sink, Unreadable},
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

    /// Whether the files of one archive are one report, and are read one behind the other. Of other archives only the first
    /// file is read: several scans would share what each has for itself, its tool, its time and what its silence is worth.
    fn joins_files(&self) -> bool {
        false
    }

    /// Pushes as it reads, in UTF-8.
    ///
    /// # Errors
    /// Only when the container itself cannot be read; anything smaller is a [`crate::Problem`].
    fn read(&self, input: &mut dyn BufRead, sink: &mut dyn Sink) -> Result<(), Unreadable>;

    /// What the columns of a table mean, once people have decided, the last decision last; `None` for what is no table of
    /// anybody's.
    ///
    /// # Errors
    /// When there is no table, or a decision names what is not there.
    fn mapping(&self, head: &Head<'_>, choices: &[Choices]) -> Result<Option<Mapping>, Unreadable> {
        let _known_without = head;
        if choices.iter().all(|choices| *choices == Choices::default()) {
            return Ok(None);
        }
        Err(Unreadable::new(
            Place::File,
            format!("the columns of {} are known; nothing is to be decided about them", self.id()),
            "leave the decisions out, or name `table` as the format to read the file as any table",
        ))
    }

    /// Reads as [`Format::read`] does, by what people decided about the columns.
    ///
    /// # Errors
    /// As [`Format::read`] and [`Format::mapping`].
    fn read_with(&self, input: &mut dyn BufRead, choices: &[Choices], sink: &mut dyn Sink) -> Result<(), Unreadable> {
        let _none = choices;
        self.read(input, sink)
    }
}
