//! Lists of tasks and milestones, and the shape that every list has.

use axum::{Json, extract::State};
use closeout_app::{
    App,
    query::Page,
    views::{AssetRow, EscalationRow, FindingRow, GroupRow, ItemRow, MilestoneRow, ReviewRow, TaskRow},
};
use serde::Serialize;
use utoipa::ToSchema;

use super::{Bearer, filter};
use crate::{error::ApiError, permission::Read, sent::Filters};

macro_rules! lists {
    ($($(#[$doc:meta])* $name:ident { $rows:ident: $row:ident })*) => {
        $($(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
        pub struct $name {
            /// The rows of this page.
            pub $rows: Vec<$row>,
            /// Where the next page begins: its `from`. `null` on the last one.
            pub next: Option<u64>,
            /// How many rows match in all; at least so many where `uncounted`.
            pub total: u64,
            /// Whether more rows match than were counted.
            pub uncounted: bool,
        }

        impl From<Page<$row>> for $name {
            fn from(page: Page<$row>) -> Self {
                Self { $rows: page.rows, next: page.next, total: page.total, uncounted: page.uncounted }
            }
        })*
    };
}

lists! {
    /// A page of items.
    ItemList { items: ItemRow }
    /// A page of tasks.
    TaskList { tasks: TaskRow }
    /// A page of milestones.
    MilestoneList { milestones: MilestoneRow }
    /// A page of escalations.
    EscalationList { escalations: EscalationRow }
    /// A page of reviews.
    ReviewList { reviews: ReviewRow }
    /// A page of assets.
    AssetList { assets: AssetRow }
    /// A page of findings.
    FindingList { findings: FindingRow }
    /// A page of fixes: findings that the same work corrects.
    GroupList { groups: GroupRow }
}

/// List tasks, by due date.
#[utoipa::path(get, path = "", params(filter::Tasks, filter::Window, filter::AsOf), responses((status = 200, description = "A page of tasks.", body = TaskList)))]
pub async fn tasks(
    who: Bearer<Read>,
    State(app): State<App>,
    mut filters: Filters,
) -> Result<Json<TaskList>, ApiError> {
    let day = filters.take_as_of()?;
    let query = who.reader(&app).tasks(filters.pairs())?;
    Ok(Json(app.tasks(&who.actor, &query, day).await?.into()))
}

/// List milestones, by due date.
#[utoipa::path(get, path = "", params(filter::Milestones, filter::Window, filter::AsOf), responses((status = 200, description = "A page of milestones.", body = MilestoneList)))]
pub async fn milestones(
    who: Bearer<Read>,
    State(app): State<App>,
    mut filters: Filters,
) -> Result<Json<MilestoneList>, ApiError> {
    let day = filters.take_as_of()?;
    let query = who.reader(&app).milestones(filters.pairs())?;
    Ok(Json(app.milestones(&who.actor, &query, day).await?.into()))
}
