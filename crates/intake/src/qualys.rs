//! What the formats of Qualys have in common.

use closeout_domain::finding::{observation::CvssStatement, severity::Severity};

use crate::cvss;

/// The family of its checks, the QIDs, which all its formats share.
pub(crate) const FAMILY: &str = "qualys";

/// Qualys's own five steps, minimal to urgent, one to one; what was merely gathered is a fact, whatever its step.
pub(crate) fn severity(step: &str, gathered: bool) -> Option<Severity> {
    Some(match step {
        "1" | "2" | "3" | "4" | "5" if gathered => Severity::Info,
        "1" => Severity::Info,
        "2" => Severity::Low,
        "3" => Severity::Medium,
        "4" => Severity::High,
        "5" => Severity::Critical,
        _ => return None,
    })
}

/// A score that may have its vector behind it in parentheses, as in "9.3 (AV:N/…)"; "-" is none.
pub(crate) fn score<'t>(version: &'t str, text: &'t str) -> Option<CvssStatement<'t>> {
    let (score, vector) = text.split_once('(').unwrap_or((text, ""));
    cvss::statement(version, score, vector.trim_matches(['(', ')', ' ']))
}

/// What a test that tells of signing in tells: over Windows or Unix, that it failed or how it was done.
pub(crate) fn signed_in(qid: &str, result: &str) -> Option<bool> {
    match qid {
        "105015" | "105053" => Some(false),
        "38307" => Some(true),
        // A null session is one of the ways in which Windows is asked.
        "70028" => Some(!result.contains("(none)") && !result.to_ascii_lowercase().contains("null session")),
        _ => None,
    }
}

/// "443" of "tcp" as "tcp/443".
pub(crate) fn place(protocol: &str, port: &str, place: &mut String) {
    place.clear();
    if !["", "0", "-", "'-"].contains(&port) {
        place.push_str(&protocol.to_ascii_lowercase());
        place.push_str(if protocol.is_empty() { "" } else { "/" });
        place.push_str(port);
    }
}

/// Several texts, those that say something.
pub(crate) fn paragraphs(texts: &[&str], whole: &mut String) {
    whole.clear();
    for text in texts.iter().filter(|text| !["", "N/A", "-"].contains(text)) {
        whole.push_str(if whole.is_empty() { "" } else { "\n\n" });
        whole.push_str(text);
    }
}
