//! The JUnit file, whose failures are texts with headings.

use closeout_domain::finding::observation::Judgement;

use super::issue::Issue;

/// A failure, taken apart.
#[derive(Default)]
pub(super) struct Sections<'a> {
    title: &'a str,
    severity: &'a str,
    confidence: &'a str,
    url: String,
    detail: &'a str,
    background: &'a str,
    remediation: [&'a str; 2],
    classification: &'a str,
}

impl<'a> Sections<'a> {
    /// The message is "NAME found at URL"; the text begins with "Severity: …" and goes on under headings, each alone on
    /// its line. What stands under "Evidence" is the traffic, which may hold what is nobody's business.
    pub(super) fn of(message: &'a str, text: &'a str) -> Self {
        let (title, url) = message.rsplit_once(" found at ").unwrap_or((message, ""));
        let mut sections = Self { title: title.trim(), url: url.trim().to_owned(), ..Self::default() };
        let (mut host, mut path) = ("", "");
        let mut heading = "";
        let mut from = 0;
        let mut at = 0;
        for line in text.split_inclusive('\n') {
            let trimmed = line.trim();
            let fact = |name: &str| trimmed.strip_prefix(name).map(str::trim).filter(|_| heading.is_empty());
            if let Some(value) = fact("Severity:") {
                sections.severity = value;
            } else if let Some(value) = fact("Confidence:") {
                sections.confidence = value;
            } else if let Some(value) = fact("Host:") {
                host = value;
            } else if let Some(value) = fact("Path:") {
                path = value;
            } else if HEADINGS.contains(&trimmed) {
                sections.keep(heading, text.get(from..at).unwrap_or_default());
                heading = trimmed;
                from = at + line.len();
            }
            at += line.len();
        }
        sections.keep(heading, text.get(from..).unwrap_or_default());
        if !host.is_empty() {
            sections.url = [host, path].concat();
        }
        sections
    }

    fn keep(&mut self, heading: &str, text: &'a str) {
        let text = text.trim();
        match heading {
            "Issue Detail" => self.detail = text,
            "Issue Background" => self.background = text,
            "Remediation Detail" | "Issue Remediation" => self.remediation[0] = text,
            "Remediation Background" => self.remediation[1] = text,
            "Vulnerability Classifications" => self.classification = text,
            _ => {}
        }
    }

    pub(super) fn issue(&self, kind: &'a str) -> Issue<'_> {
        Issue {
            check: self.title,
            title: self.title,
            severity: if kind.is_empty() { self.severity } else { kind },
            url: &self.url,
            confidence: self.confidence,
            detail: self.detail,
            background: self.background,
            remediation: self.remediation,
            classification: self.classification,
            ..Issue::default()
        }
    }
}

const HEADINGS: [&str; 8] = [
    "Issue Detail",
    "Issue Background",
    "Issue Remediation",
    "Remediation Detail",
    "Remediation Background",
    "Vulnerability Classifications",
    "References",
    "Evidence",
];

/// A false positive is a person's word in Burp; anything else was found.
pub(super) fn state(severity: &str) -> Judgement {
    match severity {
        "False positive" | "false_positive" => Judgement::NotJudged,
        _ => Judgement::Present,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failure_is_taken_apart_at_its_headings() {
        let text = "\nSeverity: High\n\nConfidence: Certain\n\nHost: https://a.example\n\nPath: /find\n\nIssue Detail\nOne.\n\n\
                    Issue Background\nHost: is text here.\n\nRemediation Background\nEncode.\n\nEvidence\nGET /secret\n";
        let sections = Sections::of("Script comes back found at https://a.example/find", text);
        let issue = sections.issue("");
        assert_eq!((issue.check, issue.severity, issue.url), ("Script comes back", "High", "https://a.example/find"));
        assert_eq!((issue.detail, issue.background), ("One.", "Host: is text here."));
        assert_eq!((issue.remediation, issue.confidence), (["", "Encode."], "Certain"));
        assert_eq!(Sections::of("odd", "").issue("Low").title, "odd");
    }
}
