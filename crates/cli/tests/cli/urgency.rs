//! What comes first and by when: feeds, assets, policies, and the sentences that follow from them.

use serde_json::{Value, json};

use crate::harness::Place;

const GRYPE: &str = r#"{"matches": [{"vulnerability": {"id": "CVE-2026-0001", "severity": "Low",
    "cvss": [{"version": "3.1", "vector": "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:N/A:N", "metrics": {"baseScore": 7.5}}],
    "fix": {"versions": [], "state": "unknown"}}, "relatedVulnerabilities": [],
    "matchDetails": [], "artifact": {"name": "libtool", "version": "1.0", "type": "deb", "purl": "pkg:deb/libtool@1.0",
    "locations": []}}], "source": {"type": "image", "target": {"userInput": "dmz-web:1"}},
    "descriptor": {"name": "grype", "version": "0.74.0", "timestamp": "2026-10-01T08:00:00Z"}}"#;

const KEV: &str = r#"{"catalogVersion": "2026.10.05", "dateReleased": "2026-10-05T10:00:00Z", "vulnerabilities": [
    {"cveID": "CVE-2026-0001", "dateAdded": "2026-09-20", "dueDate": "2026-10-11", "knownRansomwareCampaignUse": "Unknown"},
    {"cveID": "CVE-2026-1"}]}"#;

const EPSS: &str =
    "#model_version:v2026.01.01,score_date:2026-10-06T00:00:00Z\ncve,epss,percentile\nCVE-2026-0001,0.25,0.9\n";

const SSVC: &str = r#"{"cveMetadata": {"cveId": "CVE-2026-0001"}, "containers": {"adp": [{"metrics": [{"other":
    {"type": "ssvc", "content": {"timestamp": "2026-09-21T00:00:00Z", "version": "2.0.3", "options":
    [{"Exploitation": "active"}, {"Automatable": "yes"}, {"Technical Impact": "total"}]}}}]}]}}"#;

fn known() -> Place {
    let place = Place::begun();
    place.write("scan.json", GRYPE);
    place.write("kev.json", KEV);
    place.write("epss.csv", EPSS);
    place.write("ssvc.json", SSVC);
    place.run("import scan.json").done();
    place
}

fn finding(place: &Place) -> Value {
    let listed = place.json("findings list")["findings"][0].clone();
    let shown = place.json(&format!("findings show {}", listed["id"].as_str().unwrap()));
    // What lists sort by is what the page explains, whatever came in last.
    assert_eq!((&listed["priority"], &shown["priority"]), (&shown["urgency"]["priority"], &listed["priority"]));
    shown
}

#[test]
fn feeds_are_brought_in_once_and_go_forward() {
    let place = known();
    place.run("feed kev kev.json").done().says("2026-10-05: 1 CVEs").says("$.vulnerabilities[1]");
    assert_eq!(place.json("feed kev kev.json")["identical"], json!(true));
    place.write("older.json", KEV.replace("2026-10-05", "2026-10-01"));
    place.run("feed kev older.json").refused("feed-forward");
    place.run("feed kev older.json --yes").done();
    place.run("feed epss kev.json").exits(5);
    place.run("feed epss epss.csv").done();
    let feeds = place.json("feed list")["feeds"].clone();
    let told = |n: usize| (feeds[n]["feed"].clone(), feeds[n]["date"].clone(), feeds[n]["entries"].clone());
    assert_eq!(told(0), (json!("epss"), json!("2026-10-06"), json!(1)));
    assert_eq!(told(1), (json!("kev"), json!("2026-10-01"), json!(1)));
    place.run("audit").done().says("feed kev of 2026-10-01 brought in: 1 CVEs");
    place.run("rebuild").done();
    assert_eq!(place.json("feed list")["feeds"], feeds);
    place.run("verify").done();
}

#[test]
fn a_finding_shows_the_sum_of_its_reasons_and_its_due_date_with_its_trace() {
    let place = known();
    let before = finding(&place);
    assert_eq!(before["urgency"]["priority"], "low");
    assert_eq!(before["urgency"]["due"]["date"], "2027-03-30");
    for (kind, file) in [("kev", "kev.json"), ("epss", "epss.csv"), ("ssvc", "ssvc.json")] {
        place.run(&format!("feed {kind} {file}")).done();
    }
    place.run("system deadlines bod-26-04").done().says("due dates: BOD 26-04, table 1");
    let now = finding(&place)["urgency"].clone();
    assert_eq!(now["priority"], "critical");
    let reasons: Vec<&str> = now["reasons"].as_array().unwrap().iter().map(|r| r["code"].as_str().unwrap()).collect();
    assert_eq!(reasons, ["severity", "cvss", "kev", "epss", "ssvc", "internet"]);
    // Listed on the 20th of September, before it was found here: three days by row 1, and CISA's own date beside it.
    assert_eq!((&now["due"]["date"], &now["due"]["kev_due_date"]), (&json!("2026-09-23"), &json!("2026-10-11")));
    assert_eq!(now["due"]["forensic_triage"], json!(true));
    assert_eq!(place.json("findings list --filter exploited=yes")["findings"].as_array().map(Vec::len), Some(1));
    assert_eq!(place.json("findings list --filter exploited=no")["findings"], json!([]));
}

#[test]
fn what_is_said_of_an_asset_by_hand_or_by_rule_changes_what_comes_first() {
    let place = known();
    let asset = || place.json("assets list")["assets"][0].clone();
    assert_eq!((&asset()["open"], &asset()["exposure"]["internet"]), (&json!(1), &Value::Null));
    place.run("system exposure --rule dmz-*=internet,cui").done().says("rules about assets: dmz-*");
    assert_eq!(asset()["exposure"], json!({ "internet": true, "cui": true, "criticality": null }));
    let key = asset()["id"].as_str().unwrap().to_owned();
    assert_eq!(finding(&place)["urgency"]["priority"], "high");
    place.run(&format!("assets rate {key} --internet no --criticality high --reason 'behind the new gateway'")).done();
    let rated = asset();
    assert_eq!(rated["exposure"], json!({ "internet": false, "cui": true, "criticality": "high" }));
    assert_eq!(rated["said"]["reason"], "behind the new gateway");
    place.run(&format!("assets show {key}")).done().says("the internet reaches it: no");
    place.run(&format!("assets rate {key} --criticality vital --reason x")).exits(2);
    place.run("system exposure --rule dmz-*").exits(2);
    place.run("system deadlines own --row high=30").refused("deadline-table");
}

#[test]
fn lists_begin_with_what_is_exploited_and_what_the_internet_reaches() {
    let place = known();
    let other = |cve: &str, severity: &str, image: &str| {
        GRYPE.replace("CVE-2026-0001", cve).replace("\"Low\"", severity).replace("dmz-web:1", image)
    };
    place.write("high.json", other("CVE-2026-0002", "\"High\"", "mill:1"));
    place.write("outside.json", other("CVE-2026-0003", "\"High\"", "dmz-mail:1"));
    place.run("import high.json").done();
    place.run("import outside.json").done();
    let order = |verb: &str, list: &str| {
        let rows = place.json(verb)[list].clone();
        let title = |row: &Value| row["title"].as_str().unwrap().chars().rev().take(1).collect::<String>();
        let told = |row: &Value| (title(row), row["exploited"] == true, row["internet"] == true);
        rows.as_array().unwrap().iter().map(told).collect::<Vec<_>>()
    };
    let told = |n: &str, exploited, internet| (n.to_owned(), exploited, internet);
    let before = [told("2", false, false), told("3", false, false), told("1", false, false)];
    assert_eq!(order("findings list", "findings"), before);
    place.run("feed kev kev.json").done();
    place.run("system exposure --rule dmz-mail*=internet --rule dmz-web*=inside").done();
    // What the internet reaches becomes critical; what is exploited inside is as high as the other, and before it.
    let now = [told("3", false, true), told("1", true, false), told("2", false, false)];
    assert_eq!(order("findings list", "findings"), now);
    // One update corrects all three.
    assert_eq!(order("findings fixes", "groups"), now[..1]);
    assert_eq!(order("findings list --filter internet=yes", "findings"), now[..1]);
    assert_eq!(order("findings list --filter priority=critical", "findings"), now[..1]);
    let first = place.json("findings list --filter rows=1");
    let after = first["findings"][0]["id"].as_str().unwrap().to_owned();
    assert_eq!(order(&format!("findings list --filter after={after} --filter from=1"), "findings"), now[1..]);
    place.run("findings list").done().says("critical, internet").says("high, exploited");
    place.run("verify").done();
}

#[test]
fn what_two_tools_state_stands_once_with_both_sources() {
    let place = known();
    let trivy = r#"{"SchemaVersion": 2, "ArtifactName": "dmz-web:1", "ArtifactType": "container_image", "Results": [
        {"Target": "dmz-web:1 (debian 12)", "Class": "os-pkgs", "Type": "debian", "Vulnerabilities": [
        {"VulnerabilityID": "CVE-2026-0001", "PkgName": "libtool", "InstalledVersion": "1.0", "FixedVersion": "1.1",
        "Title": "libtool: reads too far", "Severity": "MEDIUM"}]}]}"#;
    place.write("trivy.json", trivy);
    place.run("import trivy.json").done();
    let fixes = place.json("findings fixes --filter answered=no")["groups"].clone();
    assert_eq!(fixes.as_array().map(Vec::len), Some(1), "{fixes}");
    assert_eq!((&fixes[0]["findings"], &fixes[0]["sources"]), (&json!(2), &json!(["grype", "trivy"])));
    let fix = fixes[0]["fix"].as_str().unwrap();
    place.run(&format!("findings promote --fix {fix}")).done().says("POAM-0001");
    let listed = place.json("findings list")["findings"].clone();
    assert_eq!((&listed[0]["item"], &listed[1]["item"]), (&json!("POAM-0001"), &json!("POAM-0001")));
    assert_eq!(place.json("findings fixes --filter answered=no")["groups"], json!([]));
    // Without one of the scans, the other stands by itself.
    let import = place.json("imports list")["imports"][1]["id"].as_str().unwrap().to_owned();
    place.run(&format!("imports undo {import} --reason 'of another image'")).done();
    let left = place.json("findings fixes")["groups"].clone();
    assert_eq!((&left[0]["findings"], &left[0]["sources"]), (&json!(1), &json!(["trivy"])));
    place.run("verify").done();
}

#[test]
fn an_item_made_of_a_finding_begins_with_its_reasons_and_its_due_date() {
    let place = known();
    place.run("feed kev kev.json").done();
    let id = finding(&place)["id"].as_str().unwrap().to_owned();
    place.run(&format!("findings promote {id}")).done();
    let shown = place.run("items show POAM-0001").done();
    let shown = shown.says("CVE-2026-0001 is known to be exploited: in CISA's catalog since 2026-09-20");
    let shown = shown.says("due 2026-10-31 by the policy of the system");
    shown.says("the weakness is corrected everywhere (was due 2026-10-31)");
}

#[test]
fn a_finding_bears_on_requirements_and_the_organization_may_say_otherwise() {
    let place = known();
    let named = || {
        let shown = finding(&place)["requirements"]["named"].clone();
        shown.as_array().unwrap().iter().map(|c| c["requirement"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(named(), ["3.11.3", "3.11.2", "3.14.1"]);
    place.run("findings mapping CM-6").done().says("CCI-000366").says("3.4.2");
    place.run("findings map flaws --to 3.15.1 --reason x").refused("mapping-requirement");
    place.run("findings map CCI-366 --to 3.4.2 --reason x").exits(2);
    let told = place.run("findings map flaws --to 3.14.1 --reason 'as our assessor reads it'").done();
    told.says("as our assessor reads it").says("does not count");
    assert_eq!(named(), ["3.14.1"]);
    let id = finding(&place)["id"].as_str().unwrap().to_owned();
    place.run(&format!("findings promote {id}")).done();
    let shown = place.run("items show POAM-0001").done().says("3.14.1");
    shown.says("CVE-2026-0001 is a flaw, which bears on 3.14.1 here: as our assessor reads it");
    place.run("findings map 'grype:CVE-2026-0001 libtool' --to none --reason 'the tool is not installed'").done();
    place.run("findings unmap flaws --reason 'the catalog is right'").done();
    assert_eq!(named(), ["3.11.3", "3.11.2", "3.14.1"]);
    place.run("findings unmap flaws --reason 'again'").refused("mapping-requirement");
    place.run("audit").done().says("flaws mapped to 3.14.1").says("flaws mapped as in the catalog again");
    place.run("rebuild").done();
    place.run("verify").done();
}

#[test]
fn an_item_that_an_import_begins_says_the_same() {
    let place = Place::begun();
    place.write("kev.json", KEV);
    place.write("scan.json", GRYPE.replace(r#""severity": "Low""#, r#""severity": "High""#));
    place.run("feed kev kev.json").done();
    place.run("system exposure --rule dmz-*=internet,cui").done();
    assert_eq!(place.json("import scan.json")["drafts"], json!(["POAM-0001"]));
    let shown = place.run("items show POAM-0001").done();
    let shown = shown.says("CVE-2026-0001 is known to be exploited: in CISA's catalog since 2026-09-20");
    let shown = shown.says("holds CUI").says("due 2026-10-31 by the policy of the system").says("3.11.3");
    shown.says("the weakness is corrected everywhere (was due 2026-10-31)");
    let rated = place.json("audit").to_string().matches("\"rated\"").count();
    assert_eq!(rated, 1, "one rating, the whole one");
}
