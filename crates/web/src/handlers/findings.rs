//! Findings: the inbox by fix, the list, one fix, and what triage does with them.

use axum::{extract::State, response::Response};
use closeout_app::{
    App, Error,
    query::{FindingQuery, ItemOrder, ItemQuery, Window},
};
use closeout_domain::ids::SystemId;
use uuid::Uuid;

use super::{
    ask::{Asked, At},
    show::page,
};
use crate::{
    error::PageError,
    format::ShowText as _,
    page::{Choice, Form, Tab},
    pages::findings::{FindingFilter, FindingList, FixPage, Inbox},
    permission::Read,
    session::May,
    urls,
};

/// Items that can be chosen to attach to, last changed first.
const MOST_ITEMS: Window = Window { from: 0, rows: 200 };
/// Findings of one fix on its page.
const MOST_FINDINGS: Window = Window { from: 0, rows: 200 };

/// Fixes that no item answers.
pub async fn inbox(
    who: May<Read>,
    State(app): State<App>,
    Asked(filter): Asked<FindingFilter>,
) -> Result<Response, PageError> {
    page(&build_inbox(&who, &app, filter, Form::blank()).await?)
}

pub(super) async fn build_inbox<P>(
    who: &May<P>,
    app: &App,
    filter: FindingFilter,
    form: Form,
) -> Result<Inbox, PageError> {
    let system = who.system(app).await?;
    let any = FindingQuery { system: Some(system.0), window: Window { from: 0, rows: 1 }, ..FindingQuery::default() };
    let mut frame = who.frame(app, Tab::Findings).await?;
    if !form.is_blank() {
        frame.here = filter.with(urls::FINDINGS, "", "");
    }
    let groups = app.groups(&who.actor, &filter.query(Some(system.0), true)).await?;
    let any = groups.total > 0 || app.findings(&who.actor, &any).await?.total > 0;
    Ok(Inbox { frame, filter, page: groups, items: unfinished(who, app, system).await?, any, form })
}

/// Findings one by one.
pub async fn list(
    who: May<Read>,
    State(app): State<App>,
    Asked(filter): Asked<FindingFilter>,
) -> Result<Response, PageError> {
    let system = who.system(&app).await?;
    let findings = app.findings(&who.actor, &filter.query(Some(system.0), false)).await?;
    page(&FindingList { frame: who.frame(&app, Tab::Findings).await?, filter, page: findings })
}

/// Everything that one fix corrects.
pub async fn fix(who: May<Read>, State(app): State<App>, At(fix): At<Uuid>) -> Result<Response, PageError> {
    page(&build_fix(&who, &app, fix, Form::blank()).await?)
}

pub(super) async fn build_fix<P>(who: &May<P>, app: &App, fix: Uuid, form: Form) -> Result<FixPage, PageError> {
    let system = who.system(app).await?;
    let query =
        FindingQuery { system: Some(system.0), fix: Some(fix), window: MOST_FINDINGS, ..FindingQuery::default() };
    let group = app.groups(&who.actor, &query).await?.rows.into_iter().next();
    let mut frame = who.frame(app, Tab::Findings).await?;
    if !form.is_blank() {
        frame.here = urls::fix(fix);
    }
    let page = app.findings(&who.actor, &query).await?;
    Ok(FixPage {
        frame,
        requirements: app.requirements_of(&who.actor, &page.rows).await?,
        group: group.ok_or_else(|| Error::NotFound { what: "fix", id: fix.to_string() })?,
        page,
        items: unfinished(who, app, system).await?,
        form,
    })
}

/// Items that did not end, to attach findings to.
pub(super) async fn unfinished<P>(who: &May<P>, app: &App, system: SystemId) -> Result<Vec<Choice>, Error> {
    let query = ItemQuery {
        system: Some(system.0),
        status: ["draft", "proposed", "open"].map(str::to_owned).to_vec(),
        order: ItemOrder::Changed,
        window: MOST_ITEMS,
        ..ItemQuery::default()
    };
    let rows = app.items(&who.actor, &query, None).await?.rows;
    Ok(rows
        .iter()
        .map(|row| Choice::new(row.number.to_string(), format!("{} {}", row.id, row.weakness.cut(70))))
        .collect())
}
