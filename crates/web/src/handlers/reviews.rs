//! Reviews: held, gone through item by item, signed.

use axum::{extract::State, response::Response};
use closeout_app::{App, Error, query::ReviewQuery, views::ReviewRow};
use closeout_domain::{
    cadence::review::{Attendance, Remark, Sort},
    deadline::rhythm::Cadence,
    ids::{ItemNumber, PersonId, ReviewId},
    item::value::TaskPlan,
    rule::Refusal,
};
use serde::Deserialize;

use super::{
    ask::{Asked, At},
    show::{All as _, again, page, refused},
};
use crate::{
    api::id::Id,
    download,
    error::PageError,
    flash,
    format::ShowText as _,
    page::{Choice, Form, Tab},
    pages::reviews::{ReviewFilter, ReviewList, ReviewPage},
    permission::{Export, Read, Review},
    sent::Sent,
    session::May,
    urls,
};

/// What of the agenda a page shows at its top.
#[derive(Debug, Default, Deserialize)]
pub struct Look {
    #[serde(default)]
    item: String,
}

/// How the reviews stand, and those that were held.
pub async fn list(
    who: May<Read>,
    State(app): State<App>,
    Asked(filter): Asked<ReviewFilter>,
) -> Result<Response, PageError> {
    page(&overview(&who, &app, filter, Form::blank()).await?)
}

async fn overview<P>(who: &May<P>, app: &App, filter: ReviewFilter, form: Form) -> Result<ReviewList, PageError> {
    let system = who.system(app).await?;
    let mut frame = who.frame(app, Tab::Reviews).await?;
    frame.here = urls::REVIEWS.into();
    let standing = app.review_standing(&who.actor, system).await?;
    let query = ReviewQuery { system: Some(system.0), window: filter.window(), ..ReviewQuery::default() };
    let reviews = app.reviews(&who.actor, &query).await?;
    Ok(ReviewList { frame, standing, reviews, filter, form })
}

/// Begin one, with the agenda of today.
pub async fn begin(who: May<Review>, State(app): State<App>, form: Sent) -> Result<Response, PageError> {
    let begun = match form.named::<Cadence>("cadence") {
        Ok(cadence) => app.begin_review(&who.actor, who.system(&app).await?, cadence).await,
        Err(refusal) => Err(refusal.into()),
    };
    match begun {
        Ok(row) => Ok(flash::done(&urls::review(row.id), "the review is begun; say first who is there")),
        Err(error) => {
            let (form, problem) = refused("begin", form, error)?;
            again(&overview(&who, &app, ReviewFilter::default(), form).await?, "begin", problem)
        }
    }
}

/// One review.
pub async fn show(
    who: May<Read>,
    State(app): State<App>,
    At(Id(id)): At<Id<ReviewId>>,
    Asked(look): Asked<Look>,
) -> Result<Response, PageError> {
    page(&build(&who, &app, id, &look.item, Form::blank()).await?)
}

async fn build<P>(who: &May<P>, app: &App, id: ReviewId, item: &str, form: Form) -> Result<ReviewPage, PageError> {
    let found = app.review(&who.actor, id).await?;
    let mut frame = who.frame(app, Tab::Reviews).await?;
    frame.here = urls::review(id);
    let first = || found.review.ahead().next().map(|entry| entry.item.clone());
    let wanted = item.parse::<ItemNumber>().ok().map(|number| number.to_string());
    let at = wanted.or_else(first).filter(|_| found.may.iter().any(|word| word == "lead"));
    let at = at.and_then(|at| found.items.iter().find(|row| row.id == at)).cloned();
    Ok(ReviewPage { frame, review: found, at, people: Choice::acting(&who.organization), form })
}

/// Say who is there.
pub async fn attend(
    who: May<Review>,
    State(app): State<App>,
    At(Id(id)): At<Id<ReviewId>>,
    form: Sent,
) -> Result<Response, PageError> {
    let done = match form.every::<PersonId>("people") {
        Ok(people) => {
            let attendance = Attendance { people: people.into_iter().collect(), guests: form.string("guests") };
            app.attend_review(&who.actor, id, attendance).await
        }
        Err(refusal) => Err(refusal.into()),
    };
    answer(&who, &app, id, ("attend", form), done, |_| "it is noted who is there".into()).await
}

/// Say something of an item, or of the whole plan.
pub async fn remark(
    who: May<Review>,
    State(app): State<App>,
    At(Id(id)): At<Id<ReviewId>>,
    form: Sent,
) -> Result<Response, PageError> {
    let name = if form.filled("item").is_some() { "remark" } else { "general" };
    let done = match remarked(&form) {
        Ok(remark) => app.remark_in_review(&who.actor, id, remark).await,
        Err(refusal) => Err(refusal.into()),
    };
    answer(&who, &app, id, (name, form), done, |row| match row.ahead().count() {
        0 => "noted; everything on the agenda was looked at".into(),
        n => format!("noted; {n} more on the agenda"),
    })
    .await
}

fn remarked(form: &Sent) -> Result<Remark, Refusal> {
    let (item, sort) = (form.named_if_any::<ItemNumber>("item"), form.named::<Sort>("sort")).all()?;
    // Whoever wrote something and pressed on did not mean to lose it.
    let sort = if sort == Sort::Seen && form.filled("text").is_some() { Sort::Note } else { sort };
    Ok(Remark { item, sort, text: form.string("text") })
}

/// Give somebody a next action.
pub async fn agree(
    who: May<Review>,
    State(app): State<App>,
    At(Id(id)): At<Id<ReviewId>>,
    form: Sent,
) -> Result<Response, PageError> {
    let done = match agreed(&form) {
        Ok((item, plan)) => app.agree_in_review(&who.actor, id, item, plan).await,
        Err(refusal) => Err(refusal.into()),
    };
    answer(&who, &app, id, ("agree", form), done, |row| match row.actions.last() {
        Some(action) => format!("{} has the task, due {}", action.responsible.name.signed(), action.due),
        None => "noted".into(),
    })
    .await
}

fn agreed(form: &Sent) -> Result<(ItemNumber, TaskPlan), Refusal> {
    let people = (form.named::<PersonId>("responsible"), form.named::<PersonId>("approver"));
    let rest = (form.named::<ItemNumber>("item"), form.number::<u16>("effort"), form.day("due"));
    let ((responsible, approver), (item, effort, due)) = (people.all(), rest.all()).all()?;
    Ok((item, TaskPlan { title: form.string("title"), responsible, approver, effort, due }))
}

/// Sign the minutes.
pub async fn sign(
    who: May<Review>,
    State(app): State<App>,
    At(Id(id)): At<Id<ReviewId>>,
    form: Sent,
) -> Result<Response, PageError> {
    let done = app.sign_review(&who.actor, id).await;
    answer(&who, &app, id, ("sign", form), done, |_| "the minutes are signed and kept".into()).await
}

/// Say that it is not held after all.
pub async fn give_up(
    who: May<Review>,
    State(app): State<App>,
    At(Id(id)): At<Id<ReviewId>>,
    form: Sent,
) -> Result<Response, PageError> {
    let done = app.give_review_up(&who.actor, id, form.string("why")).await;
    answer(&who, &app, id, ("give-up", form), done, |_| "the review is given up; its period still needs one".into())
        .await
}

/// The signed minutes as a file.
pub async fn minutes(
    who: May<Export>,
    State(app): State<App>,
    At(Id(id)): At<Id<ReviewId>>,
) -> Result<Response, PageError> {
    let (name, size, file) = app.open_minutes(&who.actor, id).await?;
    Ok(download::file(&name, "application/pdf", size, file))
}

async fn answer<P>(
    who: &May<P>,
    app: &App,
    id: ReviewId,
    (name, form): (&str, Sent),
    done: Result<ReviewRow, Error>,
    told: impl FnOnce(&ReviewRow) -> String,
) -> Result<Response, PageError> {
    match done {
        // The next of the agenda comes up by itself.
        Ok(row) => Ok(flash::done(&urls::review(id), told(&row))),
        Err(error) => {
            let item = form.string("item");
            let (form, problem) = refused(name, form, error)?;
            again(&build(who, app, id, &item, form).await?, name, problem)
        }
    }
}
