//! What is settled: an import, and where its rows are.

use closeout_app::bulk::Ending;
use uuid::Uuid;

/// The tables that hold what an import states: the lasting ones, or those of a preview.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stock {
    /// Of statements.
    pub sightings: &'static str,
    /// Of looks at assets.
    pub coverage: &'static str,
}

impl Stock {
    /// Of every import that was committed.
    pub const LASTING: Self = Self { sightings: "sighting", coverage: "coverage" };
    /// Of an import that is looked at before it is kept or not.
    pub const PREVIEW: Self = Self { sightings: "preview_sighting", coverage: "preview_coverage" };

    /// The same, and those of every import that was committed.
    pub fn with_the_others(self) -> Self {
        match self {
            Self::LASTING => self,
            _ => Self {
                sightings: "(SELECT * FROM sighting UNION ALL SELECT * FROM preview_sighting)",
                coverage: "(SELECT * FROM coverage UNION ALL SELECT * FROM preview_coverage)",
            },
        }
    }
}

/// An import that is folded in.
#[derive(Debug, Clone)]
pub struct Step {
    /// Which.
    pub import: Uuid,
    /// What was known at the end of its file.
    pub ending: Ending,
}
