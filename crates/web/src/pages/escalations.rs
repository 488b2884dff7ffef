//! Questions that lie before somebody, and the register of decisions.

use askama::Template;
use closeout_app::{
    query::{EscalationQuery, Page, USUAL_PAGE, Window},
    views::{EscalationRow, HistoryEntry, ItemView},
};
use closeout_domain::{
    cadence::escalation::{Cause, Climb},
    deadline::ladder::Rung,
    item::extension::Obstacle,
    policy::Action,
};
use serde::Deserialize;
use uuid::Uuid;

use crate::{
    format::*,
    page::{Choice, Form, Frame, Pager, Theme},
    urls,
};

/// Which decisions the register shows.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct EscalationFilter {
    /// Rows to pass over.
    from: String,
    /// `decided`, `lapsed` or `settled`; decisions, whether they hold or not, when empty.
    state: String,
}

impl EscalationFilter {
    fn word(&self) -> &str {
        &self.state
    }

    fn first(&self) -> u64 {
        self.from.parse().unwrap_or(0)
    }

    /// What the list is asked.
    pub fn query(&self, system: Uuid) -> EscalationQuery {
        let state = match self.state.as_str() {
            one @ ("decided" | "lapsed" | "settled") => vec![one.to_owned()],
            _ => vec!["decided".into(), "lapsed".into()],
        };
        let window = Window { from: self.first(), rows: USUAL_PAGE };
        EscalationQuery { system: Some(system), state, window, ..EscalationQuery::default() }
    }
}

/// Questions that wait, and the register of decisions.
#[derive(Template)]
#[template(path = "escalations/list.html")]
pub struct EscalationList {
    pub frame: Frame,
    /// Those that wait for a decision.
    pub open: Page<EscalationRow>,
    /// What was decided or settled, as the filter wants it.
    pub past: Page<EscalationRow>,
    pub filter: EscalationFilter,
}

impl EscalationList {
    /// Whether it lies before the reader.
    fn mine(&self, row: &EscalationRow) -> bool {
        row.to.id == self.frame.person.id
    }

    /// The news, as the page's heading.
    fn headline(&self) -> String {
        match (self.open.total, self.frame.decisions) {
            (0, _) => "Nothing waits for a decision".into(),
            (n, 0) => format!("{} for a decision", waits(n)),
            (n, mine) if n == mine => format!("{} for your decision", waits(n)),
            (n, mine) => format!("{} for a decision, {mine} of them yours", waits(n)),
        }
    }

    fn ladder_url(&self) -> String {
        self.frame.system.map_or_else(|| urls::PEOPLE.to_owned(), |system| urls::system(system) + "#overdue")
    }

    fn blank(&self) -> Form {
        Form::blank()
    }

    fn states(&self) -> Vec<Choice> {
        [("decided", "That hold"), ("lapsed", "That no longer hold"), ("settled", "Settled without one")]
            .map(|(value, label)| Choice::new(value, label))
            .to_vec()
    }

    fn pager(&self) -> Pager {
        let url = |from: u64| format!("{}?state={}&from={from}#register", urls::ESCALATIONS, self.filter.word());
        Pager::new(&self.past, self.filter.first(), USUAL_PAGE, url)
    }
}

fn waits(n: u64) -> String {
    format!("{} wait{}", n.of("question"), if n == 1 { "s" } else { "" })
}

/// One question. Its forms are `acknowledge`, `take-back`, and one for each decision, by its word.
#[derive(Template)]
#[template(path = "escalations/one.html")]
pub struct EscalationPage {
    pub frame: Frame,
    pub escalation: EscalationRow,
    /// The item as it stands now; `None` where a review was missed.
    pub item: Option<ItemView>,
    /// What the reader may do: `acknowledge`, `decide`, `take_back`.
    pub may: Vec<String>,
    /// Newest first.
    pub history: Vec<HistoryEntry>,
    /// Milestones that are not reached.
    pub milestones: Vec<Choice>,
    /// People who can act.
    pub people: Vec<Choice>,
    /// The form that came back, if one did.
    pub form: Form,
}

impl EscalationPage {
    fn may(&self, what: &str) -> bool {
        self.may.iter().any(|word| word == what)
    }

    fn obstacles(&self) -> Vec<Choice> {
        Obstacle::ALL.map(|o| Choice::new(o.word(), o.phrase())).to_vec()
    }
}

/// What is said of an escalation.
pub trait ShowEscalation {
    /// As in "late since 14 November 2026".
    fn told(&self) -> String;
    /// As in "M. Okafor, the POA&M owner".
    fn before(&self) -> String;
}

impl ShowEscalation for EscalationRow {
    fn told(&self) -> String {
        let since = self.since.long();
        match self.cause.parse() {
            Ok(Cause::Late) => format!("late since {since}"),
            Ok(Cause::Unplanned) => format!("no approved plan by {since}"),
            Ok(Cause::Waiting) => format!("a signature is overdue since {since}"),
            Ok(Cause::Lapsed) => format!("the compensating control ended on {since}"),
            Ok(Cause::Missed) => format!("not held since {since}"),
            Ok(Cause::Raised) | Err(_) => match &self.by {
                Some(by) => format!("raised by {}", by.name),
                None => "raised".into(),
            },
        }
    }

    fn before(&self) -> String {
        format!("{}, {}", self.to.name, self.rung_phrase())
    }
}

/// Why a rung was asked, as in "it is overdue by more days".
pub trait ShowWhy {
    fn why_told(&self) -> &'static str;
    fn rung_told(&self) -> &'static str;
}

impl ShowWhy for closeout_app::views::AskedView {
    fn why_told(&self) -> &'static str {
        let why = self.why.as_deref().and_then(|why| why.parse().ok());
        why.map_or("as the ladder begins", Climb::phrase)
    }

    fn rung_told(&self) -> &'static str {
        self.rung.parse().map_or("somebody", Rung::phrase)
    }
}
