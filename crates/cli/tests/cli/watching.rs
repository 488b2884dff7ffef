//! Acceptance tests that run by themselves, from the first scan to what comes back after closure.

use crate::harness::{ALEX, DANA, FAR, Place, SAM, VERA};

/// A weekly scan of two presses, in the form of Nessus, with the weakness on those that are named.
fn weekly(place: &Place, day: u8, found_on: &[&str]) -> String {
    let host = |name: &str, ip: &str| {
        let weakness = r#"<ReportItem port="443" svc_name="www" protocol="tcp" severity="3" pluginID="900201"
            pluginName="Anvil Press Console 3.0 Default Password" pluginFamily="Web Servers">
            <description>Anybody may sign in.</description><risk_factor>High</risk_factor>
            <solution>Set a password.</solution></ReportItem>"#;
        format!(
            r#"<ReportHost name="{name}"><HostProperties>
            <tag name="HOST_END">Mon Mar {day:2} 22:00:00 2026</tag><tag name="host-ip">{ip}</tag>
            <tag name="Credentialed_Scan">true</tag></HostProperties>
            <ReportItem port="0" svc_name="general" protocol="tcp" severity="0" pluginID="19506"
            pluginName="Nessus Scan Information" pluginFamily="Settings"><description>x</description>
            <plugin_output>Nessus version : 10.8.3
Plugin feed version : 2026030{day}0915
Scan policy used : Weekly
Credentialed checks : yes
</plugin_output></ReportItem>{}</ReportHost>"#,
            if found_on.contains(&name) { weakness } else { "" }
        )
    };
    let name = format!("weekly-{day}.nessus");
    let hosts = host("press-1", "192.0.2.41") + &host("press-2", "192.0.2.42");
    let text = format!(
        "<?xml version=\"1.0\" ?>\n<NessusClientData_v2><Policy><policyName>Weekly</policyName></Policy>\
         <Report name=\"Weekly\">{hosts}</Report></NessusClientData_v2>"
    );
    place.write(&name, text);
    name
}

fn status(place: &Place, item: &str) -> String {
    place.json(&format!("items show {item}"))["item"]["summary"]["status"].as_str().unwrap().to_owned()
}

/// An approved item with its one task done and its milestone reached: only the scan's word is missing.
fn planned(place: &Place) {
    let dana = |command: &str| place.run_as(DANA, command).done();
    dana("item root-cause POAM-0001 'Delivered so.'");
    dana(&format!("item owner POAM-0001 {SAM}"));
    dana("item resources POAM-0001 --people 'System administrator' --hours 2 --cost 0 --funding 'IT budget'");
    dana(&format!("item milestone add POAM-0001 'Passwords are set' --due {FAR}"));
    dana(&format!("task add POAM-0001 'Set them' --responsible {SAM} --approver {DANA} --effort 2 --due {FAR}"));
    dana("item test add POAM-0001 'The console names its policy' --check 'output:password-policy: strict'");
    dana("item submit POAM-0001");
    place.run_as(ALEX, "item approve POAM-0001").done();
    place.run_as(SAM, "task finish POAM-0001 1").done();
    place.run_as(DANA, "task approve POAM-0001 1").done();
    for milestone in [1, 2] {
        place.run_as(SAM, &format!("item milestone reach POAM-0001 {milestone}")).done();
    }
    place.write("console.txt", "password-policy: strict\n");
    place.run_as(SAM, "item evidence attach POAM-0001 console.txt --test 2").done();
    place.run("items show POAM-0001").done().says("a file is attached for this test");
}

#[test]
fn scans_show_the_work_to_be_done_and_keep_watching_after_the_closure() {
    let place = Place::with_people();
    let first = weekly(&place, 1, &["press-1", "press-2"]);
    place.run(&format!("import {first}")).done().says("POAM-0001");
    planned(&place);
    let told = place.run_as(SAM, "item done POAM-0001").refused("closure-proven");
    told.complains("acceptance test 1 is not shown");
    place.run_as(SAM, "item test run POAM-0001").done().says("nothing has changed");

    // One of the two is clean: not yet.
    let second = weekly(&place, 2, &["press-2"]);
    place.run(&format!("import {second}")).done();
    assert_eq!(status(&place, "POAM-0001"), "open");
    // Both are: the work awaits validation, with the scan as its evidence.
    let third = weekly(&place, 3, &[]);
    let answer = place.run(&format!("import {third} --yes")).done();
    let answer = answer.says("POAM-0001 test 1 is met (proved absent in all of 2 places by 1 clean scan)");
    answer.says("awaiting validation");
    let shown = place.json("items show POAM-0001");
    let evidence = shown["item"]["evidence"].as_array().unwrap();
    assert!(evidence.iter().any(|e| e["name"] == "weekly-3.nessus"), "{evidence:?}");
    let import = place.json("imports list")["imports"][0]["id"].as_str().unwrap().to_owned();

    // Undone, it proves nothing any more, and the work comes back.
    place.run(&format!("imports undo {import} --reason 'of another site'")).done();
    assert_eq!(status(&place, "POAM-0001"), "open");
    place.run(&format!("import {third} --yes")).done();
    assert_eq!(status(&place, "POAM-0001"), "awaiting_validation");

    place.run_as(VERA, "item validate POAM-0001 --statement 'I read the scan.'").done();
    place.run_as(ALEX, "item close POAM-0001 --statement 'Shown.'").done();

    // It comes back: a new item that refers to the old one and is its owner's.
    let fourth = weekly(&place, 4, &["press-1"]);
    place.run(&format!("import {fourth}")).done().says("POAM-0002");
    let again = place.json("items show POAM-0002");
    let summary = &again["item"]["summary"];
    assert_eq!((summary["recurrence_of"].as_str(), summary["status"].as_str()), (Some("POAM-0001"), Some("draft")));
    assert_eq!(summary["owner"]["name"], "Sam Okafor");
    assert_eq!(status(&place, "POAM-0001"), "closed", "closed items do not reopen");
    place.run("verify").done();
}

#[test]
fn a_check_that_is_none_says_what_it_could_be() {
    let place = Place::begun();
    place.run("item draft --weakness x --source observation").done();
    let answer = place.run("item test add POAM-0001 'gone' --check soon").exits(2);
    answer.complains("clean-scans:2").complains("evidence-since:");
}
