//! Which requirements checks bear on, and how the organization says otherwise.

use axum::{extract::State, response::Response};
use closeout_app::{App, Error};
use closeout_domain::{
    mapping::{Command, Subject},
    rule::Refusal,
};
use serde::Deserialize;

use super::{
    ask::{Asked, local},
    show::{again, page, refused},
};
use crate::{
    error::PageError,
    flash,
    page::{Form, Tab},
    pages::mapping::{MappingPage, unmap_form},
    permission::{Read, Triage},
    sent::Sent,
    session::May,
    urls,
};

/// What the catalog is searched for.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Search {
    text: String,
}

/// The mapping.
pub async fn show(who: May<Read>, State(app): State<App>, Asked(search): Asked<Search>) -> Result<Response, PageError> {
    page(&build(&who, &app, search.text, Form::blank()).await?)
}

async fn build<P>(who: &May<P>, app: &App, text: String, form: Form) -> Result<MappingPage, PageError> {
    let table = app.mapping(&who.actor, &text).await?;
    let mut frame = who.frame(app, Tab::Findings).await?;
    if !form.is_blank() {
        frame.here = urls::MAPPING.into();
    }
    Ok(MappingPage { frame, table, text, form })
}

/// Map something otherwise.
pub async fn map(who: May<Triage>, State(app): State<App>, form: Sent) -> Result<Response, PageError> {
    let command = form.named::<Subject>("subject").map(|subject| Command::Map {
        subject,
        requirements: form.listed("requirements"),
        reason: form.string("reason"),
    });
    answer(&who, &app, "map".into(), form, command, "the mapping is changed").await
}

/// Go back to the catalog.
pub async fn unmap(who: May<Triage>, State(app): State<App>, form: Sent) -> Result<Response, PageError> {
    let id = unmap_form(form.text("subject").trim());
    let reason = form.string("reason");
    let command = form.named::<Subject>("subject").map(|subject| Command::Unmap { subject, reason });
    answer(&who, &app, id, form, command, "the catalog holds again").await
}

async fn answer(
    who: &May<Triage>,
    app: &App,
    id: String,
    form: Sent,
    command: Result<Command, Refusal>,
    told: &str,
) -> Result<Response, PageError> {
    let back = local(form.text("back")).unwrap_or(urls::MAPPING).to_owned();
    match change(who, app, command).await {
        Ok(()) => Ok(flash::done(&back, told)),
        Err(error) => {
            let (form, problem) = refused(&id, form, error)?;
            again(&build(who, app, String::new(), form).await?, &id, problem)
        }
    }
}

async fn change(who: &May<Triage>, app: &App, command: Result<Command, Refusal>) -> Result<(), Error> {
    app.change_mapping(&who.actor, command?).await
}
