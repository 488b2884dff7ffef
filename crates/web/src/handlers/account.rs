//! My account: password and tokens.

use axum::{extract::State, http::header, response::Response};
use closeout_app::{
    App, Error,
    auth::{Attempt, SignedIn},
    views::{PersonRow, TokenRow},
};
use closeout_domain::ids::TokenId;

use super::{
    ask::At,
    people::twice,
    show::{again, page, refused},
};
use crate::{
    api::id::Id,
    client::Client,
    error::PageError,
    flash,
    page::{Form, Tab},
    pages::account::Account,
    permission::Own,
    sent::{FORM, Sent},
    session::{self, May},
    site::Site,
    urls,
};

/// The page.
pub async fn show(who: May<Own>, State(app): State<App>) -> Result<Response, PageError> {
    page(&build(&who, &app, Shown::Nothing, Form::blank()).await?)
}

/// What is shown this once.
pub enum Shown {
    Nothing,
    /// A token's text.
    Token(String),
    /// A calendar's address.
    Calendar(String),
}

pub async fn build(who: &May<Own>, app: &App, shown: Shown, form: Form) -> Result<Account, PageError> {
    let mut frame = who.frame(app, Tab::Elsewhere).await?;
    frame.here = urls::ACCOUNT.into();
    let tokens = app.organization(&who.actor).await?.tokens;
    let mine = |token: &TokenRow| token.person == who.actor.person.0;
    let mut calendars = app.calendars(&who.actor).await?;
    calendars.retain(|calendar| calendar.person == who.actor.person.0);
    let (issued, opened) = match shown {
        Shown::Nothing => (None, None),
        Shown::Token(text) => (Some(text), None),
        Shown::Calendar(address) => (None, Some(address)),
    };
    let tokens = tokens.into_iter().filter(mine).collect();
    Ok(Account { frame, person: me(who)?, tokens, calendars, issued, opened, form })
}

fn me(who: &May<Own>) -> Result<PersonRow, Error> {
    let id = who.actor.person;
    let found = who.organization.people.iter().find(|p| p.id == id.0).cloned();
    found.ok_or_else(|| Error::NotFound { what: "person", id: id.to_string() })
}

/// Change the password. Other sessions end; this browser gets a new one.
pub async fn set_password(
    who: May<Own>,
    State(site): State<Site>,
    client: Client,
    form: Sent,
) -> Result<Response, PageError> {
    match renew(&who, &site.app, &client, &form).await {
        Ok(signed_in) => {
            let mut response = flash::done(urls::ACCOUNT, "your password is changed; your other sessions have ended");
            response.headers_mut().append(header::SET_COOKIE, session::begin(&site.options, &signed_in)?);
            Ok(response)
        }
        Err(error) => {
            let (form, problem) = refused("password", form, error)?;
            again(&build(&who, &site.app, Shown::Nothing, form).await?, "password", problem)
        }
    }
}

async fn renew(who: &May<Own>, app: &App, client: &Client, form: &Sent) -> Result<SignedIn, Error> {
    let (email, new) = (me(who)?.email, twice(form)?);
    // Guesses are counted like those at the door.
    enter(who, app, &email, form.text("current"), client).await?;
    app.set_password(&who.actor, who.actor.person, new).await?;
    enter(who, app, &email, new, client).await
}

async fn enter(who: &May<Own>, app: &App, email: &str, password: &str, client: &Client) -> Result<SignedIn, Error> {
    match app.sign_in(email, password, Some(who.actor.organization), &client.0).await {
        Ok(Attempt::Done(signed_in)) => Ok(signed_in),
        Ok(Attempt::Choose(_)) => Err(Error::Lost("a choice of one")),
        Err(Error::NotSignedIn(_)) => {
            Err(FORM.refuse_field("current", "this is not your password", "enter the one that holds now").into())
        }
        Err(other) => Err(other),
    }
}

/// Issue a token. Its text is shown on the page that answers, this once.
pub async fn issue(who: May<Own>, State(app): State<App>, form: Sent) -> Result<Response, PageError> {
    let until = form.day("until").map_err(|refusal| {
        FORM.refuse_field("until", refusal.sentence, "choose the last day on which the token works")
    });
    let issued = match until {
        Ok(until) => app.issue_token(&who.actor, form.text("name"), form.ticked("read_only"), until).await,
        Err(refusal) => Err(refusal.into()),
    };
    match issued {
        Ok(text) => page(&build(&who, &app, Shown::Token(text), Form::blank()).await?),
        Err(error) => {
            let (form, problem) = refused("token", form, error)?;
            again(&build(&who, &app, Shown::Nothing, form).await?, "token", problem)
        }
    }
}

/// Revoke one of them.
pub async fn revoke(
    who: May<Own>,
    State(app): State<App>,
    At(Id(token)): At<Id<TokenId>>,
    _: Sent,
) -> Result<Response, PageError> {
    let mine = who.organization.tokens.iter().find(|t| t.id == token.0 && t.person == who.actor.person.0);
    let name = mine.ok_or_else(|| Error::NotFound { what: "token", id: token.to_string() })?.name.clone();
    app.revoke_token(&who.actor, token).await?;
    Ok(flash::done(urls::ACCOUNT, format!("the token for {name} does not work any more")))
}
