//! Numbers and names as ZIP writes them, the low byte first.

use std::io::{self, Read};

/// A reader that is read number by number.
pub(super) struct Fields<R>(pub(super) R);

impl<R: Read> Fields<R> {
    pub(super) fn u16(&mut self) -> io::Result<u16> {
        let mut bytes = [0; 2];
        self.0.read_exact(&mut bytes)?;
        Ok(u16::from_le_bytes(bytes))
    }

    pub(super) fn u32(&mut self) -> io::Result<u32> {
        let mut bytes = [0; 4];
        self.0.read_exact(&mut bytes)?;
        Ok(u32::from_le_bytes(bytes))
    }

    pub(super) fn bytes(&mut self, length: u16) -> io::Result<Vec<u8>> {
        let mut bytes = vec![0; usize::from(length)];
        self.0.read_exact(&mut bytes)?;
        Ok(bytes)
    }
}
