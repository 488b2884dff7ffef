//! Who can sign in, and what is remembered for a while.

use closeout_app::ports::{Account, Reply, Session, StoreError, Swept, TokenSecret};
use closeout_domain::ids::{OrganizationId, PersonId, TokenId};

use crate::{
    firm::{ACME, BOLT, at, day, digest, id, person, system},
    house::House,
};

fn account(organization: OrganizationId, person: PersonId, email: &str) -> Account {
    Account {
        organization,
        person,
        email: email.into(),
        password: "$argon2id$v=19$m=19456,t=2,p=1$c2FsdA$aGFzaA".into(),
    }
}

fn session(key: u8, who: u8, until: i64) -> Session {
    Session {
        key: digest(key),
        organization: ACME,
        person: person(who),
        csrf: format!("csrf {key}"),
        system: None,
        until: at(until),
    }
}

pub async fn accounts_are_found_by_address(house: &mut House) {
    let store = house.store();
    let dana = account(ACME, person(1), "dana@example.com");
    let same_elsewhere = account(BOLT, person(9), "dana@example.com");
    for given in [&dana, &account(ACME, person(2), "lee@example.com"), &same_elsewhere] {
        store.put_account(given.clone()).await.unwrap();
    }
    let mut found = store.accounts("dana@example.com").await.unwrap();
    found.sort_by_key(|a| a.organization);
    assert_eq!(found, [dana.clone(), same_elsewhere.clone()]);
    assert_eq!(store.accounts("dana").await.unwrap(), []);
    let moved = Account { email: "d.whitfield@example.com".into(), password: "$argon2id$new".into(), ..dana };
    store.put_account(moved.clone()).await.unwrap();
    assert_eq!(store.accounts("dana@example.com").await.unwrap(), [same_elsewhere]);
    assert_eq!(store.accounts("d.whitfield@example.com").await.unwrap(), std::slice::from_ref(&moved));
    let thief = account(ACME, person(2), "d.whitfield@example.com");
    let refused = store.put_account(thief).await;
    assert!(matches!(refused, Err(StoreError::Failed { .. })), "{refused:?}");
    assert_eq!(store.accounts("d.whitfield@example.com").await.unwrap(), [moved]);
    assert_eq!(store.accounts("lee@example.com").await.unwrap().len(), 1);
}

pub async fn sessions_begin_and_end(house: &mut House) {
    let store = house.store();
    let (first, second, other) = (session(1, 1, 60), session(2, 1, 60), session(3, 2, 60));
    for given in [&first, &second, &other] {
        store.put_session(given.clone()).await.unwrap();
    }
    let get = |key| {
        let store = store.clone();
        async move { store.session(digest(key)).await.unwrap() }
    };
    assert_eq!((get(1).await, get(9).await), (Some(first.clone()), None));
    let elsewhere = Session { system: Some(system(2)), until: at(90), csrf: "new".into(), ..first };
    store.put_session(elsewhere.clone()).await.unwrap();
    assert_eq!(get(1).await, Some(elsewhere));
    store.end_session(digest(1)).await.unwrap();
    store.end_session(digest(9)).await.unwrap();
    assert_eq!((get(1).await, get(2).await), (None, Some(second)));
    store.end_sessions(BOLT, person(1)).await.unwrap();
    assert!(get(2).await.is_some(), "of another organization");
    store.end_sessions(ACME, person(1)).await.unwrap();
    assert_eq!((get(2).await, get(3).await), (None, Some(other)));
}

pub async fn tokens_are_found_by_their_secret(house: &mut House) {
    let store = house.store();
    let token = |n: u8, read_only| TokenSecret {
        key: digest(n),
        token: TokenId(id(n.into())),
        organization: ACME,
        person: person(1),
        read_only,
        until: day(-5),
    };
    for given in [token(1, true), token(2, false)] {
        store.put_token(given.clone()).await.unwrap();
        assert_eq!(store.token(given.key).await.unwrap(), Some(given), "whether it still works or not");
    }
    assert_eq!(store.token(digest(9)).await.unwrap(), None);
    store.end_token(BOLT, TokenId(id(1))).await.unwrap();
    assert!(store.token(digest(1)).await.unwrap().is_some(), "of another organization");
    store.end_token(ACME, TokenId(id(1))).await.unwrap();
    store.end_token(ACME, TokenId(id(9))).await.unwrap();
    assert_eq!(store.token(digest(1)).await.unwrap(), None);
    assert_eq!(store.token(digest(2)).await.unwrap(), Some(token(2, false)));
}

pub async fn the_last_use_of_a_secret_is_kept_until_it_ends(house: &mut House) {
    let store = house.store();
    let (one, two) = (TokenId(id(21)), TokenId(id(22)));
    assert_eq!(store.used(ACME).await.unwrap(), []);
    for (organization, token, on) in [(ACME, one, -5), (ACME, two, -4), (BOLT, one, -3), (ACME, one, -2)] {
        store.put_used(organization, token, day(on)).await.unwrap();
    }
    assert_eq!(store.used(ACME).await.unwrap(), [(one, day(-2)), (two, day(-4))]);
    store.end_token(ACME, one).await.unwrap();
    assert_eq!(store.used(ACME).await.unwrap(), [(two, day(-4))]);
    assert_eq!(store.used(BOLT).await.unwrap(), [(one, day(-3))]);
}

fn reply(status: u16, body: &str) -> Reply {
    Reply { request: digest(1), status, body: body.into() }
}

pub async fn the_first_answer_to_a_request_is_remembered(house: &mut House) {
    let store = house.store();
    let (first, second) = (reply(201, r#"{"item":"POAM-0001"}"#), reply(409, "conflict"));
    let get = |organization, who, key: &'static str| {
        let store = store.clone();
        async move { store.reply(organization, person(who), key).await.unwrap() }
    };
    assert_eq!(get(ACME, 1, "a").await, None);
    store.put_reply(ACME, person(1), "a", first.clone(), at(0)).await.unwrap();
    store.put_reply(ACME, person(1), "a", second.clone(), at(1)).await.unwrap();
    assert_eq!(get(ACME, 1, "a").await, Some(first));
    assert_eq!((get(ACME, 2, "a").await, get(BOLT, 1, "a").await, get(ACME, 1, "b").await), (None, None, None));
    store.put_reply(BOLT, person(1), "a", second.clone(), at(1)).await.unwrap();
    assert_eq!(get(BOLT, 1, "a").await, Some(second));
}

pub async fn sweeping_forgets_what_has_ended(house: &mut House) {
    let store = house.store();
    for (key, until) in [(1, 59), (2, 60), (3, 61)] {
        store.put_session(session(key, key, until)).await.unwrap();
    }
    for (key, minute) in [("a", 29), ("b", 30), ("c", 31)] {
        store.put_reply(ACME, person(1), key, reply(200, key), at(minute)).await.unwrap();
    }
    let of_others = Session { organization: BOLT, ..session(4, 4, 1) };
    store.put_session(of_others).await.unwrap();
    store.put_reply(BOLT, person(1), "a", reply(200, "a"), at(1)).await.unwrap();
    let first = store.sweep(ACME, at(60), at(30)).await.unwrap();
    assert_eq!(
        (first, store.sweep(ACME, at(60), at(30)).await.unwrap()),
        (Swept { sessions: 1, replies: 1 }, Swept::default())
    );
    assert!(store.session(digest(4)).await.unwrap().is_some(), "of another organization");
    assert!(store.reply(BOLT, person(1), "a").await.unwrap().is_some(), "of another organization");
    for (key, stays) in [(1, false), (2, true), (3, true)] {
        assert_eq!(store.session(digest(key)).await.unwrap().is_some(), stays, "session {key}");
    }
    for (key, stays) in [("a", false), ("b", true), ("c", true)] {
        assert_eq!(store.reply(ACME, person(1), key).await.unwrap().is_some(), stays, "answer {key}");
    }
}
