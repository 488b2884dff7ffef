//! What became of a row of a document, as it is shown and as it is applied.

use std::fmt;

use closeout_domain::{ids::ItemNumber, item::Command, rule::Refusal};
use closeout_exchange::{document::Entry, place};
use serde::Serialize;
use utoipa::ToSchema;

use crate::execute::NewItem;

/// What a row comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// A new item.
    New,
    /// Nothing differs.
    Unchanged,
    /// Fields that the row changes.
    Changed,
    /// The record has changed the same field since; the row is left out.
    Conflict,
    /// Something in the row cannot be applied; the row is left out.
    Problem,
}

/// A cell, as the spreadsheet shows it: the header is row 1.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, ToSchema)]
#[schema(as = DocumentPlace)]
pub struct Place {
    /// The sheet; empty for a file that has none.
    pub sheet: String,
    /// The row, from 1.
    pub row: u32,
    /// The column's letters.
    pub column: Option<String>,
}

impl From<place::Place> for Place {
    fn from(place: place::Place) -> Self {
        let place::Place { sheet, row, column } = place;
        Self { sheet, row, column }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { sheet, row, column } = self.clone();
        place::Place { sheet, row, column }.fmt(f)
    }
}

/// A field that the document changes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = DocumentChange)]
pub struct Change {
    /// Where.
    pub place: Place,
    /// The column's name, and the part of the item, as in "milestone 2: Scheduled date".
    pub field: String,
    /// What the record says.
    pub before: String,
    /// What the document says.
    pub after: String,
}

/// A field that both the document and the record have changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = DocumentConflict)]
pub struct Conflict {
    /// Where.
    pub place: Place,
    /// The column's name, and the part of the item.
    pub field: String,
    /// What the record said when the document was written.
    pub exported: String,
    /// What the document says.
    pub document: String,
    /// What the record says now.
    pub record: String,
}

/// What keeps a row from being applied.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = DocumentProblem)]
pub struct Problem {
    /// Where.
    pub place: Place,
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub advice: String,
}

impl From<&place::Problem> for Problem {
    fn from(problem: &place::Problem) -> Self {
        let place::Problem { place, message, advice } = problem.clone();
        Self { place: place.into(), message, advice }
    }
}

/// One item of the document with its milestones and tasks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = DocumentRow)]
pub struct Row {
    /// Where the item's row is.
    pub place: Place,
    /// As in "POAM-0007", or the name of a new one.
    pub subject: String,
    /// What is wrong, as the document says it.
    pub weakness: String,
    /// What it comes to.
    pub outcome: Outcome,
    /// Fields that it changes; for a new item, all that it states.
    pub changes: Vec<Change>,
    /// Fields that the record has changed too.
    pub conflicts: Vec<Conflict>,
    /// What cannot be applied.
    pub problems: Vec<Problem>,
}

impl Row {
    /// A row that says nothing yet.
    pub(super) fn blank(entry: &Entry) -> Self {
        Self {
            place: entry.origin.place.clone().unwrap_or_default().into(),
            subject: entry.label.to_string(),
            weakness: entry.weakness.clone(),
            outcome: Outcome::Unchanged,
            changes: Vec::new(),
            conflicts: Vec::new(),
            problems: Vec::new(),
        }
    }
}

/// What a row asks for.
#[derive(Debug, Clone, PartialEq)]
pub enum Work {
    /// Nothing.
    Nothing,
    /// Commands for an item.
    Change {
        /// Which.
        number: ItemNumber,
        /// The version that was looked at.
        seen: u64,
        /// What to do.
        commands: Vec<Command>,
    },
    /// A new item.
    Begin(NewItem),
}

/// A row, and what it asks for.
#[derive(Debug, Clone, PartialEq)]
pub struct Planned {
    /// As it is shown.
    pub row: Row,
    /// As it is applied.
    pub work: Work,
    /// The reason that stands in the row; may be empty.
    pub reason: String,
}

impl Planned {
    /// Settles what the row comes to.
    pub(super) fn settle(mut self) -> Self {
        let row = &mut self.row;
        row.outcome = match &self.work {
            _ if !row.problems.is_empty() => Outcome::Problem,
            _ if !row.conflicts.is_empty() => Outcome::Conflict,
            Work::Begin(_) => Outcome::New,
            Work::Change { commands, .. } if !commands.is_empty() => Outcome::Changed,
            _ => Outcome::Unchanged,
        };
        self
    }

    /// Turns the rules' refusal of what the row asks for into problems of the row.
    pub(super) fn refuse(&mut self, refusal: &Refusal) {
        let gaps = refusal.gaps.iter().map(|gap| gap.sentence.clone());
        let sentences = if refusal.gaps.is_empty() { vec![refusal.sentence.clone()] } else { gaps.collect() };
        let problem = |message| Problem { place: self.row.place.clone(), message, advice: refusal.remedy.clone() };
        let problems: Vec<Problem> = sentences.into_iter().map(problem).collect();
        self.row.problems.extend(problems);
        self.row.outcome = Outcome::Problem;
    }

    /// What the row asks for, with the reason of the whole where the row gives none; it stays in each item's history.
    pub(super) fn reasoned(&self, reason: &str) -> Work {
        let why = if self.reason.is_empty() { reason.to_owned() } else { format!("{reason} ({})", self.reason) };
        let remark = Command::Comment { text: format!("Changed by a document that was read back: {why}") };
        match self.work.clone() {
            Work::Nothing => Work::Nothing,
            Work::Change { number, seen, mut commands } => {
                for command in &mut commands {
                    if let Command::DropTest { reason: own, .. } | Command::ReviseTask { reason: own, .. } = command
                        && own.is_empty()
                    {
                        own.clone_from(&why);
                    }
                }
                // The remark comes first: an item that is changed may be one whose later steps allow no more.
                commands.insert(0, remark);
                Work::Change { number, seen, commands }
            }
            Work::Begin(mut new) => {
                new.then.push(remark);
                Work::Begin(new)
            }
        }
    }
}

/// Commands for an item, and the version that was looked at.
pub type ItemChange = (ItemNumber, Option<u64>, Vec<Command>);

/// What to change and what to begin, for every row without conflict or problem, with the reason for it all.
pub fn commands(rows: &[Planned], reason: &str) -> (Vec<ItemChange>, Vec<NewItem>) {
    let (mut changes, mut new) = (Vec::new(), Vec::new());
    for planned in rows.iter().filter(|p| matches!(p.row.outcome, Outcome::New | Outcome::Changed)) {
        match planned.reasoned(reason) {
            Work::Nothing => {}
            Work::Change { number, seen, commands } => changes.push((number, Some(seen), commands)),
            Work::Begin(item) => new.push(item),
        }
    }
    (changes, new)
}
