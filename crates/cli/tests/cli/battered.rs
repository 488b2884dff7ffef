//! Files that break off anywhere, brought into a record that knows the whole one: each comes in with what is wrong said
//! and proves nothing absent, or leaves no trace.

use std::{fs, path::Path};

use serde_json::{Value, json};

use crate::harness::{Place, corpus, fixture};

/// What the record says: its findings, its imports, its history.
fn record(place: &Place) -> [Value; 3] {
    ["findings list", "imports list", "audit"].map(|command| place.json(command))
}

/// Brings the whole file in, then its first bytes, as many as each cut says.
fn check(whole: &Path, cuts: &[usize]) {
    let place = Place::begun();
    let name = whole.file_name().unwrap().to_string_lossy();
    place.run(&format!("import '{}' --yes", whole.display())).done();
    let bytes = fs::read(whole).unwrap();
    let open = |place: &Place| place.json("findings list --filter state=open")["findings"].as_array().unwrap().len();
    let (mut before, known) = (record(&place), open(&place));
    for cut in cuts {
        let part = place.write("part", &bytes[..bytes.len() * cut / 100]);
        let what = format!("{name} cut at {cut} %");
        let answer = place.run(&format!("import '{}' --yes --output json", part.display()));
        let after = record(&place);
        match answer.exits_with() {
            0 => {
                let report = answer.json();
                assert_eq!(report["preview"]["absent"], 0, "{what}: {report}");
                let identical = report["identical"] == true;
                assert!(identical || !report["problems"].as_array().unwrap().is_empty(), "{what}: {report}");
                assert_eq!(report["committed"], !identical, "{what}: {report}");
                assert_eq!(identical, after == before, "{what}: {report}");
                // What a part names otherwise than the whole, for want of its beginning or its end, is open beside it.
                assert!(open(&place) >= known, "{what}");
            }
            code => {
                assert_eq!((code, &answer.json()["error"]["code"]), (5, &json!("unreadable")), "{what}");
                assert_eq!(after, before, "{what} left a trace");
            }
        }
        before = after;
    }
    place.run("verify").done().says("good");
}

#[test]
fn a_file_that_breaks_off_comes_in_with_its_problems_or_not_at_all() {
    for name in [
        "nessus/many.nessus",
        "ckl/many.ckl",
        "cklb/many.cklb",
        "xccdf/many.xml",
        "trivy/many.json",
        "sarif/many.sarif",
    ] {
        check(Path::new(&fixture(name)), &[2, 15, 45, 70, 97]);
    }
}

#[test]
fn so_does_a_file_of_another_firm() {
    let Some(corpus) = corpus() else { return };
    for name in [
        "nessus_xml/dojo__nessus_v_unknown.xml",
        "hdf/heimdall-lite__sonarqube_java_sample.json",
        "ms_defender/dojo__defender_multiple_files.zip",
        "cyclonedx/bom-examples__bom.1.3.xml",
        "zap/dojo__some_2.9.0.xml",
    ] {
        check(&corpus.join(name).canonicalize().unwrap(), &[10, 50, 90]);
    }
}
