//! What is laid before somebody, as stored: with the number of an item, or with the cadence of a review.

use closeout_domain::{
    cadence::escalation::{Matter, Raise},
    deadline::rhythm::Cadence,
    ids::{ItemNumber, NotAnId},
};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::wire::form::Form;

/// As stored.
#[derive(Debug, Serialize, Deserialize)]
pub struct StoredRaise {
    id: Uuid,
    system: Uuid,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    item: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    review: Option<String>,
    cause: String,
    since: Date,
    rung: String,
    to: Uuid,
    again: Option<Uuid>,
}

impl Form for Raise {
    type Json = StoredRaise;

    fn store(&self) -> StoredRaise {
        let Self { id, system, matter, cause, since, rung, to, again } = self;
        let (item, review) = match matter {
            Matter::Item(number) => (Some(number.store()), None),
            Matter::Review(cadence) => (None, Some(cadence.store())),
        };
        let (id, system, cause, rung) = (id.store(), system.store(), cause.store(), rung.store());
        StoredRaise { id, system, item, review, cause, since: *since, rung, to: to.store(), again: again.store() }
    }

    fn load(json: StoredRaise) -> Result<Self, NotAnId> {
        let StoredRaise { id, system, item, review, cause, since, rung, to, again } = json;
        let matter = match (item, review) {
            (Some(number), None) => Matter::Item(ItemNumber::load(number)?),
            (None, Some(cadence)) => Matter::Review(Cadence::load(cadence)?),
            (item, _) => {
                let text = item.map(|number| number.to_string()).unwrap_or_default();
                return Err(NotAnId { text, expected: "either the number of an item or the cadence of a review" });
            }
        };
        Ok(Self {
            id: Form::load(id)?,
            system: Form::load(system)?,
            matter,
            cause: Form::load(cause)?,
            since,
            rung: Form::load(rung)?,
            to: Form::load(to)?,
            again: Form::load(again)?,
        })
    }
}
