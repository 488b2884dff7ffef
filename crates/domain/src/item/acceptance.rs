//! Acceptance tests: what must be shown before anybody calls it fixed.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::{
    check::Check,
    event::Event,
    evidence::{self, Exhibit},
};
use crate::{
    ids::{Digest, PartNumber, PersonId},
    rule::{self, Kind, Refusal, Rule},
};

/// A test must exist and still be open.
pub const TEST: Rule = Rule { id: "acceptance-open", cites: "SP 800-171A 3.12.2[b], [c]", kind: Kind::State };
/// An approved plan keeps a test.
pub const LAST: Rule = Rule { id: "acceptance-last", cites: "SP 800-171A 3.12.2[b], [c]", kind: Kind::State };
/// Saying so is not enough.
pub const SHOWN: Rule =
    Rule { id: "acceptance-shown", cites: "32 CFR 170.24(b)(1) (evidence in final form)", kind: Kind::Input };

/// One thing that must be shown.
#[derive(Debug, Clone, PartialEq)]
pub struct AcceptanceTest {
    /// What must be true, in words that can be checked.
    pub criterion: String,
    /// By what it shows itself, if by anything.
    pub check: Option<Check>,
    /// What the last run of it found that changed anything.
    pub run: Option<Run>,
    /// The statement that it is, with the evidence; by whom and when.
    pub attested: Option<Attestation>,
    /// Why it was taken out, if it was.
    pub dropped: Option<String>,
}

/// What a run found.
#[derive(Debug, Clone, PartialEq)]
pub struct Run {
    /// Whether the test was met.
    pub met: bool,
    /// What was found, for people.
    pub statement: String,
    /// What shows it.
    pub evidence: Vec<Digest>,
    /// When.
    pub at: Timestamp,
}

/// A person's word, with what it rests on.
#[derive(Debug, Clone, PartialEq)]
pub struct Attestation {
    /// What was seen.
    pub statement: String,
    /// The evidence that shows it, at least one.
    pub evidence: Vec<Digest>,
    /// When, and by whom.
    pub signed: (Timestamp, PersonId),
}

/// The tests that count.
pub fn standing(tests: &BTreeMap<PartNumber, AcceptanceTest>) -> impl Iterator<Item = (PartNumber, &AcceptanceTest)> {
    tests.iter().filter(|(_, t)| t.dropped.is_none()).map(|(id, t)| (*id, t))
}

/// The tests that count and are not attested by evidence that still stands.
pub fn unmet<'a>(
    tests: &'a BTreeMap<PartNumber, AcceptanceTest>,
    exhibits: &'a [Exhibit],
) -> impl Iterator<Item = (PartNumber, &'a AcceptanceTest)> {
    standing(tests).filter(|(_, test)| !is_met(test, exhibits))
}

/// Whether a run or a person has shown the test to be met, on evidence that still stands. What was attested holds until a
/// later run finds otherwise.
pub fn is_met(test: &AcceptanceTest, exhibits: &[Exhibit]) -> bool {
    let stand = |digests: &[Digest]| digests.iter().any(|digest| evidence::find(exhibits, *digest).is_ok());
    let ran = test.run.as_ref().is_some_and(|run| run.met && stand(&run.evidence));
    let refuted = |at: Timestamp| test.run.as_ref().is_some_and(|run| !run.met && run.at >= at);
    ran || test.attested.as_ref().is_some_and(|word| !refuted(word.signed.0) && stand(&word.evidence))
}

/// Adds a test.
pub(super) fn add(id: PartNumber, criterion: &str, check: Option<Check>) -> Result<Vec<Event>, Refusal> {
    let added = Event::TestAdded { id, criterion: rule::text("criterion", criterion)? };
    Ok(std::iter::once(added).chain(check.map(|check| Event::TestAutomated { id, check })).collect())
}

/// A test that counts.
pub(super) fn open(tests: &BTreeMap<PartNumber, AcceptanceTest>, id: PartNumber) -> Result<&AcceptanceTest, Refusal> {
    tests.get(&id).filter(|test| test.dropped.is_none()).ok_or_else(|| {
        TEST.refuse_field(
            "test",
            format!("there is no acceptance test {id}"),
            "name one of the item's acceptance tests",
        )
    })
}

/// Takes a test out; the reason stays. An approved plan is not left with nothing to show.
pub(super) fn drop(
    tests: &BTreeMap<PartNumber, AcceptanceTest>,
    id: PartNumber,
    reason: &str,
    frozen: bool,
) -> Result<Vec<Event>, Refusal> {
    open(tests, id)?;
    if frozen && standing(tests).count() == 1 {
        let sentence = format!("acceptance test {id} is the last of an approved plan");
        return Err(LAST.refuse(sentence, "add the test that takes its place first"));
    }
    Ok(vec![Event::TestDropped { id, reason: rule::text("reason", reason)? }])
}

/// Attests a test on evidence that stands on the item.
pub(super) fn attest(
    tests: &BTreeMap<PartNumber, AcceptanceTest>,
    exhibits: &[Exhibit],
    id: PartNumber,
    statement: &str,
    digests: &[Digest],
) -> Result<Vec<Event>, Refusal> {
    open(tests, id)?;
    let statement = rule::text("statement", statement)?;
    if digests.is_empty() {
        let remedy = "attach a scan, a configuration, a change ticket or a screenshot, and name it here";
        return Err(SHOWN.refuse_field("evidence", "an attestation rests on at least one piece of evidence", remedy));
    }
    for digest in digests {
        evidence::find(exhibits, *digest)?;
    }
    Ok(vec![Event::TestAttested { id, statement, evidence: digests.to_vec() }])
}
