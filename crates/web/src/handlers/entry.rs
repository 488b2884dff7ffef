//! Signing in and out.

use axum::{
    extract::State,
    http::header,
    response::{IntoResponse as _, Redirect, Response},
};
use closeout_app::{
    App, Error,
    auth::{Attempt, SignedIn},
};
use closeout_domain::{
    ids::OrganizationId,
    rule::{Kind, Refusal, Rule},
};
use serde::Deserialize;

use super::{
    ask::{Asked, local},
    show::{again, page, refused},
};
use crate::{
    client::Client,
    cookie,
    error::PageError,
    page::{Choice, Form, Theme},
    pages::entry::SignIn,
    permission::{Anyone, SignedIn as Somebody},
    sent::{Open, Sent},
    session::{self, May},
    site::Site,
    urls,
};

/// Whoever signs in names themselves, and their organization where the address is of several.
pub const SIGN_IN: Rule = Rule { id: "sign-in", cites: "SP 800-171 3.5.1, 3.5.2", kind: Kind::Input };

/// Where the sign-in page was come from.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct From {
    back: String,
    out: String,
}

/// The page.
pub async fn form(_: Anyone, Looks(theme): Looks, Asked(from): Asked<From>) -> Result<Response, PageError> {
    let notice = if from.out.is_empty() { "" } else { "You are signed out." };
    page(&SignIn {
        theme,
        organizations: Vec::new(),
        back: local(&from.back).unwrap_or_default().into(),
        notice: notice.into(),
        form: Form::blank(),
    })
}

/// Sign in, and go where the page was come from.
pub async fn sign_in(
    _: Anyone,
    State(site): State<Site>,
    client: Client,
    looks: Looks,
    Open(sent): Open,
) -> Result<Response, PageError> {
    match attempt(&site.app, &client, &sent).await {
        Ok(Attempt::Done(signed_in)) => enter(&site, &signed_in, local(sent.text("back"))),
        Ok(Attempt::Choose(organizations)) => {
            let which = SIGN_IN.refuse_field(
                "organization",
                "this address and password are of several organizations",
                "choose one and enter the password once more",
            );
            let choices = organizations.into_iter().map(|(id, name)| Choice::new(id.to_string(), name)).collect();
            once_more(looks, sent, which.into(), choices)
        }
        Err(error) => once_more(looks, sent, error, Vec::new()),
    }
}

async fn attempt(app: &App, client: &Client, sent: &Sent) -> Result<Attempt, Error> {
    let organization = sent.named_if_any::<OrganizationId>("organization")?;
    match app.sign_in(sent.text("email"), sent.text("password"), organization, &client.0).await {
        Err(Error::NotSignedIn(why)) => Err(wrong(why).into()),
        other => other,
    }
}

fn wrong(why: &str) -> Refusal {
    SIGN_IN.refuse(why, "enter both again, or ask an administrator for a new password")
}

fn once_more(Looks(theme): Looks, sent: Sent, error: Error, organizations: Vec<Choice>) -> Result<Response, PageError> {
    let back = local(sent.text("back")).unwrap_or_default().to_owned();
    let (form, problem) = refused("sign-in", sent, error)?;
    again(&SignIn { theme, organizations, back, notice: String::new(), form }, "sign-in", problem)
}

fn enter(site: &Site, signed_in: &SignedIn, back: Option<&str>) -> Result<Response, PageError> {
    let cookie = session::begin(&site.options, signed_in)?;
    let to = Redirect::to(back.unwrap_or(urls::TODAY));
    Ok(([(header::SET_COOKIE, cookie)], to).into_response())
}

/// Sign out.
pub async fn sign_out(who: May<Somebody>, State(site): State<Site>, _: Sent) -> Result<Response, PageError> {
    let cookie = session::end(&site.app, &site.options, &who.secret).await?;
    let to = Redirect::to(&urls::with_query(urls::SIGN_IN, &[("out", "yes")]));
    Ok(([(header::SET_COOKIE, cookie)], to).into_response())
}

/// The colours that the browser was last asked for.
#[derive(Debug, Clone, Copy)]
pub struct Looks(pub Theme);

impl<S: Sync> axum::extract::FromRequestParts<S> for Looks {
    type Rejection = std::convert::Infallible;
    async fn from_request_parts(parts: &mut axum::http::request::Parts, _: &S) -> Result<Self, Self::Rejection> {
        Ok(Self(Theme::of(cookie::get(&parts.headers, cookie::THEME).unwrap_or_default())))
    }
}
