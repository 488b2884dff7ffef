//! The record as a whole: kept, copied, checked, made anew.

use std::{fs, path::Path};

use rusqlite::Connection;
use serde_json::Value;

use crate::harness::{DANA, FAR, PASSWORD, Place, SAM, fixture};

/// What every list says, to be compared.
fn lists(place: &Place, data: &Path) -> Vec<Value> {
    let lists =
        ["findings list", "items list", "tasks list", "milestones list", "imports list", "person list", "audit"];
    lists.map(|verb| place.json(&format!("{verb} --data '{}'", data.display()))).into()
}

/// A record with something of everything.
fn furnished() -> Place {
    let place = Place::begun();
    place.run(&format!("person add {SAM} --name 'Sam Okafor' --role responsible")).done().says("cannot sign in until");
    place.run(&format!("import {}", fixture("nessus/many.nessus"))).done();
    place.run("item draft --weakness 'Doors stand open'").done();
    place.run(&format!("item milestone add POAM-0003 'They are closed' --due {FAR}")).done();
    place.run(&format!("task add POAM-0003 Close --responsible {SAM} --approver {DANA} --effort 1 --due {FAR}")).done();
    place.write("photo.txt", "closed");
    place.run("item evidence attach POAM-0003 photo.txt").done();
    place
}

/// Changes the database behind the program's back, as somebody could who holds the file.
fn tamper(place: &Place, sql: &str) {
    Connection::open(place.data().join("closeout.db")).unwrap().execute_batch(sql).unwrap();
}

/// The kept file whose content begins like this.
fn kept(place: &Place, start: &[u8]) -> std::path::PathBuf {
    let shelves = fs::read_dir(place.data().join("blobs")).unwrap().map(|shelf| shelf.unwrap().path());
    let files = shelves.flat_map(|shelf| fs::read_dir(shelf).unwrap().map(|file| file.unwrap().path()));
    let mut files = files.filter(|file| fs::read(file).is_ok_and(|bytes| bytes.starts_with(start)));
    files.next().expect("a kept file")
}

#[test]
fn a_backup_is_taken_while_the_record_is_used_and_restored_elsewhere() {
    let place = furnished();
    let mut served = place.serve();
    assert!(served.url().starts_with("http://127.0.0.1:"));
    let before = lists(&place, &place.data());
    place.run("backup copy.zip").done().says("copy.zip").says("2 files beside the database");
    place.run("item comment POAM-0003 'after the copy'").done();
    place.run("backup copy.zip").exits(2).complains("never overwritten");
    drop(served);

    place.run("restore copy.zip --data elsewhere").done().says("closeout verify --data elsewhere");
    place.run("verify --data elsewhere").done().says("good").says("2 files");
    assert_eq!(lists(&place, &place.beside("elsewhere")), before, "the record as it was when it was copied");
    place.run("restore copy.zip --data elsewhere").exits(2).complains("is not empty");

    // A copy that is damaged leaves nothing that could be taken for a record.
    let mut bytes = fs::read(place.beside("copy.zip")).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle..middle + 64].fill(0);
    place.write("damaged.zip", &bytes);
    place.run("restore damaged.zip --data again").exits(5).complains("damaged");
    place.run("items list --data again").exits(3);
    place.write("half.zip", &bytes[..middle]);
    place.run("restore half.zip --data again").exits(5).complains("it is no backup");
}

#[test]
fn views_that_are_made_anew_say_the_same() {
    let place = furnished();
    let before = lists(&place, &place.data());
    place.run("rebuild").done().says("Every view was made anew from");
    assert_eq!(lists(&place, &place.data()), before);
    place.run("verify").done();
}

#[test]
fn an_event_that_was_changed_is_named() {
    let place = furnished();
    place.run("verify").done().says("Alder Engineering: good.");
    tamper(
        &place,
        "DROP TRIGGER event_is_never_changed;
         UPDATE event SET body = replace(body, 'Doors stand open', 'Doors stand shut');",
    );
    let position: i64 = Connection::open(place.data().join("closeout.db"))
        .unwrap()
        .query_row("SELECT position FROM event WHERE body LIKE '%Doors stand shut%'", [], |row| row.get(0))
        .unwrap();
    place.run("verify").exits(1).says("BROKEN").says(&format!("the record is broken at position {position}: "));
    let report = place.run("verify --output json").exits(1).json();
    assert_eq!(report["good"], false);
}

#[test]
fn an_event_that_was_taken_out_is_named() {
    let place = furnished();
    tamper(&place, "DROP TRIGGER event_is_never_deleted; DELETE FROM event WHERE position = 9;");
    place.run("verify").exits(1).says("BROKEN").says("the record is broken at position ");
}

#[test]
fn a_view_that_says_something_else_is_named() {
    let place = furnished();
    tamper(&place, "UPDATE item_doc SET doc = replace(doc, 'Doors stand open', 'Doors stand shut');");
    place.run("verify").exits(1).says("POAM-0003");
    place.run("rebuild").done();
    place.run("verify").done();
    place.run("items list").done().says("Doors stand open");
}

#[test]
fn a_file_that_was_changed_or_is_gone_is_named() {
    let place = furnished();
    let photo = kept(&place, b"closed");
    let names: Vec<&str> = photo.iter().map(|name| name.to_str().unwrap()).collect();
    let digest = names[names.len() - 2..].concat();
    fs::set_permissions(&photo, std::os::unix::fs::PermissionsExt::from_mode(0o644)).unwrap();
    fs::write(&photo, "open").unwrap();
    place.run("verify").exits(1).says("BROKEN").says(&digest).says("POAM-0003");
    place.run(&format!("item evidence save POAM-0003 {digest} copy.txt")).exits(1).complains("was changed");
    assert!(!place.beside("copy.txt").exists(), "what was changed is not handed out");
    fs::remove_file(&photo).unwrap();
    place.run("verify").exits(1).says(&digest).says("missing");
}

#[test]
fn a_record_without_its_organization_is_not_good() {
    let place = Place::begun();
    tamper(&place, "DELETE FROM organization;");
    place.run("verify").exits(1);
}

#[test]
fn people_and_tokens_are_kept_by_administrators() {
    let place = Place::with_people();
    place.run(&format!("person describe {SAM} --title 'System administrator'")).done();
    place.run(&format!("person roles {SAM} --role responsible --role validator")).done().says("responsible, validator");
    place.run("person list").done().says("System administrator").says("Sam Okafor");
    place.run_as(SAM, "person add lee@alder.example --name Lee --role owner").refused("permission");
    place.run(&format!("person leave {SAM} --reason 'has another job'")).done().says("has left");
    place.signed_in(SAM, "items list").exits(4);
    place.run_as(SAM, "items list").exits(4);
    place.run(&format!("person return {SAM}")).done();

    let token = place.json(&format!("token issue robot --until {FAR}"))["token"].as_str().unwrap().to_owned();
    place.run(&format!("items list --token {token}")).done();
    place.run(&format!("item draft --weakness x --token {token}")).exits(4).complains("may only read");
    let listed = place.json("token list");
    let robot = listed["tokens"].as_array().unwrap().iter().find(|t| t["name"] == "robot").unwrap();
    let mine = place.signed_in(SAM, "token list").done();
    assert!(!mine.out.contains("robot"), "{}", mine.out);
    place.run(&format!("token revoke {}", robot["id"].as_str().unwrap())).done();
    place.run(&format!("items list --token {token}")).exits(4);

    place.run("system register 'Shop floor'").done();
    place
        .run("system describe --system 'Shop floor' --ssp-title 'SSP of the floor' --ssp-version 2 --cage 0N0R7")
        .done();
    place.run(&format!("system appoint {DANA} --system 'Shop floor' --note 'by the board'")).done();
    place.run("system promotion --system 'Shop floor' --brake-percent 30").done();
    let shown = place.run("system show --system 'shop floor'").done();
    shown.says("SSP of the floor 2").says("0N0R7").says("30 %").says("findings from high up").says("by the board");
}

#[test]
fn a_password_comes_from_standard_input_line_by_line() {
    let place = Place::with_people();
    let mut command = place.command(&format!("person password {SAM} --as {SAM} --password-stdin"));
    let mut child = command.stdin(std::process::Stdio::piped()).stdout(std::process::Stdio::null()).spawn().unwrap();
    let lines = format!("{PASSWORD}\nnine mills of flour\n");
    std::io::Write::write_all(child.stdin.as_mut().unwrap(), lines.as_bytes()).unwrap();
    assert!(child.wait().unwrap().success());
    place.signed_in(SAM, "items list").exits(4);
}

#[test]
fn what_is_due_is_done_once_by_whoever_asks_first() {
    let place = Place::with_people();
    place.run("tick").done().says("Alder Engineering: nothing was due.");
    // Dana signed in half a day ago, and a server that was killed had begun to look after things.
    place.signed_in(DANA, "token issue tests --until 2098-01-01").done();
    let session = "INSERT INTO session SELECT organization, zeroblob(32), person, 'x', NULL, 1 FROM account LIMIT 1";
    tamper(&place, session);
    let held = "INSERT INTO lease SELECT organization, zeroblob(16), 9000000000000000 FROM account LIMIT 1";
    tamper(&place, held);
    place.run("tick").done().says("Alder Engineering: another server is at it.");
    tamper(&place, "UPDATE lease SET until = 1");
    let told = place.json("tick");
    let organization = &told["organizations"][0];
    assert_eq!((&told["good"], &organization["ending"]), (&Value::from(true), &Value::from("whole")), "{told}");
    let done = serde_json::json!([{ "what": "ended sessions", "count": 1 }]);
    let first = &organization["steps"][0];
    assert_eq!((&first["step"], &first["done"]), (&Value::from("forget what has run out"), &done), "{told}");
    place.run("tick").done().says("nothing was due");
    place.run("verify").done().says("good");
}

#[test]
fn a_step_that_fails_is_told_with_its_reason() {
    let place = Place::begun();
    tamper(&place, "ALTER TABLE reply RENAME TO elsewhere");
    let failed = place.run("tick").exits(70).says("Alder Engineering: failed to forget what has run out.");
    failed.complains("Alder Engineering: failed to forget what has run out: ").complains("no such table: reply");
    let told = place.run("tick --output json").exits(70).json();
    assert_eq!(told["good"], false);
    let why = told["organizations"][0]["steps"][0]["error"]["detail"].as_str().unwrap();
    assert!(why.contains("no such table: reply"), "{why}");
}

#[test]
fn a_server_does_what_is_due_by_itself() {
    let place = Place::begun();
    let session = "INSERT INTO session SELECT organization, zeroblob(32), person, 'x', NULL, 1 FROM account LIMIT 1";
    tamper(&place, session);
    let mut served = place.serve();
    served.url();
    let left = || {
        let file = Connection::open(place.data().join("closeout.db")).unwrap();
        file.query_row("SELECT count(*) FROM session", [], |row| row.get::<_, i64>(0)).unwrap()
    };
    let forgotten = (0..200).any(|_| {
        std::thread::sleep(std::time::Duration::from_millis(50));
        left() == 0
    });
    assert!(forgotten, "the first round comes at once");
}
