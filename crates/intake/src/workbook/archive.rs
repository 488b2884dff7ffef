//! The files of a ZIP archive by their names, from the directory at its end (APPNOTE.TXT 4.3.12, 4.3.16).

use std::{
    collections::HashMap,
    io::{BufReader, Read},
};

use flate2::read::DeflateDecoder;

use crate::{
    limits,
    pick::{Found, Taker, Want},
    sink::{Flow, Place, Sink, Unreadable},
    xml,
};

/// An archive in memory.
pub(super) struct Archive<'b> {
    bytes: &'b [u8],
    entries: HashMap<String, Entry>,
}

#[derive(Clone, Copy)]
struct Entry {
    method: u16,
    packed: usize,
    /// Of its local header.
    at: usize,
}

impl<'b> Archive<'b> {
    pub(super) fn open(bytes: &'b [u8]) -> Result<Self, Unreadable> {
        let archive = Self { bytes, entries: HashMap::new() };
        let Some((mut at, count)) = archive.directory() else { return Err(damaged()) };
        let mut entries = HashMap::new();
        for _ in 0..count {
            let Some((name, entry, next)) = archive.entry(at) else { break };
            // Some writers put a separator of another system into names.
            entries.entry(name.replace('\\', "/").to_ascii_lowercase()).or_insert(entry);
            at = next;
        }
        // Without a directory that can be used, nothing is held: the caller says what is missing.
        Ok(Self { bytes, entries })
    }

    pub(super) fn holds(&self, name: &str) -> bool {
        self.entries.contains_key(&name.to_ascii_lowercase())
    }

    /// The content of a file; `None` if there is none of that name.
    pub(super) fn part(&self, name: &str) -> Result<Option<Box<dyn Read + 'b>>, Unreadable> {
        let Some(entry) = self.entries.get(&name.to_ascii_lowercase()) else { return Ok(None) };
        let content = || {
            let start = entry.at + 30 + self.u16(entry.at + 26)? + self.u16(entry.at + 28)?;
            self.bytes.get(start..start.checked_add(entry.packed)?)
        };
        let content: &'b [u8] = content().ok_or_else(damaged)?;
        match entry.method {
            0 => Ok(Some(Box::new(content))),
            8 => Ok(Some(Box::new(DeflateDecoder::new(content).take(limits::PART)))),
            method => Err(Unreadable::new(
                Place::File,
                format!("the workbook is packed by a method that is not read (method {method})"),
                "save it again as .xlsx or as CSV",
            )),
        }
    }

    /// Where the directory begins, and how many entries it has. A comment may follow its end.
    fn directory(&self) -> Option<(usize, usize)> {
        let last = self.bytes.len().checked_sub(22)?;
        let first = last.saturating_sub(usize::from(u16::MAX));
        let end = (first..=last).rev().find(|at| self.bytes.get(*at..*at + 4) == Some(b"PK\x05\x06"))?;
        Some((self.u32(end + 16)?, self.u16(end + 10)?))
    }

    fn entry(&self, at: usize) -> Option<(String, Entry, usize)> {
        if self.bytes.get(at..at.checked_add(4)?)? != b"PK\x01\x02" {
            return None;
        }
        let (name, extra, comment) = (self.u16(at + 28)?, self.u16(at + 30)?, self.u16(at + 32)?);
        let bytes = self.bytes.get(at + 46..at + 46 + name)?;
        let entry = Entry {
            method: u16::try_from(self.u16(at + 10)?).ok()?,
            packed: self.u32(at + 20)?,
            at: self.u32(at + 42)?,
        };
        Some((String::from_utf8_lossy(bytes).into_owned(), entry, at + 46 + name + extra + comment))
    }

    fn u16(&self, at: usize) -> Option<usize> {
        let bytes = self.bytes.get(at..at.checked_add(2)?)?;
        Some(usize::from(u16::from_le_bytes(bytes.try_into().ok()?)))
    }

    fn u32(&self, at: usize) -> Option<usize> {
        let bytes = self.bytes.get(at..at.checked_add(4)?)?;
        usize::try_from(u32::from_le_bytes(bytes.try_into().ok()?)).ok()
    }
}

impl Archive<'_> {
    /// Walks a part of the archive; one that is missing holds nothing.
    pub(super) fn pick(
        &self,
        part: &str,
        wants: &[Want],
        sink: &mut dyn Sink,
        take: &mut dyn FnMut(&Found<'_>) -> Flow,
    ) -> Result<(), Unreadable> {
        struct Each<'t>(&'t mut dyn FnMut(&Found<'_>) -> Flow);
        impl Taker for Each<'_> {
            fn take(&mut self, found: &Found<'_>, _: &mut dyn Sink) -> Flow {
                (self.0)(found)
            }
        }
        let Some(input) = self.part(part)? else { return Ok(()) };
        let mut input = BufReader::with_capacity(limits::HEAD, input);
        xml::pick(&mut input, wants, sink, &mut Each(take)).map(|_| ())
    }
}

fn damaged() -> Unreadable {
    Unreadable::new(
        Place::File,
        "the workbook is damaged or cut off",
        "open it in Excel or LibreOffice, save it again as .xlsx and give that file",
    )
}
