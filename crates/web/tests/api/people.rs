//! People, systems, tokens, the log.

use closeout_domain::people::Role;
use closeout_testkit::{PASSWORD, TestApp};
use serde_json::json;

use crate::furniture::{People, key};

#[tokio::test]
async fn people_come_change_and_leave() {
    let site = TestApp::new().await;
    let p = People::of(&site).await;
    let new = json!({"name": "Noor Haddad", "email": "Noor@alder.example", "roles": ["validator", "approver"]});
    p.owner.post("/api/v1/people", new.clone()).await.refused("permission");
    let added = p.administrator.post("/api/v1/people", new.clone()).await.is(201).json();
    p.administrator.post("/api/v1/people", new).await.refused("person-address");
    let at = |rest: &str| format!("/api/v1/people/{}{rest}", added["id"].as_str().unwrap());
    assert_eq!(p.assessor.get(&at("")).await.good()["email"], "noor@alder.example");
    p.administrator.post(&at("/describe"), json!({"name": "Noor Haddad", "title": "Quality"})).await.good();
    p.administrator.post(&at("/password"), json!({"password": "short"})).await.refused("password-strength");
    p.administrator.post(&at("/password"), json!({"password": "nine rolls of brass"})).await.good();
    p.administrator.post(&at("/roles"), json!({"roles": ["king"]})).await.is(422);
    p.administrator.post(&at("/roles"), json!({"roles": ["validator"]})).await.good();
    assert_eq!(p.administrator.post(&at("/leave"), json!({"reason": "moved away"})).await.good()["active"], false);
    assert_eq!(p.administrator.call(&at("/return")).await.good()["active"], true);
    // Whoever leaves takes their tokens along, and does not bring them back.
    let gone = format!("/api/v1/people/{}", key(&site, Role::Executive));
    p.administrator.post(&format!("{gone}/leave"), json!({"reason": "retired"})).await.good();
    p.executive.get("/api/v1/me").await.is(401);
    p.administrator.call(&format!("{gone}/return")).await.good();
    p.executive.get("/api/v1/me").await.is(401);
    let own = format!("/api/v1/people/{}/roles", key(&site, Role::Administrator));
    p.administrator.post(&own, json!({"roles": ["administrator", "executive"]})).await.refused("person-roles");
}

#[tokio::test]
async fn systems_have_a_plan_with_an_owner() {
    let site = TestApp::new().await;
    let p = People::of(&site).await;
    let added = p.administrator.post("/api/v1/systems", json!({"name": "Shop floor", "ssp_date": "2026-05-04"})).await;
    let at = format!("/api/v1/systems/{}", added.is(201).json()["id"].as_str().unwrap());
    p.administrator
        .post(&format!("{at}/describe"), json!({"name": "Shop floor", "ssp_date": "spring"}))
        .await
        .refused("date-real");
    p.administrator
        .post(&format!("{at}/describe"), json!({"name": "Shop floor", "cage_codes": ["1abc2"]}))
        .await
        .good();
    let approver = json!({"person": key(&site, Role::Approver)});
    p.executive.post(&format!("{at}/appoint"), approver).await.refused("system-poam-owner");
    let owner = json!({"person": key(&site, Role::Owner), "note": "by the managing director"});
    let appointed = p.executive.post(&format!("{at}/appoint"), owner).await.good();
    assert_eq!(appointed["poam_owner"]["name"], "Dana Reyes");
    assert_eq!(p.owner.get("/api/v1/systems").await.good()["systems"].as_array().unwrap().len(), 2);
}

#[tokio::test]
async fn a_token_is_its_persons_own() {
    let site = TestApp::new().await;
    let p = People::of(&site).await;
    let issued = p
        .owner
        .post("/api/v1/tokens", json!({"name": "pipeline", "until": "2026-12-01", "read_only": false}))
        .await
        .good();
    let revoke = format!("/api/v1/tokens/{}/revoke", issued["issued"]["id"].as_str().unwrap());
    let mut pipeline = p.owner.clone();
    pipeline.token = issued["token"].as_str().unwrap().into();
    assert_eq!(pipeline.get("/api/v1/me").await.good()["person"]["name"], "Dana Reyes");
    p.approver.call(&revoke).await.is(404);
    p.administrator.call(&revoke).await.is(204);
    pipeline.get("/api/v1/me").await.is(401);
    p.owner.post("/api/v1/tokens", json!({"name": "never", "until": "always"})).await.refused("date-real");
    p.owner.post("/api/v1/tokens", json!({"name": "over", "until": "2020-01-01"})).await.refused("token-own");
    site.clock.pass_days(91);
    p.owner.get("/api/v1/me").await.is(401);
}

#[tokio::test]
async fn a_token_alone_does_not_change_a_password() {
    let site = TestApp::new().await;
    let owner = site.token(Role::Owner).await;
    let change = |current: &str| json!({"current": current, "password": "nine rolls of brass"});
    owner.post("/api/v1/me/password", change("a guess")).await.is(422);
    owner.post("/api/v1/me/password", change(PASSWORD)).await.is(204);
    for _ in 0..5 {
        owner.post("/api/v1/me/password", change("a guess")).await.is(422);
    }
    let slowed = owner.post("/api/v1/me/password", change("nine rolls of brass")).await;
    assert_eq!(slowed.is(429).header("retry-after"), "300");
}

#[tokio::test]
async fn the_log_is_read_back_to_its_beginning() {
    let site = TestApp::new().await;
    let p = People::of(&site).await;
    let first = p.assessor.get("/api/v1/audit?rows=3").await.good();
    let next = first["next"].as_u64().unwrap();
    assert_eq!(first["entries"][2]["position"].as_u64(), Some(next));
    let rest = p.assessor.get(&format!("/api/v1/audit?before={next}&rows=1000")).await.good();
    let entries = rest["entries"].as_array().unwrap();
    assert_eq!((entries.last().unwrap()["position"].as_u64(), &rest["next"]), (Some(1), &json!(null)));
    let subject = p.assessor.get(&format!("/api/v1/audit?subject=system/{}", site.firm.system)).await.good();
    assert_eq!(subject["entries"].as_array().unwrap().len(), 2);
    p.validator.get("/api/v1/audit").await.refused("permission");
}
