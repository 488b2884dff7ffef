//! What a report is made of: one system's part of the record at the end of a day.

use std::collections::BTreeMap;

use closeout_domain::{
    cadence::{
        escalation::{Cause, Escalation, Matter},
        review::Review,
    },
    deadline::rhythm::Rhythm,
    ids::{ItemNumber, PersonId},
    item::{Item, Status, state::Ask},
    people::Directory,
    system::Description,
};
use jiff::{Timestamp, civil::Date, tz::TimeZone};

use crate::{
    model::Document,
    picture::{Burndown, Standing},
};

/// One system's part of the record, as it was at the end of a day.
#[derive(Debug, Clone)]
pub struct Source {
    /// Whose it is.
    pub organization: String,
    /// What is said of the system.
    pub system: Description,
    /// The appointed POA&M owner.
    pub poam_owner: Option<PersonId>,
    /// How documents have to be handled; empty for no marking.
    pub marking: String,
    /// The day.
    pub as_of: Date,
    /// Every item that the system had by then, by number.
    pub items: Vec<Item>,
    /// Everybody there was.
    pub directory: Directory,
    /// Open items over time.
    pub trend: Burndown,
    /// The day by which the open tasks of an item are done in 70 of a hundred runs of the schedule.
    pub expected: BTreeMap<ItemNumber, Date>,
    /// What was laid before people, oldest first.
    pub escalations: Vec<Escalation>,
    /// Reviews of its plan, oldest first.
    pub reviews: Vec<Review>,
    /// How often its plan is reviewed, and since which day.
    pub rhythm: (Rhythm, Date),
    /// What happened to items, oldest first; given for those whose report tells it.
    pub histories: BTreeMap<ItemNumber, Vec<Happening>>,
}

/// Something that happened to an item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Happening {
    /// When.
    pub at: Timestamp,
    /// Who did it.
    pub by: String,
    /// What, in a sentence, with the reason if one was given.
    pub what: String,
}

/// Something that waits for a decision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pending {
    /// What about.
    pub matter: Matter,
    /// The item's weakness, or that a review was missed.
    pub weakness: String,
    /// What has to be decided.
    pub what: String,
    /// Since when it waits.
    pub since: Option<Date>,
}

/// The day of an instant, in UTC, as the record counts days.
pub fn day_of(at: Timestamp) -> Date {
    at.to_zoned(TimeZone::UTC).date()
}

impl Source {
    /// A document of this source, without content yet.
    pub fn document(&self, title: impl Into<String>, purpose: impl Into<String>) -> Document {
        Document {
            title: title.into(),
            purpose: purpose.into(),
            marking: self.marking.clone(),
            organization: self.organization.clone(),
            system: self.system.name.clone(),
            as_of: self.as_of,
            ..Document::default()
        }
    }

    /// Items on which somebody still has to act.
    pub fn live(&self) -> impl Iterator<Item = &Item> {
        self.items.iter().filter(|item| item.status.is_live())
    }

    /// Those of them that are late.
    pub fn late(&self) -> impl Iterator<Item = &Item> {
        self.live().filter(|item| self.late_days(item).is_some())
    }

    /// Days since what was planned for it passed.
    pub fn late_days(&self, item: &Item) -> Option<i32> {
        self.days_past(item.late_after())
    }

    /// Days since a day, when it has passed.
    pub fn days_past(&self, due: Option<Date>) -> Option<i32> {
        due.filter(|due| *due < self.as_of).map(|due| (self.as_of - due).get_days())
    }

    /// How a person signs; empty for nobody.
    pub fn name(&self, person: Option<PersonId>) -> String {
        person.map_or(String::new(), |p| self.directory.name(p).to_owned())
    }

    /// Days from the approved completion date to the one that stands.
    pub fn slip(&self, item: &Item) -> Option<i32> {
        let (due, baseline) = (item.due()?, item.baseline_due()?);
        Some((due - baseline).get_days())
    }

    /// The day by which an item will probably be done.
    pub fn expected(&self, item: &Item) -> Option<Date> {
        self.expected.get(&item.number).copied()
    }

    /// Where an item stands, for pictures.
    pub fn standing(&self, item: &Item) -> Standing {
        match (item.status, self.late_days(item)) {
            (Status::Closed | Status::Dismissed | Status::Accepted, _) => Standing::Ended,
            (_, Some(_)) => Standing::Late,
            _ => Standing::OnTime,
        }
    }

    /// Questions that lie before somebody.
    fn asked(&self) -> impl Iterator<Item = Pending> {
        self.escalations.iter().filter(|escalation| escalation.is_open()).map(|escalation| {
            let (rung, to) = escalation.standing();
            let since = escalation.raised.since;
            let why = match escalation.raised.cause {
                Cause::Late => format!("late since {since}"),
                Cause::Unplanned => format!("no approved plan by {since}"),
                Cause::Waiting => format!("a signature is overdue since {since}"),
                Cause::Lapsed => format!("the compensating control ended on {since}"),
                Cause::Missed => format!("not held since {since}"),
                Cause::Raised => format!("raised by {}: {}", self.directory.name(escalation.by), escalation.note),
            };
            Pending {
                matter: escalation.raised.matter,
                weakness: self.weakness(escalation),
                what: format!("Lies before {}, {}: {why}", self.directory.name(to), rung.phrase()),
                since: escalation.asked.first().map(|asked| asked.day),
            }
        })
    }

    fn weakness(&self, escalation: &Escalation) -> String {
        match escalation.raised.matter {
            Matter::Item(number) => {
                let item = self.items.iter().find(|item| item.number == number);
                item.map(|item| item.weakness.clone()).unwrap_or_default()
            }
            Matter::Review(_) => "Nobody went through the plan when it was due".into(),
        }
    }

    /// What waits for somebody with the power to decide, the oldest first.
    pub fn pending(&self) -> Vec<Pending> {
        let mut pending: Vec<Pending> = self.asked().collect();
        for item in self.items.iter().filter(|i| !i.status.is_final()) {
            let mut push = |what: String, since: Option<Date>| {
                pending.push(Pending {
                    matter: Matter::Item(item.number),
                    weakness: item.weakness.clone(),
                    what,
                    since,
                });
            };
            if let Some(p) = &item.proposal {
                let what = match p.ask {
                    Ask::Accept { until } => format!("Accept the risk until {until}: {}", p.reason),
                    Ask::Dismiss => format!("Dismiss it as no deficiency: {}", p.reason),
                };
                push(what, Some(day_of(p.signed.0)));
            }
            for e in item.extensions.values().filter(|e| e.answer.is_none()) {
                let r = &e.request;
                push(
                    format!("Extend milestone {} from {} to {}: {}", r.milestone, r.from, r.to, r.justification),
                    Some(day_of(e.asked.0)),
                );
            }
            if let Some(e) = item.exception.as_ref().filter(|e| e.signed.is_none()) {
                let name = self.directory.name(e.person);
                push(format!("Let {name} do the work and validate it: {}", e.reason), Some(day_of(e.requested.0)));
            }
            if item.status == Status::Accepted
                && let Some(until) = item.accepted_until.filter(|until| *until < self.as_of)
            {
                push(
                    format!("The accepted risk ran out on {until}: accept it anew, or take the item up again"),
                    Some(until),
                );
            }
        }
        pending.sort_by_key(|p| (p.since, p.matter));
        pending
    }
}
