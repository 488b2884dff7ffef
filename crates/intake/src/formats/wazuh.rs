//! Wazuh's vulnerability detection: what its API lists up to 4.7, and what its indexer holds since.

use std::{io::BufRead, ops::ControlFlow::Continue};

use closeout_domain::finding::{
    asset::AssetNames,
    coverage::{CheckScope, Tool},
    observation::{Judgement, Observation},
    severity::Severity,
};

use crate::{
    cvss,
    format::Format,
    gathered::Gathered,
    head::Head,
    identifiers, json, moment,
    pick::{Found, Part, Taker, Want, start, whole},
    sink::{Flow, Loss, Place, Problem, Sink, Unreadable},
};

/// See the module.
pub(crate) struct Wazuh;

impl Format for Wazuh {
    fn id(&self) -> &'static str {
        "wazuh"
    }

    fn name(&self) -> &'static str {
        "Wazuh vulnerabilities (JSON)"
    }

    fn extensions(&self) -> &'static [&'static str] {
        &["json"]
    }

    fn yields(&self) -> &'static str {
        "one observation per vulnerability of an agent's package"
    }

    fn recognises(&self, head: &Head<'_>) -> bool {
        let (keys, text) = (head.json_keys(), head.text());
        let api = keys.contains(&"data") && text.contains("\"affected_items\"");
        let indexer = keys.contains(&"hits") && text.contains("wazuh-states-vulnerabilities");
        api || indexer
    }

    fn read(&self, input: &mut dyn BufRead, sink: &mut dyn Sink) -> Result<(), Unreadable> {
        sink.tool(&Tool { family: "wazuh", name: "Wazuh", ..Tool::default() });
        let mut list = List::default();
        if json::pick(input, WANTS, sink, &mut list)?.is_continue() {
            if list.nameless {
                sink.problem(
                    Problem::new(Place::File, Loss::Nothing, "the file does not say whose vulnerabilities these are")
                        .advise("add agent_name and agent_ip to each item; the API leaves them out"),
                );
            }
            let _stopped = list.assets.cover(CheckScope::Stated, sink);
        }
        Ok(())
    }
}

const WANTS: &[Want] =
    &[start("data/affected_items"), whole("data/affected_items[]"), start("hits/hits"), whole("hits/hits[]/_source")];

/// The agents that were named so far.
#[derive(Default)]
struct List {
    assets: Gathered,
    nameless: bool,
}

impl Taker for List {
    fn take(&mut self, found: &Found<'_>, sink: &mut dyn Sink) -> Flow {
        let value = found.value;
        if found.want.part == Part::Start {
            return Continue(());
        }
        let mut list = |loss, message: String| sink.problem(Problem::new(found.place(), loss, message));
        let first = |paths: &[&str]| value.first(paths);
        let id = first(&["cve", "vulnerability/id"]);
        let (package, version) = (first(&["name", "package/name"]), first(&["version", "package/version"]));
        if id.is_empty() || package.is_empty() {
            list(Loss::Record, "this item names no vulnerability, or no package".to_owned());
        }
        let native = first(&["severity", "vulnerability/severity"]);
        let severity = match native.to_ascii_lowercase().as_str() {
            // Nobody has rated it yet, which is no reason to take it lightly.
            "" | "-" | "untriaged" => Severity::Medium,
            word => word.parse().unwrap_or_else(|_| {
                list(Loss::Value, format!("the severity {native:?} is not known; it counts as medium"));
                Severity::Medium
            }),
        };
        let state = match value.get("status").text() {
            "" | "VALID" | "UNTRIAGED" => Judgement::Present,
            "PENDING" | "OBSOLETE" => Judgement::NotJudged,
            other => {
                list(Loss::Value, format!("the status {other:?} is not known; the item counts as present"));
                Judgement::Present
            }
        };
        for score in ["cvss2_score", "cvss3_score", "vulnerability/score/base"].map(|path| value.at(path).text()) {
            if cvss::is_bad_score(score) {
                list(Loss::Value, format!("the score {score:?} is none from 0 to 10 and was left out"));
            }
        }
        // An agent's number is one of its manager's, and another manager gives it again: its name tells it apart.
        let asset = AssetNames {
            hostname: first(&["agent_name", "agent/name"]),
            ip: first(&["agent_ip"]),
            os: first(&["host/os/full"]),
            ..AssetNames::default()
        };
        self.nameless |= asset.names().next().is_none();
        // The API writes 0 where there is no score.
        let scores = [("2.0", first(&["cvss2_score"])), ("3.0", first(&["cvss3_score"]))];
        let scores = scores.into_iter().filter(|(_, score)| score.parse() != Ok(0.0_f32));
        let score = (first(&["vulnerability/score/version"]), first(&["vulnerability/score/base"]));
        let seen_at = moment::parse(first(&["detection_time", "vulnerability/detected_at"]));
        sink.observation(&Observation {
            check: id,
            title: match first(&["title"]) {
                "" => id,
                title => title,
            },
            state,
            severity,
            native_severity: native,
            cvss: scores.chain([score]).filter_map(|(version, score)| cvss::statement(version, score, "")).collect(),
            cve: identifiers::cves(id),
            asset,
            place: package,
            seen_at,
            description: first(&["vulnerability/description"]),
            output: format!("{package} {version} is installed. {}", first(&["condition"])).trim(),
            ..Observation::default()
        })?;
        self.assets.see(asset, seen_at, None, sink)
    }
}
