//! Events of imports. The rows of an import are not events.

use closeout_domain::import::{Event, Record};

use crate::wire::table::events;

events!(Event {
    "import.committed" Committed(record: Box<Record>),
    "import.undone" Undone { reason: String },
});
