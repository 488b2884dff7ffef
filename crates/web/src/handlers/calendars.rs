//! Calendars on the account page: open one, close one.

use axum::{extract::State, response::Response};
use closeout_app::{App, Error};
use closeout_domain::ids::{SystemId, TokenId};

use super::{
    account::{Shown, build},
    ask::At,
    show::{again, page, refused},
};
use crate::{
    api::id::Id,
    error::PageError,
    flash,
    page::Form,
    permission::Own,
    sent::{FORM, Sent},
    session::May,
    urls,
};

/// Open a calendar. Its address is shown on the page that answers, this once.
pub async fn open(who: May<Own>, State(app): State<App>, form: Sent) -> Result<Response, PageError> {
    match opened(&who, &app, &form).await {
        Ok(address) => page(&build(&who, &app, Shown::Calendar(address), Form::blank()).await?),
        Err(error) => {
            let (form, problem) = refused("calendar", form, error)?;
            again(&build(&who, &app, Shown::Nothing, form).await?, "calendar", problem)
        }
    }
}

async fn opened(who: &May<Own>, app: &App, form: &Sent) -> Result<String, Error> {
    let until = form.day("until").map_err(|refusal| {
        FORM.refuse_field("until", refusal.sentence, "choose the last day on which the calendar works")
    })?;
    let system = Some(form.text("system")).filter(|text| !text.is_empty()).map(str::parse::<SystemId>).transpose();
    let system = system.map_err(|e| FORM.refuse_field("system", e.to_string(), "choose a system of the list"))?;
    app.open_calendar(&who.actor, form.text("name"), system, until).await
}

/// Close one of one's own.
pub async fn close(
    who: May<Own>,
    State(app): State<App>,
    At(Id(id)): At<Id<TokenId>>,
    _: Sent,
) -> Result<Response, PageError> {
    let mine = who.organization.calendars.iter().find(|c| c.id == id.0 && c.person == who.actor.person.0);
    let name = mine.ok_or_else(|| Error::NotFound { what: "calendar", id: id.to_string() })?.name.clone();
    app.close_calendar(&who.actor, id).await?;
    Ok(flash::done(urls::ACCOUNT, format!("the calendar for {name} does not work any more")))
}
