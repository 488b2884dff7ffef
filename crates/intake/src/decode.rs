//! Any text in, UTF-8 out, as a stream. UTF-8 passes through without a copy.

use std::{
    borrow::Cow,
    io::{self, BufRead, Read},
};

use encoding_rs::{CoderResult, Decoder, Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

use crate::{
    limits,
    sink::{Loss, Place, Problem},
};

const REPLACEMENT: &[u8] = "\u{fffd}".as_bytes();

/// Decodes as it is read. NUL bytes, which no text needs and PostgreSQL refuses, become spaces.
pub(crate) struct Text<'a> {
    input: Box<dyn Read + 'a>,
    raw: Vec<u8>,
    /// What is left of `raw` is `raw[start..end]`; `raw[start..valid]` is known to be good UTF-8.
    start: usize,
    valid: usize,
    end: usize,
    ended: bool,
    /// Bytes of the file before `raw`.
    before: u64,
    mode: Mode,
    replaced: u64,
    first_replaced: u64,
    nuls: u64,
    label: Option<String>,
    magic: Vec<u8>,
    decided: bool,
}

enum Mode {
    Utf8 {
        /// The encoding is a guess that the first other byte may overturn.
        guessed: bool,
        replacing: bool,
    },
    Other {
        decoder: Decoder,
        out: Vec<u8>,
        position: usize,
        filled: usize,
        done: bool,
    },
}

impl<'a> Text<'a> {
    /// Reads the first bytes, decides on the encoding and decodes at least the head.
    pub(crate) fn new(input: Box<dyn Read + 'a>) -> io::Result<Self> {
        let mut text = Self {
            input,
            raw: vec![0; limits::HEAD],
            start: 0,
            valid: 0,
            end: 0,
            ended: false,
            before: 0,
            mode: Mode::Utf8 { guessed: false, replacing: false },
            replaced: 0,
            first_replaced: 0,
            nuls: 0,
            label: None,
            magic: Vec::new(),
            decided: false,
        };
        while !text.ended && text.end < text.raw.len() {
            text.refill()?;
        }
        text.decided = true;
        let head = text.raw.get(..text.end).unwrap_or_default();
        text.magic = head.iter().take(16).copied().collect();
        let (encoding, bom) = guess(head, &mut text.label);
        text.start = bom;
        text.valid = bom;
        if encoding == UTF_8 {
            let marked_up =
                head.iter().find(|byte| !byte.is_ascii_whitespace()).is_some_and(|byte| b"<{[".contains(byte));
            let guessed = bom == 0 && !marked_up;
            text.mode = Mode::Utf8 { guessed, replacing: false };
            if guessed && std::str::from_utf8(head).is_err_and(|fault| fault.error_len().is_some()) {
                text.switch(WINDOWS_1252);
            } else {
                text.nuls += blank_nuls(text.raw.get_mut(..text.end).unwrap_or_default());
            }
        } else {
            text.switch(encoding);
        }
        text.fill_buf()?;
        Ok(text)
    }

    /// The beginning of the text, at most [`limits::HEAD`] bytes.
    pub(crate) fn head(&self) -> &str {
        let bytes = match &self.mode {
            Mode::Utf8 { .. } => self.raw.get(self.start..self.valid),
            Mode::Other { out, position, filled, .. } => out.get(*position..*filled),
        };
        // The pieces end at character boundaries, so this does not fail.
        std::str::from_utf8(bytes.unwrap_or_default()).unwrap_or_default()
    }

    /// The first bytes as they lie on the disk.
    pub(crate) fn magic(&self) -> &[u8] {
        &self.magic
    }

    /// What was wrong with the text, once it is read.
    pub(crate) fn problems(&self) -> Vec<Problem> {
        let mut problems = Vec::new();
        if let Some(label) = &self.label {
            problems.push(Problem::new(
                Place::Line(1),
                Loss::Nothing,
                format!("the file names an encoding that is not known, {label:?}; it was read as UTF-8"),
            ));
        }
        if self.replaced > 0 {
            problems.push(
                Problem::new(
                    Place::Byte(self.first_replaced),
                    Loss::Value,
                    format!(
                        "{} {} not text in the file's encoding and {} shown as \u{fffd}",
                        self.replaced,
                        if self.replaced == 1 { "place is" } else { "places are" },
                        if self.replaced == 1 { "is" } else { "are" },
                    ),
                )
                .advise("export the file as UTF-8"),
            );
        }
        if self.nuls > 0 {
            problems.push(Problem::new(
                Place::File,
                Loss::Value,
                format!("{} NUL bytes were read as spaces", self.nuls),
            ));
        }
        problems
    }

    /// Moves what is left to the front and reads once.
    fn refill(&mut self) -> io::Result<()> {
        self.raw.copy_within(self.start..self.end, 0);
        self.before += self.start as u64;
        self.end -= self.start;
        self.valid -= self.start;
        self.start = 0;
        let room = self.raw.get_mut(self.end..).unwrap_or_default();
        loop {
            match self.input.read(room) {
                Ok(read) => {
                    self.ended = read == 0;
                    let new = room.get_mut(..read).unwrap_or_default();
                    // UTF-16 is made of NULs; it is cleaned after it is decoded.
                    if self.decided && matches!(self.mode, Mode::Utf8 { .. }) {
                        self.nuls += blank_nuls(new);
                    }
                    self.end += read;
                    return Ok(());
                }
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
    }

    fn switch(&mut self, encoding: &'static Encoding) {
        self.valid = self.start;
        self.mode = Mode::Other {
            decoder: encoding.new_decoder_without_bom_handling(),
            out: vec![0; limits::HEAD],
            position: 0,
            filled: 0,
            done: false,
        };
    }

    /// Makes `raw[start..valid]` as long as one read allows; says whether a replacement comes first.
    fn fill_utf8(&mut self) -> io::Result<()> {
        loop {
            if self.start == self.end && !self.ended {
                self.refill()?;
            }
            let rest = self.raw.get(self.start..self.end).unwrap_or_default();
            let fault = match std::str::from_utf8(rest) {
                Ok(_) => {
                    self.valid = self.end;
                    None
                }
                Err(fault) => {
                    self.valid = self.start + fault.valid_up_to();
                    Some(fault)
                }
            };
            let Mode::Utf8 { guessed, .. } = self.mode else {
                return Ok(());
            };
            let guessed = guessed && self.raw.get(self.start..self.valid).unwrap_or_default().is_ascii();
            self.mode = Mode::Utf8 { guessed, replacing: false };
            let Some(fault) = fault.filter(|_| self.valid == self.start) else {
                return Ok(());
            };
            let bad = match fault.error_len() {
                // A character that the end of the buffer cuts.
                None if !self.ended => {
                    self.refill()?;
                    continue;
                }
                None => self.end - self.start,
                Some(bad) => bad,
            };
            if guessed {
                self.switch(WINDOWS_1252);
                return Ok(());
            }
            self.count_replaced();
            self.start += bad;
            self.valid = self.start;
            self.mode = Mode::Utf8 { guessed: false, replacing: true };
            return Ok(());
        }
    }

    fn count_replaced(&mut self) {
        if self.replaced == 0 {
            self.first_replaced = self.before + self.start as u64;
        }
        self.replaced += 1;
    }

    fn fill_other(&mut self) -> io::Result<()> {
        loop {
            if self.start == self.end && !self.ended {
                self.refill()?;
            }
            let Mode::Other { decoder, out, position, filled, done } = &mut self.mode else {
                return Ok(());
            };
            let source = self.raw.get(self.start..self.end).unwrap_or_default();
            let room = out.get_mut(*filled..).unwrap_or_default();
            let (result, read, written, replaced) = decoder.decode_to_utf8(source, room, self.ended);
            self.nuls += blank_nuls(room.get_mut(..written).unwrap_or_default());
            *filled += written;
            self.start += read;
            self.valid = self.start;
            *done = self.ended && result == CoderResult::InputEmpty;
            let enough = result == CoderResult::OutputFull || *done || *position < *filled;
            if replaced {
                self.count_replaced();
            }
            if enough {
                return Ok(());
            }
        }
    }
}

impl Read for Text<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let available = self.fill_buf()?;
        let taken = available.len().min(buffer.len());
        if let (Some(to), Some(from)) = (buffer.get_mut(..taken), available.get(..taken)) {
            to.copy_from_slice(from);
        }
        self.consume(taken);
        Ok(taken)
    }
}

impl BufRead for Text<'_> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if matches!(self.mode, Mode::Utf8 { replacing: false, .. }) && self.start == self.valid {
            self.fill_utf8()?;
        }
        if let Mode::Other { position, filled, done, .. } = &mut self.mode
            && position == filled
            && !*done
        {
            *position = 0;
            *filled = 0;
            self.fill_other()?;
        }
        Ok(match &self.mode {
            Mode::Utf8 { replacing: true, .. } => REPLACEMENT,
            Mode::Utf8 { .. } => self.raw.get(self.start..self.valid).unwrap_or_default(),
            Mode::Other { out, position, filled, .. } => out.get(*position..*filled).unwrap_or_default(),
        })
    }

    fn consume(&mut self, amount: usize) {
        match &mut self.mode {
            Mode::Utf8 { replacing, .. } if *replacing => *replacing = amount == 0,
            Mode::Utf8 { .. } => self.start = (self.start + amount).min(self.valid),
            Mode::Other { position, filled, .. } => *position = (*position + amount).min(*filled),
        }
    }
}

/// The encoding by byte order mark, by declaration, or by where the NULs of UTF-16 stand; and the mark's length.
fn guess(head: &[u8], unknown: &mut Option<String>) -> (&'static Encoding, usize) {
    if let Some((encoding, length)) = Encoding::for_bom(head) {
        return (encoding, length);
    }
    match head {
        [first, 0, third, 0, ..] if *first != 0 && *third != 0 => return (UTF_16LE, 0),
        [0, second, 0, fourth, ..] if *second != 0 && *fourth != 0 => return (UTF_16BE, 0),
        _ => {}
    }
    let Some(label) = declared(head) else {
        return (UTF_8, 0);
    };
    match Encoding::for_label(label.as_bytes()) {
        // The declaration itself was readable byte by byte, so it cannot be UTF-16; some tools write so all the same.
        Some(encoding) if encoding == UTF_16LE || encoding == UTF_16BE => (UTF_8, 0),
        Some(encoding) => (encoding, 0),
        None => {
            *unknown = Some(label.chars().take(40).collect());
            (UTF_8, 0)
        }
    }
}

/// The encoding that an XML declaration names.
fn declared(head: &[u8]) -> Option<Cow<'_, str>> {
    let start = head.get(..head.len().min(256))?;
    let declaration = start.strip_prefix(b"<?xml")?;
    let text = String::from_utf8_lossy(declaration.split(|byte| *byte == b'>').next()?).into_owned();
    let after = text.split_once("encoding")?.1.trim_start().strip_prefix('=')?.trim_start();
    let quote = after.chars().next().filter(|c| ['"', '\''].contains(c))?;
    let label = after.split(quote).nth(1)?.trim();
    Some(Cow::Owned(label.to_owned()))
}

fn blank_nuls(bytes: &mut [u8]) -> u64 {
    if memchr::memchr(0, bytes).is_none() {
        return 0;
    }
    let mut count = 0;
    for byte in bytes.iter_mut().filter(|byte| **byte == 0) {
        *byte = b' ';
        count += 1;
    }
    count
}

#[cfg(test)]
mod tests;
