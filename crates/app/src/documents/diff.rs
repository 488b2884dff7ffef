//! The differences between a document and the record.

use std::collections::BTreeMap;

use closeout_domain::ids::ItemNumber;
use closeout_exchange::{
    Document,
    columns::{Field, ITEMS},
    document::{Entry, Label},
};

use super::{
    entry,
    part::Part,
    row::{Planned, Row, Work},
    standing::{Around, Standing},
};

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
    let mut row = Row::blank(entry);
    let mut part = Part { sheet: &ITEMS, origin: &entry.origin, name: String::new(), row: &mut row };
    part.problem(Field::Id, format!("{} {what}", entry.label), advice);
    Planned { row, work: Work::Nothing, reason: String::new() }
}
