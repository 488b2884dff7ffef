//! Every file of the corpus gives as many observations as plain readers count, but for those that are named with the reason
//! in `support/files.rs`.

use std::{collections::BTreeSet, fs};

use closeout_intake::inspect;
use serde_json::Value;

use crate::support::{
    corpus,
    files::{DIFFERENT, FOLDERS, NO_FINDINGS, PRESENT_ALONE, REFUSED},
};

/// How many files went which way.
#[derive(Default, Debug, PartialEq)]
struct Ways {
    equal: usize,
    different: usize,
    refused: usize,
    no_findings: usize,
}

#[test]
fn every_file_is_counted_right_or_named_with_the_reason() {
    let Some(corpus) = corpus() else { return };
    let counts: Value = serde_json::from_str(&fs::read_to_string(corpus.join("raw_counts.json")).unwrap()).unwrap();
    let counts = counts.as_object().unwrap();
    let manifest = fs::read_to_string(corpus.join("MANIFEST.tsv")).unwrap();
    let listed: BTreeSet<&str> = manifest.lines().skip(1).filter_map(|line| line.split('\t').next()).collect();
    assert_eq!(counts.keys().map(String::as_str).collect::<BTreeSet<_>>(), listed);

    let mut ways = Ways::default();
    for (path, raw) in counts {
        let folder = path.split('/').next().unwrap();
        let inspected = inspect(fs::File::open(corpus.join(path)).unwrap(), None);
        let stays_out = NO_FINDINGS.iter().any(|(name, _)| *name == folder);
        if stays_out || REFUSED.iter().any(|(refused, _)| refused == path) {
            let refusal = inspected.map(|summary| summary.counts).unwrap_err();
            assert!(!refusal.message.is_empty() && !refusal.advice.is_empty(), "{path}: {refusal:?}");
            *(if stays_out { &mut ways.no_findings } else { &mut ways.refused }) += 1;
            continue;
        }
        let counted = inspected.unwrap_or_else(|refusal| panic!("{path}: {refusal}")).counts;
        let by_severity = counted.by_severity;
        let sum = by_severity.critical + by_severity.high + by_severity.medium + by_severity.low + by_severity.info;
        assert_eq!(sum, counted.observations, "{path}");
        let ours = if PRESENT_ALONE.contains(&folder) { counted.present } else { counted.observations };
        match DIFFERENT.iter().find(|(different, ..)| different == path) {
            Some((_, expected, why)) => {
                assert_eq!(ours, *expected, "{path}: {why}");
                assert_ne!(raw["count"].as_u64(), Some(ours), "{path} is no exception");
                ways.different += 1;
            }
            None => {
                assert_eq!(Some(ours), raw["count"].as_u64(), "{path}");
                ways.equal += 1;
            }
        }
    }
    let named = counts.keys().filter(|path| NO_FINDINGS.iter().any(|(name, _)| path.starts_with(&format!("{name}/"))));
    let expected = Ways {
        equal: counts.len() - DIFFERENT.len() - REFUSED.len() - named.clone().count(),
        different: DIFFERENT.len(),
        refused: REFUSED.len(),
        no_findings: named.count(),
    };
    assert_eq!(ways, expected, "a file that is named is not there, or named twice");
    println!("{} files: {ways:?}", counts.len());
}

#[test]
fn every_folder_is_known() {
    let Some(corpus) = corpus() else { return };
    let manifest = fs::read_to_string(corpus.join("MANIFEST.tsv")).unwrap();
    let folders: BTreeSet<&str> = manifest.lines().skip(1).filter_map(|line| line.split('/').next()).collect();
    let known = FOLDERS.iter().map(|(name, _)| *name).chain(NO_FINDINGS.iter().map(|(name, _)| *name));
    assert_eq!(known.collect::<BTreeSet<_>>(), folders);
}
