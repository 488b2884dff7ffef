//! Items: list, read, begin, change several.

use axum::{
    Json as Plain,
    extract::State,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use closeout_app::{App, execute, read::ItemPage, views::ItemView};
use closeout_domain::{
    ids::{FindingId, ItemNumber, PersonId, SystemId},
    item::{
        Command, Draft, Item,
        origin::{Origin, Source},
    },
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{
    Bearer,
    body::{Json, Path, Tagged},
    filter,
    id::{self, Id},
    lists::ItemList,
    plan::PlanFields,
};
use crate::{
    error::ApiError,
    permission::{Comment, Plan, Read},
    sent::Filters,
};

/// A new item.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewItem {
    /// The key of the system it belongs to; the first of the organization when left out.
    #[schema(value_type = Option<String>, format = Uuid)]
    pub system: Option<Id<SystemId>>,
    /// What is wrong.
    pub weakness: String,
    /// How it became known: `assessment`, `scan`, `penetration_test`, `audit`, `incident` or `observation`.
    #[schema(value_type = String)]
    pub source: Id<Source>,
    /// Which one, as in "gap assessment of 10 September".
    #[serde(default)]
    pub source_detail: String,
    /// The requirement, as in "3.5.3".
    #[serde(default)]
    pub requirement: Option<String>,
    /// The objectives of it that fail, as in `3.5.3[a]`.
    #[serde(default)]
    pub objectives: Vec<String>,
    /// The keys of the findings it answers.
    #[serde(default)]
    #[schema(value_type = Vec<uuid::Uuid>)]
    pub findings: Vec<Id<FindingId>>,
    /// The closed item whose weakness came back.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    pub recurrence_of: Option<Id<ItemNumber>>,
    /// What is said of it at once.
    #[serde(default)]
    pub plan: PlanFields,
}

/// One of several items.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Chosen {
    /// As in "POAM-0007".
    #[schema(value_type = String)]
    pub item: Id<ItemNumber>,
    /// The version that was read; when the item has moved on, nothing changes on any of them.
    #[serde(default)]
    pub version: Option<u64>,
}

/// One owner for several items.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct BulkOwner {
    /// Which items.
    pub items: Vec<Chosen>,
    /// The key of the person who answers for them.
    #[schema(value_type = String, format = Uuid)]
    pub owner: Id<PersonId>,
    /// Why; recorded on each of them.
    pub reason: String,
}

/// One remark on several items.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct BulkComment {
    /// Which items.
    pub items: Vec<Chosen>,
    /// What it says.
    pub text: String,
}

/// What changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Changed {
    /// The items that changed.
    pub items: Vec<ChangedItem>,
}

/// An item that changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct ChangedItem {
    /// As in "POAM-0007".
    pub id: String,
    /// Its version now.
    pub version: u64,
}

/// List items.
#[utoipa::path(get, path = "", params(filter::Items, filter::Window, filter::AsOf), responses((status = 200, description = "A page of items.", body = ItemList)))]
pub async fn list(
    who: Bearer<Read>,
    State(app): State<App>,
    mut filters: Filters,
) -> Result<Plain<ItemList>, ApiError> {
    let day = filters.take_as_of()?;
    let query = who.reader(&app).items(filters.pairs())?;
    Ok(Plain(app.items(&who.actor, &query, day).await?.into()))
}

/// Read one item, its history, its findings, and what you may do with it.
#[utoipa::path(get, path = "", params(filter::AsOf), responses((status = 200, description = "The item.", body = ItemPage)))]
pub async fn show(
    who: Bearer<Read>,
    State(app): State<App>,
    Path(item): Path<Id<ItemNumber>>,
    mut filters: Filters,
) -> Result<Tagged<ItemPage>, ApiError> {
    let day = filters.take_as_of()?;
    filters.nothing_else("as_of")?;
    let body = app.item_page(&who.actor, item.0, day).await?;
    let version = day.is_none().then_some(body.item.summary.version);
    Ok(Tagged { version, status: StatusCode::OK, body })
}

/// Begin an item under the next number.
#[utoipa::path(post, path = "", request_body = NewItem, responses((status = 201, description = "The new item.", body = ItemView)))]
pub async fn draft(who: Bearer<Plan>, State(app): State<App>, Json(new): Json<NewItem>) -> Result<Response, ApiError> {
    let actor = &who.actor;
    let system = SystemId(app.system(actor, new.system.map(|id| id.0)).await?.id);
    let (findings, recurrence_of) = (id::all(new.findings), new.recurrence_of.map(|id| id.0));
    // The item may refer to nothing that is not of this organization.
    for finding in &findings {
        app.finding(actor, *finding).await?;
    }
    if let Some(before) = recurrence_of {
        app.item(actor, before, None).await?;
    }
    let draft = Draft {
        number: ItemNumber(0),
        system,
        weakness: new.weakness,
        origin: Origin { source: new.source.0, detail: new.source_detail },
        requirement: new.requirement,
        objectives: new.objectives,
        findings,
        recurrence_of,
    };
    let item = app.draft_item(actor, execute::NewItem { draft, then: new.plan.commands() }).await?;
    let view = app.item(actor, item.number, None).await?;
    let place = format!("/api/v1/items/{}", item.number);
    Ok(([(header::LOCATION, place)], Tagged { status: StatusCode::CREATED, ..Tagged::item(view) }).into_response())
}

/// Give several items one owner: all of them or none.
#[utoipa::path(post, path = "", request_body = BulkOwner, responses((status = 200, description = "What changed.", body = Changed)))]
pub async fn bulk_owner(
    who: Bearer<Plan>,
    State(app): State<App>,
    Json(body): Json<BulkOwner>,
) -> Result<Plain<Changed>, ApiError> {
    let (person, text) = (body.owner.0, body.reason);
    let commands = vec![Command::AssignOwner { person }, Command::Comment { text }];
    Ok(Plain(changed(app.change_items(&who.actor, each(body.items, &commands), Vec::new()).await?)))
}

/// Write one remark on several items: all of them or none.
#[utoipa::path(post, path = "", request_body = BulkComment, responses((status = 200, description = "What changed.", body = Changed)))]
pub async fn bulk_comment(
    who: Bearer<Comment>,
    State(app): State<App>,
    Json(body): Json<BulkComment>,
) -> Result<Plain<Changed>, ApiError> {
    let commands = vec![Command::Comment { text: body.text }];
    Ok(Plain(changed(app.change_items(&who.actor, each(body.items, &commands), Vec::new()).await?)))
}

fn each(chosen: Vec<Chosen>, commands: &[Command]) -> Vec<(ItemNumber, Option<u64>, Vec<Command>)> {
    let mut seen = std::collections::BTreeSet::new();
    let once = chosen.into_iter().filter(|one| seen.insert(one.item.0));
    once.map(|one| (one.item.0, one.version, commands.to_vec())).collect()
}

pub(super) fn changed(items: Vec<Item>) -> Changed {
    let one = |item: Item| ChangedItem { id: item.number.to_string(), version: item.version };
    Changed { items: items.into_iter().map(one).collect() }
}
