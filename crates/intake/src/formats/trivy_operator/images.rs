//! What is in a container's image: packages with known vulnerabilities, and secrets.

use std::ops::ControlFlow::Continue;

use closeout_domain::finding::observation::Observation;

use super::{super::trivy, report::Report};
use crate::{
    cvss, identifiers,
    record::View,
    sink::{Flow, Loss, Sink},
};

/// States every vulnerability.
pub(super) fn vulnerabilities(report: &Report<'_>, sink: &mut dyn Sink) -> Flow {
    let image = image(report.value);
    for value in report.value.at("report").each("vulnerabilities") {
        let text = |key: &str| value.get(key).text();
        let (id, package) = (text("vulnerabilityID"), text("resource"));
        if id.is_empty() || package.is_empty() {
            let message = "a vulnerability names no number, or no package".to_owned();
            report.problem(Loss::Record, message, sink);
            continue;
        }
        let native = text("severity");
        let severity = report.severity(native, sink);
        let (installed, fixed) = (text("installedVersion"), text("fixedVersion"));
        let score = text("score");
        if cvss::is_bad_score(score) {
            let message = format!("the score {score:?} is none from 0 to 10 and was left out");
            report.problem(Loss::Value, message, sink);
        }
        let mut cvss: Vec<_> = value.get("cvss").inside().flat_map(trivy::scores).collect();
        if cvss.is_empty() {
            cvss.extend(cvss::statement("", score, ""));
        }
        // Of a system's packages the target is the image with its tag, which an upgrade changes.
        let target = match value.first(&["packagePath", "target"]) {
            target if text("class") == "os-pkgs" || target.contains(" (") => "",
            target => target,
        };
        sink.observation(&Observation {
            check: id,
            title: match text("title") {
                "" => id,
                title => title,
            },
            severity,
            native_severity: native,
            cvss,
            cve: identifiers::cves(id),
            asset: report.asset,
            place: &joined([report.container, target, package]),
            seen_at: report.seen_at,
            description: text("description"),
            recommendation: &match fixed {
                "" => format!("No version of {package} corrects this yet: remove it, or mitigate until one does"),
                fixed => format!("Upgrade {package} to {fixed}"),
            },
            output: &format!("{package} {installed} is installed in {image}"),
            ..Observation::default()
        })?;
    }
    Continue(())
}

/// States every secret, without what matched, which is the secret itself.
pub(super) fn secrets(report: &Report<'_>, sink: &mut dyn Sink) -> Flow {
    let image = image(report.value);
    for value in report.value.at("report").each("secrets") {
        let text = |key: &str| value.get(key).text();
        if text("ruleID").is_empty() {
            report.problem(Loss::Record, "a secret names no rule".to_owned(), sink);
            continue;
        }
        let native = text("severity");
        let severity = report.severity(native, sink);
        sink.observation(&Observation {
            check: text("ruleID"),
            title: text("title"),
            severity,
            native_severity: native,
            asset: report.asset,
            place: &joined([report.container, "", text("target")]),
            seen_at: report.seen_at,
            recommendation: "Revoke the secret, then remove it from the image and what it is built from",
            output: &format!("{} in {image}", text("category")),
            ..Observation::default()
        })?;
    }
    Continue(())
}

fn joined(parts: [&str; 3]) -> String {
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(": ")
}

/// As in "index.docker.io/library/nginx:1.27".
fn image(report: View<'_>) -> String {
    let [server, repository, tag] = ["report/registry/server", "report/artifact/repository", "report/artifact/tag"]
        .map(|path| report.at(path).text());
    let (slash, colon) = (if server.is_empty() { "" } else { "/" }, if tag.is_empty() { "" } else { ":" });
    format!("{server}{slash}{repository}{colon}{tag}")
}
