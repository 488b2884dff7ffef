//! Feeds: an edition takes the place of the one before, and goes back only on an explicit yes.

use closeout_domain::{
    feed::{self, Command, Edition, Event, Feed, Kind},
    ids::{Digest, PersonId},
    rule::Refusal,
    time::Stamped,
};
use jiff::civil::{Date, date};

use crate::scenario::*;

fn edition(date: Date, byte: u8) -> Box<Edition> {
    Box::new(Edition {
        kind: Kind::Kev,
        date,
        model: date.to_string(),
        file: "known_exploited_vulnerabilities.json".into(),
        digest: Digest([byte; 32]),
        size: 1_400_000,
        entries: 1_404,
        problems: 0,
    })
}

fn ask(given: Option<&Feed>, edition: &Edition, older: bool, by: PersonId) -> Result<Vec<Event>, Refusal> {
    feed::decide(given, Command::BringIn { edition: Box::new(edition.clone()), older }, by, &firm())
}

fn held(date: Date) -> Option<Feed> {
    feed::replay(&[Stamped { at: EIGHT_O_CLOCK, by: OWNER, what: Event::BroughtIn(edition(date, 1)) }])
}

#[test]
fn a_newer_edition_takes_the_place_of_the_one_before() {
    let newer = edition(date(2026, 11, 20), 2);
    let given = held(date(2026, 11, 13));
    assert_eq!(ask(given.as_ref(), &newer, false, OWNER), Ok(vec![Event::BroughtIn(newer.clone())]));
    let feed = feed::fold(given, &Stamped { at: EIGHT_O_CLOCK, by: OWNER, what: Event::BroughtIn(newer.clone()) });
    assert_eq!(feed.map(|f| (f.edition, f.version)), Some((*newer, 2)));
}

#[test]
fn the_same_file_again_changes_nothing() {
    let same = edition(date(2026, 11, 13), 1);
    assert_eq!(ask(held(date(2026, 11, 13)).as_ref(), &same, false, OWNER), Ok(Vec::new()));
}

#[test]
fn an_older_edition_needs_an_explicit_yes() {
    let (given, older) = (held(date(2026, 11, 13)), edition(date(2026, 11, 6), 2));
    let refusal = ask(given.as_ref(), &older, false, OWNER).expect_err("it is older");
    assert_eq!(refusal.rule.id, "feed-forward");
    explains_itself(&refusal);
    assert_eq!(ask(given.as_ref(), &older, true, OWNER), Ok(vec![Event::BroughtIn(older)]));
}

#[test]
fn only_who_imports_brings_feeds_in() {
    let refusal = ask(None, &edition(date(2026, 11, 13), 1), false, VALIDATOR).expect_err("the validator may not");
    assert_eq!(refusal.rule.id, "permission");
}

#[test]
fn words_are_read_back() {
    for kind in Kind::ALL {
        assert_eq!(kind.word().parse(), Ok(kind));
    }
    assert!("nvd".parse::<Kind>().is_err());
}
