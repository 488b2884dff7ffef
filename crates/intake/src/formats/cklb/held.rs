//! Rules of a checklist that wait for the name of their asset or of their STIG.

use jiff::Timestamp;

use crate::{
    limits,
    slots::Slots,
    stig::{self, Checklist},
};

/// Rules that wait. Viewers write the list of STIGs, which is long, before the asset, which is not.
#[derive(Default)]
pub(super) struct Held {
    rules: Vec<HeldRule>,
    bytes: usize,
    /// The STIGs of the rules, as they were known at their end.
    pub(super) stigs: Vec<(Slots<{ stig::STIG_FIELDS }>, Option<Timestamp>)>,
}

/// One of them, with what belongs to it.
pub(super) struct HeldRule {
    pub(super) texts: Slots<{ stig::RULE_FIELDS }>,
    pub(super) changed_at: Option<Timestamp>,
    pub(super) stig: usize,
    pub(super) at: String,
}

impl Held {
    /// False when there is no more room.
    pub(super) fn push(&mut self, list: &mut Checklist, at: String) -> bool {
        let texts = std::mem::take(&mut list.rule);
        self.bytes += texts.size() + size_of::<HeldRule>();
        self.rules.push(HeldRule { texts, changed_at: list.changed_at, stig: self.stigs.len(), at });
        self.bytes <= limits::HELD
    }

    pub(super) fn take(&mut self) -> Vec<HeldRule> {
        self.bytes = 0;
        std::mem::take(&mut self.rules)
    }
}
