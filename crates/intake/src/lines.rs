//! Text line by line, without a line that never ends in memory.

use std::io::{self, BufRead};

use crate::limits;

/// Reads line by line and keeps one, at most [`limits::TEXT`] bytes of it.
pub(crate) struct Lines<'i> {
    input: &'i mut dyn BufRead,
    bytes: Vec<u8>,
    number: u64,
    cut: bool,
}

impl<'i> Lines<'i> {
    pub(crate) fn new(input: &'i mut dyn BufRead) -> Self {
        Self { input, bytes: Vec::new(), number: 0, cut: false }
    }

    /// The next line without its end; `None` when there is none.
    pub(crate) fn next(&mut self) -> io::Result<Option<String>> {
        self.bytes.clear();
        self.cut = false;
        let mut any = false;
        loop {
            let available = self.input.fill_buf()?;
            if available.is_empty() {
                break;
            }
            any = true;
            let end = memchr::memchr(b'\n', available);
            let (line, _) = available.split_at_checked(end.unwrap_or(available.len())).unwrap_or_default();
            let room = limits::TEXT.saturating_sub(self.bytes.len());
            self.cut |= line.len() > room;
            self.bytes.extend(line.iter().take(room));
            let passed = line.len() + usize::from(end.is_some());
            self.input.consume(passed);
            if end.is_some() {
                break;
            }
        }
        self.number += u64::from(any);
        Ok(any.then(|| String::from_utf8_lossy(self.bytes.trim_ascii_end()).into_owned()))
    }

    /// The number of the line, from 1.
    pub(crate) fn number(&self) -> u64 {
        self.number
    }

    /// Whether the line's end was dropped because it is too long.
    pub(crate) fn cut(&self) -> bool {
        self.cut
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_end_at_their_ends_and_long_ones_are_cut() {
        let long = "x".repeat(limits::TEXT);
        let text = format!("one\r\n\ntwo = 2\n{long}x\nlast");
        let mut input = text.as_bytes();
        let mut lines = Lines::new(&mut input);
        for (expected, cut) in [("one", false), ("", false), ("two = 2", false), (&long, true), ("last", false)] {
            assert_eq!(lines.next().unwrap().as_deref(), Some(expected));
            assert_eq!(lines.cut(), cut);
        }
        assert_eq!((lines.next().unwrap(), lines.number()), (None, 5));
    }
}
