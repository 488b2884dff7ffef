//! A new item, from nothing or for findings that were chosen.

use axum::{
    extract::State,
    response::{IntoResponse as _, Redirect, Response},
};
use closeout_app::{App, Error, execute, query::ItemOrder, query::ItemQuery, views::FindingRow};
use closeout_domain::{
    ids::{FindingId, ItemNumber},
    item::{
        Draft, Item,
        origin::{Origin, Source},
    },
};

use super::show::{All as _, again, page, refused};
use crate::{
    error::PageError,
    format::ShowText as _,
    page::{Choice, Form, Tab},
    pages::new_item::NewItem,
    permission::Plan,
    sent::{Filters, Sent},
    session::May,
    urls,
};

/// Findings that one form takes.
const MOST_FINDINGS: usize = 50;

/// The form. The address may name findings, as in `?finding=…`.
pub async fn form(who: May<Plan>, State(app): State<App>, asked: Filters) -> Result<Response, PageError> {
    let asked = Sent { values: asked.0 };
    page(&build(&who, &app, &asked, Form::blank()).await?)
}

async fn build(who: &May<Plan>, app: &App, sent: &Sent, form: Form) -> Result<NewItem, PageError> {
    let closed = ItemQuery {
        system: Some(who.system(app).await?.0),
        status: vec!["closed".into()],
        order: ItemOrder::Changed,
        ..ItemQuery::default()
    };
    let closed = app.items(&who.actor, &closed, None).await?.rows;
    let closed = closed.iter().map(|row| Choice::new(row.id.clone(), format!("{} {}", row.id, row.weakness.cut(80))));
    let mut frame = who.frame(app, Tab::Items).await?;
    if !form.is_blank() {
        frame.here = urls::NEW_ITEM.into();
    }
    Ok(NewItem { frame, findings: findings(who, app, sent).await?, closed: closed.collect(), form })
}

/// The findings that are named, of those there are.
async fn findings(who: &May<Plan>, app: &App, sent: &Sent) -> Result<Vec<FindingRow>, Error> {
    let mut rows = Vec::new();
    for id in sent.every::<FindingId>("finding")?.into_iter().take(MOST_FINDINGS) {
        rows.push(app.finding(&who.actor, id).await?.finding);
    }
    Ok(rows)
}

/// Begin it.
pub async fn begin(who: May<Plan>, State(app): State<App>, sent: Sent) -> Result<Response, PageError> {
    let error = match draft(&who, &app, &sent).await {
        Ok(item) => return Ok(Redirect::to(&urls::item(item.number.0)).into_response()),
        Err(error) => error,
    };
    let (form, problem) = refused("draft", sent.clone(), error)?;
    again(&build(&who, &app, &sent, form).await?, "draft", problem)
}

async fn draft(who: &May<Plan>, app: &App, sent: &Sent) -> Result<Item, Error> {
    let (source, recurrence_of) =
        (sent.named::<Source>("source"), sent.named_if_any::<ItemNumber>("recurrence_of")).all()?;
    if let Some(before) = recurrence_of {
        // It may refer to nothing that is not of this organization.
        app.item(&who.actor, before, None).await?;
    }
    let draft = Draft {
        number: ItemNumber(0),
        system: who.system(app).await?,
        weakness: sent.string("weakness"),
        origin: Origin { source, detail: sent.string("origin") },
        requirement: sent.filled("requirement").map(str::to_owned),
        objectives: sent.listed("objectives"),
        findings: findings(who, app, sent).await?.iter().map(|row| FindingId(row.id)).collect(),
        recurrence_of,
    };
    app.draft_item(&who.actor, execute::NewItem { draft, then: Vec::new() }).await
}
