//! The first page: what is late, what waits, what to do next.

use askama::Template;
use closeout_app::{
    picture::{self, Burndown, Picture},
    views::{CadenceView, EscalationRow, ImportRow, ItemRow, TaskRow},
};
use closeout_domain::policy::Action;

use super::{
    escalations::ShowEscalation,
    register::{Counts, ShowItem},
};
use crate::{
    format::*,
    page::{Frame, Theme},
    urls,
};

/// Today.
#[derive(Template)]
#[template(path = "today.html")]
pub struct Today {
    pub frame: Frame,
    /// Of the system shown.
    pub counts: Counts,
    /// Questions that lie before the reader.
    pub questions: Vec<EscalationRow>,
    /// Reviews that the reader has to hold.
    pub reviews: Vec<CadenceView>,
    /// Items whose next step is the reader's.
    pub waiting: Vec<ItemRow>,
    /// Tasks that are done and wait for the reader's approval.
    pub to_approve: Vec<TaskRow>,
    /// The reader's open tasks, by date.
    pub tasks: Vec<TaskRow>,
    /// Items late or due within 14 days, soonest first; a handful.
    pub due: Vec<ItemRow>,
    /// Drafts that the reader can complete; a handful.
    pub drafts: Vec<ItemRow>,
    /// The last import that stands.
    pub last_import: Option<ImportRow>,
    /// Groups of findings that no item answers.
    pub triage: Count,
    /// Open items by week, and as planned.
    pub burndown: Burndown,
    /// Whether the organization has any item at all.
    pub any: bool,
}

impl Today {
    /// Steps and tasks that wait for the reader.
    fn mine(&self) -> u64 {
        u64::try_from(self.questions.len() + self.reviews.len() + self.waiting.len() + self.to_approve.len())
            .unwrap_or(u64::MAX)
    }

    /// The news, as the page's heading.
    fn headline(&self) -> String {
        let Counts { live, late, .. } = self.counts;
        match (live, late, self.mine()) {
            (0, _, _) if self.any => "Nothing is open".into(),
            (0, _, _) => "Welcome to your plan of action".into(),
            (_, 0, 0) => "Nothing is late and nothing waits for you".into(),
            (_, 0, waits) => format!("Nothing is late, {} for you", waiting(waits)),
            (_, late, 0) => format!("{} late", are(late)),
            (_, late, waits) => format!("{} late, {} for you", are(late), waiting(waits)),
        }
    }

    fn picture(&self) -> Option<Picture> {
        picture::burndown(&self.burndown)
    }
}

fn are(late: u64) -> String {
    format!("{} {}", late.of("item"), if late == 1 { "is" } else { "are" })
}

fn waiting(waits: u64) -> String {
    format!("{waits} wait{}", if waits == 1 { "s" } else { "" })
}

/// What is asked of somebody by a step.
pub trait ShowStep {
    /// As in "validate the work".
    fn step(&self) -> &'static str;
}

impl ShowStep for ItemRow {
    fn step(&self) -> &'static str {
        match self.waiting.as_ref().map(|w| w.step.as_str()) {
            Some("approve") => "approve the plan",
            Some("validate") => "validate the work",
            Some("close") => "close it",
            Some("decide") => "decide",
            Some("extend" | "extend_executive") => "decide on an extension",
            _ => "look at it",
        }
    }
}
