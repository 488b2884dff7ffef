//! Which format a file is, by its content alone, and what it looks like when it is none.

use crate::{
    format::Format,
    formats::FORMATS,
    head::Head,
    sink::{Place, Unreadable},
};

/// The one format that claims the file.
pub(crate) fn detect(head: &Head<'_>) -> Result<&'static dyn Format, Unreadable> {
    let mut claims = FORMATS.iter().copied().filter(|format| format.recognises(head));
    match (claims.next(), claims.next()) {
        (Some(format), None) => Ok(format),
        (Some(first), Some(second)) => Err(Unreadable::new(
            Place::File,
            format!("the file could be {} or {}", first.id(), second.id()),
            "name one of them with --format",
        )),
        (None, _) if is_yaml(head) => Err(Unreadable::new(
            Place::File,
            "the file looks like YAML, which is not read",
            "convert it to JSON, with yq or another tool, and for OSCAL with oscal-cli; or have its tool write JSON",
        )),
        (None, _) => Err(Unreadable::new(
            Place::File,
            format!("not recognised: looks like {}", looks_like(head)),
            "`closeout formats` lists what can be read; --format reads a file as one of them in spite of its look",
        )),
    }
}

/// Whether a format other than that of this id claims the file: what is anybody's is nobody's tool.
pub(crate) fn is_claimed_by_another(head: &Head<'_>, id: &str) -> bool {
    FORMATS.iter().any(|format| format.id() != id && format.recognises(head))
}

/// Whether it begins as a YAML document, or with a key alone on its line, as no other text here does.
fn is_yaml(head: &Head<'_>) -> bool {
    let line = head.first_line();
    let key = |name: &str| !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_".contains(&b));
    line == "---" || line.starts_with("%YAML") || line.strip_suffix(':').is_some_and(key)
}

/// A guess for people.
fn looks_like(head: &Head<'_>) -> String {
    const MAGIC: [(&[u8], &str); 11] = [
        (b"%PDF", "a PDF document"),
        (b"\xd0\xcf\x11\xe0", "an old Office document"),
        (b"\x89PNG", "a picture (PNG)"),
        (b"\xff\xd8\xff", "a picture (JPEG)"),
        (b"SQLite format 3", "an SQLite database"),
        (b"7z\xbc\xaf", "a 7z archive"),
        (b"Rar!", "a RAR archive"),
        (b"\xfd7zXZ", "an xz archive"),
        (b"BZh", "a bzip2 archive"),
        (b"\x28\xb5\x2f\xfd", "a zstd archive"),
        (b"{\\rtf", "an RTF document"),
    ];
    if let Some((_, name)) = MAGIC.iter().find(|(magic, _)| head.magic().starts_with(magic)) {
        return (*name).to_owned();
    }
    let short = |text: &str| text.chars().take(40).collect::<String>();
    if let Some(root) = head.xml_root() {
        return if root.eq_ignore_ascii_case("html") {
            "a web page".to_owned()
        } else {
            format!("XML with the root element <{}>", short(root))
        };
    }
    let text = head.text();
    if text.get(..15).is_some_and(|start| start.eq_ignore_ascii_case("<!doctype html>")) {
        return "a web page".to_owned();
    }
    if head.is_json() {
        let key = text.split('"').nth(1).filter(|key| !key.is_empty());
        return key.map_or_else(|| "JSON".to_owned(), |key| format!("JSON that begins with {:?}", short(key)));
    }
    if head.magic().iter().any(|byte| *byte < 9) || (text.is_empty() && !head.magic().is_empty()) {
        return "binary data".to_owned();
    }
    let cells = Head::cells(head.first_line());
    match cells.as_slice() {
        [first, second, _, ..] => format!("a table whose first columns are {:?} and {:?}", short(first), short(second)),
        _ => "plain text".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_foreign_file_is_called_by_its_name() {
        for (text, looks) in [
            ("%PDF-1.7", "a PDF document"),
            ("<?xml version='1.0'?><rss>", "XML with the root element <rss>"),
            ("<!DOCTYPE html><html>", "a web page"),
            ("{ \"name\": 1 }", "JSON that begins with \"name\""),
            ("a;b;c\n1;2;3", "a table whose first columns are \"a\" and \"b\""),
            ("hello", "plain text"),
            ("[info] started", "plain text"),
        ] {
            assert_eq!(looks_like(&Head::new(text, text.as_bytes())), looks, "{text}");
        }
        assert_eq!(looks_like(&Head::new("", &[1, 2, 3])), "binary data");
    }

    #[test]
    fn yaml_is_refused_with_the_way_out() {
        for text in ["---\nassessment-results:\n  uuid: 1", "assessment-results:\n  uuid: 1", "%YAML 1.2\n---\na: 1"] {
            let refusal = detect(&Head::new(text, text.as_bytes())).err().unwrap();
            assert_eq!(refusal.message, "the file looks like YAML, which is not read", "{text}");
        }
        for text in ["hello", "{\"a\": 1}", "Summary of findings:\nnone", "a;b;c\n1;2;3"] {
            assert!(!is_yaml(&Head::new(text, text.as_bytes())), "{text}");
        }
    }
}
