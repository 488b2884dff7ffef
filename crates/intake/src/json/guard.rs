//! What stands between the input and the JSON reader: it cuts texts that are too long and stops nesting that is too deep.

use std::{
    cell::Cell,
    io::{self, BufRead, Read},
    rc::Rc,
};

use crate::limits;

/// What the guard did, asked for by the format while it reads.
#[derive(Clone, Default)]
pub(crate) struct Watch(Rc<Watched>);

#[derive(Default)]
struct Watched {
    cut: Cell<bool>,
    /// The line on which nesting went too deep.
    too_deep: Cell<Option<u64>>,
}

impl Watch {
    /// Whether a text was cut since this was last asked.
    pub(crate) fn take_cut(&self) -> bool {
        self.0.cut.take()
    }

    pub(crate) fn too_deep(&self) -> Option<u64> {
        self.0.too_deep.get()
    }
}

/// Passes the input on but for what is beyond the bounds. The JSON reader keeps a text whole, and would keep this one.
pub(super) struct Guard<'i> {
    input: &'i mut dyn BufRead,
    watch: Watch,
    state: State,
    depth: usize,
    /// Bytes of the text so far.
    length: usize,
    line: u64,
}

#[derive(Clone, Copy)]
enum State {
    Outside,
    /// In a text; `whole` where a character has ended that can be the last one.
    Text {
        whole: bool,
    },
    /// Behind a backslash.
    Escape,
    /// So many digits of `\uXXXX` are missing; the value so far.
    Code {
        missing: u8,
        value: u32,
    },
    /// The text is too long; its rest is dropped.
    Cut {
        escaped: bool,
    },
}

impl<'i> Guard<'i> {
    pub(super) fn new(input: &'i mut dyn BufRead, watch: Watch) -> Self {
        Self { input, watch, state: State::Outside, depth: 0, length: 0, line: 1 }
    }

    /// How many bytes are passed on as they are: of a text up to its end or to a backslash, within the bounds; outside of
    /// texts up to the next one, or to what goes too deep.
    fn plain(&mut self, bytes: &[u8]) -> usize {
        match self.state {
            State::Outside => self.outside(bytes),
            State::Text { whole: true } => {
                let bytes = bytes.get(..limits::TEXT.saturating_sub(self.length)).unwrap_or(bytes);
                let plain = memchr::memchr2(b'"', b'\\', bytes).unwrap_or(bytes.len());
                self.length += plain;
                plain
            }
            _ => 0,
        }
    }

    fn outside(&mut self, bytes: &[u8]) -> usize {
        for (at, byte) in bytes.iter().enumerate() {
            match byte {
                b'"' => return at,
                b'\n' => self.line += 1,
                b'[' | b'{' if self.depth >= limits::DEPTH => return at,
                b'[' | b'{' => self.depth += 1,
                b']' | b'}' => self.depth = self.depth.saturating_sub(1),
                _ => {}
            }
        }
        bytes.len()
    }

    /// Whether the byte is passed on.
    fn step(&mut self, byte: u8) -> io::Result<bool> {
        self.length += 1;
        self.state = match self.state {
            // What `outside` stops at: a text, or what goes too deep.
            State::Outside if byte == b'"' => {
                self.length = 0;
                State::Text { whole: true }
            }
            State::Outside => {
                self.watch.0.too_deep.set(Some(self.line));
                return Err(io::ErrorKind::InvalidData.into());
            }
            State::Text { whole } => match byte {
                b'"' => State::Outside,
                // A byte that goes on with a character does not end it for certain; the one before the next begins does.
                _ if whole && self.length > limits::TEXT && byte & 0xc0 != 0x80 => {
                    self.watch.0.cut.set(true);
                    self.state = State::Cut { escaped: byte == b'\\' };
                    return Ok(false);
                }
                b'\\' => State::Escape,
                _ => State::Text { whole: true },
            },
            State::Escape if byte == b'u' => State::Code { missing: 4, value: 0 },
            State::Escape => State::Text { whole: true },
            State::Code { missing, value } => {
                let value = value << 4 | char::from(byte).to_digit(16).unwrap_or_default();
                match missing {
                    // The first half of a pair must not stand alone.
                    1 => State::Text { whole: !(0xd800..0xdc00).contains(&value) },
                    _ => State::Code { missing: missing - 1, value },
                }
            }
            State::Cut { escaped: true } => State::Cut { escaped: false },
            State::Cut { escaped: false } => match byte {
                b'"' => {
                    self.state = State::Outside;
                    return Ok(true);
                }
                _ => State::Cut { escaped: byte == b'\\' },
            },
        };
        Ok(!matches!(self.state, State::Cut { .. }))
    }
}

impl Read for Guard<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            let mut written = 0;
            let piece = self.input.fill_buf()?;
            // Copied so that `step` may change the rest of `self`; no longer than what is asked for.
            let taken = piece.len().min(buffer.len());
            if taken == 0 {
                return Ok(0);
            }
            if let (Some(to), Some(from)) = (buffer.get_mut(..taken), piece.get(..taken)) {
                to.copy_from_slice(from);
            }
            self.input.consume(taken);
            let mut read = 0;
            while read < taken {
                let plain = self.plain(buffer.get(read..taken).unwrap_or_default());
                if plain > 0 {
                    if written < read {
                        buffer.copy_within(read..read + plain, written);
                    }
                    (read, written) = (read + plain, written + plain);
                    continue;
                }
                let byte = buffer.get(read).copied().unwrap_or_default();
                read += 1;
                if self.step(byte)? {
                    if let Some(slot) = buffer.get_mut(written) {
                        *slot = byte;
                    }
                    written += 1;
                }
            }
            if written > 0 {
                return Ok(written);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn guarded(text: &str) -> (io::Result<String>, Watch) {
        let watch = Watch::default();
        let mut input = text.as_bytes();
        let mut out = String::new();
        let result = Guard::new(&mut input, watch.clone()).read_to_string(&mut out);
        (result.map(|_| out), watch)
    }

    #[test]
    fn whatever_is_within_the_bounds_is_passed_on() {
        for text in [r#"{"a":["b\"\\",1,{"c":"\u00e9\ud83d\ude00"}]}"#, "", "\"unfinished", "]]]"] {
            let (out, watch) = guarded(text);
            assert_eq!(out.unwrap(), text);
            assert!(!watch.take_cut() && watch.too_deep().is_none());
        }
    }

    #[test]
    fn a_text_is_cut_between_characters_and_the_document_goes_on() {
        for unit in ["x", "é", "\\\"", "\\u00e9", "\\ud83d\\ude00", "😀"] {
            let text = format!("[\"{}\", 1]", unit.repeat(2 * limits::TEXT / unit.len() + 7));
            let (out, watch) = guarded(&text);
            let parsed: serde_json::Value = serde_json::from_str(&out.unwrap()).unwrap();
            assert!(watch.take_cut(), "{unit}");
            assert!(parsed[0].as_str().unwrap().len() <= limits::TEXT + 16, "{unit}");
            assert_eq!(parsed[1], 1, "{unit}");
        }
    }

    #[test]
    fn nesting_has_an_end() {
        let (out, watch) = guarded(&"[".repeat(1_000_000));
        assert!(out.is_err() && watch.too_deep() == Some(1));
        assert!(guarded(&"[".repeat(limits::DEPTH)).0.is_ok());
    }
}
