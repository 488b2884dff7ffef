//! Burp Suite: the XML of its issues, the JSON of its REST interface and of its Enterprise edition, and the JUnit file of
//! Dastardly and of pipelines.

use std::{io::BufRead, ops::ControlFlow::Continue};

use closeout_domain::finding::{
    asset::AssetNames,
    coverage::{CheckScope, Tool},
    observation::Observation,
    severity::Severity,
};
use jiff::Timestamp;

use crate::{
    format::Format,
    gathered::Gathered,
    head::Head,
    identifiers, json, moment,
    pick::{Found, Taker, Want, start, whole},
    sink::{Flow, Loss, Problem, Sink, Unreadable},
    web, xml,
};

mod issue;
mod junit;

use issue::Issue;

/// See the module.
pub(crate) struct Burp;

impl Format for Burp {
    fn id(&self) -> &'static str {
        "burp"
    }

    fn name(&self) -> &'static str {
        "Burp Suite issues (XML, JSON, JUnit)"
    }

    fn extensions(&self) -> &'static [&'static str] {
        &["xml", "json"]
    }

    fn yields(&self) -> &'static str {
        "one observation per issue; coverage per host of a URL, which proves no absence"
    }

    fn recognises(&self, head: &Head<'_>) -> bool {
        let text = head.text();
        match head.xml_root() {
            Some("issues") => {
                ["<serialNumber>", "burpVersion", "<issueBackground>"].iter().any(|mark| text.contains(mark))
            }
            Some("testsuites" | "testsuite") => ["Dastardly", "Burp", "<testcase name=\"No issues were identified\""]
                .iter()
                .any(|mark| text.contains(mark)),
            Some(_) => false,
            None => {
                let keys = head.json_keys();
                keys == ["Issues"] || (keys.contains(&"issue_events") && keys.contains(&"scan_metrics"))
            }
        }
    }

    fn read(&self, input: &mut dyn BufRead, sink: &mut dyn Sink) -> Result<(), Unreadable> {
        let mut report = Report::default();
        report.tell_tool("", sink);
        let flow = if web::is_json(input)? {
            json::pick(input, JSON, sink, &mut report)?
        } else {
            xml::pick(input, XML, sink, &mut report)?
        };
        if flow.is_continue() {
            let _ = report.hosts.cover(CheckScope::Unknown, sink);
        }
        Ok(())
    }
}

const XML: &[Want] =
    &[start("issues"), whole("issues/issue"), start("**/testsuite"), whole("**/testsuite/testcase/failure")];

const JSON: &[Want] = &[start("Issues"), whole("Issues[]"), start("issue_events"), whole("issue_events[]/issue")];

/// The report as far as it was read.
#[derive(Default)]
struct Report {
    exported: Option<Timestamp>,
    hosts: Gathered,
    place: String,
    description: String,
    recommendation: String,
    output: String,
    scratch: String,
}

impl Taker for Report {
    fn take(&mut self, found: &Found<'_>, sink: &mut dyn Sink) -> Flow {
        let value = found.value;
        let text = |path: &str| value.at(path).text();
        match found.leaf() {
            "issues" => {
                self.exported = exported(text("@exportTime"));
                self.tell_tool(text("@burpVersion"), sink);
                Continue(())
            }
            "Issues" | "issue_events" => Continue(()),
            "testsuite" => {
                let asset = web::names(web::host(text("@name")));
                if text("@name").contains("://") { self.hosts.see(asset, None, None, sink) } else { Continue(()) }
            }
            "failure" => {
                let sections = junit::Sections::of(text("@message"), value.text());
                let issue = sections.issue(text("@type"));
                self.issue(found, &issue, sink)
            }
            "issue" if !text("type").is_empty() || found.want.path.starts_with("issues/") => {
                let location = value.first(&["location", "path"]);
                let (path, parameter) = location.split_once(" [").unwrap_or((location, ""));
                let url = [text("host"), path].concat();
                let issue = Issue {
                    check: value.first(&["type", "name"]),
                    title: text("name"),
                    severity: text("severity"),
                    url: &url,
                    parameter: parameter.trim_end_matches(']'),
                    ip: text("host/@ip"),
                    confidence: text("confidence"),
                    detail: text("issueDetail"),
                    background: text("issueBackground"),
                    remediation: [text("remediationDetail"), text("remediationBackground")],
                    classification: text("vulnerabilityClassifications"),
                };
                self.issue(found, &issue, sink)
            }
            _ => {
                let url = [text("origin"), text("path")].concat();
                let issue = Issue {
                    check: value.first(&["type_index", "issue_type/name", "name"]),
                    title: value.first(&["name", "issue_type/name"]),
                    severity: text("severity"),
                    url: &url,
                    confidence: text("confidence"),
                    detail: value.first(&["description_html", "description"]),
                    background: text("issue_type/description_html"),
                    remediation: [text("remediation_html"), text("issue_type/remediation_html")],
                    classification: text("issue_type/vulnerability_classifications_html"),
                    ..Issue::default()
                };
                self.issue(found, &issue, sink)
            }
        }
    }
}

impl Report {
    fn tell_tool(&self, version: &str, sink: &mut dyn Sink) {
        sink.tool(&Tool { family: "burp", name: "Burp Suite", version, ..Tool::default() });
    }

    fn issue(&mut self, found: &Found<'_>, issue: &Issue<'_>, sink: &mut dyn Sink) -> Flow {
        let mut lost = |message: &str| sink.problem(Problem::new(found.place(), Loss::Record, message));
        if issue.check.is_empty() {
            lost("an issue does not say which it is");
        }
        let called = web::names(web::host(issue.url));
        let asset = AssetNames { ip: if issue.ip.is_empty() { called.ip } else { issue.ip }, ..called };
        if asset.names().next().is_none() {
            lost("an issue names no host");
        }
        let severity = match issue.severity {
            // What a person set aside in Burp was found all the same.
            "False positive" | "false_positive" => Ok(Severity::Info),
            word => word.parse(),
        };
        let severity = severity.unwrap_or_else(|_| {
            let shown: String = issue.severity.chars().take(40).collect();
            let message = format!("the severity {shown:?} is not known; it counts as medium");
            sink.problem(Problem::new(found.place(), Loss::Value, message));
            Severity::Medium
        });
        web::place(issue.url, issue.parameter, &mut self.place);
        web::plain(issue.background, &mut self.description);
        web::plain(issue.remediation[0], &mut self.recommendation);
        web::plain(issue.remediation[1], &mut self.scratch);
        if !self.recommendation.is_empty() && !self.scratch.is_empty() {
            self.recommendation.push_str("\n\n");
        }
        self.recommendation.push_str(&self.scratch);
        web::plain(issue.detail, &mut self.output);
        if !issue.confidence.is_empty() {
            let gap = if self.output.is_empty() { "" } else { "\n\n" };
            self.output.insert_str(0, &format!("Confidence: {}{gap}", issue.confidence));
        }
        let cwe = identifiers::cwes(issue.classification);
        self.hosts.see(asset, self.exported, None, sink)?;
        sink.observation(&Observation {
            check: issue.check,
            title: if issue.title.is_empty() { issue.check } else { issue.title },
            state: junit::state(issue.severity),
            severity,
            native_severity: issue.severity,
            cve: identifiers::cves(issue.detail),
            cwe: cwe.iter().map(String::as_str).collect(),
            asset,
            place: &self.place,
            seen_at: self.exported,
            description: &self.description,
            recommendation: &self.recommendation,
            output: &self.output,
            ..Observation::default()
        })
    }
}

/// "Wed Jan 27 22:43:35 UTC 2021"; the name of another zone tells no time.
fn exported(text: &str) -> Option<Timestamp> {
    let utc = [" UTC ", " GMT "].iter().find(|zone| text.contains(**zone))?;
    moment::parse(&text.replace(*utc, " "))
}
