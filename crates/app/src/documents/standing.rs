//! What a document is compared with.

use std::collections::BTreeMap;

use closeout_domain::{
    ids::{ItemNumber, SystemId},
    item::Item,
    people::Directory,
};

/// An item as it is, and as it was when the document was written.
#[derive(Debug, Clone, PartialEq)]
pub struct Standing {
    /// As it is.
    pub now: Item,
    /// As it was at the version that the document names; `None` when it names none, or one that never was.
    pub exported: Option<Item>,
}

/// What a comparison needs to know beside the items.
#[derive(Debug, Clone)]
pub struct Around<'a> {
    /// The system that the document is applied to.
    pub system: SystemId,
    /// Everybody.
    pub directory: &'a Directory,
    /// The weakness of every item of the system, so that a document that is read twice begins nothing twice.
    pub weaknesses: BTreeMap<String, ItemNumber>,
}
