//! Reports: what each is for, and the files.

use axum::{body::Body, extract::State, response::Response};
use closeout_app::{
    App, Error,
    query::{ItemQuery, Window},
    reporting::{Form as FileForm, Kind},
};
use serde::Deserialize;

use super::{
    ask::{Asked, At, past},
    show::{again, page, refused},
};
use crate::{
    error::PageError,
    page::{Form, Tab},
    pages::reports::Reports,
    permission::{Export, Read},
    security,
    sent::Sent,
    session::May,
    urls,
};

/// The day that is asked for, as it is typed.
#[derive(Debug, Default, Deserialize)]
pub struct Day {
    #[serde(default)]
    as_of: String,
}

/// What each report is for.
pub async fn show(who: May<Read>, State(app): State<App>, Asked(day): Asked<Day>) -> Result<Response, PageError> {
    match past(&day.as_of, app.today()) {
        Ok(_) => page(&build(&who, &app, &day, Form::blank()).await?),
        Err(refusal) => {
            let (form, problem) = refused("day", Sent::default(), refusal.into())?;
            again(&build(&who, &app, &Day::default(), form).await?, "day", problem)
        }
    }
}

async fn build(who: &May<Read>, app: &App, day: &Day, form: Form) -> Result<Reports, PageError> {
    let mut frame = who.frame(app, Tab::Reports).await?;
    frame.here = urls::REPORTS.into();
    let system = app.system(&who.actor, Some(who.system(app).await?)).await?;
    let window = Window { from: 0, rows: 1 };
    let any = ItemQuery { system: Some(system.id), window, ..ItemQuery::default() };
    let any = app.items(&who.actor, &any, None).await?.total > 0;
    let as_of = past(&day.as_of, app.today())?;
    Ok(Reports { frame, as_of, form, marking: system.marking, any })
}

/// One of them as a file.
pub async fn file(
    who: May<Export>,
    State(app): State<App>,
    At(file): At<String>,
    Asked(day): Asked<Day>,
) -> Result<Response, PageError> {
    let named = file.rsplit_once('.').and_then(|(kind, form)| Some((kind.parse().ok()?, form.parse().ok()?)));
    let (kind, form): (Kind, FileForm) = named.ok_or_else(|| Error::NotFound { what: "report", id: file.clone() })?;
    let day = past(&day.as_of, app.today())?;
    let report = app.report(&who.actor, who.system(&app).await?, (kind, form), day).await?;
    let mut response = Response::new(Body::from(report.bytes));
    response.headers_mut().extend(security::download(&report.name, form.media_type()));
    Ok(response)
}
