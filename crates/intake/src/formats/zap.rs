//! ZAP's traditional report, in XML or JSON, also "plus" with requests and answers.

use std::{io::BufRead, ops::ControlFlow::Continue};

use closeout_domain::finding::{
    asset::AssetNames,
    coverage::{CheckScope, Coverage, Tool},
    observation::{Judgement, Observation},
    severity::Severity,
};
use jiff::Timestamp;

use crate::{
    format::Format,
    head::Head,
    identifiers, json, moment,
    pick::{Found, Taker, Want, end, start, whole},
    record::View,
    sink::{Flow, Loss, Problem, Sink, Unreadable},
    web, xml,
};

/// See the module.
pub(crate) struct Zap;

impl Format for Zap {
    fn id(&self) -> &'static str {
        "zap"
    }

    fn name(&self) -> &'static str {
        "ZAP report (XML, JSON)"
    }

    fn extensions(&self) -> &'static [&'static str] {
        &["xml", "json"]
    }

    fn yields(&self) -> &'static str {
        "one observation per alert of a site; coverage per site, which proves no absence"
    }

    fn recognises(&self, head: &Head<'_>) -> bool {
        let keys = head.json_keys();
        head.xml_root() == Some("OWASPZAPReport")
            || (keys.contains(&"site") && keys.contains(&"@generated"))
            || (keys.contains(&"@programName") && keys.contains(&"@version"))
    }

    fn read(&self, input: &mut dyn BufRead, sink: &mut dyn Sink) -> Result<(), Unreadable> {
        let mut report = Report::default();
        report.tell_tool("", sink);
        let _stopped = if web::is_json(input)? {
            json::pick(input, JSON, sink, &mut report)?
        } else {
            xml::pick(input, XML, sink, &mut report)?
        };
        Ok(())
    }
}

const XML: &[Want] = &[
    start("OWASPZAPReport"),
    start("OWASPZAPReport/site"),
    whole("OWASPZAPReport/site/alerts/alertitem"),
    end("OWASPZAPReport/site"),
];

const JSON: &[Want] = &[
    whole("@version"),
    whole("@generated"),
    whole("created"),
    whole("site[]/@name"),
    whole("site[]/@host"),
    whole("site[]/alerts[]"),
    end("site[]"),
];

/// The report as far as it was read.
#[derive(Default)]
struct Report {
    generated: Option<Timestamp>,
    site: String,
    host: String,
    place: String,
    description: String,
    recommendation: String,
    output: String,
}

impl Taker for Report {
    fn take(&mut self, found: &Found<'_>, sink: &mut dyn Sink) -> Flow {
        let value = found.value;
        match found.leaf() {
            "OWASPZAPReport" => {
                self.generated = moment::parse(value.first(&["@created", "@generated"]));
                self.tell_tool(value.get("@version").text(), sink);
            }
            "@version" => self.tell_tool(value.text(), sink),
            "@generated" | "created" => self.generated = moment::parse(value.text()).or(self.generated),
            "@name" => value.text().clone_into(&mut self.site),
            "@host" => value.text().clone_into(&mut self.host),
            "site" if !value.is_nothing() => {
                value.get("@name").text().clone_into(&mut self.site);
                value.get("@host").text().clone_into(&mut self.host);
            }
            "site" | "site[]" => return self.cover(sink),
            _ => return self.alert(found, sink),
        }
        Continue(())
    }
}

impl Report {
    fn tell_tool(&self, version: &str, sink: &mut dyn Sink) {
        sink.tool(&Tool { family: "zap", name: "ZAP", version, ..Tool::default() });
    }

    fn names(&self) -> AssetNames<'_> {
        web::names(if self.host.is_empty() { web::host(&self.site) } else { &self.host })
    }

    /// The site is over.
    fn cover(&mut self, sink: &mut dyn Sink) -> Flow {
        let flow = if self.names().names().next().is_none() {
            Continue(())
        } else {
            sink.coverage(&Coverage {
                asset: self.names(),
                reached: true,
                seen_at: self.generated,
                checks: CheckScope::Unknown,
                ..Coverage::default()
            })
        };
        self.site.clear();
        self.host.clear();
        flow
    }

    fn alert(&mut self, found: &Found<'_>, sink: &mut dyn Sink) -> Flow {
        let value = found.value;
        let text = |key: &str| value.get(key).text();
        let check = value.first(&["alertRef", "pluginid"]);
        let mut lost = |message: &str| sink.problem(Problem::new(found.place(), Loss::Record, message));
        if check.is_empty() {
            lost("an alert does not say which rule raised it");
        }
        if self.names().names().next().is_none() {
            lost("an alert belongs to no site");
        }
        let severity = match text("riskcode") {
            "0" => Severity::Info,
            "1" => Severity::Low,
            "2" => Severity::Medium,
            "3" => Severity::High,
            other => {
                let shown: String = other.chars().take(40).collect();
                let message = format!("the risk {shown:?} is not known; it counts as medium");
                sink.problem(Problem::new(found.place(), Loss::Value, message));
                Severity::Medium
            }
        };
        // An alert stands for the whole site, and its instances for the pages where it was seen, which differ from run to
        // run. Before they were merged, each alert had one page.
        let page = if text("uri").is_empty() { &self.site } else { text("uri") };
        web::place(page, text("param"), &mut self.place);
        web::plain(text("desc"), &mut self.description);
        web::plain(text("solution"), &mut self.recommendation);
        self.see(value);
        let cwe = format!("CWE-{}", text("cweid"));
        let number = text("cweid").parse::<u32>().unwrap_or_default();
        sink.observation(&Observation {
            check,
            title: value.first(&["name", "alert"]),
            state: if text("confidence") == "0" { Judgement::NotJudged } else { Judgement::Present },
            severity,
            native_severity: value.first(&["riskdesc", "riskcode"]),
            cve: identifiers::cves(text("otherinfo")),
            cwe: if number > 0 { vec![&cwe] } else { Vec::new() },
            asset: self.names(),
            place: &self.place,
            seen_at: self.generated,
            description: &self.description,
            recommendation: &self.recommendation,
            output: &self.output,
            ..Observation::default()
        })
    }

    /// The pages where it was seen, with the parameter and what gave it away; not the traffic.
    fn see(&mut self, alert: View<'_>) {
        web::plain(alert.get("otherinfo").text(), &mut self.output);
        let nested = alert.each("instances").flat_map(|list| {
            let itself = !list.get("uri").is_nothing();
            list.each("instance").chain(itself.then_some(list))
        });
        for instance in nested {
            let parts = ["method", "uri", "param", "evidence"].map(|key| instance.get(key).text());
            let said: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
            self.output.push_str(if self.output.is_empty() { "" } else { "\n" });
            self.output.push_str(&said.join(" "));
        }
    }
}
