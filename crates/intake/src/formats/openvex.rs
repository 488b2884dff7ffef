//! OpenVEX: what the maker of a product says of vulnerabilities in it.

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
    pick::{Found, Taker, Want, whole},
    record::View,
    sink::{Flow, Loss, Problem, Sink, Unreadable},
};

/// See the module.
pub(crate) struct OpenVex;

impl Format for OpenVex {
    fn id(&self) -> &'static str {
        "openvex"
    }

    fn name(&self) -> &'static str {
        "OpenVEX"
    }

    fn extensions(&self) -> &'static [&'static str] {
        &["json"]
    }

    fn yields(&self) -> &'static str {
        "one observation per statement and product; not affected and fixed are absent"
    }

    fn recognises(&self, head: &Head<'_>) -> bool {
        let keys = head.json_keys();
        (keys.contains(&"@context") || keys.contains(&"statements")) && head.text().contains("openvex.dev/ns")
    }

    fn read(&self, input: &mut dyn BufRead, sink: &mut dyn Sink) -> Result<(), Unreadable> {
        sink.tool(&Tool { family: "vex", name: "OpenVEX", ..Tool::default() });
        let mut document = Document::default();
        if json::pick(input, WANTS, sink, &mut document)?.is_continue() {
            let _stopped = document.assets.cover(CheckScope::Stated, sink);
        }
        Ok(())
    }
}

const WANTS: &[Want] = &[whole("@context"), whole("author"), whole("timestamp"), whole("statements[]")];

/// The document as far as it was read.
#[derive(Default)]
struct Document {
    issued: Option<Timestamp>,
    assets: Gathered,
}

impl Taker for Document {
    fn take(&mut self, found: &Found<'_>, sink: &mut dyn Sink) -> Flow {
        match found.leaf() {
            "timestamp" => self.issued = moment::parse(found.value.text()),
            "author" => {
                let name = format!("OpenVEX of {}", found.value.text());
                sink.tool(&Tool { family: "vex", name: &name, ..Tool::default() });
            }
            "statements[]" => return self.statement(found, sink),
            _ => {}
        }
        Continue(())
    }
}

impl Document {
    fn statement(&mut self, found: &Found<'_>, sink: &mut dyn Sink) -> Flow {
        let value = found.value;
        let vulnerability = value.get("vulnerability");
        // Before 0.2 a bare id.
        let id = match vulnerability.text() {
            "" => vulnerability.first(&["name", "@id"]),
            id => id,
        };
        if id.is_empty() {
            sink.problem(Problem::new(found.place(), Loss::Record, "this statement names no vulnerability"));
        }
        let state = match value.get("status").text() {
            "affected" => Judgement::Present,
            "not_affected" | "fixed" => Judgement::Absent,
            "under_investigation" => Judgement::NotJudged,
            other => {
                let message = format!("the status {other:?} is not known; the statement counts as not judged");
                sink.problem(Problem::new(found.place(), Loss::Value, message));
                Judgement::NotJudged
            }
        };
        let seen_at = moment::parse(value.first(&["last_updated", "timestamp"])).or(self.issued);
        let mut cve = identifiers::cves(id);
        for alias in vulnerability.each("aliases").flat_map(|alias| identifiers::cves(alias.text())) {
            if !cve.contains(&alias) {
                cve.push(alias);
            }
        }
        let said = ["status", "justification", "impact_statement", "status_notes"].map(|key| value.get(key).text());
        let said = said.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(": ");
        let statement = Observation {
            check: id,
            title: id,
            state,
            // The format rates nothing.
            severity: Severity::Medium,
            cve,
            seen_at,
            description: vulnerability.get("description").text(),
            recommendation: value.get("action_statement").text(),
            output: &said,
            ..Observation::default()
        };
        let mut products = value.each("products").peekable();
        if products.peek().is_none() {
            sink.problem(Problem::new(found.place(), Loss::Record, "this statement names no product"));
            return sink.observation(&statement);
        }
        for product in products {
            let asset = AssetNames { package: name(product), ..AssetNames::default() };
            let parts = product.each("subcomponents").map(name).collect::<Vec<_>>().join(", ");
            sink.observation(&Observation { asset, place: &parts, ..statement.clone() })?;
            self.assets.see(asset, seen_at, None, sink)?;
        }
        Continue(())
    }
}

/// A product or a part of it: a bare id, or an object with one.
fn name(product: View<'_>) -> &str {
    match product.text() {
        "" => product.first(&["@id", "identifiers/purl", "identifiers/cpe23", "identifiers/cpe22"]),
        id => id,
    }
}
