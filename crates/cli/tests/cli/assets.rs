//! Assets on the command line: told apart, looked at first, and taken back.

use serde_json::{Value, json};

use crate::harness::{Place, fixture};

fn rows(place: &Place) -> Vec<Value> {
    place.json("assets list")["assets"].as_array().unwrap().clone()
}

fn key(row: &Value) -> String {
    row["id"].as_str().unwrap().to_owned()
}

#[test]
fn two_assets_are_merged_and_taken_apart_and_the_record_still_holds() {
    let place = Place::begun();
    place.run(&format!("import {}", fixture("nessus/many.nessus"))).done();
    let before = rows(&place);
    let (from, into) = (key(&before[0]), key(&before[1]));
    let merge = format!("assets merge {from} {into} --reason 'one machine'");
    place.run(&format!("{merge} --preview")).done().says("this would be done");
    assert_eq!(rows(&place), before);
    place.run(&merge).done().says("imports that count for another asset: 1");
    assert_eq!(rows(&place).len(), before.len() - 1);
    place.run(&format!("assets show {from}")).done().says("was merged into it by");
    place.run(&merge).exits(3);
    place.run("verify").done();
    place.run("rebuild").done();
    assert_eq!(rows(&place).len(), before.len() - 1, "what was said is in the record");
    place.run(&format!("assets unmerge {from} --reason 'two after all'")).done();
    assert_eq!(rows(&place), before);
}

#[test]
fn names_are_split_off_by_kind_and_name() {
    let place = Place::begun();
    place.run(&format!("import {}", fixture("nessus/many.nessus"))).done();
    let asset = key(&place.json("assets list --filter text=cad-server")["assets"][0]);
    let shown = place.json(&format!("assets show {asset}"));
    let names = shown["names"].as_array().unwrap();
    let named = |n: &Value| format!("{}={}", n["kind"].as_str().unwrap(), n["name"].as_str().unwrap());
    place.run(&format!("assets split {asset} --name cad-server --reason x")).exits(2);
    place.run(&format!("assets split {asset} --name ip=203.0.113.9 --reason x")).refused("asset-split");
    let strongest = named(&names[0]);
    let split = place.json(&format!("assets split {asset} --name {strongest} --reason 'another machine'"));
    assert_eq!((&split["committed"], &split["imports"]), (&json!(true), &json!(1)));
    let part = split["asset"].as_str().unwrap();
    place.run(&format!("assets show {part}")).done().says("was split off");
    place.run("verify").done();
    place.run(&format!("assets unsplit {part} --reason 'the same after all'")).done();
    assert_eq!(place.json(&format!("assets show {asset}"))["names"], shown["names"]);
}
