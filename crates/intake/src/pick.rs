//! What a format wants of a document, by path; `json::pick` and `xml::pick` walk the document and hand it over, value by
//! value, so that no more than one of them is in memory.

use crate::{
    record::View,
    sink::{Flow, Loss, Place, Problem, Sink},
};

/// A part of a document that a format wants, and when.
///
/// Steps are separated by `/`. In JSON a step is the name of a member, `a|b` one of
/// several, `*` any, and `[]` behind it the elements of
/// its list: `Results[]/Vulnerabilities[]`; the document itself is the empty path, the elements of a document that is a
/// list are `[]`. In XML a step is the name of an element without its prefix, `*` any element; `**/` at the beginning
/// stands for any elements above.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Want {
    pub(crate) path: &'static str,
    pub(crate) part: Part,
}

/// Which part of it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Part {
    /// The whole value, once it was read. Nothing inside it is handed over by itself.
    Whole,
    /// In XML the attributes of an element that begins, in JSON nothing but that it begins.
    Start,
    /// That it is over.
    End,
}

/// See [`Part::Whole`].
pub(crate) const fn whole(path: &'static str) -> Want {
    Want { path, part: Part::Whole }
}

/// See [`Part::Start`].
pub(crate) const fn start(path: &'static str) -> Want {
    Want { path, part: Part::Start }
}

/// See [`Part::End`].
pub(crate) const fn end(path: &'static str) -> Want {
    Want { path, part: Part::End }
}

/// A part that was found.
pub(crate) struct Found<'f> {
    /// What was wanted.
    pub(crate) want: Want,
    /// The value; of an end, nothing.
    pub(crate) value: View<'f>,
    /// Where it is.
    pub(crate) spot: Spot<'f>,
}

/// Where something is; its name is made only if somebody asks.
#[derive(Clone, Copy)]
pub(crate) enum Spot<'f> {
    Line(u64),
    Pointer(&'f [Step], &'f str),
}

/// One step down a JSON document: an element of a list by its number, a member by where its name stands.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Step {
    Item(usize),
    Member(usize, usize),
}

impl Found<'_> {
    /// The last step of its path, by which formats tell what they found.
    pub(crate) fn leaf(&self) -> &'static str {
        self.want.path.rsplit('/').next().unwrap_or_default()
    }

    /// The name of the member of a JSON object that it is; else empty.
    pub(crate) fn member(&self) -> &str {
        match self.spot {
            Spot::Pointer([.., Step::Member(from, to)], names) => names.get(*from..*to).unwrap_or_default(),
            _ => "",
        }
    }

    /// Where it is, for people.
    pub(crate) fn place(&self) -> Place {
        self.spot.place()
    }
}

impl Spot<'_> {
    pub(crate) fn place(&self) -> Place {
        match self {
            Self::Line(line) => Place::Line(*line),
            Self::Pointer(steps, names) => {
                let mut pointer = "$".to_owned();
                for step in *steps {
                    match step {
                        Step::Item(n) => pointer.push_str(&format!("[{n}]")),
                        Step::Member(from, to) => {
                            pointer.push('.');
                            pointer.extend(names.get(*from..*to).unwrap_or_default().chars().take(80));
                        }
                    }
                }
                Place::Pointer(pointer)
            }
        }
    }
}

/// What is said of a document in which nothing was found that was wanted.
pub(crate) fn nothing_found() -> Problem {
    Problem::new(Place::File, Loss::Record, "the file holds nothing of what a report of this kind holds")
        .advise("check that it is the report, and name another format with --format if it is one")
}

/// Takes what was found.
pub(crate) trait Taker {
    fn take(&mut self, found: &Found<'_>, sink: &mut dyn Sink) -> Flow;
}
