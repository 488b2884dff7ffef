//! Feeds: which editions hold, and newer ones that arrive or are fetched.

use axum::{extract::State, response::Response};
use closeout_app::{App, Error, feeds::FeedReport};
use closeout_domain::feed::Kind;

use super::{
    ask::At,
    show::{again, page, refused},
};
use crate::{
    api::id::Id,
    error::PageError,
    flash,
    format::ShowNumber as _,
    page::{Form, Tab},
    pages::feeds::{Feeds, fetching},
    permission::{Import, Read},
    sent::{FORM, Sent},
    session::May,
    site::Site,
    upload::Upload,
    urls,
};

/// The editions that hold.
pub async fn list(who: May<Read>, State(app): State<App>) -> Result<Response, PageError> {
    page(&build(&who, &app, Form::blank()).await?)
}

async fn build<P>(who: &May<P>, app: &App, form: Form) -> Result<Feeds, PageError> {
    let mut frame = who.frame(app, Tab::Imports).await?;
    frame.here = urls::FEEDS.into();
    let from = Kind::ALL.into_iter().filter_map(|kind| Some((kind, app.feed_address(kind)?))).collect();
    Ok(Feeds { frame, held: app.feeds(&who.actor).await?, from, form })
}

/// An edition arrives.
pub async fn bring(
    who: May<Import>,
    State(site): State<Site>,
    At(Id(kind)): At<Id<Kind>>,
    upload: Upload,
) -> Result<Response, PageError> {
    match receive(&who, &site, kind, upload).await {
        Ok(report) => Ok(flash::done(urls::FEEDS, told(kind, &report))),
        Err(error) => {
            let (form, problem) = refused(kind.word(), Sent::default(), error)?;
            again(&build(&who, &site.app, form).await?, kind.word(), problem)
        }
    }
}

/// The edition that is published now is fetched.
pub async fn fetch(
    who: May<Import>,
    State(app): State<App>,
    At(Id(kind)): At<Id<Kind>>,
    form: Sent,
) -> Result<Response, PageError> {
    match app.fetch_feed(&who.actor, kind, false).await {
        Ok(report) => Ok(flash::done(urls::FEEDS, told(kind, &report))),
        Err(error) => {
            let name = fetching(kind);
            let (form, problem) = refused(&name, form, error)?;
            again(&build(&who, &app, form).await?, &name, problem)
        }
    }
}

async fn receive(who: &May<Import>, site: &Site, kind: Kind, upload: Upload) -> Result<FeedReport, Error> {
    let arrival = upload.receive(&site.app, site.options.largest_import).await?;
    let none = || FORM.refuse_field("file", "no file is chosen", "choose the file as it was published");
    let file = arrival.files.first().filter(|file| file.size > 0).ok_or_else(none)?;
    site.app.bring_feed_in(&who.actor, kind, &file.name, &file.path, arrival.form.ticked("older")).await
}

fn told(kind: Kind, report: &FeedReport) -> String {
    let date = report.feed.date;
    match (report.identical, report.problem_count) {
        (true, _) => format!("this file of {date} is here already; nothing changed"),
        (false, 0) => format!("{} of {date}: {}", kind.title(), report.feed.entries.of("CVE")),
        (false, bad) => {
            let (entries, bad) = (report.feed.entries.of("CVE"), bad.of("entry"));
            format!("{} of {date}: {entries}; {bad} could not be read", kind.title())
        }
    }
}
