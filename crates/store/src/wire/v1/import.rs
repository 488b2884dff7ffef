//! Events of imports. The rows of an import are not events.

use closeout_domain::import::{Event, Mapping, Record};

use crate::wire::table::events;

events!(Event {
    "import.committed" Committed(record: Box<Record>),
    "import.mapped" Mapped(mapping: Mapping),
    "import.undone" Undone { reason: String },
});
