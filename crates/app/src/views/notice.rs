//! The outbox.

use closeout_domain::people::Directory;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::PersonRef;
use crate::ports::Notice;

/// The outbox as its administrators see it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct OutboxView {
    /// The mail server; `null` where none was named, and nothing is sent or put then.
    pub server: Option<String>,
    /// Notices, those put last first; at most 500.
    pub notices: Vec<NoticeRow>,
}

/// A notice, without its texts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct NoticeRow {
    /// What it is about, as in `digest/PERSON/2026-11-23`. The same is put once.
    pub key: String,
    /// To whom.
    pub person: PersonRef,
    /// At which address.
    pub to: String,
    /// Subject of the mail.
    pub subject: String,
    /// `waiting`, `sending`, `sent`, `unknown` (it was handed over, and nobody can say whether it was taken) or `dead`.
    pub stage: String,
    /// How often it was tried in vain.
    pub attempts: u32,
    /// When it was put.
    #[schema(value_type = String, format = DateTime)]
    pub put: Timestamp,
    /// From when on it may be sent.
    #[schema(value_type = String, format = DateTime)]
    pub due: Timestamp,
    /// When it was sent or given up.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub ended: Option<Timestamp>,
    /// Why it was not sent when it was last tried; empty if nothing went wrong.
    pub why: String,
}

impl NoticeRow {
    /// The row of a notice.
    pub fn of(notice: &Notice, directory: &Directory) -> Self {
        let what = &notice.what;
        let name = directory.name(what.person).to_owned();
        Self {
            key: what.key.clone(),
            person: PersonRef { id: what.person.0, name },
            to: what.to.clone(),
            subject: what.subject.clone(),
            stage: notice.stage.word().into(),
            attempts: notice.attempts,
            put: notice.put,
            due: notice.due,
            ended: notice.ended,
            why: notice.why.clone(),
        }
    }

    /// Whether it may be let wait again.
    pub fn can_be_replayed(&self) -> bool {
        matches!(self.stage.as_str(), "dead" | "unknown")
    }
}
