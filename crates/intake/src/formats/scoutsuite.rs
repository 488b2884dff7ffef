//! ScoutSuite's results: a script that gives one variable a JSON document, in which each service has its rules.

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
    json, limits, moment,
    pick::{Found, Part, Taker, Want, start, whole},
    sink::{Flow, Loss, Place, Problem, Sink, Unreadable},
    slots, web,
};

const VARIABLE: &str = "scoutsuite_results";

/// See the module.
pub(crate) struct ScoutSuite;

impl Format for ScoutSuite {
    fn id(&self) -> &'static str {
        "scoutsuite"
    }

    fn name(&self) -> &'static str {
        "ScoutSuite results"
    }

    fn extensions(&self) -> &'static [&'static str] {
        &["js", "json"]
    }

    fn yields(&self) -> &'static str {
        "one observation per rule: flagged items are present, items that passed absent"
    }

    fn recognises(&self, head: &Head<'_>) -> bool {
        let script = head.text().trim_start().strip_prefix(VARIABLE);
        let bare = || {
            let keys = head.json_keys();
            ["account_id", "last_run", "provider_code"].iter().all(|key| keys.contains(key))
        };
        script.is_some_and(|rest| rest.trim_start().starts_with('=')) || (head.is_json() && bare())
    }

    fn read(&self, input: &mut dyn BufRead, sink: &mut dyn Sink) -> Result<(), Unreadable> {
        pass_variable(input)?;
        let mut results = Results::default();
        results.tell_tool(sink);
        if json::pick(input, WANTS, sink, &mut results)?.is_continue() {
            let _stopped = results.close(sink);
        }
        Ok(())
    }
}

/// Passes over `scoutsuite_results =`, which the opened file holds in one piece.
fn pass_variable(input: &mut dyn BufRead) -> Result<(), Unreadable> {
    let head = input.fill_buf()?;
    if !head.trim_ascii_start().starts_with(VARIABLE.as_bytes()) {
        return Ok(());
    }
    let passed = memchr::memchr(b'=', head).map_or(head.len(), |equals| equals + 1);
    input.consume(passed);
    Ok(())
}

const WANTS: &[Want] = &[
    whole("account_id"),
    whole("last_run/time"),
    whole("last_run/version"),
    whole("last_run/ruleset_name"),
    whole("provider_name"),
    start("services"),
    whole("services/*/findings/*"),
];

/// The results as far as they were read; their members are sorted by name, so the services come last.
#[derive(Default)]
struct Results {
    account: String,
    provider: String,
    time: Option<Timestamp>,
    version: String,
    ruleset: String,
    nameless: bool,
    description: String,
    recommendation: String,
    output: String,
}

impl Taker for Results {
    fn take(&mut self, found: &Found<'_>, sink: &mut dyn Sink) -> Flow {
        let text = found.value.text();
        match found.leaf() {
            "account_id" => text.clone_into(&mut self.account),
            "provider_name" => text.clone_into(&mut self.provider),
            "time" => {
                self.time = moment::parse(text);
                if self.time.is_none() {
                    let shown: String = text.chars().take(40).collect();
                    let message = format!("the time {shown:?} cannot be read");
                    sink.problem(Problem::new(found.place(), Loss::Value, message));
                }
            }
            "version" => {
                text.clone_into(&mut self.version);
                self.tell_tool(sink);
            }
            "ruleset_name" => {
                text.clone_into(&mut self.ruleset);
                self.tell_tool(sink);
            }
            _ if found.want.part == Part::Start => {}
            _ => return self.rule(found, sink),
        }
        Continue(())
    }
}

impl Results {
    fn tell_tool(&self, sink: &mut dyn Sink) {
        sink.tool(&Tool {
            family: "scoutsuite",
            name: "ScoutSuite",
            version: &self.version,
            policy: &self.ruleset,
            ..Tool::default()
        });
    }

    fn names(&self) -> AssetNames<'_> {
        AssetNames { cloud: &self.account, os: &self.provider, ..AssetNames::default() }
    }

    fn rule(&mut self, found: &Found<'_>, sink: &mut dyn Sink) -> Flow {
        let value = found.value;
        let mut list = |loss, message: String| sink.problem(Problem::new(found.place(), loss, message));
        let count = |key: &str| value.get(key).text().parse::<u64>().ok();
        let (Some(flagged), Some(checked)) = (count("flagged_items"), count("checked_items")) else {
            list(Loss::Record, "this rule does not say how many items it checked and flagged".to_owned());
            return Continue(());
        };
        let word = value.get("level").text();
        let severity = match word {
            "danger" => Severity::High,
            "warning" => Severity::Medium,
            other => other.parse().unwrap_or_else(|_| {
                list(Loss::Value, format!("the level {other:?} is not known; it counts as medium"));
                Severity::Medium
            }),
        };
        self.nameless |= self.account.is_empty();
        web::plain(value.get("rationale").text(), &mut self.description);
        web::plain(value.get("remediation").text(), &mut self.recommendation);
        self.output = format!("{flagged} of {checked} {} flagged", if checked == 1 { "item" } else { "items" });
        for item in value.each("items") {
            slots::push_within(&mut self.output, "\n", limits::TEXT);
            slots::push_within(&mut self.output, item.text(), limits::TEXT);
        }
        sink.observation(&Observation {
            check: found.member(),
            title: match value.get("description").text() {
                "" => found.member(),
                title => title,
            },
            state: match (flagged, checked) {
                (1.., _) => Judgement::Present,
                (0, 1..) => Judgement::Absent,
                // Where there is nothing of the kind, nothing was judged: a region or a permission may have been missing.
                (0, 0) => Judgement::NotJudged,
            },
            severity,
            native_severity: word,
            asset: self.names(),
            seen_at: self.time,
            description: &self.description,
            recommendation: &self.recommendation,
            output: &self.output,
            ..Observation::default()
        })
    }

    fn close(&mut self, sink: &mut dyn Sink) -> Flow {
        if self.nameless {
            sink.problem(
                Problem::new(Place::File, Loss::Record, "the results do not name their account before its rules")
                    .advise("account_id belongs above services"),
            );
        }
        if self.account.is_empty() {
            return Continue(());
        }
        sink.coverage(&Coverage {
            asset: self.names(),
            reached: true,
            seen_at: self.time,
            checks: CheckScope::Stated,
            ..Coverage::default()
        })
    }
}
