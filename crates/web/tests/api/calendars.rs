//! Calendars at secret addresses.

use closeout_domain::people::Role;
use closeout_testkit::{Program, TestApp};
use serde_json::{Value, json};

const SECRET_TEXT: &str = "the vault door does not lock";

async fn open(program: &Program, system: Option<String>) -> String {
    let body = json!({"name": "phone; \"shop\", floor", "system": system, "until": "2026-12-31"});
    let answer = program.post("/api/v1/calendars", body).await;
    answer.is(201).good()["address"].as_str().unwrap().to_owned()
}

async fn furnished(site: &TestApp) -> Program {
    let owner = site.token(Role::Owner).await;
    owner.post("/api/v1/items", json!({"weakness": SECRET_TEXT, "source": "audit"})).await.good();
    owner.post("/api/v1/items/1/milestones", json!({"title": SECRET_TEXT, "due": "2026-12-18"})).await.good();
    let question = json!({"rung": "executive", "reason": SECRET_TEXT});
    owner.post("/api/v1/items/1/escalate", question).await.good();
    owner
}

#[tokio::test]
async fn a_system_shows_its_dates_and_never_what_is_wrong() {
    let site = TestApp::new().await;
    let owner = furnished(&site).await;
    let address = open(&owner, Some(site.firm.system.to_string())).await;
    // Nobody is signed in, and nothing else is sent.
    let answer = site.stranger().get(&address).await;
    answer.is(200);
    let text = answer.text();
    assert_eq!(answer.header("content-type"), "text/calendar; charset=utf-8");
    assert_eq!(answer.header("cache-control"), "private, no-cache");
    assert!(answer.header("content-disposition").starts_with("attachment"));
    for said in ["SUMMARY:POAM-0001 milestone", "DTSTART;VALUE=DATE:20261218", "SUMMARY:POAM-0001: answer by this day"]
    {
        assert!(text.contains(said), "{said}: {text}");
    }
    assert!(!text.contains("vault"), "{text}");
    assert_eq!(text.matches("BEGIN:VEVENT").count(), text.matches("UID:").count());
}

#[tokio::test]
async fn it_is_sent_again_only_when_the_record_has_moved_on() {
    let site = TestApp::new().await;
    let owner = furnished(&site).await;
    let address = open(&owner, Some(site.firm.system.to_string())).await;
    let first = site.stranger().get(&address).await;
    let tag = first.header("etag").to_owned();
    for known in [tag.clone(), format!("W/{tag}"), format!("\"other\", {tag}")] {
        let again = site.stranger().with("if-none-match", known).get(&address).await;
        assert_eq!((again.is(304).text(), again.header("etag")), (String::new(), tag.as_str()));
    }
    assert_eq!(site.stranger().get(&address).await.text(), first.text(), "the same bytes");
    owner.post("/api/v1/items/1/milestones", json!({"title": "next", "due": "2026-12-21"})).await.good();
    let after = site.stranger().with("if-none-match", tag).get(&address).await;
    assert!(after.is(200).text().contains("20261221"));
}

#[tokio::test]
async fn its_secret_is_shown_once_opens_nothing_else_and_ends() {
    let site = TestApp::new().await;
    let owner = furnished(&site).await;
    let address = open(&owner, None).await;
    let secret = address.strip_prefix("/calendar/").unwrap().strip_suffix(".ics").unwrap().to_owned();
    let list = owner.get("/api/v1/calendars").await.good();
    assert_eq!((list["calendars"][0]["used"].clone(), list.to_string().contains(&secret)), (Value::Null, false));
    site.stranger().get(&address).await.is(200);
    let row = owner.get("/api/v1/calendars").await.good()["calendars"][0].clone();
    assert_eq!(row["used"], site.today().to_string());
    // A calendar's secret is no token, and a token is no calendar's.
    site.stranger().with("authorization", format!("Bearer {secret}")).get("/api/v1/me").await.is(401);
    site.stranger().get(&format!("/calendar/{}.ics", owner.token)).await.is(404);
    site.stranger().get(&format!("/calendar/{secret}")).await.is(404);
    // Others neither see it nor close it; an administrator of another organization least of all.
    let close = format!("/api/v1/calendars/{}/close", row["id"].as_str().unwrap());
    let lead = site.token(Role::Responsible).await;
    assert_eq!(lead.get("/api/v1/calendars").await.good()["calendars"], json!([]));
    lead.call(&close).await.is(404);
    site.token_of(&site.other, Role::Administrator).await.call(&close).await.is(404);
    site.stranger().get(&address).await.is(200);
    owner.call(&close).await.is(204);
    site.stranger().get(&address).await.is(404);
}

#[tokio::test]
async fn it_goes_with_whoever_opened_it_and_knows_its_own_organization_only() {
    let site = TestApp::new().await;
    let owner = furnished(&site).await;
    let other = site.token_of(&site.other, Role::Owner).await;
    let foreign = json!({"name": "x", "system": site.firm.system.to_string(), "until": "2026-12-31"});
    other.post("/api/v1/calendars", foreign).await.is(404);
    let over = json!({"name": "x", "until": "2020-01-01"});
    owner.post("/api/v1/calendars", over).await.refused("token-own");
    let address = open(&other, Some(site.other.system.to_string())).await;
    assert!(!site.stranger().get(&address).await.is(200).text().contains("answer by this day"));
    let lead = site.token(Role::Responsible).await;
    let own = open(&lead, None).await;
    site.stranger().get(&own).await.is(200);
    let leave = format!("/api/v1/people/{}/leave", site.firm.member(Role::Responsible).id);
    let administrator = site.token(Role::Administrator).await;
    administrator.post(&leave, json!({"reason": "moved on"})).await.good();
    site.stranger().get(&own).await.is(404);
}
