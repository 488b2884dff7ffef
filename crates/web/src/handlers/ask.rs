//! What an address asks for: the thing that it names, and its query.

use axum::{
    extract::{FromRequestParts, Path, Query},
    http::{Uri, request::Parts},
};
use closeout_app::error::NOT_FOUND;
use closeout_domain::{rule::Refusal, time};
use jiff::civil::Date;
use serde::de::DeserializeOwned;

use crate::{
    error::{PageError, problem},
    sent::FORM,
};

/// What the address names, as in `At(Id(number))`. What names nothing is not here.
#[derive(Debug, Clone, Copy)]
pub struct At<T>(pub T);

/// The query of the address, as a page's filter.
#[derive(Debug, Clone)]
pub struct Asked<T>(pub T);

impl<T: DeserializeOwned + Send, S: Send + Sync> FromRequestParts<S> for At<T> {
    type Rejection = PageError;
    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, PageError> {
        let found = Path::<T>::from_request_parts(parts, state).await;
        let nothing = || PageError::Problem(Box::new(problem(&NOT_FOUND, "the address names nothing that is here")));
        found.map(|path| Self(path.0)).map_err(|_| nothing())
    }
}

impl<T: DeserializeOwned, S: Sync> FromRequestParts<S> for Asked<T> {
    type Rejection = PageError;
    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, PageError> {
        Ok(Self(query(&parts.uri)?))
    }
}

/// Reads the query of an address.
///
/// # Errors
/// Refuses one that says something twice.
pub fn query<T: DeserializeOwned>(uri: &Uri) -> Result<T, Refusal> {
    let read = Query::try_from_uri(uri).map(|Query(asked)| asked);
    read.map_err(|_| FORM.refuse("the address cannot be read", "begin at the list and filter again"))
}

/// An address of ours to lead back to, or nothing: never another site, whatever a form says.
pub fn local(back: &str) -> Option<&str> {
    let plain = back.starts_with('/') && !back.starts_with("//") && !back.contains(['\\', '\r', '\n', '\t']);
    (plain && back.is_ascii() && back.parse::<Uri>().is_ok()).then_some(back)
}

/// A day that has passed; nothing for today, which is shown as it stands.
///
/// # Errors
/// Refuses what does not name a day.
pub fn past(as_of: &str, today: Date) -> Result<Option<Date>, Refusal> {
    match as_of.trim() {
        "" => Ok(None),
        text => Ok(Some(time::date("as_of", text)?).filter(|day| *day < today)),
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn only_our_own_addresses_are_led_back_to() {
        for good in ["/", "/items/7?as_of=2026-11-01", "/items?text=50%20%25"] {
            assert_eq!(local(good), Some(good));
        }
        let bad =
            ["", "items", "//evil.example", "/\\evil.example", "https://evil.example", "/a\r\nSet-Cookie: b", "/é"];
        for bad in bad {
            assert_eq!(local(bad), None, "{bad}");
        }
    }

    #[test]
    fn today_is_no_past_day() {
        let today = date(2026, 11, 22);
        assert_eq!(past("2026-11-21", today), Ok(Some(date(2026, 11, 21))));
        assert_eq!([past("2026-11-22", today), past(" ", today)], [Ok(None), Ok(None)]);
        assert_eq!(past("Q3", today).unwrap_err().rule.id, "date-real");
    }
}
