//! Assets by the API: how they were recognised, and telling them apart.

use closeout_testkit::TestApp;
use serde_json::{Value, json};

use crate::furniture::People;

/// A scan of one host under these names, which found this weakness there.
fn scan(at: &str, tags: &[(&str, &str)], plugin: u32) -> String {
    let name = tags.iter().find(|(name, _)| *name == "host-ip").or(tags.first()).map_or("", |(_, value)| value);
    let tags: String = tags.iter().map(|(name, value)| format!("<tag name=\"{name}\">{value}</tag>")).collect();
    format!(
        "<?xml version=\"1.0\"?><NessusClientData_v2><Policy><policyName>weekly</policyName></Policy><Report name=\"r\">
        <ReportHost name=\"{name}\"><HostProperties><tag name=\"HOST_END\">{at}</tag>{tags}</HostProperties>
        <ReportItem port=\"443\" svc_name=\"www\" protocol=\"tcp\" severity=\"3\" pluginID=\"{plugin}\"
        pluginName=\"Weakness {plugin}\" pluginFamily=\"General\"><risk_factor>High</risk_factor></ReportItem>
        </ReportHost></Report></NessusClientData_v2>"
    )
}

const FIRST: &str = "Mon Nov 09 03:00:00 2026";
const SECOND: &str = "Mon Nov 16 03:00:00 2026";

struct Desk {
    people: People,
}

impl Desk {
    async fn import(&self, name: &str, file: String, mode: &str) -> Value {
        self.people.owner.upload("/api/v1/imports", &[("mode", mode)], (name, file.as_bytes())).await.good()
    }

    async fn assets(&self) -> Vec<(String, String, u64)> {
        let list = self.people.assessor.get("/api/v1/assets").await.good();
        let row = |a: &Value| (text(&a["id"]), text(&a["label"]), a["open"].as_u64().unwrap());
        list["assets"].as_array().unwrap().iter().map(row).collect()
    }

    async fn asset(&self, key: &str) -> Value {
        self.people.assessor.get(&format!("/api/v1/assets/{key}")).await.good()
    }

    async fn does(&self, key: &str, verb: &str, body: Value) -> Value {
        self.people.owner.post(&format!("/api/v1/assets/{key}/{verb}"), body).await.good()
    }
}

fn text(value: &Value) -> String {
    value.as_str().unwrap().to_owned()
}

fn sentences(asset: &Value) -> Vec<String> {
    asset["recognised"].as_array().unwrap().iter().map(|r| text(&r["sentence"])).collect()
}

#[tokio::test]
async fn an_asset_tells_what_recognised_it_and_what_changed() {
    let site = TestApp::new().await;
    let desk = Desk { people: People::of(&site).await };
    let agent = ("host-uuid", "A1B2");
    desk.import("1.nessus", scan(FIRST, &[agent, ("host-ip", "192.0.2.7")], 1), "commit").await;
    let moved = scan(SECOND, &[agent, ("host-ip", "192.0.2.9"), ("netbios-name", "MILL-3")], 1);
    desk.import("2.nessus", moved, "commit").await;
    let [(key, ..)] = desk.assets().await.try_into().unwrap();
    let asset = desk.asset(&key).await;
    assert_eq!(
        sentences(&asset),
        [
            "recognised by the same agent id (a1b2); its host name mill-3 is new, its address changed from 192.0.2.7 to 192.0.2.9",
            "new: nothing that it is called by was known before"
        ]
    );
    let names: Vec<(String, String)> =
        asset["names"].as_array().unwrap().iter().map(|n| (text(&n["told"]), text(&n["file"]))).collect();
    let name = |told: &str, file: &str| (told.to_owned(), file.to_owned());
    let expected = [
        name("agent id", "1.nessus"),
        name("host name", "2.nessus"),
        name("address", "1.nessus"),
        name("address", "2.nessus"),
    ];
    assert_eq!(names, expected);
}

#[tokio::test]
async fn two_assets_become_one_and_two_again() {
    let site = TestApp::new().await;
    let desk = Desk { people: People::of(&site).await };
    desk.import("1.nessus", scan(FIRST, &[("netbios-name", "MILL-3")], 1), "commit").await;
    desk.import("2.nessus", scan(SECOND, &[("host-ip", "192.0.2.9")], 2), "commit").await;
    let before = desk.assets().await;
    let [(ip, ..), (mill, ..)] = before.as_slice() else { panic!("{before:?}") };
    let body = |preview: bool| json!({"from": ip, "reason": "one machine, two scanners", "preview": preview});
    let seen = desk.does(mill, "merge", body(true)).await;
    assert_eq!((&seen["committed"], &seen["imports"], &seen["open_before"]), (&json!(false), &json!(1), &json!(2)));
    assert_eq!(desk.assets().await, before, "a preview keeps nothing");
    desk.people.assessor.post(&format!("/api/v1/assets/{mill}/merge"), body(false)).await.refused("permission");
    desk.does(mill, "merge", body(false)).await;
    assert_eq!(desk.assets().await, [(mill.clone(), "MILL-3".to_owned(), 2)]);
    let asset = desk.asset(ip).await;
    assert_eq!((&asset["id"], &asset["merged"][0]["merge"]["reason"]), (&json!(mill), &body(false)["reason"]));
    assert_eq!(
        (&asset["merged"][0]["label"], &asset["merged"][0]["merge"]["by"]["name"]),
        (&json!("192.0.2.9"), &json!("Dana Reyes"))
    );
    assert!(sentences(&asset)[0].ends_with("people said that it is this asset"), "{asset}");
    desk.people.owner.post(&format!("/api/v1/assets/{ip}/merge"), json!({"from": mill, "reason": "x"})).await.is(404);
    let audit = desk.people.assessor.get("/api/v1/audit?rows=1").await.good();
    assert_eq!(audit["entries"][0]["kind"], "assets_merged");
    desk.does(ip, "unmerge", json!({"reason": "two after all"})).await;
    assert_eq!(desk.assets().await, before);
    desk.people.owner.post(&format!("/api/v1/assets/{ip}/unmerge"), json!({"reason": "x"})).await.is(404);
    let verified = desk.people.assessor.get("/api/v1/audit/verify").await.good();
    assert_eq!(verified["good"], true, "{verified}");
}

#[tokio::test]
async fn a_file_that_mistakes_one_machine_for_another_is_told_and_mended() {
    let site = TestApp::new().await;
    let desk = Desk { people: People::of(&site).await };
    desk.import("1.nessus", scan(FIRST, &[("netbios-name", "MILL-3"), ("host-ip", "192.0.2.7")], 1), "commit").await;
    let lathe = || scan(SECOND, &[("netbios-name", "LATHE-1"), ("host-ip", "192.0.2.7")], 2);
    let seen = desk.import("2.nessus", lathe(), "preview").await;
    let told = "lathe-1 (host name) was taken for mill-3 (host name), because the address 192.0.2.7 is the same";
    assert_eq!((&seen["doubts"], &seen["doubt_count"]), (&json!([told]), &json!(1)));
    desk.import("2.nessus", lathe(), "commit").await;
    let [(mill, ..)] = desk.assets().await.try_into().unwrap();
    let body = |name: &str| json!({"names": [{"kind": "hostname", "name": name}], "reason": "another machine"});
    let unknown = body("press-2");
    desk.people.owner.post(&format!("/api/v1/assets/{mill}/split"), unknown).await.refused("asset-split");
    let split = desk.does(&mill, "split", body("LATHE-1")).await;
    assert_eq!((&split["imports"], &split["committed"]), (&json!(1), &json!(true)));
    let part = text(&split["asset"]);
    let rows = |rows: Vec<(String, String, u64)>| rows.into_iter().map(|(id, _, open)| (id, open)).collect::<Vec<_>>();
    let mut apart = rows(desk.assets().await);
    apart.sort();
    let mut expected = vec![(mill.clone(), 1), (part.clone(), 1)];
    expected.sort();
    assert_eq!(apart, expected);
    assert_eq!(desk.asset(&part).await["part_of"]["of"], json!(mill));
    assert_eq!(desk.asset(&mill).await["parts"][0]["names"][0]["name"], "lathe-1");
    // From now on it is recognised for itself, also by another address.
    let third = scan("Mon Nov 23 03:00:00 2026", &[("netbios-name", "LATHE-1"), ("host-ip", "192.0.2.8")], 2);
    assert_eq!(desk.import("3.nessus", third, "commit").await["doubt_count"], 0);
    assert_eq!(desk.assets().await.len(), 2);
    desk.does(&part, "unsplit", json!({"reason": "it was renamed"})).await;
    assert_eq!(rows(desk.assets().await), [(mill.clone(), 2)]);
    assert_eq!(desk.asset(&part).await["id"], json!(mill));
}

#[tokio::test]
async fn an_asset_is_rated() {
    let site = TestApp::new().await;
    let desk = Desk { people: People::of(&site).await };
    desk.import("1.nessus", scan(FIRST, &[("netbios-name", "MILL-3")], 1), "commit").await;
    let [(mill, ..)] = desk.assets().await.try_into().unwrap();
    let rated = desk.does(&mill, "rate", json!({"cui": true, "criticality": "high", "reason": "drawings"})).await;
    assert_eq!(rated["exposure"], json!({"internet": null, "cui": true, "criticality": "high"}));
    let wrong = json!({"criticality": "vital", "reason": "drawings"});
    desk.people.owner.post(&format!("/api/v1/assets/{mill}/rate"), wrong).await.refused("form-field");
    assert_eq!(desk.asset(&mill).await["history"][0]["kind"], "asset_rated");
}
