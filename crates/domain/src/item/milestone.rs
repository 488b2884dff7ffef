//! Milestones: dated steps. The date that was approved is frozen; what moves is written beside it.

use std::collections::BTreeMap;

use jiff::{Timestamp, civil::Date};

use super::event::Event;
use crate::{
    ids::{PartNumber, PersonId},
    rule::{self, Kind, Refusal, Rule},
};

/// A milestone must exist and still be ahead.
pub const MILESTONE: Rule = Rule { id: "milestone-open", cites: "32 CFR 170.4 (milestones)", kind: Kind::State };
/// A change of date needs a reason, and has to change something.
pub const MOVE: Rule =
    Rule { id: "milestone-change", cites: "OMB M-02-01 (changes to milestones); CNSSI 1254 App. C", kind: Kind::Input };

/// What is planned lies ahead; what was reached does not.
pub const DAY: Rule =
    Rule { id: "milestone-day", cites: "32 CFR 170.4 (scheduled completion dates)", kind: Kind::Input };
/// An approved plan keeps a milestone.
pub const LAST: Rule = Rule { id: "milestone-last", cites: "32 CFR 170.4 (milestones)", kind: Kind::State };

/// A dated step of the plan.
#[derive(Debug, Clone, PartialEq)]
pub struct Milestone {
    /// What will have been achieved.
    pub title: String,
    /// The day it is due now.
    pub due: Date,
    /// The day that was approved with the plan; `None` for a step added afterwards. Never changes once set.
    pub baseline: Option<Date>,
    /// Every change of date since the approval, oldest first.
    pub changes: Vec<Change>,
    /// The day it was reached.
    pub reached: Option<Date>,
    /// Why it was taken out, if it was.
    pub dropped: Option<String>,
}

/// One change of a milestone's date.
#[derive(Debug, Clone, PartialEq)]
pub struct Change {
    /// The day before the change.
    pub from: Date,
    /// The day after it.
    pub to: Date,
    /// What got in the way.
    pub reason: String,
    /// When the change was recorded, and by whom.
    pub recorded: (Timestamp, PersonId),
}

impl Milestone {
    /// Neither reached nor dropped.
    pub fn is_open(&self) -> bool {
        self.reached.is_none() && self.dropped.is_none()
    }

    /// The day against which changes are counted: the approved one, or for a step added afterwards the first that it had.
    pub fn first_day(&self) -> Date {
        self.baseline.or_else(|| self.changes.first().map(|change| change.from)).unwrap_or(self.due)
    }

    /// Days by which the current date is behind the approved one; negative when ahead.
    pub fn slip_days(&self) -> i32 {
        let end = self.reached.unwrap_or(self.due);
        self.baseline.and_then(|baseline| (end - baseline).get_days().into()).unwrap_or(0)
    }
}

/// The milestones that count: all but the dropped.
pub fn standing(milestones: &BTreeMap<PartNumber, Milestone>) -> impl Iterator<Item = (PartNumber, &Milestone)> {
    milestones.iter().filter(|(_, m)| m.dropped.is_none()).map(|(id, m)| (*id, m))
}

pub(super) fn open(milestones: &BTreeMap<PartNumber, Milestone>, id: PartNumber) -> Result<&Milestone, Refusal> {
    let milestone = milestones.get(&id).ok_or_else(|| {
        MILESTONE.refuse_field("milestone", format!("there is no milestone {id}"), "name one of the item's milestones")
    })?;
    match (milestone.reached, &milestone.dropped) {
        (Some(day), _) => {
            Err(MILESTONE.refuse(format!("milestone {id} was reached on {day}"), "plan a further milestone"))
        }
        (_, Some(why)) => Err(MILESTONE.refuse(format!("milestone {id} was dropped (\"{why}\")"), "plan it anew")),
        _ => Ok(milestone),
    }
}

/// Lets a day pass on which a step can still be reached.
pub(super) fn ahead(due: Date, today: Date) -> Result<(), Refusal> {
    match due < today {
        true => Err(DAY.refuse_field("due", format!("{due} has passed"), "plan a day that can be met")),
        false => Ok(()),
    }
}

/// Moves a milestone; in a draft the date is simply set, afterwards it moves forward and the reason is part of the record.
pub(super) fn move_to(
    milestones: &BTreeMap<PartNumber, Milestone>,
    id: PartNumber,
    (to, today): (Date, Date),
    reason: &str,
    frozen: bool,
) -> Result<Vec<Event>, Refusal> {
    let milestone = open(milestones, id)?;
    ahead(to, today)?;
    if milestone.due == to {
        return Err(MOVE.refuse_field("due", format!("milestone {id} is already due on {to}"), "give another day"));
    }
    let reason = rule::note("reason", reason)?;
    if frozen && reason.is_empty() {
        let remedy = "say what got in the way; the approved date stays on record beside the new one";
        return Err(MOVE.refuse_field("reason", "an approved date does not move without a reason", remedy));
    }
    Ok(vec![Event::MilestoneMoved { id, from: milestone.due, to, reason }])
}

/// Records that a milestone was reached; not on a day that is still to come.
pub(super) fn reach(
    milestones: &BTreeMap<PartNumber, Milestone>,
    id: PartNumber,
    on: Date,
    today: Date,
    note: &str,
) -> Result<Vec<Event>, Refusal> {
    open(milestones, id)?;
    if on > today {
        let sentence = format!("{on} is still to come");
        return Err(DAY.refuse_field("on", sentence, "give the day on which it was reached"));
    }
    Ok(vec![Event::MilestoneReached { id, on, note: rule::note("note", note)? }])
}

/// Takes a milestone out of the plan; the reason stays. An approved plan is not left without a date.
pub(super) fn drop(
    milestones: &BTreeMap<PartNumber, Milestone>,
    id: PartNumber,
    reason: &str,
    frozen: bool,
) -> Result<Vec<Event>, Refusal> {
    open(milestones, id)?;
    if frozen && standing(milestones).count() == 1 {
        let sentence = format!("milestone {id} is the last of an approved plan");
        return Err(LAST.refuse(sentence, "move it, or plan another first"));
    }
    Ok(vec![Event::MilestoneDropped { id, reason: rule::text("reason", reason)? }])
}
