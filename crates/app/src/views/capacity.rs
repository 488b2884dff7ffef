//! What people have time for, when items will probably be done, and what that costs.

use jiff::civil::Date;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::item::PersonRef;

/// Days to come, and what they hold.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct LoadView {
    /// From today, so many calendar days.
    pub days: u16,
    /// Hours that the person has in them.
    pub there: u32,
    /// Hours of open tasks that are due by their end, overdue ones too.
    pub needed: u32,
}

/// What a person is asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct PersonLoad {
    /// Who.
    pub person: PersonRef,
    /// Hours of a week for the plan.
    pub weekly_hours: u8,
    /// Whether nobody said so, and the usual hours are taken.
    pub assumed: bool,
    /// Open tasks.
    pub tasks: u32,
    /// Their hours.
    pub hours: u32,
    /// The day by which all of them can be done; `null` where there is nothing that can be planned.
    #[schema(value_type = Option<String>, format = Date)]
    pub busy_until: Option<Date>,
    /// In the next 30, 60 and 90 days.
    pub next: Vec<LoadView>,
}

impl PersonLoad {
    /// Whether more is due by some day than there is time for.
    pub fn overbooked(&self) -> bool {
        self.next.iter().any(|span| span.needed > span.there)
    }
}

/// When an item can be done, and when it probably will be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct ForecastRow {
    /// The item, as in "POAM-0007".
    pub item: String,
    /// The number in it.
    pub item_number: u32,
    /// Its weakness.
    pub weakness: String,
    /// Its system.
    pub system: Uuid,
    /// Its owner.
    pub owner: Option<PersonRef>,
    /// Its priority.
    pub priority: Option<String>,
    /// Its status.
    pub status: String,
    /// The completion date as it stands.
    #[schema(value_type = Option<String>, format = Date)]
    pub due: Option<Date>,
    /// Hours of its open tasks.
    pub hours: u32,
    /// When they can be done if nobody had anything else to do.
    #[schema(value_type = String, format = Date)]
    pub alone: Date,
    /// When they can be done beside everything else, the more urgent first, if every estimate held.
    #[schema(value_type = String, format = Date)]
    pub planned: Date,
    /// The day by which they are done in half of the runs.
    #[schema(value_type = String, format = Date)]
    pub by50: Date,
    /// In 70 of a hundred.
    #[schema(value_type = String, format = Date)]
    pub by70: Date,
    /// In 90 of a hundred.
    #[schema(value_type = String, format = Date)]
    pub by90: Date,
    /// In how many of a hundred runs the completion date is missed.
    pub misses: Option<u8>,
}

/// An item of which nobody can say when it will be done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct UnplannedRow {
    /// The item, as in "POAM-0007".
    pub item: String,
    /// The number in it.
    pub item_number: u32,
    /// Its weakness.
    pub weakness: String,
    /// Why not.
    pub why: String,
}

/// What the estimates were off by so far.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct ErrorsView {
    /// Milestones that were reached under an approved plan.
    pub seen: u64,
    /// Whether these are enough to go by; otherwise a usual spread is used.
    pub learnt: bool,
    /// What things took in the middle case, in percent of what was planned.
    pub median_percent: u32,
}

/// Money that items need by a day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct MoneyView {
    /// From today, so many calendar days; `null` for all that is open.
    pub days: Option<u16>,
    /// Items that are due by then and cost something.
    pub items: u32,
    /// What they cost, in cents.
    pub needed: u64,
    /// What of it has a budget by the plan, or was granted by a decision, in cents.
    pub funded: u64,
}

/// Hours, money and days to come.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct CapacityView {
    /// As of this day.
    #[schema(value_type = String, format = Date)]
    pub today: Date,
    /// Hours of a week that are taken for people of whom nobody said any.
    pub usual_hours: u8,
    /// By how much estimates were off.
    pub errors: ErrorsView,
    /// How often the schedule was run for the forecast.
    pub runs: u32,
    /// People with open tasks, those with the least room first.
    pub people: Vec<PersonLoad>,
    /// Items with open tasks, those that probably miss their date first.
    pub items: Vec<ForecastRow>,
    /// Items that cannot be planned.
    pub unplanned: Vec<UnplannedRow>,
    /// In the next 30, 60 and 90 days, and in all.
    pub money: Vec<MoneyView>,
}
