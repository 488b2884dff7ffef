//! One finding, and the answer to a proposal to dismiss it.

use axum::{extract::State, response::Response};
use closeout_app::{App, Error, views::PersonRef};
use closeout_domain::{
    finding::dismissal::{Command, Dismissal, Stage},
    ids::{FindingId, SystemId},
    people::Directory,
};

use super::{
    ask::At,
    findings::unfinished,
    show::{again, page, refused},
};
use crate::{
    api::id::Id,
    error::PageError,
    flash,
    page::{Form, Tab},
    pages::finding::{DismissalView, FindingPage},
    permission::{ApproveDismissal, Read},
    sent::Sent,
    session::May,
    urls,
};

/// Assets on the page; the rest is counted.
const MOST_ASSETS: usize = 200;

/// The page.
pub async fn show(
    who: May<Read>,
    State(app): State<App>,
    At(Id(finding)): At<Id<FindingId>>,
) -> Result<Response, PageError> {
    page(&build(&who, &app, finding, Form::blank()).await?)
}

pub(super) async fn build<P>(
    who: &May<P>,
    app: &App,
    finding: FindingId,
    form: Form,
) -> Result<FindingPage, PageError> {
    let mut found = app.finding(&who.actor, finding).await?;
    found.assets.truncate(MOST_ASSETS);
    let mut frame = who.frame(app, Tab::Findings).await?;
    if !form.is_blank() {
        frame.here = urls::finding(finding);
    }
    let dismissal = app.dismissal(&who.actor, finding).await?;
    Ok(FindingPage {
        frame,
        items: unfinished(who, app, SystemId(found.finding.system)).await?,
        finding: found.finding,
        assets: found.assets,
        urgency: found.urgency,
        requirements: found.requirements,
        dismissal: dismissal.map(|d| view(&d, &who.directory)),
        history: found.dismissal,
        form,
    })
}

fn view(dismissal: &Dismissal, directory: &Directory) -> DismissalView {
    let (at, by) = dismissal.proposed;
    let stage = match dismissal.stage {
        Stage::Proposed => "proposed",
        Stage::Dismissed => "dismissed",
        Stage::Open => "open",
    };
    DismissalView {
        stage: stage.into(),
        reason: dismissal.reason.clone(),
        by: PersonRef { id: by.0, name: directory.name(by).into() },
        at,
        until: dismissal.until,
    }
}

/// Agree to the dismissal.
pub async fn approve(
    who: May<ApproveDismissal>,
    State(app): State<App>,
    At(Id(finding)): At<Id<FindingId>>,
    form: Sent,
) -> Result<Response, PageError> {
    answer(&who, &app, finding, ("approve", form), Command::Approve, "the finding is dismissed").await
}

/// Turn it down.
pub async fn decline(
    who: May<ApproveDismissal>,
    State(app): State<App>,
    At(Id(finding)): At<Id<FindingId>>,
    form: Sent,
) -> Result<Response, PageError> {
    let command = Command::Decline { reason: form.string("reason") };
    answer(&who, &app, finding, ("decline", form), command, "the dismissal is declined").await
}

/// Take it back.
pub async fn restore(
    who: May<ApproveDismissal>,
    State(app): State<App>,
    At(Id(finding)): At<Id<FindingId>>,
    form: Sent,
) -> Result<Response, PageError> {
    let command = Command::Restore { reason: form.string("reason") };
    answer(&who, &app, finding, ("restore", form), command, "the dismissal is taken back").await
}

async fn answer(
    who: &May<ApproveDismissal>,
    app: &App,
    finding: FindingId,
    (id, form): (&str, Sent),
    command: Command,
    told: &str,
) -> Result<Response, PageError> {
    match decide(who, app, finding, command).await {
        Ok(()) => Ok(flash::done(&urls::finding(finding), told)),
        Err(error) => {
            let (form, problem) = refused(id, form, error)?;
            again(&build(who, app, finding, form).await?, id, problem)
        }
    }
}

async fn decide(who: &May<ApproveDismissal>, app: &App, finding: FindingId, command: Command) -> Result<(), Error> {
    // What is not of this organization is not here, whatever is asked of it.
    app.finding(&who.actor, finding).await?;
    app.change_dismissal(&who.actor, finding, command).await
}
