//! CycloneDX in JSON and XML: vulnerabilities of the components of a bill of materials, and what their makers judged of
//! them (VEX); also the extension of version 1.2, which keeps vulnerabilities within their component.

use std::{io::BufRead, ops::ControlFlow::Continue};

use closeout_domain::finding::{
    asset::AssetNames,
    coverage::{CheckScope, Coverage, Tool},
    observation::{Judgement, Observation},
};
use jiff::Timestamp;

use crate::{
    format::Format,
    head::Head,
    held::Held,
    identifiers, json, limits, moment,
    pick::{Found, Part, Taker, Want, end, whole},
    record::View,
    sink::{Flow, Loss, Place, Problem, Sink, Unreadable},
    xml,
};

mod components;
mod rating;

use components::{Components, bare, entries};

/// See the module.
pub(crate) struct CycloneDx;

impl Format for CycloneDx {
    fn id(&self) -> &'static str {
        "cyclonedx"
    }

    fn name(&self) -> &'static str {
        "CycloneDX (JSON and XML)"
    }

    fn extensions(&self) -> &'static [&'static str] {
        &["json", "xml"]
    }

    fn yields(&self) -> &'static str {
        "one observation per vulnerability; what is resolved, not affected or a false positive is absent"
    }

    fn recognises(&self, head: &Head<'_>) -> bool {
        let text = head.text();
        if let Some(root) = head.xml_root() {
            return root.rsplit(':').next() == Some("bom") && text.contains("cyclonedx.org/schema/bom");
        }
        let keys = head.json_keys();
        keys.contains(&"bomFormat") || (keys.contains(&"specVersion") && text.contains("\"CycloneDX\""))
    }

    fn read(&self, input: &mut dyn BufRead, sink: &mut dyn Sink) -> Result<(), Unreadable> {
        sink.tool(&Tool { family: "cyclonedx", name: "CycloneDX", ..Tool::default() });
        let mut bill = Bill::default();
        let is_xml = input.fill_buf()?.trim_ascii_start().first() == Some(&b'<');
        let flow =
            if is_xml { xml::pick(input, XML, sink, &mut bill)? } else { json::pick(input, JSON, sink, &mut bill)? };
        if flow.is_continue() {
            // A file that was cut off: what was held of it counts.
            let _stopped = bill.release(sink);
        }
        Ok(())
    }
}

const JSON: &[Want] = &[
    whole("bomFormat"),
    whole("metadata/timestamp"),
    whole("metadata/component"),
    whole("components[]"),
    whole("vulnerabilities[]"),
    end(""),
];

const XML: &[Want] = &[
    crate::pick::start("bom"),
    whole("bom/metadata/timestamp"),
    whole("bom/metadata/component"),
    whole("bom/components/component"),
    whole("bom/vulnerabilities/vulnerability"),
    end("bom"),
];

/// The document as far as it was read. Vulnerabilities wait for the components, which may stand behind them.
#[derive(Default)]
struct Bill {
    subject: String,
    seen_at: Option<Timestamp>,
    components: Components,
    held: Held,
    direct: bool,
    nameless: bool,
}

impl Taker for Bill {
    fn take(&mut self, found: &Found<'_>, sink: &mut dyn Sink) -> Flow {
        let value = found.value;
        match (found.want.path, found.want.part) {
            (_, Part::Start) | ("bomFormat", _) => {}
            (_, Part::End) => return self.finish(sink),
            ("metadata/timestamp" | "bom/metadata/timestamp", _) => self.seen_at = moment::parse(value.text()),
            ("metadata/component" | "bom/metadata/component", _) => {
                self.subject = components::name(value);
                self.components.keep(value);
            }
            ("components[]" | "bom/components/component", _) => return self.component(found, value, sink),
            _ if self.direct => return self.state(value, None, &|| found.place(), sink),
            _ => {
                if !self.held.push(value.without(&["credits", "advisories", "tools", "proofOfConcept"]), found.place())
                {
                    self.direct = true;
                    return self.release(sink);
                }
            }
        }
        Continue(())
    }
}

impl Bill {
    /// Keeps a component and those in it; states the vulnerabilities that the old extension keeps within.
    fn component(&mut self, found: &Found<'_>, component: View<'_>, sink: &mut dyn Sink) -> Flow {
        if !self.components.keep(component) {
            let megabytes = limits::HELD / (1024 * 1024);
            let message =
                format!("the components hold more than {megabytes} MB of names; from here on refs stand for them");
            sink.problem(Problem::new(found.place(), Loss::Value, message));
        }
        for vulnerability in entries(component, "vulnerabilities", "vulnerability") {
            self.state(vulnerability, Some(component), &|| found.place(), sink)?;
        }
        for inner in entries(component, "components", "component") {
            self.component(found, inner, sink)?;
        }
        Continue(())
    }

    fn release(&mut self, sink: &mut dyn Sink) -> Flow {
        for (record, place) in self.held.take() {
            self.state(record.view(), None, &|| place.clone(), sink)?;
        }
        Continue(())
    }

    fn finish(&mut self, sink: &mut dyn Sink) -> Flow {
        self.release(sink)?;
        if self.nameless {
            sink.problem(
                Problem::new(Place::File, Loss::Nothing, "the document does not name what it is about")
                    .advise("have the tool write metadata.component, so that products are told apart"),
            );
        }
        sink.coverage(&Coverage {
            asset: AssetNames { package: &self.subject, ..AssetNames::default() },
            reached: true,
            seen_at: self.seen_at,
            checks: CheckScope::Unknown,
            ..Coverage::default()
        })
    }

    fn state(
        &mut self,
        vulnerability: View<'_>,
        within: Option<View<'_>>,
        at: &dyn Fn() -> Place,
        sink: &mut dyn Sink,
    ) -> Flow {
        let text = |key| vulnerability.get(key).text();
        let mut list = |loss, message: String| sink.problem(Problem::new(at(), loss, message));
        let id = text("id");
        if id.is_empty() {
            list(Loss::Record, "this vulnerability has no id".to_owned());
        }
        let analysis = vulnerability.get("analysis");
        let state = match analysis.get("state").text() {
            "" | "exploitable" => Judgement::Present,
            "resolved" | "resolved_with_pedigree" | "not_affected" | "false_positive" => Judgement::Absent,
            "in_triage" => Judgement::NotJudged,
            other => {
                list(Loss::Value, format!("the state {other:?} is not known; the vulnerability counts as present"));
                Judgement::Present
            }
        };
        let (severity, native) = rating::severity(vulnerability, &mut |message| list(Loss::Value, message));
        let mut affected: Vec<String> = within.map(components::name).into_iter().collect();
        for target in entries(vulnerability, "affects", "target") {
            let name = self.components.name(target.get("ref").text());
            if !name.is_empty() && !affected.contains(&name) {
                affected.push(name);
            }
        }
        // Without the document's subject a statement is about the products that it names, and no others.
        let place = affected.join(", ");
        let subject = if self.subject.is_empty() { &place } else { &self.subject };
        self.nameless |= subject.is_empty();
        let mut cve = identifiers::cves(id);
        for reference in entries(vulnerability, "references", "reference") {
            for id in identifiers::cves(reference.get("id").text()) {
                if !cve.contains(&id) {
                    cve.push(id);
                }
            }
        }
        let weaknesses = entries(vulnerability, "cwes", "cwe").map(|cwe| format!("CWE-{}", bare(cwe.text())));
        let cwe: Vec<String> = weaknesses.filter(|cwe| cwe.len() > 4).collect();
        let said = ["state", "justification", "detail"].map(|key| analysis.get(key).text());
        let said = said.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(": ");
        sink.observation(&Observation {
            check: id,
            title: id,
            state,
            severity,
            native_severity: native,
            cvss: rating::cvss(vulnerability),
            cve,
            cwe: cwe.iter().map(String::as_str).collect(),
            asset: AssetNames { package: subject, ..AssetNames::default() },
            place: &place,
            seen_at: self.seen_at,
            description: vulnerability.first(&["description", "detail"]),
            recommendation: vulnerability.first(&["recommendation", "workaround"]),
            output: &said,
            ..Observation::default()
        })
    }
}
