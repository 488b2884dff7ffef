//! What sslyze finds out about TLS services, as `sslyze --json_out` writes it since version 5. It states facts and grades
//! none of them: which are weaknesses, and how bad, is said in `sslyze/checks.rs`.

use std::{io::BufRead, ops::ControlFlow::Continue};

use closeout_domain::finding::{
    asset::AssetNames,
    coverage::{CheckScope, Tool},
    observation::{Judgement, Observation},
};
use jiff::Timestamp;

use crate::{
    format::Format,
    gathered::Gathered,
    head::Head,
    held::Held,
    json, limits, moment,
    pick::{Found, Taker, Want, whole},
    record::View,
    sink::{Flow, Loss, Place, Problem, Sink, Unreadable},
    web,
};

mod checks;

use checks::{CHECKS, Check};

/// See the module.
pub(crate) struct Sslyze;

impl Format for Sslyze {
    fn id(&self) -> &'static str {
        "sslyze"
    }

    fn name(&self) -> &'static str {
        "sslyze results (JSON)"
    }

    fn extensions(&self) -> &'static [&'static str] {
        &["json"]
    }

    fn yields(&self) -> &'static str {
        "one observation per check of a service; what it does not have is absent"
    }

    fn recognises(&self, head: &Head<'_>) -> bool {
        // The dates stand before the results or behind them; a result's own members are told by the head's text.
        let keys = head.json_keys();
        keys.contains(&"server_scan_results")
            || (keys.contains(&"invalid_server_strings") && head.text().contains("\"server_scan_results\""))
    }

    fn read(&self, input: &mut dyn BufRead, sink: &mut dyn Sink) -> Result<(), Unreadable> {
        let mut run = Run::default();
        run.tell_tool(sink);
        if json::pick(input, WANTS, sink, &mut run)?.is_continue() && run.release(sink).is_continue() {
            let _stopped = run.assets.cover(CheckScope::Stated, sink);
        }
        Ok(())
    }
}

const WANTS: &[Want] = &[
    whole("sslyze_version"),
    whole("date_scans_started"),
    whole("invalid_server_strings[]"),
    whole("server_scan_results[]"),
];

/// What a result holds most of, and nothing is taken from: certificates, suites that were refused, keys.
const UNWANTED: [&str; 6] = [
    "received_certificate_chain",
    "verified_certificate_chain",
    "rejected_cipher_suites",
    "ephemeral_key",
    "elliptic_curves",
    "ocsp_response",
];

/// The run as far as it was read. Where the date stands behind the servers they are held back for it.
#[derive(Default)]
struct Run {
    version: String,
    started: Option<Timestamp>,
    held: Held,
    /// Nothing is held any more: the date is known, or there are too many.
    direct: bool,
    assets: Gathered,
}

impl Taker for Run {
    fn take(&mut self, found: &Found<'_>, sink: &mut dyn Sink) -> Flow {
        let text = found.value.text();
        match found.leaf() {
            "sslyze_version" => {
                text.clone_into(&mut self.version);
                self.tell_tool(sink);
            }
            "date_scans_started" => {
                self.started = moment::parse(text);
                if self.started.is_none() {
                    let shown: String = text.chars().take(40).collect();
                    let message = format!("the time {shown:?} cannot be read");
                    sink.problem(Problem::new(found.place(), Loss::Value, message));
                } else if self.direct {
                    let message = "the date stands behind more servers than can be held, which lack it";
                    sink.problem(Problem::new(found.place(), Loss::Value, message));
                }
                return self.release(sink);
            }
            "invalid_server_strings[]" => {
                let [server, why] = ["server_string", "error_message"].map(|key| found.value.get(key).text());
                sink.problem(Problem::new(found.place(), Loss::Nothing, format!("{server:?} was not scanned: {why}")));
            }
            _ if self.direct => return self.server(found.value, &|| found.place(), sink),
            _ => {
                if !self.held.push(found.value.without(&UNWANTED), found.place()) {
                    return self.release(sink);
                }
            }
        }
        Continue(())
    }
}

/// A service that was scanned.
struct Service<'a> {
    asset: AssetNames<'a>,
    place: &'a str,
    seen_at: Option<Timestamp>,
}

impl Run {
    fn tell_tool(&self, sink: &mut dyn Sink) {
        sink.tool(&Tool { family: "sslyze", name: "sslyze", version: &self.version, ..Tool::default() });
    }

    /// States what was held back; from now on nothing is.
    fn release(&mut self, sink: &mut dyn Sink) -> Flow {
        self.direct = true;
        for (record, place) in self.held.take() {
            self.server(record.view(), &|| place.clone(), sink)?;
        }
        Continue(())
    }

    fn server(&mut self, server: View<'_>, place: &dyn Fn() -> Place, sink: &mut dyn Sink) -> Flow {
        let location = server.get("server_location");
        let [host, ip, port] = ["hostname", "ip_address", "port"].map(|key| location.get(key).text());
        let called = web::names(host);
        let asset = AssetNames { ip: if ip.is_empty() { called.ip } else { ip }, ..called };
        if asset.names().next().is_none() {
            sink.problem(Problem::new(place(), Loss::Record, "this result does not say which server it is of"));
            return Continue(());
        }
        let scan = server.get("scan_result");
        if scan.is_nothing() {
            let why = server.get("connectivity_error_trace").text().lines().last().unwrap_or_default();
            let shown: String = why.chars().take(200).collect();
            let message = format!("{host} was not scanned: {shown}");
            sink.problem(Problem::new(place(), Loss::Nothing, message.trim_end_matches(": ")));
            return Continue(());
        }
        self.assets.see(asset, self.started, None, sink)?;
        let at = format!("tcp/{}", if port.is_empty() { "443" } else { port });
        let service = Service { asset, place: &at, seen_at: self.started };
        for check in CHECKS {
            let attempt = scan.get(check.command);
            match attempt.get("status").text() {
                // It was not asked for, or that version did not know it.
                "NOT_SCHEDULED" => continue,
                _ if attempt.is_nothing() => continue,
                _ => {}
            }
            if attempt.get("result").is_nothing() {
                let why = attempt.first(&["error_reason", "status"]);
                service.state(check, Judgement::NotJudged, why, "", sink)?;
            } else if check.command == "certificate_info" {
                let deployments = attempt.get("result").get("certificate_deployments");
                let several = deployments.items().count() > 1;
                for (n, deployment) in deployments.items().enumerate() {
                    let part = if several { format!(" <cert#{}>", n + 1) } else { String::new() };
                    let (state, said) = check.judge(deployment);
                    service.state(check, state, &said, &part, sink)?;
                }
            } else {
                let (state, said) = check.judge(attempt.get("result"));
                service.state(check, state, &said, "", sink)?;
            }
        }
        Continue(())
    }
}

impl Service<'_> {
    fn state(&self, check: &Check, state: Judgement, said: &str, part: &str, sink: &mut dyn Sink) -> Flow {
        sink.observation(&Observation {
            // A pass counts for the whole host, and a run may be of one port alone: the port is part of the check.
            check: &format!("{} {}", check.id, self.place),
            title: check.title,
            state,
            severity: check.severity,
            cve: check.cve.to_vec(),
            asset: self.asset,
            place: &format!("{}{part}", self.place),
            seen_at: self.seen_at,
            output: said.get(..said.floor_char_boundary(limits::TEXT)).unwrap_or(said),
            ..Observation::default()
        })
    }
}
