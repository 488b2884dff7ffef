//! What lists can be asked. One place: pages, the API and the command line take the same words.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::views::{EscalationRow, FindingRow, ItemRow, MilestoneRow, ReviewRow, TaskRow};

/// Rows a page holds when nothing else is asked.
pub const USUAL_PAGE: u32 = 50;
/// Rows a page holds at most.
pub const LARGEST_PAGE: u32 = 1_000;

/// A page of a list.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct Page<T> {
    /// The rows.
    pub rows: Vec<T>,
    /// How many rows match in all; at least so many where `uncounted`.
    pub total: u64,
    /// Whether counting stopped before the end: more rows match than `total`.
    pub uncounted: bool,
    /// Where the next page begins, if there is one.
    pub next: Option<u64>,
}

/// Which part of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Window {
    /// Rows to pass over.
    pub from: u64,
    /// Rows to return.
    pub rows: u32,
}

impl Default for Window {
    fn default() -> Self {
        Self { from: 0, rows: USUAL_PAGE }
    }
}

impl Window {
    /// As many rows as a page may hold.
    pub const LARGEST: Self = Self { from: 0, rows: LARGEST_PAGE };

    /// Makes a page of the rows in the window, given how many there are in all.
    pub fn page<T>(self, rows: Vec<T>, total: u64) -> Page<T> {
        let end = self.from.saturating_add(rows.len() as u64);
        Page { next: (end < total && !rows.is_empty()).then_some(end), rows, total, uncounted: false }
    }

    /// Cuts the window out of all rows.
    pub fn cut<T>(self, rows: Vec<T>) -> Page<T> {
        let total = rows.len() as u64;
        let from = usize::try_from(self.from).unwrap_or(usize::MAX);
        self.page(rows.into_iter().skip(from).take(self.rows as usize).collect(), total)
    }
}

/// In which order items are listed. What has no value comes last; equal rows by number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ItemOrder {
    /// What is or will be late first, soonest first.
    #[default]
    Due,
    /// The most urgent first, then by date.
    Priority,
    /// Lowest number first.
    Number,
    /// Last changed first.
    Changed,
}

/// Which items.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ItemQuery {
    /// Of this system.
    pub system: Option<Uuid>,
    /// In one of these statuses; any when empty.
    pub status: Vec<String>,
    /// With this priority.
    pub priority: Option<String>,
    /// Owned by this person.
    pub owner: Option<Uuid>,
    /// Owned by this person, or with a task of theirs that is not done.
    pub mine: Option<Uuid>,
    /// Waiting for a step of this kind: `approve`, `validate`, `close`, `decide`, `extend` or `extend_executive`.
    pub waiting: Option<String>,
    /// Of this requirement, or of this family when it ends with a dot: `3.5.3`, `3.5.`.
    pub requirement: Option<String>,
    /// Late as of this day: `late_after` lies before it.
    pub late_on: Option<Date>,
    /// Due on or before this day, and not late or ended.
    pub due_by: Option<Date>,
    /// Number, weakness or requirement contains this, whatever the case.
    pub text: Option<String>,
    /// In which order.
    pub order: ItemOrder,
    /// Which part.
    pub window: Window,
}

/// The steps that an item can wait for. `extend_executive` is an extension on which only an executive decides.
pub const WAITING: [&str; 6] = ["approve", "validate", "close", "decide", "extend", "extend_executive"];

impl ItemQuery {
    /// Whether a row matches. Every store agrees with this.
    pub fn matches(&self, row: &ItemRow) -> bool {
        let is = |wanted: &Option<String>, value: Option<&str>| wanted.as_deref().is_none_or(|w| value == Some(w));
        let owner = row.owner.as_ref().map(|p| p.id);
        self.system.is_none_or(|s| row.system == s)
            && (self.status.is_empty() || self.status.contains(&row.status))
            && is(&self.priority, row.priority.as_deref())
            && self.owner.is_none_or(|p| owner == Some(p))
            && self.mine.is_none_or(|p| owner == Some(p) || row.responsible.iter().any(|r| r.id == p))
            && is(&self.waiting, row.waiting.as_ref().map(|w| w.step.as_str()))
            && self.requirement.as_deref().is_none_or(|wanted| {
                row.requirement
                    .as_deref()
                    .is_some_and(|r| if wanted.ends_with('.') { r.starts_with(wanted) } else { r == wanted })
            })
            && self.late_on.is_none_or(|day| row.late_after.is_some_and(|late| late < day))
            && self.due_by.is_none_or(|day| row.late_after.is_some_and(|late| late <= day))
            && self.text.as_deref().is_none_or(|text| row.searchable().contains(&text.to_lowercase()))
    }
}

impl ItemRow {
    /// What a text search looks through: number, requirement and weakness in lower case.
    pub fn searchable(&self) -> String {
        format!("{} {} {}", self.id, self.requirement.as_deref().unwrap_or(""), self.weakness).to_lowercase()
    }
}

/// Which tasks. Listed by due date, then item and number.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TaskQuery {
    /// Of this system.
    pub system: Option<Uuid>,
    /// Of this item.
    pub item: Option<u32>,
    /// In this stage: `open`, `done`, `approved` or `dropped`.
    pub stage: Option<String>,
    /// For which this person is responsible.
    pub responsible: Option<Uuid>,
    /// Which this person approves.
    pub approver: Option<Uuid>,
    /// Open and due before this day.
    pub late_on: Option<Date>,
    /// Only of items that are being worked on (status `open`).
    pub active: bool,
    /// Which part.
    pub window: Window,
}

impl TaskQuery {
    /// Whether a row matches. Every store agrees with this.
    pub fn matches(&self, row: &TaskRow) -> bool {
        self.system.is_none_or(|s| row.system == s)
            && self.item.is_none_or(|i| row.item_number == i)
            && self.stage.as_deref().is_none_or(|s| row.stage == s)
            && self.responsible.is_none_or(|p| row.responsible.id == p)
            && self.approver.is_none_or(|p| row.approver.id == p)
            && self.late_on.is_none_or(|day| row.stage == "open" && row.due < day)
            && (!self.active || row.item_status == "open")
    }
}

/// Which milestones. Listed by due date, then item and number.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct MilestoneQuery {
    /// Of this system.
    pub system: Option<Uuid>,
    /// Of this item.
    pub item: Option<u32>,
    /// Reached, or not.
    pub reached: Option<bool>,
    /// Not reached and due before this day.
    pub late_on: Option<Date>,
    /// Which part.
    pub window: Window,
}

impl MilestoneQuery {
    /// Whether a row matches. Every store agrees with this.
    pub fn matches(&self, row: &MilestoneRow) -> bool {
        self.system.is_none_or(|s| row.system == s)
            && self.item.is_none_or(|i| row.item_number == i)
            && self.reached.is_none_or(|r| row.reached.is_some() == r)
            && self.late_on.is_none_or(|day| row.reached.is_none() && row.due < day)
    }
}

/// Which escalations. Listed by when they were raised, the last one first.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct EscalationQuery {
    /// Of this system.
    pub system: Option<Uuid>,
    /// About this item.
    pub item: Option<u32>,
    /// In one of these states: `open`, `decided`, `lapsed` or `settled`; any when empty.
    pub state: Vec<String>,
    /// That lie before this person, or lay before them in the end.
    pub to: Option<Uuid>,
    /// Which part.
    pub window: Window,
}

impl EscalationQuery {
    /// What lies before somebody in a system and waits for a decision.
    pub fn before(person: Uuid, system: Uuid) -> Self {
        Self { system: Some(system), state: vec!["open".into()], to: Some(person), ..Self::default() }
    }

    /// Whether a row matches. Every store agrees with this.
    pub fn matches(&self, row: &EscalationRow) -> bool {
        self.system.is_none_or(|s| row.system == s)
            && self.item.is_none_or(|i| row.item_number == Some(i))
            && (self.state.is_empty() || self.state.contains(&row.state))
            && self.to.is_none_or(|p| row.to.id == p)
    }
}

/// Which reviews. Listed by the day on which they were held, the last one first.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ReviewQuery {
    /// Of this system.
    pub system: Option<Uuid>,
    /// Of this cadence: `weekly`, `monthly` or `quarterly`.
    pub cadence: Option<String>,
    /// In one of these states: `open`, `signed` or `given_up`; any when empty.
    pub state: Vec<String>,
    /// Which part.
    pub window: Window,
}

impl ReviewQuery {
    /// Whether a row matches. Every store agrees with this.
    pub fn matches(&self, row: &ReviewRow) -> bool {
        self.system.is_none_or(|s| row.system == s)
            && self.cadence.as_ref().is_none_or(|c| row.cadence == *c)
            && (self.state.is_empty() || self.state.contains(&row.state))
    }
}

/// Which assets. Listed by label, then key.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct AssetQuery {
    /// Of this system.
    pub system: Option<Uuid>,
    /// This one.
    pub asset: Option<Uuid>,
    /// On which this finding is open.
    pub finding: Option<Uuid>,
    /// Leaves [`crate::views::AssetRow::open`] at 0: to count goes through all that was ever stated of an asset.
    pub uncounted: bool,
    /// Label, address or operating system contains this, whatever the case.
    pub text: Option<String>,
    /// Which part.
    pub window: Window,
}

/// Which findings. Listed most urgent first: by priority, what is known to be exploited, what the internet reaches, severity;
/// then by title and key.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct FindingQuery {
    /// In this system.
    pub system: Option<Uuid>,
    /// In this state: `open`, `absent`, `dismissed` or `not_judged`.
    pub state: Option<String>,
    /// At least this severe. A word that is no severity matches nothing.
    pub at_least: Option<String>,
    /// At least of this priority. A word that is no priority matches nothing.
    pub priority: Option<String>,
    /// Answered by an item that is not closed, or by none.
    pub answered: Option<bool>,
    /// Corrected by this work.
    pub fix: Option<Uuid>,
    /// On this asset.
    pub asset: Option<Uuid>,
    /// Stated in this import, which is not undone.
    pub import: Option<Uuid>,
    /// With a CVE that CISA's catalog lists as known to be exploited, or without one.
    pub known_exploited: Option<bool>,
    /// Open on an asset that the internet reaches, or on none that is known to be so.
    pub internet: Option<bool>,
    /// Each word of this begins a word of check, title or CVE, whatever the case.
    pub text: Option<String>,
    /// Only what comes after this finding in the list, which is found at once however far down it stands. Of fixes: after the
    /// fix whose most urgent finding this is. The window's `from` then only says how many rows were passed over.
    pub after: Option<Uuid>,
    /// Which part.
    pub window: Window,
}

impl FindingRow {
    /// What a text search looks through: the words of check, title and CVEs.
    pub fn searchable(&self) -> String {
        words(&format!("{} {} {}", self.check, self.title, self.cve.join(" "))).collect::<Vec<_>>().join(" ")
    }
}

/// Letters of a word that count; more would not fit into every index.
const LONGEST_WORD: usize = 64;

/// The words of a text, in lower case: letters and digits that stand together.
pub fn words(text: &str) -> impl Iterator<Item = String> {
    let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.map(|word| word.chars().flat_map(char::to_lowercase).take(LONGEST_WORD).collect())
}

/// Whether each word that is asked for begins a word of a text as [`FindingRow::searchable`] gives it. Nothing asked for
/// is found nowhere.
pub fn found(asked: &[String], searchable: &str) -> bool {
    let begins = |word: &String| searchable.split(' ').any(|known| known.starts_with(word.as_str()));
    !asked.is_empty() && asked.iter().all(begins)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_found_by_their_beginning_in_any_order() {
        let known = words("51192 SSL Certificate Cannot Be Trusted (GRÖSSE, größer) CVE-2015-40303");
        let known = known.collect::<Vec<_>>().join(" ");
        let is_found = |asked: &str| found(&words(asked).collect::<Vec<_>>(), &known);
        for asked in ["ssl cert", "CERTIFICATE SSL", "cve-2015-40303", "2015-403", "größe"] {
            assert!(is_found(asked), "{asked}");
        }
        for asked in ["ertificate", "ssl tls", "--", ""] {
            assert!(!is_found(asked), "{asked}");
        }
    }
}
