//! How bad a vulnerability is, by those who rated it.

use closeout_domain::finding::{observation::CvssStatement, severity::Severity};

use super::components::entries;
use crate::{cvss, record::View};

/// Every rating that follows CVSS.
pub(super) fn cvss(vulnerability: View<'_>) -> Vec<CvssStatement<'_>> {
    entries(vulnerability, "ratings", "rating")
        .filter_map(|rating| {
            let version = match rating.get("method").text() {
                "CVSSv2" => "2.0",
                "CVSSv3" => "3.0",
                "CVSSv31" => "3.1",
                "CVSSv4" => "4.0",
                _ => return None,
            };
            cvss::statement(version, score(rating), rating.get("vector").text())
        })
        .collect()
}

fn score(rating: View<'_>) -> &str {
    rating.first(&["score", "score/base"])
}

fn source(of: View<'_>) -> &str {
    of.first(&["source/name", "source/@name"])
}

/// The rating of the source that the vulnerability is from; else the worst. What nobody rated counts as medium.
pub(super) fn severity<'t>(vulnerability: View<'t>, list: &mut dyn FnMut(String)) -> (Severity, &'t str) {
    let from = source(vulnerability);
    let mut best: Option<(bool, Severity, &str)> = None;
    for rating in entries(vulnerability, "ratings", "rating") {
        let word = rating.get("severity").text();
        let number: Option<f32> = score(rating).parse().ok().filter(|score| (0.0..=10.0).contains(score));
        if cvss::is_bad_score(score(rating)) && rating.get("method").text().starts_with("CVSS") {
            list(format!("the score {:?} is none from 0 to 10 and was left out", score(rating)));
        }
        let severity = match (word.to_ascii_lowercase().as_str(), number) {
            ("" | "unknown", Some(score)) if rating.get("method").text() == "CVSSv2" => Severity::of_cvss2(score),
            ("" | "unknown", Some(score)) => Severity::of_cvss(score),
            ("" | "unknown", None) => Severity::Medium,
            (given, _) => given.parse().unwrap_or_else(|_| {
                list(format!("the severity {word:?} is not known; it counts as medium"));
                Severity::Medium
            }),
        };
        let candidate = (!from.is_empty() && source(rating) == from, severity, word);
        if best.is_none_or(|(own, worst, _)| (candidate.0, candidate.1) > (own, worst)) {
            best = Some(candidate);
        }
    }
    best.map_or((Severity::Medium, ""), |(_, severity, word)| (severity, word))
}
