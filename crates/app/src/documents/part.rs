//! Weighing one field: what the document says, what the record said then, and what it says now.

use closeout_domain::{ids::PersonId, people::Directory};
use closeout_exchange::{
    columns::{Field, Sheet},
    document::{Origin, Party},
};

use super::{
    people,
    row::{Change, Conflict, Problem, Row},
};

/// A row of a sheet that is being weighed, and the row of the result that it goes into.
pub struct Part<'a> {
    pub sheet: &'static Sheet,
    pub origin: &'a Origin,
    /// As in "milestone 2"; empty for the item itself.
    pub name: String,
    pub row: &'a mut Row,
}

/// What the document, the record then, and the record now say.
pub struct Three<T> {
    pub document: T,
    pub then: T,
    pub now: T,
}

impl Part<'_> {
    fn field(&self, field: Field) -> String {
        let header = self.sheet.header(field);
        if self.name.is_empty() { header.into() } else { format!("{}: {header}", self.name) }
    }

    pub fn problem(&mut self, field: Field, message: impl AsRef<str>, advice: &str) {
        let message = format!("{}: {}", self.field(field), message.as_ref());
        self.row.problems.push(Problem { place: self.origin.cell(field).into(), message, advice: advice.into() });
    }

    /// Lists what a new part or item states.
    pub fn state(&mut self, field: Field, after: String) {
        if !after.is_empty() {
            let change = Change {
                place: self.origin.cell(field).into(),
                field: self.field(field),
                before: String::new(),
                after,
            };
            self.row.changes.push(change);
        }
    }

    /// Whether the document changes the field. A field that the record has changed too becomes a conflict.
    pub fn changes<T: PartialEq>(&mut self, field: Field, three: &Three<T>, show: impl Fn(&T) -> String) -> bool {
        let Three { document, then, now } = three;
        if !self.origin.states(field) || document == now || document == then {
            return false;
        }
        let (place, name) = (self.origin.cell(field).into(), self.field(field));
        if then == now {
            self.row.changes.push(Change { place, field: name, before: show(now), after: show(document) });
            return true;
        }
        let (exported, document, record) = (show(then), show(document), show(now));
        self.row.conflicts.push(Conflict { place, field: name, exported, document, record });
        false
    }

    /// As [`Part::changes`], for a field that cannot be emptied: an empty cell is a problem.
    pub fn fills<T: PartialEq>(&mut self, field: Field, three: &Three<T>, show: impl Fn(&T) -> String) -> bool {
        let emptied = show(&three.document).is_empty();
        if !emptied {
            return self.changes(field, three, show);
        }
        if self.origin.states(field) && !show(&three.then).is_empty() {
            self.problem(field, "the cell is empty", "write what is so now; a document cannot take a statement back");
        }
        false
    }

    /// Whom a cell names. `None` for an empty cell, one that says nothing, and one that cannot be resolved, which is listed.
    pub fn person(&mut self, field: Field, party: Option<&Party>, directory: &Directory) -> Option<PersonId> {
        let party = party.filter(|_| self.origin.states(field))?;
        people::resolve(party, directory).map_err(|(message, advice)| self.problem(field, message, advice)).ok()
    }
}
