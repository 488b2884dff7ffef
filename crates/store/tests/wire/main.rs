//! Stored events stay readable: a golden file for every kind, written once and never again.
//!
//! `CLOSEOUT_BLESS=1` writes the files of new kinds. It never touches one that is there: what was stored once is out in
//! the world.

mod item;
mod samples;

use std::{collections::BTreeSet, fs, path::PathBuf};

use closeout_app::ports::StoreError;
use closeout_store::wire::{decode, encode, kind_of, kinds};

fn folder() -> PathBuf {
    PathBuf::from("tests/wire/v1")
}

#[test]
fn every_kind_is_written_as_in_its_golden_file_and_read_back_from_it() {
    let bless = std::env::var("CLOSEOUT_BLESS").is_ok_and(|v| v == "1");
    for event in samples::all() {
        let (kind, text) = encode(&event).unwrap();
        let path = folder().join(format!("{kind}.json"));
        if bless && !path.exists() {
            fs::write(&path, format!("{text}\n")).unwrap();
        }
        let golden = fs::read_to_string(&path)
            .unwrap_or_else(|e| panic!("{}: {e}; CLOSEOUT_BLESS=1 writes the files of new kinds", path.display()));
        assert_eq!(golden.strip_suffix('\n'), Some(text.as_str()), "{kind}");
        assert_eq!(decode(kind, golden.trim_end()).unwrap(), event, "{kind}");
    }
}

#[test]
fn every_kind_has_a_sample_and_a_file_and_every_file_a_kind() {
    let known: BTreeSet<String> = kinds().map(str::to_owned).collect();
    assert_eq!(known.len(), kinds().count(), "two kinds of one name");
    let sampled: BTreeSet<String> = samples::all().iter().map(|e| kind_of(e).to_owned()).collect();
    assert_eq!(sampled, known);
    let files: BTreeSet<String> = fs::read_dir(folder())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .map(|name| name.strip_suffix(".json").unwrap().to_owned())
        .collect();
    assert_eq!(files, known);
}

#[test]
fn kinds_are_named_after_their_variants() {
    for event in samples::all() {
        assert_eq!(kind_of(&event), samples::word(&event), "{event:?}");
    }
}

#[test]
fn fields_that_are_not_known_are_passed_over() {
    for event in samples::all() {
        let (kind, text) = encode(&event).unwrap();
        let longer = text.replacen('{', r#"{"added_later":{"a":[1,null]},"#, 1);
        assert_eq!(decode(kind, &longer).unwrap(), event, "{kind}");
    }
}

#[test]
fn what_cannot_be_read_is_said_with_its_kind() {
    let commented = r#"{"kind":"item.commented","v":1,"text":"seen"}"#;
    assert!(decode("item.commented", commented).is_ok());
    for (kind, text, why) in [
        ("item.forgotten", commented, "not known"),
        ("forgotten", commented, "not known"),
        ("item.submitted", commented, "item.commented"),
        ("item.commented", r#"{"kind":"item.commented","v":2,"text":"seen"}"#, "newer"),
        ("item.commented", r#"{"kind":"item.commented","text":"seen"}"#, "`v`"),
        ("item.commented", r#"{"kind":"item.commented","v":1}"#, "`text`"),
        ("item.commented", r#"{"kind":"item.commented","v":1,"text":"#, "EOF"),
        ("item.commented", "", "EOF"),
        ("organization.roles_set", ROLES, "chief"),
    ] {
        let error = StoreError::from(decode(kind, text).unwrap_err());
        assert!(matches!(&error, StoreError::Corrupt { place, .. } if place.ends_with(kind)), "{error}");
        assert!(error.to_string().contains(why), "{text}: {error}");
    }
}

const ROLES: &str =
    r#"{"kind":"organization.roles_set","v":1,"person":"00000000-0000-0000-0000-000000000001","roles":["chief"]}"#;
