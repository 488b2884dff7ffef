//! From bytes to a source that knows what it is.

use std::io::{BufRead, Read};

use crate::{
    container,
    decode::Text,
    detect,
    format::Format,
    head::Head,
    mapping::{Choices, Mapping},
    sink::{Place, Sink, Unreadable},
    wrapping::Wrapping,
};

/// A file, unwrapped and decoded, ready to be read once.
pub struct Source<'a> {
    text: Text<'a>,
    wrapping: Wrapping,
}

/// Opens a file of any kind: sees through gzip and single-file ZIP, decodes UTF-8, UTF-16, and the one-byte encodings
/// that XML declares or a table turns out to have. Reads no further than the head.
///
/// # Errors
/// When the file is empty, is an archive that cannot be seen through, or the reader fails.
pub fn open<'a>(input: impl Read + 'a) -> Result<Source<'a>, Unreadable> {
    let (input, wrapping) = container::unwrap(input)?;
    let text = Text::new(input)?;
    if text.magic().is_empty() {
        let damage = wrapping.take().into_iter().next();
        return Err(damage.map_or_else(
            || Unreadable::new(Place::File, "the file is empty", "export it again from the tool"),
            |problem| Unreadable::new(problem.at, problem.message, "copy or export the file again"),
        ));
    }
    Ok(Source { text, wrapping })
}

impl Source<'_> {
    /// The beginning of the text.
    pub fn head(&self) -> Head<'_> {
        Head::new(self.text.head(), self.text.magic())
    }

    /// The one format that claims this file.
    ///
    /// # Errors
    /// When none does; the message says what the file looks like.
    pub fn detect(&self) -> Result<&'static dyn Format, Unreadable> {
        detect::detect(&self.head())
    }

    /// What the columns of a table mean, once people have decided, the last decision last; `None` for a format that is no table of anybody's.
    ///
    /// # Errors
    /// When there is no table, or a decision names what is not there.
    pub fn mapping(&self, format: &dyn Format, choices: &[Choices]) -> Result<Option<Mapping>, Unreadable> {
        format.mapping(&self.head(), choices)
    }

    /// Reads the file as [`Source::read`] does, by what people decided about its columns.
    ///
    /// # Errors
    /// As [`Source::read`] and [`Source::mapping`].
    pub fn read_with(self, format: &dyn Format, choices: &[Choices], sink: &mut dyn Sink) -> Result<(), Unreadable> {
        self.mapping(format, choices)?;
        self.stream(sink, |input, sink| format.read_with(input, choices, sink))
    }

    /// Reads the file as `format`, then lists what was wrong with its wrapping and its encoding.
    ///
    /// # Errors
    /// When the container cannot be read. What was pushed until then should not be used.
    pub fn read(self, format: &dyn Format, sink: &mut dyn Sink) -> Result<(), Unreadable> {
        self.stream(sink, |input, sink| format.read(input, sink))
    }

    fn stream(
        mut self,
        sink: &mut dyn Sink,
        read: impl FnOnce(&mut dyn BufRead, &mut dyn Sink) -> Result<(), Unreadable>,
    ) -> Result<(), Unreadable> {
        let result = read(&mut self.text, sink);
        for problem in self.wrapping.take().into_iter().chain(self.text.problems()) {
            sink.problem(problem);
        }
        result
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn empty_and_foreign_files_are_refused_with_advice() {
        assert_eq!(open(&b""[..]).err().unwrap().message, "the file is empty");
        let foreign = open(&b"%PDF-1.7"[..]).unwrap().detect().err().unwrap();
        assert_eq!(foreign.message, "not recognised: looks like a PDF document");
        assert!(foreign.advice.contains("closeout formats"));
    }
}
