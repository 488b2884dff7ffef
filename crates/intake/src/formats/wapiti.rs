//! Wapiti's report in JSON: what it knows, then what it found, then about the scan itself.

use std::{collections::HashMap, io::BufRead, ops::ControlFlow::Continue};

use closeout_domain::finding::{
    coverage::{CheckScope, Coverage, Tool},
    observation::Observation,
    severity::Severity,
};
use jiff::Timestamp;

use crate::{
    format::Format,
    head::Head,
    held::Held,
    identifiers, json, limits, moment,
    pick::{Found, Taker, Want, whole},
    record::View,
    sink::{Flow, Loss, Place, Problem, Sink, Unreadable},
    web,
};

/// See the module.
pub(crate) struct Wapiti;

impl Format for Wapiti {
    fn id(&self) -> &'static str {
        "wapiti"
    }

    fn name(&self) -> &'static str {
        "Wapiti report (JSON)"
    }

    fn extensions(&self) -> &'static [&'static str] {
        &["json"]
    }

    fn yields(&self) -> &'static str {
        "one observation per vulnerability, anomaly or additional; coverage of the target, which proves no absence"
    }

    fn recognises(&self, head: &Head<'_>) -> bool {
        // What follows the classifications may stand behind the head.
        head.json_keys().first() == Some(&"classifications")
            && ["\"desc\"", "\"sol\"", "\"ref\""].iter().all(|key| head.text().contains(key))
    }

    fn read(&self, input: &mut dyn BufRead, sink: &mut dyn Sink) -> Result<(), Unreadable> {
        let mut report = Report::default();
        report.tell_tool("", sink);
        if json::pick(input, WANTS, sink, &mut report)?.is_continue() {
            let _ = report.let_go(sink);
        }
        Ok(())
    }
}

const WANTS: &[Want] = &[
    whole("classifications/*"),
    whole("vulnerabilities/*[]"),
    whole("anomalies/*[]"),
    whole("additionals/*[]"),
    whole("infos"),
];

/// The report as far as it was read.
#[derive(Default)]
struct Report {
    classes: HashMap<String, Class>,
    /// Bytes of all classes.
    known: usize,
    held: Held,
    full: bool,
    target: String,
    date: Option<Timestamp>,
    place: String,
}

/// What the report says of a kind of finding.
#[derive(Default)]
struct Class {
    description: String,
    solution: String,
    cwe: Vec<String>,
}

impl Taker for Report {
    fn take(&mut self, found: &Found<'_>, sink: &mut dyn Sink) -> Flow {
        let value = found.value;
        match found.leaf() {
            "*" => self.learn(found),
            "infos" => {
                value.get("target").text().clone_into(&mut self.target);
                self.date = moment::parse(value.get("date").text());
                self.tell_tool(value.get("version").text().trim_start_matches("Wapiti "), sink);
                self.let_go(sink)?;
                let asset = web::names(web::host(&self.target));
                if asset.names().next().is_none() {
                    sink.problem(Problem::new(found.place(), Loss::Record, "the report names no target"));
                    return Continue(());
                }
                let signed_in = value.at("auth/logged_in");
                return sink.coverage(&Coverage {
                    asset,
                    reached: value.get("crawled_pages_nbr").text() != "0",
                    authenticated: (!signed_in.is_nothing()).then(|| signed_in.is_true()),
                    seen_at: self.date,
                    checks: CheckScope::Unknown,
                    ..Coverage::default()
                });
            }
            _ if self.full => return self.finding(value, &found.place(), sink),
            // The request repeats the command, and both may hold a session: neither is stated.
            _ => {
                if !self.held.push(value.without(&["http_request"]), found.place()) {
                    self.full = true;
                    let message =
                        "more findings stand before the date of the scan than can be held; they go without it";
                    sink.problem(Problem::new(found.place(), Loss::Value, message));
                    return self.let_go(sink);
                }
            }
        }
        Continue(())
    }
}

impl Report {
    fn tell_tool(&self, version: &str, sink: &mut dyn Sink) {
        sink.tool(&Tool { family: "wapiti", name: "Wapiti", version, ..Tool::default() });
    }

    fn learn(&mut self, found: &Found<'_>) {
        let value = found.value;
        let (description, solution) = (value.get("desc").text(), value.get("sol").text());
        self.known += description.len() + solution.len() + 200;
        if self.known <= limits::HELD {
            let mut cwe = Vec::new();
            for reference in value.get("ref").inside() {
                cwe.extend(identifiers::cwes(reference.key()));
            }
            let class = Class { description: description.to_owned(), solution: solution.to_owned(), cwe };
            self.classes.insert(kind(&found.place()), class);
        }
    }

    /// States what was held back.
    fn let_go(&mut self, sink: &mut dyn Sink) -> Flow {
        let held = self.held.take();
        held.iter().try_for_each(|(record, place)| self.finding(record.view(), place, sink))
    }

    fn finding(&mut self, value: View<'_>, at: &Place, sink: &mut dyn Sink) -> Flow {
        let text = |key: &str| value.get(key).text();
        let check = kind(at);
        // The command begins with the address that was asked: curl "https://…".
        let asked = text("curl_command").split('"').nth(1).filter(|url| url.contains("://"));
        let url = asked.unwrap_or(&self.target);
        let asset = web::names(web::host(url));
        if asset.names().next().is_none() {
            sink.problem(Problem::new(at.clone(), Loss::Record, "a finding names no host"));
        }
        web::place(asked.unwrap_or(text("path")), text("parameter"), &mut self.place);
        let level = text("level");
        let severity = match level {
            "0" => Severity::Info,
            "1" => Severity::Low,
            "2" => Severity::Medium,
            "3" => Severity::High,
            "4" => Severity::Critical,
            other => {
                let shown: String = other.chars().take(40).collect();
                let message = format!("the level {shown:?} is not known; it counts as medium");
                sink.problem(Problem::new(at.clone(), Loss::Value, message));
                Severity::Medium
            }
        };
        let unknown = Class::default();
        let class = self.classes.get(&check).unwrap_or(&unknown);
        sink.observation(&Observation {
            check: &check,
            title: &check,
            severity,
            native_severity: level,
            cve: identifiers::cves(text("info")),
            cwe: class.cwe.iter().map(String::as_str).collect(),
            asset,
            place: &self.place,
            seen_at: self.date,
            description: &class.description,
            recommendation: &class.solution,
            output: text("info"),
            ..Observation::default()
        })
    }
}

/// The kind of finding, which is the name of the member: the second step of its path.
fn kind(at: &Place) -> String {
    let Place::Pointer(pointer) = at else { return String::new() };
    let name = pointer.splitn(3, '.').nth(2).unwrap_or_default();
    let listed = name.rsplit_once('[').filter(|(_, number)| number.trim_end_matches(']').parse::<u64>().is_ok());
    listed.map_or(name, |(name, _)| name).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_kind_is_the_name_of_the_member() {
        for (pointer, expected) in [
            ("$.vulnerabilities.Cross [Site] 1.0[12]", "Cross [Site] 1.0"),
            ("$.classifications.Backup file", "Backup file"),
            ("$.infos", ""),
        ] {
            assert_eq!(kind(&Place::Pointer(pointer.to_owned())), expected);
        }
    }
}
