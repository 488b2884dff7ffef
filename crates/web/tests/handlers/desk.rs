//! Somebody at a desk: opens pages, takes the form from the page, fills it in, sends it.

use axum::{body::Body, http::Method};
use closeout_domain::people::Role;
use closeout_testkit::{Answer, Browser, TestApp, multipart};

use crate::html::Html;

/// A scan of two machines: a critical and a high finding, a low one, and some facts.
pub const SCAN: &[u8] = include_bytes!("../../../intake/tests/fixtures/nessus/many.nessus");

/// Somebody at a desk.
pub struct Desk {
    pub browser: Browser,
}

/// A form as the browser would send it if nobody touched it.
#[derive(Debug)]
pub struct Blank {
    pub action: String,
    pub fields: Vec<(String, String)>,
}

impl Desk {
    pub async fn of(site: &TestApp, role: Role) -> Self {
        Self { browser: site.browser(role).await }
    }

    /// A page that is well-formed and keeps to the policy.
    #[track_caller]
    pub fn page(answer: &Answer) -> String {
        let text = answer.text();
        let faults = Html::read(&text).faults();
        assert!(faults.is_empty(), "{}: {}\n{text}", answer.asked, faults.join("\n"));
        text
    }

    pub async fn open(&self, path: &str) -> String {
        let answer = self.browser.get(path).await;
        answer.is(200);
        Self::page(&answer)
    }

    /// Opens a page, fills in one of its forms and sends it. `fields` replace what the page put into them.
    pub async fn send(&self, path: &str, form: &str, fields: &[(&str, &str)]) -> Answer {
        let page = self.open(path).await;
        self.send_of(&page, form, fields).await
    }

    /// The same with a page that is open already.
    pub async fn send_of(&self, page: &str, form: &str, fields: &[(&str, &str)]) -> Answer {
        let blank = form_of(page, form);
        let filled = blank.filled(fields);
        self.post(&blank.action, &filled).await
    }

    /// Sends a form by one of its buttons that leads elsewhere.
    pub async fn send_to(&self, path: &str, form: &str, action: &str, fields: &[(&str, &str)]) -> Answer {
        let page = self.open(path).await;
        assert!(page.contains(&format!("formaction=\"{action}\"")), "no button of {path} leads to {action}");
        self.post(action, &form_of(&page, form).filled(fields)).await
    }

    /// The same with a file.
    pub async fn upload(&self, path: &str, form: &str, fields: &[(&str, &str)], files: &[(&str, &[u8])]) -> Answer {
        let page = self.open(path).await;
        let blank = form_of(&page, form);
        let fields = blank.filled(fields);
        let fields: Vec<(&str, &str)> =
            fields.iter().filter(|(n, _)| n != "file").map(|(n, v)| (n.as_str(), v.as_str())).collect();
        let (kind, body) = multipart(&fields, files);
        self.browser.send(Method::POST, &blank.action, Some(&kind), Body::from(body)).await
    }

    async fn post(&self, action: &str, fields: &[(String, String)]) -> Answer {
        let fields: Vec<(&str, &str)> = fields.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
        self.browser.bare_form(action, &fields).await
    }

    /// Sends a form that is taken; answers with the page it leads to.
    pub async fn done(&self, path: &str, form: &str, fields: &[(&str, &str)]) -> String {
        let answer = self.send(path, form, fields).await;
        self.follow(&answer).await
    }

    /// The page that an answer leads to.
    pub async fn follow(&self, answer: &Answer) -> String {
        let text = if answer.status == 303 { String::new() } else { answer.text() };
        assert_eq!(answer.status, 303, "{}: {text}", answer.asked);
        self.open(answer.header("location").split('#').next().unwrap()).await
    }
}

impl Blank {
    pub fn filled(&self, fields: &[(&str, &str)]) -> Vec<(String, String)> {
        for (name, _) in fields {
            assert!(self.fields.iter().any(|(n, _)| n == name), "no field {name} in the form to {}", self.action);
        }
        let kept = self.fields.iter().filter(|(n, _)| !fields.iter().any(|(name, _)| name == n)).cloned();
        // What was never touched and holds no choice is not sent, as with boxes that nobody ticked.
        let kept = kept.filter(|(_, value)| value != UNTICKED);
        let given =
            fields.iter().filter(|(_, value)| *value != UNTICKED).map(|(n, v)| ((*n).to_owned(), (*v).to_owned()));
        kept.chain(given).collect()
    }

    pub fn value(&self, name: &str) -> &str {
        self.fields.iter().find(|(n, _)| n == name).map_or("", |(_, value)| value.as_str())
    }
}

/// Stands for a box that is not ticked: the field is there, and nothing is sent.
pub const UNTICKED: &str = "\u{0}";

/// The form of this name on a page.
#[track_caller]
pub fn form_of(page: &str, id: &str) -> Blank {
    let mark = format!(" id=\"{id}\"");
    let at = page.match_indices("<form").map(|(at, _)| at).find(|at| head(&page[*at..]).contains(&mark));
    let at = at.unwrap_or_else(|| panic!("no form {id:?} on the page:\n{page}"));
    let inner = &page[at..at + page[at..].find("</form>").unwrap()];
    let mut fields = fields_of(inner);
    // Boxes elsewhere on the page can belong to it too.
    for (at, _) in page.match_indices("<input") {
        let tag = head(&page[at..]);
        if attribute(tag, "form").as_deref() == Some(id) {
            fields.extend(field_of(tag));
        }
    }
    Blank { action: attribute(head(inner), "action").unwrap(), fields }
}

fn fields_of(inner: &str) -> Vec<(String, String)> {
    let mut fields = Vec::new();
    for (at, _) in inner.match_indices('<') {
        let (tag, rest) = (head(&inner[at..]), &inner[at..]);
        if tag.starts_with("<input") {
            fields.extend(field_of(tag));
        } else if tag.starts_with("<textarea") {
            let text = &rest[tag.len() + 1..rest.find("</textarea>").unwrap()];
            fields.extend(attribute(tag, "name").map(|name| (name, plain(text.strip_prefix('\n').unwrap_or(text)))));
        } else if tag.starts_with("<select") {
            let options = &rest[..rest.find("</select>").unwrap()];
            let heads = || options.match_indices("<option").map(|(at, _)| head(&options[at..]));
            let chosen = heads().find(|t| t.contains(" selected")).or_else(|| heads().next());
            let value = chosen.and_then(|t| attribute(t, "value")).unwrap_or_default();
            fields.extend(attribute(tag, "name").map(|name| (name, value)));
        }
    }
    fields
}

fn field_of(tag: &str) -> Option<(String, String)> {
    let (name, value) = (attribute(tag, "name")?, attribute(tag, "value"));
    let kind = attribute(tag, "type").unwrap_or_default();
    let unticked = matches!(kind.as_str(), "checkbox" | "radio") && !tag.contains(" checked");
    Some((name, if unticked { UNTICKED.into() } else { value.unwrap_or_default() }))
}

/// A start tag up to its end.
fn head(text: &str) -> &str {
    &text[..text.find('>').unwrap_or(text.len())]
}

fn attribute(tag: &str, name: &str) -> Option<String> {
    let mark = format!(" {name}=\"");
    let at = tag.find(&mark)? + mark.len();
    Some(plain(&tag[at..at + tag[at..].find('"')?]))
}

/// Text without the escapes of markup.
pub fn plain(text: &str) -> String {
    let pairs = [("&#34;", "\""), ("&#39;", "'"), ("&#60;", "<"), ("&#62;", ">"), ("&lt;", "<"), ("&gt;", ">")];
    let text = pairs.iter().fold(text.to_owned(), |text, (escape, sign)| text.replace(escape, sign));
    text.replace("&#38;", "&").replace("&amp;", "&")
}

/// The address of the first link whose text or address contains this.
#[track_caller]
pub fn link(page: &str, contains: &str) -> String {
    let links = page.match_indices("<a ").map(|(at, _)| &page[at..]);
    let links = links.map(|rest| &rest[..rest.find("</a>").unwrap_or(rest.len())]);
    let found = links.into_iter().find(|link| plain(link).contains(contains));
    let found = found.unwrap_or_else(|| panic!("no link with {contains:?} on the page:\n{page}"));
    attribute(head(found), "href").unwrap()
}

/// The address of the first finding that a page links to.
#[track_caller]
pub fn finding(page: &str) -> String {
    let mark = "href=\"/findings/";
    let keys = page.match_indices(mark).map(|(at, _)| page[at + mark.len()..].split('"').next().unwrap());
    let key = keys.into_iter().find(|key| key.len() == 36).unwrap_or_else(|| panic!("no finding on the page:\n{page}"));
    format!("/findings/{key}")
}

/// The main part of a page as text: tags gone, white space single.
pub fn read(page: &str) -> String {
    let main = page.find("<main").map_or(page, |at| &page[at..]);
    let mut text = String::new();
    for piece in main.split('<') {
        text.push_str(piece.split_once('>').map_or(piece, |(_, after)| after));
        text.push(' ');
    }
    plain(&text).split_whitespace().collect::<Vec<_>>().join(" ")
}
