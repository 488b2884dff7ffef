//! Feeds, due dates and rules about assets.

use closeout_testkit::TestApp;
use serde_json::json;

use crate::furniture::People;

const EPSS: &[u8] =
    b"#model_version:v2026.01.01,score_date:2026-10-06T00:00:00Z\ncve,epss,percentile\nCVE-2026-0001,0.25,0.9\n";

#[tokio::test]
async fn feeds_are_brought_in_once() {
    let site = TestApp::new().await;
    let p = People::of(&site).await;
    let file = ("epss_scores.csv", EPSS);
    p.approver.upload("/api/v1/feeds/epss", &[], file).await.refused("permission");
    let report = p.owner.upload("/api/v1/feeds/epss", &[], file).await.is(201).json();
    assert_eq!((&report["feed"]["entries"], &report["identical"]), (&json!(1), &json!(false)));
    assert_eq!(p.owner.upload("/api/v1/feeds/epss", &[], file).await.is(200).json()["identical"], true);
    let older = String::from_utf8_lossy(EPSS).replace("2026-10-06", "2026-10-05");
    let older = ("older.csv", older.as_bytes());
    p.owner.upload("/api/v1/feeds/epss", &[], older).await.refused("feed-forward");
    p.owner.upload("/api/v1/feeds/epss", &[("older", "perhaps")], older).await.is(422);
    p.owner.upload("/api/v1/feeds/epss", &[("older", "true")], older).await.is(201);
    p.owner.upload("/api/v1/feeds/kev", &[], file).await.is(422);
    p.owner.upload("/api/v1/feeds/nvd", &[], file).await.is(404);
    assert_eq!(p.assessor.get("/api/v1/feeds").await.good()["feeds"][0]["date"], "2026-10-05");
    assert_eq!(site.arriving(), 0);
}

#[tokio::test]
async fn due_dates_and_rules_about_assets_are_said() {
    let site = TestApp::new().await;
    let p = People::of(&site).await;
    let system = format!("/api/v1/systems/{}", site.firm.system);
    let at = |rest: &str| format!("{system}/{rest}");
    p.owner.post(&at("deadlines"), json!({"preset": "fedramp"})).await.refused("permission");
    let held = p.administrator.post(&at("deadlines"), json!({"preset": "fedramp", "shift": "before"})).await.good();
    let policy = &held["deadlines"];
    assert_eq!(
        (&policy["preset"], &policy["basis"], &policy["number"]),
        (&json!("fedramp"), &json!("severity"), &json!(1))
    );
    assert_eq!((&policy["shift"], &policy["rows"][0]["days"]), (&json!("before"), &json!(30)));
    let row = |level: &str, days: u16| json!({"level": level, "internet": null, "known_exploited": null, "days": days});
    let own = json!({"preset": "own", "rows": [row("high", 14)]});
    p.administrator.post(&at("deadlines"), own).await.refused("deadline-table");
    let rows = [row("critical", 3), row("high", 14), row("medium", 60), row("low", 120)];
    let own = json!({"preset": "own", "rows": rows, "counting": "working", "holidays": ["2026-12-24"]});
    let held = p.administrator.post(&at("deadlines"), own).await.good();
    assert_eq!((&held["deadlines"]["rows"], &held["deadlines"]["number"]), (&json!(rows), &json!(2)));
    for wrong in [
        json!({"preset": "ours"}),
        json!({"preset": "own", "rows": [row("severe", 3)]}),
        json!({"preset": "own", "holidays": ["soon"]}),
    ] {
        assert!(p.administrator.post(&at("deadlines"), wrong).await.status.is_client_error());
    }

    let rules =
        json!({"rules": [{"pattern": "dmz-*", "internet": true}, {"pattern": "10.0.0.0/8", "criticality": "high"}]});
    p.owner.post(&at("exposure"), rules.clone()).await.refused("permission");
    let held = p.administrator.post(&at("exposure"), rules).await.good();
    assert_eq!(held["exposure_rules"][1]["exposure"], json!({"internet": null, "cui": null, "criticality": "high"}));
    p.administrator.post(&at("exposure"), json!({"rules": [{"pattern": "x"}]})).await.refused("asset-rule");
    let none = p.administrator.post(&at("exposure"), json!({"rules": []})).await.good();
    assert_eq!(none["exposure_rules"], json!([]));
}
