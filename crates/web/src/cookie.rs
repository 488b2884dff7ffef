//! Cookies: read one, set one, clear one.

use axum::http::{HeaderMap, HeaderValue, header};

/// The cookie of the colours. Nothing depends on it.
pub const THEME: &str = "closeout_theme";

/// The value of a cookie of the request.
pub fn get<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    let pairs = headers.get_all(header::COOKIE).iter().filter_map(|v| v.to_str().ok()).flat_map(|v| v.split(';'));
    pairs.filter_map(|pair| pair.trim().split_once('=')).find(|(n, _)| *n == name).map(|(_, value)| value)
}

/// A `Set-Cookie` that no script can read and that no other site's form sends along. `age` in seconds; `None` until the
/// browser closes. `None` when the value cannot stand in a header.
pub fn set(name: &str, value: &str, age: Option<i64>, secure: bool) -> Option<HeaderValue> {
    let age = age.map(|seconds| format!("; Max-Age={seconds}")).unwrap_or_default();
    let secure = if secure { "; Secure" } else { "" };
    HeaderValue::try_from(format!("{name}={value}; Path=/; HttpOnly; SameSite=Lax{secure}{age}")).ok()
}

/// A `Set-Cookie` that removes it.
pub fn clear(name: &str, secure: bool) -> Option<HeaderValue> {
    set(name, "", Some(0), secure)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_right_cookie_is_found_among_others() {
        let mut headers = HeaderMap::new();
        headers.append(header::COOKIE, HeaderValue::from_static("a=1; closeout_session=abc"));
        headers.append(header::COOKIE, HeaderValue::from_static("theme=dark"));
        assert_eq!(get(&headers, "closeout_session"), Some("abc"));
        assert_eq!((get(&headers, "theme"), get(&headers, "session")), (Some("dark"), None));
    }

    #[test]
    fn a_cookie_is_out_of_reach_of_scripts_and_other_sites() {
        let text = set("a", "b", Some(60), true).unwrap();
        assert_eq!(text, "a=b; Path=/; HttpOnly; SameSite=Lax; Secure; Max-Age=60");
        assert_eq!(set("a", "b\r\nSet-Cookie: c=d", None, false), None);
    }
}
