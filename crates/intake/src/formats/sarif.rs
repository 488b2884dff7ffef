//! SARIF 2.1.0, the exchange format of tools that look at code; files of the drafts of 2.0 are read as far as they agree.

use std::{io::BufRead, ops::ControlFlow::Continue};

use closeout_domain::finding::{
    asset::AssetNames,
    coverage::{CheckScope, Coverage, Tool},
    observation::{Judgement, Observation},
    severity::Severity,
};
use jiff::Timestamp;

use crate::{
    format::Format,
    head::Head,
    held::Held,
    identifiers, json, limits, moment,
    pick::{Found, Part, Taker, Want, end, start, whole},
    record::View,
    sink::{Flow, Loss, Place, Problem, Sink, Unreadable},
};

mod place;
mod rules;

use rules::{Rule, Rules};

/// See the module.
pub(crate) struct Sarif;

impl Format for Sarif {
    fn id(&self) -> &'static str {
        "sarif"
    }

    fn name(&self) -> &'static str {
        "SARIF"
    }

    fn extensions(&self) -> &'static [&'static str] {
        &["sarif", "json"]
    }

    fn yields(&self) -> &'static str {
        "one observation per result; a pass, or a result that is gone since the baseline, is absent"
    }

    fn recognises(&self, head: &Head<'_>) -> bool {
        let keys = head.json_keys();
        let has = |key: &str| keys.contains(&key);
        let schema = || head.text().split_once("\"$schema\"").map_or("", |(_, behind)| behind);
        let named = has("$schema") && schema().split('"').nth(1).is_some_and(|schema| schema.contains("sarif"));
        named || (has("runs") && (has("version") || head.text().contains("\"driver\"")))
    }

    fn read(&self, input: &mut dyn BufRead, sink: &mut dyn Sink) -> Result<(), Unreadable> {
        let mut log = Log::default();
        if json::pick(input, WANTS, sink, &mut log)?.is_continue() {
            // A file that was cut off ends within a run: what was held of it counts.
            let _stopped = log.release(sink);
        }
        Ok(())
    }
}

const WANTS: &[Want] = &[
    whole("version"),
    start("runs[]"),
    whole("runs[]/tool/driver/name"),
    whole("runs[]/tool/driver/version"),
    whole("runs[]/tool/driver/semanticVersion"),
    whole("runs[]/tool/driver/rules[]"),
    whole("runs[]/tool/extensions[]/rules[]"),
    whole("runs[]/tool/name"),
    whole("runs[]/invocations[]/startTimeUtc"),
    whole("runs[]/invocations[]/endTimeUtc"),
    whole("runs[]/versionControlProvenance[]"),
    start("runs[]/artifacts[]"),
    whole("runs[]/artifacts[]/location"),
    whole("runs[]/results[]"),
    end("runs[]"),
];

/// What a result holds most of, and nothing is taken from.
const UNWANTED: [&str; 7] = ["codeFlows", "relatedLocations", "graphs", "stacks", "fixes", "region", "contextRegion"];

/// The run as far as it was read. Its results are held back, since what they mean may stand behind them: the tool's
/// rules, the repository, the names of files.
#[derive(Default)]
struct Log {
    name: String,
    version: String,
    repository: String,
    seen_at: Option<Timestamp>,
    files: Vec<String>,
    rules: Rules,
    held: Held,
    /// No more is held: the run is larger than what may be.
    direct: bool,
    told: bool,
    output: String,
}

impl Taker for Log {
    fn take(&mut self, found: &Found<'_>, sink: &mut dyn Sink) -> Flow {
        let value = found.value;
        match (found.leaf(), found.want.part) {
            ("version", _) if found.want.path == "version" => {
                let version = value.text();
                if !version.starts_with("2.1") {
                    let message = format!("the version is {version:?}; what agrees with 2.1.0 was read");
                    sink.problem(Problem::new(found.place(), Loss::Nothing, message));
                }
            }
            ("runs[]", Part::Start) => *self = Self::default(),
            ("runs[]", _) => return self.finish(sink),
            ("results[]", _) => return self.result(found, sink),
            _ if self.direct => self.too_late(found, sink),
            ("name", _) => value.text().clone_into(&mut self.name),
            ("version" | "semanticVersion", _) => value.text().clone_into(&mut self.version),
            ("rules[]", _) => self.rules.keep(found, sink),
            ("startTimeUtc" | "endTimeUtc", _) => self.seen_at = self.seen_at.max(moment::parse(value.text())),
            ("versionControlProvenance[]", _) if self.repository.is_empty() => {
                value.first(&["repositoryUri", "uri"]).clone_into(&mut self.repository);
            }
            ("artifacts[]", _) => self.files.push(String::new()),
            ("location", _) => {
                if let Some(file) = self.files.last_mut() {
                    value.get("uri").text().clone_into(file);
                }
            }
            _ => {}
        }
        Continue(())
    }
}

impl Log {
    /// Lists what results lack that were stated already; of rules and files only that there were some.
    fn too_late(&mut self, found: &Found<'_>, sink: &mut dyn Sink) {
        if !matches!(found.leaf(), "artifacts[]" | "location" | "rules[]") || self.rules.first_late() {
            let megabytes = limits::HELD / (1024 * 1024);
            let message = format!("this stands behind more than {megabytes} MB of results, which lack it");
            sink.problem(Problem::new(found.place(), Loss::Value, message));
        }
    }

    fn result(&mut self, found: &Found<'_>, sink: &mut dyn Sink) -> Flow {
        if self.direct {
            return self.state(found.value, &|| found.place(), sink);
        }
        if !self.held.push(found.value.without(&UNWANTED), found.place()) {
            self.direct = true;
            return self.release(sink);
        }
        Continue(())
    }

    /// States what was held back.
    fn release(&mut self, sink: &mut dyn Sink) -> Flow {
        for (record, place) in self.held.take() {
            self.state(record.view(), &|| place.clone(), sink)?;
        }
        Continue(())
    }

    fn tell_tool(&mut self, sink: &mut dyn Sink) {
        self.told = true;
        let family = if self.name.is_empty() { "sarif".to_owned() } else { self.name.to_lowercase() };
        let name = if self.name.is_empty() { "SARIF" } else { &self.name };
        sink.tool(&Tool { family: &family, name, version: &self.version, ..Tool::default() });
    }

    fn finish(&mut self, sink: &mut dyn Sink) -> Flow {
        self.release(sink)?;
        if !self.told {
            self.tell_tool(sink);
        }
        if self.repository.is_empty() {
            sink.problem(
                Problem::new(Place::File, Loss::Nothing, "a run does not name the repository that it looked at")
                    .advise("have the tool write versionControlProvenance, so that repositories are told apart"),
            );
        }
        sink.coverage(&Coverage {
            asset: self.names(),
            reached: true,
            seen_at: self.seen_at,
            checks: CheckScope::Unknown,
            ..Coverage::default()
        })
    }

    fn names(&self) -> AssetNames<'_> {
        AssetNames { package: &self.repository, ..AssetNames::default() }
    }

    fn state(&mut self, result: View<'_>, place: &dyn Fn() -> Place, sink: &mut dyn Sink) -> Flow {
        if !self.told {
            self.tell_tool(sink);
        }
        let mut list = |loss, message: String| sink.problem(Problem::new(place(), loss, message));
        let index = result.first(&["ruleIndex", "rule/index"]);
        let nothing = Rule::default();
        let own = result.first(&["ruleId", "rule/id"]);
        let rule = self.rules.of(own, index).unwrap_or(&nothing);
        let check = if own.is_empty() { rule.id.as_str() } else { own };
        if check.is_empty() {
            list(Loss::Record, "this result does not name its rule".to_owned());
        }
        let state = judgement(result, &mut |message| list(Loss::Value, message));
        let (severity, native) = severity(result, rule, &mut |message| list(Loss::Value, message));
        self.output.clear();
        rule.message(result.get("message"), &mut self.output);
        for suppression in result.each("suppressions") {
            let [kind, status, why] = ["kind", "status", "justification"].map(|name| suppression.get(name).text());
            let parts = [kind, status, why].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>();
            self.output.push_str(&format!("\n\nSuppressed in the source: {}", parts.join(", ")));
        }
        let place = place::of(result, &self.files);
        let said = result.first(&["message/text", "message/markdown"]).lines().next().unwrap_or_default();
        let mut own_cwe = Vec::new();
        for taxon in result.each("taxa") {
            rules::weakness(taxon, &mut own_cwe);
        }
        let mut cwe: Vec<&str> = rule.cwe.iter().chain(&own_cwe).map(String::as_str).collect();
        cwe.dedup();
        let mut cve = identifiers::cves(check);
        for id in rule.cve.iter().map(String::as_str).chain(identifiers::cves(result.at("properties/cve").text())) {
            if !cve.contains(&id) {
                cve.push(id);
            }
        }
        sink.observation(&Observation {
            check,
            title: [rule.title.as_str(), said, check].into_iter().find(|text| !text.is_empty()).unwrap_or_default(),
            state,
            severity,
            native_severity: native,
            cve,
            cwe,
            asset: AssetNames { package: &self.repository, ..AssetNames::default() },
            place: &place,
            seen_at: self.seen_at,
            description: &rule.description,
            recommendation: &rule.help,
            output: &self.output,
            ..Observation::default()
        })
    }
}

/// A result is a failure unless it says otherwise. A suppression is an opinion of the source's people, which does not
/// make the weakness go away: here that takes an approved deviation.
fn judgement(result: View<'_>, list: &mut dyn FnMut(String)) -> Judgement {
    if result.get("baselineState").text() == "absent" {
        return Judgement::Absent;
    }
    match result.get("kind").text() {
        "" | "fail" => Judgement::Present,
        "pass" => Judgement::Absent,
        "open" | "review" | "informational" | "notApplicable" => Judgement::NotJudged,
        other => {
            list(format!("the kind {other:?} is not known; the result counts as present"));
            Judgement::Present
        }
    }
}

/// By `security-severity`, which is a score from 0 to 10; else by the level of the result, or of its rule.
fn severity<'a>(result: View<'a>, rule: &'a Rule, list: &mut dyn FnMut(String)) -> (Severity, &'a str) {
    let score = match result.at("properties/security-severity").text() {
        "" => rule.score.as_str(),
        own => own,
    };
    match score.parse::<f32>() {
        Ok(number) if (0.0..=10.0).contains(&number) => return (Severity::of_cvss(number), score),
        _ if !score.is_empty() => list(format!("the score {score:?} is none from 0 to 10 and was left out")),
        _ => {}
    }
    let own = result.get("level").text();
    // What passed, or was not judged, has the level "none"; how bad it would be is what its rule says.
    let judged = matches!(result.get("kind").text(), "" | "fail");
    let level = if own.is_empty() || !judged { rule.level.as_str() } else { own };
    let severity = match level {
        "error" => Severity::High,
        "" | "warning" => Severity::Medium,
        "note" => Severity::Low,
        "none" => Severity::Info,
        other => {
            list(format!("the level {other:?} is not known; it counts as medium"));
            Severity::Medium
        }
    };
    (severity, level)
}
