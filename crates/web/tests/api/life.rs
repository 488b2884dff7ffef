//! The whole life of an item, each step by the person it belongs to, and refused to those it does not.

use closeout_domain::people::Role;
use closeout_testkit::TestApp;
use serde_json::json;

use crate::furniture::{People, key, plan, scanned, task, worst};

#[tokio::test]
async fn from_a_scan_to_a_closed_item() {
    let site = TestApp::new().await;
    let p = People::of(&site).await;
    let report = scanned(&site, &p).await;
    assert_eq!((&report["committed"], &report["preview"]["new"]), (&json!(true), &json!(7)), "{report}");

    let finding = worst(&p).await;
    p.approver.call(&format!("/api/v1/findings/{finding}/promote")).await.refused("permission");
    let drafted = p.owner.call(&format!("/api/v1/findings/{finding}/promote")).await;
    drafted.is(201);
    let item = drafted.good()["summary"]["id"].as_str().unwrap().to_owned();
    assert_eq!(drafted.header("location"), format!("/api/v1/items/{item}"));
    let at = |rest: &str| format!("/api/v1/items/{item}/{rest}");
    let answered = p.owner.get(&format!("/api/v1/findings/{finding}")).await.good();
    assert_eq!((&answered["item"], &answered["assets"][0]["state"]), (&json!(item), &json!("present")));

    // The gate says everything that is missing, at once.
    let gaps = p.owner.post(&at("submit"), json!({})).await.refused("plan-complete");
    let fields: Vec<&str> = gaps["gaps"].as_array().unwrap().iter().map(|g| g["field"].as_str().unwrap()).collect();
    assert_eq!(fields, ["root_cause", "owner", "resources"]);
    p.owner.post(&at("plan"), plan(&site)).await.good();
    for vague in ["TBD", "ongoing", "Q3"] {
        let refused = p.owner.post(&at("milestones"), json!({"title": "Upgraded", "due": vague})).await;
        assert_eq!(refused.refused("date-real")["gaps"][0]["field"], "due");
    }
    // The due date of the policy is planned already; this plan has a day of its own.
    p.owner.post(&at("milestones/1/drop"), json!({"reason": "the vendor ships before"})).await.good();
    p.owner.post(&at("milestones"), json!({"title": "Upgraded", "due": "2026-12-18"})).await.good();
    let mut alone = task(&site);
    alone["approver"] = json!(key(&site, Role::Responsible));
    p.owner.post(&at("tasks"), alone).await.refused("task-two-people");
    p.owner.post(&at("tasks"), task(&site)).await.good();

    p.responsible.post(&at("submit"), json!({})).await.refused("permission");
    p.owner.post(&at("submit"), json!({"note": "ready"})).await.good();
    p.owner.post(&at("approve"), json!({})).await.refused("permission");
    let open = p.approver.post(&at("approve"), json!({"note": "go"})).await.good();
    assert_eq!((&open["summary"]["status"], &open["summary"]["baseline"]), (&json!("open"), &json!("2026-12-18")));

    // Work.
    p.owner.post(&at("milestones/2/move"), json!({"due": "2026-12-11"})).await.refused("milestone-change");
    let silent = json!({"due": "2026-12-31", "obstacle": "vendor"});
    p.owner.post(&at("milestones/2/move"), silent).await.refused("text-required");
    let later = json!({"due": "2026-12-31", "reason": "the vendor ships later", "obstacle": "vendor"});
    let asked = p.owner.post(&at("milestones/2/move"), later).await.good();
    assert_eq!(
        (&asked["milestones"][1]["due"], &asked["extensions"][0]["state"]),
        (&json!("2026-12-18"), &json!("pending"))
    );
    p.responsible.post(&at("extensions/1/grant"), json!({})).await.refused("permission");
    let moved = p.approver.post(&at("extensions/1/grant"), json!({"note": "not later"})).await.good();
    let milestone = &moved["milestones"][1];
    assert_eq!((&milestone["baseline"], &milestone["due"]), (&json!("2026-12-18"), &json!("2026-12-31")));
    p.responsible
        .post(&at("tasks/1/link"), json!({"key": "HD-104", "url": "javascript:alert(1)"}))
        .await
        .refused("task-ticket");
    p.responsible.post(&at("tasks/1/link"), json!({"key": "HD-104", "url": "https://help.example/104"})).await.good();
    p.validator.post(&at("tasks/1/finish"), json!({})).await.refused("permission");
    p.responsible.post(&at("tasks/1/finish"), json!({"note": "3.1.9 runs"})).await.good();
    p.owner.post(&at("tasks/1/approve"), json!({})).await.refused("permission");
    p.executive.post(&at("tasks/1/approve"), json!({})).await.good();
    let screenshot = ("version.txt", &b"Gantry 3.1.9"[..]);
    p.validator.upload(&at("evidence"), &[], screenshot).await.refused("permission");
    let shown =
        p.responsible.upload(&at("evidence"), &[("shows", "the version"), ("test", "1")], screenshot).await.good();
    let sha256 = shown["evidence"][0]["sha256"].as_str().unwrap().to_owned();
    p.owner.post(&at("done"), json!({})).await.refused("closure-proven");
    let attested = json!({"statement": "the server says 3.1.9", "evidence": [sha256]});
    p.responsible.post(&at("tests/1/attest"), attested).await.good();
    p.owner.post(&at("milestones/2/reach"), json!({"on": "2026-11-23"})).await.good();
    p.owner.post(&at("done"), json!({})).await.good();

    // Validation and closure, by two people who did not do it.
    p.owner.post(&at("validate"), json!({"statement": "fine"})).await.refused("permission");
    p.validator.post(&at("validate"), json!({"statement": ""})).await.refused("text-required");
    p.validator.post(&at("validate"), json!({"statement": "looked at the version"})).await.good();
    p.validator.post(&at("close"), json!({"statement": "done"})).await.refused("permission");
    // With every role there is, whoever validated does not close.
    let all = json!({"roles": ["validator", "approver", "executive"]});
    p.administrator.post(&format!("/api/v1/people/{}/roles", key(&site, Role::Validator)), all).await.good();
    p.validator.post(&at("close"), json!({"statement": "done"})).await.refused("closure-separate-people");
    let closed = p.approver.post(&at("close"), json!({"statement": "the evidence meets the test"})).await.good();
    assert_eq!(closed["summary"]["status"], "closed");
    p.owner.post(&at("plan"), plan(&site)).await.refused("item-status");
    // No scan has shown it gone: taken up again, it is the same weakness once more.
    let again = p.owner.call(&format!("/api/v1/findings/{finding}/promote")).await.good();
    assert_eq!(again["summary"]["recurrence_of"], json!(item), "{again}");

    // Everything is on record, and the record holds.
    let page = p.assessor.get(&format!("/api/v1/items/{item}")).await.good();
    assert_eq!((&page["history"][0]["kind"], &page["may"]), (&json!("closed"), &json!([])), "{page}");
    let file = p.assessor.get(&at(&format!("evidence/{sha256}"))).await;
    assert_eq!(file.is(200).text(), "Gantry 3.1.9");
    let verified = p.assessor.get("/api/v1/audit/verify").await.good();
    assert_eq!((&verified["good"], &verified["files"]), (&json!(true), &json!(2)), "{verified}");
    assert_eq!(site.arriving(), 0);
}

#[tokio::test]
async fn a_risk_is_borne_until_a_day_and_taken_up_again() {
    let site = TestApp::new().await;
    let p = People::of(&site).await;
    let item = crate::furniture::open(&site, &p).await;
    let at = |rest: &str| format!("/api/v1/items/{item}/{rest}");
    let ask = |until: &str| json!({"until": until, "justification": "the machine is replaced in spring"});
    p.owner.post(&at("propose-acceptance"), ask("2029-01-01")).await.refused("acceptance-until");
    p.owner.post(&at("propose-acceptance"), ask("soon")).await.refused("date-real");
    p.owner.post(&at("propose-acceptance"), ask("2027-03-31")).await.good();
    p.owner.call(&at("grant")).await.refused("permission");
    let accepted = p.executive.call(&at("grant")).await.good();
    assert_eq!(accepted["summary"]["accepted_until"], "2027-03-31");
    p.executive.post(&at("resume"), json!({"reason": "the replacement is delayed"})).await.good();
    p.owner.post(&at("propose-dismissal"), json!({"reason": "the machine is gone"})).await.good();
    p.executive.post(&at("decline"), json!({"reason": "it is still there"})).await.good();
}

#[tokio::test]
async fn an_exception_is_signed_by_somebody_else() {
    let site = TestApp::new().await;
    let p = People::of(&site).await;
    let item = crate::furniture::open(&site, &p).await;
    let at = |rest: &str| format!("/api/v1/items/{item}/{rest}");
    let ask = json!({"person": key(&site, Role::Validator), "reason": "nobody else can read these logs"});
    p.owner.post(&at("request-exception"), ask).await.good();
    p.owner.post(&at("sign-exception"), json!({"reason": "yes"})).await.refused("permission");
    let signed = p.executive.post(&at("sign-exception"), json!({"reason": "we are few"})).await.good();
    assert_eq!(signed["exception"]["signed_by"]["name"], "Erin Castell");
}

#[tokio::test]
async fn findings_join_and_leave_an_item_and_are_set_aside() {
    let site = TestApp::new().await;
    let p = People::of(&site).await;
    scanned(&site, &p).await;
    let finding = worst(&p).await;
    let item = crate::furniture::planned(&site, &p).await;
    let at = |rest: &str| format!("/api/v1/items/{item}/{rest}");
    let linked = p.owner.post(&at("findings"), json!({"findings": [finding]})).await.good();
    assert_eq!(linked["findings"], json!([finding]));
    p.owner.call(&format!("/api/v1/findings/{finding}/promote")).await.refused("finding-answered-once");
    let other = crate::furniture::planned(&site, &p).await;
    let both = p.owner.post(&format!("/api/v1/items/{other}/findings"), json!({"findings": [finding]})).await;
    both.refused("finding-answered-once");
    p.owner.post(&at(&format!("findings/{finding}/unlink")), json!({"reason": "it is another weakness"})).await.good();

    let about = |rest: &str| format!("/api/v1/findings/{finding}/dismissal{rest}");
    p.owner
        .post(&about(""), json!({"reason": "the scanner misreads the version", "until": "Q3"}))
        .await
        .refused("date-real");
    p.owner.post(&about(""), json!({"reason": "the scanner misreads the version"})).await.good();
    p.owner.call(&about("/approve")).await.refused("permission");
    assert_eq!(p.approver.call(&about("/approve")).await.good()["state"], "dismissed");
    let back = p.approver.post(&about("/restore"), json!({"reason": "it reads it right"})).await.good();
    assert_eq!(back["state"], "open");
    let groups = p.owner.get("/api/v1/findings/groups?answered=no&state=open").await.good();
    assert!(groups["total"].as_u64().unwrap() >= 2, "{groups}");
}
