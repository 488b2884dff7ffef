//! The POA&M: every item in one dense table. What it shows stands in its address.

mod filter;

use std::borrow::Borrow;

use askama::Template;
use closeout_app::{
    count::ItemCounts,
    query::Page,
    views::{FamilyView, ItemRow},
};
use closeout_domain::policy::Action;
use jiff::civil::Date;

pub use self::filter::Filter;
use crate::{
    format::*,
    page::{Choice, Form, Frame, Pager, Theme},
    urls,
};

/// The register.
#[derive(Template)]
#[template(path = "register.html")]
pub struct Register {
    pub frame: Frame,
    /// What the address asks for.
    pub filter: Filter,
    /// The items, with names and days late filled in.
    pub page: Page<ItemRow>,
    /// Items as the chips count them.
    pub counts: Counts,
    /// People who can own an item.
    pub owners: Vec<Choice>,
    /// The fourteen families.
    pub families: Vec<FamilyView>,
    /// Whether the organization has any item at all.
    pub any: bool,
    /// The bulk form, when it came back: `bulk`.
    pub form: Form,
    /// The day that the list is asked for, if another than today.
    pub as_of: Option<Date>,
}

/// What the lead and the chips say, of the system shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counts {
    /// Items on which somebody still has to act.
    pub live: u64,
    /// Of them: late.
    pub late: u64,
    /// Of them: due within 14 days.
    pub soon: u64,
    /// Of them: owned by the person, or with a task of theirs.
    pub mine: u64,
    /// Of them: waiting for somebody's step.
    pub waiting: u64,
}

impl From<ItemCounts> for Counts {
    fn from(counts: ItemCounts) -> Self {
        let ItemCounts { live, late, soon, mine, waiting, .. } = counts;
        Self { live, late, soon, mine, waiting }
    }
}

impl Register {
    fn pager(&self) -> Pager {
        Pager::new(&self.page, self.filter.from(), self.filter.rows(), |from| {
            self.filter.with("from", &from.to_string())
        })
    }

    /// The day that dates are seen from.
    fn day(&self) -> Date {
        self.as_of.unwrap_or(self.frame.today)
    }

    fn priorities(&self) -> Vec<Choice> {
        ["critical", "high", "medium", "low"].map(|word| Choice::new(word, word.phrase())).to_vec()
    }

    fn statuses(&self) -> Vec<Choice> {
        let words =
            ["draft", "proposed", "open", "awaiting_validation", "validated", "closed", "accepted", "dismissed"];
        let mut choices = vec![Choice::new("all", "All"), Choice::new(filter::ENDED, "Ended")];
        choices.extend(words.map(|word| Choice::new(word, word.phrase())));
        choices
    }

    fn waits(&self) -> Vec<Choice> {
        [
            ("approve", "Approval of the plan"),
            ("validate", "Validation"),
            ("close", "Closing"),
            ("decide", "A decision on risk"),
            ("extend", "An extension"),
            ("extend_executive", "An extension, by an executive"),
        ]
        .map(|(value, label)| Choice::new(value, label))
        .to_vec()
    }

    fn orders(&self) -> Vec<Choice> {
        [("priority", "Most urgent first"), ("number", "By number"), ("changed", "Last changed first")]
            .map(|(value, label)| Choice::new(value, label))
            .to_vec()
    }

    fn family_choices(&self) -> Vec<Choice> {
        self.families
            .iter()
            .map(|f| Choice::new(&f.prefix, format!("{} {}", f.prefix.trim_end_matches('.'), f.name)))
            .collect()
    }
}

/// What lists say of an item.
pub trait ShowItem {
    /// Requirement, points, and whether it may stand on an assessment POA&M.
    fn at_stake(&self) -> String;
    /// For each of the six steps of the life: `d` done, `n` now, or nothing.
    fn life(&self) -> [&'static str; 6];
    /// When something is due next, from the day of the list: `in 8 days`, `milestone in 8 days` when one comes before.
    fn due_next(&self, today: impl Borrow<Date>) -> String;
    /// Whether that is within 14 days.
    fn is_soon(&self, today: impl Borrow<Date>) -> bool;
}

impl ShowItem for ItemRow {
    fn at_stake(&self) -> String {
        let mut parts: Vec<String> = Vec::new();
        parts.extend(self.requirement.clone());
        parts.extend(self.points.map(|points| points.of("point")));
        parts.extend(self.eligibility.as_deref().map(|word| eligibility(word).to_owned()));
        parts.extend(self.recurrence_of.as_ref().map(|before| format!("{before} came back")));
        parts.join(" · ")
    }

    fn life(&self) -> [&'static str; 6] {
        let now = match self.status.as_str() {
            "draft" => 0,
            "proposed" => 1,
            "open" => 2,
            "awaiting_validation" => 3,
            "validated" => 4,
            _ => 6,
        };
        std::array::from_fn(|i| match i.cmp(&now) {
            std::cmp::Ordering::Less => "d",
            std::cmp::Ordering::Equal => "n",
            std::cmp::Ordering::Greater => "",
        })
    }

    fn due_next(&self, today: impl Borrow<Date>) -> String {
        let Some(day) = self.late_after else {
            return String::new();
        };
        let told = day.seen_from(today.borrow());
        if self.due == Some(day) { told } else { format!("milestone {told}") }
    }

    fn is_soon(&self, today: impl Borrow<Date>) -> bool {
        self.late_after.is_some_and(|day| day.days_from(today.borrow()) <= filter::SOON_DAYS)
    }
}

/// A few words on whether a requirement may stand on an assessment POA&M (32 CFR 170.21).
pub fn eligibility(word: &str) -> &'static str {
    match word {
        "always" => "POA&M-eligible",
        "conditional" => "eligible under conditions",
        _ => "not POA&M-eligible",
    }
}
