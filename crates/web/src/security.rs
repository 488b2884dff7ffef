//! Headers that tell browsers what the pages do not do.

use axum::{
    extract::{Request, State},
    http::{HeaderMap, HeaderName, HeaderValue, header},
    middleware::Next,
    response::Response,
};

use crate::site::Site;

/// Pages: our own style, script and pictures, forms to ourselves, in nobody's frame. The script may ask the server again.
const PAGES: &str = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; \
                     form-action 'self'; frame-ancestors 'none'; base-uri 'none'";
/// The API: nothing at all, should a browser open it.
const API: &str = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";
/// Files that people brought: nothing, and not even as part of this site.
const FILES: &str = "default-src 'none'; sandbox; frame-ancestors 'none'";

/// For every answer, whatever it is.
const ALWAYS: [(&str, &str); 6] = [
    ("x-content-type-options", "nosniff"),
    ("referrer-policy", "same-origin"),
    ("permissions-policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()"),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
    ("x-frame-options", "DENY"),
];

/// Adds the headers. What a handler set itself stays: static files may be kept, downloads have a policy of their own.
pub async fn headers(State(site): State<Site>, request: Request, next: Next) -> Response {
    let policy = if request.uri().path().starts_with("/api/") { API } else { PAGES };
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    for (name, value) in ALWAYS {
        headers.insert(HeaderName::from_static(name), HeaderValue::from_static(value));
    }
    unless_set(headers, header::CONTENT_SECURITY_POLICY, policy);
    unless_set(headers, header::CACHE_CONTROL, "no-store");
    if site.options.secure {
        headers.insert(header::STRICT_TRANSPORT_SECURITY, HeaderValue::from_static("max-age=31536000"));
    }
    response
}

fn unless_set(headers: &mut HeaderMap, name: HeaderName, value: &'static str) {
    headers.entry(name).or_insert(HeaderValue::from_static(value));
}

/// The headers of a download: saved, never shown, under its own name.
pub fn download(name: &str, media_type: &str) -> HeaderMap {
    let media_type = HeaderValue::try_from(media_type);
    let unknown = HeaderValue::from_static("application/octet-stream");
    let attachment = HeaderValue::try_from(disposition(name)).unwrap_or(HeaderValue::from_static("attachment"));
    HeaderMap::from_iter([
        (header::CONTENT_TYPE, media_type.unwrap_or(unknown)),
        (header::CONTENT_DISPOSITION, attachment),
        (header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(FILES)),
    ])
}

/// `Content-Disposition` for a file's name (RFC 6266): plain for old clients, and exact in UTF-8 (RFC 8187).
fn disposition(name: &str) -> String {
    let plain: String =
        name.chars().map(|c| if c.is_ascii_alphanumeric() || " ._-()".contains(c) { c } else { '_' }).collect();
    let exact: String = name
        .bytes()
        .map(|b| match b {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' => char::from(b).to_string(),
            other => format!("%{other:02X}"),
        })
        .collect();
    format!("attachment; filename=\"{plain}\"; filename*=UTF-8''{exact}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_cannot_break_out_of_its_header() {
        assert_eq!(
            disposition("scan 1.nessus"),
            "attachment; filename=\"scan 1.nessus\"; filename*=UTF-8''scan%201.nessus"
        );
        let hostile = disposition("a\";\r\nSet-Cookie: b=c; \u{202e}gpj.exe");
        assert!(!hostile.contains(['\r', '\n']), "{hostile}");
        assert_eq!(hostile.matches('"').count(), 2, "{hostile}");
        assert!(download("Prüfbericht.pdf", "text/html\r\nX: y").contains_key(header::CONTENT_DISPOSITION));
    }
}
