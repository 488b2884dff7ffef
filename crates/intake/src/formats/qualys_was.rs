//! Qualys Web Application Scanning in XML: the report on scans or on web applications.

use std::{io::BufRead, ops::ControlFlow::Continue};

use closeout_domain::finding::{coverage::Tool, observation::Judgement};
use jiff::{Timestamp, fmt::strtime};

use crate::{
    format::Format,
    glossary::{Details, Finding, Held, Host},
    head::Head,
    identifiers, moment,
    pick::{Found, Taker, Want, whole},
    qualys::{FAMILY, paragraphs, score, severity},
    record::View,
    sink::{Flow, Loss, Problem, Sink, Unreadable},
    web, xml,
};

/// See the module.
pub(crate) struct QualysWas;

impl Format for QualysWas {
    fn id(&self) -> &'static str {
        "qualys-was"
    }

    fn name(&self) -> &'static str {
        "Qualys web application scans (XML)"
    }

    fn extensions(&self) -> &'static [&'static str] {
        &["xml"]
    }

    fn yields(&self) -> &'static str {
        "one observation per vulnerability, sensitive content or information gathered; coverage per host of a URL"
    }

    fn recognises(&self, head: &Head<'_>) -> bool {
        head.xml_root().is_some_and(|root| ["WAS_SCAN_REPORT", "WAS_WEBAPP_REPORT"].contains(&root))
    }

    fn read(&self, input: &mut dyn BufRead, sink: &mut dyn Sink) -> Result<(), Unreadable> {
        sink.tool(&Tool { family: FAMILY, name: "Qualys WAS", ..Tool::default() });
        let mut report = Report::default();
        if xml::pick(input, WANTS, sink, &mut report)?.is_continue() {
            let _ = report.held.finish(sink);
        }
        Ok(())
    }
}

const WANTS: &[Want] = &[
    whole("**/HEADER/NAME"),
    whole("**/VULNERABILITY_LIST/VULNERABILITY"),
    whole("**/SENSITIVE_CONTENT_LIST/SENSITIVE_CONTENT"),
    whole("**/INFORMATION_GATHERED_LIST/INFORMATION_GATHERED"),
    whole("**/QID_LIST/QID"),
];

/// The report as far as it was read.
#[derive(Default)]
struct Report {
    held: Held,
    description: String,
}

impl Taker for Report {
    fn take(&mut self, found: &Found<'_>, sink: &mut dyn Sink) -> Flow {
        match found.leaf() {
            "NAME" => Continue(()),
            "QID" => self.describe(found.value, sink),
            leaf => self.finding(found, leaf == "INFORMATION_GATHERED", sink),
        }
    }
}

impl Report {
    fn finding(&mut self, found: &Found<'_>, gathered: bool, sink: &mut dyn Sink) -> Flow {
        let value = found.value;
        let text = |path: &str| value.at(path).text();
        let (qid, url) = (text("QID"), value.first(&["URL", "PAYLOADS/PAYLOAD/REQUEST/URL"]));
        if qid.is_empty() {
            sink.problem(Problem::new(found.place(), Loss::Record, "a finding has no QID"));
        }
        let seen_at = when(value.first(&["LAST_DETECTION_DATE", "LAST_TIME_DETECTED", "DETECTION_DATE"]));
        let mut place = String::new();
        web::place(url, text("PARAM"), &mut place);
        let state = match (text("STATUS"), text("IGNORED")) {
            ("FIXED" | "Fixed", _) => Judgement::Absent,
            (_, "true") => Judgement::NotJudged,
            _ => Judgement::Present,
        };
        let host = self.host(url);
        if let Some(host) = self.held.hosts.get_mut(host) {
            host.saw(seen_at, None);
        }
        let payload = text("PAYLOADS/PAYLOAD/PAYLOAD");
        let mut output = String::new();
        paragraphs(&[payload, text("RESULTS"), text("DATA")], &mut output);
        let finding = Finding {
            at: Some(found.place()),
            host,
            check: qid.to_owned(),
            gathered,
            state,
            place,
            seen_at,
            output,
            needs_authentication: text("AUTHENTICATION") == "Required",
        };
        self.held.hold(finding, sink)
    }

    /// The host of the URL, which mostly is that of the finding before.
    fn host(&mut self, url: &str) -> usize {
        let names = web::names(web::host(url));
        let same = |host: &Host| (&*host.fqdn, &*host.hostname, &*host.ip) == (names.fqdn, names.hostname, names.ip);
        self.held.hosts.iter().rposition(same).unwrap_or_else(|| {
            let [fqdn, hostname, ip] = [names.fqdn, names.hostname, names.ip].map(str::to_owned);
            self.held.hosts.push(Host { fqdn, hostname, ip, ..Host::default() });
            self.held.hosts.len() - 1
        })
    }

    fn describe(&mut self, value: View<'_>, sink: &mut dyn Sink) -> Flow {
        let text = |path: &str| value.at(path).text();
        paragraphs(&[text("DESCRIPTION"), text("IMPACT")], &mut self.description);
        let cwe: Vec<String> = text("CWE")
            .split([',', ' ', '\n'])
            .map(|one| one.trim().trim_start_matches("CWE-"))
            .filter(|number| !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit()))
            .map(|number| format!("CWE-{number}"))
            .collect();
        let details = Details {
            title: text("TITLE"),
            severity: severity(text("SEVERITY"), false),
            native_severity: text("SEVERITY"),
            needs_authentication: false,
            cvss: [score("2.0", text("CVSS_BASE")), score("3.0", text("CVSS_V3/BASE"))].into_iter().flatten().collect(),
            cve: identifiers::cves(text("CVE")),
            cwe: cwe.iter().map(String::as_str).collect(),
            description: &self.description,
            recommendation: match text("SOLUTION") {
                "N/A" => "",
                solution => solution,
            },
        };
        self.held.describe(text("QID"), &details, sink)
    }
}

/// "21 Aug 2021 10:00PM GMT-0500", or as others write it.
fn when(text: &str) -> Option<Timestamp> {
    let own = strtime::parse("%d %b %Y %I:%M%p GMT%z", text).and_then(|parts| parts.to_timestamp());
    own.ok().or_else(|| moment::parse(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn its_own_way_of_writing_a_time_keeps_the_zone() {
        let utc = |text| when(text).map(|at| at.to_string());
        assert_eq!(utc("21 Aug 2021 10:00PM GMT-0500").as_deref(), Some("2021-08-22T03:00:00Z"));
        assert_eq!(utc("2021-08-22T03:00:00Z").as_deref(), Some("2021-08-22T03:00:00Z"));
        assert_eq!(utc("later"), None);
    }
}
