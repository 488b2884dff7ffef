//! What stands between the input and the XML reader: it counts lines and stops markup that has no end.

use std::io::{self, BufRead, Read};

use crate::limits;

/// Hands the input on in pieces. One event of the reader gets at most [`limits::MARKUP`] bytes and then an error, after
/// which [`Guard::skip`] finds the end of the event without keeping it.
pub(super) struct Guard<'i> {
    input: Option<&'i mut dyn BufRead>,
    piece: Vec<u8>,
    position: usize,
    filled: usize,
    /// Bytes before `piece`.
    before: u64,
    /// Where the event began.
    event: u64,
    overrun: bool,
    lines: u64,
    counted: usize,
}

impl<'i> Guard<'i> {
    pub(super) fn new(input: &'i mut dyn BufRead) -> Self {
        Self { input: Some(input), piece: vec![0; limits::HEAD], ..Self::empty() }
    }

    /// Stands in while the real one is moved from one reader to the next.
    pub(super) fn empty() -> Self {
        Self {
            input: None,
            piece: Vec::new(),
            position: 0,
            filled: 0,
            before: 0,
            event: 0,
            overrun: false,
            lines: 1,
            counted: 0,
        }
    }

    /// An event begins here.
    #[inline]
    pub(super) fn begin(&mut self) {
        self.event = self.before + self.position as u64;
    }

    /// Whether the last error was this guard's own.
    pub(super) fn take_overrun(&mut self) -> bool {
        std::mem::take(&mut self.overrun)
    }

    /// The line of the byte that comes next. Counts only what was not counted before.
    pub(super) fn line(&mut self) -> u64 {
        self.lines += newlines(self.piece.get(self.counted..self.position).unwrap_or_default());
        self.counted = self.position;
        self.lines
    }

    /// Passes over bytes up to and including the one for which `last` says true; false at the end of the input.
    pub(super) fn skip(&mut self, mut last: impl FnMut(u8) -> bool) -> io::Result<bool> {
        loop {
            self.begin();
            let piece = self.fill_buf()?;
            if piece.is_empty() {
                return Ok(false);
            }
            match piece.iter().position(|byte| last(*byte)) {
                Some(at) => {
                    self.consume(at + 1);
                    return Ok(true);
                }
                None => {
                    let all = piece.len();
                    self.consume(all);
                }
            }
        }
    }

    /// Passes over text that nobody wants, up to the next tag.
    #[inline]
    pub(super) fn skip_text(&mut self) -> io::Result<()> {
        loop {
            self.begin();
            let piece = self.fill_buf()?;
            // Between tags there is mostly nothing or a line end.
            let found = match piece {
                [] | [b'<', ..] => return Ok(()),
                [_, b'<', ..] => Some(1),
                _ => memchr::memchr(b'<', piece),
            };
            let passed = found.unwrap_or(piece.len());
            self.consume(passed);
            if found.is_some() {
                return Ok(());
            }
        }
    }

    /// Takes the text up to the next tag, where it lies if it is in one piece, else gathered in `spread`, which holds no
    /// more than [`limits::MARKUP`] of it. Empty when there is none.
    #[inline]
    pub(super) fn take_text<'a>(&'a mut self, spread: &'a mut Vec<u8>) -> io::Result<&'a [u8]> {
        self.begin();
        let piece = self.fill_buf()?;
        if let Some(length) = memchr::memchr(b'<', piece) {
            let start = self.position;
            self.position += length;
            return Ok(self.piece.get(start..self.position).unwrap_or_default());
        }
        spread.clear();
        loop {
            self.begin();
            let piece = self.fill_buf()?;
            let found = memchr::memchr(b'<', piece);
            let passed = found.unwrap_or(piece.len());
            let room = limits::MARKUP.saturating_sub(spread.len()).min(passed);
            spread.extend_from_slice(piece.get(..room).unwrap_or_default());
            self.consume(passed);
            if found.is_some() || passed == 0 {
                return Ok(spread);
            }
        }
    }

    /// Steps back over the byte that [`Guard::skip`] ended with.
    pub(super) fn step_back(&mut self) {
        self.position = self.position.saturating_sub(1);
        self.counted = self.counted.min(self.position);
    }
}

impl Read for Guard<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.fill_buf()?.read(buffer)?;
        self.consume(read);
        Ok(read)
    }
}

impl BufRead for Guard<'_> {
    #[inline]
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.position == self.filled {
            let Some(input) = &mut self.input else {
                return Ok(&[]);
            };
            if self.before + self.filled as u64 - self.event > limits::MARKUP as u64 {
                self.overrun = true;
                return Err(io::ErrorKind::FileTooLarge.into());
            }
            self.lines += newlines(self.piece.get(self.counted..self.filled).unwrap_or_default());
            self.before += self.filled as u64;
            (self.position, self.counted, self.filled) = (0, 0, 0);
            self.filled = input.read(&mut self.piece)?;
        }
        Ok(self.piece.get(self.position..self.filled).unwrap_or_default())
    }

    #[inline]
    fn consume(&mut self, amount: usize) {
        self.position = (self.position + amount).min(self.filled);
    }
}

fn newlines(bytes: &[u8]) -> u64 {
    memchr::memchr_iter(b'\n', bytes).count() as u64
}
