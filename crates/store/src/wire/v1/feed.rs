//! Events of feeds. The rows of a feed are not events.

use closeout_domain::feed::{Edition, Event};

use crate::wire::table::events;

events!(Event {
    "feed.brought_in" BroughtIn(edition: Box<Edition>),
});
