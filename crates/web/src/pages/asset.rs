//! Assets: the list, and one with its names, how it was recognised, and what people said of it.

use askama::Template;
use closeout_app::{
    query::{AssetQuery, Page, USUAL_PAGE, Window},
    views::{AssetRow, AssetSaid, AssetView, ExposureView, FindingRow, KnownName, MergeReport},
};
use closeout_domain::policy::Action;
use serde::Deserialize;
use uuid::Uuid;

use crate::{
    format::*,
    page::{Choice, Form, Frame, Pager, Theme},
    urls,
};

/// Assets by name.
#[derive(Template)]
#[template(path = "assets/list.html")]
pub struct AssetList {
    pub frame: Frame,
    pub filter: AssetFilter,
    pub page: Page<AssetRow>,
}

/// One asset. Its forms are `rate`, `merge`, `split`, `unmerge-` and the key of what was merged, and `unsplit-` and the key
/// of the part.
#[derive(Template)]
#[template(path = "assets/one.html")]
pub struct AssetPage {
    pub frame: Frame,
    pub asset: AssetView,
    /// Open findings that are on it, worst first; at most a page of them.
    pub findings: Page<FindingRow>,
    pub form: Form,
    /// What a form would change, that was sent to see it.
    pub report: Option<MergeReport>,
}

/// The query of the list's address. Empty means "not asked".
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(default)]
pub struct AssetFilter {
    /// What label, address or operating system contains.
    pub text: String,
    /// Rows to pass over.
    pub from: String,
}

impl AssetFilter {
    /// What the store is asked.
    pub fn query(&self, system: Uuid) -> AssetQuery {
        AssetQuery {
            system: Some(system),
            text: Some(self.text.trim().to_owned()).filter(|text| !text.is_empty()),
            window: Window { from: self.from(), rows: USUAL_PAGE },
            ..AssetQuery::default()
        }
    }

    fn from(&self) -> u64 {
        self.from.parse().unwrap_or(0)
    }
}

impl AssetList {
    fn pager(&self) -> Pager {
        let url = |from: u64| {
            urls::with_query(urls::ASSETS, &[("text", self.filter.text.as_str()), ("from", &from.to_string())])
        };
        Pager::new(&self.page, self.filter.from(), USUAL_PAGE, url)
    }
}

impl AssetPage {
    fn may(&self) -> bool {
        self.frame.may(Action::Triage)
    }

    /// Names that can be split off: its own, when there is more than one.
    fn own(&self) -> Vec<&KnownName> {
        self.asset.names.iter().filter(|name| name.merged.is_none()).collect()
    }

    /// What a form would change, if it was that form which was sent to see it.
    fn seen(&self, form: &str) -> Option<&MergeReport> {
        self.report.as_ref().filter(|_| self.form.is(form))
    }

    /// Findings of this asset in a state, or in all.
    fn listed(&self, state: &str) -> String {
        urls::with_query(urls::FINDINGS_LIST, &[("state", state), ("asset", &self.asset.id.to_string())])
    }

    fn answers(&self) -> Vec<Choice> {
        [("yes", "Yes"), ("no", "No")].map(|(value, label)| Choice::new(value, label)).to_vec()
    }

    fn levels(&self) -> Vec<Choice> {
        ["high", "medium", "low"].map(|word| Choice::new(word, word.phrase())).to_vec()
    }

    /// What was said by hand, as the form sends it.
    fn said(&self, of: &str) -> String {
        let said = by_hand(&self.asset.said);
        let answer = |known: Option<bool>| known.map_or(String::new(), |yes| if yes { "yes" } else { "no" }.into());
        match of {
            "internet" => answer(said.internet),
            "cui" => answer(said.cui),
            _ => said.criticality.unwrap_or_default(),
        }
    }
}

/// What was said of an asset by hand.
fn by_hand(said: &Option<AssetSaid>) -> ExposureView {
    said.as_ref().map(|said| said.exposure.clone()).unwrap_or_default()
}

/// How pages tell what is known of an exposure.
trait ShowAnswer {
    /// Yes, no, or unknown.
    fn answer(&self) -> &'static str;
}

impl ShowAnswer for Option<bool> {
    fn answer(&self) -> &'static str {
        match self {
            None => "unknown",
            Some(true) => "yes",
            Some(false) => "no",
        }
    }
}

/// Where something that holds of an asset comes from.
fn source(said: bool, holds: bool) -> &'static str {
    match (said, holds) {
        (_, false) => "",
        (true, _) => "by hand",
        (false, _) => "by rule",
    }
}
