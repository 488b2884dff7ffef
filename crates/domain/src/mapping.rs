//! Which requirements a weakness bears on, as the organization says in place of the catalog.
//!
//! The catalog's mapping is a proposal: an organization may map a check, a control correlation identifier, or all flaws or
//! settings otherwise, with a reason, and take that back.

pub mod concern;

use std::{collections::BTreeMap, fmt, str::FromStr};

use jiff::Timestamp;

pub use self::concern::{By, Concern, Concerns, Stated, concerns};
use crate::{
    ids::{NotAnId, PersonId},
    people::Directory,
    policy::{self, Action},
    rule::{self, Kind, Refusal, Rule},
    time::Stamped,
};

/// A mapping leads to requirements that exist, and each subject has one.
pub const MAPPING: Rule = Rule {
    id: "mapping-requirement",
    cites: "SP 800-171 3.12.1, 3.12.2 (deficiencies are of requirements)",
    kind: Kind::Input,
};

/// Most requirements of one mapping.
const MOST_REQUIREMENTS: usize = 10;
/// Most mappings of an organization.
const MOST: usize = 5_000;
/// Longest name of a check, with its family, in characters.
const LONGEST: usize = 500;

/// What is mapped. Its text is what people write: `flaws`, `settings`, `CCI-000366`, `nessus:70658`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Subject {
    /// Every flaw: what has a CVE, and what a scanner of vulnerabilities finds.
    Flaws,
    /// Every setting that a checker finds wrong, and that nothing more exact is said of.
    Settings,
    /// A control correlation identifier, as in "CCI-000366".
    Cci(String),
    /// A check of a family of tools, as in "nessus:70658".
    Check(String),
}

impl Subject {
    /// A check of a family of tools.
    pub fn check(family: &str, check: &str) -> Self {
        Self::Check(format!("{}:{}", family.trim(), check.trim()))
    }
}

impl fmt::Display for Subject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Flaws => "flaws",
            Self::Settings => "settings",
            Self::Cci(name) | Self::Check(name) => name,
        })
    }
}

impl FromStr for Subject {
    type Err = NotAnId;
    fn from_str(text: &str) -> Result<Self, NotAnId> {
        let text = text.trim();
        let name = text.to_ascii_uppercase();
        if let Some(number) = name.strip_prefix("CCI-").filter(|_| !text.contains(':')) {
            let six = number.len() == 6 && number.bytes().all(|b| b.is_ascii_digit());
            return if six { Ok(Self::Cci(name)) } else { Err(not_one(text)) };
        }
        match text.split_once(':') {
            _ if text.eq_ignore_ascii_case("flaws") => Ok(Self::Flaws),
            _ if text.eq_ignore_ascii_case("settings") => Ok(Self::Settings),
            Some((family, check))
                if !family.trim().is_empty() && !check.trim().is_empty() && text.chars().count() <= LONGEST =>
            {
                Ok(Self::check(family, check))
            }
            _ => Err(not_one(text)),
        }
    }
}

fn not_one(text: &str) -> NotAnId {
    let expected = "what a mapping is about: flaws, settings, a CCI as in CCI-000366, or a check as in nessus:70658";
    NotAnId { text: text.chars().take(60).collect(), expected }
}

/// What one subject is mapped to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mapped {
    /// Requirements, as in "3.4.2", the leading one first; none if it bears on none.
    pub requirements: Vec<String>,
    /// Why.
    pub reason: String,
    /// When that was said.
    pub at: Timestamp,
    /// By whom.
    pub by: PersonId,
}

/// The mappings of an organization as they stand.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Mappings {
    /// By what they are about.
    pub held: BTreeMap<Subject, Mapped>,
    /// How many events led here.
    pub version: u64,
}

/// What can be asked of the mappings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// Map a subject to requirements, in place of what the catalog or an earlier mapping says.
    Map { subject: Subject, requirements: Vec<String>, reason: String },
    /// Go back to what the catalog says.
    Unmap { subject: Subject, reason: String },
}

/// What can happen to the mappings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// A subject was mapped.
    Mapped { subject: Subject, requirements: Vec<String>, reason: String },
    /// A subject is as the catalog has it again.
    Unmapped { subject: Subject, reason: String },
}

/// Decides. Mapping to the same again changes nothing.
///
/// # Errors
/// Refuses with the rule that forbids it.
pub fn decide(
    mappings: &Mappings,
    command: Command,
    actor: PersonId,
    directory: &Directory,
) -> Result<Vec<Event>, Refusal> {
    policy::permit(directory, actor, Action::Triage, &[])?;
    match command {
        Command::Map { subject, requirements, reason } => {
            let reason = rule::text("reason", &reason)?;
            let requirements = known(&requirements)?;
            if mappings.held.get(&subject).is_some_and(|held| held.requirements == requirements) {
                return Ok(Vec::new());
            }
            if mappings.held.len() >= MOST && !mappings.held.contains_key(&subject) {
                let sentence = format!("more than {MOST} mappings");
                return Err(MAPPING.refuse_field("subject", sentence, "take back those that are not needed any more"));
            }
            Ok(vec![Event::Mapped { subject, requirements, reason }])
        }
        Command::Unmap { subject, .. } if !mappings.held.contains_key(&subject) => {
            let sentence = format!("{subject} is not mapped here");
            Err(MAPPING.refuse_field("subject", sentence, "name something that the organization has mapped"))
        }
        Command::Unmap { subject, reason } => {
            Ok(vec![Event::Unmapped { subject, reason: rule::text("reason", &reason)? }])
        }
    }
}

/// Requirements in their one spelling, each once.
fn known(named: &[String]) -> Result<Vec<String>, Refusal> {
    let mut known: Vec<String> = Vec::new();
    for name in named.iter().map(|name| name.trim()).filter(|name| !name.is_empty()) {
        let Some(requirement) = closeout_catalog::requirement(name) else {
            let sentence = format!("{name:?} is no requirement of SP 800-171 Rev 2");
            return Err(MAPPING.refuse_field("requirements", sentence, "name requirements as in 3.4.2"));
        };
        if !known.iter().any(|id| id == requirement.id) {
            known.push(requirement.id.to_owned());
        }
    }
    if known.len() > MOST_REQUIREMENTS {
        let sentence = format!("more than {MOST_REQUIREMENTS} requirements");
        return Err(MAPPING.refuse_field("requirements", sentence, "name those that it bears on directly"));
    }
    Ok(known)
}

/// The mappings after all of their events, oldest first.
pub fn replay<'a>(events: impl IntoIterator<Item = &'a Stamped<Event>>) -> Mappings {
    events.into_iter().fold(Mappings::default(), fold)
}

/// The mappings after one more event.
pub fn fold(mut mappings: Mappings, event: &Stamped<Event>) -> Mappings {
    mappings.version += 1;
    match &event.what {
        Event::Mapped { subject, requirements, reason } => {
            let (requirements, reason) = (requirements.clone(), reason.clone());
            let mapped = Mapped { requirements, reason, at: event.at, by: event.by };
            mappings.held.insert(subject.clone(), mapped);
        }
        Event::Unmapped { subject, .. } => {
            mappings.held.remove(subject);
        }
    }
    mappings
}
