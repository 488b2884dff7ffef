//! CSAF 2.0 and 2.1: advisories and VEX of makers, with the status of each product.

use std::{collections::HashMap, io::BufRead, ops::ControlFlow::Continue};

use closeout_domain::finding::{
    asset::AssetNames,
    coverage::{CheckScope, Tool},
    observation::{CvssStatement, Judgement, Observation},
    severity::Severity,
};
use jiff::Timestamp;

use crate::{
    cvss,
    format::Format,
    gathered::Gathered,
    head::Head,
    json, limits, moment,
    pick::{Found, Taker, Want, whole},
    record::View,
    sink::{Flow, Loss, Problem, Sink, Unreadable},
};

/// See the module.
pub(crate) struct Csaf;

impl Format for Csaf {
    fn id(&self) -> &'static str {
        "csaf"
    }

    fn name(&self) -> &'static str {
        "CSAF advisory and VEX (JSON)"
    }

    fn extensions(&self) -> &'static [&'static str] {
        &["json"]
    }

    fn yields(&self) -> &'static str {
        "one observation per vulnerability and product with a status; fixed and known not affected are absent"
    }

    fn recognises(&self, head: &Head<'_>) -> bool {
        head.json_keys().contains(&"document") && head.text().contains("\"csaf_version\"")
    }

    fn read(&self, input: &mut dyn BufRead, sink: &mut dyn Sink) -> Result<(), Unreadable> {
        sink.tool(&Tool { family: "vex", name: "CSAF", ..Tool::default() });
        let mut advisory = Advisory::default();
        if json::pick(input, WANTS, sink, &mut advisory)?.is_continue() {
            let _stopped = advisory.assets.cover(CheckScope::Stated, sink);
        }
        Ok(())
    }
}

const WANTS: &[Want] = &[
    whole("document"),
    whole("product_tree/branches[]"),
    whole("product_tree/full_product_names[]"),
    whole("product_tree/relationships[]"),
    whole("vulnerabilities[]"),
];

/// What each status of a product means.
const STATUSES: [(&str, Judgement); 8] = [
    ("first_affected", Judgement::Present),
    ("first_fixed", Judgement::Absent),
    ("fixed", Judgement::Absent),
    ("known_affected", Judgement::Present),
    ("known_not_affected", Judgement::Absent),
    ("last_affected", Judgement::Present),
    ("recommended", Judgement::NotJudged),
    ("under_investigation", Judgement::NotJudged),
];

/// The document as far as it was read.
#[derive(Default)]
struct Advisory {
    issued: Option<Timestamp>,
    assets: Gathered,
    /// Names of products by their id in this document, at most [`limits::HELD`] bytes of them.
    products: HashMap<String, String>,
    held: usize,
}

impl Taker for Advisory {
    fn take(&mut self, found: &Found<'_>, sink: &mut dyn Sink) -> Flow {
        let value = found.value;
        match found.leaf() {
            "document" => {
                let version = value.get("csaf_version").text();
                if !version.starts_with("2.") {
                    let message = format!("the version is {version:?}; what agrees with 2.0 was read");
                    sink.problem(Problem::new(found.place(), Loss::Nothing, message));
                }
                self.issued = moment::parse(value.at("tracking/current_release_date").text());
                let name = match value.at("publisher/name").text() {
                    "" => "CSAF".to_owned(),
                    name => format!("CSAF of {name}"),
                };
                sink.tool(&Tool { family: "vex", name: &name, ..Tool::default() });
            }
            "branches[]" => self.branch(value),
            "full_product_names[]" => self.product(value),
            "relationships[]" => self.product(value.get("full_product_name")),
            _ => return self.vulnerability(found, sink),
        }
        Continue(())
    }
}

impl Advisory {
    fn branch(&mut self, branch: View<'_>) {
        self.product(branch.get("product"));
        branch.each("branches").for_each(|inner| self.branch(inner));
    }

    /// Keeps the package URL of a product, else its name.
    fn product(&mut self, product: View<'_>) {
        let id = product.get("product_id").text();
        let helper = product.get("product_identification_helper");
        let name = match helper.first(&["purl", "cpe"]) {
            "" => product.get("name").text(),
            name => name,
        };
        self.held += id.len() + name.len();
        if !id.is_empty() && self.held < limits::HELD {
            self.products.insert(id.to_owned(), name.to_owned());
        }
    }

    fn vulnerability(&mut self, found: &Found<'_>, sink: &mut dyn Sink) -> Flow {
        let value = found.value;
        let cve = value.get("cve").text();
        let other = value.each("ids").next().map_or("", |id| id.get("text").text());
        let id = if cve.is_empty() { other } else { cve };
        if id.is_empty() {
            sink.problem(Problem::new(found.place(), Loss::Record, "this vulnerability has no id"));
        }
        let kinds = ["description", "summary", "details", "general"];
        let note = value.each("notes").find(|note| kinds.contains(&note.get("category").text()));
        let title = value.get("title").text();
        // In 2.1 a vulnerability may have several.
        let weaknesses = value.each("cwe").chain(value.each("cwes")).map(|cwe| cwe.get("id").text());
        let statement = Observation {
            check: id,
            title: if title.is_empty() { id } else { title },
            severity: Severity::Medium,
            cve: Some(cve).filter(|cve| !cve.is_empty()).into_iter().collect(),
            cwe: weaknesses.filter(|cwe| !cwe.is_empty()).collect(),
            seen_at: self.issued,
            description: note.map_or("", |note| note.get("text").text()),
            ..Observation::default()
        };
        let status = value.get("product_status");
        let mut stated = false;
        for (word, state) in STATUSES {
            for product in status.each(word).map(View::text).filter(|product| !product.is_empty()) {
                stated = true;
                self.state(value, &Observation { state, ..statement.clone() }, word, product, sink)?;
            }
        }
        if stated {
            return Continue(());
        }
        sink.problem(
            Problem::new(found.place(), Loss::Value, "this vulnerability says of no product whether it is affected")
                .advise("it is stated without a product, as not judged"),
        );
        sink.observation(&Observation { state: Judgement::NotJudged, ..statement })
    }

    fn state(
        &mut self,
        value: View<'_>,
        statement: &Observation<'_>,
        word: &'static str,
        product: &str,
        sink: &mut dyn Sink,
    ) -> Flow {
        let concerns = |part: View<'_>, ids: &str| part.get(ids).items().any(|id| id.text() == product);
        let scores = value.each("scores").filter(|score| concerns(*score, "products"));
        let metrics = value.each("metrics").filter(|metric| concerns(*metric, "products")).map(|m| m.get("content"));
        let rated: Vec<(&str, View<'_>)> = scores
            .chain(metrics)
            .flat_map(|score| ["cvss_v4", "cvss_v3", "cvss_v2"].map(|kind| (kind, score.get(kind))))
            .filter(|(_, cvss)| !cvss.is_nothing())
            .collect();
        let statements = rated.iter().filter_map(|(_, cvss)| {
            let [version, score, vector] = ["version", "baseScore", "vectorString"].map(|key| cvss.get(key).text());
            cvss::statement(version, score, vector)
        });
        let cvss: Vec<CvssStatement<'_>> = statements.collect();
        let native = rated.iter().map(|(_, cvss)| cvss.get("baseSeverity").text()).find(|word| !word.is_empty());
        let by_score = || {
            let (kind, cvss) = rated.first()?;
            let score = cvss.get("baseScore").text().parse().ok()?;
            Some(if *kind == "cvss_v2" { Severity::of_cvss2(score) } else { Severity::of_cvss(score) })
        };
        let severity = native.and_then(|word| word.parse().ok()).or_else(by_score).unwrap_or(statement.severity);
        // What names no product holds for all.
        let texts = |list: &'static str, key: &'static str| {
            let entries = value.each(list).filter(|e| concerns(*e, "product_ids") || e.get("product_ids").is_nothing());
            entries.map(|entry| entry.get(key).text()).filter(|text| !text.is_empty()).collect::<Vec<_>>().join("\n")
        };
        let said = [word.to_owned(), texts("flags", "label"), texts("threats", "details")];
        let said = said.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(": ");
        let named = self.products.get(product).map(String::as_str).filter(|name| !name.is_empty());
        let asset = AssetNames { package: named.unwrap_or(product), ..AssetNames::default() };
        sink.observation(&Observation {
            severity,
            native_severity: native.unwrap_or_default(),
            cvss,
            asset,
            recommendation: &texts("remediations", "details"),
            output: &said,
            ..statement.clone()
        })?;
        self.assets.see(asset, self.issued, None, sink)
    }
}
