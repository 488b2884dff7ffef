//! In which order lists come. Every database sorts like this: texts byte by byte, what has no value last.

use std::{
    cmp::{Ordering, Reverse},
    fmt::Display,
};

use closeout_app::{
    query::ItemOrder,
    views::{AssetState, FindingRow, GroupRow, ImportRow, ItemRow, MilestoneRow, OrganizationRow, SystemRow, TaskRow},
};
use closeout_domain::{finding::severity::Severity, priority::Priority};

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

/// Imports, newest first.
pub fn imports(a: &ImportRow, b: &ImportRow) -> Ordering {
    (b.at, b.id).cmp(&(a.at, a.id))
}

/// Findings, worst first, then by title and key.
pub fn findings(a: &FindingRow, b: &FindingRow) -> Ordering {
    worst(&a.severity, &b.severity).then_with(|| (&a.title, a.id).cmp(&(&b.title, b.id)))
}

/// Groups of findings, worst first, then by title and key of the fix.
pub fn groups(a: &GroupRow, b: &GroupRow) -> Ordering {
    worst(&a.severity, &b.severity).then_with(|| (&a.title, a.fix).cmp(&(&b.title, b.fix)))
}

/// States on assets by the asset's name, then key.
pub fn asset_states(a: &AssetState, b: &AssetState) -> Ordering {
    (&a.label, a.asset).cmp(&(&b.label, b.asset))
}

fn worst(a: &str, b: &str) -> Ordering {
    let rank = |word: &str| Reverse(word.parse::<Severity>().ok());
    rank(a).cmp(&rank(b))
}

/// The newest of several items, as in "POAM-0007".
pub fn newest<N: Ord + Display>(numbers: impl IntoIterator<Item = N>) -> Option<String> {
    numbers.into_iter().max().map(|number| number.to_string())
}
