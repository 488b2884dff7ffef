//! Archives whose files are one report: read one behind the other, and never whole by mistake.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

mod support;

use closeout_intake::{Summary, inspect};
use support::zip;

const MACHINES: &str = r#"{"@odata.context":"https://api.security.microsoft.com/api/$metadata#Machines","value":[
{"id":"m1","computerDnsName":"press-1","osPlatform":"Windows11","version":"23H2","lastIpAddress":"192.0.2.9"}]}"#;

fn found(cve: &str) -> String {
    let item = format!(
        r#"{{"cveId":"{cve}","machineId":"m1","productVendor":"mill","productName":"press","severity":"High"}}"#
    );
    format!(r#"{{"@odata.context":"https://api.security.microsoft.com/api/x","value":[{item}]}}"#)
}

/// The machines and two pages, packed in every way that tools pack.
fn each_packing(pages: &[&[u8]], check: impl Fn(&[u8], &Summary)) {
    let names = ["machines/machines.json", "vulnerabilities/1.json", "vulnerabilities/2.json"];
    let mut files: Vec<(&str, &[u8])> = vec![("machines/", b"")];
    files.extend(names.into_iter().zip(pages.iter().copied()));
    for (deflated, described_later) in [(false, false), (true, false), (true, true)] {
        // A folder has no data, and nothing to describe.
        let files = if described_later { &files[1..] } else { &files[..] };
        let archive = zip(files, deflated, described_later);
        check(&archive, &inspect(&archive[..], None).unwrap());
    }
}

#[test]
fn machines_and_their_weaknesses_are_joined() {
    let (one, two) = (found("CVE-2026-41001"), format!("\u{feff}{}", found("CVE-2026-41002")));
    each_packing(&[MACHINES.as_bytes(), one.as_bytes(), two.as_bytes()], |_, summary| {
        assert_eq!(summary.format, "ms-defender");
        assert_eq!((summary.counts.observations, summary.counts.cves, summary.counts.assets), (2, 2, 1));
        assert!(summary.problems.is_empty() && !summary.incomplete, "{:?}", summary.problems);
    });
}

#[test]
fn a_file_of_another_kind_among_them_is_told() {
    let one = found("CVE-2026-41001");
    each_packing(&[MACHINES.as_bytes(), one.as_bytes(), b"name,page\nx,1\n"], |_, summary| {
        assert_eq!((summary.counts.observations, summary.incomplete), (1, true));
        assert!(summary.problems[0].message.contains("not JSON"), "{:?}", summary.problems);
    });
}

#[test]
fn wherever_it_breaks_off_it_proves_nothing() {
    let (one, two) = (found("CVE-2026-41001"), found("CVE-2026-41002"));
    each_packing(&[MACHINES.as_bytes(), one.as_bytes(), two.as_bytes()], |archive, _| {
        for cut in 1..archive.len() - 8 {
            let Ok(summary) = inspect(&archive[..cut], Some("ms-defender")) else { continue };
            assert!(summary.incomplete && summary.counts.observations <= 2, "cut at {cut}: {:?}", summary.problems);
        }
    });
}

#[test]
fn damage_to_any_of_its_files_is_noticed() {
    let (one, two) = (found("CVE-2026-41001"), found("CVE-2026-41002"));
    let archive = zip(&[("m", MACHINES.as_bytes()), ("1", one.as_bytes()), ("2", two.as_bytes())], false, false);
    for cve in ["CVE-2026-41001", "CVE-2026-41002"] {
        let mut archive = archive.clone();
        let at = memchr::memmem::find(&archive, cve.as_bytes()).unwrap();
        archive[at + 4] ^= 1;
        assert!(inspect(&archive[..], None).unwrap().incomplete, "{cve}");
    }
}

#[test]
fn vulnerabilities_before_their_machines_are_told() {
    let one = found("CVE-2026-41001");
    let archive = zip(&[("a", one.as_bytes()), ("machines", MACHINES.as_bytes())], true, false);
    let summary = inspect(&archive[..], None).unwrap();
    assert_eq!(summary.counts.observations, 1);
    assert!(summary.problems[0].message.contains("1 machine is named behind"), "{:?}", summary.problems);
    assert!(!summary.incomplete);
}
