//! The record of an import: which file, what it held, and whether it was undone. Its rows are not events.

use jiff::Timestamp;

use crate::{
    ids::{Digest, ImportId, PersonId, SystemId},
    people::Directory,
    policy::{self, Action},
    rule::{self, Kind, Refusal, Rule},
    time::Stamped,
};

/// An import is committed once and undone once.
pub const STAGE: Rule = Rule { id: "import-stage", cites: "SP 800-171A 3.12.2[a], 3.11.2", kind: Kind::State };
/// An import that would mark much absent needs an explicit yes.
pub const BRAKE: Rule = Rule { id: "import-brake", cites: "SP 800-171A 3.11.3[a], 3.14.1[f]", kind: Kind::State };

/// What a file held and what it changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Tally {
    /// Statements of the source, unmerged.
    pub observations: u64,
    /// Of them: the weakness is there.
    pub present: u64,
    /// Of them: the check passed.
    pub absent: u64,
    /// Of them: neither.
    pub not_judged: u64,
    /// Assets in the file.
    pub assets: u64,
    /// Assets on which the source signed in.
    pub authenticated: u64,
    /// Problems listed while reading.
    pub problems: u64,
}

/// What an import changes, counted in pairs of finding and asset.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Changes {
    /// There now and not before.
    pub new: u64,
    /// There before and now.
    pub still: u64,
    /// There again after being absent, or with another severity.
    pub changed: u64,
    /// Absent with proof now, and not before.
    pub absent: u64,
    /// There before, and this import cannot say.
    pub not_observed: u64,
}

/// What is recorded of an import.
#[derive(Debug, Clone, PartialEq)]
pub struct Record {
    /// Its identity.
    pub id: ImportId,
    /// The system it speaks of.
    pub system: SystemId,
    /// The format's id, as in "nessus".
    pub format: String,
    /// The tool, as in "Nessus 10.8.3".
    pub tool: String,
    /// The file's name.
    pub file: String,
    /// SHA-256 of the file, which is kept.
    pub digest: Digest,
    /// Its size in bytes.
    pub size: u64,
    /// What it held.
    pub tally: Tally,
    /// What it changed.
    pub changes: Changes,
    /// Whether the file was read to its end.
    pub complete: bool,
}

/// What the columns of a table meant when it was read, so that the next one with the same headings is read alike.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Mapping {
    /// Every heading, and the id of what it means or "none".
    pub columns: Vec<Meaning>,
    /// Words for a state, and "present", "absent" or "not_judged".
    pub words: Vec<Meaning>,
}

/// What a heading or a word of a table means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Meaning {
    /// As the table writes it.
    pub written: String,
    /// What it means.
    pub means: String,
}

/// An import as it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct Import {
    /// What is recorded of it.
    pub record: Record,
    /// When it was committed, and by whom.
    pub committed: (Timestamp, PersonId),
    /// Of a table: how its columns were read.
    pub mapping: Option<Mapping>,
    /// When it was undone, by whom and why.
    pub undone: Option<(Timestamp, PersonId, String)>,
    /// How many events led here.
    pub version: u64,
}

/// What can be asked.
#[derive(Debug, Clone, PartialEq)]
pub enum Command {
    /// Record it.
    Commit(Box<Record>),
    /// Record how the columns of its table were read.
    Map(Mapping),
    /// Undo it.
    Undo { reason: String },
}

/// What can happen.
#[derive(Debug, Clone, PartialEq)]
pub enum Event {
    /// It was committed.
    Committed(Box<Record>),
    /// Its table was read by these meanings.
    Mapped(Mapping),
    /// It was undone.
    Undone { reason: String },
}

/// Decides. `import` is `None` before it is committed.
///
/// # Errors
/// Refuses with the rule that forbids it.
pub fn decide(
    import: Option<&Import>,
    command: Command,
    actor: PersonId,
    directory: &Directory,
) -> Result<Vec<Event>, Refusal> {
    policy::permit(directory, actor, Action::Import, &[])?;
    match (import, command) {
        (None, Command::Commit(record)) => Ok(vec![Event::Committed(record)]),
        (Some(import), Command::Undo { reason }) if import.undone.is_none() => {
            Ok(vec![Event::Undone { reason: rule::text("reason", &reason)? }])
        }
        (Some(import), Command::Map(mapping)) if import.undone.is_none() && import.mapping.is_none() => {
            Ok(vec![Event::Mapped(mapping)])
        }
        (Some(_), Command::Map(_)) => {
            Err(STAGE.refuse("how the import was read is recorded already, or it is undone", "nothing is left to do"))
        }
        (None, Command::Map(_)) => Err(STAGE.refuse("there is no such import", "check its id")),
        (Some(_), Command::Undo { .. }) => Err(STAGE.refuse("the import is undone already", "import the file again")),
        (Some(_), Command::Commit(_)) => Err(STAGE.refuse("the import is committed already", "nothing is left to do")),
        (None, Command::Undo { .. }) => Err(STAGE.refuse("there is no such import", "check its id")),
    }
}

/// Lets an import pass that marks no more absent than `percent` of the `open` pairs, or that was said yes to.
///
/// # Errors
/// Refuses with [`BRAKE`] and the numbers.
pub fn brake(changes: &Changes, open: u64, percent: u8, yes: bool) -> Result<(), Refusal> {
    // Below a handful, a share says nothing and people see each one in the preview.
    let many = changes.absent > 10 && changes.absent.saturating_mul(100) > open.saturating_mul(percent.into());
    if yes || !many {
        return Ok(());
    }
    let sentence = format!("this would mark {} of {open} open findings absent, more than {percent} %", changes.absent);
    Err(BRAKE.refuse(sentence, "look at the preview, then say yes explicitly"))
}

/// The import after all of its events, oldest first.
pub fn replay<'a>(events: impl IntoIterator<Item = &'a Stamped<Event>>) -> Option<Import> {
    events.into_iter().fold(None, fold)
}

/// The import after one more event.
pub fn fold(import: Option<Import>, event: &Stamped<Event>) -> Option<Import> {
    match (import, &event.what) {
        (None, Event::Committed(record)) => {
            let (record, committed) = ((**record).clone(), (event.at, event.by));
            Some(Import { record, committed, mapping: None, undone: None, version: 1 })
        }
        (Some(import), Event::Mapped(mapping)) => {
            Some(Import { mapping: Some(mapping.clone()), version: import.version + 1, ..import })
        }
        (Some(import), Event::Undone { reason }) => {
            Some(Import { undone: Some((event.at, event.by, reason.clone())), version: import.version + 1, ..import })
        }
        (import, _) => import,
    }
}
