//! The beginning of a file, by which it is recognised.

use std::cell::OnceCell;

/// The beginning of a file, decoded: at most [`crate::limits::HEAD`] bytes of text.
#[derive(Clone, Debug)]
pub struct Head<'a> {
    text: &'a str,
    magic: &'a [u8],
    /// Every JSON format asks for them.
    keys: OnceCell<Vec<&'a str>>,
}

impl<'a> Head<'a> {
    /// `magic` are the first bytes as they lie on the disk, for files that are no text.
    pub fn new(text: &'a str, magic: &'a [u8]) -> Self {
        Self { text, magic, keys: OnceCell::new() }
    }

    /// The text, which may end in the middle of anything.
    pub fn text(&self) -> &'a str {
        self.text
    }

    /// The first bytes as they lie on the disk.
    pub fn magic(&self) -> &'a [u8] {
        self.magic
    }

    /// The name of the XML root element, if it is XML.
    pub fn xml_root(&self) -> Option<&'a str> {
        let mut rest = self.text.trim_start();
        loop {
            let end = if rest.starts_with("<?") {
                "?>"
            } else if rest.starts_with("<!--") {
                "-->"
            } else if rest.starts_with("<!") {
                let subset = rest.find('[').is_some_and(|open| rest.find('>').is_none_or(|end| open < end));
                if subset { "]>" } else { ">" }
            } else {
                break;
            };
            rest = rest.split_once(end)?.1.trim_start();
        }
        let name = rest.strip_prefix('<')?;
        let end = name.find(|c: char| c.is_whitespace() || c == '>' || c == '/')?;
        name.get(..end).filter(|name| !name.is_empty())
    }

    /// Whether it begins as a JSON object or array.
    pub fn is_json(&self) -> bool {
        let start = self.text.trim_start();
        let after = |c| start.strip_prefix(c).map(str::trim_start);
        after('{').is_some_and(|rest| rest.is_empty() || rest.starts_with(['"', '}']))
            || after('[').is_some_and(|rest| !rest.starts_with(|c: char| c.is_ascii_alphabetic()))
    }

    /// The keys of a JSON object, or of the first object in a JSON list, as far as the head shows them.
    pub fn json_keys(&self) -> &[&'a str] {
        self.keys.get_or_init(|| self.read_keys())
    }

    fn read_keys(&self) -> Vec<&'a str> {
        let start = self.text.trim_start();
        let wanted = if start.starts_with('[') { 2 } else { 1 };
        let mut keys = Vec::new();
        let mut depth = 0_u32;
        let mut rest = start;
        while let Some(at) = rest.find(['"', '{', '}', '[', ']']) {
            let (_, found) = rest.split_at_checked(at).unwrap_or_default();
            let mut characters = found.chars();
            match characters.next() {
                Some('{' | '[') => depth += 1,
                Some('}' | ']') => {
                    depth = depth.saturating_sub(1);
                    // The first object is over.
                    if depth < wanted && !keys.is_empty() {
                        break;
                    }
                }
                _ => {
                    let text = characters.as_str();
                    let Some(end) = end_of_string(text) else { break };
                    let (key, behind) = text.split_at_checked(end).unwrap_or_default();
                    rest = behind.get(1..).unwrap_or_default();
                    if depth == wanted && rest.trim_start().starts_with(':') {
                        keys.push(key);
                    }
                    continue;
                }
            }
            rest = characters.as_str();
        }
        keys
    }

    /// The first line that holds anything.
    pub fn first_line(&self) -> &'a str {
        self.text.lines().map(str::trim).find(|line| !line.is_empty()).unwrap_or("")
    }

    /// The cells of one line of a table, without their quotes, by the separator that gives most of them.
    pub fn cells(line: &'a str) -> Vec<&'a str> {
        [',', ';', '\t', '|']
            .into_iter()
            .map(|separator| line.split(separator).map(|cell| cell.trim().trim_matches('"').trim()).collect::<Vec<_>>())
            .max_by_key(Vec::len)
            .unwrap_or_default()
    }
}

/// Where the quote stands that ends a JSON string.
fn end_of_string(text: &str) -> Option<usize> {
    let mut escaped = false;
    text.bytes().position(|byte| {
        let ends = !escaped && byte == b'"';
        escaped = !escaped && byte == b'\\';
        ends
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_root_is_found_behind_declarations_and_comments() {
        for text in [
            "<CHECKLIST>",
            "\n<?xml version='1.0'?>\n<!-- <not> this -->\n<CHECKLIST a='b'>",
            "<!DOCTYPE x><CHECKLIST/>",
            "<!DOCTYPE x [<!ENTITY a 'b'>]><CHECKLIST/>",
        ] {
            assert_eq!(Head::new(text, b"").xml_root(), Some("CHECKLIST"), "{text}");
        }
        for text in ["", "<", "<unfinished", "a < b", "<!-- unfinished", "{}"] {
            assert_eq!(Head::new(text, b"").xml_root(), None, "{text}");
        }
    }

    #[test]
    fn keys_are_those_of_the_first_object() {
        for (text, keys) in [
            (r#" {"a": {"x": 1}, "b\"": ["y"], "c" : "d:" }"#, vec!["a", "b\\\"", "c"]),
            (r#"[{"a": [{"x": 1}], "b": 2}, {"c": 3}]"#, vec!["a", "b"]),
            (r#"{"a": "unfinished"#, vec!["a"]),
            ("[]", vec![]),
        ] {
            assert_eq!(Head::new(text, b"").json_keys(), keys, "{text}");
        }
    }
}
