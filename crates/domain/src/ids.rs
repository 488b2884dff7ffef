//! Identities. Values only: whoever needs a new one is given it, so that the rules stay repeatable.

use std::{fmt, str::FromStr};

use uuid::Uuid;

macro_rules! identity {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
        pub struct $name(pub Uuid);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.hyphenated().fmt(f)
            }
        }

        impl FromStr for $name {
            type Err = NotAnId;
            fn from_str(text: &str) -> Result<Self, NotAnId> {
                Uuid::parse_str(text.trim()).map(Self).map_err(|_| NotAnId { text: text.into(), expected: "a UUID" })
            }
        }
    };
}

identity! {
    /// The tenant. Everything belongs to exactly one.
    OrganizationId
}
identity! {
    /// An assessed information system, a CMMC assessment scope.
    SystemId
}
identity! {
    /// A person of the organization.
    PersonId
}
identity! {
    /// An API token; its secret is kept elsewhere, hashed.
    TokenId
}
identity! {
    /// One import: a file brought in as one transaction.
    ImportId
}
identity! {
    /// A finding's stable key, derived from what it is; see [`crate::finding::identity`].
    FindingId
}
identity! {
    /// An asset's stable key, derived from the name by which it was first recognised.
    AssetId
}

identity! {
    /// An escalation: something laid before a person.
    EscalationId
}
identity! {
    /// A review of a system's plan.
    ReviewId
}

impl PersonId {
    /// Closeout itself, which acts by the calendar. No person has this key.
    pub const CALENDAR: Self = Self(Uuid::nil());

    /// Whether the calendar acts, and no person.
    pub fn is_calendar(self) -> bool {
        self == Self::CALENDAR
    }
}

/// Writes and reads a value by its word: `$type::ALL` lists the values, `word` names each. Case, spaces and hyphens do not
/// matter when it is read.
macro_rules! worded {
    ($type:ident, $expected:literal) => {
        impl std::fmt::Display for $type {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.pad(self.word())
            }
        }

        impl std::str::FromStr for $type {
            type Err = $crate::ids::NotAnId;
            fn from_str(text: &str) -> Result<Self, $crate::ids::NotAnId> {
                let plain = |word: &str| word.trim().to_ascii_lowercase().replace([' ', '-'], "_");
                let word = plain(text);
                let wrong = || $crate::ids::NotAnId { text: text.into(), expected: $expected };
                Self::ALL.into_iter().find(|value| plain(value.word()) == word).ok_or_else(wrong)
            }
        }
    };
}
pub(crate) use worded;

/// Text that should name something and does not.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{text:?} is not {expected}")]
pub struct NotAnId {
    /// What was given.
    pub text: String,
    /// What was expected, as in "a UUID".
    pub expected: &'static str,
}

/// The number of an item within its organization, written `POAM-0007`. Never reused.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct ItemNumber(pub u32);

impl fmt::Display for ItemNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "POAM-{:04}", self.0)
    }
}

impl FromStr for ItemNumber {
    type Err = NotAnId;

    /// Accepts `POAM-0007`, `poam-7` and `7`.
    fn from_str(text: &str) -> Result<Self, NotAnId> {
        let upper = text.trim().to_ascii_uppercase();
        upper
            .strip_prefix("POAM-")
            .unwrap_or(&upper)
            .parse()
            .ok()
            .filter(|n| *n > 0)
            .map(Self)
            .ok_or_else(|| NotAnId { text: text.into(), expected: "an item number such as POAM-0007" })
    }
}

/// The number of a part of an item (milestone, task, acceptance test) within it, from 1. Never reused.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct PartNumber(pub u16);

impl fmt::Display for PartNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl FromStr for PartNumber {
    type Err = NotAnId;
    fn from_str(text: &str) -> Result<Self, NotAnId> {
        let expected = "the number of a part, such as 2";
        text.trim().parse().map(Self).map_err(|_| NotAnId { text: text.into(), expected })
    }
}

/// SHA-256 of some bytes: the name under which evidence and imported files are kept.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct Digest(pub [u8; 32]);

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl FromStr for Digest {
    type Err = NotAnId;
    fn from_str(text: &str) -> Result<Self, NotAnId> {
        let wrong = || NotAnId { text: text.into(), expected: "a SHA-256 of 64 hexadecimal digits" };
        let digits: Vec<u8> = text
            .trim()
            .chars()
            .map(|c| c.to_digit(16).and_then(|d| u8::try_from(d).ok()))
            .collect::<Option<_>>()
            .ok_or_else(wrong)?;
        let bytes: Vec<u8> =
            digits.chunks_exact(2).filter_map(|pair| Some(pair.first()? << 4 | pair.last()?)).collect();
        if digits.len() != 64 {
            return Err(wrong());
        }
        bytes.try_into().map(Self).map_err(|_| wrong())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn item_numbers_are_written_one_way_and_read_in_three() {
        assert_eq!(ItemNumber(7).to_string(), "POAM-0007");
        for text in ["POAM-0007", "poam-7", " 7 "] {
            assert_eq!(text.parse(), Ok(ItemNumber(7)), "{text}");
        }
        for text in ["", "POAM-", "POAM-0", "-7", "seven", "POAM-99999999999"] {
            assert!(text.parse::<ItemNumber>().is_err(), "{text}");
        }
    }

    #[test]
    fn digests_survive_their_text() {
        let digest = Digest(std::array::from_fn(|i| u8::try_from(i * 7).unwrap_or(255)));
        assert_eq!(digest.to_string().parse(), Ok(digest));
        for text in ["", "00", "zz", &"0".repeat(63), &"0".repeat(65)] {
            assert!(text.parse::<Digest>().is_err(), "{text}");
        }
    }
}
