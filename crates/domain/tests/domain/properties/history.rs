//! The separation of duties, read from the recorded history alone: this knows events and people, and no state of an item.

use std::collections::{BTreeMap, BTreeSet};

use closeout_domain::{
    ids::{Digest, PartNumber, PersonId},
    item::{Event, check::Check, measure::Decision},
    time::Stamped,
};
use proptest::{prelude::*, test_runner::TestCaseError};

/// An auditor with a pencil, reading from the first line to the last.
#[derive(Debug, Default)]
struct Auditor {
    approved: bool,
    owner: Option<PersonId>,
    submitter: Option<PersonId>,
    /// Who is responsible for each task that was not dropped.
    responsible: BTreeMap<PartNumber, PersonId>,
    /// Who ever did or reported each task under the approved plan.
    hands: BTreeMap<PartNumber, BTreeSet<PersonId>>,
    /// Who ever reported work on the item, or answered for it under the approved plan.
    workers: BTreeSet<PersonId>,
    /// Tests that read what somebody attached.
    read_by_a_test: BTreeSet<PartNumber>,
    brought: Vec<(Digest, PersonId)>,
    attested: BTreeSet<Digest>,
    proposer: Option<PersonId>,
    /// Whether the event before was a decision to bear the risk.
    ruled: bool,
    exception: Option<(PersonId, PersonId, bool)>,
    validator: Option<PersonId>,
    numbers: [BTreeSet<PartNumber>; 3],
}

/// Reads a history and objects to whatever a person did who should not have.
pub fn check(history: &[Stamped<Event>]) -> Result<(), TestCaseError> {
    history.iter().try_fold(Auditor::default(), Auditor::read).map(drop)
}

impl Auditor {
    fn implementers(&self) -> BTreeSet<PersonId> {
        let brought = self.brought.iter().filter(|(digest, _)| self.attested.contains(digest)).map(|(_, by)| *by);
        self.workers
            .iter()
            .copied()
            .chain(self.owner)
            .chain(self.responsible.values().copied())
            .chain(brought)
            .collect()
    }

    /// From the approval on, whoever answers for something counts for ever.
    fn answering(&mut self) {
        if self.approved {
            self.workers.extend(self.owner);
            self.workers.extend(self.responsible.values());
            for (task, person) in &self.responsible {
                self.hands.entry(*task).or_default().insert(*person);
            }
        }
    }

    fn read(mut self, event: &Stamped<Event>) -> Result<Self, TestCaseError> {
        let by = event.by;
        match &event.what {
            Event::OwnerAssigned { person } => self.owner = Some(*person),
            Event::MilestonePlanned { id, .. } => prop_assert!(self.numbers[0].insert(*id), "milestone {} twice", id),
            Event::TestAdded { id, .. } => prop_assert!(self.numbers[1].insert(*id), "test {} twice", id),
            Event::TaskAdded { id, plan } => {
                prop_assert!(self.numbers[2].insert(*id), "task {} twice", id);
                prop_assert_ne!(plan.responsible, plan.approver);
                self.responsible.insert(*id, plan.responsible);
            }
            Event::TaskRevised { id, plan, .. } => {
                prop_assert_ne!(plan.responsible, plan.approver);
                self.responsible.insert(*id, plan.responsible);
            }
            Event::TaskDropped { id, .. } => drop(self.responsible.remove(id)),
            Event::TaskFinished { id, .. } => {
                self.workers.insert(by);
                self.hands.entry(*id).or_default().insert(by);
            }
            Event::TaskApproved { id, .. } => {
                prop_assert!(!self.hands[id].contains(&by), "task {} is approved by whoever did it", id);
            }
            Event::EvidenceAttached { evidence } => self.brought.push((evidence.digest, by)),
            Event::TestAttested { evidence, .. } => {
                self.attested.extend(evidence);
                self.workers.insert(by);
            }
            Event::TestAutomated { id, check } if !matches!(check, Check::CleanScans(_)) => {
                self.read_by_a_test.insert(*id);
            }
            // A scan of everything is nobody's proof of their own work; a text that somebody attached is.
            Event::TestPassed { id, evidence, .. } if self.read_by_a_test.contains(id) => {
                let brought = self.brought.iter().filter(|(digest, _)| evidence.contains(digest));
                self.workers.extend(brought.map(|(_, by)| *by));
            }
            Event::MilestoneReached { .. } | Event::WorkDeclaredDone { .. } => drop(self.workers.insert(by)),
            Event::Submitted { .. } => self.submitter = Some(by),
            Event::Approved { .. } => {
                prop_assert!(!self.approved, "a plan is approved once");
                prop_assert_ne!(self.submitter, Some(by));
                prop_assert_ne!(self.owner, Some(by));
                self.approved = true;
            }
            Event::ExceptionRequested { person, .. } => self.exception = Some((*person, by, false)),
            Event::ExceptionSigned { person, .. } => {
                let (wanted, asker, _) = self.exception.ok_or_else(|| TestCaseError::fail("signed before asked"))?;
                prop_assert_eq!(wanted, *person);
                prop_assert!(by != wanted && by != asker, "an exception is signed by whoever asked or gains");
                self.exception = Some((wanted, asker, true));
            }
            Event::Validated { .. } => {
                let excepted = self.exception.is_some_and(|(person, _, signed)| signed && person == by);
                prop_assert!(excepted || !self.implementers().contains(&by), "an implementer validated");
                self.validator = Some(by);
            }
            Event::Closed { .. } => {
                prop_assert!(!self.implementers().contains(&by), "an implementer closed");
                prop_assert!(self.validator.is_some_and(|validator| validator != by), "the validator closed");
            }
            Event::AcceptanceProposed { .. } | Event::DismissalProposed { .. } => {
                prop_assert_eq!(self.proposer, None, "one proposal at a time");
                self.proposer = Some(by);
            }
            Event::DecidedUpon { decision: Decision::Accept { .. }, .. } => self.ruled = true,
            Event::Accepted { .. } if std::mem::take(&mut self.ruled) => {
                prop_assert_eq!(self.proposer, None, "a proposal is answered, not passed by");
            }
            Event::Accepted { .. } | Event::Dismissed { .. } => {
                prop_assert!(self.proposer.take().is_some_and(|proposer| proposer != by), "granted by whoever asked");
            }
            Event::ProposalDeclined { .. } => drop(self.proposer.take()),
            _ => {}
        }
        self.answering();
        Ok(self)
    }
}
