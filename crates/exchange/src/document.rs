//! The common POA&M document: the register as of a day, with everything that its template asks for.

use std::{collections::BTreeSet, fmt};

use closeout_domain::{
    ids::{ItemNumber, PartNumber},
    item::{
        Status,
        origin::{Money, Source},
        task::Stage,
        value::{Evidence, Ticket},
    },
    priority::Priority,
};
use jiff::civil::Date;

use crate::{columns::Field, place::Place};

/// A register, or what somebody sent back as one.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Document {
    /// Whose it is; empty when the source does not say.
    pub organization: String,
    /// Of which system; empty when the source does not say.
    pub system: String,
    /// The day that it speaks of; `None` for a template.
    pub as_of: Option<Date>,
    /// Everybody who may be named in it.
    pub people: Vec<Party>,
    /// The items.
    pub entries: Vec<Entry>,
}

/// A person as documents name them.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Party {
    /// As they sign; may be empty in what was read.
    pub name: String,
    /// Where they are reached; may be empty in what was read.
    pub email: String,
}

/// Which item an entry speaks of.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Label {
    /// One of the record.
    Item(ItemNumber),
    /// One that is to be: `NEW`, or a name such as `NEW-1` by which the rows of other sheets speak of it.
    New(String),
}

impl Default for Label {
    fn default() -> Self {
        Self::New("NEW".into())
    }
}

impl fmt::Display for Label {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Item(number) => number.fmt(f),
            Self::New(name) => f.pad(name),
        }
    }
}

/// One POA&M entry.
///
/// Texts that stand in a list (actions, reasons, criteria) have one line each, see [`crate::text::one_line`]: in a cell
/// they are told apart by their lines.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Entry {
    /// Which item.
    pub label: Label,
    /// How many events had led to the item when it was written; tells whether it has changed since.
    pub version: Option<u64>,
    /// What is wrong.
    pub weakness: String,
    /// As in "3.5.3".
    pub requirement: Option<String>,
    /// Failed objectives, as in `3.5.3[a]`.
    pub objectives: Vec<String>,
    /// What kind of look found it.
    pub source: Option<Source>,
    /// Which one; may be empty.
    pub source_detail: String,
    /// The closed item whose weakness came back.
    pub recurrence_of: Option<ItemNumber>,
    /// Why it came to be; may be empty.
    pub root_cause: String,
    /// What will be done.
    pub actions: Vec<String>,
    /// Who answers for it.
    pub owner: Option<Party>,
    /// How urgent.
    pub priority: Option<Priority>,
    /// Why so urgent.
    pub reasons: Vec<String>,
    /// Which people or firms it takes; may be empty.
    pub people: String,
    /// Working hours in all.
    pub hours: Option<u32>,
    /// Money beside the hours.
    pub cost: Option<Money>,
    /// Where the money comes from; may be empty.
    pub funding: String,
    /// What must be shown to call it fixed.
    pub criteria: Vec<Criterion>,
    /// Where it stands.
    pub status: Option<Status>,
    /// Dated steps.
    pub milestones: Vec<Milestone>,
    /// Work.
    pub tasks: Vec<Task>,
    /// Scheduled completion date.
    pub due: Option<Date>,
    /// The completion date that was approved.
    pub baseline: Option<Date>,
    /// What shows it, with SHA-256.
    pub evidence: Vec<Evidence>,
    /// Why the row was changed; only in what was read.
    pub reason: String,
    /// Where it was read.
    pub origin: Origin,
}

/// What must be shown.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Criterion {
    /// Its number within the item; `None` for a new one.
    pub number: Option<PartNumber>,
    /// What must be true, on one line.
    pub text: String,
}

/// A dated step.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Milestone {
    /// Its number within the item; `None` for a new one.
    pub number: Option<PartNumber>,
    /// What will have been achieved, on one line.
    pub title: String,
    /// The day it is due now.
    pub due: Option<Date>,
    /// The day that was approved.
    pub baseline: Option<Date>,
    /// The day it was reached.
    pub reached: Option<Date>,
    /// Every change of date in words, oldest first, one line each.
    pub changes: Vec<String>,
    /// Why the date was changed in the row; only in what was read.
    pub reason: String,
    /// Where it was read.
    pub origin: Origin,
}

/// A piece of work.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Task {
    /// Its number within the item; `None` for a new one.
    pub number: Option<PartNumber>,
    /// What is to be done, on one line.
    pub title: String,
    /// Who does it.
    pub responsible: Option<Party>,
    /// Somebody else, who agrees that it is done.
    pub approver: Option<Party>,
    /// Working hours.
    pub effort: Option<u16>,
    /// The day it is due.
    pub due: Option<Date>,
    /// How far it has come.
    pub stage: Option<Stage>,
    /// Linked tickets.
    pub tickets: Vec<Ticket>,
    /// Why the row was changed; only in what was read.
    pub reason: String,
    /// Where it was read.
    pub origin: Origin,
}

/// Where a row was read, and what it says nothing about.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Origin {
    /// Sheet and row; `None` for what was not read from a file.
    pub place: Option<Place>,
    /// The letters of the columns, by what stands in them.
    pub columns: Vec<(Field, String)>,
    /// Fields that the source is silent on, for want of a column or because the cell is unreadable or cut. Whatever value
    /// stands there means nothing.
    pub silent: BTreeSet<Field>,
}

impl Origin {
    /// Whether the source says something about the field.
    pub fn states(&self, field: Field) -> bool {
        !self.silent.contains(&field)
    }

    /// The place of the field's cell, as well as it is known.
    pub fn cell(&self, field: Field) -> Place {
        let mut place = self.place.clone().unwrap_or_default();
        place.column = self.columns.iter().find(|(f, _)| *f == field).map(|(_, letters)| letters.clone());
        place
    }
}
