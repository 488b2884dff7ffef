//! What a form came to, told on the page after it: carried by a cookie that the next page takes away.

use axum::{
    extract::{Request, State},
    http::{HeaderMap, Method, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Redirect, Response},
};

use crate::{cookie, page::Flash, site::Site};

/// Sent by the script of the pages with a form that it sends itself.
const SCRIPT: &str = "x-closeout-script";
const COOKIE: &str = "closeout_flash";
/// Longest text in characters, so that the cookie stays small.
const LONGEST: usize = 300;

/// Leads to another page and tells there that it went as wished.
pub fn done(url: &str, text: impl Into<String>) -> Response {
    see(url, &Flash { good: true, text: text.into() })
}

/// Leads to another page and tells something there.
pub fn see(url: &str, flash: &Flash) -> Response {
    let text: String = flash.text.chars().take(LONGEST).collect();
    let encoded: String = form_urlencoded::byte_serialize(text.as_bytes()).collect();
    let value = format!("{}{encoded}", if flash.good { '+' } else { '-' });
    let mut response = Redirect::to(url).into_response();
    // Only this browser reads it, once: `Secure` would add nothing that the session's cookie does not protect.
    if let Some(set) = cookie::set(COOKIE, &value, Some(60), false) {
        response.headers_mut().append(header::SET_COOKIE, set);
    }
    response
}

/// What the form before this page came to.
pub fn read(headers: &HeaderMap) -> Option<Flash> {
    let value = cookie::get(headers, COOKIE)?;
    let (good, encoded) = match (value.strip_prefix('+'), value.strip_prefix('-')) {
        (Some(encoded), _) => (true, encoded),
        (_, Some(encoded)) => (false, encoded),
        _ => return None,
    };
    let text = form_urlencoded::parse(encoded.as_bytes()).next()?.0.into_owned();
    (!text.is_empty()).then_some(Flash { good, text })
}

/// Takes the cookie away once a page has shown it.
pub async fn forget(State(site): State<Site>, request: Request, next: Next) -> Response {
    let told = request.method() == Method::GET && cookie::get(request.headers(), COOKIE).is_some();
    let mut response = next.run(request).await;
    let page = response.headers().get(header::CONTENT_TYPE).is_some_and(|t| t.as_bytes().starts_with(b"text/html"));
    if told
        && page
        && let Some(clear) = cookie::clear(COOKIE, site.options.secure)
    {
        response.headers_mut().append(header::SET_COOKIE, clear);
    }
    response
}

/// Tells the script that sends a file where to go, instead of leading it there: it would open that page in the browser's
/// stead, read the whole file for a preview that nobody sees, and take away what was to be told.
pub async fn follow(request: Request, next: Next) -> Response {
    let script = request.headers().contains_key(SCRIPT);
    let mut response = next.run(request).await;
    if script && response.status().is_redirection() {
        *response.status_mut() = StatusCode::NO_CONTENT;
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_told_arrives_whole() {
        let flash =
            Flash { good: true, text: "POAM-0007 is submitted; M. Okafor may approve it & \"close\" é".into() };
        let response = see("/items/7", &flash);
        let set = response.headers().get(header::SET_COOKIE).unwrap().to_str().unwrap();
        let mut headers = HeaderMap::new();
        headers.insert(header::COOKIE, set.split(';').next().unwrap().parse().unwrap());
        assert_eq!(read(&headers), Some(flash));
    }
}
