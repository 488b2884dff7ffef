//! What is told by mail, and what could not be.

use axum::{extract::State, response::Response};
use closeout_app::App;

use super::show::{again, page, refused};
use crate::{
    error::PageError,
    flash,
    page::{Form, Tab},
    pages::notices::Notices,
    permission::Administer,
    sent::Sent,
    session::May,
    urls,
};

/// The outbox.
pub async fn show(who: May<Administer>, State(app): State<App>) -> Result<Response, PageError> {
    page(&build(&who, &app, Form::blank()).await?)
}

async fn build(who: &May<Administer>, app: &App, form: Form) -> Result<Notices, PageError> {
    let mut frame = who.frame(app, Tab::People).await?;
    frame.here = urls::NOTICES.into();
    Ok(Notices { frame, outbox: app.outbox(&who.actor, None).await?, form })
}

/// Let a notice wait again.
pub async fn replay(who: May<Administer>, State(app): State<App>, form: Sent) -> Result<Response, PageError> {
    app.replay_notice(&who.actor, form.text("key")).await?;
    Ok(flash::done(urls::NOTICES, "the notice waits again and goes out within a minute"))
}

/// Send whoever asks a mail.
pub async fn test(who: May<Administer>, State(app): State<App>, form: Sent) -> Result<Response, PageError> {
    match app.mail_myself(&who.actor).await {
        Ok(to) => Ok(flash::done(urls::NOTICES, format!("the mail server has taken a mail to {to}"))),
        Err(error) => {
            let (form, problem) = refused("test", form, error)?;
            again(&build(&who, &app, form).await?, "test", problem)
        }
    }
}
