//! Events of escalations.

use closeout_domain::{
    cadence::escalation::{Climb, Event, Raise},
    deadline::ladder::Rung,
    ids::PersonId,
    item::measure::Decision,
};
use jiff::civil::Date;

use crate::wire::table::events;

events!(Event {
    "escalation.raised" Raised { raise: Box<Raise>, note: String, day: Date },
    "escalation.climbed" Climbed { rung: Rung, to: PersonId, why: Climb, day: Date },
    "escalation.acknowledged" Acknowledged { note: String },
    "escalation.decided" Decided { decision: Box<Decision>, reason: String, until: Date },
    "escalation.settled" Settled { why: String },
    "escalation.lapsed" Lapsed,
});
