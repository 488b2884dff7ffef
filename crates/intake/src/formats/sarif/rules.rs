//! The rules of a run's tool.

use std::collections::HashMap;

use crate::{
    identifiers, limits,
    pick::Found,
    record::View,
    sink::{Loss, Problem, Sink},
};

/// What a rule says of itself.
#[derive(Default)]
pub(super) struct Rule {
    pub(super) id: String,
    pub(super) title: String,
    pub(super) description: String,
    pub(super) help: String,
    pub(super) level: String,
    /// `security-severity`.
    pub(super) score: String,
    pub(super) cve: Vec<String>,
    pub(super) cwe: Vec<String>,
    messages: Vec<(String, String)>,
}

/// Rules in the order of the file, at most [`limits::HELD`] bytes of text.
#[derive(Default)]
pub(super) struct Rules {
    all: Vec<Rule>,
    by_id: HashMap<String, usize>,
    held: usize,
    full: bool,
    late: bool,
}

impl Rules {
    /// The rule of that id, or one above it (`CA1000/1` is a kind of `CA1000`), or without an id of that number.
    pub(super) fn of(&self, id: &str, index: &str) -> Option<&Rule> {
        let mut id = id;
        while !id.is_empty() {
            if let Some(rule) = self.by_id.get(id).and_then(|at| self.all.get(*at)) {
                return Some(rule);
            }
            id = id.rsplit_once('/').map_or("", |(above, _)| above);
        }
        index.parse::<usize>().ok().and_then(|at| self.all.get(at))
    }

    /// Whether this is the first that comes too late; asked once for all of them.
    pub(super) fn first_late(&mut self) -> bool {
        !std::mem::replace(&mut self.late, true)
    }

    pub(super) fn keep(&mut self, found: &Found<'_>, sink: &mut dyn Sink) {
        let value = found.value;
        let text = |paths: &[&str]| value.first(paths).to_owned();
        let properties = value.get("properties");
        let mut cwe: Vec<String> = Vec::new();
        let mut cve: Vec<String> = Vec::new();
        for tag in properties.each("tags").chain(properties.each("cwe")).map(View::text) {
            cwe.extend(identifiers::cwes(tag));
            cve.extend(identifiers::cves(tag).into_iter().map(str::to_owned));
        }
        value.each("relationships").for_each(|relation| weakness(relation.get("target"), &mut cwe));
        cve.extend(identifiers::cves(properties.get("cve").text()).into_iter().map(str::to_owned));
        cwe.sort();
        cwe.dedup();
        let mut rule = Rule {
            id: text(&["id"]),
            title: text(&["shortDescription/text", "name", "fullDescription/text"]),
            description: text(&["fullDescription/text", "shortDescription/text"]),
            help: text(&["help/text", "help/markdown"]),
            level: text(&["defaultConfiguration/level", "configuration/defaultLevel"]),
            score: text(&["properties/security-severity"]),
            cve,
            cwe,
            messages: value
                .get("messageStrings")
                .inside()
                .map(|message| (message.key().to_owned(), message.get("text").text().to_owned()))
                .collect(),
        };
        let size = |rule: &Rule| rule.description.len() + rule.help.len() + rule.title.len();
        if self.held + size(&rule) > limits::HELD {
            if !std::mem::replace(&mut self.full, true) {
                let megabytes = limits::HELD / (1024 * 1024);
                let message = format!("the rules hold more than {megabytes} MB of text; from here on it is left out");
                sink.problem(Problem::new(found.place(), Loss::Value, message));
            }
            rule = Rule { description: String::new(), help: String::new(), title: String::new(), ..rule };
        }
        self.held += size(&rule);
        self.by_id.entry(rule.id.clone()).or_insert(self.all.len());
        self.all.push(rule);
    }
}

impl Rule {
    /// Adds what a message says; its text may be the rule's, with arguments to fill in.
    pub(super) fn message(&self, message: View<'_>, output: &mut String) {
        let own = message.first(&["text", "markdown"]);
        let id = message.first(&["id", "messageId"]);
        let kept = || self.messages.iter().find(|(name, _)| name == id).map_or("", |(_, text)| text.as_str());
        let mut rest = if own.is_empty() { kept() } else { own };
        while let Some((before, behind)) = rest.split_once('{') {
            let argument = behind.split_once('}').and_then(|(number, after)| {
                let number: usize = number.parse().ok()?;
                Some((message.each("arguments").nth(number)?.text(), after))
            });
            output.push_str(before);
            match argument {
                Some((text, after)) => {
                    output.push_str(text);
                    rest = after;
                }
                None => {
                    output.push('{');
                    rest = behind;
                }
            }
        }
        output.push_str(rest);
    }
}

/// Adds the CWE that a reference into a taxonomy names.
pub(super) fn weakness(reference: View<'_>, cwe: &mut Vec<String>) {
    let taxonomy = reference.at("toolComponent/name").text();
    let id = reference.get("id").text();
    let found = if taxonomy.eq_ignore_ascii_case("cwe") && id.bytes().all(|byte| byte.is_ascii_digit()) {
        identifiers::cwes(&format!("CWE-{id}"))
    } else {
        identifiers::cwes(id)
    };
    cwe.extend(found);
    cwe.dedup();
}
