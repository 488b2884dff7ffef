//! The register: the list that its address asks for, and changes of several items with one reason.

use axum::{extract::State, http::Uri, response::Response};
use closeout_app::{App, Error, views::FamilyView};
use closeout_domain::{ids::ItemNumber, item::Command, rule::Refusal};

use super::{
    ask::{Asked, local, past, query},
    show::{again, page, refused},
};
use crate::{
    error::PageError,
    flash,
    format::ShowNumber as _,
    page::{Choice, Form, Tab},
    pages::register::{Filter, Register},
    permission::{Comment, Plan, Read},
    sent::{FORM, Sent},
    session::May,
};

/// The list.
pub async fn list(who: May<Read>, State(app): State<App>, Asked(filter): Asked<Filter>) -> Result<Response, PageError> {
    page(&build(&who, &app, filter, Form::blank()).await?)
}

async fn build<P>(who: &May<P>, app: &App, filter: Filter, form: Form) -> Result<Register, PageError> {
    let (actor, system) = (&who.actor, who.system(app).await?);
    let as_of = past(&filter.as_of, app.today())?;
    let query = filter.query(Some(system.0), actor.person.0, as_of.unwrap_or_else(|| app.today()));
    let (page, counts) = match as_of {
        None => (app.items(actor, &query, None).await?, app.item_counts(actor, system).await?),
        Some(day) => {
            let state = app.as_of(actor, day).await?;
            (state.items(&query), state.item_counts(actor, system))
        }
    };
    let mut frame = who.frame(app, Tab::Items).await?;
    if !form.is_blank() {
        frame.here = filter.url();
    }
    Ok(Register {
        frame,
        filter,
        page,
        counts: counts.into(),
        owners: Choice::acting(&who.organization),
        families: FamilyView::all(),
        any: counts.any,
        form,
        as_of,
    })
}

/// Give several items one owner: all of them or none.
pub async fn bulk_owner(who: May<Plan>, State(app): State<App>, form: Sent) -> Result<Response, PageError> {
    let commands = form.named("owner").map(|person| {
        let text = form.string("reason");
        vec![Command::AssignOwner { person }, Command::Comment { text }]
    });
    bulk(&who, &app, form, commands).await
}

/// Write one remark on several items: all of them or none.
pub async fn bulk_comment(who: May<Comment>, State(app): State<App>, form: Sent) -> Result<Response, PageError> {
    let commands = Ok(vec![Command::Comment { text: form.string("reason") }]);
    bulk(&who, &app, form, commands).await
}

async fn bulk<P>(
    who: &May<P>,
    app: &App,
    form: Sent,
    commands: Result<Vec<Command>, Refusal>,
) -> Result<Response, PageError> {
    let back: Uri = local(form.text("back")).unwrap_or(crate::urls::ITEMS).parse().unwrap_or_default();
    let filter: Filter = query(&back)?;
    let error = match change(who, app, &form, commands).await {
        Ok(changed) => return Ok(flash::done(&filter.url(), format!("{} changed", changed.of("item")))),
        Err(error) => error,
    };
    let (form, problem) = refused("bulk", form, error)?;
    again(&build(who, app, filter, form).await?, "bulk", problem)
}

async fn change<P>(
    who: &May<P>,
    app: &App,
    form: &Sent,
    commands: Result<Vec<Command>, Refusal>,
) -> Result<u64, Error> {
    let (mut items, commands) = (form.every::<ItemNumber>("item")?, commands?);
    items.sort_unstable();
    items.dedup();
    if items.is_empty() {
        return Err(FORM.refuse("no item is selected", "tick the items in the list, then send it").into());
    }
    let changes = items.into_iter().map(|item| (item, None, commands.clone())).collect();
    Ok(app.change_items(&who.actor, changes, Vec::new()).await?.len() as u64)
}
