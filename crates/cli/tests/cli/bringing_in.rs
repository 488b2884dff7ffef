//! Files on their way in: what they say, what they would change, what is wrong with them.

use std::fs;

use serde_json::{Value, json};

use crate::harness::{Place, closeout, corpus, fixture};

#[test]
fn inspect_says_in_json_what_the_contract_promises() {
    let document = closeout(&format!("inspect {} --output json", fixture("nessus/many.nessus"))).done().json();
    assert_eq!(document["format"], "nessus");
    assert_eq!((&document["tool"]["name"], &document["tool"]["version"]), (&json!("Nessus"), &json!("10.8.3")));
    let counts = json!({
        "observations": 9, "present": 7, "absent": 1, "not_judged": 1, "assets": 3,
        "by_severity": { "critical": 1, "high": 1, "medium": 1, "low": 1, "info": 5 },
        "cves": 2, "problems": 0,
    });
    assert_eq!(document["counts"], counts);
    assert_eq!(document["coverage"], json!({ "assets": 2, "authenticated": 1, "checks": null }));
    assert_eq!(document["problems"], json!([]));

    let problem = &closeout(&format!("inspect {} --output json", fixture("nessus/hostile.nessus"))).done().json();
    let first = &problem["problems"][0];
    assert_eq!(first["at"], "line 10");
    assert!(!first["message"].as_str().unwrap().is_empty());
    assert_eq!(problem["counts"]["problems"].as_u64(), problem["problems"].as_array().map(|p| p.len() as u64));
}

#[test]
fn inspect_prints_one_observation_a_line_then_what_was_covered() {
    let answer = closeout(&format!("inspect {} --output ndjson", fixture("nessus/many.nessus"))).done();
    let lines: Vec<Value> = answer.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let (last, observations) = lines.split_last().unwrap();
    assert_eq!(observations.len(), 9);
    assert_eq!(last["coverage"]["assets"], 2);
    let fields = [
        "check",
        "title",
        "state",
        "severity",
        "cvss",
        "cve",
        "cwe",
        "cci",
        "asset",
        "place",
        "seen_at",
        "description",
        "recommendation",
        "output",
    ];
    for field in fields {
        assert!(observations.iter().all(|o| o.get(field).is_some()), "{field}");
    }
}

const WALK: &str = "Weakness,Severity,Stage,Server\nOld TLS,High,wontfix,press-1\nTelnet,High,gone,press-1\n";

#[test]
fn the_columns_of_a_table_are_shown_and_decided() {
    let place = Place::begun();
    place.write("walk.csv", WALK);
    place.run("inspect walk.csv").done().says("Stage").says("neither the heading nor the values say what it means");
    let guessed = place.json("inspect walk.csv");
    assert_eq!(guessed["mapping"]["columns"][3]["field"], "host");
    assert_eq!(guessed["mapping"]["columns"][2]["field"], Value::Null);
    let said = "--map Stage=state --word wontfix=present --word gone=absent";
    let decided = place.json(&format!("inspect walk.csv {said}"));
    assert_eq!((&decided["counts"]["present"], &decided["counts"]["absent"]), (&json!(1), &json!(1)));
    assert_eq!(decided["mapping"]["columns"][2]["reason"], "chosen");
    place.run("inspect walk.csv --map Colour=title").exits(5).complains("no column \"Colour\"");
    place.run("inspect walk.csv --map Stage").exits(2);
}

#[test]
fn what_was_decided_about_a_table_is_remembered_for_the_same_headings() {
    let place = Place::begun();
    place.write("walk.csv", WALK);
    place.json("import walk.csv --map Stage=state --word wontfix=present --word gone=absent");
    place.write("next.csv", WALK.replace("Old TLS", "Older TLS"));
    let next = place.json("import next.csv --preview");
    assert_eq!(next["mapping"]["columns"][2]["field"], "state");
    assert_eq!(next["mapping"]["remembered"]["file"], "walk.csv");
    assert_eq!(next["problems"], json!([]));
    place.run("import next.csv --preview").done().says("remembered from the import of walk.csv");
    let otherwise = place.json("import next.csv --preview --map Stage=none");
    assert_eq!(otherwise["mapping"]["columns"][2]["field"], Value::Null);
    place.write("other.csv", "Weakness,Severity,Stage\nOld TLS,High,wontfix\n");
    assert_eq!(place.json("import other.csv --preview")["mapping"]["remembered"], Value::Null);
    place.run("verify").done().says("good");
}

/// What is counted and what is kept agree with what was counted by no tool of ours.
#[test]
fn a_scan_of_another_firm_comes_in_whole() {
    let Some(corpus) = corpus() else { return };
    let counts: Value = serde_json::from_slice(&fs::read(corpus.join("raw_counts.json")).unwrap()).unwrap();
    let place = Place::begun();
    for name in ["nessus_xml/dojo__nessus_v_unknown.xml", "nessus_xml/dradis-nessus__example_v2.nessus"] {
        let (raw, file) = (&counts[name], corpus.join(name).canonicalize().unwrap());
        let inspected = closeout(&format!("inspect '{}' --output json", file.display())).done().json();
        assert_eq!(inspected["counts"]["observations"], raw["count"], "{name}");
        assert_eq!(inspected["counts"]["assets"], raw["ReportHost"], "{name}");
        let report = place.json(&format!("import '{}' --yes", file.display()));
        assert_eq!((&report["committed"], &report["tally"]["observations"]), (&json!(true), &raw["count"]), "{name}");
    }
    let found = place.json("findings list");
    let assets: u64 = found["findings"].as_array().unwrap().iter().map(|f| f["assets"].as_u64().unwrap()).sum();
    assert!(assets > 0);
    place.run("verify").done().says("good");
}

#[test]
fn import_says_in_json_what_the_contract_promises() {
    let place = Place::begun();
    let scan = fixture("nessus/many.nessus");
    let preview = place.json(&format!("import {scan} --preview"));
    let changes = json!({ "new": 7, "still": 0, "changed": 0, "absent": 0, "not_observed": 0 });
    assert_eq!((&preview["committed"], &preview["import"]), (&json!(false), &Value::Null));
    assert_eq!((&preview["preview"], &preview["problems"]), (&changes, &json!([])));

    let report = place.json(&format!("import {scan}"));
    assert_eq!((&report["format"], &report["committed"]), (&json!("nessus"), &json!(true)));
    assert_eq!(report["preview"], changes);
    assert!(report["import"].as_str().is_some());

    // The identical file, whatever it is called, changes nothing.
    let before = place.json("findings list");
    place.write("again.xml", fs::read(&scan).unwrap());
    let again = place.json("import again.xml");
    assert_eq!((&again["identical"], &again["committed"]), (&json!(true), &json!(false)));
    assert_eq!(again["import"], report["import"]);
    assert_eq!(place.json("findings list"), before);
}

#[test]
fn findings_are_listed_and_shown_as_the_contract_promises() {
    let place = Place::begun();
    place.run(&format!("import {}", fixture("nessus/many.nessus"))).done();
    let list = place.json("findings list --filter state=open");
    assert_eq!(list["next"], Value::Null);
    let first = &list["findings"][0];
    assert_eq!(first["title"], "Gantry 3.1 < 3.1.9 Memory Corruption");
    for (field, value) in [
        ("check", json!("900200")),
        ("severity", json!("critical")),
        ("state", json!("open")),
        ("assets", json!(1)),
        ("sources", json!(["nessus"])),
        ("item", json!("POAM-0001")),
    ] {
        assert_eq!(first[field], value, "{field}");
    }
    let shown = place.json(&format!("findings show {}", first["id"].as_str().unwrap()));
    assert_eq!((&shown["id"], &shown["cve"]), (&first["id"], &json!(["CVE-2026-90001", "CVE-2026-90002"])));
    assert_eq!(shown["recommendation"], "Upgrade to Gantry 3.1.9 or later.");
    assert!(shown["description"].as_str().unwrap().contains("Gantry writes past the end"));
    assert_eq!(shown["sightings"], 1);
    let on = &shown["assets"][0];
    assert_eq!((&on["asset"]["ip"], &on["state"]), (&json!("192.0.2.21"), &json!("present")));
    assert_eq!((&on["reason"], &on["clean"]), (&json!(""), &json!(0)));
    assert!(on["asset"]["hostname"].is_string() && on["last_seen"].is_string());
}

/// Whatever is wrong with a file, it is said where and what to do, and of a file that cannot be read nothing is kept.
#[test]
fn what_cannot_be_read_says_where_and_what_to_do_and_nothing_is_kept() {
    let place = Place::begun();
    let scan = fs::read(fixture("nessus/many.nessus")).unwrap();
    let cases: [(&str, Vec<u8>); 8] = [
        ("empty.nessus", Vec::new()),
        ("header.nessus", scan[..20].to_vec()),
        ("spaces.csv", b"   \n\n".to_vec()),
        ("zeros.bin", vec![0; 4_096]),
        ("picture.png", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec()),
        ("foreign.xml", b"<?xml version=\"1.0\"?><invoice><total>3</total></invoice>".to_vec()),
        ("foreign.json", b"{\"invoice\": 3}".to_vec()),
        ("cells.csv", b"Article,Price\nNails,3\n".to_vec()),
    ];
    let before = place.json("audit")["entries"].as_array().unwrap().len();
    for (name, content) in cases {
        place.write(name, content);
        let said = place.run(&format!("inspect {name}")).exits(5).complains(name).complains("to do: ");
        assert_eq!(said.out, "", "{name}");
        let error = &place.run(&format!("import {name} --output json")).exits(5).json()["error"];
        assert_eq!(error["code"], "unreadable", "{name}");
        assert!(error["detail"].as_str().unwrap().contains(name), "{error}");
        assert!(!error["remedy"].as_str().unwrap().is_empty(), "{name}");
    }
    place.write("deep.json", format!("{{\"source\": \"audit\", \"findings\": {}", "[".repeat(100_000)));
    place.run("inspect deep.json").done().says("the file is incomplete").says("line 1: values are nested deeper");
    let places = place.run("import foreign.xml empty.nessus --output json").exits(5).json();
    assert_eq!(places["errors"].as_array().unwrap().len(), 2);
    assert_eq!(place.json("audit")["entries"].as_array().unwrap().len(), before);
    assert_eq!(place.json("imports list")["imports"], json!([]));
    assert_eq!(place.json("findings list")["findings"], json!([]));
}

/// A file that breaks off is read as far as it goes, and never proves that something is absent.
#[test]
fn what_breaks_off_is_read_and_proves_nothing() {
    let place = Place::begun();
    let scan = fs::read(fixture("nessus/many.nessus")).unwrap();
    place.write("whole.nessus", &scan);
    place.run("import whole.nessus").done();
    let half = place.write("half.nessus", &scan[..scan.len() / 2]);
    let said = closeout(&format!("inspect {} --output json", half.display())).done().json();
    assert_eq!(said["incomplete"], true);
    assert!(said["problems"].as_array().unwrap().iter().any(|p| p["at"].as_str().unwrap().starts_with("line ")));
    let report = place.json("import half.nessus --yes");
    assert_eq!(report["preview"]["absent"], 0);
    assert!(report["preview"]["not_observed"].as_u64().unwrap() > 0);
}

#[test]
fn several_files_come_in_though_one_of_them_cannot() {
    let place = Place::begun();
    place.write("foreign.xml", "<invoice/>");
    let (scan, missing) = (fixture("nessus/many.nessus"), "nowhere.nessus");
    let answer = place.run(&format!("import foreign.xml {scan} {missing} --output json")).exits(5);
    let document = answer.json();
    assert_eq!(document["imports"][0]["committed"], true);
    assert_eq!(document["errors"][0]["file"], "foreign.xml");
    assert_eq!(document["errors"][1]["error"]["code"], "not_found");
    place.run("imports list").done().says("many.nessus");
}

#[test]
fn an_import_is_undone_as_if_it_had_never_been() {
    let place = Place::begun();
    place.run(&format!("import {}", fixture("nessus/one.nessus"))).done();
    let before = place.json("findings list");
    let report = place.json(&format!("import {}", fixture("nessus/many.nessus")));
    assert_ne!(place.json("findings list"), before);
    let import = report["import"].as_str().unwrap();
    place.run(&format!("imports show {import}")).done().says("many.nessus").says("POAM-0001");
    place.run(&format!("imports save {import} saved.nessus")).done();
    assert_eq!(fs::read(place.beside("saved.nessus")).unwrap(), fs::read(fixture("nessus/many.nessus")).unwrap());
    place.run(&format!("imports undo {import} --reason 'wrong network'")).done().says("is undone");
    assert_eq!(place.json("findings list"), before);
    place.run("imports list").done().says("undone");
    place.run(&format!("imports undo {import} --reason 'again'")).exits(4);
    place.run("items show POAM-0001").done().says("draft");
    place.run("verify").done();
}

#[test]
fn an_import_that_marks_much_absent_waits_for_a_yes() {
    let place = Place::begun();
    let stated = |state: &str| {
        let door =
            |n| json!({ "title": format!("Door {n} does not lock"), "reference": format!("D-{n}"), "state": state });
        // The source comes first in this format; a map would put it last.
        format!("{{\"source\": {{\"kind\": \"audit\"}}, \"findings\": {}}}", Value::from_iter((1..=11).map(door)))
    };
    place.write("spring.json", stated("present"));
    place.write("autumn.json", stated("absent"));
    place.run("import spring.json").done().says("11 new");
    let held = place.run("import autumn.json").exits(4);
    held.says("held back, nothing changed").says("mark 11 of 11 open findings absent").says("repeat with --yes");
    place.run("import autumn.json --preview").done().says("11 absent with proof");
    assert_eq!(place.json("findings list --filter state=absent")["findings"], json!([]));
    place.run("import autumn.json --yes").done().says("imported");
    assert_eq!(place.json("findings list --filter state=absent")["findings"].as_array().unwrap().len(), 11);
}

#[test]
fn a_finding_that_somebody_states_comes_in_like_a_file() {
    let place = Place::begun();
    let add = "findings add --kind audit --source 'audit of spring' --title 'Backups leave the building' --severity high \
        --asset nas-1 --asset 192.0.2.7 --found 2026-03-02 --recommendation 'Encrypt them'";
    place.run(&format!("{add} --preview")).done().says("preview, nothing changed").says("2 new");
    place.run(add).done().says("audit of spring.json: findings").says("drafts begun").says("POAM-0001");
    let finding = &place.json("findings list")["findings"][0];
    assert_eq!((&finding["title"], &finding["severity"]), (&json!("Backups leave the building"), &json!("high")));
    assert_eq!((&finding["assets"], &finding["item"]), (&json!(2), &json!("POAM-0001")));
    place.run("findings add --kind audit").exits(2).complains("--title");
    place.run("findings add --kind audit --title x --found TBD").exits(2);
}

#[test]
fn findings_are_triaged_by_fix_and_set_aside_by_two_people() {
    let place = Place::with_people();
    place.run(&format!("import {}", fixture("nessus/many.nessus"))).done();
    let fixes = place.json("findings fixes --filter answered=no --filter severity=low");
    let fix = fixes["groups"][0]["fix"].as_str().unwrap();
    let finding = fixes["groups"][0]["ids"][0].as_str().unwrap();
    place.run(&format!("findings dismiss --fix {fix} --reason 'the port is meant to be open'")).done();
    place.run(&format!("findings approve-dismissal {finding}")).refused("permission");
    let alex = |command: &str| place.run_as(crate::harness::ALEX, command);
    alex(&format!("findings approve-dismissal {finding}")).done();
    place.run(&format!("findings show {finding}")).done().says("dismissed").says("the port is meant to be open");
    alex(&format!("findings restore {finding} --reason 'it is not'")).done();
    let promoted = place.json(&format!("findings promote {finding} --fix {fix}"));
    assert_eq!(promoted["items"].as_array().unwrap().len(), 1, "one fix, one item");
    let unanswered = place.json("findings fixes --filter answered=no --filter text=Patch");
    let fix = unanswered["groups"][0]["fix"].as_str().unwrap();
    place.run(&format!("findings attach --fix {fix} --item POAM-0001")).done().says("the findings are attached");
    place.run("items show POAM-0001").done().says("OS Security Patch Assessment Failed");
}
