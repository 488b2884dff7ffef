//! Events of the dismissal of findings.

use closeout_domain::{finding::dismissal::Event, ids::FindingId};
use jiff::civil::Date;

use crate::wire::table::events;

events!(Event {
    "dismissal.proposed" Proposed { finding: FindingId, reason: String, until: Option<Date> },
    "dismissal.approved" Approved,
    "dismissal.declined" Declined { reason: String },
    "dismissal.restored" Restored { reason: String },
});
