//! Walks a JSON document and hands over what is wanted of it.

use std::{
    fmt,
    io::{BufRead, ErrorKind},
    ops::ControlFlow::{Break, Continue},
};

use serde::{
    Deserialize as _,
    de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor},
};

use super::{
    Guard, Key, Watch,
    aside::{LONGEST, Source},
    ending, said, stop, without_nul,
};
use crate::{
    pick::{Found, Part, Spot, Step, Taker, Want, nothing_found},
    record::{Kind, Tree},
    sink::{Flow, Loss, Place, Problem, Sink, Unreadable},
};

/// Walks one document, or several that follow each other (one a line, as JSON Lines has it). Lists in `sink` what is
/// wrong with it; gives back whether the sink stopped it.
///
/// # Errors
/// When the input fails.
pub(crate) fn pick(
    input: &mut dyn BufRead,
    wants: &[Want],
    sink: &mut dyn Sink,
    taker: &mut dyn Taker,
) -> Result<Flow, Unreadable> {
    pick_with(input, wants, sink, taker, LONGEST)
}

/// The same; values up to `longest` bytes are read from memory.
pub(super) fn pick_with(
    input: &mut dyn BufRead,
    wants: &[Want],
    sink: &mut dyn Sink,
    taker: &mut dyn Taker,
    longest: usize,
) -> Result<Flow, Unreadable> {
    let watch = Watch::default();
    let source = Source::new(Guard::new(input, watch.clone()), longest);
    let paths: Vec<Vec<Name>> = wants.iter().map(|want| steps(want.path)).collect();
    let mut walk = Walk {
        wants,
        paths: &paths,
        watch: &watch,
        source: &source,
        sink,
        taker,
        tree: Tree::default(),
        steps: Vec::new(),
        names: String::new(),
        found: false,
        stopped: false,
    };
    for document in 0.. {
        let began = match source.begin() {
            Ok(None) if document > 0 => break,
            // An empty document is none; the reader below says so.
            Ok(began) => began.map_or(1, |at| at.line),
            Err(error) if error.kind() == ErrorKind::InvalidData => source.position().line,
            Err(error) => return Err(error.into()),
        };
        walk.steps.clear();
        walk.names.clear();
        if document > 0 {
            walk.steps.push(Step::Item(document));
        }
        let mut deserializer = serde_json::Deserializer::from_reader(&source);
        let all = if wants.len() >= 64 { u64::MAX } else { (1 << wants.len()) - 1 };
        let result = Inside { walk: &mut walk, live: all, depth: 0 }.deserialize(&mut deserializer);
        if walk.stopped {
            return Ok(Break(()));
        }
        let Err(error) = result else { continue };
        let at = source.position();
        // A broken line of JSON Lines costs that line; what follows another document, or stands on one line, is one.
        let broken = error.is_syntax() && watch.too_deep().is_none();
        if broken && (document > 0 || at.line == began) && source.pass_line()? {
            let message = format!("the line is not JSON: {}", said(&error, at));
            walk.sink
                .problem(Problem::new(Place::Line(at.line), Loss::Record, message).advise("the other lines count"));
            continue;
        }
        if let Some(problem) = ending(error, at, &watch)? {
            walk.sink.problem(problem);
        }
        break;
    }
    if !walk.found {
        walk.sink.problem(nothing_found());
    }
    Ok(Continue(()))
}

/// One step of a path.
#[derive(Debug, PartialEq, Eq)]
enum Name {
    /// Of one of these names, separated by `|`.
    Member(&'static str),
    AnyMember,
    Items,
}

fn steps(path: &'static str) -> Vec<Name> {
    let mut steps = Vec::new();
    for part in path.split('/').filter(|part| !part.is_empty()) {
        let name = part.trim_end_matches("[]");
        match name {
            "" => {}
            "*" => steps.push(Name::AnyMember),
            name => steps.push(Name::Member(name)),
        }
        steps.extend((0..(part.len() - name.len()) / 2).map(|_| Name::Items));
    }
    steps
}

struct Walk<'w> {
    wants: &'w [Want],
    paths: &'w [Vec<Name>],
    watch: &'w Watch,
    source: &'w Source<'w>,
    sink: &'w mut dyn Sink,
    taker: &'w mut dyn Taker,
    tree: Tree,
    /// The way from the root to here, and the names on it.
    steps: Vec<Step>,
    names: String,
    found: bool,
    stopped: bool,
}

impl Walk<'_> {
    /// Which of the live paths go on with this step.
    fn next(&self, live: u64, depth: usize, goes_on: impl Fn(&Name) -> bool) -> u64 {
        let fits = |path: &&Vec<Name>| path.get(depth).is_some_and(&goes_on);
        ones(live).filter(|at| self.paths.get(*at).as_ref().is_some_and(fits)).fold(0, |live, at| live | 1 << at)
    }

    /// The live paths that end here, for that part.
    fn ends(&self, live: u64, depth: usize, part: Part) -> impl Iterator<Item = usize> + use<> {
        let ends = |at: &usize| {
            self.paths.get(*at).is_some_and(|path| path.len() == depth)
                && self.wants.get(*at).is_some_and(|want| want.part == part)
        };
        ones(ones(live).filter(ends).fold(0, |found, at| found | 1 << at))
    }

    /// Hands over what ends here.
    fn hand<E: serde::de::Error>(&mut self, live: u64, depth: usize, part: Part) -> Result<(), E> {
        for which in self.ends(live, depth, part) {
            let spot = Spot::Pointer(&self.steps, &self.names);
            let too_long = part == Part::Whole && self.watch.take_cut();
            if too_long || self.tree.cut() {
                let what = if too_long { "a text here is longer than a megabyte" } else { "this record is too large" };
                self.sink.problem(Problem::new(spot.place(), Loss::Value, format!("{what} and was cut")));
            }
            let Some(want) = self.wants.get(which).copied() else { continue };
            self.found |= part != Part::End;
            if self.taker.take(&Found { want, value: self.tree.view(), spot }, self.sink).is_break() {
                self.stopped = true;
                return Err(stop());
            }
        }
        Ok(())
    }

    /// What stands where an object or a list should be.
    fn unexpected(&mut self, live: u64, depth: usize, kind: &str) {
        let wanted = |items| self.next(live, depth, |name| (*name == Name::Items) == items) != 0;
        let expected = match (wanted(true), wanted(false)) {
            (true, true) => "a list or an object",
            (true, false) => "a list",
            (false, _) => "an object",
        };
        let at = Spot::Pointer(&self.steps, &self.names).place();
        self.sink.problem(
            Problem::new(at, Loss::Record, format!("{expected} should stand here, and this is {kind}"))
                .advise("export the file again from its tool"),
        );
    }
}

fn ones(mut mask: u64) -> impl Iterator<Item = usize> {
    std::iter::from_fn(move || {
        let at = (mask != 0).then(|| mask.trailing_zeros())?;
        mask &= mask - 1;
        Some(at as usize)
    })
}

/// Reads one value that paths lead to or through.
struct Inside<'a, 'w> {
    walk: &'a mut Walk<'w>,
    live: u64,
    depth: usize,
}

impl<'de> DeserializeSeed<'de> for Inside<'_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        let Inside { walk, live, depth } = self;
        if walk.ends(live, depth, Part::Whole).next().is_none() {
            walk.tree.clear();
            return deserializer.deserialize_any(Inside { walk, live, depth });
        }
        let Walk { source, tree, steps, .. } = &mut *walk;
        let element = depth > 0 && matches!(steps.last(), Some(Step::Item(_)));
        let from_memory = |text: &[u8]| {
            tree.clear();
            let mut deserializer = serde_json::Deserializer::from_slice(text);
            Fill(tree).deserialize(&mut deserializer).and_then(|()| deserializer.end()).is_ok()
        };
        if source.take(element, from_memory) {
            IgnoredAny::deserialize(deserializer)?;
        } else {
            tree.clear();
            Fill(tree).deserialize(deserializer)?;
        }
        walk.hand(live, depth, Part::Whole)
    }
}

macro_rules! scalars {
    ($($visit:ident: $kind:ty),*) => {
        $(fn $visit<E>(self, _: $kind) -> Result<(), E> {
            self.walk.unexpected(self.live, self.depth, "a single value");
            Ok(())
        })*
    };
}

impl<'de> Visitor<'de> for Inside<'_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    scalars! { visit_str: &str, visit_bool: bool, visit_u64: u64, visit_i64: i64, visit_f64: f64 }

    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let Inside { walk, live, depth } = self;
        if walk.next(live, depth, |name| *name != Name::Items) == 0 && walk.next(live, depth, |_| true) != 0 {
            walk.unexpected(live, depth, "an object");
        }
        walk.hand(live, depth, Part::Start)?;
        let start = walk.names.len();
        loop {
            walk.names.truncate(start);
            let names = &mut walk.names;
            if map.next_key_seed(Key(|key: &str| names.push_str(key)))?.is_none() {
                break;
            }
            let key = walk.names.get(start..).unwrap_or_default();
            let next = walk.next(live, depth, |name| match name {
                Name::Member(names) => names.split('|').any(|name| name == key),
                Name::AnyMember => true,
                Name::Items => false,
            });
            if next == 0 {
                map.next_value::<IgnoredAny>()?;
                continue;
            }
            walk.steps.push(Step::Member(start, walk.names.len()));
            map.next_value_seed(Inside { walk, live: next, depth: depth + 1 })?;
            walk.steps.pop();
        }
        walk.tree.clear();
        walk.hand(live, depth, Part::End)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<(), A::Error> {
        let Inside { walk, live, depth } = self;
        let next = walk.next(live, depth, |name| *name == Name::Items);
        if next == 0 {
            if walk.next(live, depth, |_| true) != 0 {
                walk.unexpected(live, depth, "a list");
            }
            while list.next_element::<IgnoredAny>()?.is_some() {}
            return Ok(());
        }
        walk.hand(live, depth, Part::Start)?;
        for n in 0.. {
            walk.steps.push(Step::Item(n));
            let more = list.next_element_seed(Inside { walk, live: next, depth: depth + 1 })?;
            walk.steps.pop();
            if more.is_none() {
                break;
            }
        }
        walk.tree.clear();
        walk.hand(live, depth, Part::End)
    }
}

/// Puts one value, whatever it is, into the tree.
struct Fill<'t>(&'t mut Tree);

impl<'de> DeserializeSeed<'de> for Fill<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Fill<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_str<E>(self, text: &str) -> Result<(), E> {
        self.0.add(&without_nul(text));
        Ok(())
    }

    fn visit_bool<E>(self, value: bool) -> Result<(), E> {
        self.0.add(if value { "true" } else { "false" });
        Ok(())
    }

    fn visit_u64<E>(self, value: u64) -> Result<(), E> {
        self.0.add(&value.to_string());
        Ok(())
    }

    fn visit_i64<E>(self, value: i64) -> Result<(), E> {
        self.0.add(&value.to_string());
        Ok(())
    }

    fn visit_f64<E>(self, value: f64) -> Result<(), E> {
        self.0.add(&value.to_string());
        Ok(())
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        let node = self.0.open(Kind::Nothing);
        self.0.close(node);
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let node = self.0.open(Kind::Object);
        while map.next_key_seed(Key(|key: &str| self.0.name(key)))?.is_some() {
            map.next_value_seed(Fill(&mut *self.0))?;
        }
        self.0.close(node);
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<(), A::Error> {
        let node = self.0.open(Kind::List);
        while list.next_element_seed(Fill(&mut *self.0))?.is_some() {}
        self.0.close(node);
        Ok(())
    }
}
