//! OSCAL assessment results, JSON and XML: what an assessment found of each objective or statement.

use std::{io::BufRead, ops::ControlFlow::Continue};

use closeout_domain::finding::{
    coverage::{CheckScope, Coverage, Tool},
    observation::{self, Judgement, Observation},
    severity::Severity,
};
use jiff::Timestamp;

use crate::{
    format::Format,
    head::Head,
    held::Held,
    identifiers, json, moment,
    pick::{Found, Part, Taker, Want, end, start, whole},
    record::View,
    sink::{Flow, Loss, Place, Problem, Sink, Unreadable},
    web, xml,
};

mod linked;

use linked::{Links, paragraph, prose};

/// See the module.
pub(crate) struct OscalAr;

impl Format for OscalAr {
    fn id(&self) -> &'static str {
        "oscal-ar"
    }

    fn name(&self) -> &'static str {
        "OSCAL assessment results (JSON, XML)"
    }

    fn extensions(&self) -> &'static [&'static str] {
        &["json", "xml"]
    }

    fn yields(&self) -> &'static str {
        "one observation per finding, by the status of its objective; only what is stated counts"
    }

    fn recognises(&self, head: &Head<'_>) -> bool {
        if let Some(root) = head.xml_root() {
            return root.rsplit(':').next() == Some("assessment-results");
        }
        let keys = head.json_keys();
        // Some tools leave the outermost object away.
        let bare = || keys.contains(&"results") && head.text().contains("\"reviewed-controls\"");
        head.is_json() && (keys.contains(&"assessment-results") || bare())
    }

    fn read(&self, input: &mut dyn BufRead, sink: &mut dyn Sink) -> Result<(), Unreadable> {
        sink.tool(&Tool { family: "oscal", name: "OSCAL assessment", ..Tool::default() });
        let mut results = Results::default();
        let flow = if web::is_json(input)? {
            json::pick(input, IN_JSON, sink, &mut results)?
        } else {
            xml::pick(input, IN_XML, sink, &mut results)?
        };
        if flow.is_continue() {
            let _stopped = results.finish(sink);
        }
        Ok(())
    }
}

const IN_JSON: &[Want] = &[
    start("assessment-results"),
    whole("assessment-results/results[]/start"),
    whole("assessment-results/results[]/end"),
    whole("assessment-results/results[]/observations[]"),
    whole("assessment-results/results[]/risks[]"),
    whole("assessment-results/results[]/findings[]"),
    end("assessment-results/results[]"),
    start("results"),
    whole("results[]/start"),
    whole("results[]/end"),
    whole("results[]/observations[]"),
    whole("results[]/risks[]"),
    whole("results[]/findings[]"),
    end("results[]"),
];

const IN_XML: &[Want] = &[
    start("assessment-results"),
    whole("assessment-results/result/start"),
    whole("assessment-results/result/end"),
    whole("assessment-results/result/observation"),
    whole("assessment-results/result/risk"),
    whole("assessment-results/result/finding"),
    end("assessment-results/result"),
];

/// The results as far as they were read.
#[derive(Default)]
struct Results {
    links: Links,
    /// Findings that refer to what was not read yet.
    held: Held,
    overflowed: bool,
    /// When the assessment was made that is being read.
    made_at: Option<Timestamp>,
    latest: Option<Timestamp>,
    observations: u64,
    findings: u64,
    description: String,
    recommendation: String,
    output: String,
}

impl Taker for Results {
    fn take(&mut self, found: &Found<'_>, sink: &mut dyn Sink) -> Flow {
        let value = found.value;
        match (found.leaf(), found.want.part) {
            ("start" | "end", Part::Whole) => self.made_at = self.made_at.max(moment::parse(value.text())),
            ("observations[]" | "observation", _) => {
                self.observations += 1;
                self.links.keep(value, found, sink);
            }
            ("risks[]" | "risk", _) => self.links.keep(value, found, sink),
            ("findings[]" | "finding", _) => {
                if self.overflowed || self.links.knows_all(value) {
                    return self.state(value, &|| found.place(), sink);
                }
                if !self.held.push(value.without(&[]), found.place()) {
                    self.overflowed = true;
                    let message =
                        "more findings stand before their observations than can be held; they go without them";
                    sink.problem(Problem::new(found.place(), Loss::Value, message));
                    return self.release(sink);
                }
            }
            (_, Part::End) => {
                self.release(sink)?;
                self.made_at = None;
            }
            _ => {}
        }
        Continue(())
    }
}

impl Results {
    fn release(&mut self, sink: &mut dyn Sink) -> Flow {
        self.held.take().into_iter().try_for_each(|(tree, place)| self.state(tree.view(), &|| place.clone(), sink))
    }

    fn state(&mut self, value: View<'_>, at: &dyn Fn() -> Place, sink: &mut dyn Sink) -> Flow {
        let mut list = |loss, message: String| sink.problem(Problem::new(at(), loss, message));
        let target = value.first(&["target/target-id", "target/@target-id"]);
        if target.is_empty() {
            list(Loss::Record, "a finding does not say which objective or statement it is about".to_owned());
            return Continue(());
        }
        let state = judgement(value, &mut list);
        if !self.overflowed && self.links.misses(value) {
            list(Loss::Value, "the finding refers to an observation or a risk that is not in the file".to_owned());
        }
        let title = value.get("title").text().split_whitespace().collect::<Vec<_>>().join(" ");
        prose(value.get("description"), &mut self.description);
        prose(value.get("target").get("status").get("remarks"), &mut self.output);
        self.recommendation.clear();
        let mut severity = None;
        let mut seen_at = None;
        let mut cve: Vec<&str> = identifiers::cves(value.get("title").text());
        for linked in self.links.of(value) {
            let told = if linked.is_risk { &mut self.description } else { &mut self.output };
            paragraph(told, &linked.text);
            paragraph(&mut self.recommendation, &linked.response);
            severity = severity.max(linked.severity);
            seen_at = seen_at.max(linked.collected);
            for id in &linked.cve {
                if !cve.contains(&id.as_str()) {
                    cve.push(id);
                }
            }
        }
        self.findings += 1;
        let seen_at = seen_at.or(self.made_at);
        self.latest = self.latest.max(seen_at);
        sink.observation(&Observation {
            check: target,
            title: if title.is_empty() { target } else { &title },
            state,
            severity: severity.unwrap_or(Severity::Medium),
            native_severity: severity.map_or("", Severity::word),
            cve,
            requirement: &requirement(target).unwrap_or_default(),
            seen_at,
            description: &self.description,
            recommendation: &self.recommendation,
            output: &self.output,
            ..Observation::default()
        })
    }

    /// An assessment is of a system, which its plan names and not these results.
    fn finish(&mut self, sink: &mut dyn Sink) -> Flow {
        self.release(sink)?;
        if self.findings == 0 {
            let message =
                format!("the results hold no finding; {} observations alone judge nothing", self.observations);
            sink.problem(
                Problem::new(Place::File, Loss::Nothing, message)
                    .advise("write the findings with the status of their objectives, and import that"),
            );
            return Continue(());
        }
        let checks = CheckScope::Stated;
        sink.coverage(&Coverage { reached: true, seen_at: self.latest, checks, ..Coverage::default() })
    }
}

fn judgement(finding: View<'_>, list: &mut dyn FnMut(Loss, String)) -> Judgement {
    match finding.first(&["target/status/state", "target/status/@state"]) {
        "satisfied" => Judgement::Absent,
        "not-satisfied" => Judgement::Present,
        "" => {
            list(Loss::Value, "the finding has no status and judges nothing".to_owned());
            Judgement::NotJudged
        }
        other => {
            let shown: String = other.chars().take(40).collect();
            list(Loss::Value, format!("the status {shown:?} is not known; the finding counts as present"));
            Judgement::Present
        }
    }
}

/// Catalogs write an objective as `3.5.3_obj.a` where people write `3.5.3[a]`, some with the publication in front.
fn requirement(target: &str) -> Option<String> {
    let (control, part) = target.split_once("_obj").or_else(|| target.split_once("_smt")).unwrap_or((target, ""));
    let bare = control.rsplit(['_', '-']).next().unwrap_or(control);
    let letter = part.trim_start_matches(['.', '-']);
    [control, bare].into_iter().find_map(|control| match letter {
        "" => observation::requirement(control),
        letter => observation::requirement(&format!("{control}[{letter}]")),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn objectives_of_800_171_are_recognised_however_a_catalog_writes_them() {
        for (target, expected) in [
            ("3.5.3", Some("3.5.3")),
            ("3.5.3[a]", Some("3.5.3[a]")),
            ("3.5.3_obj.a", Some("3.5.3[a]")),
            ("sp800-171-3.5.3_obj-b", Some("3.5.3[b]")),
            ("IA.L2-3.5.3", Some("3.5.3")),
            ("ac-6.1_obj", None),
            ("SP_800_171_03.05.03", None),
            ("3.5.3_obj.a-2", None),
            ("", None),
        ] {
            assert_eq!(requirement(target).as_deref(), expected, "{target}");
        }
    }
}
