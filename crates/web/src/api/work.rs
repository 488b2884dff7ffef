//! What people report and decide: bodies of the steps of an item.

use closeout_domain::ids::{Digest, PersonId};
use serde::Deserialize;
use utoipa::ToSchema;

use super::id::Id;

/// A word that may be left out.
#[derive(Debug, Clone, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Note {
    /// What there is to say; may be empty.
    #[serde(default)]
    pub note: String,
}

/// Why.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Reason {
    /// At least a sentence.
    pub reason: String,
}

/// What was seen.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Statement {
    /// At least a sentence.
    pub statement: String,
}

/// A milestone that was reached.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Reached {
    /// The day; not one to come.
    #[schema(format = Date)]
    pub on: String,
    /// What there is to say; may be empty.
    #[serde(default)]
    pub note: String,
}

/// An acceptance test that is shown.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Attested {
    /// What was seen.
    pub statement: String,
    /// SHA-256 of the evidence that it rests on.
    #[schema(value_type = Vec<String>)]
    pub evidence: Vec<Id<Digest>>,
}

/// A ticket in another system.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TicketFields {
    /// As in "HD-104".
    pub key: String,
    /// Where it is; may be empty.
    #[serde(default)]
    pub url: String,
}

/// The key of a ticket.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TicketKey {
    /// As in "HD-104".
    pub key: String,
}

/// A risk to be borne until a day.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Acceptance {
    /// The last day; at most a year ahead.
    #[schema(format = Date)]
    pub until: String,
    /// Why it can be borne.
    pub justification: String,
}

/// An exception to the separation of duties.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ExceptionFields {
    /// The key of the person who may then do the work and validate it.
    #[schema(value_type = String, format = Uuid)]
    pub person: Id<PersonId>,
    /// Why nobody else can.
    pub reason: String,
}

/// A remark.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Remark {
    /// What it says.
    pub text: String,
}
