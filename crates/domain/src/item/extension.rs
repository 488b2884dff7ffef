//! Extensions as they stand on an item: a later date than the approved one, what got in the way, and the answer.

use jiff::civil::Date;

use super::value::Signature;
use crate::{deadline::extension::Decider, ids::PartNumber};

/// What got in the way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Obstacle {
    /// The people were not there, or had other work.
    People,
    /// The money was not there.
    Money,
    /// A supplier delivered late, or a fix is not published.
    Vendor,
    /// Something else had to be done first.
    Dependency,
    /// It was harder than thought, or did not work.
    Technical,
    /// More was to be done than was known.
    Scope,
    /// No change was allowed in that time.
    Freeze,
    /// Something else.
    Other,
}

impl Obstacle {
    /// Every one.
    pub const ALL: [Self; 8] = [
        Self::People,
        Self::Money,
        Self::Vendor,
        Self::Dependency,
        Self::Technical,
        Self::Scope,
        Self::Freeze,
        Self::Other,
    ];

    /// The word used in files, the API and the database.
    pub fn word(self) -> &'static str {
        match self {
            Self::People => "people",
            Self::Money => "money",
            Self::Vendor => "vendor",
            Self::Dependency => "dependency",
            Self::Technical => "technical",
            Self::Scope => "scope",
            Self::Freeze => "freeze",
            Self::Other => "other",
        }
    }

    /// As pages write it.
    pub fn phrase(self) -> &'static str {
        match self {
            Self::People => "People were not available",
            Self::Money => "Money was not available",
            Self::Vendor => "A vendor is late",
            Self::Dependency => "Other work had to come first",
            Self::Technical => "Technical difficulty",
            Self::Scope => "More work than known",
            Self::Freeze => "Change freeze",
            Self::Other => "Something else",
        }
    }
}

/// What got in the way as people write it in one cell: `vendor: the phones are late`. Without such a word it is
/// [`Obstacle::Other`].
pub fn obstacle_in(text: &str) -> (Obstacle, &str) {
    let named = text.split_once(':').and_then(|(word, rest)| Some((word.parse().ok()?, rest.trim())));
    named.unwrap_or((Obstacle::Other, text))
}

crate::ids::worded!(Obstacle, "an obstacle: people, money, vendor, dependency, technical, scope, freeze or other");

/// What is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// Which step.
    pub milestone: PartNumber,
    /// The day it was due when this was asked.
    pub from: Date,
    /// The day that is asked for.
    pub to: Date,
    /// What got in the way.
    pub obstacle: Obstacle,
    /// Why the new day can be met.
    pub justification: String,
    /// Whose word the policy of that day asks for.
    pub decider: Decider,
}

/// An extension, asked for and perhaps answered.
#[derive(Debug, Clone, PartialEq)]
pub struct Extension {
    /// What is asked for.
    pub request: Request,
    /// When, and by whom.
    pub asked: Signature,
    /// The answer.
    pub answer: Option<Answer>,
}

/// An answer.
#[derive(Debug, Clone, PartialEq)]
pub struct Answer {
    /// Whether the date moved.
    pub granted: bool,
    /// What was said to it; may be empty for a yes.
    pub note: String,
    /// When, and by whom.
    pub signed: Signature,
}
