//! What is publicly known of CVEs: which editions hold, and where newer ones are brought in.

use askama::Template;
use closeout_app::views::FeedRow;
use closeout_domain::{feed::Kind, policy::Action};

use crate::{
    format::*,
    page::{Form, Frame, Theme},
    urls,
};

/// The feeds. Each has a form of its name (`kev`, `epss`, `ssvc`) that posts to [`urls::feed`]; where an address is given,
/// another (`fetch-kev`) that posts to [`urls::fetch_feed`].
#[derive(Template)]
#[template(path = "imports/feeds.html")]
pub struct Feeds {
    pub frame: Frame,
    /// The editions that hold.
    pub held: Vec<FeedRow>,
    /// Where feeds can be fetched from.
    pub from: Vec<(Kind, String)>,
    pub form: Form,
}

/// The name of the form that fetches a feed.
pub fn fetching(kind: Kind) -> String {
    format!("fetch-{kind}")
}

impl Feeds {
    fn kinds(&self) -> [Kind; 3] {
        Kind::ALL
    }

    fn edition(&self, kind: &Kind) -> Option<&FeedRow> {
        self.held.iter().find(|row| row.feed == kind.word())
    }

    fn fetching(&self, kind: &Kind) -> String {
        fetching(*kind)
    }

    fn address(&self, kind: &Kind) -> Option<&str> {
        self.from.iter().find(|(of, _)| of == kind).map(|(_, from)| from.as_str())
    }

    /// Where the publisher offers it, in words: pages hold no address of other hosts.
    fn file(&self, kind: &Kind) -> &'static str {
        match kind {
            Kind::Kev => "known_exploited_vulnerabilities.json or .csv, as cisa.gov offers it",
            Kind::Epss => "epss_scores-….csv.gz, as first.org offers it, packed or not",
            Kind::Ssvc => "a CVE record of CISA's repository Vulnrichment, as JSON",
        }
    }

    /// What it does to a finding.
    fn does(&self, kind: &Kind) -> &'static str {
        match kind {
            Kind::Kev => {
                "A finding whose CVE is in it is at least high, and critical if the internet reaches the asset, if nobody has \
                 said that it does not, or if ransomware uses it. BOD 26-04 and tables of your own can count from it."
            }
            Kind::Epss => "From 50 % a finding is at least high, from 10 % at least medium.",
            Kind::Ssvc => {
                "With the criticality of the asset it leads through CISA's tree: act is critical, attend at least high, \
                 track* at least medium. BOD 26-04 needs its answers."
            }
        }
    }
}
