//! What an acceptance test that runs by itself makes of an item.

use super::{
    acceptance,
    check::Outcome,
    closure,
    context::Context,
    event::Event,
    evidence,
    fold::fold,
    state::{Item, Status},
    value::Evidence,
};
use crate::{ids::PartNumber, rule::Refusal, time::Stamped};

/// While an item is in one of these, its acceptance tests run.
pub const WHILE: [Status; 3] = [Status::Open, Status::AwaitingValidation, Status::Validated];

/// Records what a run came to, if that is news.
///
/// A weakness that was seen before a person attested the test says nothing against their word.
pub(super) fn record(
    item: &Item,
    id: PartNumber,
    outcome: Outcome,
    scan: Option<Evidence>,
    context: &Context<'_>,
) -> Result<Vec<Event>, Refusal> {
    let test = acceptance::open(&item.tests, id)?;
    let met = acceptance::is_met(test, &item.exhibits);
    let mut events = Vec::new();
    match outcome {
        Outcome::Met { statement, evidence } if !met => {
            let scan = scan.filter(|scan| evidence::find(&item.exhibits, scan.digest).is_err());
            events.extend(scan.map(|evidence| Event::EvidenceAttached { evidence }));
            events.push(Event::TestPassed { id, statement, evidence });
        }
        Outcome::Seen { statement, at } if met && test.attested.as_ref().is_none_or(|word| word.signed.0 < at) => {
            events.push(Event::TestFailed { id, statement });
        }
        Outcome::Unknown { statement } if met && test.attested.is_none() => {
            events.push(Event::TestFailed { id, statement });
        }
        Outcome::Met { .. } | Outcome::Seen { .. } | Outcome::Unknown { .. } => {}
    }
    let stamped = |what: &Event| Stamped { at: context.at, by: context.actor, what: what.clone() };
    if events.is_empty() {
        return Ok(events);
    }
    let mut after = Some(item.clone());
    for event in events.iter().map(stamped) {
        after = fold(after, &event);
    }
    events.extend(after.as_ref().and_then(follows));
    Ok(events)
}

/// The step that follows by itself: work that is all shown awaits validation, and work that no longer is comes back.
fn follows(item: &Item) -> Option<Event> {
    let lost = || {
        acceptance::unmet(&item.tests, &item.exhibits).find_map(|(id, test)| {
            test.run.as_ref().filter(|run| !run.met).map(|run| format!("acceptance test {id}: {}", run.statement))
        })
    };
    match item.status {
        Status::Open if closure::unfinished(item).is_empty() => {
            Some(Event::WorkShown { note: "every task, milestone and acceptance test is done".into() })
        }
        Status::AwaitingValidation => lost().map(|reason| Event::WorkRejected { reason }),
        Status::Validated => lost().map(|reason| Event::ClosureRefused { reason }),
        _ => None,
    }
}
