//! Calendars at secret addresses, for programs that cannot sign in. See [`closeout_app::calendar`].

use axum::{
    extract::{FromRef, FromRequestParts, Path, State},
    http::{HeaderMap, HeaderValue, StatusCode, header, request::Parts},
    response::{IntoResponse, Response},
};
use closeout_app::{App, calendar::Holder, error::NOT_FOUND};

use crate::{
    error::{PageError, problem},
    permission::{Guard, Link},
    security,
    site::Site,
};

/// Whoever knows the secret of a calendar. Cookies and tokens are not looked at.
#[derive(Debug, Clone)]
pub struct Holds(pub Holder);

impl Guard for Holds {
    type Permission = Link;
}

impl<S: Send + Sync> FromRequestParts<S> for Holds
where
    Site: FromRef<S>,
{
    type Rejection = PageError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, PageError> {
        let nothing = || PageError::Problem(Box::new(problem(&NOT_FOUND, "there is no calendar at this address")));
        let Path(file) = Path::<String>::from_request_parts(parts, state).await.map_err(|_| nothing())?;
        let secret = file.strip_suffix(".ics").ok_or_else(nothing)?;
        Ok(Self(Site::from_ref(state).app.calendar(secret).await?))
    }
}

/// The calendar, or that it has not changed.
pub async fn serve(Holds(holder): Holds, State(app): State<App>, asked: HeaderMap) -> Result<Response, PageError> {
    let tag = format!("\"{}\"", app.calendar_tag(&holder).await?);
    let mut headers = HeaderMap::new();
    // For whoever asked alone, and asked again each time: it may have been closed.
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-cache"));
    if let Ok(tag) = HeaderValue::try_from(&tag) {
        headers.insert(header::ETAG, tag);
    }
    if knows(&asked, &tag) {
        return Ok((StatusCode::NOT_MODIFIED, headers).into_response());
    }
    let file = app.calendar_file(&holder).await?;
    headers.extend(security::download("closeout.ics", "text/calendar; charset=utf-8"));
    Ok((headers, file).into_response())
}

/// Whether `If-None-Match` names the tag; a proxy may have made it a weak one.
fn knows(asked: &HeaderMap, tag: &str) -> bool {
    let lists = asked.get_all(header::IF_NONE_MATCH).iter().filter_map(|value| value.to_str().ok());
    let mut tags = lists.flat_map(|list| list.split(',')).map(str::trim);
    tags.any(|one| one == "*" || one.strip_prefix("W/").unwrap_or(one) == tag)
}
