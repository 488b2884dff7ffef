//! Every exit code of the contract, by a case that anybody could meet.

use crate::harness::{Place, closeout, fixture};

#[test]
fn done_is_0() {
    closeout("formats").done().says("nessus");
    closeout("help").done().says("Exit codes: 0 done, 1 the check says no");
    closeout("--version").done().says("closeout ");
}

#[test]
fn a_check_that_says_no_is_1() {
    let place = Place::begun();
    let scan = fixture("nessus/many.nessus");
    place.run(&format!("import {scan}")).done();
    std::fs::remove_dir_all(place.data().join("blobs")).unwrap();
    place.run("verify").exits(1).says("BROKEN").says("the import of many.nessus is missing");
}

#[test]
fn wrong_usage_is_2() {
    closeout("inspekt scan.nessus").exits(2).complains("unrecognized subcommand");
    closeout("items list").exits(2).complains("say where the record is: --data DIR");
    closeout("inspect scan.nessus --format nesus").exits(2).complains("there are nessus, ");
    closeout("inspect .").exits(2).complains("is a folder");
    let place = Place::begun();
    place.run("items list --as-of soon").exits(2).complains("give a day as YYYY-MM-DD");
    place.run("items list --filter late").exits(2).complains("write it as key=value");
    place.run("items list --filter late=perhaps").exits(2).complains("give yes or no");
    place.run("items show seven").exits(2).complains("such as POAM-0007");
    place.run("register export -o register.doc").exits(2).complains("should end in .xlsx or .csv");
    place.init().exits(2).complains("holds a record already");
    place.run("items list --as dana.reyes@alder.example").exits(2).complains("CLOSEOUT_PASSWORD");
}

#[test]
fn what_is_not_there_is_3() {
    closeout("inspect nowhere.nessus").exits(3).complains("there is no file nowhere.nessus");
    closeout("items list --data nowhere").exits(3).complains("no record in nowhere").complains("closeout init");
    let place = Place::begun();
    place.run("items show POAM-0007").exits(3).complains("there is no item POAM-0007");
    place.run("tasks show POAM-0007").exits(3);
    place.run("item comment POAM-0007 x").exits(3);
    place.run("item owner POAM-0007 nobody@alder.example").exits(3).complains("there is no person");
    place.run("findings show 00000000-0000-7000-8000-000000000000").exits(3);
    place.run("item draft --weakness x --recurrence-of POAM-0007").exits(3);
    place.run("imports show 00000000-0000-7000-8000-000000000000").exits(3);
    place.run("items list --system Elsewhere").exits(3).complains("there is no system Elsewhere");
    place.run("items list --organization Elsewhere").exits(3);
}

#[test]
fn what_a_rule_refuses_is_4() {
    let place = Place::begun();
    place.run("item draft --weakness 'Doors stand open'").done().says("POAM-0001");
    place.run("item approve POAM-0001").refused("permission");
    place.run("item submit POAM-0001").refused("plan-complete");
    place.run("person add dana.reyes@alder.example --name Dana --role owner").exits(4);
    let mut weak = place.command("person add lee@alder.example --name Lee --role owner");
    assert_eq!(weak.env("CLOSEOUT_PERSON_PASSWORD", "short").output().unwrap().status.code(), Some(4));
}

#[test]
fn what_cannot_be_read_is_5() {
    let place = Place::begun();
    let prose = place.write("letter.txt", "Dear all,\nplease find attached nothing.\n");
    closeout(&format!("inspect {}", prose.display())).exits(5).complains("to do: ");
    place.run("import letter.txt").exits(5).complains("letter.txt");
    place.run("restore letter.txt --data elsewhere").exits(5).complains("`closeout backup`");
    std::fs::create_dir(place.beside("other")).unwrap();
    std::fs::write(place.beside("other/closeout.db"), "Dear all").unwrap();
    place.run("items list --data other").exits(5).complains("closeout.db");
}

#[test]
fn what_somebody_else_changed_first_is_6() {
    let place = Place::begun();
    place.run("item draft --weakness 'Doors stand open'").done();
    let seen = place.json("items show POAM-0001")["item"]["summary"]["version"].as_u64().unwrap();
    place.run("item comment POAM-0001 'I was here first'").done();
    let late = format!("item weakness POAM-0001 'Doors stand open at night' --if-version {seen}");
    place.run(&late).exits(6).complains("was changed by somebody else").complains("read it again");
    place.run(&format!("item comment POAM-0001 x --if-version {}", seen + 1)).done();
}

#[test]
fn what_the_machine_refuses_is_70() {
    let place = Place::begun();
    place.write("file", "");
    place.run("register export -o file/register.xlsx").exits(70).complains("failed to write");
}
