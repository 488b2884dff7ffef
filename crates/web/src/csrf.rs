//! Forms come from our own pages: every one carries a value that only the session knows, and its sender's origin is looked at.

use std::hint::black_box;

use axum::{
    extract::{Request, State},
    http::{HeaderMap, Method, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use closeout_domain::rule::{Kind, Refusal, Rule};

use crate::{error::PageError, site::Site};

/// A form has to come from a page of the session.
pub const OWN_FORM: Rule =
    Rule { id: "form-own", cites: "SP 800-171 3.13.15 (authenticity of sessions)", kind: Kind::Duty };

/// The name of the field.
pub const FIELD: &str = "csrf";

/// What the forms of the session carry. The session's extractor leaves it with the request for the form's extractor.
#[derive(Debug, Clone)]
pub struct Expected(pub String);

/// Says no.
pub fn refusal() -> Refusal {
    OWN_FORM.refuse(
        "this form was not sent from a page of your session",
        "load the page again, enter it once more and send it",
    )
}

/// Compares in a time that depends on the lengths alone.
pub fn equal(given: &str, expected: &str) -> bool {
    let differences = given.bytes().zip(expected.bytes()).fold(0, |all, (a, b)| black_box(all | (a ^ b)));
    given.len() == expected.len() && !expected.is_empty() && differences == 0
}

/// Refuses what a browser says another site made it send. Programs that are no browsers say nothing of it, and need the
/// form's value like everybody.
pub async fn same_origin(State(site): State<Site>, request: Request, next: Next) -> Response {
    let safe = matches!(*request.method(), Method::GET | Method::HEAD);
    // The API knows no cookies: there is nothing that another site could borrow.
    let api = request.uri().path().starts_with("/api/");
    match safe || api || ours(request.headers(), site.options.origin.as_deref()) {
        true => next.run(request).await,
        false => PageError::from(refusal()).into_response(),
    }
}

fn ours(headers: &HeaderMap, origin: Option<&str>) -> bool {
    let text = |name| headers.get(name).map(|value| value.to_str().unwrap_or("unreadable"));
    if let Some(site) = text("sec-fetch-site")
        && !matches!(site, "same-origin" | "none")
    {
        return false;
    }
    let Some(from) = text(header::ORIGIN.as_str()) else { return true };
    match origin {
        Some(origin) => from.eq_ignore_ascii_case(origin.trim_end_matches('/')),
        None => {
            let host = from.split_once("://").map(|(_, host)| host);
            host.is_some() && host.map(str::to_ascii_lowercase) == text("host").map(str::to_ascii_lowercase)
        }
    }
}

#[cfg(test)]
mod tests {
    use axum::http::{HeaderName, HeaderValue};

    use super::*;

    fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        let pair = |(n, v): &(&'static str, &'static str)| (HeaderName::from_static(n), HeaderValue::from_static(v));
        pairs.iter().map(pair).collect()
    }

    #[test]
    fn only_the_whole_value_is_equal() {
        assert!(equal("abc", "abc"));
        for (given, expected) in [("", ""), ("ab", "abc"), ("abcd", "abc"), ("abd", "abc"), ("", "abc")] {
            assert!(!equal(given, expected), "{given} {expected}");
        }
    }

    #[test]
    fn other_sites_are_told_apart() {
        let host = ("host", "poam.example.com:8080");
        let cases = [
            (vec![host], true),
            (vec![host, ("origin", "http://poam.example.com:8080")], true),
            (vec![host, ("origin", "http://poam.example.com")], false),
            (vec![host, ("origin", "null")], false),
            (vec![host, ("origin", "https://evil.example")], false),
            (vec![host, ("sec-fetch-site", "same-origin")], true),
            (vec![host, ("sec-fetch-site", "same-site")], false),
            (vec![host, ("sec-fetch-site", "cross-site")], false),
        ];
        for (pairs, good) in cases {
            assert_eq!(ours(&headers(&pairs), None), good, "{pairs:?}");
        }
        let behind_a_proxy = headers(&[("host", "127.0.0.1:8080"), ("origin", "https://poam.example.com")]);
        assert!(ours(&behind_a_proxy, Some("https://poam.example.com/")));
        assert!(!ours(&behind_a_proxy, Some("https://poam.example.org")));
    }
}
