//! Events as they are stored: JSON with a kind, a version, and fields in a fixed order. Stored events are not domain types.
//!
//! What was ever written stays readable. A field that is added must be optional; a shape that changes gets the next version
//! beside the old one. The stored text itself is what the chain's hash covers.

use std::fmt::Display;

use closeout_app::{ports::StoreError, record::Event};

mod form;
mod table;
mod v1;

/// A stored event that cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{kind}: {why}")]
pub struct Undecodable {
    /// The kind under which it was stored.
    pub kind: String,
    /// What is wrong.
    pub why: String,
}

impl Undecodable {
    /// As a store's error, with the position of the event.
    pub fn at(self, position: u64) -> StoreError {
        StoreError::Corrupt { place: format!("position {position}"), why: self.to_string() }
    }
}

impl From<Undecodable> for StoreError {
    fn from(error: Undecodable) -> Self {
        Self::Corrupt { place: format!("an event of kind {}", error.kind), why: error.why }
    }
}

/// Every kind that can be stored.
pub fn kinds() -> impl Iterator<Item = &'static str> {
    use v1::{asset, dismissal, escalation, feed, import, item, mapping, merging, organization, review, system};
    let known = [
        organization::KINDS,
        system::KINDS,
        item::KINDS,
        import::KINDS,
        dismissal::KINDS,
        asset::KINDS,
        merging::KINDS,
        feed::KINDS,
        mapping::KINDS,
        escalation::KINDS,
        review::KINDS,
    ];
    known.into_iter().flatten().copied()
}

/// The kind under which an event is stored, as in "item.milestone_moved".
pub fn kind_of(event: &Event) -> &'static str {
    match event {
        Event::Organization(e) => v1::organization::kind_of(e),
        Event::System(e) => v1::system::kind_of(e),
        Event::Item(e) => v1::item::kind_of(e),
        Event::Import(e) => v1::import::kind_of(e),
        Event::Dismissal(e) => v1::dismissal::kind_of(e),
        Event::Asset(e) => v1::asset::kind_of(e),
        Event::Merging(e) => v1::merging::kind_of(e),
        Event::Feed(e) => v1::feed::kind_of(e),
        Event::Mapping(e) => v1::mapping::kind_of(e),
        Event::Escalation(e) => v1::escalation::kind_of(e),
        Event::Review(e) => v1::review::kind_of(e),
    }
}

/// The kind and the stored text of an event.
///
/// # Errors
/// [`StoreError::Failed`], should a value have no JSON form; none of ours lacks one.
pub fn encode(event: &Event) -> Result<(&'static str, String), StoreError> {
    let text = match event {
        Event::Organization(e) => serde_json::to_string(&v1::organization::store(e)),
        Event::System(e) => serde_json::to_string(&v1::system::store(e)),
        Event::Item(e) => serde_json::to_string(&v1::item::store(e)),
        Event::Import(e) => serde_json::to_string(&v1::import::store(e)),
        Event::Dismissal(e) => serde_json::to_string(&v1::dismissal::store(e)),
        Event::Asset(e) => serde_json::to_string(&v1::asset::store(e)),
        Event::Merging(e) => serde_json::to_string(&v1::merging::store(e)),
        Event::Feed(e) => serde_json::to_string(&v1::feed::store(e)),
        Event::Mapping(e) => serde_json::to_string(&v1::mapping::store(e)),
        Event::Escalation(e) => serde_json::to_string(&v1::escalation::store(e)),
        Event::Review(e) => serde_json::to_string(&v1::review::store(e)),
    };
    match text {
        Ok(text) => Ok((kind_of(event), text)),
        Err(error) => Err(StoreError::Failed { action: "write an event as JSON", source: Box::new(error) }),
    }
}

/// The event of a stored text.
///
/// # Errors
/// [`Undecodable`] for a kind that this version does not know, and for a text that is not of that kind.
pub fn decode(kind: &str, text: &str) -> Result<Event, Undecodable> {
    fn wrong(kind: &str, why: impl Display) -> Undecodable {
        Undecodable { kind: kind.to_owned(), why: why.to_string() }
    }
    if !kinds().any(|known| known == kind) {
        return Err(wrong(kind, "this kind of event is not known"));
    }
    macro_rules! of {
        ($module:ident, $variant:ident) => {{
            let stored = serde_json::from_str(text).map_err(|e| wrong(kind, e))?;
            v1::$module::load(stored).map(Event::$variant).map_err(|e| wrong(kind, e))?
        }};
    }
    let event = match kind.split_once('.').map_or(kind, |(of, _)| of) {
        "organization" => of!(organization, Organization),
        "system" => of!(system, System),
        "item" => of!(item, Item),
        "import" => of!(import, Import),
        "asset" => of!(asset, Asset),
        "merging" => of!(merging, Merging),
        "feed" => of!(feed, Feed),
        "mapping" => of!(mapping, Mapping),
        "escalation" => of!(escalation, Escalation),
        "review" => of!(review, Review),
        _ => of!(dismissal, Dismissal),
    };
    match kind_of(&event) {
        inside if inside == kind => Ok(event),
        inside => Err(wrong(kind, format!("the text is of kind {inside}"))),
    }
}
