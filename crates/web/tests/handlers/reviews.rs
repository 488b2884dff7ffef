//! A review by its pages: the agenda is there, each item is gone through, the minutes are signed and kept.

use closeout_domain::people::Role;
use closeout_testkit::Answer;

use crate::{
    desk::{Desk, form_of, read},
    house::{House, ITEM},
};

/// Sends a form by a button that says something.
async fn remark(house: &House, place: &str, fields: &[(&str, &str)]) -> Answer {
    house.owner.browser.form(&format!("{place}/remark"), fields).await
}

async fn begun(house: &House) -> String {
    let begun = house.owner.send("/reviews", "begin-weekly", &[]).await;
    begun.is(303);
    begun.header("location").to_owned()
}

#[tokio::test]
async fn a_weekly_review_is_gone_through_item_by_item_and_signed() {
    let house = House::open().await;
    let list = read(&house.owner.open("/reviews").await);
    assert!(list.contains("The weekly review is due by") && list.contains("Weekly, with IT"), "{list}");
    let place = begun(&house).await;
    let first = read(&house.owner.open(&place).await);
    assert!(first.contains("Weekly review of 23 Nov 2026") && first.contains("1 of "), "{first}");
    assert!(first.contains("is not named among those who were there"), "{first}");
    let people = [("people", house.key(Role::Owner)), ("people", house.key(Role::Responsible))];
    let people: Vec<(&str, &str)> = people.iter().map(|(name, key)| (*name, key.as_str())).collect();
    house.owner.done(&place, "attend", &people).await;

    let empty = remark(&house, &place, &[("item", "POAM-0001"), ("sort", "decision"), ("text", " ")]).await;
    let empty = Desk::page(empty.is(422));
    assert!(read(&empty).contains("Text is empty"), "{}", read(&empty));
    let spoken = [("item", "POAM-0001"), ("sort", "seen"), ("text", "the locksmith comes on Friday")];
    let said = read(&house.owner.follow(&remark(&house, &place, &spoken).await).await);
    assert!(said.contains("the locksmith comes on Friday"), "what was typed is kept: {said}");
    let (responsible, approver) = (house.key(Role::Responsible), house.key(Role::Approver));
    let task = [
        ("item", "POAM-0001"),
        ("title", "Let the locksmith in"),
        ("responsible", responsible.as_str()),
        ("approver", approver.as_str()),
        ("effort", "1"),
        ("due", "2026-11-27"),
    ];
    let agreed = read(&house.owner.done(&place, "agree", &task).await);
    assert!(agreed.contains("Let the locksmith in"), "{agreed}");
    let item = read(&house.owner.open(ITEM).await);
    assert!(item.contains("Let the locksmith in"), "a next action is a task of its item: {item}");

    for _ in 0..9 {
        let page = house.owner.open(&place).await;
        if !page.contains("id=\"remark\"") {
            break;
        }
        let item = form_of(&page, "remark").value("item").to_owned();
        remark(&house, &place, &[("item", &item), ("sort", "seen")]).await.is(303);
    }
    let signed = read(&house.owner.done(&place, "sign", &[]).await);
    assert!(signed.contains("Signed by") && signed.contains("SHA-256"), "{signed}");
    let minutes = house.owner.browser.get(&format!("{place}/minutes")).await;
    minutes.is(200);
    assert!(minutes.body.starts_with(b"%PDF-"), "the minutes are a document");
    remark(&house, &place, &[("item", "POAM-0001"), ("sort", "seen")]).await.is(422);

    let after = read(&house.owner.open("/reviews").await);
    assert!(after.contains("held") && after.contains("minutes (PDF)"), "{after}");
    let actor = house.site.firm.member(Role::Executive).actor;
    assert_eq!(house.site.app.verify(&actor).await.unwrap().faults, Vec::<String>::new());
    house.site.app.rebuild(house.site.firm.id).await.unwrap();
    assert_eq!(read(&house.owner.open("/reviews").await), after);
}

#[tokio::test]
async fn one_review_of_a_cadence_goes_on_at_a_time_and_one_that_is_given_up_does_not_count() {
    let house = House::open().await;
    let place = begun(&house).await;
    let second = house.owner.browser.form("/reviews", &[("cadence", "weekly")]).await;
    assert!(read(&Desk::page(second.is(422))).contains("goes on"));
    house.owner.done(&place, "give-up", &[("why", "nobody came")]).await;
    let again = begun(&house).await;
    assert_ne!(again, place);
}

#[tokio::test]
async fn a_review_that_nobody_holds_is_missed() {
    let house = House::open().await;
    house.site.clock.pass_days(25);
    let house = House::of(house.site).await;
    let list = read(&house.owner.open("/reviews").await);
    assert!(list.contains("missed"), "{list}");
    let standing = house.site.app.review_standing(&house.site.firm.member(Role::Owner).actor, house.site.firm.system);
    let weekly = standing.await.unwrap().remove(0);
    assert!(!weekly.missed.is_empty() && !weekly.held, "{weekly:?}");
}

#[tokio::test]
async fn a_quarterly_review_is_held_with_an_executive() {
    let house = House::open().await;
    let begun = house.owner.send("/reviews", "begin-quarterly", &[]).await;
    let place = begun.header("location").to_owned();
    let owner = house.key(Role::Owner);
    house.owner.done(&place, "attend", &[("people", owner.as_str())]).await;
    let page = read(&house.owner.open(&place).await);
    assert!(page.contains("an executive has to be there"), "{page}");
}
