//! Assets that are one machine, and names that were put together by mistake.

use std::collections::BTreeSet;

use closeout_domain::{
    asset::merging::{self, Command, Event, Merging},
    finding::asset::NameKind,
    finding::recognition::Name,
    ids::{AssetId, PersonId},
    rule::Refusal,
    time::Stamped,
};
use uuid::Uuid;

use crate::scenario::*;

const MILL: AssetId = AssetId(Uuid::from_u128(3));
const LATHE: AssetId = AssetId(Uuid::from_u128(4));
const PRESS: AssetId = AssetId(Uuid::from_u128(5));

fn names(names: &[(NameKind, &str)]) -> BTreeSet<Name> {
    names.iter().map(|(kind, name)| (*kind, (*name).to_owned())).collect()
}

fn of_mill() -> BTreeSet<Name> {
    names(&[(NameKind::Hostname, "mill-3"), (NameKind::Ip, "192.0.2.7"), (NameKind::Ip, "192.0.2.9")])
}

fn ask(given: Option<&Merging>, command: Command, by: PersonId) -> Result<Vec<Event>, Refusal> {
    merging::decide(given, SYSTEM, command, &of_mill(), by, &firm())
}

fn after(given: Option<Merging>, command: Command) -> Merging {
    let events = ask(given.as_ref(), command, OWNER).expect("the owner may");
    let stamped = |what: Event| Stamped { at: EIGHT_O_CLOCK, by: OWNER, what };
    let done = events.into_iter().map(stamped).fold(given, |m, e| merging::fold(m, &e));
    done.expect("something was said")
}

fn merge(from: AssetId, into: AssetId) -> Command {
    Command::Merge { from, into, reason: " one machine, two scanners ".into() }
}

fn unmerge(from: AssetId) -> Command {
    Command::Unmerge { from, reason: "two machines after all".into() }
}

fn split(some: &[(NameKind, &str)]) -> Command {
    Command::Split { asset: MILL, names: names(some), reason: "the address was given to another machine".into() }
}

fn refused(given: Option<&Merging>, command: Command) -> Refusal {
    let refusal = ask(given, command, OWNER).expect_err("refused");
    explains_itself(&refusal);
    refusal
}

#[test]
fn a_merge_holds_until_it_is_taken_back() {
    let merged = after(None, merge(MILL, LATHE));
    assert_eq!((merged.relation.root(MILL), merged.version), (LATHE, 1));
    assert_eq!(merged.said[&MILL].reason, "one machine, two scanners");
    let both = after(Some(merged), merge(LATHE, PRESS));
    assert_eq!(both.relation.root(MILL), PRESS);
    let two = after(Some(both), unmerge(LATHE));
    assert_eq!((two.relation.root(MILL), two.relation.root(LATHE)), (LATHE, LATHE));
    let none = after(Some(two), unmerge(MILL));
    assert!(none.relation.is_plain());
    assert_eq!((none.said[&MILL].reason.as_str(), none.version), ("two machines after all", 4));
}

#[test]
fn assets_are_merged_once_and_into_one_that_stands_for_itself() {
    assert_eq!(refused(None, merge(MILL, MILL)).rule.id, "asset-merge");
    assert_eq!(refused(None, unmerge(MILL)).rule.id, "asset-merge");
    let merged = after(None, merge(MILL, LATHE));
    for command in [merge(MILL, PRESS), merge(LATHE, MILL), merge(PRESS, MILL)] {
        let refusal = refused(Some(&merged), command);
        assert_eq!(refusal.rule.id, "asset-merge");
        assert!(refusal.remedy.contains(&LATHE.to_string()), "{refusal}");
    }
}

#[test]
fn names_are_split_off_and_put_back() {
    let apart = after(None, split(&[(NameKind::Ip, "192.0.2.7")]));
    let (part, split_off) = apart.relation.parts.iter().next().expect("a part");
    assert_eq!((split_off.of, split_off.stands, split_off.names.len()), (MILL, true, 1));
    assert_eq!(apart.relation.root(*part), *part);
    let back = after(Some(apart.clone()), Command::Unsplit { part: *part, reason: "it is the mill's".into() });
    assert_eq!(back.relation.root(*part), MILL);
    let again = after(Some(back), split(&[(NameKind::Ip, "192.0.2.7")]));
    assert_eq!(again.relation, apart.relation, "the same names are the same part");
}

#[test]
fn a_split_names_what_the_asset_has_and_leaves_it_something() {
    for some in [vec![], vec![(NameKind::Ip, "192.0.2.8")], vec![(NameKind::Fqdn, "mill-3")]] {
        assert_eq!(refused(None, split(&some)).rule.id, "asset-split", "{some:?}");
    }
    let all = Command::Split { asset: MILL, names: of_mill(), reason: "all".into() };
    assert_eq!(refused(None, all).rule.id, "asset-split");
    let merged = after(None, merge(MILL, LATHE));
    assert_eq!(refused(Some(&merged), split(&[(NameKind::Ip, "192.0.2.7")])).rule.id, "asset-split");
    assert_eq!(refused(None, Command::Unsplit { part: PRESS, reason: "no".into() }).rule.id, "asset-split");
}

#[test]
fn what_was_built_on_a_split_is_taken_back_before_it() {
    let apart = after(None, split(&[(NameKind::Ip, "192.0.2.7")]));
    let part = *apart.relation.parts.keys().next().expect("a part");
    let merged = after(Some(apart), merge(part, LATHE));
    let unsplit = Command::Unsplit { part, reason: "it is the mill's".into() };
    assert_eq!(refused(Some(&merged), unsplit.clone()).rule.id, "asset-split");
    let apart = after(Some(merged), unmerge(part));
    assert!(!after(Some(apart), unsplit).relation.parts[&part].stands);
}

#[test]
fn merging_and_splitting_need_the_owner_and_a_reason() {
    for command in [merge(MILL, LATHE), split(&[(NameKind::Ip, "192.0.2.7")])] {
        let refusal = ask(None, command, VALIDATOR).expect_err("the validator may not");
        assert_eq!(refusal.rule.id, "permission");
    }
    let silent = Command::Merge { from: MILL, into: LATHE, reason: " ".into() };
    assert_eq!(refused(None, silent).rule.id, "text-required");
}
