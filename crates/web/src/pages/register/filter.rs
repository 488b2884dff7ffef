//! What the register's address asks for. Every value is text, as the filter form sends it; empty means "not asked".

use closeout_app::query::{ItemOrder, ItemQuery, USUAL_PAGE, Window};
use closeout_domain::item::Status;
use jiff::{ToSpan, civil::Date};
use serde::Deserialize;
use uuid::Uuid;

use crate::urls;

/// Days that count as soon.
pub const SOON_DAYS: i32 = 14;

/// The statuses of items that ended.
pub const ENDED: &str = "closed,accepted,dismissed";

/// The query of the register's address. It is also that of the exports.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(default)]
pub struct Filter {
    /// Statuses with commas between them, `all`, or nothing for those on which somebody still has to act.
    pub status: String,
    /// `yes`: late on the day asked for.
    pub late: String,
    /// Days ahead, as in `14`: due within them.
    pub due: String,
    /// `yes`: owned by the person who asks, or with a task of theirs.
    pub mine: String,
    /// A step: `approve`, `validate`, `close`, `decide`, `extend` or `extend_executive`.
    pub waiting: String,
    /// A priority.
    pub priority: String,
    /// A person's identity.
    pub owner: String,
    /// A requirement, or a family as in `3.5.`.
    pub requirement: String,
    /// What number, requirement or weakness contains.
    pub text: String,
    /// `due` (or nothing), `priority`, `number`, `changed`.
    pub order: String,
    /// As of this day.
    pub as_of: String,
    /// Rows to pass over.
    pub from: String,
}

impl Filter {
    /// What the store is asked.
    pub fn query(&self, system: Option<Uuid>, me: Uuid, today: Date) -> ItemQuery {
        let given = |value: &String| Some(value.trim().to_owned()).filter(|v| !v.is_empty());
        let live = Status::ALL.into_iter().filter(|s| s.is_live());
        ItemQuery {
            system,
            status: match self.status.as_str() {
                "" => live.map(|s| s.word().to_owned()).collect(),
                "all" => Vec::new(),
                some => some.split(',').map(|word| word.trim().to_owned()).collect(),
            },
            priority: given(&self.priority),
            owner: self.owner.parse().ok(),
            mine: (!self.mine.is_empty()).then_some(me),
            waiting: given(&self.waiting),
            requirement: given(&self.requirement),
            late_on: (!self.late.is_empty()).then_some(today),
            due_by: self.due.parse::<u16>().ok().map(|days| today.saturating_add(i32::from(days).days())),
            text: given(&self.text),
            order: match self.order.as_str() {
                "priority" => ItemOrder::Priority,
                "number" => ItemOrder::Number,
                "changed" => ItemOrder::Changed,
                _ => ItemOrder::Due,
            },
            window: Window { from: self.from(), rows: self.rows() },
        }
    }

    /// Rows to pass over.
    pub fn from(&self) -> u64 {
        self.from.parse().unwrap_or(0)
    }

    /// Rows of a page.
    pub fn rows(&self) -> u32 {
        USUAL_PAGE
    }

    /// Whether anything narrows the list.
    pub fn narrows(&self) -> bool {
        let Self { status, late, due, mine, waiting, priority, owner, requirement, text, .. } = self;
        [status, late, due, mine, waiting, priority, owner, requirement, text].into_iter().any(|v| !v.is_empty())
    }

    /// The address of this list.
    pub fn url(&self) -> String {
        urls::with_query(urls::ITEMS, &self.pairs())
    }

    /// The address of the same list as a file.
    pub fn export(&self, path: &str) -> String {
        let unpaged = Self { from: String::new(), ..self.clone() };
        urls::with_query(path, &unpaged.pairs())
    }

    /// The address with one value set; every change but turning a page begins at the first row.
    pub fn with(&self, name: &str, value: &str) -> String {
        let first = if name == "from" { &self.from } else { "" };
        let mut pairs = self.pairs();
        for (n, v) in &mut pairs {
            if *n == "from" {
                *v = first;
            }
            if *n == name {
                *v = value;
            }
        }
        urls::with_query(urls::ITEMS, &pairs)
    }

    /// The address with a switch turned over.
    pub fn turned(&self, name: &str, value: &str) -> String {
        let now = self.pairs().into_iter().find(|(n, _)| *n == name).map_or("", |(_, v)| v);
        self.with(name, if now == value { "" } else { value })
    }

    fn pairs(&self) -> [(&str, &str); 12] {
        [
            ("status", &self.status),
            ("late", &self.late),
            ("due", &self.due),
            ("mine", &self.mine),
            ("waiting", &self.waiting),
            ("priority", &self.priority),
            ("owner", &self.owner),
            ("requirement", &self.requirement),
            ("text", &self.text),
            ("order", &self.order),
            ("as_of", &self.as_of),
            ("from", &self.from),
        ]
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn filter() -> Filter {
        Filter { late: "yes".into(), text: "vpn".into(), from: "50".into(), ..Filter::default() }
    }

    #[test]
    fn chips_turn_one_thing_and_begin_anew() {
        assert_eq!(filter().turned("late", "yes"), "/items?text=vpn");
        assert_eq!(filter().turned("mine", "yes"), "/items?late=yes&mine=yes&text=vpn");
        assert_eq!(filter().with("from", "100"), "/items?late=yes&text=vpn&from=100");
        assert_eq!(filter().export(urls::ITEMS_CSV), "/items/register.csv?late=yes&text=vpn");
    }

    #[test]
    fn unless_asked_ended_items_are_left_out() {
        let today = date(2026, 11, 22);
        let me = Uuid::nil();
        let words = |filter: Filter| filter.query(None, me, today).status;
        assert_eq!(words(Filter::default()), ["draft", "proposed", "open", "awaiting_validation", "validated"]);
        assert_eq!(words(Filter { status: ENDED.into(), ..Filter::default() }), ["closed", "accepted", "dismissed"]);
        assert!(words(Filter { status: "all".into(), ..Filter::default() }).is_empty());
        let late = filter().query(None, me, today);
        assert_eq!((late.late_on, late.due_by, late.window.from), (Some(today), None, 50));
    }
}
