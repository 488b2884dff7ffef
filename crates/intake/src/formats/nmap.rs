//! Nmap's XML report (`nmap -oX`): open ports, with what answers behind them and what scripts saw.

use std::{io::BufRead, ops::ControlFlow::Continue};

use closeout_domain::finding::{
    asset::AssetNames,
    coverage::{CheckScope, Coverage, Tool},
    observation::Observation,
    severity::Severity,
};
use jiff::Timestamp;

use crate::{
    format::Format,
    head::Head,
    identifiers, moment,
    pick::{Found, Taker, Want, start, whole},
    record::View,
    sink::{Flow, Loss, Problem, Sink, Unreadable},
    xml,
};

/// See the module.
pub(crate) struct Nmap;

/// All ports of a protocol, less the reserved one.
const ALL_PORTS: f64 = 65_535.0;

impl Format for Nmap {
    fn id(&self) -> &'static str {
        "nmap"
    }

    fn name(&self) -> &'static str {
        "Nmap (XML)"
    }

    fn extensions(&self) -> &'static [&'static str] {
        &["xml"]
    }

    fn yields(&self) -> &'static str {
        "one observation per open port; coverage of every host, which proves an absence only after a scan of all ports"
    }

    fn recognises(&self, head: &Head<'_>) -> bool {
        head.xml_root() == Some("nmaprun")
    }

    fn read(&self, input: &mut dyn BufRead, sink: &mut dyn Sink) -> Result<(), Unreadable> {
        let _stopped = xml::pick(input, WANTS, sink, &mut Scan::default())?;
        Ok(())
    }
}

const WANTS: &[Want] = &[start("nmaprun"), start("nmaprun/scaninfo"), whole("nmaprun/host")];

/// The scan as far as it was read.
#[derive(Default)]
struct Scan {
    started: Option<Timestamp>,
    all_ports: bool,
    title: String,
    check: String,
    place: String,
    output: String,
}

impl Taker for Scan {
    fn take(&mut self, found: &Found<'_>, sink: &mut dyn Sink) -> Flow {
        let value = found.value;
        match found.leaf() {
            "nmaprun" => {
                self.started = moment::parse(value.get("@start").text());
                let (version, policy) = (value.get("@version").text(), value.get("@args").text());
                sink.tool(&Tool { family: "nmap", name: "Nmap", version, policy, check_set: "" });
            }
            "scaninfo" => self.all_ports |= value.get("@numservices").number().is_some_and(|n| n >= ALL_PORTS),
            _ => return self.host(found, sink),
        }
        Continue(())
    }
}

impl Scan {
    fn host(&mut self, found: &Found<'_>, sink: &mut dyn Sink) -> Flow {
        let host = found.value;
        let address = |kinds: &[&str]| {
            let addresses = host.each("address").filter(|a| kinds.contains(&a.get("@addrtype").text()));
            addresses.map(|address| address.get("@addr").text()).find(|address| !address.is_empty()).unwrap_or("")
        };
        let names = || host.each("hostnames").flat_map(|names| names.each("hostname"));
        let given = names().find(|name| name.get("@type").text() == "user").or_else(|| names().next());
        let name = given.map_or("", |name| name.get("@name").text());
        let asset = AssetNames {
            fqdn: if name.contains('.') { name } else { "" },
            hostname: if name.contains('.') { "" } else { name },
            ip: address(&["ipv4", "ipv6"]),
            mac: address(&["mac"]),
            os: host.each("os").flat_map(|os| os.each("osmatch")).next().map_or("", |os| os.get("@name").text()),
            ..AssetNames::default()
        };
        if asset.names().next().is_none() {
            sink.problem(Problem::new(found.place(), Loss::Record, "a host has neither address nor name"));
        }
        let ended = moment::parse(host.get("@endtime").text());
        let seen_at = ended.or_else(|| moment::parse(host.get("@starttime").text())).or(self.started);
        for port in host.each("ports").flat_map(|ports| ports.each("port")) {
            if port.at("state/@state").text() == "open" {
                self.port(port, asset, seen_at, sink)?;
            }
        }
        sink.coverage(&Coverage {
            asset,
            reached: host.at("status/@state").text() == "up",
            seen_at,
            checks: if self.all_ports { CheckScope::Edition } else { CheckScope::Unknown },
            ..Coverage::default()
        })
    }

    fn port(&mut self, port: View<'_>, asset: AssetNames<'_>, seen_at: Option<Timestamp>, sink: &mut dyn Sink) -> Flow {
        let (protocol, number) = (port.get("@protocol").text(), port.get("@portid").text());
        let service = port.get("service");
        self.place = format!("{protocol}/{number}");
        self.check = format!("open-port/{protocol}/{number}");
        self.title = format!("Port {number}/{protocol} is open");
        let name = service.get("@name").text();
        if !name.is_empty() {
            self.title.push_str(&format!(" ({name})"));
        }
        self.output.clear();
        let banner = ["@product", "@version", "@extrainfo"].map(|part| service.get(part).text());
        for part in banner.into_iter().filter(|part| !part.is_empty()) {
            self.output.push_str(if self.output.is_empty() { "" } else { " " });
            self.output.push_str(part);
        }
        for script in port.each("script") {
            let (id, said) = (script.get("@id").text(), script.get("@output").text());
            self.output.push_str(&format!("{}{id}: {said}", if self.output.is_empty() { "" } else { "\n\n" }));
        }
        let cve = identifiers::cves(&self.output);
        sink.observation(&Observation {
            check: &self.check,
            title: &self.title,
            severity: Severity::Info,
            cve,
            asset,
            place: &self.place,
            seen_at,
            output: &self.output,
            ..Observation::default()
        })
    }
}
