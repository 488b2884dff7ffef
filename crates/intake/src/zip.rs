//! The first file of a ZIP archive, or all of them one behind the other, forward only. The usual libraries want to seek to
//! the directory at the end, which a stream cannot do; the local headers alone are enough (APPNOTE.TXT 4.3.7 to 4.3.9).

use std::io::{self, BufRead, Read};

use flate2::{Crc, bufread::DeflateDecoder};

use self::{ahead::Ahead, fields::Fields};
use crate::{
    limits,
    sink::{Loss, Place, Problem, Unreadable},
    wrapping::Wrapping,
};

mod ahead;
mod directory;
mod fields;

const LOCAL_FILE: [u8; 4] = *b"PK\x03\x04";
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";
/// Where the next record may stand behind the data: there may be a descriptor of 12, 16, 20 or 24 bytes between them.
const NEXT: [usize; 5] = [0, 12, 16, 20, 24];
const ENCRYPTED: u16 = 1;
const DESCRIPTOR_FOLLOWS: u16 = 1 << 3;

/// Reads the data of the first file entry, or of all where they are one report, checks the CRC-32 of each, and says what
/// follows that was not read.
pub(crate) struct ZipEntry<R: BufRead> {
    data: Data<Ahead<R>>,
    crc: Crc,
    expected: Option<u32>,
    wrapping: Wrapping,
    joins: bool,
    /// Files so far.
    files: usize,
    phase: Phase,
    /// Data that was looked at and is still to be handed out.
    pending: Vec<u8>,
}

enum Phase {
    /// Data of an entry may follow.
    Within,
    /// The entry is at its end, which was not looked at yet.
    AtEnd,
    Over,
}

enum Data<R> {
    Stored(io::Take<R>),
    Deflated(DeflateDecoder<R>),
    /// Between two entries.
    Taken,
}

struct LocalHeader {
    flags: u16,
    method: u16,
    crc: u32,
    packed: u32,
    name: String,
}

impl<R: BufRead> ZipEntry<R> {
    /// Opens the first entry that is a file; directories before it are passed over.
    pub(crate) fn open(input: R, wrapping: Wrapping) -> Result<Self, Unreadable> {
        let mut input = Ahead::new(input);
        let header = loop {
            let header = LocalHeader::read(&mut input)?;
            if !header.name.ends_with('/') {
                break header;
            }
            io::copy(&mut input.by_ref().take(u64::from(header.packed)), &mut io::sink())?;
        };
        let expected = header.sum();
        let data = header.data(input)?;
        let (crc, phase) = (Crc::new(), Phase::Within);
        Ok(Self { data, crc, expected, wrapping, joins: false, files: 1, phase, pending: Vec::new() })
    }

    /// The first bytes of the data, at most so many; they are read again.
    pub(crate) fn peek(&mut self, most: usize) -> io::Result<&[u8]> {
        while matches!(self.phase, Phase::Within) && self.pending.len() < most {
            let start = self.pending.len();
            self.pending.resize(most, 0);
            let mut bytes = std::mem::take(&mut self.pending);
            let read = self.within(bytes.get_mut(start..).unwrap_or_default());
            bytes.truncate(start + read.as_ref().copied().unwrap_or_default());
            self.pending = bytes;
            read?;
        }
        Ok(&self.pending)
    }

    /// From now on all files of the archive are read, one behind the other.
    pub(crate) fn join(&mut self) {
        self.joins = true;
    }

    fn within(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = match &mut self.data {
            Data::Stored(data) => data.read(buffer)?,
            Data::Deflated(data) => data.read(buffer)?,
            Data::Taken => 0,
        };
        match buffer.get(..read) {
            Some(bytes) if read > 0 => self.crc.update(bytes),
            _ => self.phase = Phase::AtEnd,
        }
        Ok(read)
    }

    /// After the data: a descriptor of 12, 16, 20 or 24 bytes may stand before the next record.
    fn close(&mut self) -> io::Result<()> {
        self.phase = Phase::Over;
        let mut rest = match std::mem::replace(&mut self.data, Data::Taken) {
            Data::Stored(data) if data.limit() > 0 => return Err(io::ErrorKind::UnexpectedEof.into()),
            Data::Stored(data) => data.into_inner(),
            Data::Deflated(data) => data.into_inner(),
            Data::Taken => return Ok(()),
        };
        let mut tail = Vec::with_capacity(28);
        rest.by_ref().take(28).read_to_end(&mut tail)?;
        let sum = self.crc.sum().to_le_bytes();
        let intact = match self.expected {
            Some(expected) => expected == self.crc.sum(),
            // With or without the signature "PK\x07\x08" before it.
            None => tail.starts_with(&sum) || tail.get(4..).is_some_and(|rest| rest.starts_with(&sum)),
        };
        if !intact {
            return Err(io::ErrorKind::InvalidData.into());
        }
        let at = |signature: &[u8]| {
            NEXT.into_iter().find(|at| tail.get(*at..).is_some_and(|rest| rest.starts_with(signature)))
        };
        match at(&LOCAL_FILE) {
            Some(at) if self.joins => {
                tail.drain(..at);
                rest.put_back(tail);
                self.open_next(rest)?;
            }
            Some(_) => {
                let names = directory::names(tail, &mut rest)?;
                // Behind the one file there may be folders.
                if names.len() != 1 {
                    self.wrapping.note(several(&names));
                }
            }
            None if self.joins => {
                rest.put_back(tail);
                self.end(rest)?;
            }
            None => {}
        }
        Ok(())
    }

    /// Goes on to the next file, if anything but folders follows.
    fn open_next(&mut self, mut rest: Ahead<R>) -> io::Result<()> {
        while rest.peek(4)? == LOCAL_FILE {
            let header = LocalHeader::read(&mut rest).map_err(|_| io::ErrorKind::InvalidData)?;
            if header.name.ends_with('/') {
                io::copy(&mut rest.by_ref().take(u64::from(header.packed)), &mut io::sink())?;
                continue;
            }
            self.expected = header.sum();
            self.crc = Crc::new();
            self.data = header.data(rest)?;
            self.phase = Phase::Within;
            self.files += 1;
            let start = self.peek(BYTE_ORDER_MARK.len())?;
            let start = start.strip_prefix(BYTE_ORDER_MARK).unwrap_or(start);
            self.pending = [b"\n", start].concat();
            return Ok(());
        }
        self.end(rest)
    }

    /// Where the directory is missing or names other files than were read, a part of the report may be missing too.
    fn end(&self, mut rest: Ahead<R>) -> io::Result<()> {
        match directory::names(Vec::new(), &mut rest)?.len() {
            named if named == self.files => Ok(()),
            0 => Err(io::ErrorKind::UnexpectedEof.into()),
            _ => Err(io::ErrorKind::InvalidData.into()),
        }
    }
}

/// Each file is an import of its own, with its own format, coverage and undo; so none but the first is read.
fn several(names: &[String]) -> Problem {
    let mut message = "the archive holds several files; only the first was read".to_owned();
    for (n, name) in names.iter().take(limits::NAMED_FILES).enumerate() {
        message.push_str(if n == 0 { ": " } else { ", " });
        message.extend(name.chars().take(200));
    }
    if let Some(further) = names.len().checked_sub(limits::NAMED_FILES).filter(|further| *further > 0) {
        message.push_str(&format!(" and {further} more"));
    }
    Problem::new(Place::File, Loss::Rest, message).advise("unpack it and give the files one by one")
}

impl<R: BufRead> Read for ZipEntry<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if buffer.is_empty() {
            return Ok(0);
        }
        loop {
            if !self.pending.is_empty() {
                let taken = self.pending.len().min(buffer.len());
                buffer.iter_mut().zip(self.pending.drain(..taken)).for_each(|(slot, byte)| *slot = byte);
                return Ok(taken);
            }
            match self.phase {
                Phase::Within => match self.within(buffer)? {
                    0 => {}
                    read => return Ok(read),
                },
                Phase::AtEnd => self.close()?,
                Phase::Over => return Ok(0),
            }
        }
    }
}

impl LocalHeader {
    fn read(input: &mut impl Read) -> Result<Self, Unreadable> {
        let damaged =
            |_| Unreadable::new(Place::Byte(0), "the archive is damaged or empty", "pack or export the file again");
        let mut signature = [0; 4];
        input.read_exact(&mut signature).map_err(damaged)?;
        if signature != LOCAL_FILE {
            return Err(damaged(io::ErrorKind::InvalidData.into()));
        }
        let mut fields = Fields(input);
        let header = (|| {
            fields.u16()?; // version needed
            let flags = fields.u16()?;
            let method = fields.u16()?;
            fields.u32()?; // time and date
            let crc = fields.u32()?;
            let packed = fields.u32()?;
            fields.u32()?; // unpacked size
            let name_length = fields.u16()?;
            let extra_length = fields.u16()?;
            let name = String::from_utf8_lossy(&fields.bytes(name_length)?).into_owned();
            fields.bytes(extra_length)?;
            Ok(Self { flags, method, crc, packed, name })
        })();
        header.map_err(damaged)
    }

    /// The checksum, unless it stands behind the data.
    fn sum(&self) -> Option<u32> {
        (self.flags & DESCRIPTOR_FOLLOWS == 0).then_some(self.crc)
    }

    /// The data behind it.
    fn data<R: BufRead>(&self, input: R) -> Result<Data<R>, Unreadable> {
        let refuse =
            |message: String| Err(Unreadable::new(Place::Byte(0), message, "unpack it and give the file inside"));
        if self.flags & ENCRYPTED != 0 {
            return refuse("the archive is protected by a password".into());
        }
        match self.method {
            0 if self.sum().is_some() && self.packed != u32::MAX => {
                Ok(Data::Stored(input.take(u64::from(self.packed))))
            }
            8 => Ok(Data::Deflated(DeflateDecoder::new(input))),
            method => refuse(format!("the archive is packed by a method that is not read (method {method})")),
        }
    }
}
