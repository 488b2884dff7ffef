//! The time that people have for the plan: hours of a week, and days on which they are away.
//!
//! Why somebody is away is nobody's business here, and has no field.

use super::{
    command::Command,
    event::Event,
    state::Organization,
    value::{Away, Time},
};
use crate::{
    ids::PersonId,
    policy::{self, Action, Relation},
    rule::{Kind, Refusal, Rule},
};

/// A plan counts on time that people have.
pub const TIME: Rule =
    Rule { id: "person-time", cites: "32 CFR 170.4 (resources required by a plan of action)", kind: Kind::Input };

/// Nobody has more hours of a week for this.
pub const MOST_HOURS: u8 = 60;
/// Nobody is away for longer at a time, in days; who is, has left.
const LONGEST: i32 = 366;

/// Decides on somebody's time; `None` for a command about something else.
pub(super) fn decide(
    organization: &Organization,
    command: &Command,
    actor: PersonId,
) -> Result<Option<Vec<Event>>, Refusal> {
    let (Command::SetHours { person, .. }
    | Command::PlanAbsence { person, .. }
    | Command::WithdrawAbsence { person, .. }) = command
    else {
        return Ok(None);
    };
    let relation = if *person == actor { Relation::Oneself } else { Relation::None };
    policy::permit(&organization.directory, actor, Action::KeepTime, &[relation])?;
    organization.person(*person)?;
    let time = organization.times.get(person).cloned().unwrap_or_default();
    let event = match command {
        Command::SetHours { person, weekly } => {
            if weekly.is_some_and(|hours| hours > MOST_HOURS) {
                let remedy = format!("give 0 to {MOST_HOURS} hours");
                return Err(TIME.refuse_field("weekly", "nobody has so many hours a week for this", remedy));
            }
            (time.weekly != *weekly).then_some(Event::HoursSet { person: *person, weekly: *weekly })
        }
        Command::PlanAbsence { person, away } => {
            check(&time, *away)?;
            Some(Event::AbsencePlanned { person: *person, first: away.first, last: away.last })
        }
        Command::WithdrawAbsence { person, away } if time.away.contains(away) => {
            Some(Event::AbsenceWithdrawn { person: *person, first: away.first, last: away.last })
        }
        _ => return Err(TIME.refuse_field("first", "no such absence is planned", "name one of the list")),
    };
    Ok(Some(event.into_iter().collect()))
}

fn check(time: &Time, away: Away) -> Result<(), Refusal> {
    if away.last < away.first {
        return Err(TIME.refuse_field("last", "the last day is before the first", "give the days in their order"));
    }
    if (away.last - away.first).get_days() >= LONGEST {
        return Err(TIME.refuse_field("last", "this is longer than a year", "record that they left instead"));
    }
    match time.away.iter().find(|other| other.first <= away.last && away.first <= other.last) {
        None => Ok(()),
        Some(other) => {
            let sentence = format!("they are away from {} to {} already", other.first, other.last);
            Err(TIME.refuse_field("first", sentence, "withdraw that, or give other days"))
        }
    }
}

/// The organization after an event about somebody's time.
pub(super) fn fold(organization: &mut Organization, event: &Event) {
    match event {
        Event::HoursSet { person, weekly } => organization.times.entry(*person).or_default().weekly = *weekly,
        Event::AbsencePlanned { person, first, last } => {
            organization.times.entry(*person).or_default().away.insert(Away { first: *first, last: *last });
        }
        Event::AbsenceWithdrawn { person, first, last } => {
            if let Some(time) = organization.times.get_mut(person) {
                time.away.remove(&Away { first: *first, last: *last });
            }
        }
        _ => {}
    }
}
