//! What the pages' Content-Security-Policy would block anyway, found before a browser does: inline styles and scripts,
//! handlers in attributes, and anything loaded from another host.

use crate::tree::{File, ending};

pub fn check(files: &[File]) -> Vec<String> {
    ending(files, ".html")
        .filter(|file| file.path.starts_with("crates/web/templates/"))
        .flat_map(|file| {
            let text = without_template_code(&file.text);
            tags(&text)
                .into_iter()
                .flat_map(|tag| problems(&tag))
                .map(|problem| format!("{}: {problem}", file.path))
                .collect::<Vec<_>>()
        })
        .collect()
}

struct Tag {
    name: String,
    /// Names in lower case; an attribute without a value has an empty one.
    attributes: Vec<(String, String)>,
}

fn problems(tag: &Tag) -> Vec<String> {
    let name = &tag.name;
    let mut problems = Vec::new();
    if name == "style" {
        problems.push("<style> in the page; put it into the style sheet".to_owned());
    }
    if name == "script" && !tag.attributes.iter().any(|(attribute, _)| attribute == "src") {
        problems.push("<script> without src; put it into the script file".to_owned());
    }
    for (attribute, value) in &tag.attributes {
        if attribute == "style" {
            problems.push(format!("style= on <{name}>; use a class"));
        }
        if attribute.starts_with("on") {
            problems.push(format!("{attribute}= on <{name}>; listen in the script file"));
        }
        let loads = matches!(attribute.as_str(), "src" | "srcset" | "poster" | "data" | "action" | "formaction")
            || (attribute == "href" && name != "a");
        let elsewhere = ["http://", "https://", "//"].iter().any(|start| value.trim_start().starts_with(start));
        if loads && elsewhere {
            problems.push(format!("{attribute}=\"{value}\" on <{name}> leads to another host"));
        }
    }
    problems
}

/// Without `{% … %}` and `{# … #}`, and with `x` in place of `{{ … }}`, which may hold quotes and angle brackets.
fn without_template_code(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, from)) = rest.split_once('{') {
        plain.push_str(before);
        let (end, stands_for) = match from.chars().next() {
            Some('%') => ("%}", ""),
            Some('#') => ("#}", ""),
            Some('{') => ("}}", "x"),
            _ => {
                plain.push('{');
                rest = from;
                continue;
            }
        };
        plain.push_str(stands_for);
        rest = from.split_once(end).map_or("", |(_, after)| after);
    }
    plain + rest
}

fn tags(html: &str) -> Vec<Tag> {
    let mut tags = Vec::new();
    let mut rest = html;
    while let Some((_, from)) = rest.split_once('<') {
        rest = from;
        if let Some(comment) = from.strip_prefix("!--") {
            rest = comment.split_once("-->").map_or("", |(_, after)| after);
        } else if from.starts_with(|c: char| c.is_ascii_alphabetic()) {
            let (tag, after) = tag(from);
            tags.push(tag);
            rest = after;
        }
    }
    tags
}

/// Reads from the tag's name to its `>`.
fn tag(from: &str) -> (Tag, &str) {
    let ends_name = |c: char| c.is_whitespace() || matches!(c, '>' | '/' | '=');
    let (name, mut rest) = from.split_at(from.find(ends_name).unwrap_or(from.len()));
    let mut attributes = Vec::new();
    loop {
        rest = rest.trim_start_matches(|c: char| c.is_whitespace() || c == '/');
        if let Some(after) = rest.strip_prefix('>') {
            rest = after;
            break;
        }
        let (attribute, after) = rest.split_at(rest.find(ends_name).unwrap_or(rest.len()));
        let (value, after) = match after.trim_start().strip_prefix('=') {
            Some(value) => value_of(value.trim_start()),
            None => ("", after),
        };
        // Nothing read means the end of the text, or a stray sign in the middle of a tag.
        if after.len() == rest.len() {
            break;
        }
        attributes.push((attribute.to_lowercase(), value.to_owned()));
        rest = after;
    }
    let tag = Tag { name: name.to_lowercase(), attributes };
    (tag, rest)
}

fn value_of(from: &str) -> (&str, &str) {
    for quote in ['"', '\''] {
        if let Some(quoted) = from.strip_prefix(quote) {
            return quoted.split_once(quote).unwrap_or((quoted, ""));
        }
    }
    from.split_at(from.find(|c: char| c.is_whitespace() || c == '>').unwrap_or(from.len()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tree::file;

    fn check_page(html: &str) -> Vec<String> {
        let problems = check(&[file("crates/web/templates/page.html", html)]);
        problems.into_iter().map(|problem| problem.replace("crates/web/templates/page.html: ", "")).collect()
    }

    #[test]
    fn styles_and_scripts_in_the_page_are_named() {
        assert_eq!(check_page("<p class=a STYLE='x'>"), ["style= on <p>; use a class"]);
        assert_eq!(check_page("<style>p{}</style>"), ["<style> in the page; put it into the style sheet"]);
        assert_eq!(check_page("<script>go()</script>"), ["<script> without src; put it into the script file"]);
        assert_eq!(check_page("<button disabled onclick=go()>"), ["onclick= on <button>; listen in the script file"]);
        assert_eq!(check_page("<tr\n  {% if a > b %}\n  style=\"x\"\n  {% endif %}>").len(), 1);
        assert_eq!(check_page("<p title=\"{{ t(\"a\") }}\" style=\"x\">").len(), 1);
    }

    #[test]
    fn what_another_host_would_serve_is_named() {
        assert_eq!(
            check_page("<link rel=stylesheet href=https://cdn.example/x.css>"),
            ["href=\"https://cdn.example/x.css\" on <link> leads to another host"]
        );
        assert_eq!(check_page("<img src='//cdn.example/x.png'>").len(), 1);
        assert_eq!(check_page("<script src=\"http://cdn.example/x.js\"></script>").len(), 1);
    }

    #[test]
    fn an_ordinary_page_passes() {
        let page = r#"<!-- style="x" --><link rel="stylesheet" href="/static/closeout.css"><script src="/static/closeout.js" defer></script>
            {# <style> #}<a href="https://www.ecfr.gov/">the rule</a> 3 < 4 <svg xmlns="http://www.w3.org/2000/svg"><path d="M0 0"/></svg>
            <input name="on" value="style=" data-online="yes">{% for a in b %}<option value="{{ a }}"{% if a.on %} selected{% endif %}>{% endfor %}"#;
        assert_eq!(check_page(page), [""; 0]);
    }

    #[test]
    fn only_templates_are_pages() {
        assert!(check(&[file("crates/report/tests/pack.html", "<style></style>")]).is_empty());
    }
}
