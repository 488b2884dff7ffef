//! One row, checked and stated.

use std::{fmt::Write as _, ops::ControlFlow::Continue};

use closeout_domain::finding::{
    asset::AssetNames,
    coverage::{CheckScope, Tool},
    observation::{CvssStatement, Judgement, Observation},
    severity::Severity,
};
use jiff::{Timestamp, civil::Date, tz::TimeZone};

use super::asset::Host;
use crate::{
    cvss,
    gathered::Gathered,
    identifiers,
    mapping::{Field, Mapping, letter, requirement, severity},
    moment,
    sheet::listed,
    sink::{Faults, Flow, Loss, Place, Problem, Sink},
};

/// The checks of all tables share one numbering.
pub(super) const FAMILY: &str = "table";

/// Hosts of one cell; beyond it, it is no list of hosts.
const HOSTS: usize = 1_000;

/// A row's cells, by the number of the column.
pub(super) trait Row {
    fn cell(&self, column: usize) -> &str;
}

/// Reads row after row by one mapping.
pub(super) struct Reader {
    mapping: Mapping,
    /// The columns of each field, in the order of [`Field::ALL`].
    columns: [Vec<usize>; Field::ALL.len()],
    /// Whether columns have letters, as in spreadsheets.
    lettered: bool,
    assessment: bool,
    hosts: Gathered,
}

/// What is put together of several cells.
#[derive(Default)]
struct Texts {
    description: String,
    recommendation: String,
    output: String,
    place: String,
    cve: String,
    cwe: Vec<String>,
}

impl Reader {
    pub(super) fn new(mapping: Mapping, lettered: bool) -> Self {
        let of = |field| {
            let means = |(at, column): (usize, &crate::mapping::Column)| (column.field == Some(field)).then_some(at);
            mapping.columns.iter().enumerate().filter_map(means).collect()
        };
        let columns = Field::ALL.map(|(field, ..)| of(field));
        Self { columns, lettered, assessment: mapping.is_assessment(), hosts: Gathered::default(), mapping }
    }

    /// Says who speaks, and what was not understood.
    pub(super) fn begin(&self, at: Place, sink: &mut dyn Sink) {
        let name = if self.assessment { "Table of assessed objectives" } else { "Table of findings" };
        sink.tool(&Tool { family: FAMILY, name, ..Tool::default() });
        let unknown: Vec<&str> =
            self.mapping.columns.iter().filter(|c| c.field.is_none()).map(|c| c.heading.as_str()).collect();
        if !unknown.is_empty() {
            let message = format!("columns that were passed over: {}", unknown.join(", "));
            sink.problem(Problem::new(at.clone(), Loss::Nothing, message).advise("say what they mean if they matter"));
        }
        let has = |field| self.mapping.has(field);
        if !self.assessment && ![Field::Severity, Field::Score, Field::Vector, Field::Requirement].into_iter().any(has)
        {
            let message = "no column states a severity: what is present counts as medium";
            sink.problem(Problem::new(at, Loss::Value, message));
        }
    }

    /// Covers the hosts that were named, by the states that were given.
    pub(super) fn end(mut self, sink: &mut dyn Sink) -> Flow {
        let stated = self.mapping.has(Field::State);
        self.hosts.cover(if stated { CheckScope::Stated } else { CheckScope::Unknown }, sink)
    }

    pub(super) fn row(&mut self, row: &dyn Row, faults: &mut Faults, sink: &mut dyn Sink) -> Flow {
        let get = |field| self.get(row, field);
        let given = get(Field::Requirement);
        let requirement = requirement(given);
        if requirement.is_none() && (self.assessment || !given.is_empty()) {
            if self.assessment && get(Field::State).is_empty() {
                faults.add(Loss::Nothing, "the row has no result and was passed over");
                return Continue(());
            }
            let at = self.named(Field::Requirement);
            let message = match given {
                "" => format!("{at} names no requirement or objective"),
                given => format!("{:?} in {at} is no requirement or objective of SP 800-171 Rev 2", shown(given)),
            };
            faults.add(if self.assessment { Loss::Record } else { Loss::Value }, message);
            if self.assessment {
                return Continue(());
            }
        }
        let requirement = requirement.unwrap_or_default();
        let state = self.state(row, faults);
        let texts = self.texts(row);
        let cve = identifiers::cves(&texts.cve);
        let (title, check) = (get(Field::Title), get(Field::Check));
        let of_requirement = if requirement.is_empty() { String::new() } else { format!("Requirement {requirement}") };
        let first_cve = cve.first().copied().unwrap_or("");
        let first = |texts: &[&str]| texts.iter().find(|text| !text.is_empty()).map(|text| (*text).to_owned());
        let name = first(&[title, &of_requirement, first_cve, check]);
        let number = match self.assessment {
            true => first(&[&requirement]),
            false => first(&[check, title, first_cve, &requirement]),
        };
        let (Some(name), Some(number)) = (name, number) else {
            faults.add(Loss::Record, "the row names no weakness and no check");
            return Continue(());
        };
        let scores = self.scores(row, faults);
        let severity = self.severity(row, state, &requirement, &scores, faults);
        let seen_at = self.seen_at(row, faults);
        let mut observation = Observation {
            check: &number,
            title: &name,
            state,
            severity,
            native_severity: get(Field::Severity),
            cvss: scores,
            cve,
            cwe: texts.cwe.iter().map(String::as_str).collect(),
            requirement: &requirement,
            seen_at,
            description: &texts.description,
            recommendation: &texts.recommendation,
            output: &texts.output,
            ..Observation::default()
        };
        let hosts = self.hosts_of(row, faults);
        let place = self.place(row, &texts.place, hosts.first());
        observation.place = &place;
        if hosts.is_empty() {
            return sink.observation(&observation);
        }
        let mut gathered = std::mem::take(&mut self.hosts);
        for host in &hosts {
            gathered.see(host.names, seen_at, None, sink)?;
            let place = self.place(row, &texts.place, Some(host));
            sink.observation(&Observation { asset: host.names, place: &place, ..observation.clone() })?;
        }
        self.hosts = gathered;
        Continue(())
    }

    fn columns(&self, field: Field) -> &[usize] {
        let at = Field::ALL.into_iter().position(|(known, ..)| known == field);
        at.and_then(|at| self.columns.get(at)).map_or(&[], Vec::as_slice)
    }

    /// The filled cells of a field.
    fn all<'c>(&self, row: &'c dyn Row, field: Field) -> impl Iterator<Item = &'c str> {
        self.columns(field).iter().map(|column| row.cell(*column).trim()).filter(|cell| !cell.is_empty())
    }

    /// The first filled cell of a field, or empty.
    fn get<'c>(&self, row: &'c dyn Row, field: Field) -> &'c str {
        self.all(row, field).next().unwrap_or("")
    }

    /// The column of a field, for people: "column B (Objective)".
    fn named(&self, field: Field) -> String {
        let at = self.columns(field).first().copied().unwrap_or_default();
        let heading = self.mapping.columns.get(at).map_or("", |column| column.heading.as_str());
        if self.lettered { format!("column {} ({heading})", letter(at)) } else { format!("{heading:?}") }
    }

    fn state(&self, row: &dyn Row, faults: &mut Faults) -> Judgement {
        match self.get(row, Field::State) {
            // Who writes a weakness down without a word about its state has found one; a result that is missing is none.
            "" if self.assessment => Judgement::NotJudged,
            "" => Judgement::Present,
            word => self.mapping.state(word).unwrap_or_else(|| {
                let at = self.named(Field::State);
                let message = format!("{:?} in {at} is no state that is known; the row is not judged", shown(word));
                faults.add(Loss::Value, message);
                Judgement::NotJudged
            }),
        }
    }

    fn scores<'c>(&self, row: &'c dyn Row, faults: &mut Faults) -> Vec<CvssStatement<'c>> {
        let mut statements: Vec<CvssStatement<'c>> = Vec::new();
        for vector in self.all(row, Field::Vector) {
            statements.extend(cvss::statement("", "", vector));
        }
        for column in self.columns(Field::Score) {
            let cell = row.cell(*column).trim();
            if cvss::is_bad_score(cell) {
                let at = self.named(Field::Score);
                faults.add(Loss::Value, format!("{:?} in {at} is no score from 0 to 10 and was left out", shown(cell)));
                continue;
            }
            let heading = self.mapping.columns.get(*column).map_or("", |column| column.heading.as_str());
            let version = version(heading);
            let Some(stated) = cvss::statement(version, cell, "") else { continue };
            // A score belongs to the vector of its version, or to the only one there is.
            let same = |known: &&mut CvssStatement<'_>| known.score.is_none() && known.version.starts_with(version);
            match statements.iter_mut().find(same) {
                Some(known) => known.score = stated.score,
                None => statements.push(stated),
            }
        }
        statements
    }

    fn severity(
        &self,
        row: &dyn Row,
        state: Judgement,
        requirement: &str,
        scores: &[CvssStatement<'_>],
        faults: &mut Faults,
    ) -> Severity {
        let cell = self.get(row, Field::Severity);
        let scored = || scores.iter().filter_map(|s| s.score).reduce(f32::max).map(Severity::of_cvss);
        if let Some(known) = severity(cell).or_else(scored) {
            return known;
        }
        let fallback = if state == Judgement::Present { Severity::Medium } else { Severity::Info };
        let said = self.mapping.has(Field::Severity);
        if !cell.is_empty() {
            let at = self.named(Field::Severity);
            let message = format!("{:?} in {at} is no severity that is known; it counts as {fallback}", shown(cell));
            faults.add(Loss::Value, message);
        } else if said && state == Judgement::Present && requirement.is_empty() {
            faults.add(Loss::Value, format!("the row has no severity; it counts as {fallback}"));
        }
        fallback
    }

    fn seen_at(&self, row: &dyn Row, faults: &mut Faults) -> Option<Timestamp> {
        let cell = self.get(row, Field::Date);
        let day_first = self.columns(Field::Date).first().and_then(|at| self.mapping.columns.get(*at)?.day_first);
        let seen_at = moment::parse(cell).or_else(|| day(cell, day_first));
        if seen_at.is_none() && !cell.is_empty() {
            let at = self.named(Field::Date);
            faults.add(Loss::Value, format!("{:?} in {at} is no date that can be told; write 2026-03-31", shown(cell)));
        }
        seen_at
    }

    fn texts(&self, row: &dyn Row) -> Texts {
        let joined = |field, between: &str| self.all(row, field).collect::<Vec<_>>().join(between);
        let mut cwe: Vec<String> = Vec::new();
        for entry in self.all(row, Field::Cwe).flat_map(listed) {
            let bare = entry.parse::<u32>().ok().filter(|number| *number > 0).map(|number| format!("CWE-{number}"));
            let found = bare.map_or_else(|| identifiers::cwes(entry), |id| vec![id]);
            cwe.extend(found.into_iter().filter(|id| !entry.is_empty() && id != "CWE-0"));
        }
        cwe.dedup();
        Texts {
            description: joined(Field::Description, "\n\n"),
            recommendation: joined(Field::Recommendation, "\n\n"),
            output: joined(Field::Output, "\n\n"),
            place: joined(Field::Place, " "),
            // A CVE may stand where the number of the check does.
            cve: [joined(Field::Cve, "\n"), joined(Field::Check, "\n")].join("\n"),
            cwe,
        }
    }

    /// Cells with one host each name the same one by several names; a cell with several names several hosts.
    fn hosts_of<'c>(&self, row: &'c dyn Row, faults: &mut Faults) -> Vec<Host<'c>> {
        let several = self.all(row, Field::Host).any(|cell| listed(cell).nth(1).is_some());
        let mut entries = self.all(row, Field::Host).flat_map(listed).map(Host::of);
        let mut hosts: Vec<Host<'c>> = if several {
            entries.by_ref().take(HOSTS).collect()
        } else {
            let joined = entries.by_ref().reduce(|mut one, other| {
                one.join(other);
                one
            });
            joined.into_iter().collect()
        };
        if entries.next().is_some() {
            let at = self.named(Field::Host);
            faults.add(Loss::Record, format!("{at} names more than {HOSTS} hosts; the others were left out"));
        }
        let os = self.get(row, Field::Os);
        hosts.iter_mut().for_each(|host| host.names.os = os);
        hosts.retain(|host| host.names != AssetNames { os, ..AssetNames::default() });
        hosts
    }

    /// Where on the host: what the row says, the path of its URL, its port.
    fn place(&self, row: &dyn Row, said: &str, host: Option<&Host<'_>>) -> String {
        let host = host.copied().unwrap_or_default();
        let mut place = said.to_owned();
        let port = match self.get(row, Field::Port) {
            "" | "0" | "N/A" | "n/a" | "-" => host.port,
            port => port,
        };
        for part in [host.path, port] {
            if part.is_empty() {
                continue;
            }
            if !place.is_empty() {
                place.push(' ');
            }
            let protocol = self.get(row, Field::Protocol).to_ascii_lowercase();
            if part == port && !protocol.is_empty() && !part.contains('/') {
                let _ = write!(place, "{protocol}/");
            }
            place.push_str(part);
        }
        place
    }
}

/// At most forty characters of a cell.
fn shown(cell: &str) -> String {
    cell.chars().take(40).collect()
}

/// The version of CVSS that a heading names, or empty.
fn version(heading: &str) -> &'static str {
    let digits: String = heading.chars().filter(char::is_ascii_digit).collect();
    match digits.as_str() {
        "2" | "20" => "2.0",
        "30" => "3.0",
        "3" | "31" => "3.1",
        "4" | "40" => "4.0",
        _ => "",
    }
}

/// A day as 31/12/2026, 12/31/2026 or 31.12.2026, where the order can be told: by itself, by its column, by its dots.
fn day(cell: &str, day_first: Option<bool>) -> Option<Timestamp> {
    let date = cell.split_whitespace().next()?;
    let dotted = date.contains('.');
    let parts: Vec<i16> = date.split(['/', '.', '-']).map(str::parse).collect::<Result<_, _>>().ok()?;
    let [first, second, year] = parts.as_slice() else { return None };
    let day_first = match (first, second) {
        (13.., _) => true,
        (_, 13..) => false,
        (one, other) if one == other => true,
        _ if dotted => true,
        _ => day_first?,
    };
    let (day, month) = if day_first { (first, second) } else { (second, first) };
    let year = if *year < 100 { 2000 + *year } else { *year };
    let date = Date::new(year, i8::try_from(*month).ok()?, i8::try_from(*day).ok()?).ok()?;
    date.to_zoned(TimeZone::UTC).ok().map(|zoned| zoned.timestamp())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_read_where_its_order_can_be_told() {
        for (cell, day_first, expected) in [
            ("28/02/2026", None, Some("2026-02-28T00:00:00Z")),
            ("02/28/2026", None, Some("2026-02-28T00:00:00Z")),
            ("01/02/2026", Some(true), Some("2026-02-01T00:00:00Z")),
            ("01/02/2026", Some(false), Some("2026-01-02T00:00:00Z")),
            ("01.02.2026", None, Some("2026-02-01T00:00:00Z")),
            ("3/3/26 10:00", None, Some("2026-03-03T00:00:00Z")),
            ("01/02/2026", None, None),
            ("31/31/2026", None, None),
            ("soon", None, None),
        ] {
            assert_eq!(day(cell, day_first).map(|at| at.to_string()).as_deref(), expected, "{cell}");
        }
    }

    #[test]
    fn a_heading_names_the_version_of_its_score() {
        for (heading, expected) in
            [("CVSS v3.1 Base Score", "3.1"), ("CVSS2", "2.0"), ("CVSSV4_score", "4.0"), ("Score", "")]
        {
            assert_eq!(version(heading), expected, "{heading}");
        }
    }
}
