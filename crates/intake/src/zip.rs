//! The first file of a ZIP archive, forward only. The usual libraries want to seek to the directory at the end, which a
//! stream cannot do; one file in one archive needs the local header alone (APPNOTE.TXT 4.3.7 to 4.3.9).

use std::io::{self, BufRead, Read};

use flate2::{Crc, bufread::DeflateDecoder};

use self::fields::Fields;
use crate::{
    limits,
    sink::{Loss, Place, Problem, Unreadable},
    wrapping::Wrapping,
};

mod directory;
mod fields;

const LOCAL_FILE: [u8; 4] = *b"PK\x03\x04";
const ENCRYPTED: u16 = 1;
const DESCRIPTOR_FOLLOWS: u16 = 1 << 3;

/// Reads the data of the first file entry, checks its CRC-32 and says when further files follow.
pub(crate) struct ZipEntry<R: BufRead> {
    data: Data<R>,
    crc: Crc,
    expected: Option<u32>,
    wrapping: Wrapping,
    ended: bool,
}

enum Data<R: BufRead> {
    Stored(io::Take<R>),
    Deflated(DeflateDecoder<R>),
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
    pub(crate) fn open(mut input: R, wrapping: Wrapping) -> Result<Self, Unreadable> {
        let header = loop {
            let header = LocalHeader::read(&mut input)?;
            if !header.name.ends_with('/') {
                break header;
            }
            io::copy(&mut input.by_ref().take(u64::from(header.packed)), &mut io::sink())?;
        };
        let refuse = |message: String, advice: &'static str| Err(Unreadable::new(Place::Byte(0), message, advice));
        if header.flags & ENCRYPTED != 0 {
            return refuse("the archive is protected by a password".into(), "unpack it and give the file inside");
        }
        let described_later = header.flags & DESCRIPTOR_FOLLOWS != 0;
        let data = match header.method {
            0 if !described_later && header.packed != u32::MAX => Data::Stored(input.take(u64::from(header.packed))),
            8 => Data::Deflated(DeflateDecoder::new(input)),
            method => {
                return refuse(
                    format!("the archive is packed by a method that is not read (method {method})"),
                    "unpack it and give the file inside",
                );
            }
        };
        Ok(Self { data, crc: Crc::new(), expected: (!described_later).then_some(header.crc), wrapping, ended: false })
    }

    /// After the data: a descriptor of 12, 16, 20 or 24 bytes may stand before the next record.
    fn close(&mut self) -> io::Result<()> {
        let short = matches!(&self.data, Data::Stored(data) if data.limit() > 0);
        if short {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        let mut tail = Vec::with_capacity(28);
        match &mut self.data {
            Data::Stored(data) => data.get_mut().take(28).read_to_end(&mut tail)?,
            Data::Deflated(data) => data.get_mut().take(28).read_to_end(&mut tail)?,
        };
        let sum = self.crc.sum().to_le_bytes();
        let intact = match self.expected {
            Some(expected) => expected == self.crc.sum(),
            // With or without the signature "PK\x07\x08" before it.
            None => tail.starts_with(&sum) || tail.get(4..).is_some_and(|rest| rest.starts_with(&sum)),
        };
        if !intact {
            return Err(io::ErrorKind::InvalidData.into());
        }
        let more =
            [0, 12, 16, 20, 24].iter().any(|at| tail.get(*at..).is_some_and(|rest| rest.starts_with(&LOCAL_FILE)));
        if more {
            let names = match &mut self.data {
                Data::Stored(data) => directory::names(tail, data.get_mut())?,
                Data::Deflated(data) => directory::names(tail, data.get_mut())?,
            };
            self.wrapping.note(several(&names));
        }
        Ok(())
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
        if self.ended || buffer.is_empty() {
            return Ok(0);
        }
        let read = match &mut self.data {
            Data::Stored(data) => data.read(buffer)?,
            Data::Deflated(data) => data.read(buffer)?,
        };
        match buffer.get(..read) {
            Some(bytes) if read > 0 => self.crc.update(bytes),
            _ => {
                self.ended = true;
                self.close()?;
            }
        }
        Ok(read)
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
}
