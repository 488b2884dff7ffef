//! Days that people can keep, for the tasks of an item.

use axum::{extract::State, response::Response};
use closeout_app::App;
use closeout_domain::ids::ItemNumber;

use crate::{
    api::id::Id,
    error::PageError,
    flash,
    handlers::{
        ask::At,
        show::{again, page, refused},
    },
    page::{Form, Tab},
    pages::dates::DatesPage,
    permission::{Plan, Read},
    sent::Sent,
    session::May,
    urls,
};

/// The days that are proposed, beside those that stand.
pub async fn show(
    who: May<Read>,
    State(app): State<App>,
    At(Id(number)): At<Id<ItemNumber>>,
) -> Result<Response, PageError> {
    page(&build(&who, &app, number, Form::blank()).await?)
}

/// Take them over.
pub async fn take(
    who: May<Plan>,
    State(app): State<App>,
    At(Id(number)): At<Id<ItemNumber>>,
    form: Sent,
) -> Result<Response, PageError> {
    match app.take_proposed_dates(&who.actor, number, form.seen()).await {
        Ok(_) => Ok(flash::done(&(urls::item(number.0) + "#at-tasks"), format!("{number}: the tasks have new days"))),
        Err(error) => {
            let (form, problem) = refused("dates", form, error)?;
            again(&build(&who, &app, number, form).await?, "dates", problem)
        }
    }
}

async fn build<P>(who: &May<P>, app: &App, number: ItemNumber, form: Form) -> Result<DatesPage, PageError> {
    let dates = app.proposed_dates(&who.actor, number).await?;
    let may = app.item_page(&who.actor, number, None).await?.may.iter().any(|step| step == "plan");
    let mut frame = who.frame(app, Tab::Items).await?;
    frame.here = urls::dates(number.0);
    Ok(DatesPage { frame, dates, may, form })
}
