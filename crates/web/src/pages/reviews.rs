//! Reviews: how they stand, and one that is held.

use askama::Template;
use closeout_app::{
    query::{Page, USUAL_PAGE, Window},
    review,
    views::{AgendaEntry, CadenceView, ItemRow, RemarkView, ReviewRow},
};
use closeout_domain::{cadence::agenda::Reason, deadline::rhythm::Cadence, policy::Action};
use serde::Deserialize;

use crate::{
    format::*,
    page::{Choice, Form, Frame, Pager, Theme},
    urls,
};

/// Which reviews the list shows.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct ReviewFilter {
    /// Rows to pass over.
    from: String,
}

impl ReviewFilter {
    /// The part of the list.
    pub fn window(&self) -> Window {
        Window { from: self.from.parse().unwrap_or(0), rows: USUAL_PAGE }
    }
}

/// How the reviews stand, and those that were held.
#[derive(Template)]
#[template(path = "reviews/list.html")]
pub struct ReviewList {
    pub frame: Frame,
    /// Each cadence that is held.
    pub standing: Vec<CadenceView>,
    /// Those held last first.
    pub reviews: Page<ReviewRow>,
    pub filter: ReviewFilter,
    /// The form that came back, if one did.
    pub form: Form,
}

impl ReviewList {
    /// The news, as the page's heading.
    fn headline(&self) -> String {
        let missed: usize = self.standing.iter().map(|c| c.missed.len()).sum();
        let ahead = self.standing.iter().filter(|c| !c.held).min_by_key(|c| c.until);
        let news = ahead.map_or_else(
            || "Every review is held".to_owned(),
            |next| format!("The {} review is due by {}", next.cadence, next.until.long()),
        );
        match missed {
            0 => news,
            n => format!("{news}; {n} missed within a year"),
        }
    }

    fn rhythm_url(&self) -> String {
        self.frame.system.map_or_else(|| urls::PEOPLE.to_owned(), |system| urls::system(system) + "#reviewed")
    }

    fn pager(&self) -> Pager {
        let url = |from: u64| format!("{}?from={from}", urls::REVIEWS);
        Pager::new(&self.reviews, self.filter.window().from, USUAL_PAGE, url)
    }
}

/// What is said of a cadence.
pub trait ShowCadence {
    /// As in "Every 2 weeks, with IT".
    fn told(&self) -> String;
}

impl ShowCadence for CadenceView {
    fn told(&self) -> String {
        let often = match self.weeks {
            Some(n @ 2..) => format!("every {n} weeks"),
            _ => self.cadence.clone(),
        };
        format!("{}, {}", often.phrase(), with(&self.cadence))
    }
}

/// As in "with leadership".
fn with(cadence: &str) -> String {
    cadence.parse::<Cadence>().map_or_else(|_| String::new(), |cadence| format!("with {}", cadence.with()))
}

/// What is said of a review.
pub trait ShowReview {
    /// As in "Weekly review of 23 November 2026".
    fn title(&self) -> String;
    /// Decisions that were recorded.
    fn decisions(&self) -> usize;
    /// What was said of an item, or of the whole plan.
    fn said(&self, item: Option<&str>) -> Vec<&RemarkView>;
}

impl ShowReview for ReviewRow {
    fn title(&self) -> String {
        format!("{} review of {}", self.cadence.phrase(), self.day.long())
    }

    fn decisions(&self) -> usize {
        self.remarks.iter().filter(|remark| remark.sort == "decision").count()
    }

    fn said(&self, item: Option<&str>) -> Vec<&RemarkView> {
        self.remarks.iter().filter(|remark| remark.item.as_deref() == item && !remark.text.is_empty()).collect()
    }
}

/// One review. Its forms are `attend`, `remark`, `general`, `agree`, `sign` and `give-up`.
#[derive(Template)]
#[template(path = "reviews/one.html")]
pub struct ReviewPage {
    pub frame: Frame,
    /// The review with its items and history.
    pub review: review::ReviewPage,
    /// The item that is looked at now.
    pub at: Option<ItemRow>,
    /// People who can act.
    pub people: Vec<Choice>,
    /// The form that came back, if one did.
    pub form: Form,
}

impl ReviewPage {
    fn may(&self, what: &str) -> bool {
        self.review.may.iter().any(|word| word == what)
    }

    fn lead(&self) -> String {
        let r = &self.review.review;
        format!("{}, for {} to {}", with(&r.cadence).phrase(), r.period.first.long(), r.period.last.long())
    }

    fn weakness(&self, item: &str) -> &str {
        self.review.items.iter().find(|row| row.id == item).map_or("", |row| &row.weakness)
    }

    /// Why an item is on the agenda, as in "late, waits for a signature".
    fn why(&self, item: &str) -> String {
        let entry = self.review.review.agenda.iter().find(|entry| entry.item == item);
        entry.map_or_else(|| "brought up".into(), reasons)
    }

    /// The place of the item that is looked at, as in "3 of 12".
    fn place(&self) -> Option<String> {
        let (agenda, at) = (&self.review.review.agenda, self.at.as_ref()?);
        let place = agenda.iter().position(|entry| entry.item == at.id)?;
        Some(format!("{} of {}", place + 1, agenda.len()))
    }

    fn is_here(&self, person: &str) -> bool {
        self.review.review.people.iter().any(|there| there.id.to_string() == person)
    }

    /// Items that were brought up beside the agenda.
    fn beside(&self) -> Vec<&ItemRow> {
        let listed = |row: &&ItemRow| !self.review.review.agenda.iter().any(|entry| entry.item == row.id);
        self.review.items.iter().filter(listed).collect()
    }
}

fn reasons(entry: &AgendaEntry) -> String {
    let phrase = |word: &String| word.parse::<Reason>().map_or_else(|_| word.clone(), |r| r.phrase().to_owned());
    entry.reasons.iter().map(phrase).collect::<Vec<_>>().join(", ")
}
