//! The outbox, for programs.

use closeout_app::ports::{Fate, NewNotice};
use closeout_domain::people::Role;
use closeout_testkit::TestApp;
use jiff::SignedDuration;
use serde_json::json;

async fn dead(site: &TestApp) {
    let (world, member) = (site.app.world(), site.firm.member(Role::Owner));
    let text = String::from("a text");
    let what = NewNotice {
        key: "asked/1/2".into(),
        person: member.id,
        to: member.email.clone(),
        subject: "A subject".into(),
        text: text.clone(),
        html: text,
    };
    let (now, holder) = (world.clock.now(), world.ids.uuid());
    world.store.put_notices(site.firm.id, now, vec![what]).await.unwrap();
    let until = now + SignedDuration::from_mins(1);
    world.store.hold_notice(site.firm.id, holder, now, until).await.unwrap().unwrap();
    assert!(world.store.settle_notice(site.firm.id, "asked/1/2", holder, now, Fate::Dead("no".into())).await.unwrap());
}

#[tokio::test]
async fn what_was_given_up_is_listed_and_waits_again() {
    let site = TestApp::new().await;
    dead(&site).await;
    let program = site.token(Role::Administrator).await;
    let outbox = program.get("/api/v1/notices?stage=dead").await.good();
    let (row, server) = (&outbox["notices"][0], &outbox["server"]);
    assert_eq!((row["key"].as_str(), row["why"].as_str(), server.is_null()), (Some("asked/1/2"), Some("no"), true));
    assert!(!outbox.to_string().contains("a text"));
    program.get("/api/v1/notices?stage=lost").await.is(422);
    let after = program.post("/api/v1/notices/replay", json!({"key": "asked/1/2"})).await.good();
    assert_eq!(after["notices"][0]["stage"], "waiting");
    program.post("/api/v1/notices/replay", json!({"key": "asked/1/2"})).await.is(404);
    program.post("/api/v1/notices/test", json!({})).await.refused("mail-server");
}

#[tokio::test]
async fn the_page_shows_it_and_lets_it_wait_again() {
    let site = TestApp::new().await;
    dead(&site).await;
    let browser = site.browser(Role::Administrator).await;
    let page = browser.get("/notices").await;
    let text = page.is(200).text();
    assert!(text.contains("given up") && text.contains("No mail server is named"), "{text}");
    assert_eq!(browser.form("/notices/replay", &[("key", "asked/1/2")]).await.status, 303);
    let stranger = site.browser_of(&site.other, Role::Administrator).await;
    assert!(!stranger.get("/notices").await.text().contains("A subject"));
}
