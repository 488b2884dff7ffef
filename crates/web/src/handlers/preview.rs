//! A file that arrived: what it would change, and the decision.

use axum::{
    extract::State,
    http::StatusCode,
    response::{IntoResponse as _, Response},
};
use closeout_app::{
    App, Error,
    import::{Decision, Decisions, ImportReport},
    ports::Mode,
};
use uuid::Uuid;

use super::{
    ask::At,
    imports,
    show::{again, page, refused},
};
use crate::{
    error::PageError,
    flash,
    format::ShowNumber as _,
    page::{Form, Tab},
    pages::preview::Preview,
    permission::Import,
    sent::Sent,
    session::May,
    site::Site,
    urls,
};

/// What it would change. A file that cannot be read does not wait any longer.
pub async fn show(who: May<Import>, State(site): State<Site>, At(staged): At<Uuid>) -> Result<Response, PageError> {
    match site.app.import_upload(&who.actor, staged, Mode::Preview, false).await {
        Ok(report) => page(&build(&who, &site.app, staged, report).await?),
        Err(Error::Unreadable { file, why, advice }) => {
            let error = Error::Unreadable { file, why, advice: on_a_page(advice) };
            site.app.discard_upload(&who.actor, staged).await?;
            let (form, problem) = refused("upload", Sent::default(), error)?;
            again(&imports::build(&who, &site, form).await?, "upload", problem)
        }
        Err(error) => Err(error.into()),
    }
}

/// What to type on a command line is no advice on a page.
fn on_a_page(advice: String) -> String {
    match advice.contains("closeout formats") || advice.contains("--format") {
        true => "export it from its tool in one of the formats that are named at the foot of this page".into(),
        false => advice,
    }
}

async fn build(who: &May<Import>, app: &App, staged: Uuid, report: ImportReport) -> Result<Preview, PageError> {
    let upload = app.upload(&who.actor, staged).await?;
    let mut frame = who.frame(app, Tab::Imports).await?;
    frame.here = urls::preview(staged);
    Ok(Preview { frame, upload, report, form: Form::blank() })
}

/// Bring it in. Where the brake holds it, the page says why and asks for an explicit yes.
pub async fn commit(
    who: May<Import>,
    State(site): State<Site>,
    At(staged): At<Uuid>,
    form: Sent,
) -> Result<Response, PageError> {
    let upload = site.app.upload(&who.actor, staged).await?;
    let report = site.app.import_upload(&who.actor, staged, Mode::Commit, form.ticked("yes")).await?;
    match report.import {
        Some(import) => Ok(flash::done(&urls::import(import), told(&upload.file, &report))),
        None => {
            let status = report.refused.as_ref().and_then(|problem| StatusCode::from_u16(problem.status).ok());
            let page = page(&build(&who, &site.app, staged, report).await?)?;
            Ok((status.unwrap_or(StatusCode::UNPROCESSABLE_ENTITY), page).into_response())
        }
    }
}

fn told(file: &str, report: &ImportReport) -> String {
    if report.identical {
        return format!("{file} was in already; nothing changed");
    }
    let drafts = u64::try_from(report.drafts.len()).unwrap_or(u64::MAX);
    format!("{file} is in: {} new, {} absent, {} begun", report.preview.new, report.preview.absent, drafts.of("draft"))
}

/// Reads the columns of its table otherwise, and shows what it would change then.
pub async fn map(
    who: May<Import>,
    State(app): State<App>,
    At(staged): At<Uuid>,
    form: Sent,
) -> Result<Response, PageError> {
    let decided = |name| form.all(name).filter_map(Decision::of).collect();
    let decisions = Decisions { columns: decided("column"), words: decided("word") };
    app.decide_upload(&who.actor, staged, decisions).await?;
    Ok(flash::done(&urls::preview(staged), "the columns are read as you said"))
}

/// Throw it away.
pub async fn discard(
    who: May<Import>,
    State(app): State<App>,
    At(staged): At<Uuid>,
    _: Sent,
) -> Result<Response, PageError> {
    let upload = app.upload(&who.actor, staged).await?;
    app.discard_upload(&who.actor, staged).await?;
    Ok(flash::done(urls::IMPORTS, format!("{} is thrown away; nothing of it was kept", upload.file)))
}
