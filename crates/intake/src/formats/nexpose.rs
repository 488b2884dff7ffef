//! Nexpose and InsightVM: the report "XML Export 2.0", hosts with their tests, then what each vulnerability is.

use std::{io::BufRead, ops::ControlFlow::Continue};

use closeout_domain::finding::{coverage::Tool, observation::Judgement, severity::Severity};
use jiff::{Timestamp, civil::DateTime, tz::TimeZone};

use crate::{
    cvss,
    format::Format,
    glossary::{Details, Finding, Held, Host},
    head::Head,
    pick::{Found, Taker, Want, end, start, whole},
    record::View,
    sink::{Flow, Loss, Problem, Sink, Unreadable},
    web, xml,
};

/// See the module.
pub(crate) struct Nexpose;

impl Format for Nexpose {
    fn id(&self) -> &'static str {
        "nexpose"
    }

    fn name(&self) -> &'static str {
        "Nexpose and InsightVM report (XML Export 2.0)"
    }

    fn extensions(&self) -> &'static [&'static str] {
        &["xml"]
    }

    fn yields(&self) -> &'static str {
        "one observation per test of a host, whatever its result; coverage per host, which proves no absence"
    }

    fn recognises(&self, head: &Head<'_>) -> bool {
        head.xml_root() == Some("NexposeReport")
    }

    fn read(&self, input: &mut dyn BufRead, sink: &mut dyn Sink) -> Result<(), Unreadable> {
        sink.tool(&Tool { family: "nexpose", name: "Nexpose", ..Tool::default() });
        let mut report = Report::default();
        if xml::pick(input, WANTS, sink, &mut report)?.is_continue() {
            let _ = report.held.finish(sink);
        }
        Ok(())
    }
}

const WANTS: &[Want] = &[
    start("NexposeReport/scans/scan"),
    start("NexposeReport/nodes/node"),
    whole("NexposeReport/nodes/node/names"),
    whole("NexposeReport/nodes/node/fingerprints"),
    whole("NexposeReport/nodes/node/tests/test"),
    start("NexposeReport/nodes/node/endpoints/endpoint"),
    whole("NexposeReport/nodes/node/endpoints/endpoint/services/service/tests/test"),
    end("NexposeReport/nodes/node/endpoints/endpoint"),
    whole("NexposeReport/VulnerabilityDefinitions/vulnerability"),
];

/// The report as far as it was read.
#[derive(Default)]
struct Report {
    held: Held,
    policy: String,
    /// When each scan ended, by its number.
    scans: Vec<(String, Option<Timestamp>)>,
    /// Protocol and port of the endpoint that is open.
    endpoint: String,
    description: String,
    solution: String,
}

impl Taker for Report {
    fn take(&mut self, found: &Found<'_>, sink: &mut dyn Sink) -> Flow {
        let value = found.value;
        match found.leaf() {
            "scan" => {
                let ended = when(value.get("@endTime").text()).or_else(|| when(value.get("@startTime").text()));
                self.scans.push((value.get("@id").text().to_owned(), ended));
            }
            "node" => self.node(found, sink),
            "names" => {
                let mut names = value.each("name").map(|name| web::names(web::host(name.text())));
                if let (Some(host), Some(names)) = (self.held.hosts.last_mut(), names.next()) {
                    names.fqdn.clone_into(&mut host.fqdn);
                    names.hostname.clone_into(&mut host.hostname);
                }
            }
            "fingerprints" => {
                let os = value.get("os");
                let parts = ["@vendor", "@product", "@version"].map(|part| os.get(part).text());
                let said: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
                if let Some(host) = self.held.hosts.last_mut() {
                    host.os = said.join(" ");
                }
            }
            "endpoint" if value.is_nothing() => self.endpoint.clear(),
            "endpoint" => {
                self.endpoint = [value.get("@protocol").text(), value.get("@port").text()].join("/");
            }
            "test" => return self.test(found, sink),
            _ => return self.describe(value, sink),
        }
        Continue(())
    }
}

impl Report {
    fn node(&mut self, found: &Found<'_>, sink: &mut dyn Sink) {
        let text = |key: &str| found.value.get(key).text();
        if text("@address").is_empty() {
            sink.problem(Problem::new(found.place(), Loss::Record, "a host has no address"));
        }
        self.held.hosts.push(Host {
            ip: text("@address").to_owned(),
            mac: text("@hardware-address").to_owned(),
            down: text("@status") != "alive",
            ..Host::default()
        });
        if self.policy != text("@scan-template") {
            text("@scan-template").clone_into(&mut self.policy);
            sink.tool(&Tool { family: "nexpose", name: "Nexpose", policy: &self.policy, ..Tool::default() });
        }
    }

    fn test(&mut self, found: &Found<'_>, sink: &mut dyn Sink) -> Flow {
        let test = found.value;
        let text = |key: &str| test.get(key).text();
        let id = text("@id");
        if id.is_empty() {
            sink.problem(Problem::new(found.place(), Loss::Record, "a test does not say what it tested"));
        }
        let scan = text("@scan-id");
        let seen_at = self.scans.iter().find(|(id, _)| id == scan).and_then(|(_, ended)| *ended);
        if let Some(host) = self.held.hosts.last_mut() {
            host.saw(seen_at, None);
        }
        let mut place = self.endpoint.clone();
        if !text("@key").is_empty() {
            place.push_str(if place.is_empty() { "" } else { " " });
            place.push_str(text("@key"));
        }
        let mut output = String::new();
        test.prose(&mut output);
        let finding = Finding {
            at: Some(found.place()),
            host: self.held.hosts.len().saturating_sub(1),
            check: id.to_owned(),
            gathered: false,
            state: state(text("@status")),
            place,
            seen_at,
            output,
            needs_authentication: false,
        };
        self.held.hold(finding, sink)
    }

    fn describe(&mut self, value: View<'_>, sink: &mut dyn Sink) -> Flow {
        let text = |key: &str| value.get(key).text();
        self.description.clear();
        value.get("description").prose(&mut self.description);
        self.solution.clear();
        value.get("solution").prose(&mut self.solution);
        let references = value.each("references").flat_map(|references| references.each("reference"));
        let vector = |key: &str| value.get(key).text().trim_matches(['(', ')']);
        let cvss = [
            cvss::statement("2.0", text("@cvssScore"), vector("@cvssVector")),
            cvss::statement("3.0", text("@cvssV3Score"), vector("@cvssV3Vector")),
        ];
        let details = Details {
            title: text("@title"),
            severity: severity(text("@severity")),
            native_severity: text("@severity"),
            needs_authentication: false,
            cvss: cvss.into_iter().flatten().collect(),
            cve: references.filter(|one| one.get("@source").text() == "CVE").map(View::text).collect(),
            cwe: Vec::new(),
            description: &self.description,
            recommendation: &self.solution,
        };
        self.held.describe(text("@id"), &details, sink)
    }
}

/// "vulnerable-exploited", "vulnerable-version" and "vulnerable-potential" are there; "not-vulnerable…" is not. What was
/// excepted, skipped or went wrong is not judged.
fn state(status: &str) -> Judgement {
    match status {
        there if there.starts_with("vulnerable") => Judgement::Present,
        not if not.starts_with("not-vulnerable") => Judgement::Absent,
        _ => Judgement::NotJudged,
    }
}

/// A whole number from 1 to 10, by the bands of CVSS.
fn severity(number: &str) -> Option<Severity> {
    let number: u8 = number.parse().ok().filter(|number| *number <= 10)?;
    Some(Severity::of_cvss(f32::from(number)))
}

/// "20210228T225351463": the last three digits are milliseconds.
fn when(text: &str) -> Option<Timestamp> {
    let civil: DateTime = text.get(..15)?.parse().ok()?;
    civil.to_zoned(TimeZone::UTC).ok().map(|zoned| zoned.timestamp())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn its_own_way_of_writing_a_time_is_read() {
        assert_eq!(when("20210228T225351463").map(|at| at.to_string()).as_deref(), Some("2021-02-28T22:53:51Z"));
        assert!(when("").is_none() && when("yesterday evening").is_none());
    }

    #[test]
    fn only_what_is_said_to_be_vulnerable_is_there() {
        for (status, expected) in [
            ("vulnerable-exploited", Judgement::Present),
            ("vulnerable-version", Judgement::Present),
            ("not-vulnerable-version", Judgement::Absent),
            ("exception-vulnerable-exploited", Judgement::NotJudged),
            ("skipped-dos", Judgement::NotJudged),
            ("", Judgement::NotJudged),
        ] {
            assert_eq!(state(status), expected, "{status}");
        }
    }
}
