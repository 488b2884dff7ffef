//! Public feeds about CVEs, brought in as files or fetched: which edition holds, and which held before. Their rows are not events.

use std::{fmt, str::FromStr};

use jiff::{Timestamp, civil::Date};

use crate::{
    ids::{Digest, NotAnId, PersonId},
    people::Directory,
    policy::{self, Action},
    priority::{Cve, Kev, Ssvc},
    rule::{Kind as RuleKind, Refusal, Rule},
    time::Stamped,
};

/// A feed goes forward: an older edition takes the place of a newer one only on an explicit yes.
pub const FORWARD: Rule =
    Rule { id: "feed-forward", cites: "SP 800-171 3.11.2, 3.14.3 (alerts and advisories)", kind: RuleKind::State };

/// Which feed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// CISA's catalog of known exploited vulnerabilities.
    Kev,
    /// FIRST's Exploit Prediction Scoring System.
    Epss,
    /// CISA's answers to SSVC's decision points ("Vulnrichment").
    Ssvc,
}

impl Kind {
    /// Every feed.
    pub const ALL: [Self; 3] = [Self::Kev, Self::Epss, Self::Ssvc];

    /// The word used in files, the API and the database.
    pub fn word(self) -> &'static str {
        match self {
            Self::Kev => "kev",
            Self::Epss => "epss",
            Self::Ssvc => "ssvc",
        }
    }

    /// For people.
    pub fn title(self) -> &'static str {
        match self {
            Self::Kev => "CISA's catalog of known exploited vulnerabilities",
            Self::Epss => "EPSS scores of FIRST",
            Self::Ssvc => "SSVC answers of CISA (Vulnrichment)",
        }
    }

    /// Whether an edition says everything, so that what it does not name is gone. SSVC's answers come CVE by CVE.
    pub fn is_whole(self) -> bool {
        self != Self::Ssvc
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.word())
    }
}

impl FromStr for Kind {
    type Err = NotAnId;
    fn from_str(text: &str) -> Result<Self, NotAnId> {
        let word = text.trim().to_ascii_lowercase();
        let expected = "a feed: kev, epss or ssvc";
        Self::ALL.into_iter().find(|k| k.word() == word).ok_or_else(|| NotAnId { text: text.into(), expected })
    }
}

/// What one feed says of one CVE.
#[derive(Debug, Clone, PartialEq)]
pub enum Fact {
    /// It is in the catalog of known exploited vulnerabilities.
    Kev(Kev),
    /// Its EPSS score. Date and model are those of the edition.
    Epss { probability: f64, percentile: f64 },
    /// What CISA answers about it.
    Ssvc(Ssvc),
}

/// A fact and the CVE that it is about.
#[derive(Debug, Clone, PartialEq)]
pub struct FactRow {
    /// Which CVE.
    pub cve: Cve,
    /// What is said of it.
    pub fact: Fact,
}

/// One edition of a feed, as it came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edition {
    /// Of which feed.
    pub kind: Kind,
    /// The day that it speaks for.
    pub date: Date,
    /// The version of the catalog or the model; may be empty.
    pub model: String,
    /// The file's name as it was given, or the address that it was fetched from.
    pub file: String,
    /// SHA-256 of the file.
    pub digest: Digest,
    /// Its size in bytes.
    pub size: u64,
    /// CVEs that it speaks of.
    pub entries: u64,
    /// Lines or entries that could not be read.
    pub problems: u64,
}

/// A feed as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Feed {
    /// The edition that was brought in last.
    pub edition: Edition,
    /// When.
    pub at: Timestamp,
    /// By whom.
    pub by: PersonId,
    /// How many editions were brought in.
    pub version: u64,
}

/// What can be asked of a feed.
#[derive(Debug, Clone, PartialEq)]
pub enum Command {
    /// Bring an edition in, an older one too if `older`.
    BringIn { edition: Box<Edition>, older: bool },
}

/// What can happen to a feed.
#[derive(Debug, Clone, PartialEq)]
pub enum Event {
    /// An edition was brought in.
    BroughtIn(Box<Edition>),
}

/// Decides. `feed` is `None` before its first edition. The same file again changes nothing.
///
/// # Errors
/// Refuses with the rule that forbids it.
pub fn decide(
    feed: Option<&Feed>,
    command: Command,
    actor: PersonId,
    directory: &Directory,
) -> Result<Vec<Event>, Refusal> {
    policy::permit(directory, actor, Action::Import, &[])?;
    let Command::BringIn { edition, older } = command;
    if let Some(held) = feed.map(|f| &f.edition) {
        if held.digest == edition.digest {
            return Ok(Vec::new());
        }
        if held.date > edition.date && !older {
            let sentence = format!("this edition is of {}, and one of {} is here", edition.date, held.date);
            let remedy = "bring in a newer one, or say yes to taking the older";
            return Err(FORWARD.refuse_field("file", sentence, remedy));
        }
    }
    Ok(vec![Event::BroughtIn(edition)])
}

/// The feed after all of its events, oldest first.
pub fn replay<'a>(events: impl IntoIterator<Item = &'a Stamped<Event>>) -> Option<Feed> {
    events.into_iter().fold(None, fold)
}

/// The feed after one more event.
pub fn fold(feed: Option<Feed>, event: &Stamped<Event>) -> Option<Feed> {
    let Event::BroughtIn(edition) = &event.what;
    let version = feed.map_or(0, |f| f.version) + 1;
    Some(Feed { edition: (**edition).clone(), at: event.at, by: event.by, version })
}
