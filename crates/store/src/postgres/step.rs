//! What is settled: an import, and where its rows are.

use closeout_app::bulk::Ending;
use uuid::Uuid;

/// Statements with the asset that they stand for, from a table.
macro_rules! stated {
    ($table:literal) => {
        concat!(
            "(SELECT t.organization, t.import, t.finding, coalesce(x.stands, t.asset) AS asset, t.state, t.severity,
                t.seen_at, t.needs_authentication, t.place
            FROM ",
            $table,
            " t LEFT JOIN stands_for x
                ON x.organization = t.organization AND x.import = t.import AND x.asset = t.asset)"
        )
    };
}

/// Looks at the assets that they stand for, from a table.
macro_rules! looked {
    ($table:literal) => {
        concat!(
            "(SELECT t.organization, t.import, coalesce(x.stands, t.asset) AS asset, t.reached, t.authenticated,
                t.check_set, t.checks, t.seen_at
            FROM ",
            $table,
            " t LEFT JOIN stands_for x
                ON x.organization = t.organization AND x.import = t.import AND x.asset = t.asset)"
        )
    };
}

/// The tables that hold what an import states: the lasting ones, or those of a preview.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stock {
    /// Of statements.
    pub sightings: &'static str,
    /// Of looks at assets.
    pub coverage: &'static str,
    /// Statements with the asset that they stand for.
    pub stated: &'static str,
    /// Looks with the asset that they stand for.
    pub looked: &'static str,
}

impl Stock {
    /// Of every import that was committed.
    pub const LASTING: Self =
        Self { sightings: "sighting", coverage: "coverage", stated: stated!("sighting"), looked: looked!("coverage") };
    /// Of an import that is looked at before it is kept or not.
    pub const PREVIEW: Self = Self {
        sightings: "preview_sighting",
        coverage: "preview_coverage",
        stated: stated!("preview_sighting"),
        looked: looked!("preview_coverage"),
    };

    /// The same, and those of every import that was committed.
    pub fn with_the_others(self) -> Self {
        match self {
            Self::LASTING => self,
            _ => Self {
                sightings: "(SELECT * FROM sighting UNION ALL SELECT * FROM preview_sighting)",
                coverage: "(SELECT * FROM coverage UNION ALL SELECT * FROM preview_coverage)",
                stated: stated!("(SELECT * FROM sighting UNION ALL SELECT * FROM preview_sighting)"),
                looked: looked!("(SELECT * FROM coverage UNION ALL SELECT * FROM preview_coverage)"),
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
