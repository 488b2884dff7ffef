//! The audit log, and whether it still is what was written.

use axum::{extract::State, response::Response};
use closeout_app::{App, Error, record::Stream, upkeep::Verification};
use closeout_domain::ids::ItemNumber;
use serde::Deserialize;

use super::{
    ask::Asked,
    show::{page, refused},
};
use crate::{
    error::PageError,
    page::{Form, Tab},
    pages::audit::Audit as AuditPage,
    permission::Audit,
    sent::{FORM, Sent},
    session::May,
    urls,
};

/// Entries of a page.
const ROWS: u32 = 100;

/// What of the log is asked for.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Part {
    subject: String,
    before: String,
}

/// The log.
pub async fn show(who: May<Audit>, State(app): State<App>, Asked(part): Asked<Part>) -> Result<Response, PageError> {
    page(&build(&who, &app, part, None).await?)
}

/// The log, after every hash was computed again.
pub async fn verify(who: May<Audit>, State(app): State<App>, _: Sent) -> Result<Response, PageError> {
    let verification = app.verify(&who.actor).await?;
    page(&build(&who, &app, Part::default(), Some(verification)).await?)
}

async fn build(
    who: &May<Audit>,
    app: &App,
    part: Part,
    verification: Option<Verification>,
) -> Result<AuditPage, PageError> {
    let subject = part.subject.trim().to_owned();
    let mut frame = who.frame(app, Tab::Audit).await?;
    if verification.is_some() {
        frame.here = urls::AUDIT.into();
    }
    let (stream, form) = match stream(&subject) {
        Ok(stream) => (stream, Form::blank()),
        Err(error) => (None, refused("subject", Sent::default(), error)?.0),
    };
    let mut entries = match form.is_blank() {
        // One more than shown tells whether there are older ones.
        true => app.audit(&who.actor, part.before.parse().ok(), stream, ROWS + 1).await?,
        false => Vec::new(),
    };
    let more = entries.len() > ROWS as usize;
    entries.truncate(ROWS as usize);
    let last = entries.last().filter(|_| more).map(|last| last.position.to_string());
    let older = last.map(|before| urls::with_query(urls::AUDIT, &[("subject", &subject), ("before", &before)]));
    Ok(AuditPage { frame, entries, subject, form, older, verification })
}

/// An item by its number, or the name of any stream; nothing for all.
fn stream(subject: &str) -> Result<Option<Stream>, Error> {
    if subject.is_empty() {
        return Ok(None);
    }
    let named = subject.parse::<ItemNumber>().map(Stream::Item).or_else(|_| subject.parse());
    let unknown = || FORM.refuse_field("subject", "this names nothing", "give it as in POAM-0007 or organization");
    named.map(Some).map_err(|_| unknown().into())
}
