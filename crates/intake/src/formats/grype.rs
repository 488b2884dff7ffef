//! Grype's JSON report: packages of an image, a folder or an SBOM with known vulnerabilities.

use std::{io::BufRead, ops::ControlFlow::Continue};

use closeout_domain::finding::{
    asset::AssetNames,
    coverage::{CheckScope, Coverage, Tool},
    observation::{Judgement, Observation},
    severity::Severity,
};
use jiff::Timestamp;

use crate::{
    cvss,
    format::Format,
    head::Head,
    held::Held,
    json, limits, moment,
    pick::{Found, Part, Taker, Want, end, whole},
    record::View,
    sink::{Flow, Loss, Place, Problem, Sink, Unreadable},
};

/// See the module.
pub(crate) struct Grype;

impl Format for Grype {
    fn id(&self) -> &'static str {
        "grype"
    }

    fn name(&self) -> &'static str {
        "Grype report (JSON)"
    }

    fn extensions(&self) -> &'static [&'static str] {
        &["json"]
    }

    fn yields(&self) -> &'static str {
        "one observation per match; what a rule of the user's ignored is not judged"
    }

    fn recognises(&self, head: &Head<'_>) -> bool {
        let keys = head.json_keys();
        let has = |key: &str| keys.contains(&key);
        let says = |word: &str| head.text().contains(word);
        (has("matches") || has("descriptor"))
            && (says("\"grype\"") || (says("\"vulnerability\"") && says("\"matchDetails\"")))
    }

    fn read(&self, input: &mut dyn BufRead, sink: &mut dyn Sink) -> Result<(), Unreadable> {
        let mut report = Report { whole: true, ..Report::default() };
        report.tell_tool(sink);
        if json::pick(input, WANTS, sink, &mut report)?.is_continue() {
            // A file that was cut off ends before it names what it is about.
            let _stopped = report.release(sink);
        }
        Ok(())
    }
}

const WANTS: &[Want] = &[
    whole("matches[]"),
    whole("ignoredMatches[]"),
    whole("source/type"),
    whole("source/target"),
    whole("distro"),
    whole("descriptor"),
    end(""),
];

/// What a match holds most of, and nothing is taken from.
const UNWANTED: [&str; 7] = ["matchDetails", "cpes", "licenses", "urls", "metadata", "advisories", "layerID"];

/// Settings that leave out matches.
const FILTERS: [&str; 3] = ["only-fixed", "only-notfixed", "ignore-wontfix"];

/// The report as far as it was read. What it is about stands behind the matches.
#[derive(Default)]
struct Report {
    version: String,
    built: String,
    artifact: String,
    os: String,
    seen_at: Option<Timestamp>,
    /// Whether all that is known was stated.
    whole: bool,
    known: bool,
    held: Held,
    lost: bool,
    output: String,
    recommendation: String,
}

impl Taker for Report {
    fn take(&mut self, found: &Found<'_>, sink: &mut dyn Sink) -> Flow {
        let value = found.value;
        match (found.leaf(), found.want.part) {
            (_, Part::End) => return self.finish(sink),
            ("matches[]" | "ignoredMatches[]", _) => return self.hold(found, sink),
            ("target", _) => {
                // Of an image an object, of a folder or a file its path.
                let name = match value.text() {
                    "" => value.first(&["userInput", "imageID", "name"]),
                    path => path,
                };
                name.clone_into(&mut self.artifact);
                self.known = true;
            }
            ("distro", _) => {
                self.os = format!("{} {}", value.get("name").text(), value.get("version").text()).trim().to_owned();
            }
            ("descriptor", _) => self.descriptor(value, sink),
            _ => {}
        }
        Continue(())
    }
}

impl Report {
    fn tell_tool(&self, sink: &mut dyn Sink) {
        let (version, check_set) = (&self.version, &self.built);
        sink.tool(&Tool { family: "grype", name: "Grype", version, check_set, policy: "" });
    }

    fn descriptor(&mut self, value: View<'_>, sink: &mut dyn Sink) {
        value.get("version").text().clone_into(&mut self.version);
        let built = value.first(&["db/status/built", "db/built"]);
        // To the second, so that all have one length and later ones sort higher.
        self.built = moment::parse(built).map_or_else(String::new, |at| at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string());
        self.seen_at = moment::parse(value.get("timestamp").text());
        let settings = value.get("configuration");
        self.whole &= !FILTERS.iter().any(|filter| settings.get(filter).is_true());
        self.whole &= settings.get("exclude").inside().next().is_none();
        self.tell_tool(sink);
    }

    fn hold(&mut self, found: &Found<'_>, sink: &mut dyn Sink) -> Flow {
        if self.lost {
            return self.state(found.value, &|| found.place(), sink);
        }
        if self.held.push(found.value.without(&UNWANTED), found.place()) {
            return Continue(());
        }
        self.lost = true;
        if !self.known {
            let megabytes = limits::HELD / (1024 * 1024);
            let message = format!("what was looked at is named behind more than {megabytes} MB of matches");
            sink.problem(
                Problem::new(found.place(), Loss::Rest, message)
                    .advise("the matches are stated of no asset; split the scan, or leave out what is negligible"),
            );
        }
        self.release(sink)
    }

    fn release(&mut self, sink: &mut dyn Sink) -> Flow {
        for (record, place) in self.held.take() {
            self.state(record.view(), &|| place.clone(), sink)?;
        }
        Continue(())
    }

    fn finish(&mut self, sink: &mut dyn Sink) -> Flow {
        self.release(sink)?;
        if self.artifact.is_empty() {
            sink.problem(
                Problem::new(Place::File, Loss::Nothing, "the report does not name what it is about")
                    .advise("it is stated of no asset; keep the member \"source\" when the report is filtered"),
            );
        }
        sink.coverage(&Coverage {
            asset: self.names(),
            reached: true,
            seen_at: self.seen_at,
            checks: if self.whole && !self.artifact.is_empty() { CheckScope::Edition } else { CheckScope::Unknown },
            ..Coverage::default()
        })
    }

    fn names(&self) -> AssetNames<'_> {
        AssetNames { package: &self.artifact, os: &self.os, ..AssetNames::default() }
    }

    fn state(&mut self, found: View<'_>, at: &dyn Fn() -> Place, sink: &mut dyn Sink) -> Flow {
        let (vulnerability, artifact) = (found.get("vulnerability"), found.get("artifact"));
        let related = || found.each("relatedVulnerabilities");
        let id = vulnerability.get("id").text();
        let [name, version, kind] = ["name", "version", "type"].map(|key| artifact.get(key).text());
        if id.is_empty() || name.is_empty() {
            sink.problem(Problem::new(at(), Loss::Record, "this match names no vulnerability, or no package"));
        }
        let native = vulnerability.get("severity").text();
        let severity = match native.to_ascii_lowercase().as_str() {
            // Nobody has rated it yet, which is no reason to take it lightly.
            "" | "unknown" => Severity::Medium,
            "negligible" => Severity::Info,
            word => word.parse().unwrap_or_else(|_| {
                let message = format!("the severity {native:?} is not known; it counts as medium");
                sink.problem(Problem::new(at(), Loss::Value, message));
                Severity::Medium
            }),
        };
        let path = artifact.each("locations").next().map_or("", |location| location.first(&["path", "realPath"]));
        self.output = format!("{name} {version} is installed");
        if !path.is_empty() {
            self.output.push_str(&format!(" ({path})"));
        }
        let fixed = vulnerability.at("fix/versions").items().map(View::text).collect::<Vec<_>>().join(" or ");
        self.recommendation = if fixed.is_empty() {
            format!("No version of {name} corrects this yet: remove it, or mitigate until one does")
        } else {
            format!("Upgrade {name} to {fixed}")
        };
        let rated = || std::iter::once(vulnerability).chain(related());
        let mut cve: Vec<&str> = Vec::new();
        for id in rated().map(|one| one.get("id").text()).filter(|id| id.starts_with("CVE-")) {
            if !cve.contains(&id) {
                cve.push(id);
            }
        }
        let mut cwe: Vec<&str> = Vec::new();
        for id in rated().flat_map(|one| one.each("cwes")).map(|one| one.first(&["cwe"])).filter(|id| !id.is_empty()) {
            if !cwe.contains(&id) {
                cwe.push(id);
            }
        }
        sink.observation(&Observation {
            check: id,
            title: id,
            state: if !found.get("appliedIgnoreRules").is_nothing() {
                Judgement::NotJudged
            } else {
                Judgement::Present
            },
            severity,
            native_severity: native,
            cvss: rated()
                .flat_map(|one| one.each("cvss"))
                .filter_map(|one| {
                    let text = |path| one.at(path).text();
                    cvss::statement(text("version"), text("metrics/baseScore"), text("vector"))
                })
                .collect(),
            cve,
            cwe,
            asset: self.names(),
            place: &if kind.is_empty() { name.to_owned() } else { format!("{kind}/{name}") },
            seen_at: self.seen_at,
            description: rated().map(|one| one.get("description").text()).find(|t| !t.is_empty()).unwrap_or_default(),
            recommendation: &self.recommendation,
            output: &self.output,
            ..Observation::default()
        })
    }
}
