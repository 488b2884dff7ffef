//! What every target does: the bytes as they are, read as one format of a family of readers and as whatever they look like.

use std::io::sink;

use closeout_intake::{inspect, write_ndjson};

/// Formats on the XML reader.
pub const XML: &[&str] = &[
    "nessus",
    "ckl",
    "nmap",
    "xccdf",
    "scap-arf",
    "openvas",
    "qualys",
    "qualys-was",
    "nexpose",
    "burp",
    "zap",
    "nikto",
];
/// Formats on the JSON reader.
pub const JSON: &[&str] = &[
    "cklb",
    "findings",
    "trivy",
    "sarif",
    "grype",
    "cyclonedx",
    "nuclei",
    "openvex",
    "csaf",
    "asff",
    "aws-inspector2",
    "wazuh",
    "wapiti",
    "prowler",
    "hdf",
    "oscal-ar",
    "checkov",
    "scoutsuite",
    "trivy-operator",
    "ms-defender",
    "testssl",
    "sslyze",
];
/// Formats on the readers of tables and of lines.
pub const TABLE: &[&str] = &["table", "nessus-csv", "openvas-csv", "qualys-csv", "prowler-csv", "lynis"];

/// Reads as the format of the family that the first byte picks. Panics only if the reading does.
pub fn check(family: &[&str], bytes: &[u8]) {
    let Some((pick, bytes)) = bytes.split_first() else { return };
    let format = family[usize::from(*pick) % family.len()];
    if let Err(refusal) = inspect(bytes, Some(format)) {
        assert!(!refusal.advice.is_empty(), "{refusal}");
    }
}

/// Reads as whatever they look like: archives, encodings, detection.
pub fn any(bytes: &[u8]) {
    let _ = write_ndjson(bytes, None, &mut sink());
}
