//! Slip accounting.

use axum::{extract::State, response::Response};
use closeout_app::App;
use serde::Deserialize;

use super::{
    ask::{Asked, past},
    show::{again, page, refused},
};
use crate::{
    error::PageError,
    page::{Form, Tab},
    pages::slip::SlipPage,
    permission::Read,
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

/// How far dates moved, how often, and why.
pub async fn show(who: May<Read>, State(app): State<App>, Asked(day): Asked<Day>) -> Result<Response, PageError> {
    match past(&day.as_of, app.today()) {
        Ok(_) => page(&build(&who, &app, &day, Form::blank()).await?),
        Err(refusal) => {
            let (form, problem) = refused("day", Sent::default(), refusal.into())?;
            again(&build(&who, &app, &Day::default(), form).await?, "day", problem)
        }
    }
}

async fn build(who: &May<Read>, app: &App, day: &Day, form: Form) -> Result<SlipPage, PageError> {
    let mut frame = who.frame(app, Tab::Reports).await?;
    frame.here = urls::SLIP.into();
    let as_of = past(&day.as_of, app.today())?;
    let slip = app.slip(&who.actor, Some(who.system(app).await?), as_of).await?;
    Ok(SlipPage { frame, slip, as_of, form })
}
