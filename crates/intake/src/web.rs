//! What a URL says of where a finding is.

use std::{
    io::{self, BufRead},
    net::IpAddr,
};

use closeout_domain::finding::asset::AssetNames;

/// The host of a URL, or of a bare "host:port"; without brackets, user and port.
pub(crate) fn host(url: &str) -> &str {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let authority = rest.split(['/', '?', '#', '\\']).next().unwrap_or_default();
    let authority = authority.rsplit('@').next().unwrap_or_default().trim();
    if let Some(rest) = authority.strip_prefix('[') {
        return rest.split(']').next().unwrap_or_default();
    }
    match authority.split_once(':') {
        // More than one colon: an IPv6 address without brackets.
        Some((host, port)) if !port.contains(':') => host,
        _ => authority,
    }
}

/// The names of a host that is called by address or by name.
pub(crate) fn names(host: &str) -> AssetNames<'_> {
    let none = AssetNames::default();
    match host {
        ip if ip.parse::<IpAddr>().is_ok() => AssetNames { ip, ..none },
        fqdn if fqdn.contains('.') => AssetNames { fqdn, ..none },
        hostname => AssetNames { hostname, ..none },
    }
}

/// A URL as a place: without what is asked behind `?` and `#`, which changes from run to run; with the name of the
/// parameter, if there is one.
pub(crate) fn place(url: &str, parameter: &str, place: &mut String) {
    place.clear();
    place.push_str(url.split(['?', '#']).next().unwrap_or_default().trim());
    if !parameter.is_empty() {
        place.push_str(if place.is_empty() { "[" } else { " [" });
        place.push_str(parameter);
        place.push(']');
    }
}

/// Text with HTML's tags taken out: those that end a line leave one.
pub(crate) fn plain(html: &str, text: &mut String) {
    text.clear();
    let mut rest = html;
    while let Some((before, tag)) = rest.split_once('<') {
        text.push_str(before);
        let is_tag = tag.starts_with(|c: char| c.is_ascii_alphabetic() || c == '/');
        match tag.split_once('>').filter(|_| is_tag) {
            Some((tag, behind)) => {
                let name = tag.trim_start_matches('/').split([' ', '/']).next().unwrap_or_default();
                let ends_line =
                    ["p", "br", "li", "ul", "ol", "div", "td", "tr"].contains(&name.to_ascii_lowercase().as_str());
                if ends_line && !text.is_empty() && !text.ends_with('\n') {
                    text.push('\n');
                }
                rest = behind;
            }
            None => {
                text.push('<');
                rest = tag;
            }
        }
    }
    text.push_str(rest);
    for (reference, character) in
        [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&apos;", "'"), ("&#39;", "'"), ("&amp;", "&")]
    {
        if text.contains(reference) {
            *text = text.replace(reference, character);
        }
    }
    text.truncate(text.trim_end().len());
}

/// Whether the input begins as JSON rather than as XML.
pub(crate) fn is_json(input: &mut dyn BufRead) -> io::Result<bool> {
    Ok(input.fill_buf()?.trim_ascii_start().starts_with(b"{") || input.fill_buf()?.trim_ascii_start().starts_with(b"["))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_go_and_text_stays() {
        let mut text = String::new();
        plain("<p>One &amp; two:</p><ul><li>a &lt; b</li><li>1 < 2</li></ul><br/>end", &mut text);
        assert_eq!(text, "One & two:\na < b\n1 < 2\nend");
    }

    #[test]
    fn the_host_is_found_in_any_url() {
        for (url, expected) in [
            ("https://shop.example:8443/a?b=http://c.example", "shop.example"),
            ("http://user:word@192.0.2.1/", "192.0.2.1"),
            ("http://[2001:db8::1]:80/", "2001:db8::1"),
            ("2001:db8::1", "2001:db8::1"),
            ("mill:9000", "mill"),
            ("", ""),
            ("http://", ""),
        ] {
            assert_eq!(host(url), expected, "{url}");
        }
        assert_eq!(names("192.0.2.1").ip, "192.0.2.1");
        assert_eq!(names("2001:db8::1").ip, "2001:db8::1");
        assert_eq!(names("shop.example").fqdn, "shop.example");
        assert_eq!(names("mill").hostname, "mill");
    }

    #[test]
    fn a_place_loses_what_changes_and_keeps_the_parameter() {
        let mut text = String::from("before");
        place("https://shop.example/a?session=1#top", "user", &mut text);
        assert_eq!(text, "https://shop.example/a [user]");
        place("", "user", &mut text);
        assert_eq!(text, "[user]");
    }
}
