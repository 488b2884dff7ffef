//! The observations and risks that findings refer to.

use std::collections::HashMap;

use closeout_domain::finding::severity::Severity;
use jiff::Timestamp;

use crate::{
    identifiers, limits, moment,
    pick::Found,
    record::View,
    sink::{Loss, Problem, Sink},
    slots::push_within,
};

/// What findings may refer to, by its UUID; at most [`limits::HELD`] bytes of it.
#[derive(Default)]
pub(super) struct Links {
    by_id: HashMap<String, Linked>,
    size: usize,
    full: bool,
}

/// An observation or a risk.
#[derive(Default)]
pub(super) struct Linked {
    pub(super) is_risk: bool,
    pub(super) text: String,
    /// What the risk's responses say is to be done.
    pub(super) response: String,
    pub(super) severity: Option<Severity>,
    pub(super) cve: Vec<String>,
    pub(super) collected: Option<Timestamp>,
}

impl Links {
    pub(super) fn keep(&mut self, value: View<'_>, found: &Found<'_>, sink: &mut dyn Sink) {
        if self.full {
            return;
        }
        let id = value.first(&["uuid", "@uuid"]);
        let linked = if found.leaf().starts_with("risk") { risk(value) } else { observation(value) };
        self.size += id.len() + linked.text.len() + linked.response.len() + size_of::<Linked>();
        if self.size > limits::HELD {
            self.full = true;
            let message =
                "there are more observations and risks than can be held; findings go without the further ones";
            sink.problem(Problem::new(found.place(), Loss::Value, message));
            return;
        }
        self.by_id.insert(id.to_owned(), linked);
    }

    /// Whether everything is there that the finding refers to, or nothing more will be.
    pub(super) fn knows_all(&self, finding: View<'_>) -> bool {
        self.full || references(finding).all(|id| self.by_id.contains_key(id))
    }

    /// Whether the finding refers to something that is not in the file.
    pub(super) fn misses(&self, finding: View<'_>) -> bool {
        !self.full && references(finding).any(|id| !self.by_id.contains_key(id))
    }

    pub(super) fn of(&self, finding: View<'_>) -> impl Iterator<Item = &Linked> {
        references(finding).filter_map(|id| self.by_id.get(id))
    }
}

/// The UUIDs of what a finding refers to, under the names of JSON and XML and of versions before 1.1.
fn references(finding: View<'_>) -> impl Iterator<Item = &str> {
    let kinds = ["related-observations", "related-observation", "related-risks", "related-risk", "associated-risk"];
    let all = kinds.into_iter().flat_map(move |kind| finding.each(kind));
    all.map(|one| one.first(&["observation-uuid", "@observation-uuid", "risk-uuid", "@risk-uuid"]))
}

fn observation(value: View<'_>) -> Linked {
    let mut linked = Linked::default();
    paragraph(&mut linked.text, value.get("title").text());
    let mut part = String::new();
    for name in ["description", "remarks"] {
        prose(value.get(name), &mut part);
        paragraph(&mut linked.text, &part);
    }
    for evidence in value.each("relevant-evidence") {
        prose(evidence.get("description"), &mut part);
        let link = evidence.first(&["href", "@href"]);
        paragraph(&mut linked.text, format!("Evidence: {part} {link}").trim_end());
    }
    linked.collected = moment::parse(value.get("collected").text());
    linked
}

fn risk(value: View<'_>) -> Linked {
    let mut linked = Linked { is_risk: true, ..Linked::default() };
    let (title, status) = (value.get("title").text(), value.get("status").text());
    match (title, status) {
        ("", "") => {}
        (title, "") => paragraph(&mut linked.text, &format!("Risk: {title}")),
        (title, status) => paragraph(&mut linked.text, &format!("Risk ({status}): {title}")),
    }
    let mut part = String::new();
    for name in ["statement", "description"] {
        prose(value.get(name), &mut part);
        paragraph(&mut linked.text, &part);
    }
    for response in value.each("remediations").chain(value.each("response")) {
        paragraph(&mut linked.response, response.get("title").text());
        prose(response.get("description"), &mut part);
        paragraph(&mut linked.response, &part);
    }
    let characterizations = value.each("characterizations").chain(value.each("characterization"));
    for facet in characterizations.flat_map(|one| one.each("facets").chain(one.each("facet"))) {
        let [name, said] = [["name", "@name"], ["value", "@value"]].map(|names| facet.first(&names));
        if ["impact", "risk", "risk-level", "severity"].contains(&name) {
            linked.severity = linked.severity.max(said.parse().ok());
        }
        linked.cve.extend(identifiers::cves(said).into_iter().map(str::to_owned));
    }
    linked
}

/// Running text, which is markup in XML.
pub(super) fn prose(value: View<'_>, text: &mut String) {
    text.clear();
    value.prose(text);
}

pub(super) fn paragraph(text: &mut String, part: &str) {
    if !part.is_empty() {
        push_within(text, if text.is_empty() { "" } else { "\n\n" }, limits::TEXT);
        push_within(text, part, limits::TEXT);
    }
}
