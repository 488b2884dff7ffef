//! Events of the mapping to requirements.

use closeout_domain::mapping::{Event, Subject};

use crate::wire::table::events;

events!(Event {
    "mapping.mapped" Mapped { subject: Subject, requirements: Vec<String>, reason: String },
    "mapping.unmapped" Unmapped { subject: Subject, reason: String },
});
