//! The report on assets: hosts with what was found on them, then a glossary of what that is.

use std::ops::ControlFlow::Continue;

use closeout_domain::finding::{
    coverage::Tool,
    observation::{CvssStatement, Judgement},
};

use crate::{
    glossary::{Details, Finding, Held, Host},
    moment,
    pick::{Found, Part, Taker},
    qualys::{FAMILY, paragraphs, place, score, severity, signed_in},
    record::View,
    sink::{Flow, Loss, Problem, Sink},
};

/// The report as far as it was read.
#[derive(Default)]
pub(super) struct AssetReport {
    held: Held,
    description: String,
}

impl Taker for AssetReport {
    fn take(&mut self, found: &Found<'_>, sink: &mut dyn Sink) -> Flow {
        let text = found.value.text();
        match (found.leaf(), self.held.hosts.last_mut()) {
            ("TEMPLATE", _) => {
                sink.tool(&Tool { family: FAMILY, name: "Qualys", policy: text, ..Tool::default() });
            }
            ("HOST", Some(host)) if found.want.part == Part::End => {
                let names = [&host.ip, &host.fqdn, &host.hostname, &host.agent];
                if names.into_iter().all(String::is_empty) {
                    sink.problem(Problem::new(found.place(), Loss::Record, "a host has neither address nor name"));
                }
            }
            ("HOST", _) => self.held.hosts.push(Host::default()),
            ("IP", Some(host)) => text.clone_into(&mut host.ip),
            ("DNS", Some(host)) if text.contains('.') => text.clone_into(&mut host.fqdn),
            ("DNS", Some(host)) if host.hostname.is_empty() => text.clone_into(&mut host.hostname),
            ("NETBIOS", Some(host)) => text.clone_into(&mut host.hostname),
            ("QG_HOSTID", Some(host)) => text.clone_into(&mut host.agent),
            ("OPERATING_SYSTEM", Some(host)) => text.clone_into(&mut host.os),
            ("VULN_INFO", _) => return self.finding(found, sink),
            ("VULN_DETAILS", _) => return self.describe(found.value, sink),
            _ => {}
        }
        Continue(())
    }
}

impl AssetReport {
    pub(super) fn finish(&mut self, sink: &mut dyn Sink) -> Flow {
        self.held.finish(sink)
    }

    fn finding(&mut self, found: &Found<'_>, sink: &mut dyn Sink) -> Flow {
        let text = |key: &str| found.value.get(key).text();
        let qid = text("QID");
        if qid.is_empty() {
            sink.problem(Problem::new(found.place(), Loss::Record, "a finding has no QID"));
        }
        let seen_at = moment::parse(text("LAST_FOUND"));
        let result = text("RESULT");
        if let Some(host) = self.held.hosts.last_mut() {
            host.saw(seen_at, signed_in(qid, result));
        }
        let mut where_it_is = String::new();
        place(text("PROTOCOL"), text("PORT"), &mut where_it_is);
        let state = if text("VULN_STATUS") == "Fixed" { Judgement::Absent } else { Judgement::Present };
        let finding = Finding {
            at: Some(found.place()),
            host: self.held.hosts.len().saturating_sub(1),
            check: qid.to_owned(),
            gathered: text("TYPE") == "Ig",
            state,
            place: where_it_is,
            seen_at,
            output: result.to_owned(),
            needs_authentication: false,
        };
        self.held.hold(finding, sink)
    }

    fn describe(&mut self, value: View<'_>, sink: &mut dyn Sink) -> Flow {
        let text = |path: &str| value.at(path).text();
        paragraphs(&[text("THREAT"), text("IMPACT")], &mut self.description);
        let listed = value.each("CVE_ID_LIST").flat_map(|list| list.each("CVE_ID"));
        let cvss: [Option<CvssStatement<'_>>; 2] =
            [score("2.0", text("CVSS_SCORE/CVSS_BASE")), score("3.0", text("CVSS3_SCORE/CVSS3_BASE"))];
        let details = Details {
            title: text("TITLE"),
            severity: severity(text("SEVERITY"), false),
            native_severity: text("SEVERITY"),
            needs_authentication: text("CATEGORY") == "Local",
            cvss: cvss.into_iter().flatten().collect(),
            cve: listed.map(|one| one.get("ID").text()).filter(|id| !id.is_empty()).collect(),
            cwe: Vec::new(),
            description: &self.description,
            recommendation: match text("SOLUTION") {
                "N/A" => "",
                solution => solution,
            },
        };
        self.held.describe(text("QID"), &details, sink)
    }
}
