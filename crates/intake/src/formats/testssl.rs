//! What testssl.sh finds out about a TLS service, as its flat JSON (a list) or its pretty one (an object for each host).

use std::{io::BufRead, ops::ControlFlow::Continue};

use closeout_domain::finding::{
    asset::AssetNames,
    coverage::{CheckScope, Tool},
    observation::{Judgement, Observation},
    severity::Severity,
};
use jiff::Timestamp;

use crate::{
    format::Format,
    gathered::Gathered,
    head::Head,
    identifiers, json, moment,
    pick::{Found, Part, Taker, Want, end, start, whole},
    sink::{Flow, Loss, Problem, Sink, Unreadable},
    web,
};

/// See the module.
pub(crate) struct Testssl;

impl Format for Testssl {
    fn id(&self) -> &'static str {
        "testssl"
    }

    fn name(&self) -> &'static str {
        "testssl.sh results (JSON)"
    }

    fn extensions(&self) -> &'static [&'static str] {
        &["json"]
    }

    fn yields(&self) -> &'static str {
        "one observation per result of a service; what is OK is absent"
    }

    fn recognises(&self, head: &Head<'_>) -> bool {
        let keys = head.json_keys();
        let all = |wanted: &[&str]| wanted.iter().all(|key| keys.contains(key));
        all(&["id", "ip", "port", "severity", "finding"]) || all(&["Invocation", "scanResult"])
    }

    fn read(&self, input: &mut dyn BufRead, sink: &mut dyn Sink) -> Result<(), Unreadable> {
        let mut run = Run::default();
        run.tell_tool(sink);
        if json::pick(input, WANTS, sink, &mut run)?.is_continue() {
            let _stopped = run.assets.cover(CheckScope::Stated, sink);
        }
        Ok(())
    }
}

const WANTS: &[Want] = &[
    whole("[]"),
    whole("version"),
    whole("startTime"),
    start("scanResult"),
    whole("scanResult[]/targetHost|ip|port|rDNS|service|id|severity|finding"),
    whole("scanResult[]/*[]"),
    end("scanResult[]"),
];

/// The run as far as it was read.
#[derive(Default)]
struct Run {
    version: String,
    started: Option<Timestamp>,
    assets: Gathered,
    service: Service,
}

/// The host at hand, in the pretty form; what stands there instead where it could not be scanned.
#[derive(Default)]
struct Service {
    host: String,
    ip: String,
    port: String,
    id: String,
    severity: String,
    finding: String,
}

/// One result, from either form.
struct Stated<'a> {
    host: &'a str,
    ip: &'a str,
    port: &'a str,
    id: &'a str,
    severity: &'a str,
    finding: &'a str,
    cve: &'a str,
    cwe: &'a str,
}

impl Taker for Run {
    fn take(&mut self, found: &Found<'_>, sink: &mut dyn Sink) -> Flow {
        let value = found.value;
        let text = |key: &str| value.get(key).text();
        match (found.want.part, found.want.path) {
            (Part::Start, _) => Continue(()),
            (Part::End, _) => {
                let service = std::mem::take(&mut self.service);
                if service.id.is_empty() {
                    return Continue(());
                }
                let Service { host, ip, port, id, severity, finding } = &service;
                self.state(&Stated { host, ip, port, id, severity, finding, cve: "", cwe: "" }, found, sink)
            }
            (_, "[]") => {
                // As in "shop.example/192.0.2.1"; either may be missing.
                let (host, ip) = text("ip").split_once('/').unwrap_or((text("ip"), ""));
                let [port, id, severity, finding, cve, cwe] =
                    ["port", "id", "severity", "finding", "cve", "cwe"].map(text);
                self.state(&Stated { host, ip, port, id, severity, finding, cve, cwe }, found, sink)
            }
            (_, "scanResult[]/*[]") => {
                let service = std::mem::take(&mut self.service);
                let Service { host, ip, port, .. } = &service;
                let [id, severity, finding, cve, cwe] = ["id", "severity", "finding", "cve", "cwe"].map(text);
                let flow = self.state(&Stated { host, ip, port, id, severity, finding, cve, cwe }, found, sink);
                self.service = service;
                flow
            }
            _ => {
                self.keep(found, sink);
                Continue(())
            }
        }
    }
}

impl Run {
    fn tell_tool(&self, sink: &mut dyn Sink) {
        sink.tool(&Tool { family: "testssl", name: "testssl.sh", version: &self.version, ..Tool::default() });
    }

    fn keep(&mut self, found: &Found<'_>, sink: &mut dyn Sink) {
        let text = found.value.text();
        let slot = match found.member() {
            "version" => {
                text.clone_into(&mut self.version);
                return self.tell_tool(sink);
            }
            "startTime" => {
                self.started = moment::parse(text);
                if self.started.is_none() {
                    let shown: String = text.chars().take(40).collect();
                    let message = format!("the time {shown:?} cannot be read");
                    sink.problem(Problem::new(found.place(), Loss::Value, message));
                }
                return;
            }
            "targetHost" => &mut self.service.host,
            "ip" => &mut self.service.ip,
            "port" => &mut self.service.port,
            "id" => &mut self.service.id,
            "severity" => &mut self.service.severity,
            "finding" => &mut self.service.finding,
            _ => return,
        };
        text.clone_into(slot);
    }

    fn state(&mut self, stated: &Stated<'_>, found: &Found<'_>, sink: &mut dyn Sink) -> Flow {
        let mut list = |loss, message: String| sink.problem(Problem::new(found.place(), loss, message));
        let called = web::names(stated.host);
        let asset = AssetNames { ip: if stated.ip.is_empty() { called.ip } else { stated.ip }, ..called };
        if stated.id.is_empty() || asset.names().next().is_none() {
            list(Loss::Record, "this result names no check, or no host".to_owned());
            return Continue(());
        }
        let (state, severity) = match stated.severity {
            "OK" => (Judgement::Absent, Severity::Info),
            // The test broke off, or the client could not run it.
            "WARN" | "FATAL" | "DEBUG" => (Judgement::NotJudged, Severity::Info),
            word => match word.parse() {
                Ok(severity) => (Judgement::Present, severity),
                Err(_) => {
                    let shown: String = word.chars().take(40).collect();
                    list(Loss::Value, format!("the severity {shown:?} is not known; it counts as medium"));
                    (Judgement::Present, Severity::Medium)
                }
            },
        };
        // A service with several certificates: the check is the same.
        let (title, part) = stated.id.split_once(" <").unwrap_or((stated.id, ""));
        let mut place = format!("tcp/{}", if stated.port.is_empty() { "443" } else { stated.port });
        // A pass counts for the whole host, and a run may be of one port alone: the port is part of the check.
        let check = format!("{title} {place}");
        if !part.is_empty() {
            place.push_str(" <");
            place.push_str(part);
        }
        let cwe = identifiers::cwes(stated.cwe);
        // A host that could not be scanned was not looked at.
        if stated.severity != "FATAL" {
            self.assets.see(asset, self.started, None, sink)?;
        }
        sink.observation(&Observation {
            check: &check,
            title,
            state,
            severity,
            native_severity: stated.severity,
            cve: identifiers::cves(stated.cve),
            cwe: cwe.iter().map(String::as_str).collect(),
            asset,
            place: &place,
            seen_at: self.started,
            output: stated.finding,
            ..Observation::default()
        })
    }
}
