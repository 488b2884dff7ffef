//! The main job by command line alone: a scan comes in, an item is planned, worked on, proved, checked and closed, each step
//! by the person whose duty it is.

use crate::harness::{ALEX, DANA, FAR, FARTHER, JO, PASSWORD, Place, SAM, VERA, fixture};

#[test]
fn from_a_scan_to_a_closed_item() {
    let place = Place::with_people();
    place.run("person list").done().says("validator").says(JO);

    // The scan: looked at first, then brought in.
    let scan = fixture("nessus/many.nessus");
    place.run(&format!("import {scan} --preview")).done().says("preview, nothing changed").says("7 new");
    place.run("findings list").done().says("No findings.");
    place.run(&format!("import {scan} --yes")).done().says("imported").says("POAM-0001");
    place.run_as(SAM, &format!("import {scan}")).refused("permission");

    // What it found, and the item that answers it.
    place.run("findings list --filter severity=high").done().says("Gantry 3.1 < 3.1.9").says("POAM-0001");
    let low = place.json("findings list --filter text=Desktop")["findings"][0]["id"].as_str().unwrap().to_owned();
    place.run(&format!("findings show {low}")).done().says("Remote Desktop Answers").says("lathe-2").says("tcp/3389");
    place.run_as(VERA, &format!("findings promote {low}")).refused("permission");
    place.run_as(DANA, &format!("findings promote {low}")).done().says("1 item begun: POAM-0003.");

    plan(&place);
    approve(&place);
    work(&place);
    close(&place);

    // All of it is there to be read.
    let shown = place.json("items show POAM-0003");
    assert_eq!(shown["item"]["summary"]["status"], "closed");
    let history = shown["history"].as_array().unwrap();
    let by = |sentence: &str| {
        let entry = history.iter().find(|entry| entry["sentence"].as_str().unwrap().contains(sentence));
        entry.unwrap_or_else(|| panic!("nothing says {sentence:?}"))["by"]["name"].as_str().unwrap().to_owned()
    };
    assert_eq!(by("submitted for approval"), "Dana Reyes");
    assert_eq!(by("plan approved"), "Alex Moreau");
    assert_eq!(by("task 1 reported done"), "Sam Okafor");
    assert_eq!(by("validated"), "Vera Lind");
    assert_eq!(by("closed"), "Alex Moreau");
    // Days of the past and of the future, seen from any day on which this runs.
    place.run("items show POAM-0003 --as-of 2000-01-01").exits(3);
    place.run("items list --as-of 2000-01-01").done().says("No items.");
    place.run("items show POAM-0003 --as-of 2099-12-31").done().says("POAM-0003, closed").says("Way to closure");
    place.run_as(JO, "audit --rows 3").done().says("Alex Moreau").says("POAM-0003");
    place.run_as(SAM, "audit").refused("permission");
    place.run("verify").done().says("Alder Engineering: good.").says("2 files");
}

/// Dana Reyes plans; what is incomplete is refused with every gap.
fn plan(place: &Place) {
    let dana = |command: &str| place.run_as(DANA, command).done();
    let gaps = place.run("item submit POAM-0003").refused("plan-complete");
    for gap in ["root cause: ", "actions: ", "owner: ", "resources: "] {
        assert!(gaps.err.contains(&format!("  - {gap}")), "{}", gaps.err);
    }
    dana("item root-cause POAM-0003 'The controller was delivered with remote access switched on.'")
        .says("Still missing: ");
    dana("item actions POAM-0003 'Switch remote access off' 'Check the other controllers'");
    dana(&format!("item owner POAM-0003 {SAM}"));
    dana("item priority POAM-0003 medium --reason 'reachable from the office network'");
    dana("item requirement POAM-0003 3.1.12 --objective 3.1.12[a]");
    dana("item resources POAM-0003 --people 'System administrator' --hours 6 --cost 250.50 --funding 'IT budget'");
    dana("item milestone drop POAM-0003 1 --reason 'the day of the policy is too early for the spare part'");
    dana(&format!("item milestone add POAM-0003 'Remote access is off' --due {FAR}")).says("milestone 2 is added");
    dana("item test add POAM-0003 'A scan from the office finds the port closed'").says("acceptance test 2 is added");
    dana(&format!("task add POAM-0003 'Switch it off' --responsible {SAM} --approver {DANA} --effort 4 --due {FAR}"))
        .says("task 1 is added");
    dana("task link POAM-0003 1 HD-104 --url https://helpdesk.example/HD-104");
    place
        .run(&format!("task add POAM-0003 x --responsible {SAM} --approver {SAM} --effort 1 --due {FAR}"))
        .refused("task-two-people");
    place.run("tasks show POAM-0003").done().says("Sam Okafor").says("HD-104");
}

/// Somebody else approves, once; the dates are the baseline then.
fn approve(place: &Place) {
    place.run_as(ALEX, "item approve POAM-0003").refused("item-status");
    place.run_as(DANA, "item submit POAM-0003 --note 'ready'").done().says("Status: proposed.");
    place.run_as(DANA, "item approve POAM-0003").refused("permission");
    place.run_as(JO, "item approve POAM-0003").refused("permission");
    place.run_as(ALEX, "today").done().says("Waiting for your decision").says("POAM-0003");
    place.run_as(ALEX, "item return POAM-0003 --reason 'who tests it?'").done().says("Status: draft.");
    place.signed_in(DANA, "item submit POAM-0003").done();
    place.signed_in(ALEX, "item approve POAM-0003").done().says("Status: open.");
    place.run_as(DANA, &format!("item milestone move POAM-0003 2 --to {FARTHER}")).refused("text-required");
    let later = format!("item milestone move POAM-0003 2 --to {FARTHER} --obstacle vendor --reason 'spare part'");
    place.run_as(DANA, &later).done().says("extension 1 is asked for; an approver decides");
    place.run_as(DANA, "item milestone grant POAM-0003 1").refused("permission");
    place.run_as(ALEX, "today").done().says("POAM-0003");
    place.run_as(ALEX, "item milestone grant POAM-0003 1").done().says("the extension is granted");
    place.run("milestones show POAM-0003").done().says(FAR).says(FARTHER);
}

/// Sam Okafor works and proves it; Dana Reyes approves the task.
fn work(place: &Place) {
    place.run_as(VERA, "task finish POAM-0003 1").refused("permission");
    place.run_as(SAM, "today").done().says("Your tasks").says("Switch it off");
    place.run_as(SAM, "task finish POAM-0003 1 --note 'off since noon'").done();
    place.run_as(SAM, "task approve POAM-0003 1").refused("permission");
    place.run_as(DANA, "task approve POAM-0003 1").done();
    place.run_as(SAM, "item milestone reach POAM-0003 2").done();
    place.run_as(SAM, "item done POAM-0003").refused("closure-proven").complains("acceptance test 1 is not shown");

    place.write("scan.txt", "3389/tcp closed\n");
    place.run_as(VERA, "item evidence attach POAM-0003 scan.txt").refused("permission");
    let attached = place.run_as(SAM, "item evidence attach POAM-0003 scan.txt --shows 'the port is closed' --test 1");
    let attached = attached.done().says("scan.txt is attached, sha256 ");
    let digest = attached.out.split("sha256 ").nth(1).unwrap().split('.').next().unwrap().to_owned();
    // The first test came with the finding: that a scan does not find it any more.
    for test in [1, 2] {
        let attest = format!("item test attest POAM-0003 {test} --statement 'closed' --evidence {digest}");
        place.run_as(SAM, &attest).done();
    }
    place.run_as(JO, &format!("item evidence save POAM-0003 {digest} copy.txt")).done();
    assert_eq!(std::fs::read_to_string(place.beside("copy.txt")).unwrap(), "3389/tcp closed\n");
    place.run_as(JO, &format!("item evidence save POAM-0003 {digest} copy.txt")).exits(2).complains("overwritten");
    place.run_as(SAM, "item done POAM-0003").done().says("Status: awaiting validation.");
}

/// Vera Lind validates, Alex Moreau closes; nobody else may, and nothing changes afterwards.
fn close(place: &Place) {
    place.run_as(SAM, "item validate POAM-0003 --statement 'fine'").refused("permission");
    place.run_as(ALEX, "item close POAM-0003 --statement 'fine'").refused("item-status");
    place
        .signed_in(VERA, "item validate POAM-0003 --statement 'I scanned it myself.'")
        .done()
        .says("Status: validated.");
    place.run_as(VERA, "item close POAM-0003 --statement 'fine'").refused("permission");
    place
        .signed_in(ALEX, "item close POAM-0003 --statement 'The evidence is complete.'")
        .done()
        .says("Status: closed.");
    place.run_as(DANA, "item weakness POAM-0003 'something else'").refused("item-status");
}

#[test]
fn a_password_that_is_wrong_lets_nobody_in() {
    let place = Place::with_people();
    let mut stranger = place.command("items list");
    stranger.env("CLOSEOUT_AS", DANA).env("CLOSEOUT_PASSWORD", "eight mills of flour");
    let answer = stranger.output().unwrap();
    assert_eq!(answer.status.code(), Some(4));
    assert!(answer.stdout.is_empty());

    // A person changes their own; it is not taken from where the old one comes from.
    let mut change = place.command(&format!("person password {SAM} --as {SAM}"));
    change.env("CLOSEOUT_PASSWORD", PASSWORD).env("CLOSEOUT_PERSON_PASSWORD", "nine mills of flour");
    assert_eq!(change.output().unwrap().status.code(), Some(0));
    place.signed_in(SAM, "items list").exits(4);
}
