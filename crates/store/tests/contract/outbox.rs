//! What is on its way to people.

use std::collections::BTreeSet;

use closeout_app::ports::{Fate, NewNotice, Notice, Stage};
use closeout_domain::ids::OrganizationId;
use uuid::Uuid;

use crate::{
    firm::{ACME, BOLT, at, id, person},
    house::House,
};

const ONE: Uuid = id(1);
const TWO: Uuid = id(2);

fn about(key: &str) -> NewNotice {
    let (text, html) = (format!("about {key}, “ä”\n"), format!("<p>about {key}</p>"));
    NewNotice { key: key.into(), person: person(1), to: "ada@acme.example".into(), subject: "A".into(), text, html }
}

async fn put(house: &House, organization: OrganizationId, minute: i64, keys: &[&str]) -> u64 {
    let notices = keys.iter().map(|key| about(key)).collect();
    house.store().put_notices(organization, at(minute), notices).await.unwrap()
}

/// Holds the next one at a minute, for two minutes.
async fn hold(house: &House, holder: Uuid, minute: i64) -> Option<Notice> {
    house.store().hold_notice(ACME, holder, at(minute), at(minute + 2)).await.unwrap()
}

async fn key(house: &House, holder: Uuid, minute: i64) -> Option<String> {
    hold(house, holder, minute).await.map(|notice| notice.what.key)
}

async fn hand_over(house: &House, holder: Uuid, key: &str, minute: i64) -> bool {
    house.store().hand_over_notice(ACME, key, holder, at(minute + 2)).await.unwrap()
}

async fn settle(house: &House, holder: Uuid, key: &str, minute: i64, fate: Fate) -> bool {
    house.store().settle_notice(ACME, key, holder, at(minute), fate).await.unwrap()
}

async fn replay(house: &House, key: &str, minute: i64) -> bool {
    house.store().replay_notice(ACME, key, at(minute)).await.unwrap()
}

async fn one(house: &House, key: &str) -> Notice {
    let all = house.store().notices(ACME, None, 100).await.unwrap();
    all.into_iter().find(|notice| notice.what.key == key).unwrap()
}

pub async fn the_same_is_put_once_whatever_became_of_it(house: &mut House) {
    assert_eq!(put(house, ACME, 0, &["a", "b", "a"]).await, 2);
    assert_eq!(put(house, ACME, 5, &["b", "c"]).await, 1);
    assert_eq!(put(house, BOLT, 5, &["a"]).await, 1, "of another organization");
    assert_eq!(one(house, "b").await.put, at(0));
    assert_eq!(key(house, ONE, 5).await.as_deref(), Some("a"));
    assert!(hand_over(house, ONE, "a", 5).await && settle(house, ONE, "a", 6, Fate::Sent).await);
    assert_eq!(put(house, ACME, 9, &["a"]).await, 0);
    let sent = one(house, "a").await;
    assert_eq!((sent.stage, sent.ended, sent.attempts), (Stage::Sent, Some(at(6)), 0));
    assert_eq!((sent.what.subject.as_str(), sent.what.text.as_str(), sent.what.html.as_str()), ("A", "", ""));
    let waiting = one(house, "b").await;
    assert_eq!(waiting.what, about("b"), "any text is kept");
}

pub async fn what_is_due_longest_is_held_by_one_until_the_hold_ends(house: &mut House) {
    put(house, ACME, 3, &["later"]).await;
    put(house, ACME, 1, &["b", "a"]).await;
    assert_eq!(key(house, ONE, 0).await, None, "nothing is due yet");
    assert_eq!(key(house, ONE, 2).await.as_deref(), Some("a"));
    assert_eq!(key(house, TWO, 2).await.as_deref(), Some("b"));
    assert_eq!(key(house, TWO, 3).await.as_deref(), Some("later"));
    assert_eq!(key(house, TWO, 3).await, None);
    assert_eq!(key(house, TWO, 4).await.as_deref(), Some("a"), "its hold ended at this very minute");
    assert!(!hand_over(house, ONE, "a", 4).await, "it is another's now");
    assert!(!settle(house, ONE, "a", 4, Fate::Sent).await);
    assert!(hand_over(house, TWO, "a", 4).await && !hand_over(house, TWO, "a", 4).await, "once");
    assert!(settle(house, TWO, "a", 5, Fate::Sent).await && !settle(house, TWO, "a", 5, Fate::Sent).await);
}

pub async fn what_was_being_handed_over_when_its_server_stopped_is_not_sent_again_by_itself(house: &mut House) {
    put(house, ACME, 0, &["a"]).await;
    assert_eq!(key(house, ONE, 0).await.as_deref(), Some("a"));
    assert!(hand_over(house, ONE, "a", 1).await);
    assert_eq!(one(house, "a").await.stage, Stage::Sending);
    assert_eq!(key(house, TWO, 2).await, None, "it might still be at it");
    assert_eq!(key(house, TWO, 3).await, None);
    let unknown = one(house, "a").await;
    assert_eq!((unknown.stage, unknown.ended, unknown.why.is_empty()), (Stage::Unknown, Some(at(3)), false));
    assert!(!settle(house, ONE, "a", 3, Fate::Sent).await, "whoever comes back finds that it was given up");
    assert!(replay(house, "a", 9).await);
    assert_eq!(key(house, TWO, 9).await.as_deref(), Some("a"));
}

pub async fn what_fails_waits_and_what_is_given_up_waits_when_somebody_says_so(house: &mut House) {
    put(house, ACME, 0, &["a"]).await;
    assert!(!replay(house, "a", 0).await && !replay(house, "none", 0).await);
    hold(house, ONE, 0).await.unwrap();
    assert!(settle(house, ONE, "a", 1, Fate::Again { due: at(6), why: "busy".into() }).await);
    let waiting = one(house, "a").await;
    assert_eq!((waiting.stage, waiting.attempts, waiting.why.as_str()), (Stage::Waiting, 1, "busy"));
    assert_eq!((waiting.due, waiting.ended), (at(6), None));
    assert_eq!(key(house, ONE, 5).await, None);
    assert_eq!(hold(house, ONE, 6).await.unwrap().attempts, 1);
    assert!(settle(house, ONE, "a", 7, Fate::Dead("no such mailbox".into())).await);
    let dead = one(house, "a").await;
    assert_eq!((dead.stage, dead.ended, dead.why.as_str()), (Stage::Dead, Some(at(7)), "no such mailbox"));
    assert_eq!(dead.what, about("a"), "so that it can be sent after all");
    assert_eq!(key(house, ONE, 99).await, None);
    assert!(replay(house, "a", 100).await && !replay(house, "a", 100).await);
    let again = hold(house, ONE, 100).await.unwrap();
    assert_eq!((again.attempts, again.due, again.ended), (0, at(100), None));
    assert!(hand_over(house, ONE, "a", 100).await);
    assert!(settle(house, ONE, "a", 101, Fate::Unknown("silence".into())).await);
    assert_eq!(one(house, "a").await.stage, Stage::Unknown);
}

pub async fn of_many_servers_each_notice_goes_to_one(house: &mut House) {
    let keys: Vec<String> = (0..40).map(|n| format!("n{n:02}")).collect();
    put(house, ACME, 0, &keys.iter().map(String::as_str).collect::<Vec<_>>()).await;
    let server = |n: u128| {
        let store = house.store();
        tokio::spawn(async move {
            let mut got = Vec::new();
            while let Some(notice) = store.hold_notice(ACME, id(n), at(0), at(9)).await.unwrap() {
                assert!(store.hand_over_notice(ACME, &notice.what.key, id(n), at(9)).await.unwrap());
                assert!(store.settle_notice(ACME, &notice.what.key, id(n), at(1), Fate::Sent).await.unwrap());
                got.push(notice.what.key);
            }
            got
        })
    };
    let mut got = Vec::new();
    for server in (1..=6).map(server).collect::<Vec<_>>() {
        got.extend(server.await.unwrap());
    }
    assert_eq!(got.len(), 40, "none twice");
    assert_eq!(got.into_iter().collect::<BTreeSet<_>>(), keys.into_iter().collect());
}

pub async fn organizations_and_stages_are_listed_apart(house: &mut House) {
    put(house, ACME, 0, &["b", "a"]).await;
    put(house, ACME, 1, &["c"]).await;
    put(house, BOLT, 2, &["d"]).await;
    hold(house, ONE, 1).await.unwrap();
    settle(house, ONE, "a", 1, Fate::Dead("no".into())).await;
    let keys = async |organization, stage, limit| -> Vec<String> {
        let all = house.store().notices(organization, stage, limit).await.unwrap();
        all.into_iter().map(|notice| notice.what.key).collect()
    };
    assert_eq!(keys(ACME, None, 9).await, ["c", "a", "b"], "those put last first");
    assert_eq!(keys(ACME, None, 2).await, ["c", "a"]);
    assert_eq!(keys(ACME, Some(Stage::Waiting), 9).await, ["c", "b"]);
    assert_eq!(keys(ACME, Some(Stage::Dead), 9).await, ["a"]);
    assert_eq!(keys(BOLT, None, 9).await, ["d"]);
}

pub async fn the_outbox_outlives_the_program(house: &mut House) {
    put(house, ACME, 0, &["a", "b"]).await;
    hold(house, ONE, 0).await.unwrap();
    house.reopen().await;
    assert_eq!(key(house, TWO, 1).await.as_deref(), Some("b"));
    assert_eq!(key(house, TWO, 2).await.as_deref(), Some("a"));
}
