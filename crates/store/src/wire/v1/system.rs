//! Events of systems.

use closeout_domain::{
    asset::ExposureRule,
    deadline::{Policy, extension::Limit, ladder::Ladder, rhythm::Rhythm},
    ids::{PersonId, SystemId},
    system::{Description, Event, Promotion},
};

use crate::wire::table::events;

events!(Event {
    "system.registered" Registered { id: SystemId, description: Description },
    "system.described" Described(description: Description),
    "system.owner_appointed" OwnerAppointed { person: PersonId, note: String },
    "system.promotion_set" PromotionSet(promotion: Promotion),
    "system.deadlines_set" DeadlinesSet(policy: Box<Policy>),
    "system.extensions_set" ExtensionsSet(limits: Vec<Limit>),
    "system.ladder_set" LadderSet(ladder: Box<Ladder>),
    "system.rhythm_set" RhythmSet(rhythm: Rhythm),
    "system.exposure_rules_set" ExposureRulesSet(rules: Vec<ExposureRule>),
    "system.marking_set" MarkingSet { banner: String },
});
