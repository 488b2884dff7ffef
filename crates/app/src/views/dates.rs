//! Days that people can keep.

use jiff::civil::Date;
use serde::Serialize;
use utoipa::ToSchema;

use super::item::PersonRef;

/// An open task, and the days that are proposed for it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct DatedTask {
    /// Its number in the item.
    pub task: u16,
    /// What is to be done.
    pub title: String,
    /// By whom.
    pub responsible: PersonRef,
    /// Working hours.
    pub hours: u16,
    /// The day it is due as it stands.
    #[schema(value_type = String, format = Date)]
    pub due: Date,
    /// The first day on which the person can begin.
    #[schema(value_type = String, format = Date)]
    pub from: Date,
    /// The day that is proposed for it.
    #[schema(value_type = String, format = Date)]
    pub until: Date,
}

/// Days for the open tasks of an item, by the schedule of everybody's work.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct DatesView {
    /// The item, as in "POAM-0007".
    pub item: String,
    /// The number in it.
    pub item_number: u32,
    /// Its weakness.
    pub weakness: String,
    /// Its status.
    pub status: String,
    /// Its version, to be given when the days are taken over.
    pub version: u64,
    /// Whether its plan is approved: its completion date then stays.
    pub approved: bool,
    /// The completion date as it stands.
    #[schema(value_type = Option<String>, format = Date)]
    pub due: Option<Date>,
    /// The day by which all of it is done; `null` where nobody can say.
    #[schema(value_type = Option<String>, format = Date)]
    pub completion: Option<Date>,
    /// In so many of a hundred cases the days hold.
    pub holds_percent: u8,
    /// Its open tasks.
    pub tasks: Vec<DatedTask>,
    /// Why nothing is proposed.
    pub why: Option<String>,
}
