//! The columns of a register, in the words and the order of those who read POA&Ms.
//!
//! The words follow OMB M-02-01 and the plan-of-action template that NIST publishes beside SP 800-171: weakness, point of
//! contact, resources required, scheduled completion date, milestones, changes to milestones, status.

/// What stands in a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Field {
    /// Number of the item.
    Id,
    /// What is wrong.
    Weakness,
    /// As in "3.5.3".
    Requirement,
    /// Its name in CMMC.
    Practice,
    /// Its points.
    Points,
    /// Failed objectives.
    Objectives,
    /// What kind of look found it.
    Source,
    /// Which one.
    SourceDetail,
    /// The closed item whose weakness came back.
    RecurrenceOf,
    /// Why it came to be.
    RootCause,
    /// What will be done.
    Actions,
    /// Who answers for it.
    Owner,
    /// Where they are reached.
    OwnerEmail,
    /// How urgent.
    Priority,
    /// Why.
    Reasons,
    /// Which people it takes.
    People,
    /// How many hours.
    Hours,
    /// How much money.
    Cost,
    /// Whose money.
    Funding,
    /// Dated steps, joined.
    Milestones,
    /// Scheduled completion date, or the day a step is due.
    Due,
    /// The day that was approved.
    Baseline,
    /// Changes of dates.
    Changes,
    /// What must be shown.
    Criteria,
    /// Where the item stands.
    Status,
    /// What shows it.
    Evidence,
    /// Work, joined.
    Tasks,
    /// Why the row was changed.
    Reason,
    /// How many events led to the item.
    Version,
    /// Number of a milestone or a task within the item.
    Number,
    /// What it is.
    Title,
    /// The day it was reached.
    Reached,
    /// Who does it.
    Responsible,
    /// Who agrees that it is done.
    Approver,
    /// Working hours of a task.
    Effort,
    /// How far a task has come.
    Stage,
    /// Linked tickets.
    Tickets,
}

/// Who may change a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Use {
    /// Says which row it is.
    Key,
    /// Anybody; what is changed is read back.
    Edited,
    /// Read for new rows; in others it stands as it is.
    NewOnly,
    /// Nobody: shown, and not read back.
    Shown,
}

/// A column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Column {
    /// What stands in it.
    pub field: Field,
    /// Its name.
    pub header: &'static str,
    /// Other names by which it is found when read, in lower case.
    pub also: &'static [&'static str],
    /// Its width, in characters.
    pub width: u16,
    /// Who may change it.
    pub usage: Use,
    /// What to put there: a sentence or two.
    pub help: &'static str,
}

/// A sheet of the workbook.
#[derive(Debug, PartialEq, Eq)]
pub struct Sheet {
    /// Its name.
    pub name: &'static str,
    /// Its columns, from the left.
    pub columns: &'static [Column],
}

impl Sheet {
    /// The column's name, for sentences.
    pub fn header(&self, field: Field) -> &'static str {
        self.columns.iter().find(|c| c.field == field).map_or("", |c| c.header)
    }
}

use Field as F;
use Use::{Edited, Key, NewOnly, Shown};

const fn column(field: Field, header: &'static str, width: u16, usage: Use, help: &'static str) -> Column {
    Column { field, header, also: &[], width, usage, help }
}

const fn known_as(also: &'static [&'static str], column: Column) -> Column {
    Column { also, ..column }
}

const ID: Column = known_as(
    &["id", "poam id", "poa&m item id", "item"],
    column(F::Id, "POA&M ID", 12, Key, "The number that Closeout gave. For a new item write NEW-1, NEW-2 and so on."),
);
const WEAKNESS_SHOWN: Column = column(F::Weakness, "Weakness", 38, Shown, "The item's weakness, for orientation.");
const REASON_HELP: &str = "Why you changed this row. Needed when you change a date or a task of an approved plan.";

/// One row for each item.
pub static ITEMS: Sheet = Sheet {
    name: "POA&M",
    columns: &[
        ID,
        known_as(
            &["weakness description"],
            column(F::Weakness, "Weakness", 44, Edited, "What is wrong, in plain words."),
        ),
        known_as(
            &["control", "controls", "security requirement"],
            column(F::Requirement, "Requirement", 12, Edited, "One of the 110, such as 3.5.3 or IA.L2-3.5.3."),
        ),
        column(F::Practice, "CMMC practice", 24, Shown, "Its name in CMMC Level 2."),
        column(F::Points, "Points", 8, Shown, "What the requirement costs while it is not met (32 CFR 170.24)."),
        column(F::Objectives, "Objectives not met", 13, Edited, "Such as 3.5.3[a], one on each line."),
        column(
            F::Source,
            "Identified by",
            15,
            NewOnly,
            "Assessment, scan, penetration test, audit, incident or observation. Cannot be changed later.",
        ),
        column(
            F::SourceDetail,
            "Source",
            24,
            NewOnly,
            "Which one: the report or the file, and its date. Cannot be changed later.",
        ),
        column(F::RecurrenceOf, "Recurrence of", 12, Shown, "The closed item whose weakness came back."),
        column(F::RootCause, "Root cause", 36, Edited, "Why the weakness came to be."),
        column(F::Actions, "Corrective actions", 44, Edited, "What will be done, one action on each line."),
        known_as(
            &["owner", "poc"],
            column(
                F::Owner,
                "Point of contact",
                18,
                Edited,
                "The one person who answers for it: a name from the list, or an e-mail address.",
            ),
        ),
        column(F::OwnerEmail, "E-mail of contact", 28, Shown, "Follows from the point of contact."),
        column(F::Priority, "Priority", 10, Edited, "Critical, High, Medium or Low."),
        column(F::Reasons, "Reason for priority", 26, Edited, "What makes it so, one reason on each line."),
        known_as(
            &["people"],
            column(
                F::People,
                "Resources: people",
                24,
                Edited,
                "Which people or firms it takes. \"None\" is an answer.",
            ),
        ),
        known_as(&["hours"], column(F::Hours, "Resources: hours", 11, Edited, "Working hours in all, a whole number.")),
        known_as(
            &["cost", "resources: cost"],
            column(F::Cost, "Resources: cost (USD)", 13, Edited, "Money beside the hours, such as 6200 or $6,200."),
        ),
        known_as(
            &["funding", "funding source"],
            column(
                F::Funding,
                "Resources: funding source",
                20,
                Edited,
                "Which budget pays. Needed when there is a cost.",
            ),
        ),
        known_as(
            &["milestones"],
            column(
                F::Milestones,
                "Milestones with completion dates",
                40,
                Shown,
                "Change them on the sheet Milestones.",
            ),
        ),
        column(
            F::Due,
            "Scheduled completion date",
            13,
            NewOnly,
            "The last milestone's date: change it on the sheet Milestones. A new item without milestones gets one on this day.",
        ),
        column(F::Baseline, "Approved completion date", 13, Shown, "The date that was approved. It never changes."),
        column(F::Changes, "Changes to milestones", 34, Shown, "Every change of date with its reason."),
        column(
            F::Criteria,
            "Verification criteria",
            40,
            Edited,
            "What must be shown to call it fixed, one criterion on each line. Keep the number in brackets of those that stay.",
        ),
        column(
            F::Status,
            "Status",
            13,
            Shown,
            "Shown for information. The status changes in Closeout, by the people whose step it is.",
        ),
        column(F::Evidence, "Evidence (SHA-256)", 40, Shown, "Files that show it, with their SHA-256."),
        known_as(&["reason"], column(F::Reason, "Reason for change", 28, Edited, REASON_HELP)),
        column(
            F::Version,
            "Record version",
            9,
            Shown,
            "Tells whether the item has changed since the export. Leave it as it is.",
        ),
    ],
};

/// What a CSV file says beside the columns of [`ITEMS`].
pub static TASKS_JOINED: Column = column(F::Tasks, "Tasks", 40, Shown, "Work under the item.");

/// One row for each dated step.
pub static MILESTONES: Sheet = Sheet {
    name: "Milestones",
    columns: &[
        ID,
        WEAKNESS_SHOWN,
        known_as(
            &["number", "milestone no."],
            column(F::Number, "No.", 6, Key, "Its number within the item. Leave it empty for a new milestone."),
        ),
        column(
            F::Title,
            "Milestone",
            48,
            NewOnly,
            "What will have been achieved. The words of a milestone do not change later.",
        ),
        known_as(
            &["due", "scheduled completion date"],
            column(
                F::Due,
                "Scheduled date",
                13,
                Edited,
                "A day. After approval a change needs a reason; the approved date stays beside it.",
            ),
        ),
        column(F::Baseline, "Approved date", 13, Shown, "The date that was approved. It never changes."),
        column(F::Reached, "Reached on", 13, Edited, "The day on which it was reached, once it was."),
        column(F::Changes, "Changes of date", 48, Shown, "Every change with its reason."),
        known_as(&["reason"], column(F::Reason, "Reason for change of date", 36, Edited, "What got in the way.")),
    ],
};

/// One row for each piece of work.
pub static TASKS: Sheet = Sheet {
    name: "Tasks",
    columns: &[
        ID,
        WEAKNESS_SHOWN,
        known_as(
            &["number", "task no."],
            column(F::Number, "No.", 6, Key, "Its number within the item. Leave it empty for a new task."),
        ),
        column(F::Title, "Task", 44, Edited, "What is to be done."),
        column(
            F::Responsible,
            "Responsible",
            20,
            Edited,
            "The one person who does it: a name from the list, or an e-mail address.",
        ),
        column(F::Approver, "Approver", 20, Edited, "Somebody else, who agrees that it is done."),
        known_as(&["effort"], column(F::Effort, "Effort (hours)", 9, Edited, "Working hours, a whole number.")),
        known_as(&["due date"], column(F::Due, "Due", 13, Edited, "A day.")),
        column(F::Stage, "Stage", 11, Shown, "Open, done, approved or dropped; changes in Closeout."),
        column(F::Tickets, "Tickets", 40, Edited, "A ticket's key and its web address, one ticket on each line."),
        known_as(&["reason"], column(F::Reason, "Reason for change", 30, Edited, REASON_HELP)),
    ],
};

/// The sheets that are read back.
pub static SHEETS: [&Sheet; 3] = [&ITEMS, &MILESTONES, &TASKS];

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn names_lead_to_one_column() {
        for sheet in SHEETS {
            let names: Vec<String> = sheet
                .columns
                .iter()
                .flat_map(|c| c.also.iter().map(|n| (*n).to_owned()).chain([c.header.to_lowercase()]))
                .collect();
            assert_eq!(names.iter().collect::<BTreeSet<_>>().len(), names.len(), "{names:?}");
            let fields: BTreeSet<_> = sheet.columns.iter().map(|c| c.field).collect();
            assert_eq!(fields.len(), sheet.columns.len());
            // Excel shows no more of an input message.
            assert!(sheet.columns.iter().all(|c| c.help.len() <= 255 && c.help.ends_with('.')));
        }
    }
}
