//! Findings: the triage inbox by fix, the list, and one fix with its findings.

use askama::Template;
use closeout_app::{
    query::{FindingQuery, Page, USUAL_PAGE, Window},
    views::{ConcernsView, FindingRow, GroupRow},
};
use closeout_domain::policy::Action;
use serde::Deserialize;
use uuid::Uuid;

use crate::{
    format::*,
    page::{Choice, Form, Frame, Pager, Theme},
    urls,
};

/// Fixes of open findings, most urgent first. Its one form is `triage`, which posts the chosen `fix`es.
#[derive(Template)]
#[template(path = "findings/inbox.html")]
pub struct Inbox {
    pub frame: Frame,
    pub filter: FindingFilter,
    pub page: Page<GroupRow>,
    /// Unfinished items to attach to.
    pub items: Vec<Choice>,
    /// Whether the organization has any finding at all.
    pub any: bool,
    pub form: Form,
}

/// Findings one by one.
#[derive(Template)]
#[template(path = "findings/list.html")]
pub struct FindingList {
    pub frame: Frame,
    pub filter: FindingFilter,
    pub page: Page<FindingRow>,
}

/// Everything that one fix corrects. Its one form is `triage`, as in the inbox.
#[derive(Template)]
#[template(path = "findings/fix.html")]
pub struct FixPage {
    pub frame: Frame,
    pub group: GroupRow,
    pub page: Page<FindingRow>,
    /// The requirements that its findings bear on.
    pub requirements: ConcernsView,
    pub items: Vec<Choice>,
    pub form: Form,
}

/// The query of the addresses of both lists, in the application's words. Empty means "not asked".
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(default)]
pub struct FindingFilter {
    /// `open`, `absent`, `dismissed`, or `all`; nothing for open.
    pub state: String,
    /// At least of this priority.
    pub priority: String,
    /// At least this severe.
    pub severity: String,
    /// `yes` or `no`: whether a CVE is known to be exploited.
    pub exploited: String,
    /// `yes` or `no`: whether the internet reaches it.
    pub internet: String,
    /// `yes` or `no`; in the inbox nothing means `no`. `all` for both.
    pub answered: String,
    /// On this asset.
    pub asset: String,
    /// Stated in this import.
    pub import: String,
    /// Words of check, title or a CVE.
    pub text: String,
    /// Rows to pass over.
    pub from: String,
    /// Behind this finding, which is found sooner than so many rows are passed over.
    pub after: String,
}

impl FindingFilter {
    /// What the store is asked. `inbox`: only findings that no item answers, unless asked otherwise.
    pub fn query(&self, system: Option<Uuid>, inbox: bool) -> FindingQuery {
        let given = |value: &String| Some(value.trim().to_owned()).filter(|v| !v.is_empty());
        FindingQuery {
            system,
            state: match self.state.as_str() {
                "" => Some("open".into()),
                "all" => None,
                state => Some(state.into()),
            },
            at_least: given(&self.severity),
            priority: given(&self.priority),
            answered: match self.answered.as_str() {
                "" if inbox => Some(false),
                "" | "all" => None,
                word => Some(word == "yes"),
            },
            known_exploited: yes_or_no(&self.exploited),
            internet: yes_or_no(&self.internet),
            fix: None,
            asset: self.asset.parse().ok(),
            import: self.import.parse().ok(),
            text: given(&self.text),
            after: self.after.parse().ok(),
            window: Window { from: self.from(), rows: USUAL_PAGE },
        }
    }

    /// Rows to pass over.
    pub fn from(&self) -> u64 {
        self.from.parse().unwrap_or(0)
    }

    /// Whether anything narrows the list.
    pub fn narrows(&self) -> bool {
        let Self { state, priority, severity, exploited, internet, answered, asset, import, text, from: _, after: _ } =
            self;
        let all = [state, priority, severity, exploited, internet, answered, asset, import, text];
        all.into_iter().any(|v| !v.is_empty())
    }

    /// The address of a list with one value set; every change but turning a page begins at the first row.
    pub fn with(&self, path: &str, name: &str, value: &str) -> String {
        let mut pairs = [
            ("state", self.state.as_str()),
            ("priority", &self.priority),
            ("severity", &self.severity),
            ("exploited", &self.exploited),
            ("internet", &self.internet),
            ("answered", &self.answered),
            ("asset", &self.asset),
            ("import", &self.import),
            ("text", &self.text),
            ("from", if name == "from" { &self.from } else { "" }),
        ];
        if let Some(pair) = pairs.iter_mut().find(|(n, _)| *n == name) {
            pair.1 = value;
        }
        urls::with_query(path, &pairs)
    }

    /// The address of the next page: behind the last row of this one.
    fn next(&self, path: &str, from: u64, last: Option<Uuid>) -> String {
        let url = self.with(path, "from", &from.to_string());
        match last {
            Some(last) => format!("{url}&after={last}"),
            None => url,
        }
    }

    fn levels(&self) -> Vec<Choice> {
        let label = |word: &str| match word {
            "critical" => "Critical".to_owned(),
            word => format!("{} and worse", word.phrase()),
        };
        ["critical", "high", "medium", "low"].map(|word| Choice::new(word, label(word))).to_vec()
    }

    fn yes_or_no(&self) -> Vec<Choice> {
        [("yes", "Yes"), ("no", "Not that we know")].map(|(value, label)| Choice::new(value, label)).to_vec()
    }

    fn states(&self) -> Vec<Choice> {
        [("all", "All"), ("absent", "Absent, proven"), ("dismissed", "Dismissed")]
            .map(|(value, label)| Choice::new(value, label))
            .to_vec()
    }

    fn answers(&self) -> Vec<Choice> {
        [("yes", "By an item"), ("no", "By none")].map(|(value, label)| Choice::new(value, label)).to_vec()
    }
}

fn yes_or_no(word: &str) -> Option<bool> {
    match word {
        "yes" => Some(true),
        "no" => Some(false),
        _ => None,
    }
}

impl Inbox {
    fn pager(&self) -> Pager {
        let url = |from: u64| self.filter.with(urls::FINDINGS, "from", &from.to_string());
        let last = self.page.rows.last().and_then(|group| group.ids.first().copied());
        let next = self.page.next.map(|from| self.filter.next(urls::FINDINGS, from, last));
        Pager { next, ..Pager::new(&self.page, self.filter.from(), USUAL_PAGE, url) }
    }
}

impl FixPage {
    /// Whether something of it is left to triage.
    fn has_open(&self) -> bool {
        self.page.rows.iter().any(|f| f.item.is_none() && f.state != "dismissed")
    }
}

impl FindingList {
    fn pager(&self) -> Pager {
        let url = |from: u64| self.filter.with(urls::FINDINGS_LIST, "from", &from.to_string());
        let last = self.page.rows.last().map(|finding| finding.id);
        let next = self.page.next.map(|from| self.filter.next(urls::FINDINGS_LIST, from, last));
        Pager { next, ..Pager::new(&self.page, self.filter.from(), USUAL_PAGE, url) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_inbox_asks_for_what_is_open_and_unanswered() {
        let query = FindingFilter::default().query(None, true);
        assert_eq!((query.state.as_deref(), query.answered), (Some("open"), Some(false)));
        let all = FindingFilter { state: "all".into(), answered: "all".into(), ..FindingFilter::default() };
        assert_eq!((all.query(None, true).state, all.query(None, true).answered), (None, None));
        assert_eq!(FindingFilter::default().query(None, false).answered, None);
    }

    #[test]
    fn a_filter_begins_at_the_first_row() {
        let filter = FindingFilter { text: "tls".into(), from: "50".into(), ..FindingFilter::default() };
        assert_eq!(filter.with(urls::FINDINGS, "severity", "high"), "/findings?severity=high&text=tls");
        assert_eq!(filter.with(urls::FINDINGS, "from", "100"), "/findings?text=tls&from=100");
    }
}
