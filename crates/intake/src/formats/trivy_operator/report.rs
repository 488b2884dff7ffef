//! A report at hand.

use closeout_domain::finding::{asset::AssetNames, severity::Severity};
use jiff::Timestamp;

use crate::{
    record::View,
    sink::{Loss, Place, Problem, Sink},
};

/// What all statements of a report share.
pub(super) struct Report<'a> {
    pub(super) asset: AssetNames<'a>,
    /// The container, where the report is of one.
    pub(super) container: &'a str,
    pub(super) seen_at: Option<Timestamp>,
    pub(super) value: View<'a>,
    pub(super) place: Place,
}

impl Report<'_> {
    /// Lists a problem of one of its statements.
    pub(super) fn problem(&self, loss: Loss, message: String, sink: &mut dyn Sink) {
        sink.problem(Problem::new(self.place.clone(), loss, message));
    }

    /// The severity of a statement; `word` is one of Trivy's.
    pub(super) fn severity(&self, word: &str, sink: &mut dyn Sink) -> Severity {
        // Nobody has rated it yet, which is no reason to take it lightly.
        if word.is_empty() || word.eq_ignore_ascii_case("unknown") {
            return Severity::Medium;
        }
        word.parse().unwrap_or_else(|_| {
            let shown: String = word.chars().take(40).collect();
            self.problem(Loss::Value, format!("the severity {shown:?} is not known; it counts as medium"), sink);
            Severity::Medium
        })
    }
}
