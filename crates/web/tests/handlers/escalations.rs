//! Overdue items are laid before people by the calendar, and decided on by their page.

use closeout_app::query::EscalationQuery;
use closeout_domain::people::Role;

use crate::{
    desk::{Desk, read},
    house::{House, ITEM},
};

/// The calendar looks, as often as it likes.
async fn tick(house: &House) -> closeout_app::escalation::calendar::Escalated {
    let did = house.site.app.escalate(house.site.firm.id, house.site.today()).await.unwrap();
    let again = house.site.app.escalate(house.site.firm.id, house.site.today()).await.unwrap();
    assert!(again.is_nothing(), "the second look of a day does nothing: {again:?}");
    did
}

/// Days pass, the calendar looks each morning, and everybody signs in anew.
async fn days(house: House, days: i64) -> House {
    for _ in 0..days {
        house.site.clock.pass_days(1);
        tick(&house).await;
    }
    House::of(house.site).await
}

async fn question(house: &House) -> String {
    let query = EscalationQuery { state: vec!["open".into()], ..EscalationQuery::default() };
    let page = house.site.app.escalations(&house.site.firm.member(Role::Owner).actor, &query).await.unwrap();
    let about = page.rows.iter().find(|row| row.item_number == Some(1)).unwrap();
    format!("/escalations/{}", about.id)
}

#[tokio::test]
async fn an_ignored_item_climbs_to_an_executive_whose_decision_holds_until_its_day() {
    let house = House::open().await;
    let nothing = read(&house.executive.open("/escalations").await);
    assert!(nothing.contains("Nothing waits for a decision"), "{nothing}");
    // Its first milestone, by the policy of due dates, is due on the day it was found.
    let house = days(house, 1).await;
    let asked = read(&house.owner.open("/escalations").await);
    assert!(
        asked.contains("2 questions wait for your decision") && asked.contains("late since 23 Nov 2026"),
        "{asked}"
    );
    let at = question(&house).await;
    let seen = read(&house.owner.done(&at, "acknowledge", &[("note", "the vendor is called")]).await);
    assert!(seen.contains("D. Reyes has seen it") || seen.contains("Dana Reyes has seen it"), "{seen}");

    let house = days(house, 5).await;
    let page = house.executive.open(&at).await;
    assert!(read(&page).contains("Erin Castell, an executive"), "{}", read(&page));
    assert!(!house.assessor.open(&at).await.contains("id=\"fund\""), "who only reads does not decide");
    let owner = house.key(Role::Responsible);
    let too_far = [("control", "jump host"), ("owner", &owner), ("until", "2030-01-01"), ("reason", "watched daily")];
    let refused = Desk::page(house.executive.send(&at, "compensate", &too_far).await.is(422));
    assert!(refused.contains("id=\"compensate-until-error\""), "{}", read(&refused));
    let fields = [("control", "jump host"), ("owner", &owner), ("until", "2026-12-03"), ("reason", "watched daily")];
    let decided = read(&house.executive.done(&at, "compensate", &fields).await);
    assert!(
        decided.contains("Erin Castell decided: Until 2026-12-03, Sam Okafor answers for: jump host."),
        "{decided}"
    );
    let item = read(&house.owner.open(ITEM).await);
    assert!(item.contains("Sam Okafor answers for a compensating control") && item.contains("jump host"), "{item}");
    let register = read(&house.assessor.open("/escalations").await);
    assert!(register.contains("1 question waits for a decision") && register.contains("watched daily"), "{register}");

    // The control ends, and whoever decided is asked again.
    let house = days(house, 6).await;
    let again = read(&house.executive.open("/escalations").await);
    assert!(again.contains("of them yours") || again.contains("for your decision"), "{again}");
    assert!(again.contains("asked again"), "{again}");
    let item = read(&house.owner.open(ITEM).await);
    assert!(item.contains("A compensating control came to its end on 3 Dec 2026"), "{item}");
    let kept = house.owner.done(ITEM, "controls-1-end", &[("reason", "the gateway is replaced")]).await;
    assert!(!read(&kept).contains("came to its end"), "{}", read(&kept));

    let verified = house.site.app.verify(&house.site.firm.member(Role::Executive).actor).await.unwrap();
    assert_eq!(verified.faults, Vec::<String>::new());
    let before = house.owner.open("/escalations").await;
    house.site.app.rebuild(house.site.firm.id).await.unwrap();
    assert_eq!(read(&house.owner.open("/escalations").await), read(&before));
}

#[tokio::test]
async fn whoever_plans_lays_an_item_before_an_executive_and_does_not_decide() {
    let house = House::open().await;
    let silent = Desk::page(house.owner.send(ITEM, "escalate", &[("rung", "executive")]).await.is(422));
    assert!(silent.contains("id=\"escalate-reason-error\""), "{}", read(&silent));
    let asked = [("rung", "executive"), ("reason", "keys cost 2,400 and no budget has them")];
    let page = read(&house.owner.done(ITEM, "escalate", &asked).await);
    assert!(page.contains("This lies before Erin Castell, an executive: raised by Dana Reyes."), "{page}");
    let at = question(&house).await;
    assert!(!house.owner.open(&at).await.contains("id=\"fund\""), "whoever asks does not decide");
    assert!(!house.owner.open(ITEM).await.contains("id=\"escalate\""), "one question at a time");
    let today = read(&house.executive.open("/").await);
    assert!(today.contains("1 waits for you") && today.contains("raised by Dana Reyes"), "{today}");
    let fields = [("amount", "2,400"), ("source", "reserve of 2026"), ("reason", "5 points are at stake")];
    let decided = read(&house.executive.done(&at, "fund", &fields).await);
    assert!(decided.contains("Erin Castell decided: Fund $2,400 from reserve of 2026."), "{decided}");
    let item = read(&house.responsible.open(ITEM).await);
    assert!(item.contains("reserve of 2026") && !item.contains("This lies before"), "{item}");

    house.owner.done(ITEM, "escalate", &asked).await;
    let at = question(&house).await;
    let back = read(&house.owner.done(&at, "take-back", &[("reason", "the vendor lends keys")]).await);
    assert!(back.contains("Settled without a decision: the vendor lends keys."), "{back}");
}

#[tokio::test]
async fn the_ladder_and_the_supervisor_are_set_on_their_pages() {
    let house = House::open().await;
    let system = format!("/systems/{}", house.site.firm.system);
    let wrong = [("steps", "high=5/1/2/3")];
    let page = Desk::page(house.administrator.send(&system, "ladder", &wrong).await.is(422));
    assert!(page.contains("id=\"ladder-steps-error\""), "{}", read(&page));
    let executive = house.key(Role::Executive);
    let set = [("steps", "critical=1/2/9/9\nhigh=1/2/9/9"), ("executive", &executive)];
    let page = read(&house.administrator.done(&system, "ladder", &set).await);
    assert!(page.contains("High 1 2 9 9"), "{page}");
    let person = format!("/people/{}", house.key(Role::Owner));
    let approver = house.key(Role::Approver);
    let page = read(&house.administrator.done(&person, "supervisor", &[("supervisor", &approver)]).await);
    assert!(page.contains("Supervisor Alex Moreau"), "{page}");
    let house = days(house, 2).await;
    let asked = read(&house.approver.open("/escalations").await);
    assert!(asked.contains("2 questions wait for a decision, 1 of them yours"), "{asked}");
}
