//! In which order lists come. Every database sorts like this: texts byte by byte, what has no value last.

use std::{
    cmp::{Ordering, Reverse},
    fmt::Display,
};

use closeout_app::{
    query::ItemOrder,
    views::{
        AssetState, EscalationRow, FindingRow, ImportRow, ItemRow, MilestoneRow, OrganizationRow, ReviewRow, SystemRow,
        TaskRow,
    },
};
use closeout_domain::{finding::severity::Severity, priority::Priority};

use crate::rows::sorted_by;

/// Items, as asked; equal ones by number.
pub fn items(order: ItemOrder, a: &ItemRow, b: &ItemRow) -> Ordering {
    let late = |row: &ItemRow| (row.late_after.is_none(), row.late_after);
    let urgency = |row: &ItemRow| Reverse(row.priority.as_deref().and_then(|word| word.parse::<Priority>().ok()));
    let first = match order {
        ItemOrder::Due => late(a).cmp(&late(b)),
        ItemOrder::Priority => urgency(a).cmp(&urgency(b)).then(late(a).cmp(&late(b))),
        ItemOrder::Number => Ordering::Equal,
        ItemOrder::Changed => b.changed.cmp(&a.changed),
    };
    first.then(a.number.cmp(&b.number))
}

/// Tasks by due date, item and number.
pub fn tasks(a: &TaskRow, b: &TaskRow) -> Ordering {
    (a.due, a.item_number, a.task).cmp(&(b.due, b.item_number, b.task))
}

/// Milestones by due date, item and number.
pub fn milestones(a: &MilestoneRow, b: &MilestoneRow) -> Ordering {
    (a.due, a.item_number, a.milestone).cmp(&(b.due, b.item_number, b.milestone))
}

/// Organizations by name.
pub fn organizations(a: &OrganizationRow, b: &OrganizationRow) -> Ordering {
    (&a.name, a.id).cmp(&(&b.name, b.id))
}

/// Systems by name.
pub fn systems(a: &SystemRow, b: &SystemRow) -> Ordering {
    (&a.name, a.id).cmp(&(&b.name, b.id))
}

/// Escalations, those raised last first.
pub fn escalations(a: &EscalationRow, b: &EscalationRow) -> Ordering {
    (b.raised, a.id).cmp(&(a.raised, b.id))
}

/// Reviews, those held last first.
pub fn reviews(a: &ReviewRow, b: &ReviewRow) -> Ordering {
    (b.day, a.id).cmp(&(a.day, b.id))
}

/// Imports, newest first.
pub fn imports(a: &ImportRow, b: &ImportRow) -> Ordering {
    (b.at, b.id).cmp(&(a.at, a.id))
}

/// Findings, most urgent first, then by title and key.
pub fn findings(a: &FindingRow, b: &FindingRow) -> Ordering {
    let urgency = |row: &FindingRow| {
        let (priority, severity) = (row.priority.parse::<Priority>().ok(), row.severity.parse::<Severity>().ok());
        Reverse((priority, row.exploited, row.internet, severity))
    };
    urgency(a).cmp(&urgency(b)).then_with(|| (sorted_by(&a.title), a.id).cmp(&(sorted_by(&b.title), b.id)))
}

/// States on assets by the asset's name, then key.
pub fn asset_states(a: &AssetState, b: &AssetState) -> Ordering {
    (&a.label, a.asset).cmp(&(&b.label, b.asset))
}

/// The newest of several items, as in "POAM-0007".
pub fn newest<N: Ord + Display>(numbers: impl IntoIterator<Item = N>) -> Option<String> {
    numbers.into_iter().max().map(|number| number.to_string())
}
