//! An item as it stands after its events.

use std::collections::{BTreeMap, BTreeSet};

use jiff::{Timestamp, civil::Date};

use super::{
    acceptance::AcceptanceTest,
    evidence::Exhibit,
    extension::Extension,
    measure::{Control, Decided},
    milestone::{self, Milestone},
    origin::{Origin, Resources},
    task::{Stage, Task},
    value::Signature,
};
use crate::{
    ids::{FindingId, ItemNumber, PartNumber, PersonId, SystemId},
    policy::Relation,
    priority::Rating,
};

/// Where an item stands in its life. *Overdue* and the like are derived from dates, never stored.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub enum Status {
    /// Being written.
    Draft,
    /// Before an approver.
    Proposed,
    /// Approved and being worked on.
    Open,
    /// The work is said to be done.
    AwaitingValidation,
    /// Somebody who did not do it found it done.
    Validated,
    /// Closed, for ever.
    Closed,
    /// The risk is borne until a date.
    Accepted,
    /// Not a deficiency, by decision; for ever.
    Dismissed,
}

impl Status {
    /// Every status, in the order of life.
    pub const ALL: [Self; 8] = [
        Self::Draft,
        Self::Proposed,
        Self::Open,
        Self::AwaitingValidation,
        Self::Validated,
        Self::Closed,
        Self::Accepted,
        Self::Dismissed,
    ];

    /// The word used in files, the API and the database.
    pub fn word(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Proposed => "proposed",
            Self::Open => "open",
            Self::AwaitingValidation => "awaiting_validation",
            Self::Validated => "validated",
            Self::Closed => "closed",
            Self::Accepted => "accepted",
            Self::Dismissed => "dismissed",
        }
    }

    /// As pages write it.
    pub fn phrase(self) -> &'static str {
        match self {
            Self::Draft => "Draft",
            Self::Proposed => "Proposed",
            Self::Open => "Open",
            Self::AwaitingValidation => "Awaiting validation",
            Self::Validated => "Validated",
            Self::Closed => "Closed",
            Self::Accepted => "Risk accepted",
            Self::Dismissed => "Dismissed",
        }
    }

    /// Whether nothing more will happen to it.
    pub fn is_final(self) -> bool {
        matches!(self, Self::Closed | Self::Dismissed)
    }

    /// Whether somebody still has to do something about it.
    pub fn is_live(self) -> bool {
        !matches!(self, Self::Closed | Self::Dismissed | Self::Accepted)
    }
}

crate::ids::worded!(
    Status,
    "a status: draft, proposed, open, awaiting_validation, validated, closed, accepted or dismissed"
);

/// The steps of the life that were taken, as they stand now; a step that was undone is gone from here, not from the history.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Chain {
    /// Begun.
    pub drafted: Option<Signature>,
    /// Put before an approver.
    pub submitted: Option<Signature>,
    /// Plan approved, baseline frozen.
    pub approved: Option<Signature>,
    /// Work said to be done.
    pub done: Option<Signature>,
    /// Found done.
    pub validated: Option<Signature>,
    /// Closed, accepted or dismissed.
    pub ended: Option<Signature>,
}

/// Something asked of an executive.
#[derive(Debug, Clone, PartialEq)]
pub struct Proposal {
    /// What is asked.
    pub ask: Ask,
    /// Why.
    pub reason: String,
    /// When, and by whom.
    pub signed: Signature,
}

/// What can be asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ask {
    /// To bear the risk until a day.
    Accept {
        /// The last day.
        until: Date,
    },
    /// To dismiss the item.
    Dismiss,
}

/// An exception to the separation of duties: one named person may do the work and validate it. The approver stays another.
#[derive(Debug, Clone, PartialEq)]
pub struct Exception {
    /// Who may.
    pub person: PersonId,
    /// Why nobody else can.
    pub reason: String,
    /// Who asked, when.
    pub requested: Signature,
    /// Who signed, when; without it the exception is only a wish.
    pub signed: Option<Signature>,
}

/// One POA&M entry as it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct Item {
    /// Its number.
    pub number: ItemNumber,
    /// The system it belongs to.
    pub system: SystemId,
    /// Where it stands.
    pub status: Status,
    /// What is wrong.
    pub weakness: String,
    /// How it became known.
    pub origin: Origin,
    /// The requirement, as in "3.5.3".
    pub requirement: Option<String>,
    /// Failed objectives, as in `3.5.3[a]`.
    pub objectives: Vec<String>,
    /// Why it came to be.
    pub root_cause: Option<String>,
    /// What will be done.
    pub actions: Vec<String>,
    /// Who answers for it.
    pub owner: Option<PersonId>,
    /// How urgent, and why.
    pub rating: Option<Rating>,
    /// What it takes.
    pub resources: Option<Resources>,
    /// Dated steps.
    pub milestones: BTreeMap<PartNumber, Milestone>,
    /// Later dates that were asked for.
    pub extensions: BTreeMap<PartNumber, Extension>,
    /// Temporary measures in place of the correction.
    pub controls: BTreeMap<PartNumber, Control>,
    /// What was decided when it was laid before somebody.
    pub decisions: Vec<Decided>,
    /// Work.
    pub tasks: BTreeMap<PartNumber, Task>,
    /// What must be shown.
    pub tests: BTreeMap<PartNumber, AcceptanceTest>,
    /// What shows it.
    pub exhibits: Vec<Exhibit>,
    /// Findings it answers.
    pub findings: BTreeSet<FindingId>,
    /// The closed item whose weakness came back.
    pub recurrence_of: Option<ItemNumber>,
    /// Steps taken.
    pub chain: Chain,
    /// When work that was said to be done was sent back, the last time.
    pub sent_back: Option<Timestamp>,
    /// Everybody who did some of the work, ever.
    pub workers: BTreeSet<PersonId>,
    /// Something asked of an executive and not yet answered.
    pub proposal: Option<Proposal>,
    /// The last day of an accepted risk.
    pub accepted_until: Option<Date>,
    /// An exception to the separation of duties.
    pub exception: Option<Exception>,
    /// When it last changed.
    pub changed: Timestamp,
    /// How many events led here.
    pub version: u64,
}

impl Item {
    /// The scheduled completion date: the last day of its milestones.
    pub fn due(&self) -> Option<Date> {
        milestone::standing(&self.milestones).map(|(_, m)| m.due).max()
    }

    /// The scheduled completion date that was approved.
    pub fn baseline_due(&self) -> Option<Date> {
        self.milestones.values().filter_map(|m| m.baseline).max()
    }

    /// The next step that is not reached.
    pub fn next_milestone(&self) -> Option<(PartNumber, &Milestone)> {
        milestone::standing(&self.milestones).filter(|(_, m)| m.reached.is_none()).min_by_key(|(id, m)| (m.due, *id))
    }

    /// The first day that passes without what was planned for it: the next milestone; while work goes on and every milestone
    /// is reached, the completion date. Work that was done in time is not late because others take their time to check it:
    /// it waits. An accepted risk is late when its last day has passed. `None` when nothing can be late any more.
    pub fn late_after(&self) -> Option<Date> {
        let next = self.next_milestone().map(|(_, m)| m.due);
        match self.status {
            Status::Draft | Status::Proposed | Status::Open => next.or_else(|| self.due()),
            Status::AwaitingValidation | Status::Validated => next,
            Status::Accepted => self.accepted_until,
            Status::Closed | Status::Dismissed => None,
        }
    }

    /// Whether the dates are frozen: from the approval on.
    pub fn is_frozen(&self) -> bool {
        self.chain.approved.is_some()
    }

    /// How the person relates to the item, and to the given task of it.
    pub fn relations(&self, person: PersonId, task: Option<PartNumber>) -> Vec<Relation> {
        let mut relations = Vec::new();
        if self.owner == Some(person) {
            relations.push(Relation::ItemOwner);
        }
        for (id, t) in &self.tasks {
            let meant = task.is_none_or(|wanted| wanted == *id) && t.stage != Stage::Dropped;
            if meant && t.plan.responsible == person {
                relations.push(Relation::TaskResponsible);
            }
            if meant && t.plan.approver == person {
                relations.push(Relation::TaskApprover);
            }
        }
        relations
    }

    /// Who may not validate, for having had a hand in the work: its owner, those responsible for tasks, and whoever did some.
    pub fn implementers(&self) -> BTreeSet<PersonId> {
        let responsible = self.tasks.values().filter(|t| t.stage != Stage::Dropped).map(|t| t.plan.responsible);
        self.workers.iter().copied().chain(self.owner).chain(responsible).collect()
    }

    /// Whether a signed exception lets the person do the work and validate it.
    pub fn is_excepted(&self, person: PersonId) -> bool {
        self.exception.as_ref().is_some_and(|e| e.person == person && e.signed.is_some())
    }
}
