//! The results of one scan.

use std::ops::ControlFlow::Continue;

use closeout_domain::finding::{
    asset::AssetNames,
    coverage::{CheckScope, Coverage, Tool},
    observation::Observation,
    severity::Severity,
};
use jiff::Timestamp;

use crate::{
    gathered::worse,
    identifiers, moment,
    pick::{Found, Taker},
    qualys::{FAMILY, paragraphs, place, score, severity, signed_in},
    record::View,
    sink::{Flow, Loss, Problem, Sink},
};

/// The scan as far as it was read.
#[derive(Default)]
pub(super) struct Scan {
    policy: String,
    started: Option<Timestamp>,
    ip: String,
    name: String,
    netbios: String,
    os: String,
    down: bool,
    signed_in: Option<bool>,
    category: String,
    place: String,
    description: String,
}

impl Taker for Scan {
    fn take(&mut self, found: &Found<'_>, sink: &mut dyn Sink) -> Flow {
        let value = found.value;
        match found.leaf() {
            "KEY" if value.get("@value").text() == "DATE" => self.started = moment::parse(value.text()),
            "KEY" if value.get("@value").text() == "STATUS" && value.text() != "FINISHED" => sink.problem(
                Problem::new(found.place(), Loss::Nothing, format!("the scan is not finished but {:?}", value.text()))
                    .advise("its results count; download it again when it is finished"),
            ),
            "OPTION_PROFILE" => {
                value.get("OPTION_PROFILE_TITLE").text().clone_into(&mut self.policy);
                self.tell_tool(sink);
            }
            "IP" if !value.is_nothing() => self.host(found, sink),
            "IP" => return self.cover(sink),
            "OS" => value.text().clone_into(&mut self.os),
            "NETBIOS_HOSTNAME" => value.text().clone_into(&mut self.netbios),
            "CAT" => {
                value.get("@value").text().clone_into(&mut self.category);
                place(value.get("@protocol").text(), value.get("@port").text(), &mut self.place);
            }
            "INFO" => self.learn(value),
            "VULN" | "PRACTICE" => return self.vulnerability(found, sink),
            _ => {}
        }
        Continue(())
    }
}

impl Scan {
    pub(super) fn tell_tool(&self, sink: &mut dyn Sink) {
        sink.tool(&Tool { family: FAMILY, name: "Qualys", policy: &self.policy, ..Tool::default() });
    }

    fn host(&mut self, found: &Found<'_>, sink: &mut dyn Sink) {
        let host = found.value;
        host.get("@value").text().clone_into(&mut self.ip);
        match host.get("@name").text() {
            "No registered hostname" => self.name.clear(),
            name => name.clone_into(&mut self.name),
        }
        self.down = host.get("@status").text() == "down";
        self.netbios.clear();
        self.os.clear();
        self.signed_in = None;
        if self.names().names().next().is_none() {
            sink.problem(Problem::new(found.place(), Loss::Record, "a host has neither address nor name"));
        }
    }

    fn names(&self) -> AssetNames<'_> {
        let dotted = self.name.contains('.');
        AssetNames {
            fqdn: if dotted { &self.name } else { "" },
            hostname: if dotted || !self.netbios.is_empty() { &self.netbios } else { &self.name },
            ip: &self.ip,
            os: &self.os,
            ..AssetNames::default()
        }
    }

    fn learn(&mut self, test: View<'_>) {
        self.signed_in = worse(self.signed_in, signed_in(test.get("@number").text(), test.get("RESULT").text()));
    }

    fn cover(&self, sink: &mut dyn Sink) -> Flow {
        sink.coverage(&Coverage {
            asset: self.names(),
            reached: !self.down,
            authenticated: self.signed_in,
            seen_at: self.started,
            checks: CheckScope::Unknown,
            ..Coverage::default()
        })
    }

    fn vulnerability(&mut self, found: &Found<'_>, sink: &mut dyn Sink) -> Flow {
        let value = found.value;
        self.learn(value);
        let text = |path: &str| value.at(path).text();
        let (qid, step) = (text("@number"), text("@severity"));
        if qid.is_empty() {
            sink.problem(Problem::new(found.place(), Loss::Record, "a vulnerability has no QID"));
        }
        let severity = severity(step, false).unwrap_or_else(|| {
            let shown: String = step.chars().take(40).collect();
            let message = format!("the severity {shown:?} is not known; it counts as medium");
            sink.problem(Problem::new(found.place(), Loss::Value, message));
            Severity::Medium
        });
        paragraphs(&[text("DIAGNOSIS"), text("CONSEQUENCE")], &mut self.description);
        let listed = value.each("CVE_ID_LIST").flat_map(|list| list.each("CVE_ID"));
        let mut cve: Vec<&str> = listed.map(|one| one.get("ID").text()).filter(|id| !id.is_empty()).collect();
        if cve.is_empty() {
            cve = identifiers::cves(text("@cveid"));
        }
        sink.observation(&Observation {
            check: qid,
            title: match text("TITLE") {
                "" => qid,
                title => title,
            },
            severity,
            native_severity: step,
            cvss: [score("2.0", text("CVSS_BASE")), score("3.0", text("CVSS3_BASE"))].into_iter().flatten().collect(),
            cve,
            asset: self.names(),
            place: &self.place,
            seen_at: self.started,
            description: &self.description,
            recommendation: match text("SOLUTION") {
                "N/A" => "",
                solution => solution,
            },
            output: text("RESULT"),
            needs_authentication: self.category == "Local",
            ..Observation::default()
        })
    }
}
