//! What programs may rely on: shapes of lists, versions, keys, errors with their place.

use closeout_domain::people::Role;
use closeout_testkit::TestApp;
use serde_json::json;

use crate::furniture::{People, open, planned, scanned};

#[tokio::test]
async fn lists_have_rows_a_next_page_and_a_total() {
    let site = TestApp::new().await;
    let p = People::of(&site).await;
    for n in 1..=3 {
        let new = json!({"weakness": format!("weakness {n}"), "source": "audit", "requirement": "3.5.3"});
        p.owner.post("/api/v1/items", new).await.is(201);
    }
    let first = p.owner.get("/api/v1/items?rows=2&order=number").await.good();
    assert_eq!((&first["total"], &first["next"]), (&json!(3), &json!(2)));
    assert_eq!(first["items"][1]["id"], "POAM-0002");
    let last = p.owner.get("/api/v1/items?rows=2&order=number&from=2").await.good();
    assert_eq!((&last["items"][0]["id"], &last["next"]), (&json!("POAM-0003"), &json!(null)));
    assert_eq!(p.owner.get("/api/v1/items?status=draft&requirement=3.5.&text=weakness%202").await.good()["total"], 1);
    assert_eq!(p.owner.get("/api/v1/items?as_of=2026-11-01").await.good()["total"], 0);
    for (filter, rule) in [
        ("colour=red", "filter-known"),
        ("as_of=yesterday", "date-real"),
        ("rows=0", "filter-known"),
        ("rows=1001", "filter-known"),
    ] {
        p.owner.get(&format!("/api/v1/items?{filter}")).await.is(422).refused(rule);
    }
    let item = open(&site, &p).await;
    let tasks = p.responsible.get("/api/v1/tasks?responsible=me&stage=open").await.good();
    assert_eq!((&tasks["tasks"][0]["item"], &tasks["next"]), (&json!(item), &json!(null)));
    assert_eq!(p.owner.get("/api/v1/milestones?reached=no").await.good()["milestones"][0]["due"], "2026-12-18");
}

#[tokio::test]
async fn findings_are_listed_and_shown_as_the_contract_says() {
    let site = TestApp::new().await;
    let p = People::of(&site).await;
    scanned(&site, &p).await;
    let list = p.owner.get("/api/v1/findings").await.good();
    let worst = &list["findings"][0];
    for field in ["id", "title", "check", "severity", "state", "assets", "sources", "item"] {
        assert!(worst.get(field).is_some(), "{field}: {worst}");
    }
    assert_eq!(
        (&worst["severity"], &worst["assets"], &worst["sources"]),
        (&json!("critical"), &json!(1), &json!(["nessus"]))
    );
    let shown = p.owner.get(&format!("/api/v1/findings/{}", worst["id"].as_str().unwrap())).await.good();
    let document: closeout_web::api::findings::FindingDocument = serde_json::from_value(shown.clone()).unwrap();
    assert_eq!(serde_json::to_value(document).unwrap(), shown, "the description says what is answered");
    assert_eq!(shown["assets"][0]["asset"]["ip"], "192.0.2.21");
}

#[tokio::test]
async fn a_change_happens_only_on_the_version_that_was_read() {
    let site = TestApp::new().await;
    let p = People::of(&site).await;
    let item = planned(&site, &p).await;
    let path = format!("/api/v1/items/{item}");
    let shown = p.owner.get(&path).await;
    let tag = shown.header("etag").to_owned();
    assert_eq!(tag, format!("\"{}\"", shown.good()["item"]["summary"]["version"]));
    let comment = format!("{path}/comment");
    let changed = p.owner.with("if-match", &tag).post(&comment, json!({"text": "first"})).await;
    assert_ne!(changed.is(200).header("etag"), tag);
    let stale = p.owner.with("if-match", &tag).post(&comment, json!({"text": "second"})).await;
    assert_eq!(stale.is(412).json()["code"], "conflict");
    p.owner.with("if-match", "*").post(&comment, json!({"text": "third"})).await.is(200);
    p.owner.with("if-match", "yesterday's").post(&comment, json!({"text": "fourth"})).await.is(422);
    let several = json!({"items": [{"item": item, "version": 1}], "text": "all"});
    p.owner.post("/api/v1/items/bulk/comment", several).await.is(409);
    let old = p.owner.with("if-match", "\"1\"");
    old.upload(&format!("{path}/evidence"), &[], ("a.txt", b"a")).await.is(412);
    old.post(&format!("{path}/findings"), json!({"findings": []})).await.is(412);
}

#[tokio::test]
async fn the_same_request_happens_once() {
    let site = TestApp::new().await;
    let p = People::of(&site).await;
    let keyed = p.owner.with("idempotency-key", "7b1c");
    let new = json!({"weakness": "found once", "source": "audit"});
    let (first, again) =
        (keyed.post("/api/v1/items", new.clone()).await, keyed.post("/api/v1/items", new.clone()).await);
    assert_eq!((first.is(201).json(), again.header("idempotency-replayed")), (again.is(201).json(), "true"));
    assert_eq!(p.owner.get("/api/v1/items").await.good()["total"], 1);
    let other = keyed.post("/api/v1/items", json!({"weakness": "another", "source": "audit"})).await;
    assert_eq!(other.is(422).json()["code"], "not_valid");
    // Another person's key is another key.
    p.executive.with("idempotency-key", "7b1c").post("/api/v1/items/1/comment", json!({"text": "seen"})).await.is(200);
    // What a rule refused is refused again, even if it would pass by now.
    let keyed = p.owner.with("idempotency-key", "7b1d");
    keyed.post("/api/v1/items/1/submit", json!({})).await.is(422);
    assert_eq!(keyed.post("/api/v1/items/1/submit", json!({})).await.is(422).header("idempotency-replayed"), "true");
    p.owner.with("idempotency-key", "").post("/api/v1/items/1/submit", json!({})).await.is(422);
}

#[tokio::test]
async fn a_file_that_is_sent_again_is_taken_in_once() {
    let site = TestApp::new().await;
    let p = People::of(&site).await;
    let item = open(&site, &p).await;
    let path = format!("/api/v1/items/{item}/evidence");
    let keyed = p.responsible.with("idempotency-key", "e1");
    let first = keyed.upload(&path, &[("shows", "a")], ("a.txt", b"a")).await;
    let again = keyed.upload(&path, &[("shows", "a")], ("a.txt", b"a")).await;
    assert_eq!(first.good(), again.good());
    keyed.upload(&path, &[("shows", "a")], ("a.txt", b"b")).await.is(422);
    p.responsible.upload(&path, &[], ("a.txt", b"a")).await.refused("evidence-known");
    assert_eq!(site.arriving(), 0);
}

#[tokio::test]
async fn a_secret_is_not_remembered() {
    let site = TestApp::new().await;
    let owner = site.token(Role::Owner).await.with("idempotency-key", "t1");
    let new = json!({"name": "pipeline", "until": "2027-01-31"});
    let issued = owner.post("/api/v1/tokens", new.clone()).await.good();
    assert_eq!(issued["issued"]["read_only"], true);
    let again = owner.post("/api/v1/tokens", new).await;
    assert!(!again.is(409).text().contains(issued["token"].as_str().unwrap()));
    assert_eq!(owner.get("/api/v1/tokens").await.good()["tokens"].as_array().unwrap().len(), 2);
}

#[tokio::test]
async fn what_is_wrong_is_said_with_its_place() {
    let site = TestApp::new().await;
    let owner = site.token(Role::Owner).await;
    for (body, field, says) in [
        (json!({"weakness": "a", "source": "rumour"}), "source", "\"rumour\" is not a source"),
        (json!({"weakness": "a", "source": "audit", "colour": 1}), "colour", "unknown field"),
        (json!({"source": "audit"}), "", "missing field `weakness`"),
        (json!({"weakness": "a", "source": "audit", "plan": {"owner": "me"}}), "plan.owner", "not a UUID"),
    ] {
        let problem = owner.post("/api/v1/items", body).await.is(422).json();
        assert!(problem["detail"].as_str().unwrap().contains(says), "{problem}");
        assert_eq!(problem["gaps"][0]["field"].as_str().unwrap_or_default(), field, "{problem}");
    }
    let unknown = json!({"weakness": "a", "source": "audit", "requirement": "9.9.9"});
    owner.post("/api/v1/items", unknown).await.refused("requirement-known");
    let elsewhere = json!({"weakness": "a", "source": "audit", "system": site.other.system.to_string()});
    owner.post("/api/v1/items", elsewhere).await.is(404);
    for (path, status) in
        [("/api/v1/items/seven", 404), ("/api/v1/items/7", 404), ("/api/v1/nothing", 404), ("/api/v1/me/password", 405)]
    {
        let problem = owner.get(path).await;
        assert_eq!(problem.is(status).header("content-type"), "application/problem+json", "{path}");
    }
    assert_eq!(
        owner.get("/api/v1/items/seven").await.json()["detail"],
        "\"seven\" is not an item number such as POAM-0007"
    );
}

#[tokio::test]
async fn today_says_what_waits_for_whom() {
    let site = TestApp::new().await;
    let p = People::of(&site).await;
    let item = planned(&site, &p).await;
    p.owner.post(&format!("/api/v1/items/{item}/submit"), json!({})).await.good();
    let today = p.approver.get("/api/v1/today").await.good();
    assert_eq!((&today["items"][0]["id"], &today["counts"]["waiting"]), (&json!(item), &json!(1)));
    assert_eq!(p.validator.get("/api/v1/today").await.good()["counts"]["waiting"], 0);
    site.clock.pass_days(30);
    assert_eq!(p.owner.get("/api/v1/today").await.good()["counts"]["late"], 1);
}

#[tokio::test]
async fn reports_are_files_of_a_day_in_three_forms() {
    let site = TestApp::new().await;
    let p = People::of(&site).await;
    planned(&site, &p).await;
    let pdf = p.assessor.get("/api/v1/reports/monthly").await;
    assert!(pdf.is(200).body.starts_with(b"%PDF") && pdf.header("content-type") == "application/pdf");
    assert!(pdf.header("content-disposition").contains("monthly-2026-11-23.pdf"));
    let again = p.owner.get("/api/v1/reports/monthly").await;
    assert!(pdf.body == again.body, "the same for everybody, and each time");
    let dossier = p.assessor.get("/api/v1/reports/POAM-0001?format=html&as_of=2026-11-23").await;
    assert!(dossier.is(200).text().contains("<h1>POAM-0001: "));
    p.assessor.get("/api/v1/reports/POAM-0001?as_of=2026-01-01").await.is(404);
    p.assessor.get("/api/v1/reports/monthly?format=docx").await.is(422);
    p.assessor.get("/api/v1/reports/monthly?pages=2").await.is(422);
    p.assessor.get("/api/v1/reports/yearly").await.is(404);
}

#[tokio::test]
async fn the_register_is_taken_out_edited_and_brought_back() {
    let site = TestApp::new().await;
    let p = People::of(&site).await;
    planned(&site, &p).await;
    let csv = p.assessor.get("/api/v1/items/register.csv").await;
    assert!(csv.is(200).header("content-disposition").contains("poam-2026-11-23.csv"));
    let book = p.assessor.get("/api/v1/items/register.xlsx?status=draft").await;
    assert!(book.is(200).body.starts_with(b"PK"));
    let edited = csv.text().replace("Gantry 3.1 can be taken over", "Gantry can be taken over from the network");
    let file = ("poam.csv", edited.as_bytes());
    let send = async |fields: &[(&str, &str)]| p.owner.upload("/api/v1/items/workbook", fields, file).await;
    p.assessor.upload("/api/v1/items/workbook", &[("mode", "preview")], file).await.refused("permission");
    let preview = send(&[("mode", "preview")]).await.good();
    assert_eq!(
        (&preview["committed"], &preview["rows"][0]["outcome"]),
        (&json!(false), &json!("changed")),
        "{preview}"
    );
    send(&[("mode", "commit")]).await.refused("text-required");
    let seen = preview["fingerprint"].as_str().unwrap();
    let applied = send(&[("mode", "commit"), ("reason", "said more exactly"), ("seen", seen)]).await.good();
    assert_eq!(applied["items"][0]["id"], "POAM-0001", "{applied}");
    send(&[("mode", "commit"), ("reason", "again"), ("seen", seen)]).await.refused("document-as-shown");
    let item = p.owner.get("/api/v1/items/1").await.good();
    assert_eq!(item["item"]["summary"]["weakness"], "Gantry can be taken over from the network");
    assert_eq!(site.arriving(), 0);
}
