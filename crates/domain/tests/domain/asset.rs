//! Assets: what people say of them by hand, and by rule.

use closeout_domain::{
    asset::{self, Asset, Command, Event, ExposureRule},
    ids::{AssetId, PersonId},
    priority::{Criticality, Exposure},
    rule::Refusal,
    system,
    time::Stamped,
};
use uuid::Uuid;

use crate::scenario::*;

const MILL: AssetId = AssetId(Uuid::from_u128(3));

fn ask(given: Option<&Asset>, exposure: Exposure, reason: &str, by: PersonId) -> Result<Vec<Event>, Refusal> {
    asset::decide(given, Command::Rate { asset: MILL, exposure, reason: reason.into() }, by, &firm())
}

fn exposure() -> Exposure {
    Exposure { internet: Some(false), cui: Some(true), criticality: Some(Criticality::High) }
}

#[test]
fn the_owner_says_what_an_asset_means_and_saying_it_again_changes_nothing() {
    let events = ask(None, exposure(), " holds the drawings ", OWNER).expect("the owner may");
    let said = Event::Rated { asset: MILL, exposure: exposure(), reason: "holds the drawings".into() };
    assert_eq!(events, std::slice::from_ref(&said));
    let mill = asset::replay(&[Stamped { at: EIGHT_O_CLOCK, by: OWNER, what: said }]).expect("it was rated");
    assert_eq!((mill.id, mill.exposure, mill.by, mill.version), (MILL, exposure(), OWNER, 1));
    assert_eq!(ask(Some(&mill), exposure(), "again", OWNER), Ok(Vec::new()));
    let other = Exposure { internet: Some(true), ..exposure() };
    assert_eq!(ask(Some(&mill), other, "now in the DMZ", OWNER).map(|events| events.len()), Ok(1));
}

#[test]
fn a_rating_needs_the_owner_and_a_reason() {
    let refusal = ask(None, exposure(), "because", VALIDATOR).expect_err("the validator may not");
    assert_eq!(refusal.rule.id, "permission");
    let refusal = ask(None, exposure(), " ", OWNER).expect_err("no reason");
    assert_eq!((refusal.rule.id, refusal.gaps[0].field), ("text-required", "reason"));
}

#[test]
fn a_rule_says_of_which_assets_and_what() {
    let whole = ExposureRule { pattern: " dmz-* ".into(), internet: Some(true), cui: None, criticality: None };
    let checked = asset::check_rules(vec![whole.clone()]).expect("a rule");
    assert_eq!(checked[0].pattern, "dmz-*");
    let silent = ExposureRule { internet: None, ..whole.clone() };
    let range = ExposureRule { pattern: "192.0.2.0/33".into(), ..whole.clone() };
    for bad in [vec![silent], vec![range], vec![whole; 201]] {
        let refusal = asset::check_rules(bad).expect_err("no rule");
        assert_eq!(refusal.rule.id, "asset-rule");
        explains_itself(&refusal);
    }
}

#[test]
fn rules_stand_with_the_system() {
    let description = system::Description { name: "Shop floor".into(), ..system::Description::default() };
    let rules = vec![ExposureRule { pattern: "*".into(), internet: Some(false), cui: None, criticality: None }];
    let given = [system::Event::Registered { id: SYSTEM, description }, system::Event::ExposureRulesSet(rules.clone())]
        .map(|what| Stamped { at: EIGHT_O_CLOCK, by: ADMINISTRATOR, what });
    let system = system::replay(&given).expect("registered");
    assert_eq!((&system.exposure_rules, system.version), (&rules, 2));
    let command = system::Command::SetExposureRules(rules.clone());
    let events = system::decide(Some(&system), command, ADMINISTRATOR, &firm());
    assert_eq!(events, Ok(vec![system::Event::ExposureRulesSet(rules)]));
}
