//! What holds for every format: a format is not finished until its fixtures and its page exist.

mod support;

use std::{collections::BTreeSet, fs};

use closeout_intake::{FORMATS, Format, format, inspect, open};
use support::{
    corpus,
    files::{ELSEWHERE, FOLDERS, REFUSED},
    fixture, root,
};

#[test]
fn ids_are_unique_and_found_again() {
    let ids: BTreeSet<&str> = FORMATS.iter().copied().map(Format::id).collect();
    assert_eq!(ids.len(), FORMATS.len());
    for id in ids {
        assert!(id.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-'), "{id}");
        assert_eq!(format(id).map(Format::id), Some(id));
    }
    assert!(format("no-such-format").is_none());
}

#[test]
fn every_format_says_what_it_is() {
    for format in FORMATS {
        let id = format.id();
        assert!(!format.name().is_empty() && !format.extensions().is_empty(), "{id}");
        assert!(format.extensions().iter().all(|extension| !extension.starts_with('.')), "{id}");
        assert!(!format.yields().is_empty() && !format.yields().contains('\n'), "{id}");
    }
}

#[test]
fn every_format_has_its_page() {
    let index = fs::read_to_string(root().join("docs/formats/README.md")).unwrap();
    for format in FORMATS {
        let id = format.id();
        let page = fs::read_to_string(root().join(format!("docs/formats/{id}.md"))).unwrap_or_default();
        assert!(page.contains(format.name()), "docs/formats/{id}.md is missing or does not name {}", format.name());
        assert!(index.contains(&format!("({id}.md)")), "docs/formats/README.md does not link to {id}.md");
    }
}

#[test]
fn every_format_is_fuzzed_with_its_family() {
    let families = fs::read_to_string(root().join("fuzz/lib.rs")).unwrap();
    for format in FORMATS {
        let listed = families.matches(&format!("\"{}\"", format.id())).count();
        assert_eq!(listed, 1, "fuzz/lib.rs names {} in one family of readers", format.id());
    }
}

#[test]
fn every_format_has_its_fixtures_which_exactly_it_claims() {
    for format in FORMATS {
        let id = format.id();
        for (name, expected) in [("none", 0..=0), ("one", 1..=1), ("many", 2..=u64::MAX), ("hostile", 0..=u64::MAX)] {
            let path = fixture(id, name).unwrap_or_else(|| panic!("tests/fixtures/{id}/{name}.* is missing"));
            let bytes = fs::read(&path).unwrap();
            let claims: Vec<&str> = {
                let source = open(&bytes[..]).unwrap();
                FORMATS.iter().filter(|format| format.recognises(&source.head())).map(|format| format.id()).collect()
            };
            assert_eq!(claims, [id], "{}", path.display());
            let summary = inspect(&bytes[..], None).unwrap();
            assert!(expected.contains(&summary.counts.observations), "{}: {:?}", path.display(), summary.counts);
            // A file that says nothing may be worth a word; a good one is not, and a hostile one is always.
            if name != "none" {
                assert_eq!(summary.problems.is_empty(), name != "hostile", "{}: {summary:?}", path.display());
            }
        }
    }
}

#[test]
fn every_file_of_the_corpus_is_claimed_rightly() {
    let Some(corpus) = corpus() else { return };
    let manifest = fs::read_to_string(corpus.join("MANIFEST.tsv")).unwrap();
    let mut seen = 0;
    for path in manifest.lines().skip(1).filter_map(|line| line.split('\t').next()) {
        let bytes = fs::read(corpus.join(path)).unwrap();
        let folder = path.split('/').next().unwrap_or_default();
        let claims: Vec<&str> = match open(&bytes[..]) {
            Ok(source) => {
                FORMATS.iter().filter(|format| format.recognises(&source.head())).map(|format| format.id()).collect()
            }
            Err(refusal) => {
                assert!(!refusal.message.is_empty() && !refusal.advice.is_empty(), "{path}");
                Vec::new()
            }
        };
        assert!(claims.len() < 2, "{path} is claimed by {claims:?}");
        let elsewhere = ELSEWHERE.iter().find(|(file, _)| *file == path).map(|(_, id)| [*id]);
        if let Some((_, ids)) = FOLDERS.iter().find(|(name, _)| *name == folder) {
            let expected: &[&str] = elsewhere.as_ref().map_or(*ids, |id| id);
            let refused = REFUSED.iter().any(|(file, _)| *file == path);
            let right = if refused { claims.is_empty() } else { claims.iter().any(|claim| expected.contains(claim)) };
            assert!(right, "{path} is claimed by {claims:?} instead of {expected:?}");
        }
        if claims.is_empty() {
            let refusal = inspect(&bytes[..], None).unwrap_err();
            assert!(!refusal.advice.is_empty(), "{path}: {refusal}");
        }
        seen += 1;
    }
    assert!(seen > 500, "the manifest lists {seen} files");
}
