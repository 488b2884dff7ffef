//! How far dates moved from what was approved, how often, and why.

use jiff::civil::Date;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::item::PersonRef;

/// How often dates moved back, and by how many days in all.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct MovesView {
    /// Of what: an obstacle's word, `unsaid`, a person's name, a system's name.
    pub of: String,
    /// Items with an approved plan.
    pub items: u64,
    /// Those of them whose completion date is behind the approved one.
    pub behind: u64,
    /// How often a date moved back.
    pub times: u64,
    /// Calendar days, added up.
    pub days: i64,
}

/// The slip of an item.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct SlipRow {
    /// The item, as in `POAM-0007`.
    pub item: String,
    /// The number in it.
    pub item_number: u32,
    /// Its weakness.
    pub weakness: String,
    /// Its system.
    pub system: Uuid,
    /// Its owner.
    pub owner: Option<PersonRef>,
    /// Its status.
    pub status: String,
    /// The completion date that was approved.
    #[schema(value_type = String, format = Date)]
    pub baseline: Date,
    /// The completion date as it stands, or the day on which all was reached.
    #[schema(value_type = String, format = Date)]
    pub current: Date,
    /// Calendar days from the one to the other; negative when ahead.
    pub days: i32,
    /// The day by which its tasks are done in 70 of a hundred runs of the schedule; `null` where nothing is ahead, or nobody
    /// can say.
    #[schema(value_type = Option<String>, format = Date)]
    pub forecast: Option<Date>,
    /// How often a date of it moved back since the approval.
    pub times: u32,
    /// By what got in the way.
    pub why: Vec<MovesView>,
}

/// Slip of all items with an approved plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct SlipView {
    /// The end of this day is what it shows.
    #[schema(value_type = String, format = Date)]
    pub as_of: Date,
    /// Items of which a date moved back, that are behind or ahead of the approved date, or that are expected after it; furthest
    /// behind first.
    pub items: Vec<SlipRow>,
    /// In all.
    pub total: MovesView,
    /// By what got in the way, most days first.
    pub by_obstacle: Vec<MovesView>,
    /// By owner, most days first.
    pub by_owner: Vec<MovesView>,
    /// By system, most days first.
    pub by_system: Vec<MovesView>,
}
