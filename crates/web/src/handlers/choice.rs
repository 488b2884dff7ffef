//! What a browser chooses for itself: colours, and the system that the pages show.

use axum::{
    extract::State,
    http::header,
    response::{IntoResponse as _, Redirect, Response},
};
use closeout_app::App;
use closeout_domain::ids::SystemId;

use super::ask::local;
use crate::{
    cookie,
    error::PageError,
    page::Theme,
    permission::{Read, SignedIn},
    sent::Sent,
    session::May,
    site::Site,
    urls,
};

/// How long colours are remembered, in seconds.
const YEAR: i64 = 365 * 24 * 60 * 60;

/// Light, dark, or as the device wishes.
pub async fn theme(_: May<SignedIn>, State(site): State<Site>, form: Sent) -> Response {
    let mut response = back(&form);
    let word = Theme::of(form.text("theme")).word();
    if let Some(cookie) = cookie::set(cookie::THEME, word, Some(YEAR), site.options.secure) {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    response
}

/// The system that the pages show from now on.
pub async fn system(who: May<Read>, State(app): State<App>, form: Sent) -> Result<Response, PageError> {
    app.look_at(&who.actor, who.session.clone(), form.named::<SystemId>("system")?).await?;
    Ok(back(&form))
}

fn back(form: &Sent) -> Response {
    Redirect::to(local(form.text("back")).unwrap_or(urls::TODAY)).into_response()
}
