//! What a format pushes while it reads, and how it says that something was wrong.

use std::{borrow::Cow, fmt, io, ops::ControlFlow};

use closeout_domain::finding::{
    coverage::{Coverage, Tool},
    observation::Observation,
};

use crate::limits;

/// Whether to go on. A sink that breaks stops the read; the format then returns `Ok(())` without reading further.
pub type Flow = ControlFlow<()>;

/// Receives what a format reads, in the order of the file.
pub trait Sink {
    /// Which tool speaks. Comes first as far as it is known, and again when more becomes known: the last one counts.
    fn tool(&mut self, tool: &Tool<'_>);

    /// One statement of the source.
    fn observation(&mut self, observation: &Observation<'_>) -> Flow;

    /// What the source was able to judge on one asset. Follows the asset's observations; at most once for each part of
    /// the file that speaks of the asset, so an asset that a file names in two places comes twice and both count.
    fn coverage(&mut self, coverage: &Coverage<'_>) -> Flow;

    /// Something that could not be read, or was read in spite of a fault.
    fn problem(&mut self, problem: Problem);
}

/// Passes on what is wrong and nothing else: for reading what holds no observations.
pub(crate) struct OnProblem<F>(pub(crate) F);

impl<F: FnMut(Problem)> Sink for OnProblem<F> {
    fn tool(&mut self, _: &Tool<'_>) {}

    fn observation(&mut self, _: &Observation<'_>) -> Flow {
        Flow::Continue(())
    }

    fn coverage(&mut self, _: &Coverage<'_>) -> Flow {
        Flow::Continue(())
    }

    fn problem(&mut self, problem: Problem) {
        (self.0)(problem);
    }
}

/// Where in the file, as people find it again.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Place {
    /// The file as a whole.
    File,
    /// A line of text, from 1.
    Line(u64),
    /// A row as a spreadsheet counts it: the first line is row 1.
    Row(u64),
    /// A path within JSON, as in `$.stigs[0].rules[3]`.
    Pointer(String),
    /// An offset in the file as it lies on the disk, from 0.
    Byte(u64),
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File => f.write_str("whole file"),
            Self::Line(line) => write!(f, "line {line}"),
            Self::Row(row) => write!(f, "row {row}"),
            Self::Pointer(pointer) => f.write_str(pointer),
            Self::Byte(byte) => write!(f, "byte {byte}"),
        }
    }
}

/// How much of the file a problem cost.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, Default)]
pub enum Loss {
    /// Nothing: it was read, but is worth a look.
    #[default]
    Nothing,
    /// A value was left out, cut or guessed; its record counts.
    Value,
    /// A record could not be used. What it would have said is unknown, so the file's silence proves nothing.
    Record,
    /// The file is incomplete from here on: truncated, damaged or cut off. It must never prove an absence.
    Rest,
}

/// One thing that was wrong, where, and what to do about it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Problem {
    /// Where.
    pub at: Place,
    /// What, as a lowercase fragment.
    pub message: String,
    /// What to do, or empty.
    pub advice: Cow<'static, str>,
    /// What it cost.
    pub loss: Loss,
}

impl Problem {
    /// A problem without advice.
    pub fn new(at: Place, loss: Loss, message: impl Into<String>) -> Self {
        Self { at, message: message.into(), advice: Cow::Borrowed(""), loss }
    }

    /// The same with advice.
    #[must_use]
    pub fn advise(mut self, advice: impl Into<Cow<'static, str>>) -> Self {
        self.advice = advice.into();
        self
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.at, self.message)?;
        if self.advice.is_empty() { Ok(()) } else { write!(f, " ({})", self.advice) }
    }
}

/// Problems that were noticed while their place could not be asked for; they get it a moment later.
#[derive(Default)]
pub(crate) struct Faults(Vec<(Loss, String)>);

impl Faults {
    pub(crate) fn add(&mut self, loss: Loss, message: impl Into<String>) {
        self.0.push((loss, message.into()));
    }

    /// Lists them all at the place.
    #[inline]
    pub(crate) fn list(&mut self, at: impl FnOnce() -> Place, sink: &mut dyn Sink) {
        if !self.0.is_empty() {
            self.list_some(&at(), sink);
        }
    }

    #[cold]
    fn list_some(&mut self, at: &Place, sink: &mut dyn Sink) {
        for (loss, message) in self.0.drain(..) {
            sink.problem(Problem::new(at.clone(), loss, message));
        }
    }
}

/// A list of problems that stays small: the first [`limits::KEPT_PROBLEMS`] are kept, all are counted.
#[derive(Clone, Debug, Default)]
pub struct Problems {
    kept: Vec<Problem>,
    total: u64,
    worst: Loss,
}

impl Problems {
    /// Adds one.
    pub fn push(&mut self, problem: Problem) {
        self.total += 1;
        self.worst = self.worst.max(problem.loss);
        // The one that ends the file explains the most, so it is kept even when the list is full.
        if self.kept.len() < limits::KEPT_PROBLEMS {
            self.kept.push(problem);
        } else if problem.loss == Loss::Rest {
            self.kept.pop();
            self.kept.push(problem);
        }
    }

    /// The first ones, in the order of the file.
    pub fn kept(&self) -> &[Problem] {
        &self.kept
    }

    /// How many there were.
    pub fn total(&self) -> u64 {
        self.total
    }

    /// Whether the file was damaged or cut off, so that its silence proves nothing.
    pub fn incomplete(&self) -> bool {
        self.worst == Loss::Rest
    }

    /// Whether records were lost, or the rest of the file: what it does not mention may still have been in it.
    pub fn silence_proves_nothing(&self) -> bool {
        self.worst >= Loss::Record
    }
}

/// The file cannot be read at all, or cannot be read on: nothing of it should be used.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("{message}")]
pub struct Unreadable {
    /// Where it shows.
    pub at: Place,
    /// What is wrong, as a lowercase fragment.
    pub message: String,
    /// What to do.
    pub advice: Cow<'static, str>,
}

impl Unreadable {
    /// An unreadable file with advice.
    pub fn new(at: Place, message: impl Into<String>, advice: impl Into<Cow<'static, str>>) -> Self {
        Self { at, message: message.into(), advice: advice.into() }
    }
}

impl From<io::Error> for Unreadable {
    /// Gives back what a lower layer put into the error, such as the refusal of an archive that unpacks without end.
    fn from(error: io::Error) -> Self {
        match error.downcast::<Self>() {
            Ok(unreadable) => unreadable,
            Err(error) => Self::new(
                Place::File,
                format!("the file cannot be read: {error}"),
                "check that the file is whole and that the disk or connection works, then try again",
            ),
        }
    }
}

impl From<Unreadable> for io::Error {
    fn from(unreadable: Unreadable) -> Self {
        Self::other(unreadable)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_stays_small_counts_all_and_keeps_the_end() {
        let mut problems = Problems::default();
        for line in 1..=5_000 {
            problems.push(Problem::new(Place::Line(line), Loss::Value, "odd"));
        }
        assert!(!problems.silence_proves_nothing());
        problems.push(Problem::new(Place::Line(5_001), Loss::Rest, "the file ends here"));
        assert_eq!((problems.kept().len(), problems.total()), (limits::KEPT_PROBLEMS, 5_001));
        assert_eq!(problems.kept().last().unwrap().at.to_string(), "line 5001");
        assert!(problems.incomplete() && problems.silence_proves_nothing());
    }

    #[test]
    fn an_unreadable_survives_the_way_through_an_io_error() {
        let refusal = Unreadable::new(Place::Byte(7), "the archive unpacks without end", "unpack it yourself");
        assert_eq!(Unreadable::from(io::Error::from(refusal.clone())), refusal);
    }
}
