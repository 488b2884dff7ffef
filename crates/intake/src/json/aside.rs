//! What stands between the guard and the JSON reader. The reader asks for one byte at a time, as it must of a stream; a
//! value that is wanted whole is taken out in one piece, and read from memory several times faster. Whatever is odd about
//! such a piece, it goes back and the ordinary way, so that it ends and is told as anything else.

use std::{
    cell::RefCell,
    io::{self, BufRead, BufReader, Read},
};

use super::guard::Guard;
use crate::limits;

/// The longest value that is worth to be taken out, in bytes.
pub(super) const LONGEST: usize = 1024 * 1024;

/// The input, shared by the reader and by who takes pieces out from under it.
pub(super) struct Source<'i>(RefCell<Inner<'i>>);

struct Inner<'i> {
    feed: Feed<'i>,
    longest: usize,
    piece: Vec<u8>,
    /// What the reader was given last.
    last: u8,
    /// How many of the next bytes were counted already.
    counted: usize,
    at: Position,
}

/// How far the input was read, counted as the JSON reader counts.
#[derive(Clone, Copy, Debug)]
pub(super) struct Position {
    pub(super) line: u64,
    /// Bytes of that line.
    pub(super) column: usize,
}

/// What comes before the input goes on, from `at`, and why it does not go on behind that.
struct Feed<'i> {
    before: Vec<u8>,
    at: usize,
    failed: Option<io::Error>,
    input: BufReader<Guard<'i>>,
}

impl<'i> Source<'i> {
    pub(super) fn new(guard: Guard<'i>, longest: usize) -> Self {
        let input = BufReader::with_capacity(limits::HEAD, guard);
        let feed = Feed { before: Vec::new(), at: 0, failed: None, input };
        Self(RefCell::new(Inner {
            feed,
            longest,
            piece: Vec::new(),
            last: 0,
            counted: 0,
            at: Position { line: 1, column: 0 },
        }))
    }

    /// Takes out the object, the list or the text that the reader comes to next, and leaves it something empty of that kind
    /// to pass over. `false` where something else stands there, it is not whole, too long or not to be `read`: then all of
    /// it is still there. `seen` tells that the reader has its first byte, as it has of an element of a list; of the value
    /// of a member it has no more than the colon.
    pub(super) fn take(&self, seen: bool, read: impl FnOnce(&[u8]) -> bool) -> bool {
        let inner = &mut *self.0.borrow_mut();
        inner.piece.clear();
        if seen && !opens(inner.last) {
            return false;
        } else if seen {
            inner.piece.push(inner.last);
        }
        let taken = inner.collect() && read(&inner.piece);
        let unseen = inner.piece.get(usize::from(seen)..).unwrap_or_default();
        if taken {
            inner.at.pass(unseen);
            inner.counted = 2 - usize::from(seen);
            let ends = [inner.piece.first(), inner.piece.last()];
            inner.feed.put_back(ends.into_iter().flatten().skip(usize::from(seen)));
        } else {
            inner.feed.put_back(unseen.iter());
        }
        taken
    }

    /// Passes over the white space before a document; gives back where it begins, and `None` at the end.
    ///
    /// # Errors
    /// When the input fails.
    pub(super) fn begin(&self) -> io::Result<Option<Position>> {
        let inner = &mut *self.0.borrow_mut();
        inner.pass_white_space()?;
        Ok((!inner.feed.fill_buf()?.is_empty()).then_some(inner.at))
    }

    /// Passes over the rest of a line; says whether the next one begins an object.
    ///
    /// # Errors
    /// When the input fails.
    pub(super) fn pass_line(&self) -> io::Result<bool> {
        let inner = &mut *self.0.borrow_mut();
        if inner.last != b'\n' {
            inner.feed.skip_until(b'\n')?;
            inner.at.pass(b"\n");
        }
        Ok(inner.feed.fill_buf()?.first() == Some(&b'{'))
    }

    /// How far the reader is.
    pub(super) fn position(&self) -> Position {
        self.0.borrow().at
    }
}

impl Read for &Source<'_> {
    #[inline]
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let inner = &mut *self.0.borrow_mut();
        let (Some(slot), Some(byte)) = (out.first_mut(), inner.feed.fill_buf()?.first()) else { return Ok(0) };
        (*slot, inner.last) = (*byte, *byte);
        inner.feed.consume(1);
        match inner.counted {
            0 => inner.at.pass(&[inner.last]),
            _ => inner.counted -= 1,
        }
        Ok(1)
    }
}

impl Inner<'_> {
    /// Puts what belongs to the value into the piece; says whether it is all of it.
    fn collect(&mut self) -> bool {
        let mut extent = Extent::default();
        if self.piece.is_empty() {
            if let Err(error) = self.pass_white_space() {
                return self.feed.fail(error);
            }
        } else {
            extent.end(&self.piece);
        }
        while self.piece.len() < self.longest {
            let available = match self.feed.fill_buf() {
                Ok(available) => available,
                Err(error) => return self.feed.fail(error),
            };
            if available.first().is_none_or(|first| self.piece.is_empty() && !opens(*first)) {
                return false;
            }
            let end = extent.end(available);
            let taken = end.unwrap_or(available.len());
            self.piece.extend_from_slice(available.get(..taken).unwrap_or_default());
            self.feed.consume(taken);
            if end.is_some() {
                return true;
            }
        }
        false
    }

    fn pass_white_space(&mut self) -> io::Result<()> {
        loop {
            let available = self.feed.fill_buf()?;
            let blank = available.iter().take_while(|byte| byte.is_ascii_whitespace()).count();
            self.at.pass(available.get(..blank).unwrap_or_default());
            let over = blank < available.len() || blank == 0;
            self.feed.consume(blank);
            if over {
                return Ok(());
            }
        }
    }
}

impl Position {
    fn pass(&mut self, bytes: &[u8]) {
        match memchr::memrchr(b'\n', bytes) {
            Some(last) => {
                self.line += memchr::memchr_iter(b'\n', bytes).count() as u64;
                self.column = bytes.len() - last - 1;
            }
            None => self.column += bytes.len(),
        }
    }
}

impl Feed<'_> {
    fn put_back<'b>(&mut self, bytes: impl Iterator<Item = &'b u8>) {
        self.before.splice(..self.at, bytes.copied());
        self.at = 0;
    }

    /// The input ends here, once what comes before it is used up.
    fn fail(&mut self, error: io::Error) -> bool {
        self.failed = Some(error);
        false
    }
}

impl BufRead for Feed<'_> {
    #[inline]
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        match self.before.get(self.at..) {
            Some(before) if !before.is_empty() => Ok(before),
            _ => match self.failed.take() {
                Some(error) => Err(error),
                None => self.input.fill_buf(),
            },
        }
    }

    #[inline]
    fn consume(&mut self, bytes: usize) {
        if self.at < self.before.len() {
            self.at += bytes;
        } else {
            self.input.consume(bytes);
        }
    }
}

impl Read for Feed<'_> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let read = self.fill_buf()?.read(out)?;
        self.consume(read);
        Ok(read)
    }
}

fn opens(byte: u8) -> bool {
    matches!(byte, b'{' | b'[' | b'"')
}

/// How far a value reaches, by its brackets and quotation marks alone.
#[derive(Default)]
struct Extent {
    depth: usize,
    in_text: bool,
    escaped: bool,
}

impl Extent {
    /// Where in the next bytes the value ends, if it does.
    fn end(&mut self, bytes: &[u8]) -> Option<usize> {
        let mut rest = bytes;
        while let Some((byte, behind)) = rest.split_first() {
            rest = behind;
            if self.escaped {
                self.escaped = false;
            } else if self.in_text {
                match byte {
                    b'"' => self.in_text = false,
                    b'\\' => self.escaped = true,
                    _ => {
                        let plain = memchr::memchr2(b'"', b'\\', behind).unwrap_or(behind.len());
                        rest = behind.get(plain..).unwrap_or_default();
                        continue;
                    }
                }
            } else {
                match byte {
                    b'"' => self.in_text = true,
                    b'{' | b'[' => self.depth += 1,
                    b'}' | b']' => self.depth = self.depth.saturating_sub(1),
                    _ => continue,
                }
            }
            if self.depth == 0 && !self.in_text {
                return Some(bytes.len() - rest.len());
            }
        }
        None
    }
}
