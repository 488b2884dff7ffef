//! Somebody else changed the item first: what the form said beside what the item says now.

use axum::{
    http::StatusCode,
    response::{IntoResponse as _, Response},
};
use closeout_app::{
    App,
    read::ItemPage,
    views::{ItemView, TaskView},
};
use closeout_domain::ids::ItemNumber;
use uuid::Uuid;

use super::came::Came;
use crate::{
    error::PageError,
    format::{ShowDay as _, ShowNumber as _, ShowText as _},
    handlers::show,
    page::Tab,
    pages::conflict::{Conflict, Versus},
    session::May,
    urls,
};

/// Both versions, and the choice between them.
pub(super) async fn page<P>(
    who: &May<P>,
    app: &App,
    number: ItemNumber,
    came: Came,
    seen: u64,
) -> Result<Response, PageError> {
    let ItemPage { item, mut history, .. } = app.item_page(&who.actor, number, None).await?;
    let version = item.summary.version;
    history.truncate(usize::try_from(version.saturating_sub(seen)).unwrap_or(usize::MAX));
    let mut frame = who.frame(app, Tab::Items).await?;
    frame.here = urls::item(number.0);
    let name = |value: &str| {
        let person = value.parse::<Uuid>().ok().and_then(|id| who.organization.people.iter().find(|p| p.id == id));
        person.map_or_else(|| value.replace("\r\n", "\n"), |p| p.name.clone())
    };
    let sent: Vec<(String, String)> = came.form.values.into_iter().filter(|(field, _)| field != "version").collect();
    let versus = |(field, mine): &(String, String)| Versus {
        label: field.phrase(),
        mine: name(mine),
        theirs: now(&item, &came.id, field),
    };
    let conflict = Conflict {
        frame,
        subject: number.to_string(),
        page: urls::item(number.0),
        since: history,
        fields: sent.iter().map(versus).collect(),
        action: who.here.clone(),
        sent,
        version,
    };
    Ok((StatusCode::CONFLICT, show::page(&conflict)?).into_response())
}

/// What the item says now where the form has a field for it.
fn now(item: &ItemView, form: &str, field: &str) -> Option<String> {
    let summary = &item.summary;
    if let Some((part, verb)) = form.split_once('-').and_then(|(_, rest)| rest.split_once('-'))
        && let Ok(id) = part.parse::<u16>()
    {
        return match (verb, field) {
            ("move", "due") => item.milestones.iter().find(|m| m.id == id).map(|m| m.due.iso()),
            ("revise", field) => item.tasks.iter().find(|t| t.id == id).and_then(|task| of_task(task, field)),
            _ => None,
        };
    }
    let means = item.resources.as_ref();
    let text = match (form, field) {
        ("weakness", "weakness") => summary.weakness.clone(),
        ("requirement", "requirement") => summary.requirement.clone().unwrap_or_default(),
        ("requirement", "objectives") => item.objectives.join(", "),
        ("root-cause", "root_cause") => item.root_cause.clone().unwrap_or_default(),
        ("actions", "actions") => item.actions.join("\n"),
        ("owner", "owner") => summary.owner.as_ref().map(|p| p.name.clone()).unwrap_or_default(),
        ("priority", "priority") => summary.priority.clone().unwrap_or_default(),
        ("priority", "reasons") => item.reasons.join("\n"),
        ("resources", "people") => means.map(|r| r.people.clone()).unwrap_or_default(),
        ("resources", "hours") => means.map(|r| r.hours.to_string()).unwrap_or_default(),
        ("resources", "cost") => means.map(|r| r.cost.money_plain()).unwrap_or_default(),
        ("resources", "funding") => means.map(|r| r.funding.clone()).unwrap_or_default(),
        _ => return None,
    };
    Some(text)
}

fn of_task(task: &TaskView, field: &str) -> Option<String> {
    match field {
        "title" => Some(task.title.clone()),
        "responsible" => Some(task.responsible.name.clone()),
        "approver" => Some(task.approver.name.clone()),
        "effort" => Some(task.effort.to_string()),
        "due" => Some(task.due.iso()),
        _ => None,
    }
}
