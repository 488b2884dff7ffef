//! Which requirements checks bear on.

use closeout_testkit::TestApp;
use serde_json::json;

use crate::furniture::{People, scanned, worst};

#[tokio::test]
async fn checks_are_mapped_otherwise_and_back() {
    let site = TestApp::new().await;
    let p = People::of(&site).await;
    scanned(&site, &p).await;
    let id = worst(&p).await;
    let named = async || {
        let shown = p.assessor.get(&format!("/api/v1/findings/{id}")).await.good()["requirements"]["named"].clone();
        let named = shown.as_array().unwrap().iter();
        named.map(|c| (c["requirement"].clone(), c["by"].clone())).collect::<Vec<_>>()
    };
    let flaw = ["3.11.3", "3.11.2", "3.14.1"].map(|requirement| (json!(requirement), json!("catalog")));
    assert_eq!(named().await, flaw);
    let body = json!({"subject": "flaws", "requirements": ["SI.L2-3.14.1"], "reason": "as our assessor reads it"});
    p.approver.post("/api/v1/mapping", body.clone()).await.refused("permission");
    let held = p.owner.post("/api/v1/mapping", body).await.good();
    assert_eq!(held["organization"][0]["requirements"], json!(["3.14.1"]));
    assert_eq!(held["catalog"][0]["requirements"], json!(["3.11.3", "3.11.2", "3.14.1"]));
    assert_eq!(named().await, [(json!("3.14.1"), json!("organization"))]);
    let item = p.owner.call(&format!("/api/v1/findings/{id}/promote")).await.is(201).json();
    assert_eq!((&item["summary"]["requirement"], &item["summary"]["points"]), (&json!("3.14.1"), &json!(5)));

    let wrong = json!({"subject": "70658", "requirements": [], "reason": "x"});
    assert_eq!(p.owner.post("/api/v1/mapping", wrong).await.is(422).json()["gaps"][0]["field"], "subject");
    let back = json!({"subject": "flaws", "reason": "the catalog is right"});
    assert_eq!(p.owner.post("/api/v1/mapping/unmap", back.clone()).await.good()["organization"], json!([]));
    p.owner.post("/api/v1/mapping/unmap", back).await.refused("mapping-requirement");
    assert_eq!(named().await, flaw);
    let found = p.assessor.get("/api/v1/mapping?text=CM-6").await.good();
    assert_eq!(found["catalog"][0], json!({"subject": "CCI-000366", "control": "CM-6 b", "requirements": ["3.4.2"]}));
    p.assessor.get("/api/v1/mapping?colour=red").await.is(422);
}
