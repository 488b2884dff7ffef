//! The differences between a document and the record.

use std::collections::BTreeMap;

use closeout_domain::{
    ids::{ItemNumber, SystemId},
    item::Item,
    people::Directory,
};
use closeout_exchange::{
    Document,
    columns::{Field, ITEMS},
    document::{Entry, Label},
};

use super::{
    entry,
    part::Part,
    row::{Outcome, Planned, Row, Work},
};

/// An item as it is, and as it was when the document was written.
#[derive(Debug, Clone, PartialEq)]
pub struct Standing {
    /// As it is.
    pub now: Item,
    /// As it was at the version that the document names; `None` when it names none, or one that never was.
    pub exported: Option<Item>,
}

/// What a comparison needs to know beside the items.
#[derive(Debug, Clone)]
pub struct Around<'a> {
    /// The system that the document is applied to.
    pub system: SystemId,
    /// Everybody.
    pub directory: &'a Directory,
    /// The weakness of every item of the system, so that a document that is read twice begins nothing twice.
    pub weaknesses: BTreeMap<String, ItemNumber>,
}

/// Compares every entry with its item, in the order of the document.
pub fn diff(document: &Document, items: &BTreeMap<ItemNumber, Standing>, around: &Around<'_>) -> Vec<Planned> {
    let one = |given: &Entry| {
        let planned = match &given.label {
            Label::New(_) => entry::begin(given, around),
            Label::Item(number) => match items.get(number) {
                Some(standing) if standing.now.system == around.system => entry::change(given, standing, around),
                Some(_) => stray(given, "is an item of another system", "choose that system, or take the row out"),
                None => stray(given, "is no item of the record", "write NEW-1 for a new item, or correct the number"),
            },
        };
        planned.settle()
    };
    document.entries.iter().map(one).collect()
}

fn stray(entry: &Entry, what: &str, advice: &str) -> Planned {
    let mut row = blank(entry);
    let mut part = Part { sheet: &ITEMS, origin: &entry.origin, name: String::new(), row: &mut row };
    part.problem(Field::Id, format!("{} {what}", entry.label), advice);
    Planned { row, work: Work::Nothing, reason: String::new() }
}

/// A row of the result that says nothing yet.
pub fn blank(entry: &Entry) -> Row {
    Row {
        place: entry.origin.place.clone().unwrap_or_default().into(),
        subject: entry.label.to_string(),
        weakness: entry.weakness.clone(),
        outcome: Outcome::Unchanged,
        changes: Vec::new(),
        conflicts: Vec::new(),
        problems: Vec::new(),
    }
}
