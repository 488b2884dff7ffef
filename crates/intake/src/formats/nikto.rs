//! Nikto's report, in XML or JSON.

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
    identifiers, json, moment,
    pick::{Found, Part, Taker, Want, end, start, whole},
    sink::{Flow, Loss, Problem, Sink, Unreadable},
    web, xml,
};

/// See the module.
pub(crate) struct Nikto;

impl Format for Nikto {
    fn id(&self) -> &'static str {
        "nikto"
    }

    fn name(&self) -> &'static str {
        "Nikto report (XML, JSON)"
    }

    fn extensions(&self) -> &'static [&'static str] {
        &["xml", "json"]
    }

    fn yields(&self) -> &'static str {
        "one observation per item; coverage per host, which proves no absence"
    }

    fn recognises(&self, head: &Head<'_>) -> bool {
        let keys = head.json_keys();
        head.xml_root().is_some_and(|root| ["niktoscan", "niktoscans"].contains(&root))
            || ["host", "ip", "port", "banner", "vulnerabilities"].iter().all(|key| keys.contains(key))
    }

    fn read(&self, input: &mut dyn BufRead, sink: &mut dyn Sink) -> Result<(), Unreadable> {
        let mut scan = Scan::default();
        scan.tell_tool("", sink);
        let _stopped = if web::is_json(input)? {
            json::pick(input, JSON, sink, &mut scan)?
        } else {
            xml::pick(input, XML, sink, &mut scan)?
        };
        Ok(())
    }
}

const XML: &[Want] =
    &[start("**/niktoscan"), start("**/scandetails"), whole("**/scandetails/item"), end("**/scandetails")];

const JSON: &[Want] = &[
    whole("host"),
    whole("ip"),
    whole("port"),
    whole("vulnerabilities[]"),
    end(""),
    whole("[]/host"),
    whole("[]/ip"),
    whole("[]/port"),
    whole("[]/vulnerabilities[]"),
    end("[]"),
];

/// The host that is being read.
#[derive(Default)]
struct Scan {
    host: String,
    ip: String,
    port: String,
    started: Option<Timestamp>,
    url: String,
    place: String,
}

impl Taker for Scan {
    fn take(&mut self, found: &Found<'_>, sink: &mut dyn Sink) -> Flow {
        let value = found.value;
        match found.leaf() {
            "niktoscan" => {
                let version = value.get("@version").text();
                if !version.is_empty() {
                    self.tell_tool(version, sink);
                }
            }
            "scandetails" if found.want.part == Part::Start => {
                let text = |key: &str| value.get(key).text().to_owned();
                (self.host, self.ip, self.port) = (text("@targethostname"), text("@targetip"), text("@targetport"));
                self.started = moment::parse(value.get("@starttime").text());
            }
            "host" => value.text().clone_into(&mut self.host),
            "ip" => value.text().clone_into(&mut self.ip),
            "port" => value.text().clone_into(&mut self.port),
            "item" | "vulnerabilities[]" => return self.item(found, sink),
            _ => return self.cover(sink),
        }
        Continue(())
    }
}

impl Scan {
    fn tell_tool(&self, version: &str, sink: &mut dyn Sink) {
        sink.tool(&Tool { family: "nikto", name: "Nikto", version, ..Tool::default() });
    }

    fn names(&self) -> AssetNames<'_> {
        let called = web::names(&self.host);
        AssetNames { ip: if self.ip.is_empty() { called.ip } else { &self.ip }, ..called }
    }

    /// The host is over.
    fn cover(&mut self, sink: &mut dyn Sink) -> Flow {
        let flow = if self.names().names().next().is_none() {
            Continue(())
        } else {
            sink.coverage(&Coverage {
                asset: self.names(),
                reached: true,
                seen_at: self.started,
                checks: CheckScope::Unknown,
                ..Coverage::default()
            })
        };
        [&mut self.host, &mut self.ip, &mut self.port].into_iter().for_each(String::clear);
        self.started = None;
        flow
    }

    fn item(&mut self, found: &Found<'_>, sink: &mut dyn Sink) -> Flow {
        let value = found.value;
        let check = value.first(&["@id", "id"]);
        let said = value.first(&["description", "msg"]);
        let mut lost = |message: &str| sink.problem(Problem::new(found.place(), Loss::Record, message));
        if check.is_empty() {
            lost("an item has no id");
        }
        if self.names().names().next().is_none() {
            lost("an item belongs to no host");
        }
        // XML has the whole site, JSON only the port: both give the same place.
        let path = value.first(&["uri", "url"]);
        self.url = if self.port.is_empty() { path.to_owned() } else { format!("tcp/{} {path}", self.port) };
        // One id stands for all headers, one for all entries of a list: what is quoted tells them apart.
        let quoted = said.split('\'').nth(1).filter(|quoted| (1..80).contains(&quoted.len())).unwrap_or("");
        web::place(&self.url, quoted, &mut self.place);
        let mut cve = identifiers::cves(said);
        for one in identifiers::cves(value.first(&["references", "@references"])) {
            if !cve.contains(&one) {
                cve.push(one);
            }
        }
        let osvdb = value.first(&["@osvdbid", "OSVDB"]);
        let output = if ["", "0"].contains(&osvdb) { String::new() } else { format!("OSVDB-{osvdb}") };
        sink.observation(&Observation {
            check,
            title: said.lines().next().unwrap_or_default(),
            // Nikto gives none, and nobody has said that it is harmless.
            severity: Severity::Medium,
            cve,
            asset: self.names(),
            place: &self.place,
            seen_at: self.started,
            description: said,
            output: &output,
            ..Observation::default()
        })
    }
}
