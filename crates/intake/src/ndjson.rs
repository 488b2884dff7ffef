//! One observation a line, then one line of coverage: `closeout inspect --output ndjson`.

use std::{
    io::{self, Read, Write},
    ops::ControlFlow::{Break, Continue},
};

use closeout_domain::finding::{
    asset::AssetNames,
    coverage::{Coverage, Tool},
    observation::{CvssStatement, Observation},
};
use jiff::Timestamp;
use serde::Serialize;

use crate::{
    mapping::Choices,
    sink::{Flow, Problem, Sink, Unreadable},
    summary::{Covered, Summary, Tally, read},
};

/// Reads a file, writes its observations as lines of JSON to `output`, and gives back the summary with the problems.
/// `format` is as for [`crate::inspect`].
///
/// # Errors
/// When the file is unreadable, or writing fails; the lines written until then stand.
pub fn write_ndjson(input: impl Read, format: Option<&str>, output: &mut dyn Write) -> Result<Summary, Unreadable> {
    write_ndjson_with(input, format, &[], output)
}

/// The same, by what people decided about the columns of a table.
///
/// # Errors
/// As [`write_ndjson`]; also when a decision names what is not there.
pub fn write_ndjson_with(
    input: impl Read,
    format: Option<&str>,
    choices: &[Choices],
    output: &mut dyn Write,
) -> Result<Summary, Unreadable> {
    let mut lines = Lines { tally: Tally::default(), output, failed: None };
    let format = read(input, format, choices, &mut lines)?;
    lines.write(&Last { coverage: lines.tally.covered() });
    match lines.failed.take() {
        Some(error) => Err(error.into()),
        None => Ok(lines.tally.finish(format)),
    }
}

struct Lines<'w> {
    tally: Tally,
    output: &'w mut dyn Write,
    failed: Option<io::Error>,
}

impl Lines<'_> {
    fn write(&mut self, line: &impl Serialize) {
        let written = serde_json::to_writer(&mut self.output, line)
            .map_err(io::Error::from)
            .and_then(|()| self.output.write_all(b"\n"));
        if let Err(error) = written {
            self.failed.get_or_insert(error);
        }
    }
}

impl Sink for Lines<'_> {
    fn tool(&mut self, tool: &Tool<'_>) {
        self.tally.tool(tool);
    }

    fn observation(&mut self, observation: &Observation<'_>) -> Flow {
        self.write(&Line::from(observation));
        self.tally.observation(observation)?;
        if self.failed.is_some() { Break(()) } else { Continue(()) }
    }

    fn coverage(&mut self, coverage: &Coverage<'_>) -> Flow {
        self.tally.coverage(coverage)
    }

    fn problem(&mut self, problem: Problem) {
        self.tally.problem(problem);
    }
}

#[derive(Serialize)]
struct Last {
    coverage: Covered,
}

/// An observation as one line.
#[derive(Serialize)]
struct Line<'a> {
    check: &'a str,
    title: &'a str,
    state: &'static str,
    severity: &'static str,
    native_severity: &'a str,
    cvss: Vec<Cvss<'a>>,
    cve: &'a [&'a str],
    cwe: &'a [&'a str],
    cci: &'a [&'a str],
    requirement: &'a str,
    asset: Asset<'a>,
    place: &'a str,
    seen_at: Option<String>,
    description: &'a str,
    recommendation: &'a str,
    output: &'a str,
    needs_authentication: bool,
}

#[derive(Serialize)]
struct Cvss<'a> {
    version: &'a str,
    vector: &'a str,
    score: Option<f32>,
}

/// Only the names that the source gives.
#[derive(Serialize)]
struct Asset<'a> {
    #[serde(skip_serializing_if = "str::is_empty")]
    agent: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    cloud: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    fqdn: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    hostname: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    mac: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    ip: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    package: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    os: &'a str,
}

impl<'a> From<&'a Observation<'a>> for Line<'a> {
    fn from(observation: &'a Observation<'a>) -> Self {
        Self {
            check: observation.check,
            title: observation.title,
            state: observation.state.word(),
            severity: observation.severity.word(),
            native_severity: observation.native_severity,
            cvss: observation.cvss.iter().map(Cvss::from).collect(),
            cve: &observation.cve,
            cwe: &observation.cwe,
            cci: &observation.cci,
            requirement: observation.requirement,
            asset: Asset::from(&observation.asset),
            place: observation.place,
            seen_at: observation.seen_at.as_ref().map(Timestamp::to_string),
            description: observation.description,
            recommendation: observation.recommendation,
            output: observation.output,
            needs_authentication: observation.needs_authentication,
        }
    }
}

impl<'a> From<&CvssStatement<'a>> for Cvss<'a> {
    fn from(statement: &CvssStatement<'a>) -> Self {
        Self { version: statement.version, vector: statement.vector, score: statement.score }
    }
}

impl<'a> From<&AssetNames<'a>> for Asset<'a> {
    fn from(names: &AssetNames<'a>) -> Self {
        Self {
            agent: names.agent,
            cloud: names.cloud,
            fqdn: names.fqdn,
            hostname: names.hostname,
            mac: names.mac,
            ip: names.ip,
            package: names.package,
            os: names.os,
        }
    }
}
