//! What people have time for, and when items will probably be done.

use askama::Template;
use closeout_app::{
    picture::{self, Picture},
    views::{CapacityView, ForecastRow, LoadView, MoneyView, PersonLoad},
};
use closeout_domain::policy::Action;

use crate::{
    format::*,
    page::{Frame, Theme},
    urls,
};

/// People that the picture has at most; the table has all.
const BARS: usize = 24;

/// Hours, money and days to come.
#[derive(Template)]
#[template(path = "capacity.html")]
pub struct CapacityPage {
    pub frame: Frame,
    pub capacity: CapacityView,
}

impl CapacityPage {
    /// The news, as the page's heading.
    fn headline(&self) -> String {
        let (people, items) = (self.overbooked(), self.endangered());
        match (self.capacity.items.len() + self.capacity.unplanned.len(), people, items) {
            (0, ..) => "No work is ahead".into(),
            (_, 0, 0) => "The people there are can do it in time".into(),
            (_, 0, items) => format!("{} will probably be late", items.of("item")),
            (_, people, 0) => format!("{} more to do than time", has(people)),
            (_, people, items) => {
                format!("{} more to do than time, {} will probably be late", has(people), items.of("item"))
            }
        }
    }

    fn overbooked(&self) -> u64 {
        count(self.capacity.people.iter().filter(|load| load.overbooked()).count())
    }

    /// Items that miss their date in more than half of the runs.
    fn endangered(&self) -> u64 {
        count(self.capacity.items.iter().filter(|row| row.misses.is_some_and(|percent| percent > 50)).count())
    }

    fn picture(&self) -> Option<Picture> {
        let bar = |load: &PersonLoad| {
            let last = load.next.last()?;
            Some(picture::Load { label: load.person.name.clone(), there: last.there, needed: last.needed })
        };
        picture::load(&self.capacity.people.iter().filter_map(bar).take(BARS).collect::<Vec<_>>())
    }

    fn assumed(&self) -> bool {
        self.capacity.people.iter().any(|load| load.assumed)
    }
}

fn count(n: usize) -> u64 {
    u64::try_from(n).unwrap_or(u64::MAX)
}

fn has(people: u64) -> String {
    format!("{} {}", people.of_people(), if people == 1 { "has" } else { "have" })
}

/// People, counted.
trait OfPeople {
    fn of_people(self) -> String;
}

impl OfPeople for u64 {
    fn of_people(self) -> String {
        if self == 1 { "1 person".into() } else { format!("{} people", self.grouped()) }
    }
}

/// What is said of a span of days.
pub trait ShowSpan {
    /// As in "20 of 34 h".
    fn told(&self) -> String;
    /// Whether more is asked for than there is.
    fn is_over(&self) -> bool;
}

impl ShowSpan for LoadView {
    fn told(&self) -> String {
        format!("{} of {} h", self.needed, self.there)
    }

    fn is_over(&self) -> bool {
        self.needed > self.there
    }
}

/// What is said of money.
pub trait ShowMoney {
    /// As in "Next 30 days".
    fn span(&self) -> String;
    /// What nobody pays yet, in cents.
    fn open(&self) -> u64;
}

impl ShowMoney for MoneyView {
    fn span(&self) -> String {
        self.days.map_or_else(|| "All that is open".into(), |days| format!("Next {days} days"))
    }

    fn open(&self) -> u64 {
        self.needed.saturating_sub(self.funded)
    }
}

/// What is said of a forecast.
pub trait ShowForecast {
    /// As in "misses 1 March 2027 in 64 % of runs".
    fn risk(&self) -> String;
}

impl ShowForecast for ForecastRow {
    fn risk(&self) -> String {
        match (self.due, self.misses) {
            (Some(due), Some(percent)) => format!("misses {} in {percent} % of runs", due.long()),
            _ => "has no completion date".into(),
        }
    }
}
