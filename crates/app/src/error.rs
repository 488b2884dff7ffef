//! Errors as people and programs meet them: one table of codes, statuses, exit codes and sentences.

use closeout_domain::rule::{Kind, Refusal};
use serde::Serialize;
use utoipa::ToSchema;

use crate::{ports::StoreError, views::GapView};

/// A kind of error, the same on pages, in the API and on the command line.
#[derive(Debug, PartialEq, Eq)]
pub struct Public {
    /// Stable name.
    pub code: &'static str,
    /// HTTP status.
    pub status: u16,
    /// Exit code of the command line.
    pub exit: u8,
    /// What happened, as a sentence.
    pub title: &'static str,
}

macro_rules! table {
    ($($name:ident = $code:literal $status:literal $exit:literal $title:literal;)*) => {
        $(#[doc = $title] pub const $name: Public = Public { code: $code, status: $status, exit: $exit, title: $title };)*
        /// Every kind of error.
        pub const PUBLIC: &[&Public] = &[$(&$name),*];
    };
}

table! {
    NOT_ALLOWED = "not_allowed" 403 4 "You may not do this.";
    NOT_POSSIBLE = "not_possible" 422 4 "This is not possible as things stand.";
    NOT_VALID = "not_valid" 422 4 "Something that you entered needs another look.";
    NOT_SIGNED_IN = "not_signed_in" 401 4 "Sign in first.";
    TOO_MANY = "too_many" 429 4 "Too many attempts.";
    NOT_FOUND = "not_found" 404 3 "There is nothing here.";
    CONFLICT = "conflict" 409 6 "Somebody else changed it first.";
    UNREADABLE = "unreadable" 422 5 "The file cannot be read.";
    TOO_LARGE = "too_large" 413 5 "This is larger than what can be taken in.";
    NOT_FETCHED = "not_fetched" 502 5 "The file could not be fetched.";
    NOT_SENT = "not_sent" 502 5 "The mail could not be sent.";
    BUSY = "busy" 503 70 "The record cannot be reached just now.";
    INTERNAL = "internal" 500 70 "Something went wrong here, not with you.";
}

/// Why a use case did not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A rule says no.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// Nobody is signed in, or the session or token does not work any more.
    #[error("not signed in: {0}")]
    NotSignedIn(&'static str),
    /// Too many attempts to sign in.
    #[error("too many attempts; try again in {seconds} s")]
    TooMany {
        /// How long to wait.
        seconds: u64,
    },
    /// There is no such thing here.
    #[error("there is no {what} {id} here")]
    NotFound {
        /// As in "item".
        what: &'static str,
        /// Which.
        id: String,
    },
    /// Somebody else changed it since it was read.
    #[error("{what} was changed by somebody else: it is at version {now}, and you had seen {seen}")]
    Conflict {
        /// As in "POAM-0007".
        what: String,
        /// The version that was seen.
        seen: u64,
        /// The version that it is at.
        now: u64,
    },
    /// A file cannot be read.
    #[error("the file {file} cannot be read: {why}")]
    Unreadable {
        /// Its name.
        file: String,
        /// What is wrong, and where.
        why: String,
        /// What to do.
        advice: String,
    },
    /// A file could not be fetched from outside.
    #[error("{from} cannot be fetched: {why}")]
    NotFetched {
        /// The address, as it may be shown.
        from: String,
        /// What is wrong, and where.
        why: String,
        /// What to do.
        advice: String,
    },
    /// A mail could not be sent.
    #[error("the mail to {to} was not sent: {why}")]
    NotSent {
        /// To whom.
        to: String,
        /// What is wrong.
        why: String,
        /// What to do.
        advice: String,
    },
    /// Too large.
    #[error("{what} is larger than {limit}")]
    TooLarge {
        /// What.
        what: String,
        /// The limit, for people.
        limit: String,
    },
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The disk failed.
    #[error("failed to {action}")]
    Disk {
        /// As in "keep the file".
        action: &'static str,
        /// What it said.
        #[source]
        source: std::io::Error,
    },
    /// A task of ours ended without an answer.
    #[error("{0} ended without an answer")]
    Lost(&'static str),
}

impl Error {
    /// Which kind it is.
    pub fn public(&self) -> &'static Public {
        match self {
            Self::Refused(refusal) => match refusal.rule.kind {
                Kind::Duty => &NOT_ALLOWED,
                Kind::State => &NOT_POSSIBLE,
                Kind::Input => &NOT_VALID,
            },
            Self::NotSignedIn(_) => &NOT_SIGNED_IN,
            Self::TooMany { .. } => &TOO_MANY,
            Self::NotFound { .. } => &NOT_FOUND,
            Self::Conflict { .. } | Self::Store(StoreError::Conflict { .. }) => &CONFLICT,
            Self::Unreadable { .. } => &UNREADABLE,
            Self::TooLarge { .. } => &TOO_LARGE,
            Self::NotFetched { .. } => &NOT_FETCHED,
            Self::NotSent { .. } => &NOT_SENT,
            Self::Store(StoreError::Failed { .. }) => &BUSY,
            Self::Store(StoreError::Corrupt { .. }) | Self::Disk { .. } | Self::Lost(_) => &INTERNAL,
        }
    }

    /// The error as it is shown. What is nobody's business but the operator's stays in the log.
    pub fn problem(&self) -> Problem {
        let public = self.public();
        let mut problem = Problem {
            code: public.code.into(),
            status: public.status,
            title: public.title.into(),
            detail: self.to_string(),
            remedy: None,
            rule: None,
            citation: None,
            gaps: Vec::new(),
        };
        match self {
            Self::Refused(refusal) => {
                problem.detail.clone_from(&refusal.sentence);
                problem.remedy = Some(refusal.remedy.clone());
                problem.rule = Some(refusal.rule.id.into());
                problem.citation = Some(refusal.rule.cites.into());
                let gap =
                    |g: &closeout_domain::rule::Gap| GapView { field: g.field.into(), message: g.sentence.clone() };
                problem.gaps = refusal.gaps.iter().map(gap).collect();
            }
            Self::Unreadable { advice, .. } | Self::NotFetched { advice, .. } | Self::NotSent { advice, .. } => {
                problem.remedy = Some(advice.clone());
            }
            Self::Conflict { .. } => problem.remedy = Some("read it again and repeat the change".into()),
            Self::Store(_) | Self::Disk { .. } | Self::Lost(_) => {
                problem.detail = "the details are in the server's log".into();
                problem.remedy = Some("try again; if it stays so, tell whoever runs the server".into());
            }
            _ => {}
        }
        problem
    }
}

/// An error as the API, the command line and pages show it (RFC 9457 with the rule beside).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Problem {
    /// Stable name of the kind.
    pub code: String,
    /// HTTP status.
    pub status: u16,
    /// The kind, as a sentence.
    pub title: String,
    /// What is wrong here.
    pub detail: String,
    /// What would make it pass.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub remedy: Option<String>,
    /// The rule that says no.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rule: Option<String>,
    /// The paragraph that the rule rests on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub citation: Option<String>,
    /// Everything that is missing or wrong, by field.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub gaps: Vec<GapView>,
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn codes_are_unique_and_exits_are_of_the_contract() {
        let codes: BTreeSet<_> = PUBLIC.iter().map(|p| p.code).collect();
        assert_eq!(codes.len(), PUBLIC.len());
        assert!(PUBLIC.iter().all(|p| [3, 4, 5, 6, 70].contains(&p.exit) && (400..600).contains(&p.status)));
    }

    #[test]
    fn what_the_store_says_stays_in_the_log() {
        let secret = StoreError::Failed { action: "append", source: "password=hunter2".into() };
        let shown = serde_json::to_string(&Error::from(secret).problem()).unwrap();
        assert!(!shown.contains("hunter2"), "{shown}");
    }
}
