//! What a file says, counted: `closeout inspect`.

use std::{
    collections::HashSet,
    hash::{BuildHasher, BuildHasherDefault, Hash, Hasher, RandomState},
    io::Read,
    ops::ControlFlow::Continue,
};

use closeout_domain::finding::{
    asset::{AssetNames, NameKind},
    coverage::{CheckScope, Coverage, Tool},
    observation::{Judgement, Observation},
    severity::Severity,
};
use serde::Serialize;

use crate::{
    formats, limits,
    mapping::{Choices, Mapping},
    open::open,
    sink::{Flow, Place, Problem, Problems, Sink, Unreadable},
};

/// The document of `closeout inspect --output json`.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Summary {
    /// The format's id.
    pub format: &'static str,
    /// The tool that speaks.
    pub tool: ToolNamed,
    /// What it states.
    pub counts: Counts,
    /// What it was able to judge.
    pub coverage: Covered,
    /// Whether the file is damaged or cut off, so that it must never prove an absence.
    pub incomplete: bool,
    /// What was wrong; the first [`limits::KEPT_PROBLEMS`].
    pub problems: Vec<ListedProblem>,
    /// Of a table: what its columns mean.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mapping: Option<Mapping>,
}

/// A tool by name.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize)]
pub struct ToolNamed {
    /// The product.
    pub name: String,
    /// Its version, or empty.
    pub version: String,
    /// The edition of its checks, or empty.
    pub check_set: String,
    /// The policy or profile, or empty.
    pub policy: String,
}

/// Numbers of observations and of what they name.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize)]
pub struct Counts {
    /// Statements of the source, unmerged.
    pub observations: u64,
    /// Those that say the weakness is there.
    pub present: u64,
    /// Those that say it is not.
    pub absent: u64,
    /// Those that say neither.
    pub not_judged: u64,
    /// Distinct assets that observations name.
    pub assets: u64,
    /// All observations by severity, whatever they say; the five add up to `observations`.
    pub by_severity: SeverityCounts,
    /// Distinct CVEs.
    pub cves: u64,
    /// Problems, also those that are not listed.
    pub problems: u64,
}

/// A number for each severity.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize)]
pub struct SeverityCounts {
    /// See [`Severity::Critical`].
    pub critical: u64,
    /// See [`Severity::High`].
    pub high: u64,
    /// See [`Severity::Medium`].
    pub medium: u64,
    /// See [`Severity::Low`].
    pub low: u64,
    /// See [`Severity::Info`].
    pub info: u64,
}

/// What the source was able to judge.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize)]
pub struct Covered {
    /// Distinct assets that it reached.
    pub assets: u64,
    /// Those of them to which it signed in.
    pub authenticated: u64,
    /// Distinct checks with a stated result, when only these can prove an absence; `null` otherwise.
    pub checks: Option<u64>,
}

/// A problem as the document shows it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct ListedProblem {
    /// `line 12`, `row 3`, `$.stigs[0]`.
    pub at: String,
    /// What was wrong.
    pub message: String,
    /// What to do, or empty.
    pub advice: String,
}

impl From<&Problem> for ListedProblem {
    fn from(problem: &Problem) -> Self {
        Self {
            at: problem.at.to_string(),
            message: problem.message.clone(),
            advice: problem.advice.clone().into_owned(),
        }
    }
}

/// Reads a file and counts. `format` is the id of the format to read it as; without one it is recognised.
///
/// # Errors
/// When the file cannot be opened or recognised, or there is no such format.
pub fn inspect(input: impl Read, format: Option<&str>) -> Result<Summary, Unreadable> {
    inspect_with(input, format, &[])
}

/// The same, by what people decided about the columns of a table.
///
/// # Errors
/// As [`inspect`]; also when a decision names what is not there.
pub fn inspect_with(input: impl Read, format: Option<&str>, choices: &[Choices]) -> Result<Summary, Unreadable> {
    let mut tally = Tally::default();
    let read = read(input, format, choices, &mut tally)?;
    Ok(tally.finish(read))
}

/// What was read: the format, and what the columns of a table mean.
pub(crate) type AsRead = (&'static str, Option<Mapping>);

/// Opens, recognises and streams a file; gives back which format it was.
pub(crate) fn read(
    input: impl Read,
    format: Option<&str>,
    choices: &[Choices],
    sink: &mut dyn Sink,
) -> Result<AsRead, Unreadable> {
    let source = open(input)?;
    let format = match format {
        None => source.detect()?,
        Some(id) => formats::format(id).ok_or_else(|| {
            Unreadable::new(Place::File, format!("there is no format {id:?}"), "`closeout formats` lists them")
        })?,
    };
    let mapping = source.mapping(format, choices)?;
    source.read_with(format, choices, sink)?;
    Ok((format.id(), mapping))
}

/// Counts as it is read.
#[derive(Default)]
pub(crate) struct Tally {
    tool: ToolNamed,
    counts: Counts,
    assets: Distinct,
    cves: Distinct,
    reached: Distinct,
    authenticated: Distinct,
    checks: Distinct,
    only_stated: bool,
    problems: Problems,
}

impl Tally {
    pub(crate) fn covered(&self) -> Covered {
        Covered {
            assets: self.reached.len(),
            authenticated: self.authenticated.len(),
            checks: self.only_stated.then_some(self.checks.len()),
        }
    }

    pub(crate) fn finish(self, (format, mapping): AsRead) -> Summary {
        Summary {
            format,
            coverage: self.covered(),
            counts: Counts {
                assets: self.assets.len(),
                cves: self.cves.len(),
                problems: self.problems.total(),
                ..self.counts
            },
            tool: self.tool,
            incomplete: self.problems.incomplete(),
            problems: self.problems.kept().iter().map(ListedProblem::from).collect(),
            mapping,
        }
    }
}

impl Sink for Tally {
    fn tool(&mut self, tool: &Tool<'_>) {
        self.tool = ToolNamed {
            name: tool.name.into(),
            version: tool.version.into(),
            check_set: tool.check_set.into(),
            policy: tool.policy.into(),
        };
    }

    fn observation(&mut self, observation: &Observation<'_>) -> Flow {
        let counts = &mut self.counts;
        counts.observations += 1;
        *match observation.state {
            Judgement::Present => &mut counts.present,
            Judgement::Absent => &mut counts.absent,
            Judgement::NotJudged => &mut counts.not_judged,
        } += 1;
        *match observation.severity {
            Severity::Critical => &mut counts.by_severity.critical,
            Severity::High => &mut counts.by_severity.high,
            Severity::Medium => &mut counts.by_severity.medium,
            Severity::Low => &mut counts.by_severity.low,
            Severity::Info => &mut counts.by_severity.info,
        } += 1;
        for cve in &observation.cve {
            self.cves.add(cve);
        }
        if let Some(name) = strongest(&observation.asset) {
            self.assets.add(&name);
        }
        if !observation.check.is_empty() {
            self.checks.add(&observation.check);
        }
        Continue(())
    }

    fn coverage(&mut self, coverage: &Coverage<'_>) -> Flow {
        self.only_stated |= coverage.checks == CheckScope::Stated;
        if let Some(name) = strongest(&coverage.asset).filter(|_| coverage.reached) {
            self.reached.add(&name);
            if coverage.authenticated == Some(true) {
                self.authenticated.add(&name);
            }
        }
        Continue(())
    }

    fn problem(&mut self, problem: Problem) {
        self.problems.push(problem);
    }
}

/// The name by which an asset is counted; `None` when it has none.
fn strongest<'a>(asset: &AssetNames<'a>) -> Option<(NameKind, &'a str)> {
    asset.names().next().map(|(kind, name)| (kind, name.trim()))
}

/// Counts distinct values by a keyed hash of 64 bits; stands still at [`limits::DISTINCT`].
#[derive(Default)]
struct Distinct {
    state: RandomState,
    seen: HashSet<u64, BuildHasherDefault<Hashed>>,
    last: Option<u64>,
}

impl Distinct {
    fn add(&mut self, value: &impl Hash) {
        let hash = self.state.hash_one(value);
        // Sources report asset by asset and check by check, so the last one is likely to come again.
        if self.last != Some(hash) && self.seen.len() < limits::DISTINCT {
            self.seen.insert(hash);
            self.last = Some(hash);
        }
    }

    fn len(&self) -> u64 {
        self.seen.len() as u64
    }
}

/// Takes what is a hash already as it is.
#[derive(Default)]
struct Hashed(u64);

impl Hasher for Hashed {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        self.0 = bytes.iter().fold(self.0, |sum, byte| sum << 8 | u64::from(*byte));
    }

    fn write_u64(&mut self, hash: u64) {
        self.0 = hash;
    }
}
