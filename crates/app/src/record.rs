//! The record: events of every kind in one order, each with its place in the organization's chain.

use std::{fmt, str::FromStr};

use closeout_domain::{
    asset::{self, merging},
    cadence::{escalation, review},
    feed,
    finding::dismissal,
    ids::{
        AssetId, Digest, EscalationId, FindingId, ImportId, ItemNumber, NotAnId, OrganizationId, PersonId, ReviewId,
        SystemId,
    },
    import, item, mapping, organization, system,
    time::Stamped,
};
use jiff::Timestamp;

/// Something that happened to something of the organization.
#[derive(Debug, Clone, PartialEq)]
pub enum Event {
    /// To the organization or its people.
    Organization(organization::Event),
    /// To a system.
    System(system::Event),
    /// To an item.
    Item(item::Event),
    /// To an import.
    Import(import::Event),
    /// To the dismissal of a finding.
    Dismissal(dismissal::Event),
    /// To what is said of an asset.
    Asset(asset::Event),
    /// To what is said of which assets of a system are one.
    Merging(merging::Event),
    /// To a feed.
    Feed(feed::Event),
    /// To the mapping of checks to requirements.
    Mapping(mapping::Event),
    /// To an escalation.
    Escalation(escalation::Event),
    /// To a review.
    Review(review::Event),
}

/// What an event happened to. Its text is the stream's name in the store: `item/7`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Stream {
    /// The organization itself.
    Organization,
    /// A system.
    System(SystemId),
    /// An item.
    Item(ItemNumber),
    /// An import.
    Import(ImportId),
    /// The dismissal of a finding.
    Dismissal(FindingId),
    /// What is said of an asset.
    Asset(AssetId),
    /// Which assets of a system are one.
    Merging(SystemId),
    /// A feed.
    Feed(feed::Kind),
    /// The mapping of checks to requirements.
    Mapping,
    /// An escalation.
    Escalation(EscalationId),
    /// A review of a plan.
    Review(ReviewId),
}

impl fmt::Display for Stream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Organization => f.write_str("organization"),
            Self::System(id) => write!(f, "system/{id}"),
            Self::Item(number) => write!(f, "item/{}", number.0),
            Self::Import(id) => write!(f, "import/{id}"),
            Self::Dismissal(id) => write!(f, "dismissal/{id}"),
            Self::Asset(id) => write!(f, "asset/{id}"),
            Self::Merging(id) => write!(f, "merging/{id}"),
            Self::Feed(kind) => write!(f, "feed/{kind}"),
            Self::Mapping => f.write_str("mapping"),
            Self::Escalation(id) => write!(f, "escalation/{id}"),
            Self::Review(id) => write!(f, "review/{id}"),
        }
    }
}

impl FromStr for Stream {
    type Err = NotAnId;
    fn from_str(text: &str) -> Result<Self, NotAnId> {
        let unknown = || NotAnId { text: text.into(), expected: "the name of a stream, such as item/7" };
        match text.split_once('/') {
            None if text == "organization" => Ok(Self::Organization),
            None if text == "mapping" => Ok(Self::Mapping),
            Some(("system", id)) => id.parse().map(Self::System),
            Some(("item", number)) => number.parse().map(Self::Item),
            Some(("import", id)) => id.parse().map(Self::Import),
            Some(("dismissal", id)) => id.parse().map(Self::Dismissal),
            Some(("asset", id)) => id.parse().map(Self::Asset),
            Some(("merging", id)) => id.parse().map(Self::Merging),
            Some(("feed", kind)) => kind.parse().map(Self::Feed),
            Some(("escalation", id)) => id.parse().map(Self::Escalation),
            Some(("review", id)) => id.parse().map(Self::Review),
            _ => Err(unknown()),
        }
    }
}

/// The way by which somebody acted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Via {
    /// In the browser, signed in.
    Page,
    /// By the API with a token.
    Token,
    /// On the command line of the machine that holds the data.
    CommandLine,
    /// By nobody: the calendar asked for it.
    Calendar,
}

impl Via {
    /// The word used in the store and the audit log.
    pub fn word(self) -> &'static str {
        match self {
            Self::Page => "page",
            Self::Token => "token",
            Self::CommandLine => "command_line",
            Self::Calendar => "calendar",
        }
    }
}

impl FromStr for Via {
    type Err = NotAnId;
    fn from_str(text: &str) -> Result<Self, NotAnId> {
        [Self::Page, Self::Token, Self::CommandLine, Self::Calendar]
            .into_iter()
            .find(|via| via.word() == text)
            .ok_or_else(|| NotAnId { text: text.into(), expected: "page, token, command_line or calendar" })
    }
}

/// An event in its place.
#[derive(Debug, Clone, PartialEq)]
pub struct Recorded {
    /// Whose record it is in.
    pub organization: OrganizationId,
    /// Its place in that record, from 1, without gaps.
    pub position: u64,
    /// What it happened to.
    pub stream: Stream,
    /// Its place in the stream, from 1, without gaps.
    pub version: u64,
    /// When, in UTC, to the microsecond.
    pub at: Timestamp,
    /// Who did it.
    pub by: PersonId,
    /// In which way.
    pub via: Via,
    /// What happened.
    pub event: Event,
    /// The hash of the event before it; zeros for the first.
    pub previous: Digest,
    /// SHA-256 over the hash before it and every field of this one.
    pub hash: Digest,
}

impl Recorded {
    /// The event as an item's fold takes it, if it happened to an item.
    pub fn item(&self) -> Option<Stamped<item::Event>> {
        match &self.event {
            Event::Item(what) => Some(Stamped { at: self.at, by: self.by, what: what.clone() }),
            _ => None,
        }
    }

    /// The event with its time and person.
    pub fn stamped(&self) -> Stamped<Event> {
        Stamped { at: self.at, by: self.by, what: self.event.clone() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stream_names_are_read_back() {
        let id = "01890a5d-ac96-774b-bcce-b302099a8057";
        for name in [
            "organization".to_owned(),
            "item/7".into(),
            format!("system/{id}"),
            format!("import/{id}"),
            format!("dismissal/{id}"),
            format!("asset/{id}"),
            format!("merging/{id}"),
            format!("escalation/{id}"),
            format!("review/{id}"),
            "feed/epss".into(),
            "mapping".into(),
        ] {
            assert_eq!(name.parse::<Stream>().map(|s| s.to_string()), Ok(name));
        }
        for name in ["", "item/", "item/0", "organisation", "system/7"] {
            assert!(name.parse::<Stream>().is_err(), "{name}");
        }
    }
}
