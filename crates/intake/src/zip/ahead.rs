//! A stream into which bytes that were read too far are put back.

use std::io::{self, BufRead, Read};

/// The bytes that were put back, then the rest.
pub(super) struct Ahead<R> {
    bytes: io::Cursor<Vec<u8>>,
    rest: R,
}

impl<R: BufRead> Ahead<R> {
    pub(super) fn new(rest: R) -> Self {
        Self { bytes: io::Cursor::default(), rest }
    }

    /// These come next.
    pub(super) fn put_back(&mut self, mut bytes: Vec<u8>) {
        bytes.extend(self.bytes.fill_buf().unwrap_or_default());
        self.bytes = io::Cursor::new(bytes);
    }

    /// The next bytes, fewer only at the end; they are read again.
    pub(super) fn peek(&mut self, most: u64) -> io::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        self.take(most).read_to_end(&mut bytes)?;
        self.put_back(bytes.clone());
        Ok(bytes)
    }
}

impl<R: BufRead> Read for Ahead<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self.bytes.read(buffer)? {
            0 => self.rest.read(buffer),
            read => Ok(read),
        }
    }
}

impl<R: BufRead> BufRead for Ahead<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.bytes.fill_buf()?.is_empty() { self.rest.fill_buf() } else { self.bytes.fill_buf() }
    }

    fn consume(&mut self, amount: usize) {
        if self.bytes.fill_buf().unwrap_or_default().is_empty() {
            self.rest.consume(amount);
        } else {
            self.bytes.consume(amount);
        }
    }
}
