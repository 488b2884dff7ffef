//! JSON as a stream: objects member by member, lists element by element, without the document in memory. Whatever stands
//! where something else should be is passed over and can be listed; only broken JSON ends the reading.

use std::{
    borrow::Cow,
    fmt,
    io::{self, BufRead, BufReader},
};

use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

use crate::{
    limits,
    sink::{Loss, Place, Problem, Sink, Unreadable},
};

mod aside;
mod guard;
mod pick;
#[cfg(test)]
mod tests;

use aside::Position;
use guard::Guard;
pub(crate) use guard::Watch;
pub(crate) use pick::pick;

/// Takes one value, of the kinds it knows; others are used up and reported by name.
pub(crate) trait Handler: Sized {
    /// A string, a number or a boolean, as text.
    fn text(&mut self, _: &str) {
        self.unexpected("a text");
    }

    /// An object: its members must be used up.
    fn object<'de, A: MapAccess<'de>>(&mut self, mut map: A) -> Result<(), A::Error> {
        while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        self.unexpected("an object");
        Ok(())
    }

    /// A list: its elements must be used up.
    fn list<'de, A: SeqAccess<'de>>(&mut self, mut list: A) -> Result<(), A::Error> {
        while list.next_element::<IgnoredAny>()?.is_some() {}
        self.unexpected("a list");
        Ok(())
    }

    /// `null`, which says nothing.
    fn null(&mut self) {}

    /// A value of a kind that does not belong here was passed over.
    fn unexpected(&mut self, _kind: &'static str) {}
}

/// Reads one value with a handler.
pub(crate) struct Value<H>(pub(crate) H);

impl<'de, H: Handler> DeserializeSeed<'de> for Value<H> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de, H: Handler> Visitor<'de> for Value<H> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_str<E>(mut self, text: &str) -> Result<(), E> {
        self.0.text(text);
        Ok(())
    }

    fn visit_bool<E>(mut self, value: bool) -> Result<(), E> {
        self.0.text(if value { "true" } else { "false" });
        Ok(())
    }

    fn visit_u64<E>(mut self, value: u64) -> Result<(), E> {
        self.0.text(&value.to_string());
        Ok(())
    }

    fn visit_i64<E>(mut self, value: i64) -> Result<(), E> {
        self.0.text(&value.to_string());
        Ok(())
    }

    fn visit_f64<E>(mut self, value: f64) -> Result<(), E> {
        self.0.text(&value.to_string());
        Ok(())
    }

    fn visit_unit<E>(mut self) -> Result<(), E> {
        self.0.null();
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(mut self, map: A) -> Result<(), A::Error> {
        self.0.object(map)
    }

    fn visit_seq<A: SeqAccess<'de>>(mut self, list: A) -> Result<(), A::Error> {
        self.0.list(list)
    }
}

/// A text, or several in a list.
pub(crate) struct Texts<F>(pub(crate) F);

impl<F: FnMut(&str)> Handler for Texts<F> {
    fn text(&mut self, text: &str) {
        (self.0)(&without_nul(text));
    }

    fn list<'de, A: SeqAccess<'de>>(&mut self, mut list: A) -> Result<(), A::Error> {
        while list.next_element_seed(Value(&mut *self))?.is_some() {}
        Ok(())
    }
}

impl<H: Handler> Handler for &mut H {
    fn text(&mut self, text: &str) {
        (**self).text(text);
    }

    fn object<'de, A: MapAccess<'de>>(&mut self, map: A) -> Result<(), A::Error> {
        (**self).object(map)
    }

    fn list<'de, A: SeqAccess<'de>>(&mut self, list: A) -> Result<(), A::Error> {
        (**self).list(list)
    }

    fn null(&mut self) {
        (**self).null();
    }

    fn unexpected(&mut self, kind: &'static str) {
        (**self).unexpected(kind);
    }
}

/// Translates the key of a member without keeping it.
pub(crate) struct Key<F>(pub(crate) F);

impl<'de, T, F: FnOnce(&str) -> T> DeserializeSeed<'de> for Key<F> {
    type Value = T;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<T, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl<T, F: FnOnce(&str) -> T> Visitor<'_> for Key<F> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key")
    }

    fn visit_str<E>(self, text: &str) -> Result<T, E> {
        Ok((self.0)(text))
    }
}

/// The bytes of the file hold no NUL, but an escape may; no text needs one and PostgreSQL refuses it.
fn without_nul(text: &str) -> Cow<'_, str> {
    match memchr::memchr(0, text.as_bytes()) {
        Some(_) => text.replace('\0', " ").into(),
        None => text.into(),
    }
}

/// Uses up the value of a member that nobody wants.
pub(crate) fn skip<'de, A: MapAccess<'de>>(map: &mut A) -> Result<(), A::Error> {
    map.next_value::<IgnoredAny>().map(drop)
}

/// Ends the reading because the sink wants no more.
pub(crate) fn stop<E: serde::de::Error>() -> E {
    E::custom("stopped")
}

/// Reads a document with a handler, which is told what the guard before it cut; gives back what kept it from being read
/// to its end, if anything. An error of the sink's stopping is the caller's to tell apart.
///
/// # Errors
/// When the input fails.
pub(crate) fn document(
    input: &mut dyn BufRead,
    watch: &Watch,
    handler: impl Handler,
) -> Result<Option<Problem>, Unreadable> {
    let guard = BufReader::with_capacity(limits::HEAD, Guard::new(input, watch.clone()));
    let mut deserializer = serde_json::Deserializer::from_reader(guard);
    let result = Value(handler).deserialize(&mut deserializer).and_then(|()| deserializer.end());
    match result {
        Ok(()) => Ok(None),
        Err(error) => {
            let at = Position { line: error.line() as u64, column: error.column() };
            ending(error, at, watch)
        }
    }
}

/// Why a document was read no further than to here.
fn ending(error: serde_json::Error, at: Position, watch: &Watch) -> Result<Option<Problem>, Unreadable> {
    let place = Place::Line(watch.too_deep().unwrap_or(at.line));
    let message = if watch.too_deep().is_some() {
        format!("values are nested deeper than {}; the rest was not read", limits::DEPTH)
    } else if error.is_eof() {
        "the file ends in the middle of a value".to_owned()
    } else if error.is_io() {
        return Err(io::Error::from(error).into());
    } else {
        format!("the file is not JSON from here on: {}", said(&error, at))
    };
    Ok(Some(
        Problem::new(place, Loss::Rest, message)
            .advise("what was read until there counts; export or copy the file again for the rest"),
    ))
}

/// What the reader says is wrong, and where in the file it is.
fn said(error: &serde_json::Error, at: Position) -> String {
    let theirs = format!(" at line {} column {}", error.line(), error.column());
    let error = error.to_string();
    let what = error.strip_suffix(&theirs).unwrap_or(&error);
    format!("{what} at line {} column {}", at.line, at.column)
}

/// Lists why a document was not read to its end, unless the sink stopped it.
pub(crate) fn list_end(end: Option<Problem>, stopped: bool, sink: &mut dyn Sink) {
    if let Some(problem) = end.filter(|_| !stopped) {
        sink.problem(problem);
    }
}
