//! Events of reviews.

use closeout_domain::cadence::review::{Agreed, Attendance, Event, Minutes, Opening, Remark};

use crate::wire::table::events;

events!(Event {
    "review.begun" Begun(opening: Box<Opening>),
    "review.attended" Attended(attendance: Attendance),
    "review.remarked" Remarked(remark: Remark),
    "review.agreed" Agreed(agreed: Agreed),
    "review.signed" Signed(minutes: Minutes),
    "review.given_up" GivenUp { why: String },
});
