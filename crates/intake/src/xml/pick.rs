//! Walks an XML document and hands over what is wanted of it.

use std::{
    io::BufRead,
    ops::ControlFlow::{Break, Continue},
};

use super::{Node, Tag, Xml};
use crate::{
    pick::{Found, Part, Spot, Taker, Want, nothing_found},
    record::{Kind, Tree},
    sink::{Flow, Loss, Place, Problem, Sink, Unreadable},
};

/// Walks the document. Lists in `sink` what is wrong with it; gives back whether the sink stopped it.
///
/// # Errors
/// When the input fails, or declares entities of its own.
pub(crate) fn pick(
    input: &mut dyn BufRead,
    wants: &[Want],
    sink: &mut dyn Sink,
    taker: &mut dyn Taker,
) -> Result<Flow, Unreadable> {
    let mut xml = Xml::new(input);
    let mut walk = Walk {
        wants,
        leaves: wants.iter().map(|want| want.path.rsplit('/').next().unwrap_or_default()).collect(),
        tree: Tree::default(),
        names: String::new(),
        starts: Vec::new(),
        taken: None,
        began: 0,
        found: false,
    };
    xml.want_text(false);
    let mut began = false;
    while let Some(node) = xml.next(sink)? {
        let (step, fault) = match node {
            Node::Open(tag) => {
                began = true;
                walk.open(&tag)
            }
            Node::Text(text) => {
                if walk.taken.is_some() {
                    walk.tree.add_piece(&text);
                }
                continue;
            }
            Node::Close(_) => (walk.close(), None),
            Node::Comment(_) | Node::Other => continue,
        };
        xml.want_text(walk.taken.is_some());
        let here = match xml.line() {
            Place::Line(line) => line,
            _ => 0,
        };
        if walk.taken.as_ref().is_some_and(|taken| taken.open.len() == 1) && matches!(step, [(Part::Start, _), _]) {
            walk.began = here;
        }
        if let Some(fault) = fault {
            sink.problem(Problem::new(Place::Line(here), Loss::Value, fault));
        }
        for (part, live) in step.into_iter().filter(|(_, live)| *live != 0) {
            walk.found |= part != Part::End;
            let line = if part == Part::Whole { walk.began } else { here };
            if part == Part::Whole {
                walk.faults(xml.take_damage(), sink);
            }
            if walk.hand(live, line, sink, taker).is_break() {
                return Ok(Break(()));
            }
        }
        if walk.taken.is_none() {
            walk.tree.clear();
        }
    }
    if !walk.found {
        // Before the first element there is only the declaration, and whatever was to follow is missing.
        let loss = if began { Loss::Record } else { Loss::Rest };
        sink.problem(Problem { loss, ..nothing_found() });
    }
    Ok(Continue(()))
}

struct Walk<'w> {
    wants: &'w [Want],
    /// The last step of each: most elements end no path, and that is seen at once.
    leaves: Vec<&'w str>,
    tree: Tree,
    /// The names of the open elements, one after the other, and where each begins.
    names: String,
    starts: Vec<usize>,
    taken: Option<Taken>,
    /// The line on which that element began.
    began: u64,
    found: bool,
}

/// The element that is being taken whole.
struct Taken {
    depth: usize,
    /// The nodes of the open elements in it.
    open: Vec<Option<usize>>,
}

/// What is to be handed over now: which of the wants, as bits.
type Handed = [(Part, u64); 2];

impl Walk<'_> {
    fn open(&mut self, tag: &Tag<'_>) -> (Handed, Option<String>) {
        let name = local(tag.name());
        self.starts.push(self.names.len());
        self.names.push_str(name);
        let (mut starts, mut whole) = (0, 0);
        if self.taken.is_none() {
            whole = self.ending(Part::Whole);
            starts = self.ending(Part::Start);
            if whole != 0 {
                self.taken = Some(Taken { depth: self.starts.len(), open: Vec::new() });
            }
        }
        let mut fault = None;
        if whole != 0 || starts != 0 || self.taken.is_some() {
            self.tree.name(name);
            let node = self.tree.open(Kind::Object);
            fault = tag.attributes(|key, value| {
                self.tree.name_of("@", local(key));
                self.tree.add(value);
            });
            self.tree.close(node);
            if let Some(taken) = &mut self.taken {
                taken.open.push(node);
            }
        }
        ([(Part::Start, starts), (Part::Start, 0)], fault)
    }

    fn close(&mut self) -> Handed {
        let depth = self.starts.len();
        let mut whole = 0;
        if let Some(taken) = &mut self.taken {
            let node = taken.open.pop().flatten();
            self.tree.close(node);
            if taken.depth == depth {
                self.taken = None;
                whole = self.ending(Part::Whole);
            }
        }
        let ends = if self.taken.is_none() { self.ending(Part::End) } else { 0 };
        self.names.truncate(self.starts.pop().unwrap_or_default());
        [(Part::Whole, whole), (Part::End, ends)]
    }

    fn faults(&self, damaged: bool, sink: &mut dyn Sink) {
        let mut list = |loss, what| sink.problem(Problem::new(Place::Line(self.began), loss, what));
        if damaged {
            list(Loss::Record, "this record is damaged; what is left of it counts");
        }
        if self.tree.cut() {
            list(Loss::Value, "this record is too large and was cut");
        }
    }

    fn hand(&self, live: u64, line: u64, sink: &mut dyn Sink, taker: &mut dyn Taker) -> Flow {
        for (_, want) in self.wants.iter().enumerate().filter(|(at, _)| live >> at & 1 == 1) {
            taker.take(&Found { want: *want, value: self.tree.view(), spot: Spot::Line(line) }, sink)?;
        }
        Continue(())
    }

    /// The wants, as bits, whose path leads to the innermost element.
    fn ending(&self, part: Part) -> u64 {
        let name = self.starts.last().and_then(|from| self.names.get(*from..)).unwrap_or_default();
        let wants = self.wants.iter().zip(&self.leaves).enumerate();
        wants
            .filter(|(_, (want, leaf))| want.part == part && (**leaf == name || **leaf == "*"))
            .filter(|(_, (want, _))| self.leads_here(want.path))
            .fold(0, |live, (at, _)| live | 1 << at)
    }

    fn leads_here(&self, path: &str) -> bool {
        let (path, anywhere) = path.strip_prefix("**/").map_or((path, false), |rest| (rest, true));
        let mut depth = self.starts.len();
        for step in path.rsplit('/') {
            let Some(above) = depth.checked_sub(1) else { return false };
            let from = self.starts.get(above).copied().unwrap_or_default();
            let to = self.starts.get(depth).copied().unwrap_or(self.names.len());
            if step != "*" && self.names.get(from..to) != Some(step) {
                return false;
            }
            depth = above;
        }
        anywhere || depth == 0
    }
}

/// A name without the prefix of its namespace.
fn local(name: &str) -> &str {
    let behind = memchr::memrchr(b':', name.as_bytes()).map_or(0, |colon| colon + 1);
    name.get(behind..).unwrap_or(name)
}
