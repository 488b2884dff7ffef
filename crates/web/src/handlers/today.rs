//! The first page.

use axum::{extract::State, response::Response};
use closeout_app::{
    App, Error,
    count::SOON,
    query::{EscalationQuery, ItemQuery, TaskQuery, Window},
    views::{ItemRow, TaskRow},
};
use closeout_domain::{ids::SystemId, policy::Action};
use jiff::ToSpan as _;

use super::show::page;
use crate::{error::PageError, page::Tab, pages::today::Today, permission::Read, session::May};

/// Rows of a list on the page.
const HANDFUL: Window = Window { from: 0, rows: 6 };
/// Imports looked through for the last one that stands.
const RECENT: u32 = 20;

/// Today.
pub async fn show(who: May<Read>, State(app): State<App>) -> Result<Response, PageError> {
    let (actor, system) = (&who.actor, who.system(&app).await?);
    let frame = who.frame(&app, Tab::Today).await?;
    let counts = app.item_counts(actor, system).await?;
    let (waiting, to_approve) = app.waiting_for(actor, system).await?;
    let imports = app.imports(actor, Some(system), RECENT).await?;
    page(&Today {
        triage: frame.findings,
        counts: counts.into(),
        questions: app.escalations(actor, &EscalationQuery::before(actor.person.0, system.0)).await?.rows,
        reviews: app.reviews_to_hold(actor, system).await?,
        waiting,
        to_approve,
        tasks: tasks(&who, &app, system).await?,
        due: due(&who, &app, system).await?,
        drafts: drafts(&who, &app, system, frame.may(Action::Plan)).await?,
        last_import: imports.into_iter().find(|import| import.undone.is_none()),
        burndown: app.trend(actor, system).await?,
        any: counts.any,
        frame,
    })
}

async fn tasks(who: &May<Read>, app: &App, system: SystemId) -> Result<Vec<TaskRow>, Error> {
    let query = TaskQuery {
        system: Some(system.0),
        stage: Some("open".into()),
        responsible: Some(who.actor.person.0),
        active: true,
        window: Window::default(),
        ..TaskQuery::default()
    };
    Ok(app.tasks(&who.actor, &query, None).await?.rows)
}

async fn due(who: &May<Read>, app: &App, system: SystemId) -> Result<Vec<ItemRow>, Error> {
    let by = app.today().saturating_add(SOON.days());
    let query = ItemQuery { system: Some(system.0), due_by: Some(by), window: HANDFUL, ..ItemQuery::default() };
    Ok(app.items(&who.actor, &query, None).await?.rows)
}

/// Of everybody for whoever runs the plan; their own for others.
async fn drafts(who: &May<Read>, app: &App, system: SystemId, all: bool) -> Result<Vec<ItemRow>, Error> {
    let query = ItemQuery {
        system: Some(system.0),
        status: vec!["draft".into()],
        mine: (!all).then_some(who.actor.person.0),
        window: HANDFUL,
        ..ItemQuery::default()
    };
    Ok(app.items(&who.actor, &query, None).await?.rows)
}
