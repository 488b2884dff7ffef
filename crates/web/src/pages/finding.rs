//! One finding: what it is, where it is, and why that is believed.

use askama::Template;
use closeout_app::views::{AssetState, ConcernsView, FindingRow, HistoryEntry, UrgencyView};
use closeout_domain::policy::Action;
use jiff::{Timestamp, civil::Date};

use crate::{
    format::*,
    page::{Choice, Form, Frame, Theme},
    urls,
};

/// One finding. Its forms are `make`, `attach`, `dismiss`, and the verbs of [`urls::dismissal_do`].
#[derive(Template)]
#[template(path = "findings/finding.html")]
pub struct FindingPage {
    pub frame: Frame,
    pub finding: FindingRow,
    /// Its state on each asset, by name; at most a page of them.
    pub assets: Vec<AssetState>,
    /// Its priority with reasons, its due date with its trace.
    pub urgency: UrgencyView,
    /// The requirements that it bears on.
    pub requirements: ConcernsView,
    /// How far a dismissal has come, if one was ever proposed.
    pub dismissal: Option<DismissalView>,
    /// What happened to the dismissal, newest first.
    pub history: Vec<HistoryEntry>,
    /// Unfinished items to attach it to.
    pub items: Vec<Choice>,
    pub form: Form,
}

/// A dismissal as it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct DismissalView {
    /// `proposed`, `dismissed` or `open`.
    pub stage: String,
    /// Why.
    pub reason: String,
    /// Who asked.
    pub by: closeout_app::views::PersonRef,
    /// When.
    pub at: Timestamp,
    /// The last day on which it holds.
    pub until: Option<Date>,
}

impl FindingPage {
    /// Whether the dismissal stands at this stage.
    fn stage(&self, stage: &str) -> bool {
        self.dismissal.as_ref().is_some_and(|d| d.stage == stage)
    }

    /// Whether the viewer may answer a proposal: by role, and not their own.
    fn may_answer(&self) -> bool {
        let own = self.dismissal.as_ref().is_some_and(|d| d.by.id == self.frame.person.id);
        self.frame.may(Action::ApproveDismissal) && self.stage("proposed") && !own
    }

    fn may_dismiss(&self) -> bool {
        self.frame.may(Action::Triage) && !self.stage("proposed") && !self.stage("dismissed")
    }
}

/// How tables tell the state on an asset.
trait ShowState {
    /// Shape class and words.
    fn shown(&self) -> (&'static str, String);
}

impl ShowState for AssetState {
    fn shown(&self) -> (&'static str, String) {
        match (self.state.as_str(), self.clean) {
            ("present", _) => ("late", "present".into()),
            ("absent", 0 | 1) => ("good", "absent, proven".into()),
            ("absent", times) => ("good", format!("absent, proven {times} times")),
            ("dismissed", _) => ("none", "dismissed".into()),
            _ => ("wait", "not observed".into()),
        }
    }
}
