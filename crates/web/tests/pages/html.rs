//! Reads a page as text and says what is wrong with it, without a browser.

use std::collections::BTreeMap;

/// A start tag.
struct Tag {
    name: String,
    attributes: BTreeMap<String, String>,
    /// Names of the elements around it.
    inside: Vec<String>,
}

/// A page.
pub struct Html {
    tags: Vec<Tag>,
    faults: Vec<String>,
}

const VOID: &[&str] = &["br", "hr", "img", "input", "link", "meta"];

impl Html {
    /// Reads start and end tags, and notes where they do not fit.
    pub fn read(text: &str) -> Self {
        let (mut tags, mut faults, mut open) = (Vec::new(), Vec::new(), Vec::<String>::new());
        if !text.trim_start().starts_with("<!doctype html>") {
            faults.push("does not begin with a doctype".into());
        }
        let mut rest = text;
        while let Some((_, from)) = rest.split_once('<') {
            let (tag, after) = from.split_once('>').unwrap_or((from, ""));
            rest = after;
            if tag.starts_with('!') {
                continue;
            }
            if let Some(name) = tag.strip_prefix('/') {
                match open.pop() {
                    Some(last) if last == name.trim() => {}
                    other => faults.push(format!("</{name}> closes {other:?} after {:?}", open.last())),
                }
                continue;
            }
            let closed = tag.ends_with('/');
            let (name, attributes) = split(tag.trim_end_matches('/'));
            if !closed && !VOID.contains(&name.as_str()) {
                open.push(name.clone());
            }
            tags.push(Tag { name, attributes, inside: open.clone() });
        }
        if !open.is_empty() {
            faults.push(format!("never closed: {}", open.join(", ")));
        }
        Self { tags, faults }
    }

    /// Everything that is wrong.
    pub fn faults(mut self) -> Vec<String> {
        self.structure();
        self.policy();
        self.labels();
        self.forms();
        self.faults
    }

    fn structure(&mut self) {
        let count = |name: &str| self.tags.iter().filter(|t| t.name == name).count();
        let (h1, title, main) = (count("h1"), count("title"), count("main"));
        if (h1, title, main) != (1, 1, 1) {
            self.faults.push(format!("has {h1} h1, {title} title, {main} main"));
        }
        let mut seen = BTreeMap::<&str, usize>::new();
        self.tags.iter().filter_map(|t| t.attributes.get("id")).for_each(|id| *seen.entry(id).or_default() += 1);
        let twice: Vec<String> =
            seen.iter().filter(|(_, n)| **n > 1).map(|(id, n)| format!("id {id} stands {n} times")).collect();
        let inner =
            self.tags.iter().filter(|t| t.name == "form" && t.inside.iter().filter(|n| *n == "form").count() > 1);
        let nested: Vec<String> = inner.map(|_| "a form stands in a form".to_owned()).collect();
        self.faults.extend(twice.into_iter().chain(nested));
    }

    /// What the Content-Security-Policy would block.
    fn policy(&mut self) {
        for tag in &self.tags {
            let Tag { name, attributes, .. } = tag;
            if attributes.contains_key("style") || attributes.keys().any(|a| a.starts_with("on")) {
                self.faults.push(format!("<{name}> has an inline style or handler"));
            }
            if name == "style" || (name == "script" && !attributes.contains_key("src")) {
                self.faults.push(format!("inline <{name}>"));
            }
            let loads = ["src", "action", "formaction"].iter().filter_map(|a| attributes.get(*a));
            let linked = attributes.get("href").filter(|_| name == "link");
            if let Some(url) = loads.chain(linked).find(|url| !url.starts_with('/')) {
                self.faults.push(format!("<{name}> reaches {url}"));
            }
        }
    }

    /// Every control has a label, and what describes it is there.
    fn labels(&mut self) {
        let attribute = |t: &Tag, name: &str| t.attributes.get(name).cloned();
        let targets: Vec<String> =
            self.tags.iter().filter(|t| t.name == "label").filter_map(|t| attribute(t, "for")).collect();
        let ids: Vec<String> = self.tags.iter().filter_map(|t| attribute(t, "id")).collect();
        for tag in &self.tags {
            let kind = attribute(tag, "type").unwrap_or_default();
            let control = matches!(tag.name.as_str(), "input" | "select" | "textarea") && kind != "hidden";
            if !control {
                continue;
            }
            let id = attribute(tag, "id").unwrap_or_default();
            let named = targets.contains(&id) || tag.attributes.contains_key("aria-label");
            if !named && !tag.inside.iter().any(|n| n == "label") {
                self.faults.push(format!("no label for <{} id={id:?} name={:?}>", tag.name, attribute(tag, "name")));
            }
            if tag.attributes.get("name").is_none_or(String::is_empty) {
                self.faults.push(format!("<{} id={id:?}> sends nothing", tag.name));
            }
        }
        for tag in &self.tags {
            for id in attribute(tag, "aria-describedby").unwrap_or_default().split_whitespace() {
                if !ids.iter().any(|known| known == id) {
                    self.faults.push(format!("<{}> is described by {id}, which is not there", tag.name));
                }
            }
            let inner = attribute(tag, "href").unwrap_or_default();
            if let Some(id) = inner.strip_prefix('#').filter(|id| !ids.iter().any(|known| known == id)) {
                self.faults.push(format!("a link leads to #{id}, which is not there"));
            }
        }
    }

    /// Every form that changes something carries the session's value.
    fn forms(&mut self) {
        let posts = |t: &&Tag| t.attributes.get("method").is_some_and(|m| m == "post");
        // There is no session yet when somebody signs in; the sender's origin is looked at instead.
        let signing_in = |t: &&Tag| t.attributes.get("action").is_some_and(|a| a == closeout_web::urls::SIGN_IN);
        let posts = self.tags.iter().filter(posts).filter(|t| !signing_in(t)).count();
        let guarded = self.tags.iter().filter(|t| t.attributes.get("name").is_some_and(|n| n == "csrf")).count();
        if guarded != posts {
            self.faults.push(format!("{posts} forms post, {guarded} of them with csrf"));
        }
    }
}

fn split(tag: &str) -> (String, BTreeMap<String, String>) {
    let (name, mut rest) = tag.split_once(char::is_whitespace).unwrap_or((tag, ""));
    let mut attributes = BTreeMap::new();
    loop {
        rest = rest.trim_start();
        let end = rest.find(|c: char| c == '=' || c.is_whitespace()).unwrap_or(rest.len());
        let (key, after) = rest.split_at(end);
        if key.is_empty() {
            return (name.to_owned(), attributes);
        }
        let (value, after) = match after.strip_prefix("=\"").and_then(|quoted| quoted.split_once('"')) {
            Some((value, after)) => (value, after),
            None => ("", after.trim_start_matches('=')),
        };
        attributes.insert(key.to_owned(), value.to_owned());
        rest = after;
    }
}
