//! XML as a stream of nodes that always balance, however broken the file is: a missing end tag is implied, a stray one is
//! dropped, and each is a problem with its line. No entities of the file's own, no memory beyond one piece of markup.

use std::{borrow::Cow, io};

use quick_xml::{
    Error, Reader,
    errors::SyntaxError,
    events::{BytesRef, Event},
};

use crate::{
    limits,
    sink::{Loss, Place, Problem, Sink, Unreadable},
};

mod guard;
mod pick;
mod recover;
mod tag;

use guard::Guard;
pub(crate) use pick::pick;
pub(crate) use tag::Tag;

/// Names are kept while their element is open; real ones have some thirty bytes.
const NAME: usize = 1024;

/// Names of entities are shorter than this.
const REFERENCE: usize = 40;

/// One step through the document.
pub(crate) enum Node<'a> {
    /// An element begins; its [`Node::Close`] is certain to come.
    Open(Tag<'a>),
    /// A piece of text. Texts with references or CDATA sections come in several pieces.
    Text(Cow<'a, str>),
    /// An element ends, by its name.
    Close(&'a str),
    /// A comment; tools hide facts in them.
    Comment(Cow<'a, str>),
    /// Nothing that matters: a declaration, a fault that was listed.
    Other,
}

/// What was met and is dealt with in the next step.
enum Later {
    Fault(Error),
    /// An end tag, named in `scratch`, that is not the innermost element's.
    UnexpectedEnd,
    TooDeep,
    /// The reference in `unknown`.
    UnknownReference,
    OwnEntities,
    End,
}

/// Reads nodes.
pub(crate) struct Xml<'i> {
    reader: Reader<Guard<'i>>,
    buffer: Vec<u8>,
    scratch: String,
    unknown: Option<String>,
    /// The names of the open elements, one after the other, and where each begins. Beyond `length` stands the name of
    /// an element that was just closed and may still be lent out.
    names: String,
    starts: Vec<usize>,
    length: usize,
    /// Nobody wants the text that comes; it is passed over when the reader stands behind a tag.
    text_unwanted: bool,
    behind_markup: bool,
    /// Something of what follows is set.
    busy: bool,
    /// So many of the innermost elements end here without an end tag.
    implied: usize,
    later: Option<Later>,
    ended: bool,
    damaged: bool,
    incomplete: bool,
}

impl<'i> Xml<'i> {
    pub(crate) fn new(input: &'i mut dyn io::BufRead) -> Self {
        Self {
            reader: reader(Guard::new(input)),
            buffer: Vec::new(),
            scratch: String::new(),
            unknown: None,
            names: String::new(),
            starts: Vec::new(),
            length: 0,
            text_unwanted: false,
            behind_markup: false,
            busy: false,
            implied: 0,
            later: None,
            ended: false,
            damaged: false,
            incomplete: false,
        }
    }

    /// The line that was read last.
    pub(crate) fn line(&mut self) -> Place {
        Place::Line(self.reader.get_mut().line())
    }

    /// Whether elements were lost since this was last asked.
    pub(crate) fn take_damage(&mut self) -> bool {
        std::mem::take(&mut self.damaged) || self.incomplete
    }

    /// Says whether anybody wants the text up to the next tag; asked for after each [`Node::Open`] and [`Node::Close`].
    #[inline]
    pub(crate) fn want_text(&mut self, wanted: bool) {
        self.text_unwanted = !wanted;
    }

    /// The next node; `None` at the end. Lists what is wrong with the markup in `sink`.
    ///
    /// # Errors
    /// When the input fails or declares entities of its own.
    pub(crate) fn next(&mut self, sink: &mut dyn Sink) -> Result<Option<Node<'_>>, Unreadable> {
        if self.busy {
            if self.implied > 0 {
                self.implied -= 1;
                return Ok(self.close());
            }
            if self.ended {
                return Ok(None);
            }
            self.busy = false;
            if let Some(later) = self.later.take() {
                return self.catch_up(later, sink).map(Some);
            }
        }
        if std::mem::take(&mut self.behind_markup) {
            if !self.text_unwanted {
                return self.text().map(Some);
            }
            self.reader.get_mut().skip_text()?;
        }
        self.buffer.clear();
        self.reader.get_mut().begin();
        // The arms lend the buffer out; what needs the whole of `self` is therefore left for the next call.
        let node = match self.reader.read_event_into(&mut self.buffer) {
            Ok(Event::Text(text)) => Node::Text(text.into_inner()),
            Ok(event @ (Event::Start(_) | Event::Empty(_))) => {
                let empty = matches!(event, Event::Empty(_));
                let (Event::Start(tag) | Event::Empty(tag)) = event else {
                    return Ok(None);
                };
                let name = tag.name().0;
                if self.starts.len() >= limits::DEPTH || name.len() > NAME {
                    (self.later, self.busy) = (Some(Later::TooDeep), true);
                    return Ok(Some(Node::Other));
                }
                self.behind_markup = true;
                self.starts.push(self.length);
                self.names.truncate(self.length);
                self.names.push_str(name);
                self.length = self.names.len();
                self.implied = usize::from(empty);
                self.busy = empty;
                Node::Open(Tag(tag))
            }
            Ok(Event::End(tag)) => {
                let name = tag.name().0;
                let innermost = self.starts.last().copied().unwrap_or(usize::MAX);
                match self.names.get(innermost..self.length) {
                    Some(open) if open == name => {
                        self.behind_markup = true;
                        self.starts.pop();
                        self.length = innermost;
                        Node::Close(open)
                    }
                    _ => {
                        self.scratch.clear();
                        self.scratch.push_str(name);
                        (self.later, self.busy) = (Some(Later::UnexpectedEnd), true);
                        Node::Other
                    }
                }
            }
            Ok(Event::GeneralRef(reference)) => {
                self.scratch.clear();
                if !resolve(&reference, &mut self.scratch) {
                    self.unknown.get_or_insert_with(|| self.scratch.chars().skip(1).take(40).collect());
                    (self.later, self.busy) = (Some(Later::UnknownReference), true);
                }
                Node::Text(Cow::Borrowed(&self.scratch))
            }
            Ok(Event::CData(text)) => {
                self.behind_markup = true;
                Node::Text(text.into_inner())
            }
            Ok(Event::Comment(text)) => {
                self.behind_markup = true;
                Node::Comment(text.into_inner())
            }
            Ok(Event::DocType(text)) => {
                if declares_entities(&text) {
                    (self.later, self.busy) = (Some(Later::OwnEntities), true);
                }
                Node::Other
            }
            Ok(Event::Eof) => {
                (self.later, self.busy) = (Some(Later::End), true);
                Node::Other
            }
            Ok(Event::Decl(_) | Event::PI(_)) => Node::Other,
            Err(fault) => {
                (self.later, self.busy) = (Some(Later::Fault(fault)), true);
                Node::Other
            }
        };
        Ok(Some(node))
    }

    /// The text behind markup. The reader would give it in pieces, one for each reference, and copy it; here it is lent
    /// out from where it lies unless it holds references.
    fn text(&mut self) -> Result<Node<'_>, Unreadable> {
        let bytes = self.reader.get_mut().take_text(&mut self.buffer)?;
        let text = match std::str::from_utf8(bytes) {
            Ok(text) => text,
            // The input is UTF-8; only a text that was cut can end within a character.
            Err(cut) => {
                bytes.get(..cut.valid_up_to()).and_then(|valid| std::str::from_utf8(valid).ok()).unwrap_or_default()
            }
        };
        let Some(first) = memchr::memchr(b'&', text.as_bytes()) else {
            return Ok(Node::Text(Cow::Borrowed(text)));
        };
        let (plain, mut rest) = text.split_at_checked(first).unwrap_or((text, ""));
        self.scratch.clear();
        self.scratch.push_str(plain);
        while let Some(after) = rest.strip_prefix('&') {
            // A lone ampersand is a mistake of many tools; only a short word up to a semicolon is a reference.
            let end = after.bytes().take(REFERENCE).position(|byte| !byte.is_ascii_alphanumeric() && byte != b'#');
            let end = end.filter(|end| after.as_bytes().get(*end) == Some(&b';'));
            rest = match end.and_then(|end| after.split_at_checked(end)) {
                Some((name, behind)) => {
                    if !resolve(&BytesRef::new(name), &mut self.scratch) {
                        self.unknown.get_or_insert_with(|| name.chars().take(40).collect());
                        (self.later, self.busy) = (Some(Later::UnknownReference), true);
                    }
                    behind.get(1..).unwrap_or_default()
                }
                None => {
                    self.scratch.push('&');
                    after
                }
            };
            let next = memchr::memchr(b'&', rest.as_bytes()).unwrap_or(rest.len());
            let (plain, behind) = rest.split_at_checked(next).unwrap_or((rest, ""));
            self.scratch.push_str(plain);
            rest = behind;
        }
        Ok(Node::Text(Cow::Borrowed(&self.scratch)))
    }

    fn catch_up(&mut self, later: Later, sink: &mut dyn Sink) -> Result<Node<'_>, Unreadable> {
        match later {
            Later::Fault(fault) => return self.recover(fault, sink),
            Later::UnexpectedEnd => self.unexpected_end(sink),
            Later::TooDeep => self.give_up(sink),
            Later::End => self.end(sink),
            Later::UnknownReference => {
                let at = self.line();
                let name = self.unknown.take().unwrap_or_default();
                let message = format!("the reference &{}; is not known and stays as it is", name.trim_end_matches(';'));
                sink.problem(Problem::new(at, Loss::Value, message));
            }
            Later::OwnEntities => {
                return Err(Unreadable::new(
                    self.line(),
                    "the file declares entities of its own in its DOCTYPE, which is refused",
                    "no scanner writes this; take the file from the tool again, or remove the DOCTYPE by hand",
                ));
            }
        }
        Ok(Node::Other)
    }

    /// Closes the innermost element.
    fn close(&mut self) -> Option<Node<'_>> {
        let start = self.starts.pop()?;
        let name = self.names.get(start..self.length)?;
        self.length = start;
        Some(Node::Close(name))
    }

    /// An end tag, named in `scratch`, that is not the innermost element's.
    fn unexpected_end(&mut self, sink: &mut dyn Sink) {
        let mut end = self.length;
        let depth = self.starts.iter().rev().position(|start| {
            let name = self.names.get(*start..end);
            end = *start;
            name == Some(self.scratch.as_str())
        });
        self.damaged = true;
        let at = self.line();
        let message = match depth {
            Some(unclosed) => {
                self.implied = unclosed + 1;
                self.busy = true;
                let inner = self.names.get(self.starts.last().copied().unwrap_or_default()..self.length);
                format!("the end tag </{}> comes before </{}>", self.scratch, inner.unwrap_or_default())
            }
            None => format!("the end tag </{}> closes nothing and was passed over", self.scratch),
        };
        sink.problem(Problem::new(at, Loss::Record, message).advise("the file was edited or damaged; export it again"));
    }

    /// The end of the input. Elements that are still open are closed, and the file is incomplete.
    fn end(&mut self, sink: &mut dyn Sink) {
        (self.ended, self.busy) = (true, true);
        if let Some(start) = self.starts.last() {
            let inner = self.names.get(*start..self.length).unwrap_or_default().to_owned();
            self.stop(sink, format!("the file ends in the middle of <{inner}>"));
        }
    }

    /// What can not be read on: too deep, or names too long.
    fn give_up(&mut self, sink: &mut dyn Sink) {
        let message = if self.starts.len() >= limits::DEPTH {
            format!("elements are nested deeper than {}; the rest was not read", limits::DEPTH)
        } else {
            format!("an element's name is longer than {NAME} bytes; the rest was not read")
        };
        self.stop(sink, message);
    }

    fn stop(&mut self, sink: &mut dyn Sink, message: String) {
        (self.ended, self.busy) = (true, true);
        self.incomplete = true;
        self.implied = self.starts.len();
        let at = self.line();
        sink.problem(
            Problem::new(at, Loss::Rest, message)
                .advise("what was read until there counts; export or copy the file again for the rest"),
        );
    }
}

fn reader(guard: Guard<'_>) -> Reader<Guard<'_>> {
    let mut reader = Reader::from_reader(guard);
    let config = reader.config_mut();
    // `Xml` keeps the names itself, so that it can mend what does not match.
    config.check_end_names = false;
    config.allow_unmatched_ends = true;
    config.allow_dangling_amp = true;
    reader
}

/// Puts what the reference stands for into `text`; if it is not known, the reference as written.
fn resolve(reference: &BytesRef<'_>, text: &mut String) -> bool {
    if let Some(known) = quick_xml::escape::resolve_predefined_entity(reference) {
        text.push_str(known);
        return true;
    }
    match reference.resolve_char_ref() {
        Ok(Some(character)) => text.push(character),
        Err(_) => text.push('\u{fffd}'),
        Ok(None) => {
            text.push('&');
            text.push_str(reference);
            text.push(';');
            return false;
        }
    }
    true
}

#[cfg(test)]
mod tests;

/// Whether the inside of a DOCTYPE declares entities or fetches declarations. What elements there are may be said.
fn declares_entities(doctype: &str) -> bool {
    doctype.split_once('[').is_some_and(|(_, subset)| {
        subset.contains('%') || subset.as_bytes().windows(8).any(|word| word.eq_ignore_ascii_case(b"<!entity"))
    })
}
