//! Nuclei's results, as JSON Lines or as one list.

use std::{io::BufRead, ops::ControlFlow::Continue};

use closeout_domain::finding::{
    asset::AssetNames,
    coverage::{CheckScope, Tool},
    observation::{Judgement, Observation},
    severity::Severity,
};

use crate::{
    cvss,
    format::Format,
    gathered::Gathered,
    head::Head,
    identifiers, json, moment,
    pick::{Found, Taker, Want, whole},
    record::View,
    sink::{Flow, Loss, Problem, Sink, Unreadable},
    web,
};

/// See the module.
pub(crate) struct Nuclei;

impl Format for Nuclei {
    fn id(&self) -> &'static str {
        "nuclei"
    }

    fn name(&self) -> &'static str {
        "Nuclei results (JSON, JSON Lines)"
    }

    fn extensions(&self) -> &'static [&'static str] {
        &["jsonl", "json"]
    }

    fn yields(&self) -> &'static str {
        "one observation per result; coverage per host, where only what is stated counts"
    }

    fn recognises(&self, head: &Head<'_>) -> bool {
        let keys = head.json_keys();
        keys.contains(&"info") && ["template-id", "templateID"].iter().any(|key| keys.contains(key))
    }

    fn read(&self, input: &mut dyn BufRead, sink: &mut dyn Sink) -> Result<(), Unreadable> {
        sink.tool(&Tool { family: "nuclei", name: "Nuclei", ..Tool::default() });
        let list = input.fill_buf()?.trim_ascii_start().starts_with(b"[");
        let wants: &[Want] = if list { &[whole("[]")] } else { &[whole("")] };
        let mut run = Run::default();
        if json::pick(input, wants, sink, &mut run)?.is_continue() {
            let _ = run.hosts.cover(CheckScope::Stated, sink);
        }
        Ok(())
    }
}

#[derive(Default)]
struct Run {
    hosts: Gathered,
    check: String,
    place: String,
    output: String,
}

impl Taker for Run {
    fn take(&mut self, found: &Found<'_>, sink: &mut dyn Sink) -> Flow {
        let value = found.value;
        let text = |path: &str| value.at(path).text();
        let template = value.first(&["template-id", "templateID"]);
        if template.is_empty() {
            sink.problem(Problem::new(found.place(), Loss::Record, "a record does not say which template it is of"));
            return Continue(());
        }
        // As Nuclei itself writes it: a template may look for many things.
        template.clone_into(&mut self.check);
        let part = value.first(&["matcher-name", "matcher_name", "extractor-name", "extractor_name"]);
        if !part.is_empty() {
            self.check.push(':');
            self.check.push_str(part);
        }
        let matched = value.first(&["matched-at", "matched", "host", "url"]).trim_start_matches('/');
        let host = value.first(&["host", "matched-at", "matched", "ip", "url"]).trim_start_matches('/');
        let called = web::names(web::host(host));
        let asset = AssetNames { ip: if text("ip").is_empty() { called.ip } else { text("ip") }, ..called };
        if asset.names().next().is_none() {
            sink.problem(Problem::new(found.place(), Loss::Record, "a result names no host"));
        }
        let word = text("info/severity");
        let severity = word.parse().unwrap_or_else(|_| {
            // "unknown" is one of Nuclei's own words; anything else is a slip.
            if word != "unknown" {
                let shown: String = word.chars().take(40).collect();
                let message = format!("the severity {shown:?} is not known; it counts as medium");
                sink.problem(Problem::new(found.place(), Loss::Value, message));
            }
            Severity::Medium
        });
        web::place(matched, "", &mut self.place);
        self.output.clear();
        for extracted in value.each("extracted-results").chain(value.each("extracted_results")) {
            self.output.push_str(if self.output.is_empty() { "" } else { "\n" });
            self.output.push_str(extracted.text());
        }
        let classes = value.at("info/classification");
        let cwe: Vec<String> =
            classes.each("cwe-id").flat_map(|id| identifiers::cwes(&id.text().to_ascii_uppercase())).collect();
        // Templates write them in lower case.
        let cve: Vec<String> =
            classes.each("cve-id").flat_map(|id| identifiers::cves(id.text())).map(str::to_ascii_uppercase).collect();
        let seen_at = moment::parse(text("timestamp"));
        self.hosts.see(asset, seen_at, None, sink)?;
        sink.observation(&Observation {
            check: &self.check,
            title: match text("info/name") {
                "" => template,
                name => name,
            },
            state: state(value),
            severity,
            native_severity: word,
            cvss: cvss::statement("", text("info/classification/cvss-score"), text("info/classification/cvss-metrics"))
                .into_iter()
                .collect(),
            cve: cve.iter().map(String::as_str).collect(),
            cwe: cwe.iter().map(String::as_str).collect(),
            asset,
            place: &self.place,
            seen_at,
            description: text("info/description"),
            recommendation: text("info/remediation"),
            output: &self.output,
            ..Observation::default()
        })
    }
}

/// With `-matcher-status` Nuclei also writes what did not match, and what it could not ask.
fn state(result: View<'_>) -> Judgement {
    let matched = !result.get("matcher-status").text().eq_ignore_ascii_case("false");
    match (matched, result.get("error").text()) {
        (true, _) => Judgement::Present,
        (false, "") => Judgement::Absent,
        (false, _) => Judgement::NotJudged,
    }
}
