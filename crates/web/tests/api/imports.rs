//! Files and typed findings.

use closeout_testkit::TestApp;
use closeout_web::Options;
use serde_json::json;

use crate::furniture::{People, SCAN, scanned};

#[tokio::test]
async fn a_preview_keeps_nothing_and_the_same_file_changes_nothing() {
    let site = TestApp::new().await;
    let p = People::of(&site).await;
    let (file, commit) = (("weekly.nessus", SCAN), [("mode", "commit")]);
    let preview = p.owner.upload("/api/v1/imports", &[("mode", "preview")], file).await.is(200).json();
    assert_eq!((&preview["committed"], &preview["format"]), (&json!(false), &json!("nessus")));
    assert_eq!(p.owner.get("/api/v1/findings").await.good()["total"], 0);
    let first = p.owner.upload("/api/v1/imports", &commit, file).await.is(201).json();
    assert!(first["drafts"].as_array().is_some_and(|d| !d.is_empty()), "{first}");
    let again = p.owner.upload("/api/v1/imports", &commit, file).await.is(200).json();
    assert_eq!((&again["identical"], &again["import"]), (&json!(true), &first["import"]));
    p.approver.upload("/api/v1/imports", &commit, file).await.refused("permission");
    assert_eq!(site.arriving(), 0);
}

#[tokio::test]
async fn an_import_is_looked_at_and_undone() {
    let site = TestApp::new().await;
    let p = People::of(&site).await;
    let report = scanned(&site, &p).await;
    let path = format!("/api/v1/imports/{}", report["import"].as_str().unwrap());
    let row = p.assessor.get(&path).await.good();
    assert_eq!((&row["file"], &row["by"]["name"]), (&json!("weekly.nessus"), &json!("Dana Reyes")));
    let file = p.assessor.get(&format!("{path}/file")).await;
    assert_eq!(file.is(200).body.as_ref(), SCAN);
    assert!(file.header("content-disposition").starts_with("attachment; filename=\"weekly.nessus\""));
    p.assessor.post(&format!("{path}/undo"), json!({"reason": "the wrong system"})).await.refused("permission");
    p.owner.post(&format!("{path}/undo"), json!({"reason": "the wrong system"})).await.good();
    p.owner.post(&format!("{path}/undo"), json!({"reason": "again"})).await.refused("import-stage");
    assert_eq!(p.owner.get("/api/v1/findings").await.good()["total"], 0);
    assert_eq!(p.owner.get("/api/v1/imports").await.good()["imports"][0]["undone"], "the wrong system");
}

#[tokio::test]
async fn the_columns_of_a_table_can_be_said() {
    let site = TestApp::new().await;
    let p = People::of(&site).await;
    let csv = ("walk.csv", &b"Weakness,Severity,Stage,Server\nOld TLS,High,wontfix,press-1\n"[..]);
    let send = async |fields: &[(&str, &str)]| p.owner.upload("/api/v1/imports", fields, csv).await;
    let guessed = send(&[("mode", "preview")]).await.is(200).json();
    assert_eq!(guessed["mapping"]["columns"][0]["field"], "title");
    assert_eq!((&guessed["mapping"]["columns"][2]["field"], &guessed["preview"]["new"]), (&json!(null), &json!(1)));
    let said = [("mode", "commit"), ("map", "Stage=state"), ("map", "Server=none"), ("word", "wontfix=not_judged")];
    let report = send(&said).await.is(201).json();
    assert_eq!((&report["mapping"]["columns"][2]["field"], &report["preview"]["new"]), (&json!("state"), &json!(0)));
    assert_eq!((&report["tally"]["not_judged"], &report["mapping"]["columns"][3]["field"]), (&json!(1), &json!(null)));
    let row = &p.owner.get("/api/v1/imports").await.good()["imports"][0];
    assert_eq!(row["mapping"]["columns"][2], json!({ "written": "Stage", "means": "state" }));
    for wrong in ["Stage", "Stage=colour", "Colour=title"] {
        p.owner
            .upload(
                "/api/v1/imports",
                &[("mode", "preview"), ("map", wrong)],
                ("b.csv", b"Weakness,Severity,Stage\na,low,x\n"),
            )
            .await
            .is(422);
    }
    p.owner
        .upload("/api/v1/imports", &[("mode", "preview"), ("map", "a=title")], ("weekly.nessus", SCAN))
        .await
        .is(422);
    assert_eq!(site.arriving(), 0);
}

#[tokio::test]
async fn findings_are_typed() {
    let site = TestApp::new().await;
    let p = People::of(&site).await;
    let document = json!([{
        "source": "penetration-test",
        "title": "The guest network reaches the milling machines",
        "severity": "high",
        "asset": "guest-switch",
    }]);
    p.owner.post("/api/v1/imports/findings", document.clone()).await.is(422);
    let report = p.owner.post("/api/v1/imports/findings?mode=commit", document).await.is(201).json();
    assert_eq!((&report["format"], &report["preview"]["new"]), (&json!("findings"), &json!(1)), "{report}");
    assert_eq!(p.owner.get("/api/v1/findings").await.good()["findings"][0]["severity"], "high");
    assert_eq!(site.arriving(), 0);
}

#[tokio::test]
async fn files_that_are_none_end_in_a_problem_and_leave_nothing() {
    let site = TestApp::with(Options { largest_import: 10_000, ..Options::default() }).await;
    let p = People::of(&site).await;
    let send =
        async |fields: &[(&str, &str)], bytes: &[u8]| p.owner.upload("/api/v1/imports", fields, ("a.bin", bytes)).await;
    let commit = [("mode", "commit")];
    for bytes in [&b""[..], b"nothing that anybody knows", b"<NessusClientData_v2><Report"] {
        let problem = send(&commit, bytes).await;
        assert!([200, 201, 422].contains(&problem.status.as_u16()), "{}", problem.text());
    }
    assert_eq!(send(&commit, b"nothing that anybody knows").await.is(422).json()["code"], "unreadable");
    assert_eq!(send(&commit, &[b'x'; 10_001]).await.is(413).json()["code"], "too_large");
    send(&[("mode", "keep")], SCAN).await.is(422);
    send(&[("mode", "commit"), ("colour", "red")], SCAN).await.is(422);
    send(&[("mode", "commit"), ("system", &site.other.system.to_string())], SCAN).await.is(404);
    let (kind, mut body) = closeout_testkit::multipart(&commit, &[("a.nessus", SCAN)]);
    body.truncate(body.len() / 2);
    let broken = p.owner.send(axum::http::Method::POST, "/api/v1/imports", Some(&kind), body.into()).await;
    broken.is(422);
    p.owner.post("/api/v1/imports", json!({})).await.is(415);
    assert_eq!(site.arriving(), 0);
}
